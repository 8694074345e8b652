//! Where a load takes its rows from: one trait, whatever the source is.

use std::path::Path;

use duckdb::Connection;

use crate::error::Result;
use crate::model::catalog::{Catalog, Table, TableId};
use crate::options::CallOptions;
use crate::store::build::OnBadRow;
use crate::store::log::RejectedRow;
use crate::store::sorted_rows::{ClusterParents, RowSorter, SortedRows};

/// What a load gives its source.
pub(crate) struct Staging<'a> {
    pub(crate) catalog: &'static Catalog,
    /// The instance that builds the next base: it may read any file.
    pub(crate) connection: &'a Connection,
    /// A folder for rows that do not fit into memory.
    pub(crate) spill: &'a Path,
    pub(crate) clusters: &'a ClusterParents,
    pub(crate) on_bad_row: OnBadRow,
    pub(crate) options: &'a CallOptions,
}

impl<'a> Staging<'a> {
    /// Takes the rows of a table, in any order.
    pub(crate) fn sorter(&self, id: TableId) -> RowSorter<'a> {
        RowSorter::new(self.catalog, id, self.spill, self.clusters)
    }

    /// Notes a row that the source itself cannot hand over, or ends the load, as the options say.
    ///
    /// # Errors
    /// As [`OnBadRow::reject`].
    pub(crate) fn reject(
        &self,
        table: &Table,
        id: Option<String>,
        reason: String,
    ) -> Result<RejectedRow> {
        self.on_bad_row.reject(table, id, reason)
    }
}

/// The rows of a table, for the instance that builds the next base.
pub(crate) enum SourceRows {
    /// The source has no such table: it is empty.
    None,
    /// A query of all columns that DuckDB holds, in the catalog's order.
    Query(String),
    /// The rows themselves, checked and in order.
    Rows(SortedRows),
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
