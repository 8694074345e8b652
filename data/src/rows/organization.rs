//! Rows of `organizations`.

use super::lifetime::lifetime;
use crate::random::Draw;
use crate::snapshot::{Organization, Text};
use crate::vocabulary::enumerations::{MARKETPLACE_TYPE, SUBSCRIPTION_TIER};

/// What is known of a tenant.
#[derive(Debug)]
pub(crate) struct OrganizationParts {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) number: u64,
    /// A tenant made for advisors alone.
    pub(crate) is_agency: bool,
    pub(crate) created_ms: i64,
}

pub(crate) fn organization(draw: &mut Draw, parts: OrganizationParts) -> Organization {
    let marketplace_type =
        if parts.is_agency { "advisor_agency" } else { draw.weighted(MARKETPLACE_TYPE) };
    let lifetime = lifetime(draw, parts.created_ms);
    // The backend reads this column as percent in one place and as a fraction in another.
    let percent = draw.between_i32(10, 30);
    let commission_rate =
        if draw.chance(1_000) { f64::from(percent) / 100.0 } else { f64::from(percent) };
    Organization {
        id: parts.id,
        name: parts.name,
        subdomain: draw.unless(400, format!("tenant-{}", parts.number)),
        subscription_tier: Text::Borrowed(draw.weighted(SUBSCRIPTION_TIER)),
        is_marketplace_enabled: parts.is_agency || draw.chance(6_500),
        marketplace_type: draw.unless(1_500, Text::Borrowed(marketplace_type)),
        commission_rate: draw.unless(3_000, commission_rate),
        deleted_at: lifetime.deleted_at,
        created_at: lifetime.created_at,
        updated_at: lifetime.updated_at,
    }
}
