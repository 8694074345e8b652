//! Who may do what: the client portal, teams and permissions.

use crate::model::columns::columns;

columns! {
    /// What a person may see and do in the portal of one client; its tenant is the client's.
    client_portal_access {
        id: ColumnType::Text, true;
        user_id: ColumnType::Text, true;
        client_id: ColumnType::Text, true;
        access_level: ColumnType::Text, true;
        permissions: ColumnType::Json, true;
        can_view_financials: ColumnType::Bool, true;
        can_upload_documents: ColumnType::Bool, true;
        can_message_advisor: ColumnType::Bool, true;
        can_approve_invoices: ColumnType::Bool, true;
        can_manage_team: ColumnType::Bool, true;
        can_export_data: ColumnType::Bool, true;
        last_accessed_at: ColumnType::Timestamp, false;
        access_count: ColumnType::Int, true;
        ip_whitelist: ColumnType::TextList, false;
        favorite_reports: ColumnType::TextList, false;
        mfa_enabled: ColumnType::Bool, true;
        mfa_method: ColumnType::Text, false;
        session_timeout: ColumnType::Int, true;
        invited_by: ColumnType::Text, false;
        invited_at: ColumnType::Timestamp, false;
        accepted_at: ColumnType::Timestamp, false;
        onboarding_completed: ColumnType::Bool, true;
        is_active: ColumnType::Bool, true;
        expires_at: ColumnType::Timestamp, false;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, true;
        updated_at: ColumnType::Timestamp, true;
    }
}

columns! {
    /// What a person is in the team of a tenant: one row per user.
    team_members {
        id: ColumnType::Text, true;
        user_id: ColumnType::Text, true;
        organization_id: ColumnType::Text, true;
        role: ColumnType::Text, true;
        department: ColumnType::Text, false;
        title: ColumnType::Text, false;
        specializations: ColumnType::TextList, false;
        hourly_rate: ColumnType::Money { precision: 8 }, false;
        is_active: ColumnType::Bool, true;
        hire_date: ColumnType::Timestamp, false;
        termination_date: ColumnType::Timestamp, false;
        deleted_at: ColumnType::Timestamp, false;
        created_at: ColumnType::Timestamp, false;
        updated_at: ColumnType::Timestamp, false;
    }
}

columns! {
    /// What may be permitted, the same for every tenant.
    permissions {
        id: ColumnType::Text, true;
        name: ColumnType::Text, true;
        category: ColumnType::Text, true;
        action: ColumnType::Text, true;
        resource: ColumnType::Text, true;
        is_system_level: ColumnType::Bool, true;
    }
}

columns! {
    /// What is granted to, or taken from, one team member.
    team_member_permissions {
        id: ColumnType::Text, true;
        team_member_id: ColumnType::Text, true;
        permission_id: ColumnType::Text, true;
        granted: ColumnType::Bool, true;
        granted_by: ColumnType::Text, false;
        granted_at: ColumnType::Timestamp, false;
        revoked_by: ColumnType::Text, false;
        revoked_at: ColumnType::Timestamp, false;
    }
}

columns! {
    /// What is granted to a role, where an installation keeps that in a table.
    role_permissions {
        id: ColumnType::Text, true;
        role: ColumnType::Text, true;
        permission_id: ColumnType::Text, true;
        granted: ColumnType::Bool, true;
        conditions: ColumnType::Json, false;
        granted_by: ColumnType::Text, false;
    }
}
