//! Rows that a source reads value by value, on their way into the order of the base.

use super::source::Staging;
use crate::error::Result;
use crate::model::catalog::{Table, TableId};
use crate::model::records::with_canonical_records;
use crate::model::row::{RowRef, RowWriter};
use crate::model::value::Checked;
use crate::options::Progress;
use crate::store::log::RejectedRow;
use crate::store::sorted_rows::{RowSorter, SortedRows};
use crate::warehouse::columns::refusal;

/// What progress is told of, and of how many rows at a time.
const STEP: &str = "read";
const REPORT_ROWS: u64 = 2048;
/// After so many rows it is asked whether the call may go on.
const CHECK_ROWS: u64 = 256;

/// Tells how many rows of a table were read, and ends the load where its call may not go on.
pub(crate) fn report(staging: &Staging<'_>, table: &Table, row_count: u64) -> Result<()> {
    staging.options.report(&Progress { table: table.name, step: STEP, row_count });
    staging.options.check()
}

/// The rows of one table, value by value.
pub(crate) struct StagedRows<'a> {
    staging: &'a Staging<'a>,
    pub(crate) table: &'static Table,
    sorter: RowSorter<'a>,
    writer: RowWriter,
    canonical: RowWriter,
    malformed_element_count: u64,
    /// The row at work, by column.
    values: Vec<Checked>,
    /// Why it cannot be taken: the first column in the catalog's order decides, whatever the source's.
    refusal: Option<(usize, String)>,
    row_count: u64,
    rejected: Vec<RejectedRow>,
}

impl<'a> StagedRows<'a> {
    pub(crate) fn new(staging: &'a Staging<'a>, id: TableId) -> Self {
        let table = &staging.catalog.tables[id];
        Self {
            staging,
            table,
            sorter: staging.sorter(id),
            writer: RowWriter::default(),
            canonical: RowWriter::default(),
            malformed_element_count: 0,
            values: vec![Checked::Null; table.columns.len()],
            refusal: None,
            row_count: 0,
            rejected: Vec::new(),
        }
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
    /// As [`Staging::reject`], when the call may not go on, and when what does not fit into memory cannot be written.
    pub(crate) fn end_row(&mut self) -> Result<()> {
        self.row_count += 1;
        self.writer.begin();
        for value in &self.values {
            self.writer.push_checked(value);
        }
        let (image, malformed) =
            with_canonical_records(self.table, self.writer.finish(), &mut self.canonical);
        self.malformed_element_count += malformed;
        let refused = self.refusal.take().map(|(_, reason)| reason);
        match refused.or_else(|| refusal(self.table, image)) {
            None => self.sorter.push(image)?,
            Some(reason) => {
                let id = RowRef::new(image).text_opt(0).filter(|id| !id.is_empty());
                let id = id.map(str::to_owned);
                self.rejected.push(self.staging.reject(self.table, id, reason)?);
            }
        }
        self.values.fill(Checked::Null);
        if self.row_count.is_multiple_of(CHECK_ROWS) {
            self.staging.options.check()?;
        }
        if self.row_count.is_multiple_of(REPORT_ROWS) {
            report(self.staging, self.table, self.row_count)?;
        }
        Ok(())
    }

    /// The rows in order; those that could not be taken are added to `rejected`.
    ///
    /// # Errors
    /// As [`StagedRows::end_row`].
    pub(crate) fn finish(mut self, rejected: &mut Vec<RejectedRow>) -> Result<SortedRows> {
        report(self.staging, self.table, self.row_count)?;
        rejected.append(&mut self.rejected);
        let mut rows = self.sorter.finish()?;
        rows.malformed_element_count = self.malformed_element_count;
        Ok(rows)
    }
}
