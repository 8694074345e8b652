//! The catalog of the Clients+ backend: appointments of companies with branches.
//!
//! It has no delete markers: `is_active` and `status` are columns like any other. Enumerations are text, as the source
//! spells them.

use std::sync::OnceLock;

use super::catalog::{Catalog, Table};
use super::columns::columns;
use super::records::{RecordFallback, RecordField, RecordFieldType};

// Only what is known to be there in every row is required.

columns! {
    /// Tenants.
    companies {
        id: ColumnType::Text, true;
        name: ColumnType::Text, false;
        subscription_plan: ColumnType::Text, false;
        subscription_status: ColumnType::Text, false;
        timezone: ColumnType::Text, false;
        currency: ColumnType::Text, false;
        is_active: ColumnType::Bool, false;
        created_at: ColumnType::Timestamp, false;
    }
}

columns! {
    /// Places of a company.
    branches {
        id: ColumnType::Text, true;
        company_id: ColumnType::Text, true;
        name: ColumnType::Text, false;
        r#type: ColumnType::Text, false;
        status: ColumnType::Text, false;
        is_main: ColumnType::Bool, false;
        is_active: ColumnType::Bool, false;
        operating_hours: ColumnType::Json, false;
        staff_ids: ColumnType::TextList, false;
        services: ColumnType::TextList, false;
    }
}

columns! {
    /// Clients of a company; they belong to no branch.
    clients {
        id: ColumnType::Text, true;
        company_id: ColumnType::Text, true;
        first_name: ColumnType::Text, false;
        last_name: ColumnType::Text, false;
        email: ColumnType::Text, false;
        phone: ColumnType::Text, false;
        date_of_birth: ColumnType::Timestamp, false;
        gender: ColumnType::Text, false;
        status: ColumnType::Text, false;
        is_active: ColumnType::Bool, false;
        marketing_consent: ColumnType::Bool, false;
        reminder_preferences: ColumnType::Json, false;
        created_by_id: ColumnType::Text, false;
        created_at: ColumnType::Timestamp, false;
    }
}

columns! {
    /// People who work for a company; `commission_rate` is a fraction.
    staff {
        id: ColumnType::Text, true;
        company_id: ColumnType::Text, true;
        name: ColumnType::Text, false;
        user_id: ColumnType::Text, false;
        position: ColumnType::Text, false;
        department: ColumnType::Text, false;
        status: ColumnType::Text, false;
        is_active: ColumnType::Bool, false;
        primary_branch_id: ColumnType::Text, false;
        specializations: ColumnType::TextList, false;
        commission_rate: ColumnType::Decimal, false;
        hourly_rate: ColumnType::Money { precision: 10 }, false;
        access_level: ColumnType::Text, false;
        online_booking_enabled: ColumnType::Bool, false;
        employment_date: ColumnType::Timestamp, false;
        order: ColumnType::Int, false;
    }
}

columns! {
    /// Appointments; the revenue is here. `start_time` and `end_time` are `HH:mm`, durations are minutes.
    appointments {
        id: ColumnType::Text, true;
        company_id: ColumnType::Text, true;
        branch_id: ColumnType::Text, true;
        client_id: ColumnType::Text, true;
        staff_id: ColumnType::Text, false;
        date: ColumnType::Timestamp, true;
        start_time: ColumnType::Text, true;
        end_time: ColumnType::Text, true;
        status: ColumnType::Text, true;
        payment_status: ColumnType::Text, true;
        total_duration: ColumnType::Int, true;
        duration: ColumnType::Int, false;
        total_price: ColumnType::Money { precision: 10 }, true;
        paid_amount: ColumnType::Money { precision: 10 }, true;
        prepaid_amount: ColumnType::Money { precision: 10 }, false;
        discount: ColumnType::Money { precision: 10 }, false;
        services: ColumnType::Records(super::SERVICES), true;
        source: ColumnType::Text, true;
        is_new_client: ColumnType::Bool, true;
        is_recurring: ColumnType::Bool, true;
        recurring_group_id: ColumnType::Text, false;
        recurring_pattern: ColumnType::Json, false;
        cancelled_at: ColumnType::Timestamp, false;
        cancellation_reason: ColumnType::Text, false;
        cancelled_by: ColumnType::Text, false;
        rescheduled_at: ColumnType::Timestamp, false;
        rescheduled_to: ColumnType::Text, false;
        client_name: ColumnType::Text, true;
        client_phone: ColumnType::Text, true;
        staff_name: ColumnType::Text, false;
        category_id: ColumnType::Text, false;
        resource_id: ColumnType::Text, false;
        created_at: ColumnType::Timestamp, false;
    }
}

