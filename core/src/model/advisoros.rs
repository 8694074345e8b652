//! The catalog of the AdvisorOS backend: the tables and columns that the engine holds.
//!
//! Columns are chosen by allowlist: passwords, tokens, keys, licence, insurance, background-check
//! and internal-note columns are left at the source.

use std::sync::OnceLock;

use super::catalog::{Catalog, Column, ColumnType, Table, TableId};

/// A column named by a Rust keyword is written as a raw identifier.
const fn trim_raw(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Declares a table's columns once: as data for the catalog, and as positions for the code that
/// reads single columns.
macro_rules! columns {
    ($(#[$doc:meta])* $module:ident { $($name:ident : $kind:expr, $required:literal;)* }) => {
        $(#[$doc])*
        #[expect(
            non_camel_case_types,
            non_upper_case_globals,
            dead_code,
            reason = "names are the columns' own, and not every column is read by name"
        )]
        pub(crate) mod $module {
            use super::{Column, ColumnType};
            enum Position { $($name),* }
            $(pub(crate) const $name: usize = Position::$name as usize;)*
            pub(super) static COLUMNS: &[Column] = &[
                $(Column { name: super::trim_raw(stringify!($name)), kind: $kind, is_required: $required }),*
            ];
        }
    };
}

columns! {
    /// Tenants.
    organizations {
        id: ColumnType::Text, true;
        name: ColumnType::Text, true;
        subdomain: ColumnType::Text, false;
        subscription_tier: ColumnType::Text, true;
        is_marketplace_enabled: ColumnType::Bool, true;
        marketplace_type: ColumnType::Text, false;
        commission_rate: ColumnType::Float, false;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
    }
}

columns! {
    /// People; the password column of the source is never read.
    users {
        id: ColumnType::Text, true;
        organization_id: ColumnType::Text, true;
        email: ColumnType::Text, true;
        name: ColumnType::Text, true;
        role: ColumnType::Text, true;
        advisor_type: ColumnType::Text, false;
        is_advisor: ColumnType::Bool, true;
        is_active: ColumnType::Bool, true;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
    }
}

columns! {
    /// Clients of a tenant.
    clients {
        id: ColumnType::Text, true;
        organization_id: ColumnType::Text, true;
        business_name: ColumnType::Text, true;
        legal_name: ColumnType::Text, false;
        tax_id: ColumnType::Text, false;
        quickbooks_id: ColumnType::Text, false;
        primary_contact_name: ColumnType::Text, true;
        primary_contact_email: ColumnType::Text, true;
        business_type: ColumnType::Text, false;
        industry: ColumnType::Text, false;
        status: ColumnType::Text, true;
        risk_level: ColumnType::Text, true;
        annual_revenue: ColumnType::Decimal, false;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
    }
}

columns! {
    /// Documents of a client.
    documents {
        id: ColumnType::Text, true;
        client_id: ColumnType::Text, true;
        organization_id: ColumnType::Text, true;
        uploaded_by: ColumnType::Text, true;
        file_name: ColumnType::Text, true;
        file_type: ColumnType::Text, true;
        mime_type: ColumnType::Text, false;
        file_size: ColumnType::Int, false;
        category: ColumnType::Text, true;
        subcategory: ColumnType::Text, false;
        description: ColumnType::Text, false;
        year: ColumnType::Int, false;
        quarter: ColumnType::Int, false;
        version: ColumnType::Int, true;
        is_latest_version: ColumnType::Bool, true;
        tags: ColumnType::TextList, false;
        ocr_status: ColumnType::Text, true;
        ocr_confidence: ColumnType::Float, false;
        ocr_processed_at: ColumnType::Timestamp, false;
        needs_review: ColumnType::Bool, true;
        reviewed_at: ColumnType::Timestamp, false;
        is_confidential: ColumnType::Bool, true;
        access_level: ColumnType::Text, true;
        is_archived: ColumnType::Bool, true;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
    }
}

columns! {
    /// Engagements of a client.
    engagements {
        id: ColumnType::Text, true;
        client_id: ColumnType::Text, true;
        organization_id: ColumnType::Text, true;
        created_by_id: ColumnType::Text, true;
        name: ColumnType::Text, true;
        description: ColumnType::Text, false;
        r#type: ColumnType::Text, true;
        status: ColumnType::Text, true;
        priority: ColumnType::Text, true;
        start_date: ColumnType::Timestamp, false;
        due_date: ColumnType::Timestamp, false;
        completed_date: ColumnType::Timestamp, false;
        estimated_hours: ColumnType::Decimal, false;
        actual_hours: ColumnType::Decimal, false;
        hourly_rate: ColumnType::Decimal, false;
        fixed_fee: ColumnType::Decimal, false;
        assigned_to_id: ColumnType::Text, false;
        year: ColumnType::Int, false;
        quarter: ColumnType::Int, false;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
    }
}

columns! {
    /// Tasks; a task reaches its client only through its engagement.
    tasks {
        id: ColumnType::Text, true;
        organization_id: ColumnType::Text, true;
        created_by_id: ColumnType::Text, true;
        title: ColumnType::Text, true;
        description: ColumnType::Text, false;
        status: ColumnType::Text, true;
        priority: ColumnType::Text, true;
        task_type: ColumnType::Text, true;
        estimated_hours: ColumnType::Decimal, false;
        actual_hours: ColumnType::Decimal, false;
        start_date: ColumnType::Timestamp, false;
        due_date: ColumnType::Timestamp, false;
        completed_date: ColumnType::Timestamp, false;
        assigned_to_id: ColumnType::Text, false;
        engagement_id: ColumnType::Text, false;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
    }
}

columns! {
    /// Invoices of a client.
    invoices {
        id: ColumnType::Text, true;
        client_id: ColumnType::Text, true;
        organization_id: ColumnType::Text, true;
        created_by_id: ColumnType::Text, true;
        engagement_id: ColumnType::Text, false;
        invoice_number: ColumnType::Text, true;
        status: ColumnType::Text, true;
        invoice_date: ColumnType::Timestamp, true;
        due_date: ColumnType::Timestamp, true;
        subtotal: ColumnType::Money { precision: 10 }, true;
        tax_amount: ColumnType::Money { precision: 10 }, true;
        discount_amount: ColumnType::Money { precision: 10 }, true;
        total_amount: ColumnType::Money { precision: 10 }, true;
        paid_amount: ColumnType::Money { precision: 10 }, true;
        balance_amount: ColumnType::Money { precision: 10 }, true;
        currency: ColumnType::Text, true;
        payment_terms: ColumnType::Text, false;
        sent_at: ColumnType::Timestamp, false;
        viewed_at: ColumnType::Timestamp, false;
        paid_at: ColumnType::Timestamp, false;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
    }
}

columns! {
    /// Advisors of the marketplace: the public columns, and those that filters and scores need.
    advisor_profiles {
        id: ColumnType::Text, true;
        user_id: ColumnType::Text, true;
        professional_title: ColumnType::Text, false;
        headline: ColumnType::Text, false;
        bio: ColumnType::Text, false;
        years_experience: ColumnType::Int, false;
        certifications: ColumnType::TextList, false;
        industries: ColumnType::TextList, false;
        services: ColumnType::TextList, false;
        business_sizes: ColumnType::TextList, false;
        languages: ColumnType::TextList, false;
        timezone: ColumnType::Text, false;
        is_available: ColumnType::Bool, true;
        is_verified: ColumnType::Bool, true;
        marketplace_status: ColumnType::Text, true;
        max_clients: ColumnType::Int, false;
        current_clients: ColumnType::Int, true;
        hours_per_week: ColumnType::Int, false;
        overall_rating: ColumnType::Float, false;
        total_reviews: ColumnType::Int, true;
        completed_engagements: ColumnType::Int, true;
        response_time: ColumnType::Int, false;
        hourly_rate: ColumnType::Money { precision: 8 }, false;
        monthly_retainer_min: ColumnType::Money { precision: 10 }, false;
        monthly_retainer_max: ColumnType::Money { precision: 10 }, false;
        project_rate_min: ColumnType::Money { precision: 10 }, false;
        accepts_hourly: ColumnType::Bool, true;
        accepts_retainer: ColumnType::Bool, true;
        accepts_project: ColumnType::Bool, true;
        accepts_value_based: ColumnType::Bool, true;
        video_intro_url: ColumnType::Text, false;
        portfolio_url: ColumnType::Text, false;
        linkedin_url: ColumnType::Text, false;
        willing_to_travel: ColumnType::Bool, true;
        remote_only: ColumnType::Bool, true;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
    }
}

columns! {
    /// One vector per advisor, owned by the host.
    advisor_embeddings {
        advisor_id: ColumnType::Text, true;
        model: ColumnType::Text, true;
        text_digest: ColumnType::Text, true;
        vector: ColumnType::Vector, true;
    }
}

pub(crate) const ORGANIZATIONS: TableId = 0;
pub(crate) const USERS: TableId = 1;
pub(crate) const CLIENTS: TableId = 2;
pub(crate) const DOCUMENTS: TableId = 3;
pub(crate) const ENGAGEMENTS: TableId = 4;
pub(crate) const TASKS: TableId = 5;
pub(crate) const INVOICES: TableId = 6;
pub(crate) const ADVISOR_PROFILES: TableId = 7;
pub(crate) const ADVISOR_EMBEDDINGS: TableId = 8;

/// The catalog of the AdvisorOS backend.
pub static ADVISOROS: Catalog =
    Catalog { name: "advisoros", tables: TABLES, digest: OnceLock::new() };

static TABLES: &[Table] = &[
    Table {
        name: "organizations",
        columns: organizations::COLUMNS,
        tenant: Some(organizations::id),
        delete_marker: Some(organizations::deleted_at),
        parent: None,
        cluster_through: None,
        is_host_owned: false,
    },
    Table {
        name: "users",
        columns: users::COLUMNS,
        tenant: Some(users::organization_id),
        delete_marker: Some(users::deleted_at),
        parent: None,
        cluster_through: None,
        is_host_owned: false,
    },
    Table {
        name: "clients",
        columns: clients::COLUMNS,
        tenant: Some(clients::organization_id),
        delete_marker: Some(clients::deleted_at),
        parent: None,
        cluster_through: None,
        is_host_owned: false,
    },
    Table {
        name: "documents",
        columns: documents::COLUMNS,
        tenant: Some(documents::organization_id),
        delete_marker: Some(documents::deleted_at),
        parent: Some(documents::client_id),
        cluster_through: None,
        is_host_owned: false,
    },
    Table {
        name: "engagements",
        columns: engagements::COLUMNS,
        tenant: Some(engagements::organization_id),
        delete_marker: Some(engagements::deleted_at),
        parent: Some(engagements::client_id),
        cluster_through: None,
        is_host_owned: false,
    },
    Table {
        name: "tasks",
        columns: tasks::COLUMNS,
        tenant: Some(tasks::organization_id),
        delete_marker: Some(tasks::deleted_at),
        parent: Some(tasks::engagement_id),
        cluster_through: Some("engagements"),
        is_host_owned: false,
    },
    Table {
        name: "invoices",
        columns: invoices::COLUMNS,
        tenant: Some(invoices::organization_id),
        delete_marker: Some(invoices::deleted_at),
        parent: Some(invoices::client_id),
        cluster_through: None,
        is_host_owned: false,
    },
    Table {
        name: "advisor_profiles",
        columns: advisor_profiles::COLUMNS,
        tenant: None,
        delete_marker: Some(advisor_profiles::deleted_at),
        parent: Some(advisor_profiles::user_id),
        cluster_through: None,
        is_host_owned: false,
    },
    Table {
        name: "advisor_embeddings",
        columns: advisor_embeddings::COLUMNS,
        tenant: None,
        delete_marker: None,
        parent: None,
        cluster_through: None,
        is_host_owned: true,
    },
];
