//! Lists of tasks in SQL.

use advisor_engine::{ListTasks, Page, TaskRow};
use anyhow::{Context, Result};
use rusqlite::{Row, named_params};

use super::{Sqlite, count, decimal_opt, timestamp, timestamp_opt};

/// A statement whose inner part finds the rows of the page in indexes alone.
macro_rules! page {
    ($places:literal) => {
        concat!(
            "SELECT t.id, t.title, t.description, t.status, t.priority, t.taskType, t.estimatedHours, t.actualHours,
                    t.startDate, t.dueDate, t.completedDate, t.assignedToId, u.name, t.engagementId, e.name, e.clientId,
                    c.businessName, t.createdAt, t.updatedAt,
                    coalesce(t.dueDate < :now, 0) AND t.status NOT IN ('completed', 'cancelled')
             FROM (",
            $places,
            ") p CROSS JOIN tasks t ON t.rowid = p.place
             LEFT JOIN engagements e ON e.id = t.engagementId AND e.organizationId = :tenant AND e.deletedAt IS NULL
             LEFT JOIN clients c ON c.id = e.clientId AND c.organizationId = :tenant AND c.deletedAt IS NULL
             LEFT JOIN users u ON u.id = t.assignedToId AND u.organizationId = :tenant AND u.deletedAt IS NULL
             ORDER BY t.rank, t.due, t.createdAt, t.id"
        )
    };
}

const PAGE_OF_CLIENT: &str = page!(
    "SELECT t.rowid AS place
     FROM engagements e INDEXED BY engagements_of_client
     CROSS JOIN tasks t INDEXED BY tasks_of_engagement
         ON t.engagementId = e.id AND t.organizationId = :tenant AND t.deletedAt IS NULL
     WHERE e.clientId = :client AND e.organizationId = :tenant AND e.deletedAt IS NULL
     ORDER BY t.rank, t.due, t.createdAt, t.id LIMIT :limit OFFSET :offset"
);
const COUNT_OF_CLIENT: &str = "
    SELECT count(*)
    FROM engagements e INDEXED BY engagements_of_client
    CROSS JOIN tasks t INDEXED BY tasks_of_engagement
        ON t.engagementId = e.id AND t.organizationId = :tenant AND t.deletedAt IS NULL
    WHERE e.clientId = :client AND e.organizationId = :tenant AND e.deletedAt IS NULL";
const PAGE_OF_STATUS: &str = page!(
    "SELECT rowid AS place FROM tasks INDEXED BY tasks_by_rank
     WHERE organizationId = :tenant AND status = :status AND deletedAt IS NULL
     ORDER BY rank, due, createdAt, id LIMIT :limit OFFSET :offset"
);
const COUNT_OF_STATUS: &str = "
    SELECT count(*) FROM tasks INDEXED BY tasks_by_status
    WHERE organizationId = :tenant AND status = :status AND deletedAt IS NULL";

pub(super) const STATEMENTS: &[&str] =
    &[PAGE_OF_CLIENT, COUNT_OF_CLIENT, PAGE_OF_STATUS, COUNT_OF_STATUS];

impl Sqlite {
    /// A page of tasks by rank: of a client, or of one status.
    ///
    /// # Errors
    /// When a statement fails, and where the request names neither.
    pub fn list_tasks(&self, tenant: &str, request: &ListTasks) -> Result<Page<TaskRow>> {
        let now = self.now.as_millisecond();
        let limit = i64::try_from(request.page.limit)?;
        let offset = i64::try_from(request.page.offset.unwrap_or_default())?;
        let (total, rows) = if let Some(client) = &request.client_id {
            let total = self
                .prepared(COUNT_OF_CLIENT)?
                .query_row(named_params! { ":tenant": tenant, ":client": client }, |row| {
                    count(row, 0)
                })?;
            let mut page = self.prepared(PAGE_OF_CLIENT)?;
            let rows = page.query_map(
                named_params! {
                    ":tenant": tenant, ":client": client, ":now": now, ":limit": limit, ":offset": offset,
                },
                task,
            )?;
            (total, rows.collect::<rusqlite::Result<Vec<_>>>()?)
        } else {
            let status = request.filters.statuses.first().context("no status is asked for")?;
            let total = self
                .prepared(COUNT_OF_STATUS)?
                .query_row(named_params! { ":tenant": tenant, ":status": status }, |row| {
                    count(row, 0)
                })?;
            let mut page = self.prepared(PAGE_OF_STATUS)?;
            let rows = page.query_map(
                named_params! {
                    ":tenant": tenant, ":status": status, ":now": now, ":limit": limit, ":offset": offset,
                },
                task,
            )?;
            (total, rows.collect::<rusqlite::Result<Vec<_>>>()?)
        };
        Ok(Page { rows, total, is_total_exact: true, next_cursor: None })
    }
}

fn task(row: &Row<'_>) -> rusqlite::Result<TaskRow> {
    Ok(TaskRow {
        id: row.get(0)?,
        title: row.get(1)?,
        description: row.get(2)?,
        status: row.get(3)?,
        priority: row.get(4)?,
        task_type: row.get(5)?,
        estimated_hours: decimal_opt(row, 6)?,
        actual_hours: decimal_opt(row, 7)?,
        start_date: timestamp_opt(row, 8)?,
        due_date: timestamp_opt(row, 9)?,
        completed_date: timestamp_opt(row, 10)?,
        assigned_to_id: row.get(11)?,
        assignee_name: row.get(12)?,
        engagement_id: row.get(13)?,
        engagement_name: row.get(14)?,
        client_id: row.get(15)?,
        client_name: row.get(16)?,
        created_at: timestamp(row, 17)?,
        updated_at: timestamp(row, 18)?,
        is_overdue: Some(row.get(19)?),
        ..TaskRow::default()
    })
}
