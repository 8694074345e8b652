//! The practice: tenants, people, clients and their work.

use crate::model::columns::columns;

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
