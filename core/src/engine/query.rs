//! SQL: an answer at once, or a stream of record batches.

use std::sync::Arc;
use std::time::Duration;

use arrow::array::RecordBatch;
use arrow::datatypes::{Schema, SchemaRef};

use super::{Engine, Pinned, Tenant};
use crate::error::{Error, Result};
use crate::options::CallOptions;
use crate::snapshot::{Answer, AsOf};
use crate::warehouse::query::{
    Job, RunningQuery, Scope, SqlAnswer, SqlPlan, SqlQuery, answer, explain,
};

/// The rows of a question in SQL, a record batch at a time, at one revision.
///
/// Rows are computed as they are asked for, and a few batches ahead: who stops asking stops the work. The revision is held
/// until this is dropped. *Shape*: batches of up to 2,048 rows; revision and commit time are in the schema's metadata,
/// as JSON. *Order*: as the statement says; without an `ORDER BY`, none is promised. *Memory*: what the statement's sorts,
/// joins and groups hold, within `sql_memory_limit_bytes`, and a few batches.
///
/// It ends after an error. With a deadline, all batches count; of `sql_timeout_ms`, what the reader takes is not counted.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine, SqlQuery};
/// # let engine = Engine::in_memory(Default::default())?;
/// let query = SqlQuery::new("SELECT i * 2 AS twice FROM range(5000) AS numbers(i)");
/// let rows = engine.query_whole_batches(&query, &CallOptions::default())?;
/// assert_eq!((rows.revision(), rows.schema().field(0).name().as_str()), (0, "twice"));
/// let counts = rows.map(|rows| Ok(rows?.num_rows())).collect::<Result<Vec<_>, advisor_engine::Error>>()?;
/// assert_eq!(counts.iter().sum::<usize>(), 5000);
/// # Ok::<(), advisor_engine::Error>(())
/// ```
pub struct SqlRows {
    // First: it ends before the revision is let go.
    running: RunningQuery,
    pinned: Pinned,
    schema: SchemaRef,
    options: CallOptions,
    operation: &'static str,
}

impl std::fmt::Debug for SqlRows {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("SqlRows")
            .field("pinned", &self.pinned)
            .field("schema", &self.schema)
            .finish_non_exhaustive()
    }
}

impl SqlRows {
    fn start(
        pinned: Pinned,
        scope: Scope,
        query: &SqlQuery,
        options: &CallOptions,
        operation: &'static str,
    ) -> Result<Self> {
        let engine = pinned.engine.0.clone();
        let running = engine
            .run(operation, options, |_| RunningQuery::start(pinned.job(scope, query)?, options))?;
        let schema = pinned.described(running.schema())?;
        Ok(Self { running, pinned, schema, options: options.clone(), operation })
    }

    /// The columns of every record batch.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// The revision that is read.
    #[must_use]
    pub fn revision(&self) -> i64 {
        self.pinned.revision()
    }

    /// When it was committed.
    #[must_use]
    pub fn as_of(&self) -> &AsOf {
        self.pinned.as_of()
    }

    /// Puts other options in the place of those that it began with: a deadline and a cancel flag of their own for the
    /// batches that are left.
    pub fn set_options(&mut self, options: &CallOptions) {
        self.options = options.clone();
    }

    fn next_rows(&mut self) -> Option<Result<RecordBatch>> {
        let Self { running, pinned, options, operation, schema: _ } = self;
        if running.is_over() {
            return None;
        }
        let rows = pinned.engine.0.run(operation, options, |_| running.next(options).transpose());
        if rows.is_err() {
            // Also where the engine was closed meanwhile.
            running.end();
        }
        rows.transpose()
    }
}

impl Iterator for SqlRows {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Self::Item> {
        let rows = self.next_rows()?;
        Some(rows.and_then(|rows| {
            rows.with_schema(Arc::clone(&self.schema)).map_err(|source| {
                Error::internal("a batch has other columns than the statement").with_source(source)
            })
        }))
    }
}

impl Pinned {
    fn job(&self, scope: Scope, query: &SqlQuery) -> Result<Job> {
        let shared = self.engine.0.shared()?;
        Ok(Job {
            warehouse: Arc::clone(&shared.warehouse),
            snapshot: Arc::clone(&self.snapshot),
            scope,
            query: query.clone(),
            memory_bytes: shared.config.sql_memory_limit_bytes,
            time_limit: Duration::from_millis(shared.config.sql_timeout_ms),
        })
    }

