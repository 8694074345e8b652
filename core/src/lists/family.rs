//! The lists that are kept: which rows stand in them, in what order, with what facts.

use super::facts::Fact;
use super::order::{Order, words};
use super::orders;
use crate::model::advisoros::{
    ADVISOR_MARKETPLACE_MATCHES, AUDIT_LOGS, CLIENT_SATISFACTION_METRICS, CLIENTS, DOCUMENTS,
    ENGAGEMENTS, INVOICES, REVENUE_SHARES, TASK_QUEUE_ITEMS, TASKS, advisor_marketplace_matches,
    audit_logs, client_satisfaction_metrics, clients, documents, engagements, invoices,
    revenue_shares, task_queue_items, tasks,
};
use crate::model::audience::DocumentClass;
use crate::model::catalog::TableId;
use crate::model::rank::{
    BUSINESS_TYPE, CLIENT_STATUS, DOCUMENT_CATEGORY, ENGAGEMENT_STATUS, INVOICE_STATUS,
    MATCH_STATUS, OCR_STATUS, PRIORITY, RISK_LEVEL, TASK_STATUS, TASK_TYPE, is_outstanding,
};
use crate::model::row::RowRef;

/// A kept list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListName {
    /// A tenant's clients by name.
    ClientsByName,
    /// A tenant's clients, newest first.
    ClientsByCreation,
    /// A tenant's clients, changed last first.
    ClientsByChange,
    /// A tenant's documents, newest first.
    Documents,
    /// A tenant's documents that wait for review: their newest versions, least sure first.
    ReviewQueue,
    /// A tenant's documents that were processed: first ones first; the second word is the confidence.
    ProcessedDocuments,
    /// A tenant's tasks by rank, then due first.
    Tasks,
    /// The tasks of a tenant that are assigned to one person, as [`Self::Tasks`].
    TasksByAssignee,
    /// A tenant's invoices by status, then due first.
    Invoices,
    /// The invoices of a tenant in one currency that are owed: due first; the second word is the balance in cents.
    OwedInvoices,
    /// A tenant's engagements, newest first.
    Engagements,
    /// The engagements of a tenant that are assigned to one person, newest first.
    EngagementsByAssignee,
    /// A tenant's matches, newest first.
    Matches,
    /// The matches of a tenant with one advisor, as [`Self::Matches`].
    MatchesByAdvisor,
    /// A tenant's audit trail, newest first.
    AuditTrail,
    /// A tenant's jobs as workers take them.
    Queue,
    /// The revenue shares of a tenant that one advisor is paid, by the start of their period.
    SharesByAdvisor,
    /// The ratings of an advisor by a tenant's clients, by the date of the review.
    RatingsByAdvisor,
}

/// One kind of list: the rows of a table that are live, by owner.
#[derive(Debug)]
pub(crate) struct Family {
    pub(crate) table: TableId,
    pub(crate) tenant: usize,
    /// The column that tells whose list of the tenant a row stands in; none where there is one per tenant.
    pub(crate) owner: Option<usize>,
    pub(crate) delete_marker: Option<usize>,
    pub(crate) order: Order,
    pub(crate) facts: fn(RowRef<'_>) -> u32,
    /// Whether a live row stands in the list.
    pub(crate) holds: fn(RowRef<'_>) -> bool,
}

impl ListName {
    pub(crate) const ALL: &[Self] = &[
        Self::ClientsByName,
        Self::ClientsByCreation,
        Self::ClientsByChange,
        Self::Documents,
        Self::ReviewQueue,
        Self::ProcessedDocuments,
        Self::Tasks,
        Self::TasksByAssignee,
        Self::Invoices,
        Self::OwedInvoices,
        Self::Engagements,
        Self::EngagementsByAssignee,
        Self::Matches,
        Self::MatchesByAdvisor,
        Self::AuditTrail,
        Self::Queue,
        Self::SharesByAdvisor,
        Self::RatingsByAdvisor,
    ];

    pub(crate) const fn family(self) -> &'static Family {
        match self {
            Self::ClientsByName => &CLIENTS_BY_NAME,
            Self::ClientsByCreation => &CLIENTS_BY_CREATION,
            Self::ClientsByChange => &CLIENTS_BY_CHANGE,
            Self::Documents => &DOCUMENT_LIST,
            Self::ReviewQueue => &REVIEW_QUEUE,
            Self::ProcessedDocuments => &PROCESSED_DOCUMENTS,
            Self::Tasks => &TASK_LIST,
            Self::TasksByAssignee => &TASKS_BY_ASSIGNEE,
            Self::Invoices => &INVOICE_LIST,
            Self::OwedInvoices => &OWED_INVOICES,
            Self::Engagements => &ENGAGEMENT_LIST,
            Self::EngagementsByAssignee => &ENGAGEMENTS_BY_ASSIGNEE,
            Self::Matches => &MATCH_LIST,
            Self::MatchesByAdvisor => &MATCHES_BY_ADVISOR,
            Self::AuditTrail => &AUDIT_TRAIL,
            Self::Queue => &QUEUE,
            Self::SharesByAdvisor => &SHARES_BY_ADVISOR,
            Self::RatingsByAdvisor => &RATINGS_BY_ADVISOR,
        }
    }
}

const fn everyone(_: RowRef<'_>) -> bool {
    true
}

/// Facts of a client.
pub(crate) mod client_facts {
    use super::{BUSINESS_TYPE, CLIENT_STATUS, Fact, RISK_LEVEL, RowRef, clients as column};

