//! The sources that a host can name.

use std::collections::BTreeMap;
use std::path::PathBuf;

use arrow::array::RecordBatch;

#[cfg(feature = "postgres")]
use super::postgres::{PostgresSource, Server};
use super::record_batches::RecordBatches;
use super::snapshot_folder::SnapshotFolder;
use super::source::LoadSource;
use super::sqlite_file::SqliteFile;
use crate::error::Result;
use crate::model::catalog::Catalog;

/// Where [`Engine::sync`](crate::Engine::sync) takes the rows of every source table from.
///
/// Columns may have either spelling (`organization_id`, `organizationId`), and those that the engine does not know are
/// left alone.
///
/// ```
/// use advisor_engine::{Engine, ErrorKind, LoadOptions, Source};
/// let engine = Engine::in_memory(Default::default())?;
/// let missing = engine.sync(&Source::Sqlite("/nowhere/app.db".into()), &LoadOptions::default());
/// assert_eq!(missing.err().map(|error| error.kind()), Some(ErrorKind::NotFound));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub enum Source {
    /// A snapshot folder: a `manifest.json` that lists each table's files, which are Parquet, or by their ending CSV
    /// (`.csv`) or a JSON object per line (`.ndjson`, `.jsonl`).
    ///
    /// *CSV* is RFC 4180 in UTF-8 with a header: an empty field is null, a quoted empty one is empty text. Lists are
    /// JSON arrays or PostgreSQL literals (`{a,"b c"}`), booleans `true`, `false`, `t` or `f`, instants ISO 8601 or
    /// `YYYY-MM-DD HH:MM:SS[.fff][+00]` (UTC where there is no offset), and money is decimal text.
    ///
    /// *A JSON object per line* is read as the row of a [`Change`](crate::Change): a column that a line leaves out is
    /// null. Numbers for money and decimals are taken exactly from their text; JSON is kept as it is written.
    Folder(PathBuf),
    /// An SQLite database, read in one transaction and not written to.
    ///
    /// Tables by their names. Every value is checked, since SQLite does not: booleans are 0 or 1, instants ISO 8601
    /// text or integer milliseconds, lists and JSON are JSON text, and money and decimals are text, integers or, by
    /// their shortest decimal text, reals.
    Sqlite(PathBuf),
    /// Arrow record batches by table name; a table without a batch is there and has no rows.
    ///
    /// Text, integers, floats and decimals of any width, instants of any unit and zone, lists of text, and text that is
    /// encoded by a dictionary.
    Batches(BTreeMap<String, Vec<RecordBatch>>),
    /// A PostgreSQL database, read inside one snapshot of the server, without following what comes after; slot,
    /// publication and polling mean nothing here, and no right but that of reading is needed.
    #[cfg(feature = "postgres")]
    Postgres(PostgresSource),
}

/// Names and counts alone: rows have no place in logs.
impl std::fmt::Debug for Source {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(path) => formatter.debug_tuple("Folder").field(path).finish(),
            Self::Sqlite(path) => formatter.debug_tuple("Sqlite").field(path).finish(),
            Self::Batches(tables) => {
                let counts = tables.iter().map(|(name, batches)| {
                    (name, batches.iter().map(RecordBatch::num_rows).sum::<usize>())
                });
                formatter.debug_map().entries(counts).finish()
            }
            #[cfg(feature = "postgres")]
            Self::Postgres(source) => source.fmt(formatter),
        }
    }
}

impl Source {
    /// Opens the source for one load.
    ///
    /// # Errors
    /// What can be told before any row is read.
    pub(crate) fn open(&self, catalog: &'static Catalog) -> Result<Box<dyn LoadSource + '_>> {
        Ok(match self {
            Self::Folder(path) => Box::new(SnapshotFolder::open(path, catalog)?),
            Self::Sqlite(path) => Box::new(SqliteFile::open(path)?),
            Self::Batches(tables) => Box::new(RecordBatches::new(tables, catalog)?),
            #[cfg(feature = "postgres")]
            Self::Postgres(source) => Box::new(Server::open(source, catalog)?),
        })
    }
}
