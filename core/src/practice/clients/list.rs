//! The list of clients.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row::{ClientRow, ClientRowField};
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::lists::{FactFilter, ListName, Listing, Order, Page, Rows, client_facts, client_orders};
use crate::model::advisoros::{CLIENTS, clients as column};
use crate::model::catalog::ColumnType;
use crate::model::decimal::Decimal;
use crate::model::rank::{BUSINESS_TYPE, CLIENT_STATUS, RISK_LEVEL};
use crate::model::row::RowRef;
use crate::model::selectable::{Selection, Source};
use crate::model::value::Stored;
use crate::page::PageRequest;
use crate::practice::Practice;
use crate::practice::choice::{bounded, is_wanted_opt, known};
use crate::practice::contains::Needle;
use crate::practice::period::{check_range, is_within};

/// A page of the tenant's clients, with counts.
///
/// Everything is optional; the default lists all of them by name.
///
/// ```
/// use advisor_engine::{ClientSort, ListClients};
/// let request: ListClients = serde_json::from_str(
///     r#"{"filters": {"statuses": ["active"], "text": "bakery"}, "sort": "newest", "page": {"limit": 10}}"#,
/// ).expect("valid JSON");
/// assert_eq!(request.sort, ClientSort::Newest);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ListClients {
    /// Which clients.
    pub filters: ClientFilters,
    /// In what order.
    pub sort: ClientSort,
    /// Which page.
    pub page: PageRequest,
    /// The columns; an empty list for all.
    pub select: Vec<ClientRowField>,
}

/// Conditions on a client, all of which must hold; an empty list asks for nothing.
///
/// ```
/// use advisor_engine::ClientFilters;
/// assert!(ClientFilters::default().statuses.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ClientFilters {
    /// Text anywhere in the name, the legal name, the contact's name or e-mail, the tax id or the industry, whatever
    /// its case and accents.
    pub text: Option<String>,
    /// One of these statuses: `active`, `prospect`, `inactive`.
    pub statuses: Vec<String>,
    /// One of these legal forms.
    pub business_types: Vec<String>,
    /// One of these levels: `low`, `medium`, `high`.
    pub risk_levels: Vec<String>,
    /// One of these trades, spelled as in the row.
    pub industries: Vec<String>,
    /// Whether the client is connected to QuickBooks.
    pub has_quickbooks: Option<bool>,
    /// At least this revenue of a year; a client without one drops out.
    pub annual_revenue_min: Option<Decimal>,
    /// At most this revenue of a year; a client without one drops out.
    pub annual_revenue_max: Option<Decimal>,
    /// Made at this instant or later.
    pub created_from: Option<Timestamp>,
    /// Made before this instant.
    pub created_to: Option<Timestamp>,
}

/// The order of a list of clients. Each is total: missing and unknown values last, equal ones by id.
///
/// ```
/// use advisor_engine::ClientSort;
/// assert_eq!(serde_json::to_string(&ClientSort::RevenueHigh).ok().as_deref(), Some("\"revenue_high\""));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ClientSort {
    /// The name, whatever its case.
    #[default]
    Name,
    /// The name, from the end of the alphabet.
    NameDown,
    /// Made last first.
    Newest,
    /// Made first first.
    Oldest,
    /// Changed last first.
    UpdatedLast,
    /// Changed first first.
    UpdatedFirst,
    /// Active, prospect, inactive.
    Status,
    /// Inactive, prospect, active.
    StatusDown,
    /// Low, medium, high.
    RiskLow,
    /// High, medium, low.
    RiskHigh,
    /// Smallest revenue first.
    RevenueLow,
    /// Largest revenue first.
    RevenueHigh,
}

impl ClientSort {
    fn order(self) -> &'static Order {
        match self {
            Self::Name => &client_orders::NAME,
            Self::NameDown => &client_orders::NAME_DOWN,
            Self::Newest => &client_orders::NEWEST,
            Self::Oldest => &client_orders::OLDEST,
            Self::UpdatedLast => &client_orders::UPDATED_LAST,
            Self::UpdatedFirst => &client_orders::UPDATED_FIRST,
            Self::Status => &client_orders::STATUS,
            Self::StatusDown => &client_orders::STATUS_DOWN,
            Self::RiskLow => &client_orders::RISK,
            Self::RiskHigh => &client_orders::RISK_DOWN,
            Self::RevenueLow => &client_orders::REVENUE,
            Self::RevenueHigh => &client_orders::REVENUE_DOWN,
        }
    }
}

