//! What the organization dashboard says of one tenant: sums over its own live rows.

use crate::model::advisoros::{
    CLIENTS, DOCUMENTS, ENGAGEMENTS, INVOICES, TASKS, clients, documents, engagements, invoices,
    tasks,
};
use crate::model::catalog::{ColumnType, TableId};
use crate::model::decimal::DecimalSum;
use crate::model::rank::is_outstanding;
use crate::model::row::RowRef;
use crate::model::value::Stored;

/// The metrics of a tenant. Every one is a sum, so a row is added and taken away alone.
#[derive(Debug, Clone, Default)]
pub(crate) struct TenantRollup {
    pub(crate) clients: Counts,
    /// By legal form; clients without one are left out.
    pub(crate) business_types: Counts,
    pub(crate) risk_levels: Counts,
    pub(crate) quickbooks_count: i64,
    /// Clients with an annual revenue, and its sum.
    pub(crate) revenue_count: i64,
    pub(crate) revenue: DecimalSum,
    pub(crate) document_count: i64,
    pub(crate) document_bytes: i128,
    pub(crate) document_categories: Counts,
    /// By status and priority.
    pub(crate) tasks: Counts,
    /// By status and type.
    pub(crate) engagements: Counts,
    pub(crate) invoices: Vec<InvoiceSums>,
}

/// How many rows hold each pair of values.
///
/// The pairs are few, so a scan beats a map; a pair that is found moves one place to the front, so that frequent ones
/// are found first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts(Vec<(Box<str>, Box<str>, i64)>);

impl Counts {
    fn add(&mut self, one: &str, other: &str, sign: i64) {
        match self.0.iter().position(|(a, b, _)| &**a == one && &**b == other) {
            Some(index) => {
                self.0[index].2 += sign;
                self.0.swap(index, index.saturating_sub(1));
            }
            None => self.0.push((one.into(), other.into(), sign)),
        }
    }

    /// The pairs that any row holds, with their counts.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str, i64)> {
        self.0
            .iter()
            .filter(|(.., count)| *count != 0)
            .map(|(one, other, count)| (&**one, &**other, *count))
    }

    fn sorted(&self) -> Vec<(&str, &str, i64)> {
        let mut entries: Vec<_> = self.iter().collect();
        entries.sort_unstable();
        entries
    }
}

/// Invoices in one currency; amounts in cents.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct InvoiceSums {
    pub(crate) currency: Box<str>,
    pub(crate) count: i64,
    pub(crate) total: i128,
    pub(crate) paid: i128,
    pub(crate) balance: i128,
    /// The balance of those that are owed.
    pub(crate) outstanding: i128,
}

/// The tables whose rows count towards a tenant, with their tenant and delete-marker columns.
pub(crate) const COUNTED: [(TableId, usize, usize); 5] = [
    (CLIENTS, clients::organization_id, clients::deleted_at),
    (DOCUMENTS, documents::organization_id, documents::deleted_at),
    (ENGAGEMENTS, engagements::organization_id, engagements::deleted_at),
    (TASKS, tasks::organization_id, tasks::deleted_at),
    (INVOICES, invoices::organization_id, invoices::deleted_at),
];

