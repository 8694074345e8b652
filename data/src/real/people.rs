//! Tenants, users, clients and advisors of the real snapshot.

use super::mapping::{BUSINESS_SHIFT_MS, Mapping, PRACTICE_COUNT, STAFF_COUNT, STAFF_PER_PRACTICE};
use crate::calendar::{DAY_MS, SPAN_START_MS};
use crate::masking::masked_name;
use crate::random::Purpose;
use crate::rows::{
    Advisor, AdvisorParts, ClientParts, OrganizationParts, UserParts, advisor, advisor_user,
    client, organization, staff_user,
};
use crate::snapshot::{Client, Organization, User};
use crate::vocabulary::names::practice_name;

impl Mapping {
    /// Practices first, then the advisers' agencies.
    pub(super) fn organization(&self, index: u64) -> Organization {
        let mut draw = self.draw(Purpose::Organization, index);
        let is_agency = index >= PRACTICE_COUNT;
        let name = if is_agency {
            format!("Adviser Group {:02}", index - PRACTICE_COUNT + 1)
        } else {
            practice_name(&mut draw, index + 1)
        };
        let parts = OrganizationParts {
            id: self.id(Purpose::Organization, index),
            name,
            number: index,
            is_agency,
            created_ms: SPAN_START_MS + draw.between(0, 60 * DAY_MS),
        };
        organization(&mut draw, parts)
    }

    pub(super) fn staff_user(&self, index: u64) -> User {
        let mut draw = self.draw(Purpose::User, index);
        let parts = UserParts {
            id: self.id(Purpose::User, index),
            organization_id: self.id(Purpose::Organization, index / STAFF_PER_PRACTICE),
            number: index,
            created_ms: SPAN_START_MS + draw.between(60, 90) * DAY_MS,
        };
        staff_user(&mut draw, parts, index.is_multiple_of(STAFF_PER_PRACTICE))
    }

    pub(super) fn adviser_user(&self, position: usize) -> User {
        let index = STAFF_COUNT + position as u64;
        let mut draw = self.draw(Purpose::User, index);
        let parts = UserParts {
            id: self.id(Purpose::User, index),
            organization_id: self.id(Purpose::Organization, self.adviser_tenants[position]),
            number: index,
            created_ms: SPAN_START_MS + draw.between(60, 400) * DAY_MS,
        };
        advisor_user(&mut draw, parts, Some(masked_name(position)))
    }

    pub(super) fn advisor(&self, position: usize) -> Advisor {
        let index = position as u64;
        let mut draw = self.draw(Purpose::AdvisorProfile, index);
        let parts = AdvisorParts {
            id: self.id(Purpose::AdvisorProfile, index),
            user_id: self.adviser_user_id(index),
            template: &self.distributions.advisers[position],
            is_varied: false,
            created_ms: SPAN_START_MS + draw.between(400, 900) * DAY_MS,
        };
        advisor(&mut draw, parts, &self.distributions)
    }

    pub(super) fn client(&self, position: usize) -> Client {
        let index = position as u64;
        let mut draw = self.draw(Purpose::Client, index);
        let parts = ClientParts {
            id: self.id(Purpose::Client, index),
            organization_id: self.id(Purpose::Organization, self.client_tenant(index)),
            number: index + 1,
            business: &self.distributions.businesses[position],
            created_ms: self.sample.businesses[position].approved_ms + BUSINESS_SHIFT_MS,
        };
        client(&mut draw, parts)
    }
}