    /// The columns of a statement, with the revision they are read at.
    fn described(&self, columns: &SchemaRef) -> Result<SchemaRef> {
        let as_of = serde_json::to_string(self.as_of())
            .map_err(|source| Error::internal("a time has no JSON form").with_source(source))?;
        let metadata =
            [("revision".to_owned(), self.revision().to_string()), ("as_of".to_owned(), as_of)];
        Ok(Arc::new(
            Schema::clone(columns).with_metadata(std::collections::HashMap::from(metadata)),
        ))
    }

    fn answer(
        &self,
        scope: Scope,
        query: &SqlQuery,
        options: &CallOptions,
        operation: &'static str,
    ) -> Result<Answer<SqlAnswer>> {
        self.engine.0.read_any_schema(operation, Some(self), options, |_, _, _| {
            query.check_limit()?;
            let mut running = RunningQuery::start(self.job(scope, query)?, options)?;
            let columns = Arc::clone(running.schema());
            answer(&columns, query.limit, || running.next(options))
        })
    }

    fn explain(
        &self,
        scope: Scope,
        query: &SqlQuery,
        options: &CallOptions,
        operation: &'static str,
    ) -> Result<Answer<SqlPlan>> {
        self.engine.0.read_any_schema(operation, Some(self), options, |_, _, _| {
            explain(self.job(scope, query)?, options)
        })
    }

    /// As [`Engine::query_whole`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::query_whole`].
    pub fn query_whole(
        &self,
        query: &SqlQuery,
        options: &CallOptions,
    ) -> Result<Answer<SqlAnswer>> {
        self.answer(Scope::Whole, query, options, "query_whole")
    }

    /// As [`Engine::query_whole_batches`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::query_whole`].
    pub fn query_whole_batches(&self, query: &SqlQuery, options: &CallOptions) -> Result<SqlRows> {
        SqlRows::start(self.clone(), Scope::Whole, query, options, "query_whole")
    }

    /// As [`Engine::explain_query_whole`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::query_whole`].
    pub fn explain_query_whole(
        &self,
        query: &SqlQuery,
        options: &CallOptions,
    ) -> Result<Answer<SqlPlan>> {
        self.explain(Scope::Whole, query, options, "explain_query_whole")
    }
}

impl Engine {
    /// Answers a question in SQL over all rows of all tables and tenants, those that are marked as deleted included: the raw
    /// tables, for the host and its data scientists, never for a tenant's user.
    ///
    /// The dialect and what is permitted are as for [`Tenant::query`]. *Cost*: as there; nothing is filtered but what the
    /// statement filters.
    ///
    /// # Errors
    /// As [`Tenant::query`], but for the tenant.
    ///
    /// ```
    /// # use advisor_engine::{CallOptions, Engine, SqlQuery};
    /// # let engine = Engine::in_memory(Default::default())?;
    /// let query = SqlQuery::new("SELECT count(*) AS clients FROM clients WHERE deleted_at IS NULL");
    /// let answer = engine.query_whole(&query, &CallOptions::default())?;
    /// assert_eq!((answer.rows.len(), answer.columns[0].name.as_str()), (1, "clients"));
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    pub fn query_whole(
        &self,
        query: &SqlQuery,
        options: &CallOptions,
    ) -> Result<Answer<SqlAnswer>> {
        self.pinned_for("query_whole")?.query_whole(query, options)
    }

    /// As [`Engine::query_whole`], as a stream of record batches without a limit of rows.
    ///
    /// # Errors
    /// As [`Engine::query_whole`]; each batch can be `Cancelled`, run into its `Timeout`, and fail as the statement fails.
    pub fn query_whole_batches(&self, query: &SqlQuery, options: &CallOptions) -> Result<SqlRows> {
        self.pinned_for("query_whole")?.query_whole_batches(query, options)
    }

    /// Tells how [`Engine::query_whole`] would run a statement, without running it.
    ///
    /// # Errors
    /// As [`Engine::query_whole`].
    pub fn explain_query_whole(
        &self,
        query: &SqlQuery,
        options: &CallOptions,
    ) -> Result<Answer<SqlPlan>> {
        self.pinned_for("explain_query_whole")?.explain_query_whole(query, options)
    }

