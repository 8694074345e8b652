//! A table at a revision as SQL: isolation is a predicate, not a held transaction.

use super::columns::{quoted, sql_columns};
use super::database::{DELETED, REVISION, base_name};
use crate::model::catalog::Table;

/// Which base lies under a snapshot, and how far its delta reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pin {
    pub(crate) generation: u64,
    pub(crate) base_revision: i64,
    pub(crate) revision: i64,
}

/// A query that gives a table's rows at a revision, in the catalog's column order.
///
/// Rows of the base whose id has no delta row in reach, and the newest delta row of every other id. Delta rows
/// at or below the base's revision are in the base already: another generation may still need them.
pub(crate) fn table_at(table: &Table, pin: Pin) -> String {
    let columns: Vec<String> = sql_columns(table).map(|(_, column)| quoted(column.name)).collect();
    let (columns, id, name) =
        (columns.join(", "), quoted(table.columns[0].name), quoted(table.name));
    let in_reach = format!("{REVISION} > {} AND {REVISION} <= {}", pin.base_revision, pin.revision);
    format!(
        "SELECT {columns} FROM {base}.{name} WHERE {id} NOT IN (SELECT {id} FROM delta.{name} WHERE {in_reach}) \
         UNION ALL SELECT {columns} FROM (SELECT *, row_number() OVER (PARTITION BY {id} ORDER BY {REVISION} DESC) \
         AS _newest FROM delta.{name} WHERE {in_reach}) WHERE _newest = 1 AND NOT {DELETED}",
        base = base_name(pin.generation),
    )
}
