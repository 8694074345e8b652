//! Runs a statement on a thread of its own, which hands over one batch after another.
//!
//! The caller waits for the thread, never for DuckDB: there are loops in DuckDB that see no interrupt, and who called must
//! have the answer "too late" in time all the same. The thread's stack is large, since parser and planner recur as a
//! statement nests.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use duckdb::{Connection, InterruptHandle, params_from_iter};

use super::error::{is_fatal, of_statement};
use super::params::Params;
use super::plan::without_counts;
use super::request::{SqlPlan, SqlQuery};
use super::scope::Scope;
use super::statement::{Rewritten, rewrite};
use crate::beside::looking_after;
use crate::error::{Error, ErrorKind, Result};
use crate::options::CallOptions;
use crate::snapshot::Snapshot;
use crate::store::manifest::WAREHOUSE_FILE;
use crate::warehouse::database::Warehouse;

const STACK_BYTES: usize = 64 << 20;
/// Batches that wait for the reader.
const AHEAD: usize = 4;
/// How often deadline, cancel flag and limits are looked at.
const LOOK: Duration = Duration::from_millis(2);
/// What is left to DuckDB to see an interrupt after the time limit, until the caller is told.
const GRACE: Duration = Duration::from_millis(500);

/// A statement to run.
pub(crate) struct Job {
    pub(crate) warehouse: Arc<Warehouse>,
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) scope: Scope,
    pub(crate) query: SqlQuery,
    pub(crate) memory_bytes: u64,
    /// How long the statement may work; time that its reader takes does not count.
    pub(crate) time_limit: Duration,
}

enum Message {
    Began(SchemaRef),
    Rows(RecordBatch),
    Planned(SqlPlan),
    Failed(Error),
    Ended,
}

/// A statement at work.
pub(crate) struct RunningQuery {
    receiver: Receiver<Message>,
    schema: SchemaRef,
    shared: Arc<Progress>,
    is_over: bool,
}

impl Drop for RunningQuery {
    fn drop(&mut self) {
        self.shared.is_abandoned.store(true, Ordering::Release);
    }
}

/// What the thread, its watcher and the caller know of a statement's time.
struct Progress {
    started: Instant,
    time_limit: Duration,
    /// Microseconds that the thread has waited for its reader, in all.
    idle_us: AtomicU64,
    /// Since when it waits, in microseconds since the start; 0 while it works.
    idle_since_us: AtomicU64,
    is_abandoned: AtomicBool,
}

impl Progress {
    fn now_us(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn worked(&self) -> Duration {
        let now = self.now_us();
        let since = self.idle_since_us.load(Ordering::Acquire);
        let waiting = if since == 0 { 0 } else { now.saturating_sub(since) };
        let idle = self.idle_us.load(Ordering::Acquire).saturating_add(waiting);
        Duration::from_micros(now.saturating_sub(idle))
    }

    fn is_late(&self) -> bool {
        self.worked() > self.time_limit
    }

    /// Hands a message over; false where nobody reads any more.
    fn send(&self, sender: &SyncSender<Message>, message: Message) -> bool {
        let began = self.now_us().max(1);
        self.idle_since_us.store(began, Ordering::Release);
        let is_sent = sender.send(message).is_ok();
        self.idle_us.fetch_add(self.now_us().saturating_sub(began), Ordering::AcqRel);
        self.idle_since_us.store(0, Ordering::Release);
        is_sent
    }

    fn too_late(&self) -> Error {
        Error::new(
            ErrorKind::Timeout,
            format!(
                "the statement has worked for {} ms, which is the limit `sql_timeout_ms`",
                self.time_limit.as_millis()
            ),
        )
    }
}

impl RunningQuery {
    /// Starts a statement and waits until its columns are known.
    pub(crate) fn start(job: Job, options: &CallOptions) -> Result<Self> {
        let (receiver, shared) = spawn(job, Task::Rows)?;
        let mut query = Self {
            receiver,
            schema: Arc::new(arrow::datatypes::Schema::empty()),
            shared,
            is_over: false,
        };
        match query.receive(options)? {
            Message::Began(schema) => query.schema = schema,
            _ => return Err(Error::internal("a statement began without its columns")),
        }
        Ok(query)
    }

    pub(crate) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    pub(crate) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Ends the statement, if it is not over.
    pub(crate) fn end(&mut self) {
        self.is_over = true;
        self.shared.is_abandoned.store(true, Ordering::Release);
    }

    /// The next rows; none after the last, and after an error.
    pub(crate) fn next(&mut self, options: &CallOptions) -> Option<Result<RecordBatch>> {
        if self.is_over {
            return None;
        }
        let received = match self.receive(options) {
            Ok(Message::Rows(rows)) => return Some(Ok(rows)),
            Ok(Message::Ended) => None,
            Ok(_) => Some(Err(Error::internal("a statement began twice"))),
            Err(error) => Some(Err(error)),
        };
        self.end();
        received
    }

    fn receive(&self, options: &CallOptions) -> Result<Message> {
        receive(&self.receiver, &self.shared, options)
    }
}

fn receive(
    receiver: &Receiver<Message>,
    shared: &Progress,
    options: &CallOptions,
) -> Result<Message> {
    loop {
        options.check()?;
        match receiver.recv_timeout(LOOK) {
            Ok(Message::Failed(error)) => return Err(error),
            Ok(message) => return Ok(message),
            Err(RecvTimeoutError::Timeout) => {
                if shared.worked() > shared.time_limit + GRACE {
                    return Err(shared.too_late());
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::internal("a statement's thread ended without a word"));
            }
        }
    }
}

/// How a statement would be run.
pub(crate) fn explain(job: Job, options: &CallOptions) -> Result<SqlPlan> {
    let (receiver, shared) = spawn(job, Task::Plan)?;
    let abandon = Abandon(&shared);
    let planned = receive(&receiver, &shared, options);
    drop(abandon);
    match planned? {
        Message::Planned(plan) => Ok(plan),
        _ => Err(Error::internal("a statement that is to be explained was run")),
    }
}

struct Abandon<'a>(&'a Progress);

