//! Generated rows of tenants, users, clients and advisors.

use super::world::{Dirt, World, created_since, dirt};
use crate::calendar::DAY_MS;
use crate::embedding::{MODEL, VectorMaker};
use crate::random::Purpose;
use crate::rows::{
    Advisor, AdvisorParts, ClientParts, OrganizationParts, UserParts, advisor, advisor_user,
    client, organization, staff_user, text_digest,
};
use crate::snapshot::{AdvisorProfile, Client, Embedding, Organization, User};
use crate::vocabulary::names::practice_name;

/// Advisors without an embedding, per ten thousand.
const NO_EMBEDDING_PER_TEN_THOUSAND: u64 = 300;

impl World {
    pub(super) fn organization(&self, index: u64) -> Organization {
        let (created_ms, mut draw) = self.tenant_core(index);
        let parts = OrganizationParts {
            id: self.id(Purpose::Organization, index),
            name: practice_name(&mut draw, index),
            number: index,
            is_agency: false,
            created_ms,
        };
        organization(&mut draw, parts)
    }

    pub(super) fn user(&self, index: u64) -> User {
        let mut draw = self.streams.draw(Purpose::User, index);
        let advisor = index.checked_sub(self.scale.staff_count);
        let (tenant, is_owner) = match advisor {
            Some(advisor) => (self.advisor_tenant(advisor), false),
            None => self.staff_tenant(index),
        };
        let (tenant_created_ms, _) = self.tenant_core(tenant);
        let parts = UserParts {
            id: self.id(Purpose::User, index),
            organization_id: self.id(Purpose::Organization, tenant),
            number: index,
            created_ms: tenant_created_ms + draw.between(0, 60 * DAY_MS),
        };
        if advisor.is_some() {
            advisor_user(&mut draw, parts, None)
        } else {
            staff_user(&mut draw, parts, is_owner)
        }
    }

    pub(super) fn client(&self, index: u64) -> Client {
        let mut core = self.client_core(index);
        let businesses = &self.distributions.businesses;
        let business = core.draw.pick(businesses).expect("the distributions hold businesses");
        let parts = ClientParts {
            id: self.id(Purpose::Client, index),
            organization_id: self.id(Purpose::Organization, core.tenant),
            number: index,
            business,
            created_ms: core.created_ms,
        };
        let mut row = client(&mut core.draw, parts);
        // Hardly any business of the sample lacks a legal form; a form filled in by hand does.
        row.business_type = row.business_type.and_then(|kind| core.draw.unless(100, kind));
        row
    }

    pub(super) fn advisor_profile(&self, index: u64) -> AdvisorProfile {
        self.advisor(index).profile
    }

    /// The embedding of an advisor, when there is one.
    pub(super) fn embedding(&self, index: u64, maker: &mut VectorMaker) -> Option<Embedding> {
        let mut draw = self.streams.draw(Purpose::AdvisorEmbedding, index);
        if draw.chance(NO_EMBEDDING_PER_TEN_THOUSAND) {
            return None;
        }
        let advisor = self.advisor(index);
        Some(Embedding {
            vector: maker.vector(&mut draw, &advisor.industries, &advisor.services),
            model: MODEL.to_owned(),
            text_digest: text_digest(&advisor.profile),
            advisor_id: advisor.profile.id,
        })
    }

    fn advisor(&self, index: u64) -> Advisor {
        let mut draw = self.streams.draw(Purpose::AdvisorProfile, index);
        let dirt = match dirt(&mut draw) {
            // A profile has no tenant column that could be wrong.
            Dirt::None | Dirt::OtherTenant => Dirt::None,
            Dirt::MissingParent => Dirt::MissingParent,
        };
        let template =
            draw.pick(&self.distributions.advisers).expect("the distributions hold advisers");
        let (tenant_created_ms, _) = self.tenant_core(self.advisor_tenant(index));
        let parts = AdvisorParts {
            id: self.id(Purpose::AdvisorProfile, index),
            user_id: self.parent_id(dirt, Purpose::User, self.advisor_user(index)),
            template,
            is_varied: true,
            created_ms: created_since(&mut draw, tenant_created_ms + 60 * DAY_MS),
        };
        advisor(&mut draw, parts, &self.distributions)
    }
}
