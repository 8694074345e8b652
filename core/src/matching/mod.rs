//! Which advisors suit a client, in which order, and why.

mod answer;
mod asked;
mod best;
mod bounded;
mod eligible;
mod graph;
mod mode;
mod nearest;
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
pub use mode::SearchMode;
pub(crate) use nearest::nearest;
pub use needs::{Budget, BudgetKind, ClientNeeds, HardFilters};
pub(crate) use planner::Strategy;
pub use result::{Match, MatchResult, Part, Plan, Reasons};
