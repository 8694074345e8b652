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
use crate::model::catalog::{ColumnType, TableId};
use crate::model::decimal::{Decimal, DecimalSum};
use crate::model::money::Money;
use crate::model::rank::{DOCUMENT_CATEGORY, ENGAGEMENT_STATUS, is_outstanding};
use crate::model::row::RowRef;
use crate::model::value::Stored;
use crate::practice::counts::{Tally, ValueCount, ranked};
use crate::practice::period::{check_range, is_within};
use crate::practice::{FoundClient, Practice};
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

/// Sums of invoices by currency, as they are visited.
#[derive(Debug, Default)]
struct InvoiceTally<'a>(Vec<InvoiceSums<'a>>);

#[derive(Debug)]
struct InvoiceSums<'a> {
    currency: &'a str,
    count: u64,
    total: i128,
    paid: i128,
    outstanding: i128,
}

impl<'a> InvoiceTally<'a> {
    fn add(&mut self, row: RowRef<'a>) {
        let currency = row.text(invoices::currency);
        let index = self.0.iter().position(|sums| sums.currency == currency).unwrap_or_else(|| {
            self.0.push(InvoiceSums { currency, count: 0, total: 0, paid: 0, outstanding: 0 });
            self.0.len() - 1
        });
        let sums = &mut self.0[index];
        let amount = |column| i128::from(row.int(column).unwrap_or_default());
        sums.count += 1;
        sums.total += amount(invoices::total_amount);
        sums.paid += amount(invoices::paid_amount);
        if is_outstanding(row.text(invoices::status)) {
            sums.outstanding += amount(invoices::balance_amount);
        }
    }

    /// The sums in order of the currencies.
    fn sorted(mut self) -> Result<Vec<InvoiceMetrics>> {
        self.0.sort_unstable_by_key(|sums| sums.currency);
        let sums = self.0.into_iter().map(|sums| {
            Ok(InvoiceMetrics {
                currency: sums.currency.to_owned(),
                count: sums.count,
                total_amount: money(sums.total)?,
                paid_amount: money(sums.paid)?,
                outstanding_amount: money(sums.outstanding)?,
            })
        });
        sums.collect()
    }
}

/// Reads the figures. *Cost*: one visit of each row of the client, or of the tenant; none for all time of the tenant.
pub(crate) fn client_metrics(
    practice: Practice<'_>,
    request: &ClientMetricsRequest,
) -> Result<ClientMetrics> {
    check_range("created_from", request.created_from, "created_to", request.created_to)?;
    let client = request.client_id.as_deref().map(|id| practice.client(id)).transpose()?;
    let (from, to) = (request.created_from, request.created_to);
    if client.is_none() && from.is_none() && to.is_none() {
        return of_all_time(practice);
    }
    let scope = Scope { practice, client, from, to };
    let mut client_count = 0;
    let mut revenue_count = 0;
    let mut revenue = DecimalSum::default();
    scope.clients(|row| {
        client_count += 1;
        if let Stored::Decimal(value) = row.get(clients::annual_revenue, ColumnType::Decimal) {
            revenue_count += 1;
            revenue.add(value, 1);
        }
    })?;
    let mut invoices = InvoiceTally::default();
    scope.children(&INVOICE, |row| invoices.add(row))?;
    let mut engagements = Tally::default();
    scope.children(&ENGAGEMENT, |row| {
        engagements.add(row.text(engagements::status));
    })?;
    let mut documents = Tally::default();
    scope.children(&DOCUMENT, |row| {
        documents.add(row.text(documents::category));
    })?;
    Ok(ClientMetrics {
        client_count,
        total_revenue: revenue.total()?,
        average_revenue: revenue.mean(revenue_count)?,
        invoices: invoices.sorted()?,
        engagements: engagements.ranked(ENGAGEMENT_STATUS),
        documents: documents.ranked(DOCUMENT_CATEGORY),
    })
}

