//! The list of clients in SQL.

use advisor_engine::{ClientRow, Page};
use anyhow::Result;
use rusqlite::{Row, named_params};

use super::{Sqlite, count, decimal_opt, timestamp};
use crate::practice::draw::ClientPageAsked;

/// A statement whose inner part finds the rows of the page in an index alone.
macro_rules! page {
    ($places:literal) => {
        concat!(
            "SELECT c.id, c.businessName, c.legalName, c.taxId, c.quickbooksId, c.primaryContactName,
                    c.primaryContactEmail, c.businessType, c.industry, c.status, c.riskLevel, c.annualRevenue,
                    (SELECT count(*) FROM documents d
                     WHERE d.clientId = c.id AND d.organizationId = :tenant AND d.deletedAt IS NULL),
                    (SELECT count(*) FROM engagements e
                     WHERE e.clientId = c.id AND e.organizationId = :tenant AND e.deletedAt IS NULL),
                    (SELECT count(*) FROM invoices i
                     WHERE i.clientId = c.id AND i.organizationId = :tenant AND i.deletedAt IS NULL),
                    c.createdAt, c.updatedAt
             FROM (",
            $places,
            ") p CROSS JOIN clients c ON c.rowid = p.place ORDER BY c.folded, c.id"
        )
    };
}

const PAGE: &str = page!(
    "SELECT rowid AS place FROM clients INDEXED BY clients_by_name
     WHERE organizationId = :tenant AND deletedAt IS NULL
     ORDER BY folded, id LIMIT :limit OFFSET :offset"
);
const PAGE_OF_STATUS: &str = page!(
    "SELECT rowid AS place FROM clients INDEXED BY clients_by_status
     WHERE organizationId = :tenant AND status = :status AND deletedAt IS NULL
     ORDER BY folded, id LIMIT :limit OFFSET :offset"
);
const PAGE_AFTER: &str = page!(
    "SELECT rowid AS place FROM clients INDEXED BY clients_by_name
     WHERE organizationId = :tenant AND (folded, id) > (:folded, :id) AND deletedAt IS NULL
     ORDER BY folded, id LIMIT :limit"
);
const COUNT: &str = "
    SELECT count(*) FROM clients INDEXED BY clients_counted
    WHERE organizationId = :tenant AND deletedAt IS NULL";
const COUNT_OF_STATUS: &str = "
    SELECT count(*) FROM clients INDEXED BY clients_counted
    WHERE organizationId = :tenant AND status = :status AND deletedAt IS NULL";

pub(super) const STATEMENTS: &[&str] = &[PAGE, PAGE_OF_STATUS, PAGE_AFTER, COUNT, COUNT_OF_STATUS];

impl Sqlite {
    /// A page of clients by name, with counts and the total; of one status or of all.
    ///
    /// # Errors
    /// When a statement fails.
    pub fn list_clients(&self, asked: &ClientPageAsked) -> Result<Page<ClientRow>> {
        let ClientPageAsked { tenant, request, after } = asked;
        let limit = i64::try_from(request.page.limit)?;
        let offset = i64::try_from(request.page.offset.unwrap_or_default())?;
        let status = request.filters.statuses.first();
        let total = match status {
            None => self
                .prepared(COUNT)?
                .query_row(named_params! { ":tenant": tenant }, |row| count(row, 0))?,
            Some(status) => self
                .prepared(COUNT_OF_STATUS)?
                .query_row(named_params! { ":tenant": tenant, ":status": status }, |row| {
                    count(row, 0)
                })?,
        };
        let rows = match (status, after) {
            (None, None) => self
                .prepared(PAGE)?
                .query_map(
                    named_params! { ":tenant": tenant, ":limit": limit, ":offset": offset },
                    client,
                )?
                .collect::<rusqlite::Result<Vec<_>>>()?,
            (Some(status), _) => self
                .prepared(PAGE_OF_STATUS)?
                .query_map(
                    named_params! {
                        ":tenant": tenant, ":status": status, ":limit": limit, ":offset": offset,
                    },
                    client,
                )?
                .collect::<rusqlite::Result<Vec<_>>>()?,
            (None, Some((folded, id))) => self
                .prepared(PAGE_AFTER)?
                .query_map(
                    named_params! { ":tenant": tenant, ":folded": folded, ":id": id, ":limit": limit },
                    client,
                )?
                .collect::<rusqlite::Result<Vec<_>>>()?,
        };
        Ok(Page { rows, total, is_total_exact: true, next_cursor: None })
    }
}

fn client(row: &Row<'_>) -> rusqlite::Result<ClientRow> {
    Ok(ClientRow {
        id: row.get(0)?,
        business_name: row.get(1)?,
        legal_name: row.get(2)?,
        tax_id: row.get(3)?,
        quickbooks_id: row.get(4)?,
        primary_contact_name: row.get(5)?,
        primary_contact_email: row.get(6)?,
        business_type: row.get(7)?,
        industry: row.get(8)?,
        status: row.get(9)?,
        risk_level: row.get(10)?,
        annual_revenue: decimal_opt(row, 11)?,
        document_count: count(row, 12)?,
        engagement_count: count(row, 13)?,
        invoice_count: count(row, 14)?,
        created_at: timestamp(row, 15)?,
        updated_at: timestamp(row, 16)?,
        ..ClientRow::default()
    })
}
