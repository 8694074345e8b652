//! The figures of an engine.

use schemars::JsonSchema;
use serde::Serialize;

use crate::snapshot::AsOf;

/// What `stats` tells.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
    /// The published revision.
    pub revision: i64,
    /// When it was committed.
    pub as_of: AsOf,
    /// The number of the serving generation.
    pub generation: u64,
    /// The newest revision that its base holds.
    pub base_revision: i64,
    /// Rows, per table of the catalog.
    pub tables: Vec<TableStats>,
    /// Bytes, per part.
    pub memory: MemoryUse,
    /// Calls, per operation that was called at least once.
    pub operations: Vec<OperationStats>,
    /// Statements that DuckDB has run.
    pub sql_statement_count: u64,
    /// Whether a fold is running.
    pub is_folding: bool,
    /// Why the last fold ended without a new base, if it did.
    pub last_fold_error: Option<String>,
    /// Rows that loads could not take.
    pub rejected_row_count: usize,
    /// How a follower stands to its writer; left out of an engine that writes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follower: Option<FollowerStats>,
}

/// How a follower stands to the process that writes the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FollowerStats {
    /// The newest revision that was seen in the writer's log; above the published one while the follower catches up.
    pub writer_revision: i64,
    /// For how many milliseconds a seen revision has not been published yet; 0 where all are.
    pub lag_ms: u64,
    /// Why the follower cannot go on just now, if it cannot: it serves what it has, and tries again.
    pub last_error: Option<String>,
}

/// The rows of one table.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TableStats {
    /// The table's name.
    pub name: &'static str,
    /// Rows of the base.
    pub base_row_count: u64,
    /// Rows that changed since.
    pub delta_row_count: u64,
    /// Bytes of their images.
    pub delta_byte_count: u64,
}

/// Where the memory goes, in bytes.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemoryUse {
    /// Files of the base that are mapped; the operating system may take these pages back.
    pub mapped: u64,
    /// Rollups of clients and tenants.
    pub rollups: u64,
    /// Kept lists of clients, documents, tasks, invoices and engagements.
    pub lists: u64,
    /// Columns, bitmaps and kept orders of the advisors.
    pub profiles: u64,
    /// The text index of the advisors.
    pub text: u64,
    /// Vectors, codes and norms that are not in a mapped file, the lexical ones included.
    pub vectors: u64,
    /// Images of changed rows.
    pub delta: u64,
    /// Kept answers, the host's values, and what tells that they are true.
    pub cache: u64,
    /// The limit that DuckDB was given.
    pub warehouse_limit: u64,
}

/// The calls of one operation.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OperationStats {
    /// The operation's name.
    pub name: &'static str,
    /// Calls, failed ones included.
    pub count: u64,
    /// Calls that failed.
    pub error_count: u64,
    /// Half of the calls took at most this many microseconds.
    pub p50_us: f64,
    /// 99 of 100 calls took at most this many microseconds.
    pub p99_us: f64,
    /// The longest call, in microseconds.
    pub max_us: f64,
}
