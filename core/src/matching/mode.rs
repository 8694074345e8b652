//! How exactly a search by embeddings is asked for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether the nearest embeddings must be found, or most of them will do.
///
/// An answer tells in its plan whether it is exact.
///
/// ```
/// use advisor_engine::SearchMode;
/// assert_eq!(serde_json::to_string(&SearchMode::default()).ok().as_deref(), Some("\"auto\""));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SearchMode {
    /// Exact, except where more than 100,000 advisors are eligible and the base has a graph of its embeddings.
    #[default]
    Auto,
    /// Exact, however many are eligible.
    Exact,
    /// By the graph wherever there is one and it is cheaper; exact elsewhere.
    Approximate,
}