impl ClientFilters {
    /// Checks the values.
    ///
    /// # Errors
    /// `InvalidArgument` with the field, what was expected and what came.
    pub(super) fn check(&self) -> Result<()> {
        known("statuses", &self.statuses, CLIENT_STATUS)?;
        known("risk_levels", &self.risk_levels, RISK_LEVEL)?;
        bounded("business_types", &self.business_types)?;
        bounded("industries", &self.industries)?;
        if let (Some(min), Some(max)) = (self.annual_revenue_min, self.annual_revenue_max)
            && min > max
        {
            return Err(Error::invalid(format!(
                "field `annual_revenue_min` is {min}, above `annual_revenue_max`, {max}"
            )));
        }
        check_range("created_from", self.created_from, "created_to", self.created_to)
    }

    pub(super) fn facts(&self) -> FactFilter {
        let mut facts = FactFilter::default();
        facts.ranks(client_facts::STATUS, CLIENT_STATUS, &self.statuses);
        facts.ranks(client_facts::RISK, RISK_LEVEL, &self.risk_levels);
        facts.ranks(client_facts::LEGAL_FORM, BUSINESS_TYPE, &self.business_types);
        if let Some(has_quickbooks) = self.has_quickbooks {
            facts.flag(client_facts::HAS_QUICKBOOKS, has_quickbooks);
        }
        facts
    }

    /// Whether facts tell all that these filters ask.
    pub(super) fn asks_facts_only(&self) -> bool {
        let Self {
            text,
            statuses: _,
            business_types,
            risk_levels: _,
            industries,
            has_quickbooks: _,
            annual_revenue_min,
            annual_revenue_max,
            created_from,
            created_to,
        } = self;
        text.as_deref().is_none_or(|text| text.trim().is_empty())
            && business_types.iter().all(|value| BUSINESS_TYPE.0.contains(&&**value))
            && industries.is_empty()
            && annual_revenue_min.is_none()
            && annual_revenue_max.is_none()
            && created_from.is_none()
            && created_to.is_none()
    }

    /// Whether a row fits, but for what facts tell.
    pub(super) fn fits(&self, row: RowRef<'_>, needle: Option<&Needle>) -> bool {
        let created = row.int(column::created_at).unwrap_or_default();
        needle.is_none_or(|needle| SEARCHED.iter().any(|column| needle.is_in(row.text(*column))))
            && is_wanted_opt(&self.business_types, row.text_opt(column::business_type))
            && is_wanted_opt(&self.industries, row.text_opt(column::industry))
            && is_within(created, self.created_from, self.created_to)
            && self.has_revenue(row)
    }

    fn has_revenue(&self, row: RowRef<'_>) -> bool {
        if self.annual_revenue_min.is_none() && self.annual_revenue_max.is_none() {
            return true;
        }
        let Stored::Decimal(revenue) = row.get(column::annual_revenue, ColumnType::Decimal) else {
            return false;
        };
        self.annual_revenue_min.is_none_or(|min| revenue >= min.scaled())
            && self.annual_revenue_max.is_none_or(|max| revenue <= max.scaled())
    }
}

/// Where a text is looked for.
pub(super) const SEARCHED: [usize; 6] = [
    column::business_name,
    column::legal_name,
    column::primary_contact_name,
    column::primary_contact_email,
    column::tax_id,
    column::industry,
];

/// Lists clients.
pub(crate) fn list_clients(
    practice: Practice<'_>,
    request: &ListClients,
) -> Result<Page<ClientRow>> {
    let ListClients { filters, sort, page, select } = request;
    filters.check()?;
    let needle = Needle::of("text", filters.text.as_deref())?;
    let keep = |row: RowRef<'_>| filters.fits(row, needle.as_ref());
    let kept = |name| practice.lists().of_tenant(name, practice.tenant);
    let listing = Listing {
        table: practice.table(CLIENTS),
        rows: match sort {
            ClientSort::Name => Rows::InOrder(kept(ListName::ClientsByName)),
            ClientSort::Newest => Rows::InOrder(kept(ListName::ClientsByCreation)),
            ClientSort::UpdatedLast => Rows::InOrder(kept(ListName::ClientsByChange)),
            _ => Rows::Kept(kept(ListName::ClientsByName)),
        },
        order: sort.order(),
        read_facts: client_facts::read,
        facts: filters.facts(),
        keep: if filters.asks_facts_only() { None } else { Some(&keep) },
    };
    let fields = Selection::of(select);
    practice.page(&listing, page, &(filters, sort), |ordinal, row| {
        Ok(show(practice, ordinal, row, fields))
    })
}

/// A client with its counts.
pub(crate) fn show<'a>(
    practice: Practice<'a>,
    ordinal: u32,
    row: RowRef<'a>,
    fields: Selection<ClientRowField>,
) -> ClientRow {
    let rollup = practice.views.rollups.client(ordinal);
    ClientRow::read(&Source { rollup, ..practice.source(row) }, fields)
}
