//! The engine's DuckDB instance: bases attached read-only, delta tables in memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use arrow::array::{ArrayRef, BooleanArray, Int64Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};
use duckdb::Connection;
use parking_lot::Mutex;

use super::columns::{quoted, sql_definition, write_batch};
use super::query::{QueryInstance, QueryLimits};
use crate::error::{Error, Result};
use crate::model::catalog::{Catalog, Table, TableId};
use crate::model::row::RowRef;

/// The revision and deletion columns of a delta table.
pub(crate) const REVISION: &str = "_revision";
pub(crate) const DELETED: &str = "_deleted";

/// Changed rows of one table: id and image, none where the row was deleted.
pub(crate) type ChangedRows<'a> = (TableId, Vec<(&'a str, Option<RowRef<'a>>)>);

/// One DuckDB instance. Connections share it; each query runs on its own.
pub(crate) struct Warehouse {
    catalog: &'static Catalog,
    connection: Mutex<Connection>,
    /// The attached generations and the revision of their bases.
    attached: Mutex<BTreeMap<u64, i64>>,
    statement_count: AtomicU64,
    /// Set when the engine closes: from then on the files belong to whoever opens the store next.
    is_closed: AtomicBool,
    /// What callers' statements run on, once there was one.
    queries: Mutex<Option<Arc<QueryInstance>>>,
    query_limits: QueryLimits,
}

impl std::fmt::Debug for Warehouse {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Warehouse")
            .field("attached", &self.attached)
            .finish_non_exhaustive()
    }
}

impl Warehouse {
    /// Opens an instance that can read and write inside `folder`, and in `spill`, and nowhere else.
    pub(crate) fn open(
        catalog: &'static Catalog,
        folder: &Path,
        spill: &Path,
        memory_limit_bytes: u64,
        thread_count: usize,
    ) -> Result<Self> {
        let connection = connect(memory_limit_bytes, thread_count, spill)?;
        connection.execute_batch(&format!(
            "SET allowed_directories = [{}, {}]; SET enable_external_access = false; SET lock_configuration = true;
             CREATE SCHEMA delta;",
            path_literal(folder)?,
            path_literal(spill)?
        ))?;
        for table in catalog.tables {
            connection.execute_batch(&delta_definition(table))?;
        }
        Ok(Self {
            catalog,
            connection: Mutex::new(connection),
            attached: Mutex::new(BTreeMap::new()),
            statement_count: AtomicU64::new(0),
            is_closed: AtomicBool::new(false),
            queries: Mutex::new(None),
            query_limits: QueryLimits {
                folder: folder.to_owned(),
                spill: spill.to_owned(),
                memory_bytes: memory_limit_bytes,
                thread_count,
            },
        })
    }

    /// The instance that callers' statements run on; made for the first.
    pub(crate) fn queries(&self, memory_bytes: u64) -> Result<Arc<QueryInstance>> {
        let mut queries = self.queries.lock();
        if let Some(instance) = &*queries {
            return Ok(Arc::clone(instance));
        }
        let limits = QueryLimits { memory_bytes, ..self.query_limits.clone() };
        let instance = Arc::new(QueryInstance::open(self.catalog, &limits)?);
        *queries = Some(Arc::clone(&instance));
        Ok(instance)
    }

    /// Gives up the instance of callers' statements: the next gets a fresh one.
    pub(crate) fn give_up_queries(&self) {
        *self.queries.lock() = None;
    }

    /// Statements run so far: a dashboard runs none.
    pub(crate) fn statement_count(&self) -> u64 {
        self.statement_count.load(Ordering::Relaxed)
    }

    pub(crate) fn count_statement(&self) {
        self.statement_count.fetch_add(1, Ordering::Relaxed);
    }

    /// Ends the engine's claim on the store's files.
    pub(crate) fn close(&self) {
        self.is_closed.store(true, Ordering::Release);
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.is_closed.load(Ordering::Acquire)
    }

    /// A connection of its own for a query.
    pub(crate) fn connect(&self) -> Result<Connection> {
        self.statement_count.fetch_add(1, Ordering::Relaxed);
        Ok(self.connection.lock().try_clone()?)
    }

    /// Attaches the base of a generation read-only.
    pub(crate) fn attach(&self, generation: u64, base_revision: i64, file: &Path) -> Result<()> {
        self.run(&format!(
            "ATTACH {} AS {} (READ_ONLY)",
            path_literal(file)?,
            base_name(generation)
        ))?;
        self.attached.lock().insert(generation, base_revision);
        Ok(())
    }

