//! Both dashboards in SQL: every child table is aggregated alone, from one index.

use advisor_engine::{
    ClientDashboard, CurrencyAmounts, EngagementCount, InvoiceTotals, OrganizationDashboard,
    RecentDocument, StatusCount, TaskCount, UpcomingTask,
};
use anyhow::Result;
use rusqlite::{Row, named_params};

use super::{Sqlite, count, money, timestamp, timestamp_opt};
use crate::practice::draw::ClientAsked;

const CLIENT: &str = "
    SELECT businessName, status FROM clients
    WHERE id = :client AND organizationId = :tenant AND deletedAt IS NULL";
const DOCUMENTS: &str = "
    SELECT count(*), coalesce(sum(createdAt >= :since), 0), coalesce(sum(needsReview), 0), max(createdAt)
    FROM documents INDEXED BY documents_of_client
    WHERE clientId = :client AND organizationId = :tenant AND deletedAt IS NULL";
const RECENT_DOCUMENTS: &str = "
    SELECT id, fileName, category, createdAt FROM documents INDEXED BY documents_of_client
    WHERE clientId = :client AND organizationId = :tenant AND deletedAt IS NULL
    ORDER BY createdAt DESC, id LIMIT 5";
const TASKS: &str = "
    SELECT coalesce(sum(t.status IN ('pending', 'in_progress')), 0), coalesce(sum(t.status = 'completed'), 0),
           max(t.updatedAt)
    FROM engagements e INDEXED BY engagements_of_client
    CROSS JOIN tasks t INDEXED BY tasks_of_engagement
        ON t.engagementId = e.id AND t.organizationId = :tenant AND t.deletedAt IS NULL
    WHERE e.clientId = :client AND e.organizationId = :tenant AND e.deletedAt IS NULL";
const UPCOMING_TASKS: &str = "
    SELECT p.id, p.title, nullif(p.due, 9223372036854775807), p.priority,
           (SELECT u.name FROM users u
            WHERE u.id = p.assignedToId AND u.organizationId = :tenant AND u.deletedAt IS NULL)
    FROM (SELECT t.id, t.title, t.due, t.priority, t.assignedToId
          FROM engagements e INDEXED BY engagements_of_client
          CROSS JOIN tasks t INDEXED BY tasks_of_engagement
              ON t.engagementId = e.id AND t.organizationId = :tenant AND t.deletedAt IS NULL
          WHERE e.clientId = :client AND e.organizationId = :tenant AND e.deletedAt IS NULL
            AND t.status IN ('pending', 'in_progress')
          ORDER BY t.due, t.id LIMIT 5) p
    ORDER BY p.due, p.id";
const ENGAGEMENTS: &str = "
    SELECT count(*), coalesce(sum(status = 'in_progress'), 0) FROM engagements INDEXED BY engagements_of_client
    WHERE clientId = :client AND organizationId = :tenant AND deletedAt IS NULL";
const INVOICES: &str = "
    SELECT currency, count(*), max(createdAt),
           coalesce(sum(totalAmount) FILTER (WHERE status = 'paid'), 0),
           coalesce(sum(balanceAmount) FILTER (WHERE status IN ('sent', 'viewed', 'partial', 'overdue')), 0)
    FROM invoices INDEXED BY invoices_of_client
    WHERE clientId = :client AND organizationId = :tenant AND deletedAt IS NULL
    GROUP BY currency ORDER BY currency";

const CLIENT_COUNTS: &str = "
    SELECT status, count(*) FROM clients INDEXED BY clients_counted
    WHERE organizationId = :tenant AND deletedAt IS NULL
    GROUP BY status
    ORDER BY CASE status WHEN 'active' THEN 0 WHEN 'prospect' THEN 1 WHEN 'inactive' THEN 2 ELSE 3 END, status";
const DOCUMENT_TOTALS: &str = "
    SELECT count(*), coalesce(sum(fileSize), 0) FROM documents INDEXED BY documents_by_size
    WHERE organizationId = :tenant AND deletedAt IS NULL";
const TASK_COUNTS: &str = "
    SELECT status, priority, count(*) FROM tasks INDEXED BY tasks_by_status
    WHERE organizationId = :tenant AND deletedAt IS NULL
    GROUP BY status, priority
    ORDER BY CASE status WHEN 'pending' THEN 0 WHEN 'in_progress' THEN 1 WHEN 'review' THEN 2
                         WHEN 'completed' THEN 3 WHEN 'cancelled' THEN 4 ELSE 5 END,
             CASE priority WHEN 'urgent' THEN 0 WHEN 'high' THEN 1 WHEN 'normal' THEN 2 WHEN 'low' THEN 3 ELSE 4 END,
             status, priority";
const ENGAGEMENT_COUNTS: &str = "
    SELECT status, type, count(*) FROM engagements INDEXED BY engagements_by_status
    WHERE organizationId = :tenant AND deletedAt IS NULL
    GROUP BY status, type
    ORDER BY CASE status WHEN 'planning' THEN 0 WHEN 'in_progress' THEN 1 WHEN 'review' THEN 2 WHEN 'on_hold' THEN 3
                         WHEN 'completed' THEN 4 WHEN 'cancelled' THEN 5 ELSE 6 END,
             status, type";
const INVOICE_TOTALS: &str = "
    SELECT currency, count(*), sum(totalAmount), sum(paidAmount), sum(balanceAmount)
    FROM invoices INDEXED BY invoices_by_currency
    WHERE organizationId = :tenant AND deletedAt IS NULL
    GROUP BY currency ORDER BY currency";

