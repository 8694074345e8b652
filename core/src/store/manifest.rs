//! What a generation says of itself: format, catalog, position, and the checksum of every file.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::files;
use crate::error::{Error, ErrorKind, Result};
use crate::model::catalog::Catalog;

/// The format that this engine writes.
pub(crate) const FORMAT: u32 = 1;
/// The oldest engine format that can read what this engine writes.
const OLDEST_READER: u32 = 1;

pub(crate) const MANIFEST_FILE: &str = "manifest.json";
pub(crate) const WAREHOUSE_FILE: &str = "base.duckdb";
pub(crate) const VECTOR_FILE: &str = "vectors";
/// Only where the base holds enough vectors.
pub(crate) const GRAPH_FILE: &str = "graph";

/// The file that holds the rows of a table.
pub(crate) fn row_file_name(table: &str) -> String {
    format!("{table}.rows")
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// The format in which the generation was written.
    pub(crate) format: u32,
    /// The lowest format number that a reader must know.
    pub(crate) oldest_reader: u32,
    pub(crate) catalog: String,
    pub(crate) catalog_digest: u64,
    /// The newest revision that the base holds.
    pub(crate) base_revision: i64,
    pub(crate) committed_at_ms: i64,
    pub(crate) source_position: Option<String>,
    pub(crate) files: BTreeMap<String, FileEntry>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct FileEntry {
    pub(crate) byte_count: u64,
    pub(crate) checksum: u64,
}

impl Manifest {
    pub(crate) fn new(
        catalog: &Catalog,
        base_revision: i64,
        committed_at_ms: i64,
        source_position: Option<String>,
    ) -> Self {
        Self {
            format: FORMAT,
            oldest_reader: OLDEST_READER,
            catalog: catalog.name.to_owned(),
            catalog_digest: catalog.digest(),
            base_revision,
            committed_at_ms,
            source_position,
            files: BTreeMap::new(),
        }
    }

    /// Writes the manifest and makes it, and the folder's entries, durable.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let body = serde_json::to_string_pretty(self).map_err(|source| {
            Error::internal("a manifest cannot be written").with_source(source)
        })?;
        let mut file = files::create_new(&folder.join(MANIFEST_FILE))?;
        // The last line is the checksum of all before it.
        write!(file, "{body}\n{:016x}\n", xxh3_64(body.as_bytes()))?;
        files::sync(&file)?;
        files::sync_folder(folder)?;
        // The folder's own entry, too: the log must never name a generation that is not there.
        folder.parent().map_or(Ok(()), files::sync_folder)
    }

    /// Reads a manifest and checks that this engine may open what it describes.
    ///
    /// # Errors
    /// `Corrupt` when it is not as written, `Unsupported` when a newer engine wrote it, `SchemaMismatch` when
    /// it was written under another catalog.
    pub(crate) fn read(folder: &Path, catalog: &Catalog) -> Result<Self> {
        let path = folder.join(MANIFEST_FILE);
        let text = std::fs::read_to_string(&path)
            .map_err(|source| Error::from(source).with_context("path", path.display()))?;
        let broken = || {
            Error::corrupt("the manifest is not readable as written")
                .with_context("path", path.display())
        };
        let (body, checksum) = text.trim_end().rsplit_once('\n').ok_or_else(broken)?;
        if format!("{:016x}", xxh3_64(body.as_bytes())) != checksum {
            return Err(broken());
        }
        let manifest: Self =
            serde_json::from_str(body).map_err(|source| broken().with_source(source))?;
        if manifest.oldest_reader > FORMAT {
            return Err(Error::new(
                ErrorKind::Unsupported,
                format!(
                    "the store has format {} and needs a reader of at least {}; this engine reads {FORMAT}; \
                     open it with a newer engine, or reload it from the source",
                    manifest.format, manifest.oldest_reader
                ),
            ));
        }
        if manifest.catalog != catalog.name {
            return Err(Error::schema(format!(
                "the store holds the schema `{}`; the configuration asks for `{}`",
                manifest.catalog, catalog.name
            )));
        }
        if manifest.catalog_digest != catalog.digest() {
            return Err(Error::schema(format!(
                "the store was written under another version of the catalog `{}`; reload it from the source with \
                 `Engine::rebuild`",
                catalog.name
            )));
        }
        Ok(manifest)
    }

    pub(crate) fn checksum(&self, file: &str) -> Result<u64> {
        self.files
            .get(file)
            .map(|entry| entry.checksum)
            .ok_or_else(|| Error::corrupt(format!("the manifest does not list the file `{file}`")))
    }
}
