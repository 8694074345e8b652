//! The engagements of a client in a year.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::dashboards::money;
use crate::error::Result;
use crate::model::advisoros::{ENGAGEMENTS, INVOICES, clients, engagements, invoices};
use crate::model::audience::Audience;
use crate::model::catalog::ColumnType;
use crate::model::decimal::{Decimal, DecimalSum};
use crate::model::money::Money;
use crate::model::rank::{ENGAGEMENT_STATUS, ENGAGEMENT_TYPE};
use crate::model::row::RowRef;
use crate::model::value::Stored;
use crate::practice::Practice;
use crate::practice::counts::{Tally, ValueCount};
use crate::practice::period::{Zone, is_within, year_of};
use crate::warehouse::rollups::tenant::TenantRollup;

/// A client, a year, and who asks.
///
/// ```
/// use advisor_engine::GetEngagementSummary;
/// let request: GetEngagementSummary = serde_json::from_str(
///     r#"{"clientId": "c1", "audience": {"kind": "staff"}, "year": 2026, "timeZone": "America/New_York"}"#,
/// ).expect("valid JSON");
/// assert_eq!(request.year, Some(2026));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetEngagementSummary {
    /// The client.
    pub client_id: String,
    /// Who reads it.
    pub audience: Audience,
    /// The year, 1 to 9998; none for that of the call.
    #[serde(default)]
    pub year: Option<i16>,
    /// The IANA name of the zone in which the year begins and ends; by default `UTC`.
    #[serde(default = "utc")]
    pub time_zone: String,
}

fn utc() -> String {
    "UTC".to_owned()
}

/// The engagements and the billing of a client in a year.
///
/// ```
/// use advisor_engine::EngagementSummary;
/// assert_eq!(EngagementSummary::default().billing, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EngagementSummary {
    /// The year.
    pub year: i16,
    /// Engagements that were made in it.
    pub total: u64,
    /// They by status, in rank order, then others by spelling.
    pub by_status: Vec<ValueCount>,
    /// They by type: the known ones, then others by spelling.
    pub by_type: Vec<ValueCount>,
    /// Sum of their estimated hours; one without counts none.
    pub estimated_hours: Decimal,
    /// Sum of their actual hours; one without counts none.
    pub actual_hours: Decimal,
    /// What was billed in the year, by currency in order of its code; none where the audience may not see financials.
    pub billing: Option<Vec<BillingSums>>,
}

/// Invoices in one currency that were made in a year, but for drafts and cancelled ones.
///
/// ```
/// use advisor_engine::BillingSums;
/// assert_eq!(BillingSums::default().invoice_count, 0);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BillingSums {
    /// The currency's code.
    pub currency: String,
    /// The invoices.
    pub invoice_count: u64,
    /// Sum of their totals.
    pub total_billed: Money,
    /// Sum of what was paid.
    pub total_paid: Money,
    /// Balance of those that are sent, viewed, partly paid or overdue.
    pub outstanding: Money,
}

/// Reads the summary. *Cost*: one visit of each engagement and invoice of the client.
pub(crate) fn engagement_summary(
    practice: Practice<'_>,
    request: &GetEngagementSummary,
) -> Result<EngagementSummary> {
    let view = practice.view(&request.audience, Some(&request.client_id))?;
    let zone = Zone::of("time_zone", &request.time_zone)?;
    let (year, period) = year_of(request.year, practice.moment, &zone)?;
    let client = practice.client(&request.client_id)?;
    let is_made_in_year = |row: RowRef<'_>, created| {
        is_within(row.int(created).unwrap_or_default(), Some(period.from), Some(period.to))
    };
    let client_id = client.row.text(clients::id);
    let mut total = 0;
    let (mut by_status, mut by_type) = (Tally::default(), Tally::default());
    let (mut estimated, mut actual) = (DecimalSum::default(), DecimalSum::default());
    for (_, row) in practice.rows_under(ENGAGEMENTS, client_id) {
        use engagements as column;
        if !is_made_in_year(row, column::created_at) {
            continue;
        }
        total += 1;
        by_status.add(row.text(column::status));
        by_type.add(row.text(column::r#type));
        for (sum, hours) in
            [(&mut estimated, column::estimated_hours), (&mut actual, column::actual_hours)]
        {
            if let Stored::Decimal(hours) = row.get(hours, ColumnType::Decimal) {
                sum.add(hours, 1);
            }
        }
    }
    let billing = || {
        let mut sums = TenantRollup::default();
        for (_, row) in practice.rows_under(INVOICES, client_id) {
            let is_billed = !matches!(row.text(invoices::status), "draft" | "cancelled");
            if is_billed && is_made_in_year(row, invoices::created_at) {
                sums.add(INVOICES, row, 1);
            }
        }
        billing(&sums)
    };
    Ok(EngagementSummary {
        year,
        total,
        by_status: by_status.ranked(ENGAGEMENT_STATUS),
        by_type: by_type.ranked(ENGAGEMENT_TYPE),
        estimated_hours: estimated.total()?,
        actual_hours: actual.total()?,
        billing: view.shows_financials.then(billing).transpose()?,
    })
}

fn billing(sums: &TenantRollup) -> Result<Vec<BillingSums>> {
    let sums = sums.sorted_invoices().into_iter().map(|sums| {
        Ok(BillingSums {
            currency: sums.currency.to_string(),
            invoice_count: sums.count.cast_unsigned(),
            total_billed: money(sums.total)?,
            total_paid: money(sums.paid)?,
            outstanding: money(sums.outstanding)?,
        })
    });
    sums.collect()
}
