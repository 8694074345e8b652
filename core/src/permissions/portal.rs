//! What a person may see and do in the portal of a client.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::address::{names, read_address};
use crate::clock::Timestamp;
use crate::error::Result;
use crate::model::advisoros::{CLIENT_PORTAL_ACCESS, USERS, client_portal_access as column, users};
use crate::model::audience::{Audience, DocumentAccessLevel, PortalAccess};
use crate::model::row::RowRef;
use crate::practice::Practice;

/// Asks whether a person may enter the portal of a client now.
///
/// ```
/// use advisor_engine::GetPortalAccess;
/// let request: GetPortalAccess =
///     serde_json::from_str(r#"{"userId": "u1", "clientId": "c1", "ipAddress": "203.0.113.7"}"#).expect("valid JSON");
/// assert_eq!(request.ip_address.as_deref(), Some("203.0.113.7"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GetPortalAccess {
    /// The person.
    pub user_id: String,
    /// The client.
    pub client_id: String,
    /// Where the person calls from, IPv4 or IPv6; an access with a list of addresses opens nothing without.
    #[serde(default)]
    pub ip_address: Option<String>,
}

/// Why a person may enter a portal, or may not.
///
/// ```
/// use advisor_engine::PortalReason;
/// let json = serde_json::to_string(&PortalReason::AddressNotAllowed);
/// assert_eq!(json.ok().as_deref(), Some("\"address_not_allowed\""));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PortalReason {
    /// Nothing stands against it.
    Ok,
    /// The person has no access to this client, or is not there or deleted.
    #[default]
    NoAccess,
    /// The access, or the person's account, is not active.
    Inactive,
    /// The access has come to its end.
    Expired,
    /// The address is not among those that the access is limited to, or was not given.
    AddressNotAllowed,
}

/// Whether a person may enter the portal of a client at the time of the call, and what they may do there.
///
/// Where entry is refused, every flag is false and nothing is permitted.
///
/// ```
/// use advisor_engine::{PortalDecision, PortalReason};
/// let refused = PortalDecision::default();
/// assert!(!refused.is_allowed && refused.reason == PortalReason::NoAccess && refused.audience.is_none());
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the source's own")]
pub struct PortalDecision {
    /// Whether the person may enter.
    pub is_allowed: bool,
    /// Why; of several reasons against it, the first in the order of their list.
    pub reason: PortalReason,
    /// `view`, `edit`, `admin` or `owner`; other values are the source's.
    pub access_level: Option<String>,
    /// Whether amounts and invoices are shown.
    pub can_view_financials: bool,
    /// Whether documents may be sent.
    pub can_upload_documents: bool,
    /// Whether the advisor may be written to.
    pub can_message_advisor: bool,
    /// Whether invoices may be approved.
    pub can_approve_invoices: bool,
    /// Whether other people's accesses may be managed.
    pub can_manage_team: bool,
    /// Whether data may be taken out.
    pub can_export_data: bool,
    /// What the tenant permits besides, as JSON text.
    pub permissions: Option<String>,
    /// From when on the access opens nothing.
    pub expires_at: Option<Timestamp>,
    /// Whether a second factor is asked for.
    pub mfa_enabled: bool,
    /// Minutes after which a session without activity ends.
    pub session_timeout_minutes: Option<i64>,
    /// What reads take as their audience; none where entry is refused.
    pub audience: Option<Audience>,
}

/// Decides whether a person may enter a portal.
pub(crate) fn portal_access(
    practice: Practice<'_>,
    request: &GetPortalAccess,
) -> Result<PortalDecision> {
    let GetPortalAccess { user_id, client_id, ip_address } = request;
    let address = ip_address.as_deref().map(|text| read_address("ip_address", text)).transpose()?;
    practice.client(client_id)?;
    let user = practice.table(USERS).find(user_id).map(|(_, user)| user);
    let user = user.filter(|user| user.is_null(users::deleted_at));
    let rows = practice.table(CLIENT_PORTAL_ACCESS).children(client_id).map(|(_, row)| row);
    let is_of_user =
        |row: &RowRef<'_>| row.is_null(column::deleted_at) && row.text(column::user_id) == user_id;
    // A sound source has one row of a pair; of several, the first by id decides.
    let access = rows.filter(is_of_user).min_by_key(|row| row.text(column::id));
    let (Some(user), Some(row)) = (user, access) else { return Ok(PortalDecision::default()) };
    let expires_at = row.int(column::expires_at).map(Timestamp::from_stored);
    let mut permitted = row.list(column::ip_whitelist).peekable();
    let is_limited = permitted.peek().is_some();
    let is_permitted = address.is_some_and(|address| permitted.any(|entry| names(entry, address)));
    let reason = if !row.flag(column::is_active) || !user.flag(users::is_active) {
        PortalReason::Inactive
    } else if expires_at.is_some_and(|expiry| practice.moment.has_reached(expiry.as_millisecond()))
    {
        PortalReason::Expired
    } else if is_limited && !is_permitted {
        PortalReason::AddressNotAllowed
    } else {
        PortalReason::Ok
    };
    let is_allowed = reason == PortalReason::Ok;
    let flag = |column| is_allowed && row.flag(column);
    Ok(PortalDecision {
        is_allowed,
        reason,
        access_level: Some(row.text(column::access_level).to_owned()),
        can_view_financials: flag(column::can_view_financials),
        can_upload_documents: flag(column::can_upload_documents),
        can_message_advisor: flag(column::can_message_advisor),
        can_approve_invoices: flag(column::can_approve_invoices),
        can_manage_team: flag(column::can_manage_team),
        can_export_data: flag(column::can_export_data),
        permissions: row.text_opt(column::permissions).filter(|_| is_allowed).map(str::to_owned),
        expires_at,
        mfa_enabled: row.flag(column::mfa_enabled),
        session_timeout_minutes: row.int(column::session_timeout),
        audience: is_allowed.then(|| {
            Audience::Portal(PortalAccess {
                client_id: client_id.clone(),
                is_active: true,
                expires_at,
                can_view_financials: row.flag(column::can_view_financials),
                document_access_levels: document_levels(row.text(column::access_level)),
            })
        }),
    })
}

/// The documents that an access level opens.
///
/// Documents of the level `organization` are for the tenant's own people and restricted ones for named people: no
/// portal is shown either, whatever a person may do in it. A level that is not known opens what is public.
fn document_levels(access_level: &str) -> Vec<DocumentAccessLevel> {
    match access_level {
        "view" | "edit" | "admin" | "owner" => {
            vec![DocumentAccessLevel::Public, DocumentAccessLevel::Client]
        }
        _ => vec![DocumentAccessLevel::Public],
    }
}
