//! Rows that DuckDB does not read by itself, on their way into a table of the loading instance.

use duckdb::{Appender, Connection};

use super::source::Staging;
use crate::error::Result;
use crate::model::catalog::Table;
use crate::model::row::{RowImage, RowRef, RowWriter};
use crate::model::value::Checked;
use crate::options::Progress;
use crate::store::log::RejectedRow;
use crate::warehouse::columns::{quoted, sql_definition, write_batch};

/// Rows that are appended at a time, and the bytes from which on fewer are: what a load holds beside DuckDB's own.
const BATCH_ROWS: usize = 2048;
const BATCH_BYTES: usize = 8 << 20;
/// What progress is told of.
const STEP: &str = "read";

/// An empty table of the loading instance, for a table's rows, and its name as SQL writes it.
pub(crate) fn create<'a>(
    connection: &'a Connection,
    table: &Table,
) -> Result<(Appender<'a>, String)> {
    let name = format!("source_{}", table.name);
    let path = format!("memory.main.{}", quoted(&name));
    connection.execute_batch(&format!("CREATE TABLE {path} ({})", sql_definition(table)))?;
    Ok((connection.appender_to_catalog_and_db(&name, "memory", "main")?, path))
}

/// Tells how many rows of a table were read, and ends the load where its call may not go on.
pub(crate) fn report(staging: &Staging<'_>, table: &Table, row_count: u64) -> Result<()> {
    staging.options.report(&Progress { table: table.name, step: STEP, row_count });
    staging.options.check()
}

/// The rows of one table, value by value.
pub(crate) struct StagedRows<'a> {
    staging: &'a Staging<'a>,
    table: &'static Table,
    path: String,
    appender: Appender<'a>,
    writer: RowWriter,
    /// The row at work, by column.
    values: Vec<Checked>,
    /// Why it cannot be taken: the first column in the catalog's order decides, whatever the source's.
    refusal: Option<(usize, String)>,
    images: Vec<RowImage>,
    image_bytes: usize,
    row_count: u64,
    rejected: Vec<RejectedRow>,
}

impl<'a> StagedRows<'a> {
    pub(crate) fn new(staging: &'a Staging<'a>, table: &'static Table) -> Result<Self> {
        let (appender, path) = create(staging.connection, table)?;
        Ok(Self {
            staging,
            table,
            path,
            appender,
            writer: RowWriter::default(),
            values: vec![Checked::Null; table.columns.len()],
            refusal: None,
            images: Vec::new(),
            image_bytes: 0,
            row_count: 0,
            rejected: Vec::new(),
        })
    }

    /// Sets a column of the row at work, to a value or to why there is none.
    pub(crate) fn set(&mut self, position: usize, value: std::result::Result<Checked, String>) {
        match value {
            Ok(value) => self.values[position] = value,
            Err(reason) => {
                let reason = format!("column `{}`: {reason}", self.table.columns[position].name);
                if self.refusal.as_ref().is_none_or(|(first, _)| position < *first) {
                    self.refusal = Some((position, reason));
                }
            }
        }
    }

    /// Refuses the row at work as a whole.
    pub(crate) fn refuse(&mut self, reason: String) {
        self.refusal = Some((0, reason));
    }

    /// Ends the row at work and begins the next.
    ///
    /// # Errors
    /// As [`Staging::reject`], and when the call may not go on.
    pub(crate) fn end_row(&mut self) -> Result<()> {
        self.row_count += 1;
        if let Some((_, reason)) = self.refusal.take() {
            let id = match &self.values[0] {
                Checked::Text(id) if !id.is_empty() => Some(id.clone()),
                _ => None,
            };
            self.rejected.push(self.staging.reject(self.table, id, reason)?);
        } else {
            self.writer.begin();
            for value in &self.values {
                self.writer.push_checked(value);
            }
            let image = RowImage::from(self.writer.finish());
            self.image_bytes += image.len();
            self.images.push(image);
        }
        self.values.fill(Checked::Null);
        if self.row_count.is_multiple_of(256) {
            self.staging.options.check()?;
        }
        if self.images.len() >= BATCH_ROWS || self.image_bytes >= BATCH_BYTES {
            self.append()?;
        }
        Ok(())
    }

    fn append(&mut self) -> Result<()> {
        let rows: Vec<(&str, Option<RowRef<'_>>)> = self
            .images
            .iter()
            .map(|image| (RowRef::new(image).text(0), Some(RowRef::new(image))))
            .collect();
        self.appender.append_record_batch(write_batch(self.table, &rows)?)?;
        self.images.clear();
        self.image_bytes = 0;
        report(self.staging, self.table, self.row_count)
    }

    /// The name of the table that holds the rows; those that could not be taken are added to `rejected`.
    pub(crate) fn finish(mut self, rejected: &mut Vec<RejectedRow>) -> Result<String> {
        if !self.images.is_empty() {
            self.append()?;
        }
        self.appender.flush()?;
        rejected.append(&mut self.rejected);
        Ok(self.path)
    }
}
