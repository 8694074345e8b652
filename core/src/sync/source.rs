//! Where a load takes its rows from: one trait, whatever the source is.

use duckdb::Connection;

use crate::error::{Error, Result};
use crate::model::catalog::{Catalog, Table};
use crate::options::CallOptions;
use crate::store::build::OnBadRow;
use crate::store::log::RejectedRow;

/// What a load gives its source.
pub(crate) struct Staging<'a> {
    pub(crate) catalog: &'static Catalog,
    /// The instance that builds the next base: it may read any file.
    pub(crate) connection: &'a Connection,
    pub(crate) on_bad_row: OnBadRow,
    pub(crate) options: &'a CallOptions,
}

impl Staging<'_> {
    /// Notes a row that the source itself cannot hand over, or ends the load, as the options say.
    ///
    /// # Errors
    /// `InvalidArgument` under [`OnBadRow::Stop`].
    pub(crate) fn reject(
        &self,
        table: &Table,
        id: Option<String>,
        reason: String,
    ) -> Result<RejectedRow> {
        if self.on_bad_row == OnBadRow::Stop {
            let row = id.map_or_else(|| "a row without id".to_owned(), |id| format!("row `{id}`"));
            return Err(Error::invalid(format!(
                "{row} of table `{}` cannot be taken: {reason}",
                table.name
            )));
        }
        tracing::warn!(table = table.name, "a row of the load was rejected");
        Ok(RejectedRow { table: table.name.to_owned(), id, reason })
    }
}

/// The rows of a table, for the instance that builds the next base.
pub(crate) enum SourceRows {
    /// The source has no such table: it is empty.
    None,
    /// A query of all columns that DuckDB holds, in the catalog's order.
    Query(String),
    /// A table of those columns in the instance's memory, by its name as SQL writes it.
    Staged(String),
}

/// What a source gave.
pub(crate) struct Sourced {
    /// By the catalog's tables; those of host-owned ones are not looked at.
    pub(crate) tables: Vec<SourceRows>,
    /// Rows that the source could not hand over.
    pub(crate) rejected: Vec<RejectedRow>,
    /// How far the source had come.
    pub(crate) source_position: Option<String>,
    /// What is followed from this load on: its description, as the log keeps it.
    pub(crate) followed: Option<String>,
}

/// A source of whole tables.
pub(crate) trait LoadSource {
    /// Makes the rows of every source table readable on the building connection.
    ///
    /// # Errors
    /// Whatever the source says; nothing serving has changed then.
    fn stage(&mut self, staging: &Staging<'_>) -> Result<Sourced>;
}
