//! Which advisors suit a client, in which order, and why.

mod eligible;
mod needs;
mod plain;
mod points;
mod profile;
mod result;
mod signals;
#[cfg(test)]
mod tests;

pub use needs::{Budget, BudgetKind, ClientNeeds, HardFilters};
pub(crate) use plain::match_advisors;
pub use result::{Match, MatchResult, Part, Plan, Reasons};
