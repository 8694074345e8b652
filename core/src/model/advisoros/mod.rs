//! The catalog of the AdvisorOS backend: the tables and columns that the engine holds.
//!
//! Columns are chosen by allowlist: passwords, tokens, keys, licence, insurance, background-check
//! and internal-note columns are left at the source, and so are the payloads of jobs, the ids of locks,
//! and what an audit row says of values, addresses and sessions.

mod access;
mod marketplace;
mod operation;
mod practice;
mod table_id;

use std::sync::OnceLock;

use super::catalog::{Catalog, Table};

pub(crate) use access::{
    client_portal_access, permissions, role_permissions, team_member_permissions, team_members,
};
pub(crate) use marketplace::{
    advisor_embeddings, advisor_marketplace_matches, advisor_profiles, client_satisfaction_metrics,
    engagement_rate_cards, revenue_shares, scoring_profiles, service_offerings,
};
pub(crate) use operation::{audit_logs, document_processing, task_queue_items};
pub(crate) use practice::{clients, documents, engagements, invoices, organizations, tasks, users};

pub(crate) use table_id::*;

/// The catalog of the AdvisorOS backend.
pub static ADVISOROS: Catalog =
    Catalog { name: "advisoros", tables: TABLES, tenants: ORGANIZATIONS, digest: OnceLock::new() };

