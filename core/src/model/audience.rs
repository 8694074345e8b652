//! Who reads: staff, or a client's portal user with the flags of its access row.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::error::{Error, Result};
use crate::moment::Moment;

/// Who an answer is for. Every read that a client's portal may call takes one.
///
/// ```
/// use advisor_engine::{Audience, PortalAccess};
/// let portal = Audience::Portal(PortalAccess::for_client("c1"));
/// assert_ne!(portal, Audience::Staff);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Audience {
    /// A member of the tenant's staff: sees everything of the tenant.
    Staff,
    /// A portal user of one client.
    Portal(PortalAccess),
}

/// The part of a portal access row that decides what its user sees.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PortalAccess {
    /// The only client that this access opens.
    pub client_id: String,
    /// Whether the row is active; an inactive one opens nothing.
    pub is_active: bool,
    /// From this instant on the access opens nothing.
    // Left out where there is none, so that an answer's audience has the shape of a request's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
    /// Whether amounts and invoices are shown.
    pub can_view_financials: bool,
    /// The access levels of the documents that are shown; confidential ones never are.
    pub document_access_levels: Vec<DocumentAccessLevel>,
}

impl PortalAccess {
    /// Active, without expiry, with amounts, and with public and client documents.
    pub fn for_client(client_id: impl Into<String>) -> Self {
        Self {
            client_id: client_id.into(),
            is_active: true,
            expires_at: None,
            can_view_financials: true,
            document_access_levels: vec![DocumentAccessLevel::Public, DocumentAccessLevel::Client],
        }
    }
}

/// The access level of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DocumentAccessLevel {
    /// Everyone.
    Public,
    /// The tenant's own people.
    Organization,
    /// The client's people.
    Client,
    /// Named people.
    Restricted,
}

/// Documents of one class are visible to the same audiences.
///
/// A confidential document and one of an unknown level form a class that only staff sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DocumentClass(pub(crate) u8);

pub(crate) const DOCUMENT_CLASS_COUNT: usize = 5;

impl DocumentClass {
    pub(crate) const ALL: [Self; DOCUMENT_CLASS_COUNT] =
        [Self(0), Self(1), Self(2), Self(3), Self(4)];

    /// The class that the low three bits of a document mark hold.
    pub(crate) fn of_mark(mark: i64) -> Self {
        Self(mark.to_le_bytes()[0] & 7)
    }

    pub(crate) fn of(access_level: &str, is_confidential: bool) -> Self {
        let class = match access_level {
            _ if is_confidential => 4,
            "public" => 0,
            "organization" => 1,
            "client" => 2,
            "restricted" => 3,
            _ => 4,
        };
        Self(class)
    }
}

/// The document classes that an audience sees, as a bit set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct VisibleClasses(u8);

impl VisibleClasses {
    pub(crate) fn holds(self, class: DocumentClass) -> bool {
        self.0 & (1 << class.0) != 0
    }

    pub(crate) fn is_all(self) -> bool {
        self.0 == (1 << DOCUMENT_CLASS_COUNT) - 1
    }
}

/// What an audience sees of one client.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View {
    pub(crate) documents: VisibleClasses,
    pub(crate) shows_financials: bool,
}

impl Audience {
    /// What this audience sees of a client at the instant of a call.
    ///
    /// # Errors
    /// `NotFound` where a portal access is of another client, inactive or expired.
    pub(crate) fn view(&self, client_id: &str, moment: &Moment) -> Result<View> {
        match self {
            Self::Staff => Ok(View {
                documents: VisibleClasses((1 << DOCUMENT_CLASS_COUNT) - 1),
                shows_financials: true,
            }),
            Self::Portal(access) => {
                let is_expired = access
                    .expires_at
                    .is_some_and(|expiry| moment.has_reached(expiry.as_millisecond()));
                let is_open = access.is_active && !is_expired;
                if access.client_id != client_id || !is_open {
                    return Err(Error::not_found(format!(
                        "no client `{client_id}` for this portal access"
                    )));
                }
                let mut classes = 0;
                for level in &access.document_access_levels {
                    classes |= match level {
                        DocumentAccessLevel::Public => 1,
                        DocumentAccessLevel::Organization => 2,
                        DocumentAccessLevel::Client => 4,
                        DocumentAccessLevel::Restricted => 8,
                    };
                }
                Ok(View {
                    documents: VisibleClasses(classes),
                    shows_financials: access.can_view_financials,
                })
            }
        }
    }
}