    fn pinned_for(&self, operation: &'static str) -> Result<Pinned> {
        self.pin().map_err(|error| error.with_operation(operation))
    }
}

impl Tenant {
    /// Answers a question in SQL over the tenant's rows, at one revision: one `SELECT` in DuckDB's dialect.
    ///
    /// Tables are named as the catalog names them. A row counts if its tenant column is this tenant's and its own delete
    /// marker is null; where a table has no such column, if the parent through which it is reached is a row that counts.
    /// Of advisors, those that the marketplace shows are there, with public columns. Joins, windows, `WITH` (also
    /// recursive), grouping sets, subqueries, `UNNEST`, `PIVOT` with named values and a list of functions are
    /// permitted; lambda functions, the time, and whatever reads files, settings or catalogs are not. Amounts are
    /// decimals, instants timestamps in UTC. It works under every schema.
    ///
    /// *Order*: as the statement says. *Cost*: that of a scan of the tenant's rows of each table, which lie together, and
    /// of parsing, checking and planning; memory and time are limited by `sql_memory_limit_bytes` and
    /// `sql_timeout_ms`. Rows changed since the base of a table that is read for the first time are copied once.
    ///
    /// # Errors
    /// `NotFound` when the tenant does not exist or is deleted; `InvalidArgument` for a statement or a part of one that is
    /// not permitted, with its name, for one that DuckDB refuses, with its words, and for parameters that do not fit;
    /// `SchemaMismatch` for an unknown table; `ResourceExhausted` when memory or disk run out, or 64 statements are
    /// open; `Timeout` and `Cancelled`.
    ///
    /// ```
    /// # use advisor_engine::{CallOptions, Change, Engine, SqlQuery};
    /// # let engine = Engine::in_memory(Default::default())?;
    /// # engine.apply(&[Change::upsert("organizations", [
    /// #     ("id", "org-1".into()), ("name", "First Practice".into()), ("subscriptionTier", "trial".into()),
    /// #     ("isMarketplaceEnabled", false.into()), ("createdAt", "2026-01-01T00:00:00Z".into()),
    /// #     ("updatedAt", "2026-01-01T00:00:00Z".into()),
    /// # ])], None, &CallOptions::default())?;
    /// let query = SqlQuery::new("SELECT name, created_at FROM organizations WHERE name LIKE $1")
    ///     .with_params(["First%".into()]);
    /// let answer = engine.tenant("org-1").query(&query, &CallOptions::default())?;
    /// assert_eq!(answer.rows, [["First Practice".into(), "2026-01-01T00:00:00Z".into()]]);
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    pub fn query(&self, query: &SqlQuery, options: &CallOptions) -> Result<Answer<SqlAnswer>> {
        self.checked_pin("query", options)?.answer(self.scope(), query, options, "query")
    }

    /// As [`Tenant::query`], as a stream of record batches without a limit of rows.
    ///
    /// # Errors
    /// As [`Tenant::query`]; each batch can be `Cancelled`, run into its `Timeout`, and fail as the statement fails.
    pub fn query_batches(&self, query: &SqlQuery, options: &CallOptions) -> Result<SqlRows> {
        let pinned = self.checked_pin("query", options)?;
        SqlRows::start(pinned, self.scope(), query, options, "query")
    }

    /// Tells how [`Tenant::query`] would run a statement, without running it.
    ///
    /// # Errors
    /// As [`Tenant::query`].
    pub fn explain_query(
        &self,
        query: &SqlQuery,
        options: &CallOptions,
    ) -> Result<Answer<SqlPlan>> {
        let pinned = self.checked_pin("explain_query", options)?;
        pinned.explain(self.scope(), query, options, "explain_query")
    }

    fn scope(&self) -> Scope {
        Scope::Tenant(self.id.clone())
    }

    /// The revision to read, at which the tenant exists.
    fn checked_pin(&self, operation: &'static str, options: &CallOptions) -> Result<Pinned> {
        let pinned = match &self.pinned {
            Some(pinned) => pinned.clone(),
            None => self.engine.pinned_for(operation)?,
        };
        // The deadline before the tenant, as every call has it.
        options
            .check()
            .and_then(|()| self.check(&pinned.snapshot))
            .map_err(|error| error.with_operation(operation))?;
        Ok(pinned)
    }
}
