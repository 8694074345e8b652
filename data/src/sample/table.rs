//! Raw tables: named columns of text, kept as Parquet.
//!
//! Text is kept as the source writes it and read into typed rows by `load`, so that the committed
//! files hold no conversion of ours that could be wrong.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use arrow::array::{Array as _, ArrayRef, StringArray, cast::AsArray as _};
use arrow::compute::concat_batches;
use arrow::datatypes::{DataType, Field, Schema};
use arrow::record_batch::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

/// The files are committed: size counts, time does not.
const COMPRESSION_LEVEL: i32 = 19;

/// Writes rows of text under the given column names.
pub(super) fn write(path: &Path, columns: &[&str], rows: &[Vec<String>]) -> Result<()> {
    let fields: Vec<Field> =
        columns.iter().map(|name| Field::new(*name, DataType::Utf8, false)).collect();
    let schema = Arc::new(Schema::new(fields));
    let arrays = (0..columns.len())
        .map(|column| {
            Arc::new(
                rows.iter().map(|row| row.get(column).map(String::as_str)).collect::<StringArray>(),
            ) as ArrayRef
        })
        .collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(COMPRESSION_LEVEL)?))
        .build();
    let file = File::create(path).with_context(|| format!("creating `{}`", path.display()))?;
    let mut writer = ArrowWriter::try_new(file, schema, Some(properties))?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(())
}

/// A raw table in memory.
#[derive(Debug)]
pub(super) struct RawTable {
    batch: RecordBatch,
}

impl RawTable {
    /// Reads a whole table from the bytes of its Parquet file.
    pub(super) fn read(bytes: Vec<u8>) -> Result<Self> {
        let reader =
            ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes))?.build()?;
        let batches = reader.collect::<std::result::Result<Vec<_>, _>>()?;
        let schema = batches.first().context("the table is empty")?.schema();
        Ok(Self { batch: concat_batches(&schema, &batches)? })
    }

    pub(super) fn row_count(&self) -> usize {
        self.batch.num_rows()
    }

    /// The column called `name`.
    pub(super) fn column(&self, name: &str) -> Result<RawColumn<'_>> {
        let array = self
            .batch
            .column_by_name(name)
            .and_then(|column| column.as_string_opt::<i32>())
            .with_context(|| format!("the table has no text column `{name}`"))?;
        Ok(RawColumn(array))
    }
}

/// One column of text.
#[derive(Debug, Clone, Copy)]
pub(super) struct RawColumn<'a>(&'a StringArray);

impl<'a> RawColumn<'a> {
    /// The text of one row; empty past the end.
    pub(super) fn text(self, row: usize) -> &'a str {
        if row < self.0.len() { self.0.value(row) } else { "" }
    }

    pub(super) fn owned(self, row: usize) -> String {
        self.text(row).to_owned()
    }

    /// The parts of a `|`-joined list.
    pub(super) fn list(self, row: usize) -> Vec<String> {
        self.text(row).split('|').filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}
