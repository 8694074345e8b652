//! Reads of an advisor's work for a tenant.

mod satisfaction;
mod stats;

pub use satisfaction::{RatingCount, SatisfactionFigures};
pub(crate) use stats::advisor_stats;
pub use stats::{AdvisorStanding, AdvisorStats, GetAdvisorStats, ShareSums};
