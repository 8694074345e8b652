//! Reads of the matches of clients and advisors.

mod analytics;
mod list;
mod row;

pub(crate) use analytics::match_analytics;
pub use analytics::{AnalyseMatches, MatchAnalytics, MatchFigures, MatchPeriod, MatchStatusCount};
pub use list::{ListAdvisorMatches, ListClientMatches, MatchFilters};
pub(crate) use list::{list_advisor_matches, list_client_matches};
pub use row::{MatchRow, MatchRowField};
