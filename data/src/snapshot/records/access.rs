//! Who may do what: portal access of client users, team members and permissions.

use arrow::array::{ArrayBuilder, ArrayRef};
use arrow::datatypes::Field;

use super::Rate;
use crate::snapshot::cell::{Cell, Instant, Text};
use crate::snapshot::layout::Layout;
use crate::snapshot::record::{Record, record, snake_case_name};

record! {
    /// A client user's access to one client; the tenant is reached through the client.
    ClientPortalAccess, ClientPortalAccessColumns, "client_portal_access" {
        id: String,
        user_id: String,
        client_id: String,
        access_level: Text,
        permissions: String,
        can_view_financials: bool,
        can_upload_documents: bool,
        can_message_advisor: bool,
        can_approve_invoices: bool,
        can_manage_team: bool,
        can_export_data: bool,
        last_accessed_at: Option<Instant>,
        access_count: i32,
        ip_whitelist: Option<Vec<Text>>,
        favorite_reports: Option<Vec<Text>>,
        mfa_enabled: bool,
        mfa_method: Option<Text>,
        session_timeout: i32,
        invited_by: Option<String>,
        invited_at: Option<Instant>,
        accepted_at: Option<Instant>,
        onboarding_completed: bool,
        is_active: bool,
        expires_at: Option<Instant>,
        deleted_at: Option<Instant>,
        created_at: Instant,
        updated_at: Instant,
    }
}

record! {
    /// A user's place in the practice; its role is of another set than the user's.
    TeamMember, TeamMemberColumns, "team_members" {
        id: String,
        user_id: String,
        organization_id: String,
        role: Text,
        department: Option<Text>,
        title: Option<Text>,
        specializations: Option<Vec<Text>>,
        hourly_rate: Option<Rate>,
        is_active: bool,
        hire_date: Option<Instant>,
        termination_date: Option<Instant>,
        deleted_at: Option<Instant>,
        created_at: Instant,
        updated_at: Instant,
    }
}

record! {
    /// Something that may be allowed.
    Permission, PermissionColumns, "permissions" {
        id: String,
        name: String,
        category: Text,
        action: Text,
        resource: Text,
        is_system_level: bool,
    }
}

record! {
    /// A permission given to one member, or taken from it.
    TeamMemberPermission, TeamMemberPermissionColumns, "team_member_permissions" {
        id: String,
        team_member_id: String,
        permission_id: String,
        granted: bool,
        granted_by: Option<String>,
        granted_at: Option<Instant>,
        revoked_by: Option<String>,
        revoked_at: Option<Instant>,
    }
}

record! {
    /// A permission that a role has.
    RolePermission, RolePermissionColumns, "role_permissions" {
        id: String,
        role: Text,
        permission_id: String,
        granted: bool,
        conditions: Option<String>,
        granted_by: Option<String>,
    }
}
