//! Makes the lists of records of a load canonical, before its rows are sorted: DuckDB and the row files then hold the same.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringBuilder};
use duckdb::Connection;

use super::columns::{quoted, sql_columns, sql_definition};
use crate::error::{Error, Result};
use crate::model::catalog::{ColumnType, Table};
use crate::model::records::{RecordField, canonical};
use crate::options::CallOptions;

/// A source's rows with canonical records, until they are released.
pub(crate) struct CanonicalRows {
    /// A query of the table's columns.
    pub(crate) query: String,
    pub(crate) malformed_element_count: u64,
    table: Option<String>,
}

impl CanonicalRows {
    /// Reads the rows of a query once where the table has records, and not at all where it has none.
    pub(crate) fn read(
        connection: &Connection,
        table: &Table,
        query: &str,
        options: &CallOptions,
    ) -> Result<Self> {
        let columns: Vec<(usize, &'static [RecordField])> = sql_columns(table)
            .enumerate()
            .filter_map(|(place, (_, column))| match column.kind {
                ColumnType::Records(fields) => Some((place, fields)),
                _ => None,
            })
            .collect();
        if columns.is_empty() {
            return Ok(Self { query: query.to_owned(), malformed_element_count: 0, table: None });
        }
        // In the memory of the loading instance, which spills as its limit demands.
        let name = format!("canonical_{}", table.name);
        let path = format!("memory.main.{}", quoted(&name));
        connection.execute_batch(&format!("CREATE TABLE {path} ({})", sql_definition(table)))?;
        // A connection of its own: a query that streams holds the one that it runs on.
        let writing = connection.try_clone()?;
        let mut appender = writing.appender_to_catalog_and_db(&name, "memory", "main")?;
        let mut malformed_element_count = 0;
        let mut statement = connection.prepare(query)?;
        for batch in statement.stream_arrow([])? {
            options.check()?;
            let mut batch = batch?;
            for (place, fields) in &columns {
                let (next, malformed) = with_canonical(table, &batch, *place, fields)?;
                batch = next;
                malformed_element_count += malformed;
            }
            appender.append_record_batch(batch)?;
        }
        appender.flush()?;
        Ok(Self {
            query: format!("SELECT * FROM {path}"),
            malformed_element_count,
            table: Some(path),
        })
    }

    /// Gives their memory back.
    pub(crate) fn release(self, connection: &Connection) -> Result<()> {
        match self.table {
            Some(path) => Ok(connection.execute_batch(&format!("DROP TABLE {path}"))?),
            None => Ok(()),
        }
    }
}

/// The batch with one column made canonical; text that is no JSON stays, and its row is refused when it is read.
fn with_canonical(
    table: &Table,
    batch: &RecordBatch,
    place: usize,
    fields: &[RecordField],
) -> Result<(RecordBatch, u64)> {
    let place_of = |position: usize| sql_columns(table).position(|(found, _)| found == position);
    let given = batch.column(place).as_string::<i32>();
    let mut texts = StringBuilder::new();
    let mut malformed_element_count = 0;
    for row in 0..batch.num_rows() {
        if given.is_null(row) {
            texts.append_null();
            continue;
        }
        let column = |position: usize| {
            let values = batch.column(place_of(position)?).as_string_opt::<i32>()?;
            values.is_valid(row).then(|| values.value(row))
        };
        match canonical(given.value(row), fields, &column) {
            Ok(found) => {
                malformed_element_count += found.malformed_element_count;
                texts.append_value(found.text);
            }
            Err(_) => texts.append_value(given.value(row)),
        }
    }
    let mut arrays = batch.columns().to_vec();
    arrays[place] = Arc::new(texts.finish()) as ArrayRef;
    let batch = RecordBatch::try_new(batch.schema(), arrays).map_err(|source| {
        Error::internal("canonical records do not form a record batch").with_source(source)
    })?;
    Ok((batch, malformed_element_count))
}
