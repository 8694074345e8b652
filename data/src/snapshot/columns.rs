//! Single columns of a written snapshot, for those who check or measure against it.

use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, Result};
use arrow::array::{Array as _, ArrayRef, AsArray as _};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use super::manifest::Manifest;

/// Reads a text column of a table whole. *Order*: that of the table's files and rows.
///
/// # Errors
///
/// When the table or column is missing, the column is no text, or a file cannot be read.
///
/// # Example
///
/// ```no_run
/// use advisor_engine_data::snapshot::read_text_column;
/// let ids = read_text_column("snapshot".as_ref(), "clients", "id")?;
/// assert!(ids.iter().all(Option::is_some));
/// # Ok::<(), anyhow::Error>(())
/// ```
pub fn read_text_column(folder: &Path, table: &str, column: &str) -> Result<Vec<Option<String>>> {
    let mut values = Vec::new();
    visit_column(folder, table, column, &mut |array| {
        let texts = array.as_string_opt::<i32>().context("the column is no text")?;
        values.extend(texts.iter().map(|text| text.map(str::to_owned)));
        Ok(())
    })?;
    Ok(values)
}

/// Tells which rows of a table have no value in a column. *Order*: as [`read_text_column`].
///
/// # Errors
///
/// When the table or column is missing, or a file cannot be read.
pub fn read_nulls(folder: &Path, table: &str, column: &str) -> Result<Vec<bool>> {
    let mut nulls = Vec::new();
    visit_column(folder, table, column, &mut |array| {
        nulls.extend((0..array.len()).map(|row| array.is_null(row)));
        Ok(())
    })?;
    Ok(nulls)
}

fn visit_column(
    folder: &Path,
    table: &str,
    column: &str,
    visit: &mut dyn FnMut(&ArrayRef) -> Result<()>,
) -> Result<()> {
    let manifest = Manifest::read(folder)?;
    let files = &manifest.tables.get(table).with_context(|| format!("no table `{table}`"))?.files;
    for file in files {
        let builder = ParquetRecordBatchReaderBuilder::try_new(File::open(folder.join(file))?)?;
        let mask = ProjectionMask::columns(builder.parquet_schema(), [column]);
        for batch in builder.with_projection(mask).build()? {
            let batch = batch?;
            let array = batch.column_by_name(column);
            visit(array.with_context(|| format!("table `{table}` has no column `{column}`"))?)?;
        }
    }
    Ok(())
}
