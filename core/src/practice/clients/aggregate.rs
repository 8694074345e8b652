//! Clients by group.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::list::ClientFilters;
use crate::error::Result;
use crate::lists::{Kept, ListName};
use crate::model::advisoros::{CLIENTS, clients as column};
use crate::model::catalog::ColumnType;
use crate::model::decimal::{Decimal, DecimalSum};
use crate::model::rank::{BUSINESS_TYPE, CLIENT_STATUS, RISK_LEVEL, Ranks};
use crate::model::value::Stored;
use crate::practice::Practice;
use crate::practice::contains::Needle;

/// Groups of clients, with sums.
///
/// ```
/// use advisor_engine::{AggregateClients, ClientGroup};
/// let request: AggregateClients = serde_json::from_str(r#"{"groupBy": "industry"}"#).expect("valid JSON");
/// assert_eq!(request.group_by, ClientGroup::Industry);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AggregateClients {
    /// What a group has in common.
    pub group_by: ClientGroup,
    /// Which clients.
    #[serde(default)]
    pub filters: ClientFilters,
}

/// What clients are grouped by.
///
/// ```
/// use advisor_engine::ClientGroup;
/// assert_eq!(serde_json::to_string(&ClientGroup::RiskLevel).ok().as_deref(), Some("\"riskLevel\""));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ClientGroup {
    /// The status.
    Status,
    /// The legal form.
    BusinessType,
    /// The level of risk.
    RiskLevel,
    /// The trade.
    Industry,
}

impl ClientGroup {
    const fn column(self) -> usize {
        match self {
            Self::Status => column::status,
            Self::BusinessType => column::business_type,
            Self::RiskLevel => column::risk_level,
            Self::Industry => column::industry,
        }
    }

    const fn ranks(self) -> Ranks {
        match self {
            Self::Status => CLIENT_STATUS,
            Self::BusinessType => BUSINESS_TYPE,
            Self::RiskLevel => RISK_LEVEL,
            Self::Industry => Ranks(&[]),
        }
    }
}

/// The groups of an aggregation.
///
/// ```
/// use advisor_engine::ClientAggregation;
/// assert!(ClientAggregation::default().groups.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientAggregation {
    /// Known values in rank order, others by spelling, clients without a value last.
    pub groups: Vec<ClientGroupSums>,
}

/// The clients of one group.
///
/// ```
/// use advisor_engine::ClientGroupSums;
/// assert_eq!(ClientGroupSums::default().key, None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClientGroupSums {
    /// What they have in common; none where they lack it.
    pub key: Option<String>,
    /// The clients.
    pub count: u64,
    /// Sum of their annual revenues.
    pub total_revenue: Decimal,
    /// Mean of the annual revenues of those that have one, to 12 places; none where nobody has.
    pub average_revenue: Option<Decimal>,
}

#[derive(Default)]
struct Sums {
    count: u64,
    revenue_count: u64,
    revenue: DecimalSum,
}

/// Groups clients. *Cost*: one look at each client of the tenant.
pub(crate) fn aggregate_clients(
    practice: Practice<'_>,
    request: &AggregateClients,
) -> Result<ClientAggregation> {
    let filters = &request.filters;
    filters.check()?;
    let needle = Needle::of("text", filters.text.as_deref())?;
    let facts = filters.facts();
    let table = practice.table(CLIENTS);
    let mut groups: Vec<(Option<&str>, Sums)> = Vec::new();
    let list = practice.lists().of_tenant(ListName::ClientsByName, practice.tenant);
    for slice in list.into_iter().flat_map(Kept::slices) {
        practice.options.check()?;
        for entry in slice.iter().filter(|entry| facts.holds(entry.facts)) {
            let Some(row) = table.row(entry.ordinal) else { continue };
            if !filters.fits(row, needle.as_ref()) {
                continue;
            }
            let key = row.text_opt(request.group_by.column());
            let index = groups.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
                groups.push((key, Sums::default()));
                groups.len() - 1
            });
            let sums = &mut groups[index].1;
            sums.count += 1;
            if let Stored::Decimal(revenue) = row.get(column::annual_revenue, ColumnType::Decimal) {
                sums.revenue_count += 1;
                sums.revenue.add(revenue, 1);
            }
        }
    }
    let ranks = request.group_by.ranks();
    groups.sort_unstable_by_key(|(key, _)| (key.is_none(), key.map(|key| ranks.of(key)), *key));
    let groups = groups.into_iter().map(|(key, sums)| {
        Ok(ClientGroupSums {
            key: key.map(str::to_owned),
            count: sums.count,
            total_revenue: sums.revenue.total()?,
            average_revenue: sums.revenue.mean(sums.revenue_count)?,
        })
    });
    Ok(ClientAggregation { groups: groups.collect::<Result<_>>()? })
}
