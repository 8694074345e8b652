//! Clients, invoices, engagements and documents in figures.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::dashboards::money;
use crate::error::Result;
use crate::lists::{Kept, ListName};
use crate::model::advisoros::{
    CLIENTS, DOCUMENTS, ENGAGEMENTS, INVOICES, clients, documents, engagements, invoices,
};
use crate::model::catalog::TableId;
use crate::model::decimal::Decimal;
use crate::model::money::Money;
use crate::model::rank::{DOCUMENT_CATEGORY, ENGAGEMENT_STATUS};
use crate::model::row::RowRef;
use crate::practice::Practice;
use crate::practice::counts::{Tally, ValueCount, ranked_counts};
use crate::practice::period::{check_range, is_within};
use crate::warehouse::rollups::tenant::TenantRollup;

/// Whose figures, and of what time.
///
/// ```
/// use advisor_engine::ClientMetricsRequest;
/// let request: ClientMetricsRequest = serde_json::from_str(r#"{"clientId": "c1"}"#).expect("valid JSON");
/// assert_eq!(request.created_from, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ClientMetricsRequest {
    /// One client; none for the whole tenant.
    pub client_id: Option<String>,
    /// Only rows made at this instant or later.
    pub created_from: Option<Timestamp>,
    /// Only rows made before this instant.
    pub created_to: Option<Timestamp>,
}

/// The figures; the range of the request holds for each row's own making, clients included.
///
/// ```
/// use advisor_engine::ClientMetrics;
/// assert!(ClientMetrics::default().invoices.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientMetrics {
    /// Clients.
    pub client_count: u64,
    /// Sum of their annual revenues.
    pub total_revenue: Decimal,
    /// Mean of the annual revenues of those that have one, to 12 places; none where nobody has.
    pub average_revenue: Option<Decimal>,
    /// Invoices by currency, in order of its code.
    pub invoices: Vec<InvoiceMetrics>,
    /// Engagements by status, in rank order, then others by spelling.
    pub engagements: Vec<ValueCount>,
    /// Documents by category: the known ones, then others by spelling.
    pub documents: Vec<ValueCount>,
}

/// Invoices in one currency.
///
/// ```
/// use advisor_engine::InvoiceMetrics;
/// assert_eq!(InvoiceMetrics::default().count, 0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct InvoiceMetrics {
    /// The currency's code.
    pub currency: String,
    /// Invoices of every status.
    pub count: u64,
    /// Sum of their totals.
    pub total_amount: Money,
    /// Sum of what was paid.
    pub paid_amount: Money,
    /// Balance of those that are sent, viewed, partly paid or overdue.
    pub outstanding_amount: Money,
}

/// Reads the figures. *Cost*: one visit of each row of the client, or of the tenant; none for all time of the tenant.
pub(crate) fn client_metrics(
    practice: Practice<'_>,
    request: &ClientMetricsRequest,
) -> Result<ClientMetrics> {
    let (from, to) = (request.created_from, request.created_to);
    check_range("created_from", from, "created_to", to)?;
    let client = request.client_id.as_deref().map(|id| practice.client(id)).transpose()?;
    if client.is_none() && from.is_none() && to.is_none() {
        // These sums are kept: nothing is visited.
        let kept = practice.views.rollups.tenant(practice.tenant);
        return kept.map_or_else(|| metrics(&TenantRollup::default()), metrics);
    }
    let mut sums = TenantRollup::default();
    let mut add = |table, row: RowRef<'_>, created| {
        if is_within(row.int(created).unwrap_or_default(), from, to) {
            sums.add(table, row, 1);
        }
    };
    for (table, list, created) in COUNTED {
        match client {
            Some(client) if table == CLIENTS => add(table, client.row, created),
            Some(client) => {
                let rows = practice.rows_under(table, client.row.text(clients::id));
                rows.for_each(|(_, row)| add(table, row, created));
            }
            None => {
                let view = practice.table(table);
                let kept = practice.lists().of_tenant(list, practice.tenant);
                for slice in kept.into_iter().flat_map(Kept::slices) {
                    practice.options.check()?;
                    let rows = slice.iter().filter_map(|entry| view.row(entry.ordinal));
                    rows.for_each(|row| add(table, row, created));
                }
            }
        }
    }
    metrics(&sums)
}

/// The tables that count, where a tenant's rows are listed, and when a row was made.
const COUNTED: [(TableId, ListName, usize); 4] = [
    (CLIENTS, ListName::ClientsByCreation, clients::created_at),
    (INVOICES, ListName::Invoices, invoices::created_at),
    (ENGAGEMENTS, ListName::Engagements, engagements::created_at),
    (DOCUMENTS, ListName::Documents, documents::created_at),
];

fn metrics(sums: &TenantRollup) -> Result<ClientMetrics> {
    let mut engagements = Tally::default();
    for (status, _, count) in sums.engagements.iter() {
        engagements.add_many(status, count.cast_unsigned());
    }
    let invoices = sums.sorted_invoices().into_iter().map(|sums| {
        Ok(InvoiceMetrics {
            currency: sums.currency.to_string(),
            count: sums.count.cast_unsigned(),
            total_amount: money(sums.total)?,
            paid_amount: money(sums.paid)?,
            outstanding_amount: money(sums.outstanding)?,
        })
    });
    Ok(ClientMetrics {
        client_count: sums.clients.iter().map(|(.., count)| count.cast_unsigned()).sum(),
        total_revenue: sums.revenue.total()?,
        average_revenue: sums.revenue.mean(sums.revenue_count.cast_unsigned())?,
        invoices: invoices.collect::<Result<_>>()?,
        engagements: engagements.ranked(ENGAGEMENT_STATUS),
        documents: ranked_counts(&sums.document_categories, DOCUMENT_CATEGORY),
    })
}
