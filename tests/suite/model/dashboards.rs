//! What dashboards should say, computed row by row from the model.

use std::collections::BTreeMap;

use advisor_engine::{
    Audience, ClientDashboard, CurrencyAmounts, DocumentAccessLevel, EngagementCount,
    InvoiceTotals, Money, OrganizationDashboard, RecentDocument, StatusCount, TaskCount, Timestamp,
    UpcomingTask,
};

use super::world::{Row, World};

/// Whether the tenant is there at all.
fn has_tenant(world: &World, tenant: &str) -> bool {
    world.get("organizations", tenant).is_some_and(Row::is_live)
}

/// The dashboard of a client; none where it should be `NotFound`.
pub(crate) fn client(
    world: &World,
    tenant: &str,
    client_id: &str,
    audience: &Audience,
    now: Timestamp,
) -> Option<ClientDashboard> {
    let counts = |row: &Row| row.is_live() && row.text("organization_id") == Some(tenant);
    let client = world.get("clients", client_id).filter(|client| counts(client))?;
    if !has_tenant(world, tenant) {
        return None;
    }
    let mut shows_financials = true;
    if let Audience::Portal(access) = audience {
        let is_expired = access.expires_at.is_some_and(|expiry| expiry <= now);
        if access.client_id != client_id || !access.is_active || is_expired {
            return None;
        }
        shows_financials = access.can_view_financials;
    }
    let of_client = |row: &Row| counts(row) && row.text("client_id") == Some(client_id);
    let mut documents: Vec<(&str, &Row)> = world
        .table("documents")
        .filter(|(_, row)| of_client(row) && is_visible(row, audience))
        .collect();
    documents.sort_by_key(|(id, row)| (std::cmp::Reverse(row.at("created_at")), *id));
    let month_ago = now.plus_days(-30);
    let engagements: Vec<(&str, &Row)> =
        world.table("engagements").filter(|(_, row)| of_client(row)).collect();
    let tasks: Vec<(&str, &Row)> = world
        .table("tasks")
        .filter(|(_, row)| {
            counts(row) && engagements.iter().any(|(id, _)| row.text("engagement_id") == Some(id))
        })
        .collect();
    let invoices: Vec<&Row> =
        world.table("invoices").map(|(_, row)| row).filter(|row| of_client(row)).collect();
    let with_status = |rows: &[(&str, &Row)], statuses: &[&str]| {
        rows.iter().filter(|(_, row)| statuses.contains(&row.string("status").as_str())).count()
            as u64
    };
    Some(ClientDashboard {
        client_id: client_id.to_owned(),
        business_name: client.string("business_name"),
        status: client.string("status"),
        total_documents: documents.len() as u64,
        documents_last_30_days: documents
            .iter()
            .filter(|(_, row)| row.at("created_at") >= Some(month_ago))
            .count() as u64,
        documents_needs_review: documents.iter().filter(|(_, row)| row.is("needs_review")).count()
            as u64,
        active_tasks: with_status(&tasks, &["pending", "in_progress"]),
        completed_tasks: with_status(&tasks, &["completed"]),
        total_invoices: shows_financials.then_some(invoices.len() as u64),
        amounts: shows_financials.then(|| amounts(&invoices)),
        total_engagements: engagements.len() as u64,
        active_engagements: with_status(&engagements, &["in_progress"]),
        last_document_upload: documents.iter().filter_map(|(_, row)| row.at("created_at")).max(),
        last_task_update: tasks.iter().filter_map(|(_, row)| row.at("updated_at")).max(),
        last_invoice_date: invoices
            .iter()
            .filter_map(|row| row.at("created_at"))
            .max()
            .filter(|_| shows_financials),
        last_refreshed: world.as_of.committed_at,
        recent_documents: documents
            .iter()
            .take(5)
            .map(|(id, row)| RecentDocument {
                id: (*id).to_owned(),
                file_name: row.string("file_name"),
                category: row.string("category"),
                created_at: row.at("created_at").unwrap_or(now),
            })
            .collect(),
        upcoming_tasks: upcoming(world, tenant, tasks),
    })
}

fn is_visible(document: &Row, audience: &Audience) -> bool {
    let Audience::Portal(access) = audience else { return true };
    let level = match document.text("access_level") {
        Some("public") => DocumentAccessLevel::Public,
        Some("organization") => DocumentAccessLevel::Organization,
        Some("client") => DocumentAccessLevel::Client,
        Some("restricted") => DocumentAccessLevel::Restricted,
        _ => return false,
    };
    !document.is("is_confidential") && access.document_access_levels.contains(&level)
}

