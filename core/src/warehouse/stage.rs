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

/// How a table's rows are read from Parquet files.
pub(crate) struct ParquetRows {
    /// A query of the table's columns, without the rows that hold what a column's type cannot.
    pub(crate) rows: String,
    /// A query of those rows: id, and the position of the first column that it is about; none where the types of the
    /// files say that there is no such row.
    pub(crate) beyond_range: Option<String>,
}

/// Queries of a table's columns over Parquet files of either physical layout.
///
/// # Errors
/// `SchemaMismatch` for a missing column, naming both spellings, and for one of another type;
/// `Corrupt` for a file that is not readable as Parquet.
pub(crate) fn select_parquet(
    connection: &Connection,
    table: &Table,
    files: &[PathBuf],
) -> Result<ParquetRows> {
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
    let whole_milliseconds = whole_millisecond_columns(connection, &source).map_err(unreadable)?;
    let mut selected = Vec::new();
    // Where a value is beyond its column's type, and the column's position.
    let mut beyond: Vec<(String, usize)> = Vec::new();
    let mut id = String::new();
    for (position, column) in sql_columns(table) {
        let found = present.iter().find(|(name, _)| column.is_spelled(name));
        let (name, found_type) = found.ok_or_else(|| missing_column(table, column))?;
        let is_whole = whole_milliseconds.contains(name);
        let cast = cast(table, column, name, found_type, is_whole)?;
        if position == 0 {
            id.clone_from(&cast.value);
        }
        selected.push(format!("{} AS {}", cast.value, quoted(column.name)));
        beyond.extend(cast.is_beyond.map(|condition| (condition, position)));
    }
    let rows = format!("SELECT {} FROM {source}", selected.join(", "));
    if beyond.is_empty() {
        return Ok(ParquetRows { rows, beyond_range: None });
    }
    let conditions: Vec<&str> = beyond.iter().map(|(condition, _)| condition.as_str()).collect();
    let any = conditions.join(" OR ");
    let first =
        beyond.iter().map(|(condition, position)| format!("WHEN {condition} THEN {position}"));
    let first: Vec<String> = first.collect();
    let beyond_range =
        format!("SELECT {id}, CASE {} END FROM {source} WHERE {any} ORDER BY ALL", first.join(" "));
    let rows = format!("{rows} WHERE NOT ({any})");
    Ok(ParquetRows { rows, beyond_range: Some(beyond_range) })
}

/// The columns of instants that hold whole milliseconds in every file: DuckDB reads them as microseconds.
fn whole_millisecond_columns(connection: &Connection, source: &str) -> duckdb::Result<Vec<String>> {
    let schema = source.replacen("read_parquet", "parquet_schema", 1);
    let mut statement = connection.prepare(&format!(
        "SELECT name FROM {schema} GROUP BY name \
         HAVING bool_and(coalesce(converted_type = 'TIMESTAMP_MILLIS', false))"
    ))?;
    let names = statement.query_map([], |row| row.get(0))?;
    names.collect()
}

/// Why a row is refused whose value its column's type cannot hold at all.
pub(crate) fn beyond_range(column: &Column) -> String {
    format!("column `{}` is beyond the range of {}", column.name, column.kind.name())
}

/// A column of a source that has another type.
pub(crate) fn wrong_type(table: &Table, column: &Column, name: &str, found: &str) -> Error {
    Error::schema(format!(
        "column `{name}` of table `{}` is {found}; expected {}",
        table.name,
        column.kind.name()
    ))
}

/// A column that a source lacks.
pub(crate) fn missing_column(table: &Table, column: &Column) -> Error {
    let camel_case = column.camel_case();
    let tried = if camel_case == column.name {
        format!("`{camel_case}`")
    } else {
        format!("`{}` nor `{camel_case}`", column.name)
    };
    Error::schema(format!("table `{}` has no column {tried}", table.name))
}

/// How a column is read.
struct Cast {
    /// The value; null where its type cannot hold it.
    value: String,
    /// Whether that is so, for types of which it can be.
    is_beyond: Option<String>,
}

/// The expression that reads a column. Wider integers and decimals are taken where the value fits; instants finer than
/// a millisecond are cut to it, as the backend stores them. Text is never read as a number.
fn cast(
    table: &Table,
    column: &Column,
    name: &str,
    found: &str,
    is_whole_milliseconds: bool,
) -> Result<Cast> {
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
        return Err(wrong_type(table, column, name, found));
    };
    let read = quoted(&name.replace('"', "\"\""));
    if found == target {
        return Ok(Cast { value: read, is_beyond: None });
    }
    let may_lose = match column.kind {
        ColumnType::Int => integer_digits(found).is_none_or(|digits| digits > 19),
        ColumnType::Money { .. } => whole_digits(found).is_none_or(|digits| digits > 16),
        ColumnType::Decimal => whole_digits(found).is_none_or(|digits| digits > 26),
        // Text, booleans and lists are of the type, doubles hold all numbers, and finer instants span fewer years.
        ColumnType::Timestamp => matches!(found, "TIMESTAMP_S" | "DATE"),
        _ => false,
    };
    // A cast would round what is finer.
    let cut = match found {
        "TIMESTAMP" | "TIMESTAMP WITH TIME ZONE" if !is_whole_milliseconds => {
            Some(format!("epoch_us({read}) // 1000"))
        }
        "TIMESTAMP_NS" => Some(format!("epoch_ns({read}) // 1000000")),
        _ => None,
    };
    let value = match cut {
        Some(cut) => format!(
            "CASE WHEN isfinite({read}) THEN CAST(make_timestamp_ms({cut}) AS {target}) ELSE CAST({read} AS {target}) END"
        ),
        None => format!("TRY_CAST({read} AS {target})"),
    };
    let is_beyond = may_lose.then(|| format!("({read} IS NOT NULL AND {value} IS NULL)"));
    Ok(Cast { value, is_beyond })
}

/// Precision and scale of a decimal.
fn decimal(found: &str) -> Option<(u32, u32)> {
    let (precision, scale) = found.strip_prefix("DECIMAL(")?.strip_suffix(')')?.split_once(',')?;
    Some((precision.trim().parse().ok()?, scale.trim().parse().ok()?))
}

fn decimal_scale(found: &str) -> Option<u32> {
    decimal(found).map(|(_, scale)| scale)
}

/// The most digits that a number of an integer type has; none for types that are wider than all columns.
fn integer_digits(found: &str) -> Option<u32> {
    Some(match found {
        "TINYINT" | "UTINYINT" => 3,
        "SMALLINT" | "USMALLINT" => 5,
        "INTEGER" | "UINTEGER" => 10,
        "BIGINT" => 19,
        "UBIGINT" => 20,
        _ => return None,
    })
}

/// The most digits before the point.
fn whole_digits(found: &str) -> Option<u32> {
    integer_digits(found).or_else(|| decimal(found).map(|(precision, scale)| precision - scale))
}