/// The figures of the whole tenant and of all time are kept: nothing is visited.
fn of_all_time(practice: Practice<'_>) -> Result<ClientMetrics> {
    let empty = TenantRollup::default();
    let rollup = practice.views.rollups.tenant(practice.tenant).unwrap_or(&empty);
    let count = |(value, _, count): (_, _, i64)| (value, count.cast_unsigned());
    let invoices = rollup.sorted_invoices().into_iter().map(|sums| {
        Ok(InvoiceMetrics {
            currency: sums.currency.to_string(),
            count: sums.count.cast_unsigned(),
            total_amount: money(sums.total)?,
            paid_amount: money(sums.paid)?,
            outstanding_amount: money(sums.outstanding)?,
        })
    });
    let mut engagements = Tally::default();
    for (status, _, count) in rollup.engagements.iter() {
        engagements.add_many(status, count.cast_unsigned());
    }
    Ok(ClientMetrics {
        client_count: rollup.clients.iter().map(|(.., count)| count.cast_unsigned()).sum(),
        total_revenue: rollup.revenue.total()?,
        average_revenue: rollup.revenue.mean(rollup.revenue_count.cast_unsigned())?,
        invoices: invoices.collect::<Result<_>>()?,
        engagements: engagements.ranked(ENGAGEMENT_STATUS),
        documents: ranked(rollup.document_categories.iter().map(count), DOCUMENT_CATEGORY),
    })
}

/// Where a kind of row is found, and what is asked of it.
struct Child {
    table: TableId,
    list: ListName,
    tenant: usize,
    delete_marker: usize,
    created: usize,
}

const INVOICE: Child = Child {
    table: INVOICES,
    list: ListName::Invoices,
    tenant: invoices::organization_id,
    delete_marker: invoices::deleted_at,
    created: invoices::created_at,
};
const ENGAGEMENT: Child = Child {
    table: ENGAGEMENTS,
    list: ListName::Engagements,
    tenant: engagements::organization_id,
    delete_marker: engagements::deleted_at,
    created: engagements::created_at,
};
const DOCUMENT: Child = Child {
    table: DOCUMENTS,
    list: ListName::Documents,
    tenant: documents::organization_id,
    delete_marker: documents::deleted_at,
    created: documents::created_at,
};

/// The rows that the request is about.
#[derive(Clone, Copy)]
struct Scope<'a> {
    practice: Practice<'a>,
    client: Option<FoundClient<'a>>,
    from: Option<Timestamp>,
    to: Option<Timestamp>,
}

impl<'a> Scope<'a> {
    fn is_made_in_range(self, row: RowRef<'_>, created: usize) -> bool {
        is_within(row.int(created).unwrap_or_default(), self.from, self.to)
    }

    fn clients(self, mut visit: impl FnMut(RowRef<'a>)) -> Result<()> {
        let mut take = |row| {
            if self.is_made_in_range(row, clients::created_at) {
                visit(row);
            }
        };
        match self.client {
            Some(client) => take(client.row),
            None => self.of_tenant(ListName::ClientsByCreation, CLIENTS, take)?,
        }
        Ok(())
    }

    fn children(self, child: &Child, mut visit: impl FnMut(RowRef<'a>)) -> Result<()> {
        let mut take = |row| {
            if self.is_made_in_range(row, child.created) {
                visit(row);
            }
        };
        let Some(client) = self.client else {
            return self.of_tenant(child.list, child.table, take);
        };
        let rows = self.practice.table(child.table).children(client.row.text(clients::id));
        for (_, row) in rows {
            if row.is_null(child.delete_marker) && row.text(child.tenant) == self.practice.tenant {
                take(row);
            }
        }
        Ok(())
    }

    fn of_tenant(
        self,
        name: ListName,
        table: TableId,
        mut visit: impl FnMut(RowRef<'a>),
    ) -> Result<()> {
        let table = self.practice.table(table);
        let list = self.practice.lists().of_tenant(name, self.practice.tenant);
        for slice in list.into_iter().flat_map(Kept::slices) {
            self.practice.options.check()?;
            slice.iter().filter_map(|entry| table.row(entry.ordinal)).for_each(&mut visit);
        }
        Ok(())
    }
}