impl TenantRollup {
    /// Adds a live row (`sign` 1) or takes it away (`sign` -1).
    pub(crate) fn add(&mut self, table: TableId, row: RowRef<'_>, sign: i64) {
        match table {
            CLIENTS => self.add_client(row, sign),
            DOCUMENTS => {
                self.document_count += sign;
                self.document_categories.add(row.text(documents::category), "", sign);
                self.document_bytes +=
                    i128::from(sign) * i128::from(row.int(documents::file_size).unwrap_or(0));
            }
            ENGAGEMENTS => {
                self.engagements.add(
                    row.text(engagements::status),
                    row.text(engagements::r#type),
                    sign,
                );
            }
            TASKS => self.tasks.add(row.text(tasks::status), row.text(tasks::priority), sign),
            INVOICES => self.add_invoice(row, sign),
            _ => {}
        }
    }

    fn add_client(&mut self, row: RowRef<'_>, sign: i64) {
        self.clients.add(row.text(clients::status), "", sign);
        self.risk_levels.add(row.text(clients::risk_level), "", sign);
        if let Some(business_type) = row.text_opt(clients::business_type) {
            self.business_types.add(business_type, "", sign);
        }
        self.quickbooks_count += if row.is_null(clients::quickbooks_id) { 0 } else { sign };
        if let Stored::Decimal(revenue) = row.get(clients::annual_revenue, ColumnType::Decimal) {
            self.revenue_count += sign;
            self.revenue.add(revenue, sign);
        }
    }

    fn add_invoice(&mut self, row: RowRef<'_>, sign: i64) {
        let currency = row.text(invoices::currency);
        let index =
            self.invoices.iter().position(|sums| &*sums.currency == currency).unwrap_or_else(
                || {
                    self.invoices
                        .push(InvoiceSums { currency: currency.into(), ..InvoiceSums::default() });
                    self.invoices.len() - 1
                },
            );
        let sums = &mut self.invoices[index];
        let amount = |column| i128::from(sign) * i128::from(row.int(column).unwrap_or_default());
        sums.count += sign;
        sums.total += amount(invoices::total_amount);
        sums.paid += amount(invoices::paid_amount);
        sums.balance += amount(invoices::balance_amount);
        if is_outstanding(row.text(invoices::status)) {
            sums.outstanding += amount(invoices::balance_amount);
        }
    }

    /// The invoices by currency code.
    pub(crate) fn sorted_invoices(&self) -> Vec<&InvoiceSums> {
        let mut sums: Vec<_> = self.invoices.iter().filter(|sums| sums.count != 0).collect();
        sums.sort_unstable();
        sums
    }

    pub(crate) fn byte_count(&self) -> usize {
        size_of::<Self>()
            + 48 * (self.clients.0.len() + self.business_types.0.len() + self.risk_levels.0.len())
            + 48 * (self.document_categories.0.len()
                + self.tasks.0.len()
                + self.engagements.0.len())
            + size_of::<InvoiceSums>() * self.invoices.len()
    }

    /// Adds the sums of rows that were visited elsewhere.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (mine, theirs) in [
            (&mut self.clients, &other.clients),
            (&mut self.business_types, &other.business_types),
            (&mut self.risk_levels, &other.risk_levels),
            (&mut self.document_categories, &other.document_categories),
            (&mut self.tasks, &other.tasks),
            (&mut self.engagements, &other.engagements),
        ] {
            for (one, two, count) in theirs.iter() {
                mine.add(one, two, count);
            }
        }
        self.quickbooks_count += other.quickbooks_count;
        self.revenue_count += other.revenue_count;
        self.revenue.merge(other.revenue);
        self.document_count += other.document_count;
        self.document_bytes += other.document_bytes;
        for theirs in &other.invoices {
            match self.invoices.iter_mut().find(|sums| sums.currency == theirs.currency) {
                Some(mine) => {
                    mine.count += theirs.count;
                    mine.total += theirs.total;
                    mine.paid += theirs.paid;
                    mine.balance += theirs.balance;
                    mine.outstanding += theirs.outstanding;
                }
                None => self.invoices.push(theirs.clone()),
            }
        }
    }
}

/// Equal when they say the same: order of arrival and pairs without rows do not matter.
impl PartialEq for TenantRollup {
    fn eq(&self, other: &Self) -> bool {
        self.clients.sorted() == other.clients.sorted()
            && self.business_types.sorted() == other.business_types.sorted()
            && self.document_categories.sorted() == other.document_categories.sorted()
            && self.risk_levels.sorted() == other.risk_levels.sorted()
            && (self.quickbooks_count, self.revenue_count, self.revenue.total().ok())
                == (other.quickbooks_count, other.revenue_count, other.revenue.total().ok())
            && (self.document_count, self.document_bytes)
                == (other.document_count, other.document_bytes)
            && self.tasks.sorted() == other.tasks.sorted()
            && self.engagements.sorted() == other.engagements.sorted()
            && self.sorted_invoices() == other.sorted_invoices()
    }
}