    /// Detaches a generation that no snapshot holds, and drops the delta rows that only it needed.
    pub(crate) fn detach(&self, generation: u64) -> Result<()> {
        let oldest = {
            let mut attached = self.attached.lock();
            attached.remove(&generation);
            attached.values().min().copied()
        };
        let queries = self.queries.lock().clone();
        if let Some(queries) = queries {
            queries.detach(generation)?;
        }
        self.run(&format!("DETACH {}", base_name(generation)))?;
        if let Some(oldest) = oldest {
            self.delete_delta(&format!("{REVISION} <= {oldest}"))?;
        }
        Ok(())
    }

    /// Adds the rows of a batch to the delta, all or none, invisible below their revision.
    pub(crate) fn append(&self, revision: i64, changes: &[ChangedRows<'_>]) -> Result<()> {
        self.statement_count.fetch_add(1, Ordering::Relaxed);
        let connection = self.connection.lock();
        connection.execute_batch("BEGIN")?;
        let appended = changes.iter().try_for_each(|(table, rows)| {
            let table = &self.catalog.tables[*table];
            let mut appender = connection.appender_to_db(table.name, "delta")?;
            appender.append_record_batch(delta_batch(table, revision, rows)?)?;
            appender.flush()?;
            Ok(())
        });
        match appended {
            Ok(()) => Ok(connection.execute_batch("COMMIT")?),
            Err(error) => {
                connection.execute_batch("ROLLBACK")?;
                Err(error)
            }
        }
    }

    /// Takes the rows of a batch out again that was not committed.
    pub(crate) fn discard(&self, revision: i64) -> Result<()> {
        self.delete_delta(&format!("{REVISION} = {revision}"))
    }

    fn delete_delta(&self, condition: &str) -> Result<()> {
        for table in self.catalog.tables {
            self.run(&format!("DELETE FROM delta.{} WHERE {condition}", quoted(table.name)))?;
        }
        Ok(())
    }

    fn run(&self, sql: &str) -> Result<()> {
        self.statement_count.fetch_add(1, Ordering::Relaxed);
        Ok(self.connection.lock().execute_batch(sql)?)
    }
}

/// Opens an instance in memory with limits and a folder to spill to.
pub(crate) fn connect(
    memory_limit_bytes: u64,
    thread_count: usize,
    spill: &Path,
) -> Result<Connection> {
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(&format!(
        "SET memory_limit = '{}MiB'; SET threads = {thread_count}; SET temp_directory = {};
         SET autoinstall_known_extensions = false; SET autoload_known_extensions = false;",
        (memory_limit_bytes >> 20).max(64),
        path_literal(spill)?
    ))?;
    Ok(connection)
}

/// The name under which the base of a generation is attached.
pub(crate) fn base_name(generation: u64) -> String {
    format!("base_{generation}")
}

/// A path as an SQL literal.
pub(crate) fn path_literal(path: &Path) -> Result<String> {
    let text = path.to_str().ok_or_else(|| {
        Error::invalid(format!("path `{}` is not UTF-8, which the warehouse needs", path.display()))
    })?;
    Ok(format!("'{}'", text.replace('\'', "''")))
}

pub(super) fn delta_definition(table: &Table) -> String {
    format!(
        "CREATE TABLE delta.{} ({}, {REVISION} BIGINT NOT NULL, {DELETED} BOOLEAN NOT NULL)",
        quoted(table.name),
        sql_definition(table)
    )
}

fn delta_batch(
    table: &Table,
    revision: i64,
    rows: &[(&str, Option<RowRef<'_>>)],
) -> Result<RecordBatch> {
    let batch = write_batch(table, rows)?;
    let mut fields: Vec<_> = batch.schema().fields().iter().cloned().collect();
    let mut arrays: Vec<ArrayRef> = batch.columns().to_vec();
    fields.push(Arc::new(Field::new(REVISION, DataType::Int64, false)));
    arrays.push(Arc::new(Int64Array::from(vec![revision; rows.len()])));
    fields.push(Arc::new(Field::new(DELETED, DataType::Boolean, false)));
    arrays
        .push(Arc::new(rows.iter().map(|(_, row)| Some(row.is_none())).collect::<BooleanArray>()));
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
        .map_err(|source| Error::internal("rows do not form a record batch").with_source(source))
}
