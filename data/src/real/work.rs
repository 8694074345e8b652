//! Engagements, tasks, documents and invoices of the real snapshot.

use std::collections::HashMap;

use super::mapping::{CASE_SHIFT_MS, INVOICE_SHIFT_MS, Mapping};
use crate::calendar::SPAN_END_MS;
use crate::distributions::CaseTemplate;
use crate::random::Purpose;
use crate::rows::{
    DocumentParts, EngagementOutcome, EngagementParts, InvoiceParts, TaskParts, document,
    engagement, invoice, task,
};
use crate::snapshot::{Document, Engagement, Invoice, Task};
use crate::vocabulary::places::currency;

/// The activity that ends a case well.
const LAST_STEP: &str = "Payment handled";

impl Mapping {
    /// A case becomes an engagement of the client that the case's number leads to.
    pub(super) fn engagement(&self, position: usize) -> Engagement {
        let index = position as u64;
        let case = &self.distributions.cases[position];
        let mut draw = self.draw(Purpose::Engagement, index);
        let client = self.client_of(&case.case_id);
        let tenant = self.client_tenant(client);
        let start_ms = case.started_ms + CASE_SHIFT_MS;
        let is_advised = draw.chance(5_000);
        let adviser = draw.below(self.sample.advisers.len() as u64);
        let assigned_to_id = if is_advised {
            self.adviser_user_id(adviser)
        } else {
            self.staff_id(&mut draw, tenant)
        };
        let parts = EngagementParts {
            id: self.id(Purpose::Engagement, index),
            client_id: self.id(Purpose::Client, client),
            organization_id: self.id(Purpose::Organization, tenant),
            created_by_id: self.staff_id(&mut draw, tenant),
            assigned_to_id: draw.unless(1_200, assigned_to_id),
            created_ms: start_ms,
            start_ms,
            outcome: outcome(case),
        };
        engagement(&mut draw, parts)
    }

    /// The steps of a case become tasks; `first_index` numbers the first of them.
    pub(super) fn tasks(&self, position: usize, first_index: u64) -> impl Iterator<Item = Task> {
        let case = &self.distributions.cases[position];
        let tenant = self.client_tenant(self.client_of(&case.case_id));
        case.steps.iter().zip(first_index..).map(move |(step, index)| {
            let mut draw = self.draw(Purpose::Task, index);
            let assigned_to_id = self.staff_id(&mut draw, tenant);
            let parts = TaskParts {
                id: self.id(Purpose::Task, index),
                organization_id: self.id(Purpose::Organization, tenant),
                created_by_id: self.staff_id(&mut draw, tenant),
                assigned_to_id: draw.unless(1_500, assigned_to_id),
                engagement_id: Some(self.id(Purpose::Engagement, position as u64)),
                step,
                may_vary_kind: false,
                since_ms: case.started_ms + CASE_SHIFT_MS,
                start_ms: case.started_ms + CASE_SHIFT_MS + step.offset_ms,
            };
            task(&mut draw, parts)
        })
    }

    /// A filing becomes a document: its date and firm are real, its kind is drawn.
    pub(super) fn document(
        &self,
        position: usize,
        adviser_of_crd: &HashMap<&str, u64>,
    ) -> Document {
        let index = position as u64;
        let filing = &self.sample.filings[position];
        let mut draw = self.draw(Purpose::Document, index);
        let client = self.client_of(&filing.crd);
        let tenant = self.client_tenant(client);
        let uploaded_by = match adviser_of_crd.get(filing.crd.as_str()) {
            Some(adviser) => self.adviser_user_id(*adviser),
            None => self.staff_id(&mut draw, tenant),
        };
        let parts = DocumentParts {
            id: self.id(Purpose::Document, index),
            client_id: self.id(Purpose::Client, client),
            organization_id: self.id(Purpose::Organization, tenant),
            uploaded_by,
            number: index,
            created_ms: filing.filed_ms,
        };
        document(&mut draw, parts)
    }

    pub(super) fn invoice(&self, position: usize) -> Invoice {
        let index = position as u64;
        let record = &self.sample.invoices[position];
        let mut draw = self.draw(Purpose::Invoice, index);
        // An invoice without a customer gets a client of its own.
        let key = if record.customer_id.is_empty() {
            &record.invoice_number
        } else {
            &record.customer_id
        };
        let client = self.client_of(key);
        let tenant = self.client_tenant(client);
        let engagement = self.engagement_of(&mut draw, client);
        let parts = InvoiceParts {
            id: self.id(Purpose::Invoice, index),
            client_id: self.id(Purpose::Client, client),
            organization_id: self.id(Purpose::Organization, tenant),
            created_by_id: self.staff_id(&mut draw, tenant),
            engagement_id: engagement.map(|engagement| self.id(Purpose::Engagement, engagement)),
            invoice_number: format!("INV-{}", record.invoice_number),
            invoiced_ms: record.invoiced_ms + INVOICE_SHIFT_MS,
            total: record.amount_pence.abs(),
            is_cancelled: record.is_cancellation(),
            currency: currency(&record.country),
        };
        invoice(&mut draw, parts)
    }
}

/// How the log says that a case ended.
fn outcome(case: &CaseTemplate) -> EngagementOutcome {
    let Some(last) = case.steps.last() else { return EngagementOutcome::Running };
    let last_ms = case.started_ms + CASE_SHIFT_MS + last.offset_ms;
    if last.title == LAST_STEP && last_ms <= SPAN_END_MS {
        EngagementOutcome::CompletedMs(last_ms)
    } else if last.is_rejection {
        EngagementOutcome::Cancelled
    } else {
        EngagementOutcome::Running
    }
}