columns! {
    /// Invoices of a client.
    invoices {
        id: ColumnType::Text, true;
        company_id: ColumnType::Text, true;
        branch_id: ColumnType::Text, false;
        client_id: ColumnType::Text, false;
        invoice_number: ColumnType::Text, false;
        issue_date: ColumnType::Timestamp, false;
        invoice_date: ColumnType::Timestamp, false;
        due_date: ColumnType::Timestamp, false;
        subtotal: ColumnType::Money { precision: 10 }, false;
        tax_rate: ColumnType::Decimal, false;
        tax_amount: ColumnType::Money { precision: 10 }, false;
        discount_amount: ColumnType::Money { precision: 10 }, false;
        total: ColumnType::Money { precision: 10 }, false;
        paid_amount: ColumnType::Money { precision: 10 }, false;
        balance_amount: ColumnType::Money { precision: 10 }, false;
        status: ColumnType::Text, false;
        payment_status: ColumnType::Text, false;
        currency: ColumnType::Text, false;
        appointment_id: ColumnType::Text, false;
        sent_at: ColumnType::Timestamp, false;
        viewed_at: ColumnType::Timestamp, false;
        paid_at: ColumnType::Timestamp, false;
        cancelled_at: ColumnType::Timestamp, false;
    }
}

columns! {
    /// Payments of a client; a branch is reached through the invoice.
    payments {
        id: ColumnType::Text, true;
        company_id: ColumnType::Text, true;
        client_id: ColumnType::Text, false;
        invoice_id: ColumnType::Text, false;
        amount: ColumnType::Money { precision: 10 }, false;
        payment_date: ColumnType::Timestamp, false;
        payment_method: ColumnType::Text, false;
        status: ColumnType::Text, false;
        processed_at: ColumnType::Timestamp, false;
    }
}

/// The services of an appointment, which the source writes in three shapes.
///
/// `position` is the place in the list as the source gave it. The table of services is not carried: a name that no shape
/// gives stays null.
const SERVICES: &[RecordField] = &[
    RecordField {
        is_required: true,
        fallback: Some(RecordFallback::Place),
        ..field("position", &["position"], RecordFieldType::Int)
    },
    RecordField {
        is_required: true,
        ..field("serviceId", &["serviceId", "id"], RecordFieldType::Text)
    },
    field("serviceName", &["serviceName", "name"], RecordFieldType::Text),
    field("price", &["price"], RecordFieldType::Decimal),
    field("duration", &["duration"], RecordFieldType::Int),
    RecordField {
        fallback: Some(RecordFallback::Column(appointments::staff_id)),
        ..field("staffId", &["staffId"], RecordFieldType::Text)
    },
];

const fn field(
    name: &'static str,
    spellings: &'static [&'static str],
    kind: RecordFieldType,
) -> RecordField {
    RecordField { name, spellings, kind, is_required: false, fallback: None }
}

/// The catalog of the Clients+ backend.
pub static CLIENTS_PLUS: Catalog =
    Catalog { name: "clients_plus", tables: TABLES, tenants: 0, digest: OnceLock::new() };

static TABLES: &[Table] = &[
    Table { tenant: Some(companies::id), ..Table::new("companies", companies::COLUMNS) },
    Table { tenant: Some(branches::company_id), ..Table::new("branches", branches::COLUMNS) },
    Table { tenant: Some(clients::company_id), ..Table::new("clients", clients::COLUMNS) },
    Table { tenant: Some(staff::company_id), ..Table::new("staff", staff::COLUMNS) },
    Table {
        tenant: Some(appointments::company_id),
        parent: Some(appointments::client_id),
        ..Table::new("appointments", appointments::COLUMNS)
    },
    Table {
        tenant: Some(invoices::company_id),
        parent: Some(invoices::client_id),
        ..Table::new("invoices", invoices::COLUMNS)
    },
    Table {
        tenant: Some(payments::company_id),
        parent: Some(payments::client_id),
        ..Table::new("payments", payments::COLUMNS)
    },
];
