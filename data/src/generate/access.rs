//! Generated rows of portal access: who of a tenant's client users sees which client.

use super::world::{Dirt, World, created_since, dirt};
use crate::calendar::{DAY_MS, SPAN_END_MS};
use crate::random::Purpose;
use crate::rows::{lifetime, texts};
use crate::snapshot::{ClientPortalAccess, Instant, Text};
use crate::vocabulary::operations::{
    ADDRESS_RANGE, CLIENT_ROLE, FAVORITE_REPORT, MFA_METHOD, PORTAL_ACCESS_LEVEL,
};

/// Every other client with access has a second user: three rows for two clients.
const ROWS_OF_TWO_CLIENTS: u64 = 3;

/// Users looked at for one who is a client user: about one in nine is.
const LONGEST_WALK: usize = 40;

/// Custom permissions of an access row: JSON, mostly empty.
const CUSTOM_PERMISSIONS: &[&str] = &[
    "{}",
    "{}",
    "{}",
    r#"{"canViewTaxDocuments":true}"#,
    r#"{"canCommentOnDocuments":true,"canViewForecasts":false}"#,
];

impl World {
    pub(super) fn portal_access(&self, index: u64) -> ClientPortalAccess {
        let mut draw = self.streams.draw(Purpose::PortalAccess, index);
        let (client, ordinal) = self.portal_client(index);
        let core = self.client_core(client);
        let dirt = dirt(&mut draw);
        let user = match dirt {
            // Rows without a tenant column are wrong by their user's tenant.
            Dirt::OtherTenant => self.advisor_user(draw.below(self.scale.advisor_count)),
            Dirt::None | Dirt::MissingParent => self.portal_user(client, core.tenant, ordinal),
        };
        let created_ms = created_since(&mut draw, core.created_ms);
        let accepted_ms = created_ms + draw.between(0, 7 * DAY_MS);
        let latest_ms = SPAN_END_MS.max(accepted_ms);
        let is_accepted = draw.chance(8_800) && accepted_ms <= SPAN_END_MS;
        let accessed_ms = is_accepted.then(|| draw.between(accepted_ms, latest_ms));
        // A quarter of access ends by itself, half of that already has.
        let expires_ms = if draw.chance(5_000) {
            draw.between(created_ms, latest_ms)
        } else {
            latest_ms + draw.between(DAY_MS, 365 * DAY_MS)
        };
        let mfa_method = draw.chance(3_500).then(|| draw.weighted(MFA_METHOD));
        let favorites = texts(&draw.some_of(FAVORITE_REPORT, 2_500));
        let addresses = texts(&draw.some_of(ADDRESS_RANGE, 400));
        let invited_by = self.member_id(&mut draw, core.tenant, 0);
        let lifetime = lifetime(&mut draw, created_ms);
        ClientPortalAccess {
            id: self.id(Purpose::PortalAccess, index),
            user_id: self.id(Purpose::User, user),
            client_id: self.parent_id(dirt, Purpose::Client, client),
            access_level: Text::Borrowed(draw.weighted(PORTAL_ACCESS_LEVEL)),
            permissions: draw.word(CUSTOM_PERMISSIONS).to_owned(),
            can_view_financials: draw.chance(8_500),
            can_upload_documents: draw.chance(9_000),
            can_message_advisor: draw.chance(9_500),
            can_approve_invoices: draw.chance(2_500),
            can_manage_team: draw.chance(1_200),
            can_export_data: draw.chance(3_000),
            last_accessed_at: accessed_ms.map(Instant),
            access_count: if accessed_ms.is_some() { draw.between_i32(1, 400) } else { 0 },
            ip_whitelist: draw.unless(2_000, addresses),
            favorite_reports: draw.unless(2_000, favorites),
            mfa_enabled: mfa_method.is_some(),
            mfa_method: mfa_method.map(Text::Borrowed),
            session_timeout: if draw.chance(1_500) { 60 } else { 30 },
            invited_by: draw.unless(1_500, invited_by),
            invited_at: draw.unless(1_500, Instant(created_ms)),
            accepted_at: is_accepted.then_some(Instant(accepted_ms)),
            onboarding_completed: is_accepted && draw.chance(8_000),
            is_active: draw.chance(9_200),
            expires_at: draw.unless(7_500, Instant(expires_ms)),
            deleted_at: lifetime.deleted_at,
            created_at: lifetime.created_at,
            updated_at: lifetime.updated_at,
        }
    }

    /// The client of an access row, and which of the client's rows it is.
    fn portal_client(&self, index: u64) -> (u64, usize) {
        let place = index % ROWS_OF_TWO_CLIENTS;
        let number = index / ROWS_OF_TWO_CLIENTS * 2 + place / 2;
        let client_count =
            (self.scale.portal_access_count * 2).div_ceil(ROWS_OF_TWO_CLIENTS).max(1);
        (number * self.scale.client_count / client_count, usize::from(place == 1))
    }

    /// A user of the client's tenant, another one for each ordinal: those who are client users
    /// first, then staff. A tenant of too few borrows from the whole platform.
    pub(super) fn portal_user(&self, client: u64, tenant: u64, ordinal: usize) -> u64 {
        let own = self.staff.members(tenant);
        let has_enough = own.end - own.start > ordinal as u64;
        let staff = if has_enough { own.clone() } else { 0..self.scale.staff_count };
        let count = staff.end - staff.start;
        let start = self.streams.draw(Purpose::PortalUser, client).below(count);
        let around = (0..count).map(|step| staff.start + (start + step) % count);
        let is_client = |user: &u64| CLIENT_ROLE.contains(&self.user(*user).role.as_ref());
        let is_other = |user: &u64| !is_client(user);
        // Where client users are rare, the walk ends before it has gone round a large tenant.
        // Whom a tenant borrows must not be its own: that one may have access already.
        let near = around.filter(|user| has_enough || !own.contains(user)).take(LONGEST_WALK);
        let found = near.clone().filter(is_client).chain(near.filter(is_other)).nth(ordinal);
        found.unwrap_or(staff.start)
    }
}
