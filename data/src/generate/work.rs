//! Generated rows of engagements, tasks, documents and invoices.

use super::world::{EngagementCore, Origin, World, created_since, dirt};
use crate::calendar::{DAY_MS, SPAN_END_MS};
use crate::random::{Draw, Purpose};
use crate::rows::{
    DocumentParts, EngagementOutcome, EngagementParts, InvoiceParts, TaskParts, document,
    engagement, invoice, task,
};
use crate::snapshot::{Document, Engagement, Invoice, Task};

/// Tasks that belong to no engagement, per ten thousand.
const NO_ENGAGEMENT_PER_TEN_THOUSAND: u64 = 300;

/// A case of the log that ran longer than this is cut: the log has a tail of years.
const LONGEST_CASE_MS: i64 = 300 * DAY_MS;

/// Every eighth tenant works in pounds; the others in dollars. The log's home currency is the
/// pound, and its home customers become a tenant's home customers.
const POUND_TENANT_EVERY: u64 = 8;

impl World {
    pub(super) fn engagement(&self, index: u64) -> Engagement {
        let EngagementCore { client, tenant, created_ms, start_ms, mut draw, .. } =
            self.engagement_core(index);
        let dirt = dirt(&mut draw);
        let assigned_to_id = self.member_id(&mut draw, tenant, 5_000);
        let parts = EngagementParts {
            id: self.id(Purpose::Engagement, index),
            client_id: self.parent_id(dirt, Purpose::Client, client),
            organization_id: self.tenant_id(dirt, tenant),
            created_by_id: self.member_id(&mut draw, tenant, 0),
            assigned_to_id: draw.unless(1_500, assigned_to_id),
            created_ms,
            start_ms,
            outcome: EngagementOutcome::Drawn,
        };
        engagement(&mut draw, parts)
    }

    pub(super) fn task(&self, index: u64) -> Task {
        let mut draw = self.streams.draw(Purpose::Task, index);
        let engagement = draw.below(self.scale.engagement_count);
        let core = self.engagement_core(engagement);
        let step = draw.pick(&core.case.steps).expect("a case holds at least one step");
        let dirt = dirt(&mut draw);
        let engagement_id = self.parent_id(dirt, Purpose::Engagement, engagement);
        let assigned_to_id = self.member_id(&mut draw, core.tenant, 3_000);
        let parts = TaskParts {
            id: self.id(Purpose::Task, index),
            organization_id: self.tenant_id(dirt, core.tenant),
            created_by_id: self.member_id(&mut draw, core.tenant, 0),
            assigned_to_id: draw.unless(1_500, assigned_to_id),
            engagement_id: draw.unless(NO_ENGAGEMENT_PER_TEN_THOUSAND, engagement_id),
            step,
            may_vary_kind: true,
            since_ms: core.created_ms,
            start_ms: core.start_ms + step.offset_ms.min(LONGEST_CASE_MS),
        };
        task(&mut draw, parts)
    }

    pub(super) fn document(&self, index: u64) -> Document {
        let Origin { client, tenant, since_ms, mut draw, .. } = self.document_origin(index);
        let dirt = dirt(&mut draw);
        let parts = DocumentParts {
            id: self.id(Purpose::Document, index),
            client_id: self.parent_id(dirt, Purpose::Client, client),
            organization_id: self.tenant_id(dirt, tenant),
            uploaded_by: self.member_id(&mut draw, tenant, 1_500),
            number: index,
            created_ms: self.upload_ms(&mut draw, since_ms),
        };
        document(&mut draw, parts)
    }

    pub(super) fn invoice(&self, index: u64) -> Invoice {
        let Origin { engagement, client, tenant, since_ms, mut draw } = self.invoice_origin(index);
        let dirt = dirt(&mut draw);
        let invoices = &self.distributions.invoices;
        let (amount, is_cancelled, foreign) =
            *draw.pick(invoices).expect("the distributions hold invoices");
        let parts = InvoiceParts {
            id: self.id(Purpose::Invoice, index),
            client_id: self.parent_id(dirt, Purpose::Client, client),
            organization_id: self.tenant_id(dirt, tenant),
            created_by_id: self.member_id(&mut draw, tenant, 0),
            engagement_id: engagement.map(|engagement| self.id(Purpose::Engagement, engagement)),
            invoice_number: format!("INV-{index:08}"),
            invoiced_ms: created_since(&mut draw, since_ms),
            // Up to a tenth more or less, so that amounts of the sample do not repeat exactly.
            total: amount * draw.between(900, 1_100) / 1_000,
            is_cancelled,
            currency: currency(tenant, foreign),
        };
        invoice(&mut draw, parts)
    }

    /// An instant since `from_ms` at a time of day at which documents were filed.
    fn upload_ms(&self, draw: &mut Draw, from_ms: i64) -> i64 {
        let instant_ms = created_since(draw, from_ms);
        let filing_times_ms = &self.distributions.filing_times_ms;
        let of_day_ms = draw.pick(filing_times_ms).copied().unwrap_or_default();
        let at_time_ms = instant_ms - instant_ms.rem_euclid(DAY_MS) + of_day_ms;
        // On the first and the last day the time of day must not leave the span.
        if at_time_ms < from_ms || (instant_ms <= SPAN_END_MS) != (at_time_ms <= SPAN_END_MS) {
            instant_ms
        } else {
            at_time_ms
        }
    }
}

fn currency(tenant: u64, currency: &'static str) -> &'static str {
    match currency {
        "GBP" if tenant % POUND_TENANT_EVERY != POUND_TENANT_EVERY - 1 => "USD",
        other => other,
    }
}
