//! Which advisors suit a client, in which order, and why.

mod answer;
mod asked;
mod batch;
mod best;
mod bounded;
mod diversity;
mod eligible;
mod explain;
mod graph;
mod mode;
mod nearest;
mod needs;
mod plain;
mod planner;
mod points;
mod profile;
mod result;
mod scoring;
mod show;
mod signal;
mod signals;
#[cfg(test)]
mod tests;
mod text;
mod weights;

pub(crate) use answer::{Means, match_advisors};
pub(crate) use asked::Roster;
pub(crate) use batch::{Answered, BLOCK_NEEDS, Block, Field, Way, check_all, record_batch};
pub use batch::{BatchMatch, BatchResult, MatchBatch};
pub use diversity::{Diversity, MatchDiversity};
pub(crate) use explain::explain_match;
pub use explain::{ExplainMatch, MatchExplanation, MatchStatus, RemovingFilter, SignalChange};
pub use mode::SearchMode;
pub(crate) use nearest::nearest;
pub use needs::{Budget, BudgetKind, ClientNeeds, HardFilters};
pub(crate) use planner::Strategy;
pub use result::{Match, MatchResult, Part, Plan, Reasons};
pub(crate) use scoring::ScoringProfiles;
pub use scoring::{ScoringProfile, ScoringProfileList, ScoringProfileVersion};
pub use weights::SignalWeight;