impl Drop for Abandon<'_> {
    fn drop(&mut self) {
        self.0.is_abandoned.store(true, Ordering::Release);
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Task {
    Rows,
    Plan,
}

fn spawn(job: Job, task: Task) -> Result<(Receiver<Message>, Arc<Progress>)> {
    let (sender, receiver) = sync_channel(AHEAD);
    let shared = Arc::new(Progress {
        started: Instant::now(),
        time_limit: job.time_limit,
        idle_us: AtomicU64::new(0),
        idle_since_us: AtomicU64::new(0),
        is_abandoned: AtomicBool::new(false),
    });
    let progress = Arc::clone(&shared);
    std::thread::Builder::new()
        .name("sql".to_owned())
        .stack_size(STACK_BYTES)
        .spawn(move || {
            // No state is left behind that a panic could have broken: the connection goes with the thread.
            let outcome =
                std::panic::catch_unwind(AssertUnwindSafe(|| work(&job, task, &sender, &progress)));
            let message = match outcome {
                Ok(Ok(())) => Message::Ended,
                Ok(Err(error)) => Message::Failed(error),
                Err(_) => {
                    Message::Failed(Error::internal("a bug of the engine stopped the statement"))
                }
            };
            progress.send(&sender, message);
        })
        .map_err(Error::from)?;
    Ok((receiver, shared))
}

fn work(job: &Job, task: Task, sender: &SyncSender<Message>, shared: &Progress) -> Result<()> {
    let instance = job.warehouse.queries(job.memory_bytes)?.admit()?;
    let pin = job.snapshot.pin();
    let mut session = instance.session(&job.scope, pin)?;
    let worked = watched(&session.connection.interrupt_handle(), job, shared, || {
        let params = Params::new(&job.query)?;
        let catalog = job.snapshot.tables.catalog();
        let statement = instance.rewritten(&job.scope, &job.query, || {
            rewrite(&session.connection, catalog, &job.scope, &job.query.sql, &params)
        })?;
        let read = statement.tables.iter().map(|table| job.scope.read_with(catalog, *table));
        let read: Vec<_> = read.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
        let base_file = job.snapshot.generation.folder().join(WAREHOUSE_FILE);
        instance.prepare(&job.warehouse, pin, &base_file, &read)?;
        session.show(&job.snapshot.tables, &statement.tables)?;
        job.warehouse.count_statement();
        match task {
            Task::Rows => stream(&session.connection, &statement, &params, sender, shared),
            Task::Plan => plan(&session.connection, &statement, &params, job, sender, shared),
        }
    });
    worked.map_err(|error| after(error, job, shared))?;
    // Not one that may have been interrupted.
    if !shared.is_abandoned.load(Ordering::Acquire) && !shared.is_late() {
        instance.give_back(session);
    }
    Ok(())
}

/// What ended a statement, as its caller is told.
fn after(error: Error, job: &Job, shared: &Progress) -> Error {
    let text = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
    if is_fatal(&text) {
        job.warehouse.give_up_queries();
    }
    if error.kind() == ErrorKind::Cancelled && shared.is_late() {
        return shared.too_late();
    }
    error
}

fn stream(
    connection: &Connection,
    statement: &Rewritten,
    params: &Params<'_>,
    sender: &SyncSender<Message>,
    shared: &Progress,
) -> Result<()> {
    let mut prepared = connection.prepare(&statement.sql).map_err(of_statement)?;
    let batches = prepared.stream_arrow(params_from_iter(params.bound())).map_err(of_statement)?;
    if !shared.send(sender, Message::Began(batches.get_schema())) {
        return Ok(());
    }
    for rows in batches {
        if !shared.send(sender, Message::Rows(rows.map_err(of_statement)?)) {
            break;
        }
    }
    Ok(())
}

fn plan(
    connection: &Connection,
    statement: &Rewritten,
    params: &Params<'_>,
    job: &Job,
    sender: &SyncSender<Message>,
    shared: &Progress,
) -> Result<()> {
    let mut prepared =
        connection.prepare(&format!("EXPLAIN {}", statement.sql)).map_err(of_statement)?;
    let mut rows = prepared.query(params_from_iter(params.bound())).map_err(of_statement)?;
    let mut plan = String::new();
    while let Some(row) = rows.next().map_err(of_statement)? {
        plan.push_str(&row.get::<_, String>(1)?);
    }
    let catalog = job.snapshot.tables.catalog();
    let tables = statement.tables.iter().map(|table| catalog.tables[*table].name.to_owned());
    let plan = match job.scope {
        Scope::Tenant(_) => without_counts(&plan),
        Scope::Whole => plan,
    };
    shared.send(sender, Message::Planned(SqlPlan { plan, tables: tables.collect() }));
    Ok(())
}

/// Runs the work; what it has DuckDB do is interrupted once the time is over, or nobody waits for it.
///
/// Again and again: DuckDB forgets an interrupt that comes before a statement begins.
fn watched<T>(
    handle: &InterruptHandle,
    job: &Job,
    shared: &Progress,
    work: impl FnOnce() -> Result<T>,
) -> Result<T> {
    let interrupt = || {
        let is_abandoned = shared.is_abandoned.load(Ordering::Acquire);
        if is_abandoned || shared.is_late() || job.warehouse.is_closed() {
            handle.interrupt();
        }
    };
    looking_after(LOOK, interrupt, work)
}