static TABLES: &[Table] = &[
    Table {
        tenant: Some(organizations::id),
        delete_marker: Some(organizations::deleted_at),
        ..Table::new("organizations", organizations::COLUMNS)
    },
    Table {
        tenant: Some(users::organization_id),
        delete_marker: Some(users::deleted_at),
        ..Table::new("users", users::COLUMNS)
    },
    Table {
        tenant: Some(clients::organization_id),
        delete_marker: Some(clients::deleted_at),
        ..Table::new("clients", clients::COLUMNS)
    },
    Table {
        tenant: Some(documents::organization_id),
        delete_marker: Some(documents::deleted_at),
        parent: Some(documents::client_id),
        ..Table::new("documents", documents::COLUMNS)
    },
    Table {
        tenant: Some(engagements::organization_id),
        delete_marker: Some(engagements::deleted_at),
        parent: Some(engagements::client_id),
        ..Table::new("engagements", engagements::COLUMNS)
    },
    Table {
        tenant: Some(tasks::organization_id),
        delete_marker: Some(tasks::deleted_at),
        parent: Some(tasks::engagement_id),
        cluster_through: Some("engagements"),
        ..Table::new("tasks", tasks::COLUMNS)
    },
    Table {
        tenant: Some(invoices::organization_id),
        delete_marker: Some(invoices::deleted_at),
        parent: Some(invoices::client_id),
        ..Table::new("invoices", invoices::COLUMNS)
    },
    Table {
        delete_marker: Some(advisor_profiles::deleted_at),
        parent: Some(advisor_profiles::user_id),
        ..Table::new("advisor_profiles", advisor_profiles::COLUMNS)
    },
    Table { is_host_owned: true, ..Table::new("advisor_embeddings", advisor_embeddings::COLUMNS) },
    Table {
        delete_marker: Some(client_portal_access::deleted_at),
        parent: Some(client_portal_access::client_id),
        tenant_through: Some("clients"),
        is_optional: true,
        ..Table::new("client_portal_access", client_portal_access::COLUMNS)
    },
    Table {
        tenant: Some(engagement_rate_cards::organization_id),
        delete_marker: Some(engagement_rate_cards::deleted_at),
        is_optional: true,
        ..Table::new("engagement_rate_cards", engagement_rate_cards::COLUMNS)
    },
    Table {
        tenant: Some(service_offerings::organization_id),
        delete_marker: Some(service_offerings::deleted_at),
        parent: Some(service_offerings::advisor_id),
        is_optional: true,
        ..Table::new("service_offerings", service_offerings::COLUMNS)
    },
    Table {
        tenant: Some(advisor_marketplace_matches::organization_id),
        delete_marker: Some(advisor_marketplace_matches::deleted_at),
        parent: Some(advisor_marketplace_matches::client_id),
        is_optional: true,
        ..Table::new("advisor_marketplace_matches", advisor_marketplace_matches::COLUMNS)
    },
    Table {
        tenant: Some(client_satisfaction_metrics::organization_id),
        delete_marker: Some(client_satisfaction_metrics::deleted_at),
        parent: Some(client_satisfaction_metrics::advisor_profile_id),
        is_optional: true,
        ..Table::new("client_satisfaction_metrics", client_satisfaction_metrics::COLUMNS)
    },
    Table {
        tenant: Some(revenue_shares::organization_id),
        delete_marker: Some(revenue_shares::deleted_at),
        parent: Some(revenue_shares::client_id),
        is_optional: true,
        ..Table::new("revenue_shares", revenue_shares::COLUMNS)
    },
    Table {
        tenant: Some(team_members::organization_id),
        delete_marker: Some(team_members::deleted_at),
        parent: Some(team_members::user_id),
        is_optional: true,
        ..Table::new("team_members", team_members::COLUMNS)
    },
    Table { is_optional: true, ..Table::new("permissions", permissions::COLUMNS) },
    Table {
        parent: Some(team_member_permissions::team_member_id),
        tenant_through: Some("team_members"),
        is_optional: true,
        ..Table::new("team_member_permissions", team_member_permissions::COLUMNS)
    },
    Table { is_optional: true, ..Table::new("role_permissions", role_permissions::COLUMNS) },
    Table {
        tenant: Some(task_queue_items::organization_id),
        delete_marker: Some(task_queue_items::deleted_at),
        is_optional: true,
        ..Table::new("task_queue_items", task_queue_items::COLUMNS)
    },
    Table {
        tenant: Some(document_processing::organization_id),
        parent: Some(document_processing::document_id),
        is_optional: true,
        ..Table::new("document_processing", document_processing::COLUMNS)
    },
    Table {
        tenant: Some(audit_logs::organization_id),
        parent: Some(audit_logs::entity_id),
        is_optional: true,
        ..Table::new("audit_logs", audit_logs::COLUMNS)
    },
    Table { is_host_owned: true, ..Table::new("scoring_profiles", scoring_profiles::COLUMNS) },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_found_at_its_position() {
        for (id, name) in [
            (ORGANIZATIONS, "organizations"),
            (USERS, "users"),
            (CLIENTS, "clients"),
            (DOCUMENTS, "documents"),
            (ENGAGEMENTS, "engagements"),
            (TASKS, "tasks"),
            (INVOICES, "invoices"),
            (ADVISOR_PROFILES, "advisor_profiles"),
            (ADVISOR_EMBEDDINGS, "advisor_embeddings"),
            (CLIENT_PORTAL_ACCESS, "client_portal_access"),
            (ENGAGEMENT_RATE_CARDS, "engagement_rate_cards"),
            (SERVICE_OFFERINGS, "service_offerings"),
            (ADVISOR_MARKETPLACE_MATCHES, "advisor_marketplace_matches"),
            (CLIENT_SATISFACTION_METRICS, "client_satisfaction_metrics"),
            (REVENUE_SHARES, "revenue_shares"),
            (TEAM_MEMBERS, "team_members"),
            (PERMISSIONS, "permissions"),
            (TEAM_MEMBER_PERMISSIONS, "team_member_permissions"),
            (ROLE_PERMISSIONS, "role_permissions"),
            (TASK_QUEUE_ITEMS, "task_queue_items"),
            (DOCUMENT_PROCESSING, "document_processing"),
            (AUDIT_LOGS, "audit_logs"),
            (SCORING_PROFILES, "scoring_profiles"),
        ] {
            assert_eq!(ADVISOROS.tables[id].name, name);
        }
        assert_eq!(ADVISOROS.tables.len(), SCORING_PROFILES + 1);
    }
}
