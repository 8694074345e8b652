//! Figures of all clients.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::lists::{Entry, ListName};
use crate::model::decimal::Decimal;
use crate::model::rank::{BUSINESS_TYPE, CLIENT_STATUS, RISK_LEVEL};
use crate::practice::Practice;
use crate::practice::counts::{ValueCount, ranked_counts};
use crate::warehouse::rollups::tenant::TenantRollup;

/// Days that `recently_added` looks back.
const RECENT_DAYS: i64 = 30;

/// The tenant's clients in figures.
///
/// ```
/// use advisor_engine::ClientStats;
/// let stats = ClientStats::default();
/// assert_eq!((stats.total_clients, stats.average_revenue), (0, None));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientStats {
    /// Clients that are not deleted.
    pub total_clients: u64,
    /// Of these, active.
    pub active_clients: u64,
    /// Prospects.
    pub prospect_clients: u64,
    /// Inactive.
    pub inactive_clients: u64,
    /// Sum of the annual revenues.
    pub total_revenue: Decimal,
    /// Mean of the annual revenues of those that have one, to 12 places; none where nobody has.
    pub average_revenue: Option<Decimal>,
    /// Clients that are connected to QuickBooks.
    pub quickbooks_connected: u64,
    /// Clients made in the 30 days before the call, or later.
    pub recently_added: u64,
    /// By status: active, prospect, inactive, then others by spelling.
    pub by_status: Vec<ValueCount>,
    /// By legal form, clients without one left out: known forms, then others by spelling.
    pub by_business_type: Vec<ValueCount>,
    /// By level: low, medium, high, then others by spelling.
    pub by_risk_level: Vec<ValueCount>,
}

/// Reads the figures from the tenant's rollup. *Cost*: a few dozen counts are sorted.
pub(crate) fn client_stats(practice: Practice<'_>) -> Result<ClientStats> {
    let empty = TenantRollup::default();
    let rollup = practice.views.rollups.tenant(practice.tenant).unwrap_or(&empty);
    let by_status = ranked_counts(&rollup.clients, CLIENT_STATUS);
    let of_status = |status: &str| {
        by_status.iter().find(|count| count.value == status).map_or(0, |count| count.count)
    };
    let newest = practice.lists().of_tenant(ListName::ClientsByCreation, practice.tenant);
    // Newest first: the second word is the instant, turned round.
    let created = |entry: &Entry| !entry.words[1];
    let since = practice.moment.days_ago(RECENT_DAYS, |since| {
        newest?.last_before(|entry| created(entry) >= since).map(created)
    });
    let recently_added =
        newest.map_or(0, |list| list.sum_before(|entry| created(entry) >= since).0);
    Ok(ClientStats {
        total_clients: by_status.iter().map(|count| count.count).sum(),
        active_clients: of_status("active"),
        prospect_clients: of_status("prospect"),
        inactive_clients: of_status("inactive"),
        total_revenue: rollup.revenue.total()?,
        average_revenue: rollup.revenue.mean(rollup.revenue_count.cast_unsigned())?,
        quickbooks_connected: rollup.quickbooks_count.cast_unsigned(),
        recently_added,
        by_business_type: ranked_counts(&rollup.business_types, BUSINESS_TYPE),
        by_risk_level: ranked_counts(&rollup.risk_levels, RISK_LEVEL),
        by_status,
    })
}