pub(super) const STATEMENTS: &[&str] = &[
    CLIENT,
    DOCUMENTS,
    RECENT_DOCUMENTS,
    TASKS,
    UPCOMING_TASKS,
    ENGAGEMENTS,
    INVOICES,
    CLIENT_COUNTS,
    DOCUMENT_TOTALS,
    TASK_COUNTS,
    ENGAGEMENT_COUNTS,
    INVOICE_TOTALS,
];

impl Sqlite {
    /// The dashboard of a client, for staff.
    ///
    /// # Errors
    /// When a statement fails, and when the client is not there.
    pub fn client_dashboard(&self, asked: &ClientAsked) -> Result<ClientDashboard> {
        let ClientAsked { tenant, client } = asked;
        let one = named_params! { ":tenant": tenant, ":client": client };
        let (business_name, status) =
            self.prepared(CLIENT)?.query_row(one, |row| Ok((row.get(0)?, row.get(1)?)))?;
        let since = self.now.plus_days(-30).as_millisecond();
        let (total_documents, documents_last_30_days, documents_needs_review, last_document_upload) =
            self.prepared(DOCUMENTS)?.query_row(
                named_params! { ":tenant": tenant, ":client": client, ":since": since },
                |row| Ok((count(row, 0)?, count(row, 1)?, count(row, 2)?, timestamp_opt(row, 3)?)),
            )?;
        let (active_tasks, completed_tasks, last_task_update) = self
            .prepared(TASKS)?
            .query_row(one, |row| Ok((count(row, 0)?, count(row, 1)?, timestamp_opt(row, 2)?)))?;
        let (total_engagements, active_engagements) = self
            .prepared(ENGAGEMENTS)?
            .query_row(one, |row| Ok((count(row, 0)?, count(row, 1)?)))?;
        let mut amounts = Vec::new();
        let (mut total_invoices, mut last_invoice_date) = (0, None);
        let mut invoices = self.prepared(INVOICES)?;
        let mut currencies = invoices.query(one)?;
        while let Some(row) = currencies.next()? {
            total_invoices += count(row, 1)?;
            last_invoice_date = last_invoice_date.max(timestamp_opt(row, 2)?);
            amounts.push(CurrencyAmounts {
                currency: row.get(0)?,
                total_revenue: money(row, 3)?,
                outstanding_balance: money(row, 4)?,
            });
        }
        Ok(ClientDashboard {
            client_id: client.clone(),
            business_name,
            status,
            total_documents,
            documents_last_30_days,
            documents_needs_review,
            active_tasks,
            completed_tasks,
            total_invoices: Some(total_invoices),
            amounts: Some(amounts),
            total_engagements,
            active_engagements,
            last_document_upload,
            last_task_update,
            last_invoice_date,
            last_refreshed: self.committed_at,
            recent_documents: self
                .prepared(RECENT_DOCUMENTS)?
                .query_map(one, recent_document)?
                .collect::<rusqlite::Result<_>>()?,
            upcoming_tasks: self
                .prepared(UPCOMING_TASKS)?
                .query_map(one, upcoming_task)?
                .collect::<rusqlite::Result<_>>()?,
        })
    }

    /// The dashboard of a tenant.
    ///
    /// # Errors
    /// When a statement fails.
    pub fn organization_dashboard(&self, tenant: &str) -> Result<OrganizationDashboard> {
        let one = named_params! { ":tenant": tenant };
        let clients = self
            .prepared(CLIENT_COUNTS)?
            .query_map(one, |row| Ok(StatusCount { status: row.get(0)?, count: count(row, 1)? }))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let tasks = self
            .prepared(TASK_COUNTS)?
            .query_map(one, |row| {
                Ok(TaskCount { status: row.get(0)?, priority: row.get(1)?, count: count(row, 2)? })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let engagements = self
            .prepared(ENGAGEMENT_COUNTS)?
            .query_map(one, |row| {
                Ok(EngagementCount {
                    status: row.get(0)?,
                    r#type: row.get(1)?,
                    count: count(row, 2)?,
                })
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let invoices = self
            .prepared(INVOICE_TOTALS)?
            .query_map(one, invoice_totals)?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let (total_documents, total_document_bytes) = self
            .prepared(DOCUMENT_TOTALS)?
            .query_row(one, |row| Ok((count(row, 0)?, row.get(1)?)))?;
        Ok(OrganizationDashboard {
            total_clients: clients.iter().map(|count| count.count).sum(),
            clients,
            total_documents,
            total_document_bytes,
            total_tasks: tasks.iter().map(|count| count.count).sum(),
            tasks,
            total_engagements: engagements.iter().map(|count| count.count).sum(),
            engagements,
            total_invoices: invoices.iter().map(|totals| totals.count).sum(),
            invoices,
            generated_at: self.committed_at,
        })
    }
}

fn recent_document(row: &Row<'_>) -> rusqlite::Result<RecentDocument> {
    Ok(RecentDocument {
        id: row.get(0)?,
        file_name: row.get(1)?,
        category: row.get(2)?,
        created_at: timestamp(row, 3)?,
    })
}

fn upcoming_task(row: &Row<'_>) -> rusqlite::Result<UpcomingTask> {
    Ok(UpcomingTask {
        id: row.get(0)?,
        title: row.get(1)?,
        due_date: timestamp_opt(row, 2)?,
        priority: row.get(3)?,
        assignee_name: row.get(4)?,
    })
}

fn invoice_totals(row: &Row<'_>) -> rusqlite::Result<InvoiceTotals> {
    Ok(InvoiceTotals {
        currency: row.get(0)?,
        count: count(row, 1)?,
        total_amount: money(row, 2)?,
        paid_amount: money(row, 3)?,
        balance_amount: money(row, 4)?,
    })
}