fn upcoming(world: &World, tenant: &str, mut tasks: Vec<(&str, &Row)>) -> Vec<UpcomingTask> {
    tasks.retain(|(_, row)| ["pending", "in_progress"].contains(&row.string("status").as_str()));
    tasks.sort_by_key(|(id, row)| (row.at("due_date").is_none(), row.at("due_date"), *id));
    let name = |user: &str| {
        let user = world.get("users", user).filter(|user| user.is_live())?;
        (user.text("organization_id") == Some(tenant)).then(|| user.string("name"))
    };
    tasks
        .into_iter()
        .take(5)
        .map(|(id, row)| UpcomingTask {
            id: id.to_owned(),
            title: row.string("title"),
            due_date: row.at("due_date"),
            priority: row.string("priority"),
            assignee_name: row.text("assigned_to_id").and_then(name),
        })
        .collect()
}

fn sum<'a>(rows: impl Iterator<Item = &'a Row>, column: &str) -> Money {
    Money::from_cents(rows.filter_map(|row| row.cents(column)).sum())
}

fn amounts(invoices: &[&Row]) -> Vec<CurrencyAmounts> {
    let mut currencies: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in invoices {
        currencies.entry(row.string("currency")).or_default().push(row);
    }
    let owed = ["sent", "viewed", "partial", "overdue"];
    currencies
        .into_iter()
        .map(|(currency, rows)| {
            let with = |statuses: &'static [&str]| {
                let rows: Vec<&Row> = rows.clone();
                rows.into_iter()
                    .filter(move |row| statuses.contains(&row.string("status").as_str()))
            };
            CurrencyAmounts {
                currency,
                total_revenue: sum(with(&["paid"]), "total_amount"),
                outstanding_balance: sum(
                    rows.iter()
                        .copied()
                        .filter(|row| owed.contains(&row.string("status").as_str())),
                    "balance_amount",
                ),
            }
        })
        .collect()
}

/// The dashboard of an organization; none where it should be `NotFound`.
pub(crate) fn organization(world: &World, tenant: &str) -> Option<OrganizationDashboard> {
    if !has_tenant(world, tenant) {
        return None;
    }
    let rows = |table: &'static str| -> Vec<&Row> {
        let rows = world.table(table).map(|(_, row)| row);
        rows.filter(|row| row.is_live() && row.text("organization_id") == Some(tenant)).collect()
    };
    let (clients, documents, tasks) = (rows("clients"), rows("documents"), rows("tasks"));
    let (engagements, invoices) = (rows("engagements"), rows("invoices"));
    let mut currencies: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in &invoices {
        currencies.entry(row.string("currency")).or_default().push(row);
    }
    let statuses = ["pending", "in_progress", "review", "completed", "cancelled"];
    let priorities = ["urgent", "high", "normal", "low"];
    let phases = ["planning", "in_progress", "review", "on_hold", "completed", "cancelled"];
    Some(OrganizationDashboard {
        total_clients: clients.len() as u64,
        clients: counted(&clients, ("status", &["active", "prospect", "inactive"]), ("", &[]))
            .into_iter()
            .map(|(status, _, count)| StatusCount { status, count })
            .collect(),
        total_documents: documents.len() as u64,
        total_document_bytes: documents.iter().filter_map(|row| row.int("file_size")).sum(),
        total_tasks: tasks.len() as u64,
        tasks: counted(&tasks, ("status", &statuses), ("priority", &priorities))
            .into_iter()
            .map(|(status, priority, count)| TaskCount { status, priority, count })
            .collect(),
        total_engagements: engagements.len() as u64,
        engagements: counted(&engagements, ("status", &phases), ("type", &[]))
            .into_iter()
            .map(|(status, r#type, count)| EngagementCount { status, r#type, count })
            .collect(),
        total_invoices: invoices.len() as u64,
        invoices: currencies
            .into_iter()
            .map(|(currency, rows)| InvoiceTotals {
                currency,
                count: rows.len() as u64,
                total_amount: sum(rows.iter().copied(), "total_amount"),
                paid_amount: sum(rows.iter().copied(), "paid_amount"),
                balance_amount: sum(rows.iter().copied(), "balance_amount"),
            })
            .collect(),
        generated_at: world.as_of.committed_at,
    })
}

/// A column and its known values, lowest rank first.
type Ranked<'a> = (&'a str, &'a [&'a str]);

/// How many rows hold each pair of values, in rank order; unknown values last, by spelling.
fn counted(rows: &[&Row], one: Ranked<'_>, other: Ranked<'_>) -> Vec<(String, String, u64)> {
    let rank = |(column, known): Ranked<'_>, row: &Row| {
        let value = row.string(column);
        known.iter().position(|known| *known == value).unwrap_or(known.len())
    };
    let mut counts: BTreeMap<_, u64> = BTreeMap::new();
    for row in rows {
        let key = (rank(one, row), rank(other, row), row.string(one.0), row.string(other.0));
        *counts.entry(key).or_default() += 1;
    }
    counts.into_iter().map(|((_, _, one, other), count)| (one, other, count)).collect()
}