    pub(crate) const STATUS: Fact = Fact::new(0, 3);
    pub(crate) const RISK: Fact = Fact::new(3, 3);
    pub(crate) const LEGAL_FORM: Fact = Fact::new(6, 4);
    pub(crate) const HAS_QUICKBOOKS: Fact = Fact::new(10, 1);

    pub(crate) fn read(row: RowRef<'_>) -> u32 {
        STATUS.put_rank(CLIENT_STATUS, row.text(column::status))
            | RISK.put_rank(RISK_LEVEL, row.text(column::risk_level))
            | LEGAL_FORM.put_rank(BUSINESS_TYPE, row.text(column::business_type))
            | HAS_QUICKBOOKS.put(usize::from(!row.is_null(column::quickbooks_id)))
    }
}

/// Facts of a document.
pub(crate) mod document_facts {
    use super::{DOCUMENT_CATEGORY, DocumentClass, Fact, OCR_STATUS, RowRef, documents as column};

    pub(crate) const CLASS: Fact = Fact::new(0, 3);
    pub(crate) const CATEGORY: Fact = Fact::new(3, 4);
    pub(crate) const OCR: Fact = Fact::new(7, 3);
    pub(crate) const NEEDS_REVIEW: Fact = Fact::new(10, 1);
    pub(crate) const IS_LATEST_VERSION: Fact = Fact::new(11, 1);
    pub(crate) const IS_ARCHIVED: Fact = Fact::new(12, 1);
    pub(crate) const IS_CONFIDENTIAL: Fact = Fact::new(13, 1);

    /// Whether a live document waits for somebody to look at what was read from it.
    pub(crate) fn waits_for_review(row: RowRef<'_>) -> bool {
        row.flag(column::needs_review)
            && row.flag(column::is_latest_version)
            && row.text(column::ocr_status) == "manual_review"
    }

    pub(crate) fn read(row: RowRef<'_>) -> u32 {
        let flag = |fact: Fact, column| fact.put(usize::from(row.flag(column)));
        let class =
            DocumentClass::of(row.text(column::access_level), row.flag(column::is_confidential));
        CLASS.put(usize::from(class.0))
            | CATEGORY.put_rank(DOCUMENT_CATEGORY, row.text(column::category))
            | OCR.put_rank(OCR_STATUS, row.text(column::ocr_status))
            | flag(NEEDS_REVIEW, column::needs_review)
            | flag(IS_LATEST_VERSION, column::is_latest_version)
            | flag(IS_ARCHIVED, column::is_archived)
            | flag(IS_CONFIDENTIAL, column::is_confidential)
    }
}

/// Facts of a task.
pub(crate) mod task_facts {
    use super::{Fact, PRIORITY, RowRef, TASK_STATUS, TASK_TYPE, tasks as column};

    pub(crate) const STATUS: Fact = Fact::new(0, 3);
    pub(crate) const RANK: Fact = Fact::new(3, 3);
    pub(crate) const TYPE: Fact = Fact::new(6, 3);
    pub(crate) const HAS_ENGAGEMENT: Fact = Fact::new(9, 1);
    pub(crate) const IS_ASSIGNED: Fact = Fact::new(10, 1);

    pub(crate) fn read(row: RowRef<'_>) -> u32 {
        STATUS.put_rank(TASK_STATUS, row.text(column::status))
            | RANK.put_rank(PRIORITY, row.text(column::priority))
            | TYPE.put_rank(TASK_TYPE, row.text(column::task_type))
            | HAS_ENGAGEMENT.put(usize::from(!row.is_null(column::engagement_id)))
            | IS_ASSIGNED.put(usize::from(!row.is_null(column::assigned_to_id)))
    }
}

/// Facts of an invoice.
pub(crate) mod invoice_facts {
    use super::{Fact, INVOICE_STATUS, RowRef, invoices as column};

