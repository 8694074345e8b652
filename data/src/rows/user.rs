//! Rows of `users`: staff of a tenant, and advisors.

use super::lifetime::lifetime;
use crate::random::Draw;
use crate::snapshot::{Text, User};
use crate::vocabulary::enumerations::{ADVISOR_ROLE, ADVISOR_TYPE, STAFF_ROLE};
use crate::vocabulary::names::person_name;

/// What is known of a person.
#[derive(Debug)]
pub(crate) struct UserParts {
    pub(crate) id: String,
    pub(crate) organization_id: String,
    pub(crate) number: u64,
    pub(crate) created_ms: i64,
}

/// A member of a tenant's staff; the first is its owner.
pub(crate) fn staff_user(draw: &mut Draw, parts: UserParts, is_owner: bool) -> User {
    let role = if is_owner { "owner" } else { draw.weighted(STAFF_ROLE) };
    let name = person_name(draw);
    user(draw, parts, name, role, None, false)
}

/// An advisor; `name` stands for a masked firm, and a person's name is generated without it.
pub(crate) fn advisor_user(draw: &mut Draw, parts: UserParts, name: Option<String>) -> User {
    let role = draw.weighted(ADVISOR_ROLE);
    let kind = draw.weighted(ADVISOR_TYPE);
    let advisor_type = draw.unless(800, Text::Borrowed(kind));
    let name = name.unwrap_or_else(|| person_name(draw));
    user(draw, parts, name, role, advisor_type, true)
}

fn user(
    draw: &mut Draw,
    parts: UserParts,
    name: String,
    role: &'static str,
    advisor_type: Option<Text>,
    is_advisor: bool,
) -> User {
    let lifetime = lifetime(draw, parts.created_ms);
    User {
        id: parts.id,
        organization_id: parts.organization_id,
        email: format!("user{}@practice.example", parts.number),
        name,
        role: Text::Borrowed(role),
        advisor_type,
        is_advisor,
        is_active: !draw.chance(500),
        deleted_at: lifetime.deleted_at,
        created_at: lifetime.created_at,
        updated_at: lifetime.updated_at,
    }
}
