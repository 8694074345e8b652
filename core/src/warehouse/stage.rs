//! Fills the DuckDB file of a new base, sorted by tenant and client.

use std::path::{Path, PathBuf};

use duckdb::Connection;

use super::columns::{quoted, sql_columns, sql_definition, sql_type};
use super::database::path_literal;
use crate::error::{Error, Result};
use crate::model::catalog::{Catalog, Column, ColumnType, Table};

/// The name under which the file of a new base is attached while it is filled.
pub(crate) const STAGED: &str = "staged";

/// Attaches a new file to fill.
pub(crate) fn attach_new(connection: &Connection, file: &Path) -> Result<()> {
    Ok(connection.execute_batch(&format!("ATTACH {} AS {STAGED}", path_literal(file)?))?)
}

/// Writes what is still in memory and detaches the file.
pub(crate) fn detach(connection: &Connection) -> Result<()> {
    Ok(connection.execute_batch(&format!("CHECKPOINT {STAGED}; DETACH {STAGED}"))?)
}

/// Makes an empty table of the base.
pub(crate) fn create_empty(connection: &Connection, table: &Table) -> Result<()> {
    let sql = format!("CREATE TABLE {STAGED}.{} ({})", quoted(table.name), sql_definition(table));
    Ok(connection.execute_batch(&sql)?)
}

/// Makes a table of the base from a query of its columns, clustered.
///
/// `cluster` is the table through which a row reaches its client; it must be staged before.
pub(crate) fn create_sorted(
    connection: &Connection,
    catalog: &Catalog,
    table: &Table,
    rows: &str,
) -> Result<()> {
    let name = quoted(table.name);
    let columns: Vec<String> =
        sql_columns(table).map(|(_, column)| format!("r.{}", quoted(column.name))).collect();
    let column = |position: Option<usize>| {
        position.map(|position| format!("r.{}", quoted(table.columns[position].name)))
    };
    let mut order: Vec<String> = column(table.tenant).into_iter().collect();
    let mut join = String::new();
    if let (Some(through), Some(parent)) = (table.cluster_through, column(table.parent)) {
        let through = &catalog.tables[catalog.position(through)?];
        if let Some(grandparent) = through.parent {
            join = format!(
                " LEFT JOIN (SELECT {id}, any_value({grandparent}) AS _cluster FROM {STAGED}.{through} GROUP BY {id}) c \
                 ON c.{id} = {parent}",
                id = quoted(through.columns[0].name),
                grandparent = quoted(through.columns[grandparent].name),
                through = quoted(through.name),
            );
            order.push("c._cluster".to_owned());
        }
    }
    order.extend(column(table.parent));
    order.extend(column(Some(0)));
    let sql = format!(
        "CREATE TABLE {STAGED}.{name} AS SELECT {} FROM ({rows}) r{join} ORDER BY {}",
        columns.join(", "),
        order.iter().map(|key| format!("{key} NULLS LAST")).collect::<Vec<_>>().join(", ")
    );
    Ok(connection.execute_batch(&sql)?)
}

/// A query of a table's columns over Parquet files of either physical layout.
///
/// # Errors
/// `SchemaMismatch` for a missing column, naming both spellings, and for one of another type;
/// `Corrupt` for a file that is not readable as Parquet.
pub(crate) fn select_parquet(
    connection: &Connection,
    table: &Table,
    files: &[PathBuf],
) -> Result<String> {
    let literals = files.iter().map(|file| path_literal(file)).collect::<Result<Vec<_>>>()?;
    let source = format!("read_parquet([{}])", literals.join(", "));
    let unreadable = |cause: duckdb::Error| {
        let names: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        Error::corrupt(format!("table `{}` is not readable as Parquet", table.name))
            .with_context("files", names.join(", "))
            .with_source(cause)
    };
    let mut statement =
        connection.prepare(&format!("DESCRIBE SELECT * FROM {source}")).map_err(unreadable)?;
    let present: Vec<(String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .and_then(Iterator::collect)
        .map_err(unreadable)?;
    let mut selected = Vec::new();
    for (_, column) in sql_columns(table) {
        let found = present.iter().find(|(name, _)| column.is_spelled(name));
        let (name, found_type) = found.ok_or_else(|| missing_column(table, column))?;
        selected.push(cast(table, column, name, found_type)?);
    }
    Ok(format!("SELECT {} FROM {source}", selected.join(", ")))
}

pub(crate) fn missing_column(table: &Table, column: &Column) -> Error {
    let camel_case = column.camel_case();
    let tried = if camel_case == column.name {
        format!("`{camel_case}`")
    } else {
        format!("`{}` nor `{camel_case}`", column.name)
    };
    Error::schema(format!("table `{}` has no column {tried}", table.name))
}

/// The expression that reads a column. Wider integers and decimals are taken where the value fits; instants finer than
/// a millisecond are cut to it, as the backend stores them. Text is never read as a number.
fn cast(table: &Table, column: &Column, name: &str, found: &str) -> Result<String> {
    let is_integer = matches!(
        found,
        "TINYINT"
            | "SMALLINT"
            | "INTEGER"
            | "BIGINT"
            | "UTINYINT"
            | "USMALLINT"
            | "UINTEGER"
            | "UBIGINT"
            | "HUGEINT"
    );
    let scale = decimal_scale(found);
    let fits = match column.kind {
        ColumnType::Text => matches!(found, "VARCHAR" | "UUID"),
        ColumnType::Int => is_integer,
        ColumnType::Float => is_integer || scale.is_some() || matches!(found, "FLOAT" | "DOUBLE"),
        ColumnType::Bool => found == "BOOLEAN",
        ColumnType::Money { .. } => is_integer || scale.is_some_and(|scale| scale <= 2),
        ColumnType::Decimal => is_integer || scale.is_some_and(|scale| scale <= 12),
        ColumnType::Timestamp => found.starts_with("TIMESTAMP") || found == "DATE",
        ColumnType::TextList => found == "VARCHAR[]",
        ColumnType::Json | ColumnType::Records(_) => matches!(found, "VARCHAR" | "JSON"),
        ColumnType::Vector => false,
    };
    let Some(target) = sql_type(column.kind).filter(|_| fits) else {
        return Err(Error::schema(format!(
            "column `{name}` of table `{}` is {found}; expected {}",
            table.name,
            column.kind.name()
        )));
    };
    let read = quoted(&name.replace('"', "\"\""));
    Ok(if found == target {
        format!("{read} AS {}", quoted(column.name))
    } else {
        format!("CAST({read} AS {target}) AS {}", quoted(column.name))
    })
}

fn decimal_scale(found: &str) -> Option<u32> {
    found.strip_prefix("DECIMAL(")?.strip_suffix(')')?.split_once(',')?.1.trim().parse().ok()
}
