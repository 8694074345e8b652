//! Streams rows into one Parquet file, row group by row group.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result};
use arrow::datatypes::{Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterPropertiesBuilder};
use parquet::schema::types::ColumnPath;

use super::embeddings::EMBEDDING_TABLE;
use super::layout::Layout;
use super::manifest::{Manifest, TableFiles};
use super::record::Record;
use crate::progress::Progress;

/// Rows handed to the encoder at once.
const BATCH_ROW_COUNT: usize = 8_192;

/// Rows per row group: small enough for constant memory, large enough for a column scan.
const ROW_GROUP_ROW_COUNT: usize = 65_536;

/// How a snapshot is written.
#[derive(Debug, Clone, Default)]
pub struct WriteOptions {
    /// Spelling of the columns.
    pub layout: Layout,
    /// Replaces a snapshot folder that was made from other parameters.
    pub may_replace: bool,
    /// The sample's folder; [`crate::sample::default_folder`] when absent.
    pub sample_folder: Option<PathBuf>,
    /// Where progress is shown.
    pub progress: Progress,
}

/// What writing a snapshot came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The folder's manifest.
    pub manifest: Manifest,
    /// True when a complete folder with the same parameters was already there.
    pub is_reused: bool,
}

/// One finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct WrittenFile {
    pub(crate) table: &'static str,
    pub(crate) file: String,
    pub(crate) row_count: u64,
}

/// Writes rows of one table to one file.
pub(crate) struct TableWriter<R: Record> {
    writer: ArrowWriter<File>,
    schema: SchemaRef,
    columns: R::Columns,
    pending_row_count: usize,
    written: WrittenFile,
}

impl<R: Record> TableWriter<R> {
    /// Opens part `part` of the table in `folder`.
    pub(crate) fn create(folder: &Path, part: usize, layout: Layout) -> Result<Self> {
        let file = format!("{}-{part:03}.parquet", R::TABLE);
        let schema = Arc::new(Schema::new(R::fields(layout)));
        // Ids never repeat: a dictionary of them would be built only to be thrown away.
        let properties = properties()
            .set_column_dictionary_enabled(ColumnPath::from("id"), false)
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1)?))
            .build();
        let writer = open_writer(&folder.join(&file), &schema, properties)?;
        Ok(Self {
            writer,
            schema,
            columns: R::columns(),
            pending_row_count: 0,
            written: WrittenFile { table: R::TABLE, file, row_count: 0 },
        })
    }

    /// Adds one row.
    pub(crate) fn push(&mut self, row: R) -> Result<()> {
        row.append(&mut self.columns);
        self.pending_row_count += 1;
        if self.pending_row_count == BATCH_ROW_COUNT {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what is left and closes the file.
    pub(crate) fn finish(mut self) -> Result<WrittenFile> {
        self.flush()?;
        self.writer.close()?;
        Ok(self.written)
    }

    fn flush(&mut self) -> Result<()> {
        if self.pending_row_count == 0 {
            return Ok(());
        }
        let arrays = R::take_arrays(&mut self.columns);
        self.writer.write(&RecordBatch::try_new(Arc::clone(&self.schema), arrays)?)?;
        self.written.row_count += self.pending_row_count as u64;
        self.pending_row_count = 0;
        Ok(())
    }
}

/// Settings that all files share.
pub(super) fn properties() -> WriterPropertiesBuilder {
    WriterProperties::builder()
        .set_max_row_group_row_count(Some(ROW_GROUP_ROW_COUNT))
        .set_statistics_enabled(EnabledStatistics::Chunk)
}

pub(super) fn open_writer(
    path: &Path,
    schema: &SchemaRef,
    properties: WriterProperties,
) -> Result<ArrowWriter<File>> {
    let file = File::create(path).with_context(|| format!("creating `{}`", path.display()))?;
    Ok(ArrowWriter::try_new(file, Arc::clone(schema), Some(properties))?)
}

/// Gathers finished files, in the order of their parts, into a manifest.
pub(crate) fn build_manifest(seed: u64, written: &[WrittenFile]) -> Manifest {
    let mut manifest = Manifest::new(Some(seed));
    for file in written {
        let tables = if file.table == EMBEDDING_TABLE {
            &mut manifest.host_owned
        } else {
            &mut manifest.tables
        };
        let entry: &mut TableFiles = tables.entry(file.table.to_owned()).or_default();
        entry.files.push(file.file.clone());
        entry.rows += file.row_count;
    }
    manifest
}
