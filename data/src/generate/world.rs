//! The generated world: ids, tenants and instants as pure functions of a row's index.

use anyhow::Result;

use super::scale::Scale;

use crate::calendar::{DAY_MS, SPAN_END_MS, SPAN_START_MS};
use crate::distributions::{CaseTemplate, Distributions};
use crate::identifiers::{id, missing_id};
use crate::random::{Draw, Purpose, Streams};
use crate::sample::Sample;
use crate::shares::{Order, Shares};

/// Deliberately wrong rows of each of two kinds, per ten thousand: 0.1 % together.
const DIRTY_PER_TEN_THOUSAND: u64 = 5;

/// Rows made after the snapshot's end, per ten thousand: clocks differ.
const LATE_PER_TEN_THOUSAND: u64 = 10;

/// What is deliberately wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dirt {
    /// Nothing.
    None,
    /// It names another tenant than its parent.
    OtherTenant,
    /// It names a parent that does not exist.
    MissingParent,
}

/// A client as its children need it.
#[derive(Debug)]
pub(super) struct ClientCore {
    pub(super) tenant: u64,
    pub(super) created_ms: i64,
    /// The client's own draws, behind those made for the core.
    pub(super) draw: Draw,
}

/// An engagement as its children need it.
#[derive(Debug)]
pub(super) struct EngagementCore<'a> {
    pub(super) client: u64,
    pub(super) tenant: u64,
    pub(super) created_ms: i64,
    pub(super) start_ms: i64,
    pub(super) case: &'a CaseTemplate,
    /// The engagement's own draws, behind those made for the core.
    pub(super) draw: Draw,
}

/// What a document or an invoice belongs to, as its children need it.
#[derive(Debug)]
pub(super) struct Origin {
    pub(super) engagement: Option<u64>,
    pub(super) client: u64,
    pub(super) tenant: u64,
    /// When what it belongs to was made.
    pub(super) since_ms: i64,
    /// The row's own draws, behind those made for the origin.
    pub(super) draw: Draw,
}

/// Everything that rows are functions of.
#[derive(Debug)]
pub(super) struct World {
    pub(super) streams: Streams,
    pub(super) scale: Scale,
    pub(super) distributions: Distributions,
    pub(super) staff: Shares,
    advisors: Shares,
    clients: Shares,
    advisor_order: Order,
    client_order: Order,
}

impl World {
    pub(super) fn new(sample: &Sample, scale: &Scale, seed: u64) -> Result<Self> {
        Ok(Self {
            streams: Streams::new(seed),
            distributions: Distributions::new(sample)?,
            staff: Shares::zipf(scale.staff_count, scale.tenant_count),
            advisors: Shares::zipf(scale.advisor_count, scale.tenant_count),
            clients: Shares::zipf(scale.client_count, scale.tenant_count),
            advisor_order: Order::new(scale.advisor_count),
            client_order: Order::new(scale.client_count),
            scale: scale.clone(),
        })
    }

    pub(super) fn id(&self, purpose: Purpose, index: u64) -> String {
        id(&self.streams, purpose, index)
    }

    /// The tenant of a member of staff, and whether it is the tenant's first.
    pub(super) fn staff_tenant(&self, staff: u64) -> (u64, bool) {
        let tenant = self.staff.group_of(staff);
        (tenant, self.staff.members(tenant).start == staff)
    }

    pub(super) fn advisor_tenant(&self, advisor: u64) -> u64 {
        self.advisors.group_of(self.advisor_order.forward(advisor))
    }

    /// The user row of an advisor: advisors follow the staff.
    pub(super) fn advisor_user(&self, advisor: u64) -> u64 {
        self.scale.staff_count + advisor
    }

    /// The user row of someone who works for the tenant: staff, or an advisor with a chance of
    /// `advisor_per_ten_thousand`.
    ///
    /// A tenant too small for either borrows the first user of the whole platform.
    pub(super) fn member_id(
        &self,
        draw: &mut Draw,
        tenant: u64,
        advisor_per_ten_thousand: u64,
    ) -> String {
        let advisors = self.advisors.members(tenant);
        let staff = self.staff.members(tenant);
        let wants_advisor = draw.chance(advisor_per_ten_thousand) || staff.is_empty();
        let user = if wants_advisor && !advisors.is_empty() {
            let place = advisors.start + draw.below(advisors.end - advisors.start);
            self.advisor_user(self.advisor_order.backward(place))
        } else {
            staff.start + draw.below(staff.end - staff.start)
        };
        self.id(Purpose::User, user.min(self.scale.user_count() - 1))
    }

