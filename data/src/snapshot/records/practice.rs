//! Tenants, people, clients and their work, and the advisors of the marketplace.

use arrow::array::{ArrayBuilder, ArrayRef};
use arrow::datatypes::Field;

use super::{Money, Rate, Wide};
use crate::snapshot::cell::{Cell, Instant, Text};
use crate::snapshot::layout::Layout;
use crate::snapshot::record::{Record, record, snake_case_name};

record! {
    /// Tenants.
    Organization, OrganizationColumns, "organizations" {
        id: String,
        name: String,
        subdomain: Option<String>,
        subscription_tier: Text,
        is_marketplace_enabled: bool,
        marketplace_type: Option<Text>,
        commission_rate: Option<f64>,
        deleted_at: Option<Instant>,
        created_at: Instant,
        updated_at: Instant,
    }
}

record! {
    /// People.
    User, UserColumns, "users" {
        id: String,
        organization_id: String,
        email: String,
        name: String,
        role: Text,
        advisor_type: Option<Text>,
        is_advisor: bool,
        is_active: bool,
        deleted_at: Option<Instant>,
        created_at: Instant,
        updated_at: Instant,
    }
}

record! {
    /// Businesses that a tenant serves.
    Client, ClientColumns, "clients" {
        id: String,
        organization_id: String,
        business_name: String,
        legal_name: Option<String>,
        tax_id: Option<String>,
        quickbooks_id: Option<String>,
        primary_contact_name: String,
        primary_contact_email: String,
        business_type: Option<Text>,
        industry: Option<Text>,
        status: Text,
        risk_level: Text,
        annual_revenue: Option<Wide>,
        deleted_at: Option<Instant>,
        created_at: Instant,
        updated_at: Instant,
    }
}

record! {
    /// Files of a client.
    Document, DocumentColumns, "documents" {
        id: String,
        client_id: String,
        organization_id: String,
        uploaded_by: String,
        file_name: String,
        file_type: Text,
        mime_type: Option<Text>,
        file_size: Option<i64>,
        category: Text,
        subcategory: Option<Text>,
        description: Option<String>,
        year: Option<i32>,
        quarter: Option<i32>,
        version: i32,
        is_latest_version: bool,
        tags: Option<Vec<Text>>,
        ocr_status: Text,
        ocr_confidence: Option<f64>,
        ocr_processed_at: Option<Instant>,
        needs_review: bool,
        reviewed_at: Option<Instant>,
        is_confidential: bool,
        access_level: Text,
        is_archived: bool,
        deleted_at: Option<Instant>,
        created_at: Instant,
        updated_at: Instant,
    }
}

record! {
    /// Pieces of work for a client.
    Engagement, EngagementColumns, "engagements" {
        id: String,
        client_id: String,
        organization_id: String,
        created_by_id: String,
        name: String,
        description: Option<String>,
        r#type: Text,
        status: Text,
        priority: Text,
        start_date: Option<Instant>,
        due_date: Option<Instant>,
        completed_date: Option<Instant>,
        estimated_hours: Option<Wide>,
        actual_hours: Option<Wide>,
        hourly_rate: Option<Wide>,
        fixed_fee: Option<Wide>,
        assigned_to_id: Option<String>,
        year: Option<i32>,
        quarter: Option<i32>,
        deleted_at: Option<Instant>,
        created_at: Instant,
        updated_at: Instant,
    }
}

record! {
    /// Steps of an engagement; the client is reached only through it.
    #[expect(clippy::struct_field_names, reason = "the names are the source's columns")]
    Task, TaskColumns, "tasks" {
        id: String,
        organization_id: String,
        created_by_id: String,
        title: String,
        description: Option<String>,
        status: Text,
        priority: Text,
        task_type: Text,
        estimated_hours: Option<Wide>,
        actual_hours: Option<Wide>,
        start_date: Option<Instant>,
        due_date: Option<Instant>,
        completed_date: Option<Instant>,
        assigned_to_id: Option<String>,
        engagement_id: Option<String>,
        deleted_at: Option<Instant>,
        created_at: Instant,
        updated_at: Instant,
    }
}

record! {
    /// Bills to a client; the balance is stored, not derived.
    #[expect(clippy::struct_field_names, reason = "the names are the source's columns")]
    Invoice, InvoiceColumns, "invoices" {
        id: String,
        client_id: String,
        organization_id: String,
        created_by_id: String,
        engagement_id: Option<String>,
        invoice_number: String,
        status: Text,
        invoice_date: Instant,
        due_date: Instant,
        subtotal: Money,
        tax_amount: Money,
        discount_amount: Money,
        total_amount: Money,
        paid_amount: Money,
        balance_amount: Money,
        currency: Text,
        payment_terms: Option<Text>,
        sent_at: Option<Instant>,
        viewed_at: Option<Instant>,
        paid_at: Option<Instant>,
        deleted_at: Option<Instant>,
        created_at: Instant,
        updated_at: Instant,
    }
}

record! {
    /// What the marketplace shows of an advisor; the tenant is reached through the user.
    AdvisorProfile, AdvisorProfileColumns, "advisor_profiles" {
        id: String,
        user_id: String,
        professional_title: Option<Text>,
        headline: Option<String>,
        bio: Option<String>,
        years_experience: Option<i32>,
        certifications: Option<Vec<Text>>,
        industries: Option<Vec<Text>>,
        services: Option<Vec<Text>>,
        business_sizes: Option<Vec<Text>>,
        languages: Option<Vec<Text>>,
        timezone: Option<Text>,
        is_available: bool,
        is_verified: bool,
        marketplace_status: Text,
        max_clients: Option<i32>,
        current_clients: i32,
        hours_per_week: Option<i32>,
        overall_rating: Option<f64>,
        total_reviews: i32,
        completed_engagements: i32,
        response_time: Option<i32>,
        hourly_rate: Option<Rate>,
        monthly_retainer_min: Option<Money>,
        monthly_retainer_max: Option<Money>,
        project_rate_min: Option<Money>,
        accepts_hourly: bool,
        accepts_retainer: bool,
        accepts_project: bool,
        accepts_value_based: bool,
        video_intro_url: Option<String>,
        portfolio_url: Option<String>,
        linkedin_url: Option<String>,
        willing_to_travel: bool,
        remote_only: bool,
        deleted_at: Option<Instant>,
        created_at: Instant,
        updated_at: Instant,
    }
}
