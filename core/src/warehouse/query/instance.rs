//! The DuckDB instance that runs the statements of callers.
//!
//! It is not the engine's: an instance has one memory limit, and a statement that fills it would fail the next `apply`,
//! whose rows go into the delta under the same limit, and the fold beside it. Here a statement finds the base, attached
//! read-only once more, and a copy of the delta of the tables that were asked for, which follows the engine's row by row.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use duckdb::Connection;
use parking_lot::Mutex;
use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::request::SqlQuery;
use super::scope::Scope;
use super::statement::Rewritten;
use crate::error::{Error, ErrorKind, Result};
use crate::model::catalog::{Catalog, TableId};
use crate::store::table::Tables;
use crate::warehouse::at_revision::Pin;
use crate::warehouse::columns::quoted;
use crate::warehouse::database::{
    REVISION, Warehouse, base_name, connect, delta_definition, path_literal,
};

/// Statements at work or held open by their readers, at most. Some may be past their end, until DuckDB sees it.
const STATEMENTS_MOST: usize = 64;
/// Disk that sorts and joins may take, in times of the memory limit.
const SPILL_TIMES: u64 = 8;
/// Sessions that wait for the next statement of the same scope and revision.
const IDLE_MOST: usize = 8;
/// Checked statements that are remembered.
const STATEMENTS_REMEMBERED: usize = 128;
/// How deep an expression may nest, in the parser: below, a thread's stack is ample.
const EXPRESSION_DEPTH: usize = 250;

/// What an instance is opened with.
#[derive(Debug, Clone)]
pub(crate) struct QueryLimits {
    pub(crate) folder: PathBuf,
    pub(crate) spill: PathBuf,
    pub(crate) memory_bytes: u64,
    pub(crate) thread_count: usize,
}

pub(crate) struct QueryInstance {
    catalog: &'static Catalog,
    connection: Mutex<Connection>,
    state: Mutex<State>,
    running: AtomicUsize,
    idle: Mutex<Vec<Session>>,
    rewritten: Cache<[u8; 32], Arc<Rewritten>>,
}

/// A connection with the views of one scope at one revision: a notebook asks again and again, and a view costs DuckDB's
/// parser more than many a statement costs its engine.
pub(super) struct Session {
    pub(super) connection: Connection,
    scope: Scope,
    pin: Pin,
    views: BTreeSet<TableId>,
}

impl Session {
    /// Makes the views of tables that it does not have yet.
    pub(super) fn show(&mut self, tables: &Tables, wanted: &BTreeSet<TableId>) -> Result<()> {
        for table in wanted {
            if !self.views.contains(table) {
                self.connection.execute_batch(&self.scope.view(tables, *table, self.pin)?)?;
                self.views.insert(*table);
            }
        }
        Ok(())
    }
}

/// What the instance holds.
#[derive(Debug)]
struct State {
    /// The attached bases, with their revisions.
    attached: BTreeMap<u64, i64>,
    /// How far the delta of each table was copied.
    copied: Vec<i64>,
}

impl std::fmt::Debug for QueryInstance {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("QueryInstance")
            .field("running", &self.running)
            .finish_non_exhaustive()
    }
}

impl QueryInstance {
    pub(crate) fn open(catalog: &'static Catalog, limits: &QueryLimits) -> Result<Self> {
        let QueryLimits { folder, spill, memory_bytes, thread_count } = limits;
        let connection = connect(*memory_bytes, *thread_count, spill)?;
        connection.execute_batch(&format!(
            "SET max_temp_directory_size = '{}MiB'; SET max_expression_depth = {EXPRESSION_DEPTH};
             SET allowed_directories = [{}, {}]; SET enable_external_access = false; SET lock_configuration = true;
             CREATE SCHEMA delta;",
            (memory_bytes >> 20).saturating_mul(SPILL_TIMES).max(64),
            path_literal(folder)?,
            path_literal(spill)?
        ))?;
        for table in catalog.tables {
            connection.execute_batch(&delta_definition(table))?;
        }
        Ok(Self {
            catalog,
            connection: Mutex::new(connection),
            state: Mutex::new(State {
                attached: BTreeMap::new(),
                copied: vec![0; catalog.tables.len()],
            }),
            running: AtomicUsize::new(0),
            idle: Mutex::new(Vec::new()),
            rewritten: Cache::new(STATEMENTS_REMEMBERED),
        })
    }

    /// Lets a statement in.
    ///
    /// # Errors
    /// `ResourceExhausted` where too many are open.
    pub(crate) fn admit(self: &Arc<Self>) -> Result<Admitted> {
        let admitted = Admitted(Arc::clone(self));
        if self.running.fetch_add(1, Ordering::AcqRel) >= STATEMENTS_MOST {
            return Err(Error::new(
                ErrorKind::ResourceExhausted,
                format!(
                    "{STATEMENTS_MOST} statements are open; read them to their end, or let go of them"
                ),
            ));
        }
        Ok(admitted)
    }