    pub(crate) const STATUS: Fact = Fact::new(0, 3);
    pub(crate) const PAYMENT: Fact = Fact::new(3, 2);
    pub(crate) const UNPAID: usize = 0;
    pub(crate) const PARTIAL: usize = 1;
    pub(crate) const PAID: usize = 2;

    /// What was paid of an invoice: all of it, a part, or nothing.
    ///
    /// An invoice of nothing is paid; one of a negative total too, once what was paid is no less.
    pub(crate) fn payment(row: RowRef<'_>) -> usize {
        let total = row.int(column::total_amount).unwrap_or_default();
        let paid = row.int(column::paid_amount).unwrap_or_default();
        if paid >= total {
            PAID
        } else if paid > 0 {
            PARTIAL
        } else {
            UNPAID
        }
    }

    pub(crate) fn read(row: RowRef<'_>) -> u32 {
        STATUS.put_rank(INVOICE_STATUS, row.text(column::status)) | PAYMENT.put(payment(row))
    }
}

/// Facts of an engagement.
pub(crate) mod engagement_facts {
    use super::{ENGAGEMENT_STATUS, Fact, RowRef, engagements as column};

    pub(crate) const STATUS: Fact = Fact::new(0, 3);

    pub(crate) fn read(row: RowRef<'_>) -> u32 {
        STATUS.put_rank(ENGAGEMENT_STATUS, row.text(column::status))
    }
}

/// Facts of a match.
pub(crate) mod match_facts {
    use super::{Fact, MATCH_STATUS, RowRef, advisor_marketplace_matches as column};

    pub(crate) const STATUS: Fact = Fact::new(0, 4);

    pub(crate) fn read(row: RowRef<'_>) -> u32 {
        STATUS.put_rank(MATCH_STATUS, row.text(column::status))
    }
}

/// Facts of a rating.
pub(crate) mod satisfaction_facts {
    use super::{Fact, RowRef, client_satisfaction_metrics as column};

    /// 1 to 10; 0 for what is out of range.
    pub(crate) const SATISFACTION: Fact = Fact::new(0, 4);
    /// 0 to 10, or one of the two below.
    pub(crate) const LIKELIHOOD: Fact = Fact::new(4, 4);
    pub(crate) const LIKELIHOOD_OUT_OF_RANGE: usize = 14;
    pub(crate) const NO_LIKELIHOOD: usize = 15;

