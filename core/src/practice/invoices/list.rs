//! The list of invoices.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::row::{InvoiceRow, InvoiceRowField, days_overdue};
use super::see_amounts;
use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::lists::{
    FactFilter, ListName, Listing, Order, Page, Rows, invoice_facts, invoice_orders,
};
use crate::model::advisoros::{INVOICES, engagements, invoices as column};
use crate::model::audience::Audience;
use crate::model::money::Money;
use crate::model::rank::{INVOICE_STATUS, PAYMENT_STATUS};
use crate::model::row::RowRef;
use crate::model::selectable::Selection;
use crate::moment::Moment;
use crate::page::PageRequest;
use crate::practice::Practice;
use crate::practice::choice::{bounded, is_wanted, known};
use crate::practice::contains::Needle;
use crate::practice::period::check_range;

/// A page of invoices: of one client, one engagement, or the whole tenant.
///
/// ```
/// use advisor_engine::{InvoiceSort, ListInvoices};
/// let request: ListInvoices = serde_json::from_str(
///     r#"{"audience": {"kind": "staff"}, "filters": {"paymentStatuses": ["unpaid"], "amountMin": "100"}}"#,
/// ).expect("valid JSON");
/// assert_eq!(request.sort, InvoiceSort::Lifecycle);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ListInvoices {
    /// Whose invoices; a portal names its own client.
    #[serde(default)]
    pub client_id: Option<String>,
    /// The invoices for this engagement, of its client.
    #[serde(default)]
    pub engagement_id: Option<String>,
    /// Who reads; for a portal that is shown no amounts there are no invoices.
    pub audience: Audience,
    /// Which invoices.
    #[serde(default)]
    pub filters: InvoiceFilters,
    /// In what order.
    #[serde(default)]
    pub sort: InvoiceSort,
    /// Which page.
    #[serde(default)]
    pub page: PageRequest,
    /// The columns; an empty list for all. The days of an overdue invoice are always told.
    #[serde(default)]
    pub select: Vec<InvoiceRowField>,
}

/// Conditions on an invoice, all of which must hold; an empty list asks for nothing.
///
/// ```
/// use advisor_engine::InvoiceFilters;
/// assert!(InvoiceFilters::default().currencies.is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct InvoiceFilters {
    /// Text anywhere in the number, whatever its case and accents.
    pub text: Option<String>,
    /// One of these: `draft`, `sent`, `viewed`, `partial`, `overdue`, `paid`, `cancelled`.
    pub statuses: Vec<String>,
    /// By its amounts, one of these: `unpaid`, `partial`, `paid`.
    pub payment_statuses: Vec<String>,
    /// In one of these currencies, spelled as in the row.
    pub currencies: Vec<String>,
    /// Due at this instant or later.
    pub due_from: Option<Timestamp>,
    /// Due before this instant.
    pub due_to: Option<Timestamp>,
    /// Dated at this instant or later.
    pub invoiced_from: Option<Timestamp>,
    /// Dated before this instant.
    pub invoiced_to: Option<Timestamp>,
    /// A total of at least this, in whichever currency.
    pub amount_min: Option<Money>,
    /// A total of at most this, in whichever currency.
    pub amount_max: Option<Money>,
    /// Whether it is outstanding with a balance above zero and was due before the call.
    pub overdue: Option<bool>,
}

/// The order of a list of invoices. Each is total: unknown values last, equal ones by id.
///
/// ```
/// use advisor_engine::InvoiceSort;
/// assert_eq!(serde_json::to_string(&InvoiceSort::Largest).ok().as_deref(), Some("\"largest\""));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceSort {
    /// Draft, sent, viewed, partial, overdue, paid, cancelled, then what is none of these; due first; dated last first.
    #[default]
    Lifecycle,
    /// Due first.
    Due,
    /// Dated last first.
    Newest,
    /// Largest total first, in whichever currency.
    Largest,
}

impl InvoiceSort {
    fn order(self) -> &'static Order {
        match self {
            Self::Lifecycle => &invoice_orders::LIFECYCLE,
            Self::Due => &invoice_orders::DUE,
            Self::Newest => &invoice_orders::NEWEST,
            Self::Largest => &invoice_orders::LARGEST,
        }
    }
}