    /// A session of its own for a statement.
    pub(super) fn session(&self, scope: &Scope, pin: Pin) -> Result<Session> {
        let mut idle = self.idle.lock();
        let same = idle.iter().position(|session| session.pin == pin && session.scope == *scope);
        if let Some(place) = same {
            return Ok(idle.remove(place));
        }
        drop(idle);
        let connection = self.connection.lock().try_clone()?;
        Ok(Session { connection, scope: scope.clone(), pin, views: BTreeSet::new() })
    }

    /// Takes the session of a statement that came to its end.
    pub(super) fn give_back(&self, session: Session) {
        let mut idle = self.idle.lock();
        idle.insert(0, session);
        idle.truncate(IDLE_MOST);
    }

    /// What a statement became that was checked before, or becomes now.
    ///
    /// It depends on the query, values too, and on whether the scope is a tenant's; not on rows or revisions. A digest
    /// stands for them, since values may be large.
    ///
    /// # Errors
    /// As `rewrite`; what was refused is not remembered.
    pub(super) fn rewritten(
        &self,
        scope: &Scope,
        query: &SqlQuery,
        rewrite: impl FnOnce() -> Result<Rewritten>,
    ) -> Result<Arc<Rewritten>> {
        let is_whole = matches!(scope, Scope::Whole);
        let asked = rmp_serde::to_vec_named(&(is_whole, query)).map_err(|source| {
            Error::internal("a query has no form to be remembered by").with_source(source)
        })?;
        let digest: [u8; 32] = Sha256::digest(&asked).into();
        if let Some(known) = self.rewritten.get(&digest) {
            return Ok(known);
        }
        let rewritten = Arc::new(rewrite()?);
        self.rewritten.insert(digest, Arc::clone(&rewritten));
        Ok(rewritten)
    }

    /// Brings the instance to where a pin's tables can be read.
    pub(super) fn prepare(
        &self,
        engine: &Warehouse,
        pin: Pin,
        base_file: &Path,
        tables: &[TableId],
    ) -> Result<()> {
        let mut state = self.state.lock();
        if let Entry::Vacant(place) = state.attached.entry(pin.generation) {
            self.run(&format!(
                "ATTACH {} AS {} (READ_ONLY)",
                path_literal(base_file)?,
                base_name(pin.generation)
            ))?;
            place.insert(pin.base_revision);
        }
        for table in tables {
            if state.copied[*table] < pin.revision {
                self.copy_delta(engine, *table, state.copied[*table], pin.revision)?;
                state.copied[*table] = pin.revision;
            }
        }
        Ok(())
    }

    /// Copies the rows of a table's delta that are new, all or none.
    ///
    /// Only of revisions that are published: a batch that is not committed is taken out of the engine's delta again.
    fn copy_delta(&self, engine: &Warehouse, table: TableId, after: i64, upto: i64) -> Result<()> {
        let name = self.catalog.tables[table].name;
        let source = engine.connect()?;
        let mut rows = source.prepare(&format!(
            "SELECT * FROM delta.{} WHERE {REVISION} > {after} AND {REVISION} <= {upto}",
            quoted(name)
        ))?;
        let connection = self.connection.lock();
        connection.execute_batch("BEGIN")?;
        let copied = (|| {
            let mut appender = connection.appender_to_db(name, "delta")?;
            for batch in rows.stream_arrow([])? {
                appender.append_record_batch(batch?)?;
            }
            appender.flush()
        })();
        match copied {
            Ok(()) => Ok(connection.execute_batch("COMMIT")?),
            Err(error) => {
                connection.execute_batch("ROLLBACK")?;
                Err(error.into())
            }
        }
    }

    /// Lets go of a generation that no snapshot holds, and of the delta that only it needed.
    pub(crate) fn detach(&self, generation: u64) -> Result<()> {
        let mut state = self.state.lock();
        if state.attached.remove(&generation).is_none() {
            return Ok(());
        }
        self.idle.lock().retain(|session| session.pin.generation != generation);
        self.run(&format!("DETACH {}", base_name(generation)))?;
        let oldest = state.attached.values().min().copied();
        for (table, copied) in self.catalog.tables.iter().zip(&mut state.copied) {
            if *copied == 0 {
                continue;
            }
            // Without a base nothing is kept: the next may lie further back than what was copied.
            let condition = if let Some(oldest) = oldest {
                format!("{REVISION} <= {oldest}")
            } else {
                *copied = 0;
                "true".to_owned()
            };
            self.run(&format!("DELETE FROM delta.{} WHERE {condition}", quoted(table.name)))?;
        }
        Ok(())
    }

    fn run(&self, sql: &str) -> Result<()> {
        Ok(self.connection.lock().execute_batch(sql)?)
    }
}

/// A statement that was let in, until this is dropped.
#[derive(Debug)]
pub(crate) struct Admitted(Arc<QueryInstance>);

impl std::ops::Deref for Admitted {
    type Target = QueryInstance;

    fn deref(&self) -> &QueryInstance {
        &self.0
    }
}

impl Drop for Admitted {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::AcqRel);
    }
}
