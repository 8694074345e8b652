//! Which hard filters remove an advisor, and over what.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::matching::asked::Asked;
use crate::matching::eligible::Clause;
use crate::matching::needs::{Budget, BudgetKind, ClientNeeds};
use crate::model::advisoros::{ADVISOR_PROFILES, advisor_profiles as column};
use crate::model::money::Money;
use crate::model::row::RowRef;

/// A hard filter that removes an advisor.
///
/// ```
/// use advisor_engine::RemovingFilter;
/// let filter: RemovingFilter =
///     serde_json::from_str(r#"{"filter": "minYears", "asked": ["5"], "has": []}"#).expect("valid JSON");
/// assert!(filter.has.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RemovingFilter {
    /// The filter by the name of its switch: `available`, `capacityLeft`, `industries`, `servicesAny`,
    /// `servicesAll`, `maxHourlyRate`, `certifications`, `businessSize`, `languages`, `remote`, `minYears` or
    /// `budget`.
    pub filter: String,
    /// What was asked for.
    pub asked: Vec<String>,
    /// What the advisor has instead; empty where the row has no value.
    pub has: Vec<String>,
}

/// Every filter that removes the advisor, in the order in which they are looked at.
///
/// # Errors
/// `Internal` where the advisor has no row.
pub(super) fn removing_filters(asked: &Asked<'_>, ordinal: u32) -> Result<Vec<RemovingFilter>> {
    let roster = &asked.roster;
    let row = roster
        .tables
        .table(ADVISOR_PROFILES)
        .row(ordinal)
        .ok_or_else(|| Error::internal("an advisor that may be shown has no row"))?;
    let removing = Clause::ALL
        .into_iter()
        .filter(|clause| clause.removes(roster.profiles, asked.needs, ordinal))
        .map(|clause| RemovingFilter {
            filter: clause.name().to_owned(),
            asked: wanted(clause, asked.needs),
            has: held(clause, asked.needs, row),
        });
    Ok(removing.collect())
}

fn wanted(clause: Clause, needs: &ClientNeeds) -> Vec<String> {
    match clause {
        Clause::Available | Clause::Remote => vec!["true".to_owned()],
        Clause::CapacityLeft => vec!["fewer clients than the maximum".to_owned()],
        Clause::Industries => needs.industries.clone(),
        Clause::ServicesAny | Clause::ServicesAll => needs.required_services.clone(),
        Clause::Certifications => needs.certifications.clone(),
        Clause::BusinessSize => needs.business_size.iter().cloned().collect(),
        Clause::Languages => needs.languages.clone(),
        Clause::MaxHourlyRate => needs.max_hourly_rate.iter().map(Money::to_string).collect(),
        Clause::MinYears => needs.min_years.iter().map(u32::to_string).collect(),
        Clause::Budget => needs.budget.iter().map(budget).collect(),
    }
}

fn held(clause: Clause, needs: &ClientNeeds, row: RowRef<'_>) -> Vec<String> {
    let list = |column: usize| row.list(column).map(str::to_owned).collect();
    let flag = |column: usize| vec![row.flag(column).to_string()];
    match clause {
        Clause::Available => flag(column::is_available),
        Clause::Remote => flag(column::remote_only),
        Clause::CapacityLeft => {
            let current = row.int(column::current_clients).unwrap_or_default();
            let most = row.int(column::max_clients);
            let most = most.map_or_else(|| "no maximum".to_owned(), |most| most.to_string());
            vec![format!("{current} of {most}")]
        }
        Clause::Industries => list(column::industries),
        Clause::ServicesAny | Clause::ServicesAll => list(column::services),
        Clause::Certifications => list(column::certifications),
        Clause::BusinessSize => list(column::business_sizes),
        Clause::Languages => list(column::languages),
        Clause::MaxHourlyRate => {
            amount(row, column::hourly_rate).iter().map(Money::to_string).collect()
        }
        Clause::MinYears => row.int(column::years_experience).iter().map(i64::to_string).collect(),
        Clause::Budget => {
            prices(needs.budget.map_or(BudgetKind::Flexible, |budget| budget.kind), row)
        }
    }
}

fn amount(row: RowRef<'_>, column: usize) -> Option<Money> {
    row.int(column).map(Money::from_cents)
}

fn budget(budget: &Budget) -> String {
    format!("{} {}", kind_name(budget.kind), range(budget.min, budget.max))
}

const fn kind_name(kind: BudgetKind) -> &'static str {
    match kind {
        BudgetKind::Hourly => "hourly",
        BudgetKind::MonthlyRetainer => "monthly_retainer",
        BudgetKind::ProjectBased => "project_based",
        BudgetKind::Flexible => "flexible",
    }
}

fn range(min: Option<Money>, max: Option<Money>) -> String {
    match (min, max) {
        (None, None) => "at any price".to_owned(),
        (Some(min), None) => format!("from {min}"),
        (None, Some(max)) => format!("up to {max}"),
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
    }
}

/// The prices of the ways of paying that the advisor accepts, of those that a budget looks at.
fn prices(kind: BudgetKind, row: RowRef<'_>) -> Vec<String> {
    let rate = amount(row, column::hourly_rate);
    let retainer =
        (amount(row, column::monthly_retainer_min), amount(row, column::monthly_retainer_max));
    let project = (amount(row, column::project_rate_min), None);
    [
        (BudgetKind::Hourly, column::accepts_hourly, (rate, rate)),
        (BudgetKind::MonthlyRetainer, column::accepts_retainer, retainer),
        (BudgetKind::ProjectBased, column::accepts_project, project),
    ]
    .into_iter()
    .filter(|(way, accepts, _)| {
        (kind == *way || kind == BudgetKind::Flexible) && row.flag(*accepts)
    })
    .map(|(way, _, price)| {
        let price = match price {
            (None, None) => "no price".to_owned(),
            (min, max) => range(min, max),
        };
        format!("{} {price}", kind_name(way))
    })
    .collect()
}
