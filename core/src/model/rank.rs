//! Value ranks: enumerations sort by what they mean, never by spelling.

/// An enumeration of the source: its known values in rank order, lowest rank first.
///
/// Rows may hold other values: they are kept, counted, and ranked last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ranks(pub(crate) &'static [&'static str]);

impl Ranks {
    /// The rank of a value; unknown values come after all known ones.
    pub(crate) fn of(self, value: &str) -> usize {
        self.0.iter().position(|known| *known == value).unwrap_or(self.0.len())
    }
}

pub(crate) const CLIENT_STATUS: Ranks = Ranks(&["active", "prospect", "inactive"]);
pub(crate) const ENGAGEMENT_STATUS: Ranks =
    Ranks(&["planning", "in_progress", "review", "on_hold", "completed", "cancelled"]);
pub(crate) const ENGAGEMENT_TYPE: Ranks =
    Ranks(&["tax_preparation", "bookkeeping", "advisory", "cfo_services", "audit", "review"]);
pub(crate) const TASK_STATUS: Ranks =
    Ranks(&["pending", "in_progress", "review", "completed", "cancelled"]);
pub(crate) const RISK_LEVEL: Ranks = Ranks(&["low", "medium", "high"]);
/// The names of legal forms, as the backend's own lists spell them.
pub(crate) const BUSINESS_TYPE: Ranks = Ranks(&[
    "LLC",
    "Corporation",
    "Partnership",
    "Sole Proprietorship",
    "S-Corp",
    "C-Corp",
    "Nonprofit",
    "Trust",
    "Estate",
]);
/// An open set: these are the ones that the backend names.
pub(crate) const DOCUMENT_CATEGORY: Ranks = Ranks(&[
    "tax_return",
    "financial_statement",
    "receipt",
    "invoice",
    "bank_statement",
    "w2",
    "1099",
]);
pub(crate) const OCR_STATUS: Ranks =
    Ranks(&["pending", "processing", "completed", "failed", "manual_review", "skipped"]);
pub(crate) const TASK_TYPE: Ranks =
    Ranks(&["document_review", "data_entry", "client_meeting", "preparation", "review", "custom"]);
/// Along the life of an invoice: what is to be done comes before what is over.
pub(crate) const INVOICE_STATUS: Ranks =
    Ranks(&["draft", "sent", "viewed", "partial", "overdue", "paid", "cancelled"]);
/// Along the life of a match: both sets of names that the backend uses, what is open before what is over.
pub(crate) const MATCH_STATUS: Ranks = Ranks(&[
    "suggested",
    "client_viewed",
    "client_contacted",
    "contacted",
    "advisor_responded",
    "call_scheduled",
    "meeting_scheduled",
    "proposal_sent",
    "accepted",
    "rejected",
    "declined",
    "expired",
]);
/// Along the life of a job.
pub(crate) const QUEUE_STATUS: Ranks =
    Ranks(&["pending", "processing", "completed", "failed", "cancelled"]);
/// What was paid of an invoice.
pub(crate) const PAYMENT_STATUS: Ranks = Ranks(&["unpaid", "partial", "paid"]);
/// Urgent work comes first.
pub(crate) const PRIORITY: Ranks = Ranks(&["urgent", "high", "normal", "low"]);
/// Whether an invoice of this status is owed: `outstanding` sums these.
pub(crate) fn is_outstanding(status: &str) -> bool {
    matches!(status, "sent" | "viewed" | "partial" | "overdue")
}

/// Whether an engagement of this status is over.
pub(crate) fn is_final_engagement(status: &str) -> bool {
    matches!(status, "completed" | "cancelled")
}

/// Whether a task of this status is still to be done.
pub(crate) fn is_active_task(status: &str) -> bool {
    matches!(status, "pending" | "in_progress")
}

/// Whether a task of this status is over, done or not.
pub(crate) fn is_final_task(status: &str) -> bool {
    matches!(status, "completed" | "cancelled")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urgent_precedes_high_and_an_unknown_priority_is_last() {
        let mut values = ["low", "someday", "high", "urgent", "normal"];
        values.sort_by_key(|value| PRIORITY.of(value));
        assert_eq!(values, ["urgent", "high", "normal", "low", "someday"]);
    }
}
