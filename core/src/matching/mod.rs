//! Which advisors suit a client, in which order, and why.

mod answer;
mod asked;
mod batch;
mod best;
mod bounded;
mod eligible;
mod needs;
mod plain;
mod planner;
mod points;
mod profile;
mod result;
mod show;
mod signals;
#[cfg(test)]
mod tests;

pub(crate) use answer::{Means, match_advisors};
pub(crate) use asked::Roster;
pub(crate) use batch::{Answered, BLOCK_NEEDS, Block, Field, Way, check_all, record_batch};
pub use batch::{BatchMatch, BatchResult, MatchBatch};
pub use needs::{Budget, BudgetKind, ClientNeeds, HardFilters};
pub(crate) use planner::Strategy;
pub use result::{Match, MatchResult, Part, Plan, Reasons};