impl InvoiceFilters {
    /// Checks the values.
    ///
    /// # Errors
    /// `InvalidArgument` with the field, what was expected and what came.
    fn check(&self) -> Result<()> {
        known("statuses", &self.statuses, INVOICE_STATUS)?;
        known("payment_statuses", &self.payment_statuses, PAYMENT_STATUS)?;
        bounded("currencies", &self.currencies)?;
        check_range("due_from", self.due_from, "due_to", self.due_to)?;
        check_range("invoiced_from", self.invoiced_from, "invoiced_to", self.invoiced_to)?;
        match (self.amount_min, self.amount_max) {
            (Some(min), Some(max)) if min > max => Err(Error::invalid(format!(
                "field `amount_min` is {min}, above `amount_max`, {max}"
            ))),
            _ => Ok(()),
        }
    }

    fn facts(&self) -> FactFilter {
        let mut facts = FactFilter::default();
        facts.ranks(invoice_facts::STATUS, INVOICE_STATUS, &self.statuses);
        facts.ranks(invoice_facts::PAYMENT, PAYMENT_STATUS, &self.payment_statuses);
        facts
    }

    /// Whether facts tell all that these filters ask.
    fn asks_facts_only(&self) -> bool {
        let Self {
            text,
            statuses: _,
            payment_statuses: _,
            currencies,
            due_from,
            due_to,
            invoiced_from,
            invoiced_to,
            amount_min,
            amount_max,
            overdue,
        } = self;
        text.as_deref().is_none_or(|text| text.trim().is_empty())
            && currencies.is_empty()
            && [due_from, due_to, invoiced_from, invoiced_to].into_iter().all(Option::is_none)
            && amount_min.is_none()
            && amount_max.is_none()
            && overdue.is_none()
    }

    /// Whether a row fits, but for what facts tell.
    fn fits(&self, row: RowRef<'_>, needle: Option<&Needle>, moment: &Moment) -> bool {
        let is_within = |column, from: Option<Timestamp>, to: Option<Timestamp>| {
            let at = row.int(column).unwrap_or_default();
            from.is_none_or(|from| at >= from.as_millisecond())
                && to.is_none_or(|to| at < to.as_millisecond())
        };
        let total = row.int(column::total_amount).unwrap_or_default();
        is_wanted(&self.currencies, row.text(column::currency))
            && is_within(column::due_date, self.due_from, self.due_to)
            && is_within(column::invoice_date, self.invoiced_from, self.invoiced_to)
            && self.amount_min.is_none_or(|min| total >= min.cents())
            && self.amount_max.is_none_or(|max| total <= max.cents())
            && self.overdue.is_none_or(|wanted| days_overdue(row, moment).is_some() == wanted)
            && needle.is_none_or(|needle| needle.is_in(row.text(column::invoice_number)))
    }
}

/// Lists invoices.
pub(crate) fn list_invoices(
    practice: Practice<'_>,
    request: &ListInvoices,
) -> Result<Page<InvoiceRow>> {
    let ListInvoices { client_id, engagement_id, audience, filters, sort, page, select } = request;
    see_amounts(practice, audience, client_id.as_deref())?;
    filters.check()?;
    let needle = Needle::of("text", filters.text.as_deref())?;
    let keep = |row: RowRef<'_>| {
        engagement_id.as_ref().is_none_or(|id| row.text(column::engagement_id) == id)
            && filters.fits(row, needle.as_ref(), practice.moment)
    };
    if let Some(client_id) = client_id {
        practice.client(client_id)?;
    }
    let rows = match (client_id, engagement_id) {
        (client_id, Some(engagement_id)) => {
            let engagement = practice.engagement(engagement_id, client_id.as_deref())?;
            // By the client's rows: there is no way from an engagement to its invoices.
            let rows = practice.rows_under(INVOICES, engagement.text(engagements::client_id));
            Rows::Loose(rows.map(|(ordinal, _)| ordinal).collect())
        }
        (Some(client_id), None) => {
            let rows = practice.rows_under(INVOICES, client_id);
            Rows::Loose(rows.map(|(ordinal, _)| ordinal).collect())
        }
        (None, None) => {
            let kept = practice.lists().of_tenant(ListName::Invoices, practice.tenant);
            match sort {
                InvoiceSort::Lifecycle => Rows::InOrder(kept),
                _ => Rows::Kept(kept),
            }
        }
    };
    let listing = Listing {
        table: practice.table(INVOICES),
        rows,
        order: sort.order(),
        read_facts: invoice_facts::read,
        facts: filters.facts(),
        keep: if filters.asks_facts_only() && engagement_id.is_none() { None } else { Some(&keep) },
    };
    let fields = Selection::of(select);
    let listed = (client_id, engagement_id, audience, filters, sort);
    practice.page(&listing, page, &listed, |_, row| {
        Ok(InvoiceRow::at(&practice.source(row), fields, practice.moment))
    })
}
