//! How an engine is set up; every default says where it comes from.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::clock::{Clock, Timestamp};
use crate::error::{Error, Result};
use crate::model::catalog::Schema;
use crate::page::CursorKey;

/// The configuration of an engine.
///
/// ```
/// use advisor_engine::Config;
/// let config = Config { memory_limit_bytes: 2 << 30, ..Config::default() };
/// assert!(config.validate().is_ok());
/// assert!(Config { thread_count: 0, ..Config::default() }.validate().is_err());
/// ```
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Config {
    /// The schema of the tables; a store that was made for another says `SchemaMismatch`. Default: AdvisorOS.
    ///
    /// Operations that read what is derived from the tables, such as dashboards and the marketplace, are of AdvisorOS.
    pub catalog: Schema,
    /// Bytes that DuckDB may use for folds and queries before it spills to disk; a load may use as many again.
    ///
    /// Default 1 GiB: a load of six million rows sorts within it on the reference machine.
    pub memory_limit_bytes: u64,
    /// Threads that DuckDB may use. Default: what the machine offers.
    pub thread_count: usize,
    /// The dimension that every vector must have; none takes that of the first vector.
    ///
    /// Default none: the host's embedding model decides.
    pub embedding_dimension: Option<usize>,
    /// A fold starts when the changed rows of a table pass this share of its base.
    ///
    /// Default 0.1: a tenth of a table is where the anti-join of base and delta begins to cost a query.
    pub fold_row_share: f64,
    /// Tables with fewer changed rows than this never start a fold by their share.
    ///
    /// Default 50,000: below it a fold costs more than the delta it saves.
    pub fold_row_minimum: usize,
    /// A fold starts when the log has taken this many bytes of row images since the base. Default 256 MiB.
    pub fold_bytes: usize,
    /// A fold starts when the log holds more batches than this.
    ///
    /// Default 100,000: a few seconds of replay at the next open, however few rows they change again and again.
    pub fold_batches: usize,
    /// Whether folds start by themselves in the background. Default true.
    pub is_fold_automatic: bool,
    /// A base with at least this many vectors gets a graph, by which approximate matches are found.
    ///
    /// Default 100,000, above which a match may choose it by itself; it is made in folds and loads, and takes a second
    /// or more for every thousand vectors. A store that is opened with another number has or lacks its graph until then.
    pub graph_minimum: usize,
    /// Bytes that kept answers and the host's own values may take; 0 keeps nothing.
    ///
    /// Default 64 MiB: some ten thousand dashboards with their JSON.
    pub cache_capacity_bytes: u64,
    /// The secret that cursors are authenticated with.
    ///
    /// Default none: the store makes its own once, and keeps it in its log. Cursors of one key are refused under
    /// another.
    pub cursor_key: Option<CursorKey>,
    /// Bytes that statements of SQL may use beside `memory_limit_bytes`, all that run at once together.
    ///
    /// Default 512 MiB: they run on an instance of their own, so that none of them can take what a write needs.
    pub sql_memory_limit_bytes: u64,
    /// How long a statement of SQL may work, in milliseconds; a call's own deadline may be shorter.
    ///
    /// Default 30,000: what takes longer is nearly always a join that was not meant.
    pub sql_timeout_ms: u64,
    /// Where the engine reads the time; in JSON, an instant at which it stands still, for tests.
    ///
    /// Default: the system's clock.
    #[schemars(with = "Option<Timestamp>")]
    pub clock: Clock,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            catalog: Schema::default(),
            memory_limit_bytes: 1 << 30,
            thread_count: std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
            embedding_dimension: None,
            fold_row_share: 0.1,
            fold_row_minimum: 50_000,
            fold_bytes: 256 << 20,
            fold_batches: 100_000,
            is_fold_automatic: true,
            graph_minimum: 100_000,
            cache_capacity_bytes: 64 << 20,
            cursor_key: None,
            sql_memory_limit_bytes: 512 << 20,
            sql_timeout_ms: 30_000,
            clock: Clock::system(),
        }
    }
}

/// DuckDB does not start below this.
const LEAST_MEMORY_BYTES: u64 = 64 << 20;
/// A day: who needs longer wants another tool.
const LONGEST_SQL_MS: u64 = 86_400_000;
/// The widest vector that the kernels are tested at is far below; this bounds a slip.
const LARGEST_DIMENSION: usize = 65_536;

impl Config {
    /// Checks every field.
    ///
    /// # Errors
    /// `InvalidArgument` with the field, what was expected and what came.
    pub fn validate(&self) -> Result<()> {
        let refuse = |field: &str, got: &dyn std::fmt::Display, expected: &str| {
            Err(Error::invalid(format!("field `{field}` is {got}; expected {expected}")))
        };
        if self.memory_limit_bytes < LEAST_MEMORY_BYTES {
            return refuse(
                "memory_limit_bytes",
                &self.memory_limit_bytes,
                "at least 67108864 (64 MiB)",
            );
        }
        if self.sql_memory_limit_bytes < LEAST_MEMORY_BYTES {
            return refuse(
                "sql_memory_limit_bytes",
                &self.sql_memory_limit_bytes,
                "at least 67108864 (64 MiB)",
            );
        }
        if !(1..=LONGEST_SQL_MS).contains(&self.sql_timeout_ms) {
            return refuse("sql_timeout_ms", &self.sql_timeout_ms, "1 to 86400000 (a day)");
        }
        if !(1..=1024).contains(&self.thread_count) {
            return refuse("thread_count", &self.thread_count, "1 to 1024");
        }
        if let Some(dimension) = self.embedding_dimension
            && !(1..=LARGEST_DIMENSION).contains(&dimension)
        {
            return refuse("embedding_dimension", &dimension, "1 to 65536");
        }
        if !(self.fold_row_share > 0.0 && self.fold_row_share <= 1.0) {
            return refuse("fold_row_share", &self.fold_row_share, "more than 0 and at most 1");
        }
        Ok(())
    }
}
