//! What is owed by how late it is, in SQL.

use advisor_engine::{AgingBand, CurrencyAging, InvoiceAging, Money};
use anyhow::Result;
use rusqlite::named_params;

use super::{Sqlite, count, money};

/// From one currency to the next without a visit of the entries between.
const NEXT_CURRENCY: &str = "
    SELECT min(currency) FROM invoices INDEXED BY invoices_owed
    WHERE organizationId = :tenant AND currency > :currency
      AND deletedAt IS NULL AND status IN ('sent', 'viewed', 'partial', 'overdue')";
const BAND: &str = "
    SELECT count(*), coalesce(sum(balanceAmount), 0) FROM invoices INDEXED BY invoices_owed
    WHERE organizationId = :tenant AND currency = :currency AND dueDate >= :from AND dueDate < :to
      AND deletedAt IS NULL AND status IN ('sent', 'viewed', 'partial', 'overdue')";

pub(super) const STATEMENTS: &[&str] = &[NEXT_CURRENCY, BAND];

impl Sqlite {
    /// What is owed to a tenant by how many days it is late, per currency.
    ///
    /// # Errors
    /// When a statement fails.
    pub fn invoice_aging(&self, tenant: &str) -> Result<InvoiceAging> {
        // The clock stands at midnight: days late are counted from it.
        let bounds = [0, -30, -60, -90].map(|days| self.now.plus_days(days).as_millisecond());
        let mut next = self.prepared(NEXT_CURRENCY)?;
        let mut currencies = Vec::new();
        let mut last = String::new();
        loop {
            let found: Option<String> = next
                .query_row(named_params! { ":tenant": tenant, ":currency": last }, |row| {
                    row.get(0)
                })?;
            let Some(currency) = found else { break };
            let mut band = self.prepared(BAND)?;
            let mut between = |from: i64, to: i64| {
                band.query_row(
                    named_params! { ":tenant": tenant, ":currency": currency, ":from": from, ":to": to },
                    |row| Ok(AgingBand { count: count(row, 0)?, balance: money(row, 1)? }),
                )
            };
            let not_due = between(bounds[0], i64::MAX)?;
            let days_1_to_30 = between(bounds[1], bounds[0])?;
            let days_31_to_60 = between(bounds[2], bounds[1])?;
            let days_61_to_90 = between(bounds[3], bounds[2])?;
            let over_90_days = between(i64::MIN, bounds[3])?;
            let bands = [not_due, days_1_to_30, days_31_to_60, days_61_to_90, over_90_days];
            let total = AgingBand {
                count: bands.iter().map(|band| band.count).sum(),
                balance: Money::from_cents(bands.iter().map(|band| band.balance.cents()).sum()),
            };
            last.clone_from(&currency);
            currencies.push(CurrencyAging {
                currency,
                not_due,
                days_1_to_30,
                days_31_to_60,
                days_61_to_90,
                over_90_days,
                total,
            });
        }
        Ok(InvoiceAging { counted_to: self.now, currencies })
    }
}
