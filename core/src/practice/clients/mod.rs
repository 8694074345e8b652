//! Reads of a tenant's clients.

mod activity;
mod aggregate;
mod engagements;
mod list;
mod metrics;
mod row;
mod search;
mod stats;

pub(crate) use activity::recent_activity;
pub use activity::{RecentActivity, RecentClients};
pub(crate) use aggregate::aggregate_clients;
pub use aggregate::{AggregateClients, ClientAggregation, ClientGroup, ClientGroupSums};
pub(crate) use engagements::engagement_summary;
pub use engagements::{BillingSums, EngagementSummary, GetEngagementSummary};
pub(crate) use list::list_clients;
pub use list::{ClientFilters, ClientSort, ListClients};
pub(crate) use metrics::client_metrics;
pub use metrics::{ClientMetrics, ClientMetricsRequest, InvoiceMetrics};
pub use row::{ClientRow, ClientRowField};
pub(crate) use search::search_clients;
pub use search::{ClientSearchResult, SearchClients};
pub use stats::ClientStats;
pub(crate) use stats::client_stats;