    pub(crate) fn read(row: RowRef<'_>) -> u32 {
        let within = |value: i64, least: usize| {
            usize::try_from(value).ok().filter(|value| (least..=10).contains(value))
        };
        let satisfaction = row.int(column::overall_satisfaction).unwrap_or_default();
        let likelihood = match row.int(column::recommendation_likelihood) {
            None => NO_LIKELIHOOD,
            Some(value) => within(value, 0).unwrap_or(LIKELIHOOD_OUT_OF_RANGE),
        };
        SATISFACTION.put(within(satisfaction, 1).unwrap_or_default()) | LIKELIHOOD.put(likelihood)
    }
}

fn no_facts(_: RowRef<'_>) -> u32 {
    0
}

static CLIENTS_BY_NAME: Family = Family {
    table: CLIENTS,
    tenant: clients::organization_id,
    owner: None,
    delete_marker: Some(clients::deleted_at),
    order: orders::clients::NAME,
    facts: client_facts::read,
    holds: everyone,
};

static CLIENTS_BY_CREATION: Family = Family {
    table: CLIENTS,
    tenant: clients::organization_id,
    owner: None,
    delete_marker: Some(clients::deleted_at),
    order: orders::clients::NEWEST,
    facts: client_facts::read,
    holds: everyone,
};

static CLIENTS_BY_CHANGE: Family = Family {
    table: CLIENTS,
    tenant: clients::organization_id,
    owner: None,
    delete_marker: Some(clients::deleted_at),
    order: orders::clients::UPDATED_LAST,
    facts: client_facts::read,
    holds: everyone,
};

static DOCUMENT_LIST: Family = Family {
    table: DOCUMENTS,
    tenant: documents::organization_id,
    owner: None,
    delete_marker: Some(documents::deleted_at),
    order: orders::documents::NEWEST,
    facts: document_facts::read,
    holds: everyone,
};

static REVIEW_QUEUE: Family = Family {
    table: DOCUMENTS,
    tenant: documents::organization_id,
    owner: None,
    delete_marker: Some(documents::deleted_at),
    order: orders::documents::REVIEW,
    facts: document_facts::read,
    holds: document_facts::waits_for_review,
};

static PROCESSED_DOCUMENTS: Family = Family {
    table: DOCUMENTS,
    tenant: documents::organization_id,
    owner: None,
    delete_marker: Some(documents::deleted_at),
    order: orders::documents::PROCESSED,
    facts: document_facts::read,
    holds: |row| row.text(documents::ocr_status) != "pending",
};

static TASK_LIST: Family = Family {
    table: TASKS,
    tenant: tasks::organization_id,
    owner: None,
    delete_marker: Some(tasks::deleted_at),
    order: orders::tasks::RANK,
    facts: task_facts::read,
    holds: everyone,
};

static TASKS_BY_ASSIGNEE: Family = Family {
    table: TASKS,
    tenant: tasks::organization_id,
    owner: Some(tasks::assigned_to_id),
    delete_marker: Some(tasks::deleted_at),
    order: orders::tasks::RANK,
    facts: task_facts::read,
    holds: everyone,
};

static INVOICE_LIST: Family = Family {
    table: INVOICES,
    tenant: invoices::organization_id,
    owner: None,
    delete_marker: Some(invoices::deleted_at),
    order: orders::invoices::LIFECYCLE,
    facts: invoice_facts::read,
    holds: everyone,
};

static OWED_INVOICES: Family = Family {
    table: INVOICES,
    tenant: invoices::organization_id,
    owner: Some(invoices::currency),
    delete_marker: Some(invoices::deleted_at),
    order: Order {
        words: |row| {
            [
                row.int(invoices::due_date).unwrap_or_default(),
                row.int(invoices::balance_amount).unwrap_or_default(),
            ]
        },
        text: None,
    },
    facts: invoice_facts::read,
    holds: |row| is_outstanding(row.text(invoices::status)),
};

static ENGAGEMENT_LIST: Family = Family {
    table: ENGAGEMENTS,
    tenant: engagements::organization_id,
    owner: None,
    delete_marker: Some(engagements::deleted_at),
    order: orders::engagements::NEWEST,
    facts: engagement_facts::read,
    holds: everyone,
};

static ENGAGEMENTS_BY_ASSIGNEE: Family = Family {
    table: ENGAGEMENTS,
    tenant: engagements::organization_id,
    owner: Some(engagements::assigned_to_id),
    delete_marker: Some(engagements::deleted_at),
    order: orders::engagements::NEWEST,
    facts: engagement_facts::read,
    holds: everyone,
};

static MATCH_LIST: Family = Family {
    table: ADVISOR_MARKETPLACE_MATCHES,
    tenant: advisor_marketplace_matches::organization_id,
    owner: None,
    delete_marker: Some(advisor_marketplace_matches::deleted_at),
    order: orders::matches::NEWEST,
    facts: match_facts::read,
    holds: everyone,
};

static MATCHES_BY_ADVISOR: Family = Family {
    table: ADVISOR_MARKETPLACE_MATCHES,
    tenant: advisor_marketplace_matches::organization_id,
    owner: Some(advisor_marketplace_matches::advisor_profile_id),
    delete_marker: Some(advisor_marketplace_matches::deleted_at),
    order: orders::matches::NEWEST,
    facts: match_facts::read,
    holds: everyone,
};

static AUDIT_TRAIL: Family = Family {
    table: AUDIT_LOGS,
    tenant: audit_logs::organization_id,
    owner: None,
    delete_marker: None,
    order: orders::audit::NEWEST,
    facts: no_facts,
    holds: everyone,
};

static QUEUE: Family = Family {
    table: TASK_QUEUE_ITEMS,
    tenant: task_queue_items::organization_id,
    owner: None,
    delete_marker: Some(task_queue_items::deleted_at),
    order: orders::queue::DEQUEUE,
    facts: no_facts,
    holds: everyone,
};

static SHARES_BY_ADVISOR: Family = Family {
    table: REVENUE_SHARES,
    tenant: revenue_shares::organization_id,
    owner: Some(revenue_shares::advisor_id),
    delete_marker: Some(revenue_shares::deleted_at),
    order: Order {
        words: |row| words::ascending(row.int(revenue_shares::period_start)),
        text: None,
    },
    facts: no_facts,
    holds: everyone,
};

static RATINGS_BY_ADVISOR: Family = Family {
    table: CLIENT_SATISFACTION_METRICS,
    tenant: client_satisfaction_metrics::organization_id,
    owner: Some(client_satisfaction_metrics::advisor_user_id),
    delete_marker: Some(client_satisfaction_metrics::deleted_at),
    order: Order {
        words: |row| words::ascending(row.int(client_satisfaction_metrics::review_date)),
        text: None,
    },
    facts: satisfaction_facts::read,
    holds: everyone,
};