    /// A tenant's instant and the draws behind it.
    pub(super) fn tenant_core(&self, tenant: u64) -> (i64, Draw) {
        let mut draw = self.streams.draw(Purpose::Organization, tenant);
        let created_ms = SPAN_START_MS + draw.between(0, 180 * DAY_MS);
        (created_ms, draw)
    }

    pub(super) fn client_core(&self, client: u64) -> ClientCore {
        let tenant = self.clients.group_of(self.client_order.forward(client));
        let (tenant_created_ms, _) = self.tenant_core(tenant);
        let mut draw = self.streams.draw(Purpose::Client, client);
        // The earlier of two draws: practices grow fast at first, and the children of clients
        // then spread over the years.
        let one_ms = created_since(&mut draw, tenant_created_ms);
        let other_ms = created_since(&mut draw, tenant_created_ms);
        ClientCore { tenant, created_ms: one_ms.min(other_ms), draw }
    }

    /// A client with a chance that falls with its index: some have far more rows than others.
    pub(super) fn pick_client(&self, draw: &mut Draw) -> u64 {
        let one = draw.below(self.scale.client_count);
        one.min(draw.below(self.scale.client_count))
    }

    pub(super) fn engagement_core(&self, engagement: u64) -> EngagementCore<'_> {
        let mut draw = self.streams.draw(Purpose::Engagement, engagement);
        let client = self.pick_client(&mut draw);
        let core = self.client_core(client);
        let created_ms = created_since(&mut draw, core.created_ms);
        let start_ms = created_ms + draw.between(0, 21) * DAY_MS;
        let case = draw.pick(&self.distributions.cases).expect("the distributions hold cases");
        EngagementCore { client, tenant: core.tenant, created_ms, start_ms, case, draw }
    }

    pub(super) fn document_origin(&self, document: u64) -> Origin {
        let mut draw = self.streams.draw(Purpose::Document, document);
        let client = self.pick_client(&mut draw);
        let core = self.client_core(client);
        Origin { engagement: None, client, tenant: core.tenant, since_ms: core.created_ms, draw }
    }

    pub(super) fn invoice_origin(&self, invoice: u64) -> Origin {
        let mut draw = self.streams.draw(Purpose::Invoice, invoice);
        let engagement = draw.unless(3_000, ()).map(|()| draw.below(self.scale.engagement_count));
        if let Some(engagement) = engagement {
            let EngagementCore { client, tenant, created_ms, .. } =
                self.engagement_core(engagement);
            Origin { engagement: Some(engagement), client, tenant, since_ms: created_ms, draw }
        } else {
            let client = self.pick_client(&mut draw);
            let core = self.client_core(client);
            Origin { engagement, client, tenant: core.tenant, since_ms: core.created_ms, draw }
        }
    }

    /// An advisor with a chance that falls with its index.
    pub(super) fn pick_advisor(&self, draw: &mut Draw) -> u64 {
        let one = draw.below(self.scale.advisor_count);
        one.min(draw.below(self.scale.advisor_count))
    }

    /// The tenant column of a row whose parent belongs to `tenant`.
    pub(super) fn tenant_id(&self, dirt: Dirt, tenant: u64) -> String {
        let shift = u64::from(dirt == Dirt::OtherTenant);
        self.id(Purpose::Organization, (tenant + shift) % self.scale.tenant_count)
    }

    /// The parent column of a row.
    pub(super) fn parent_id(&self, dirt: Dirt, purpose: Purpose, index: u64) -> String {
        match dirt {
            Dirt::MissingParent => missing_id(&self.streams, purpose, index),
            Dirt::None | Dirt::OtherTenant => self.id(purpose, index),
        }
    }
}

/// An instant between `from_ms` and the snapshot's end, or a few days later for a few rows.
pub(super) fn created_since(draw: &mut Draw, from_ms: i64) -> i64 {
    let created_ms = draw.between(from_ms, SPAN_END_MS.max(from_ms));
    if draw.chance(LATE_PER_TEN_THOUSAND) {
        SPAN_END_MS.max(from_ms) + draw.between(1, 20 * DAY_MS)
    } else {
        created_ms
    }
}

/// Decides what is wrong with a row.
pub(super) fn dirt(draw: &mut Draw) -> Dirt {
    match draw.below(10_000) {
        roll if roll < DIRTY_PER_TEN_THOUSAND => Dirt::OtherTenant,
        roll if roll < 2 * DIRTY_PER_TEN_THOUSAND => Dirt::MissingParent,
        _ => Dirt::None,
    }
}
