//! Value sets with weights; each ends with a rare value that no list at the backend names, since
//! a loader must carry such values as data.
//!
//! *Source*: the value sets are the backend's; the weights have no public source and are ours.

/// Values with their weights.
pub(crate) type Weighted = &'static [(&'static str, u64)];

pub(crate) const SUBSCRIPTION_TIER: Weighted = &[
    ("trial", 200),
    ("starter", 350),
    ("professional", 330),
    ("enterprise", 115),
    ("legacy_2019", 5),
];

pub(crate) const MARKETPLACE_TYPE: Weighted =
    &[("standard", 700), ("advisor_agency", 200), ("white_label_partner", 98), ("reseller", 2)];

pub(crate) const STAFF_ROLE: Weighted = &[
    ("admin", 80),
    ("cpa", 260),
    ("staff", 240),
    ("staff_accountant", 170),
    ("financial_analyst", 60),
    ("client_owner", 60),
    ("client_finance", 30),
    ("client_executive", 20),
    ("quality_reviewer", 25),
    ("client_success_manager", 25),
    ("compliance_officer", 15),
    ("manager", 12),
    ("intern", 3),
];

pub(crate) const ADVISOR_ROLE: Weighted = &[
    ("fractional_cfo", 250),
    ("fractional_controller", 180),
    ("senior_advisor", 250),
    ("independent_advisor", 300),
    ("cpa", 18),
    ("guest_advisor", 2),
];

pub(crate) const ADVISOR_TYPE: Weighted = &[
    ("fractional_cfo", 280),
    ("controller", 200),
    ("senior_advisor", 250),
    ("analyst", 120),
    ("bookkeeper", 145),
    ("general", 5),
];

pub(crate) const CLIENT_STATUS: Weighted =
    &[("active", 780), ("inactive", 130), ("prospect", 88), ("archived_2019", 2)];

pub(crate) const RISK_LEVEL: Weighted =
    &[("low", 350), ("medium", 500), ("high", 148), ("unrated", 2)];

pub(crate) const PRIORITY: Weighted =
    &[("low", 180), ("normal", 560), ("high", 200), ("urgent", 58), ("asap", 2)];

pub(crate) const ENGAGEMENT_TYPE: Weighted = &[
    ("tax_preparation", 340),
    ("bookkeeping", 240),
    ("advisory", 160),
    ("cfo_services", 120),
    ("audit", 70),
    ("review", 68),
    ("payroll_special", 2),
];

/// Status of an engagement whose due date is past and that was not completed.
pub(crate) const LATE_ENGAGEMENT_STATUS: Weighted =
    &[("in_progress", 380), ("review", 220), ("on_hold", 180), ("cancelled", 215), ("active", 5)];

/// Status of an engagement that runs.
pub(crate) const RUNNING_ENGAGEMENT_STATUS: Weighted =
    &[("planning", 200), ("in_progress", 580), ("review", 130), ("on_hold", 87), ("active", 3)];

/// Status of a task that began and is not done.
pub(crate) const RUNNING_TASK_STATUS: Weighted =
    &[("pending", 250), ("in_progress", 520), ("review", 226), ("blocked", 4)];

pub(crate) const DOCUMENT_CATEGORY: Weighted = &[
    ("receipt", 200),
    ("tax_return", 170),
    ("invoice", 160),
    ("bank_statement", 160),
    ("financial_statement", 140),
    ("w2", 60),
    ("1099", 60),
    ("engagement_letter", 25),
    ("payroll_report", 23),
    ("misc_scan", 2),
];

pub(crate) const TAX_FORM: Weighted =
    &[("1040", 400), ("1120S", 250), ("1065", 200), ("1120", 120), ("990", 30)];

pub(crate) const FILE_TYPE: Weighted =
    &[("pdf", 620), ("xlsx", 140), ("jpg", 110), ("docx", 70), ("csv", 58), ("tif", 2)];

pub(crate) const OCR_STATUS: Weighted = &[
    ("completed", 800),
    ("pending", 80),
    ("processing", 30),
    ("failed", 45),
    ("manual_review", 43),
    ("queued", 2),
];

pub(crate) const ACCESS_LEVEL: Weighted = &[
    ("organization", 740),
    ("client", 120),
    ("restricted", 90),
    ("public", 48),
    ("partner_only", 2),
];

pub(crate) const DOCUMENT_TAG: &[&str] =
    &["urgent", "signed", "draft", "year-end", "scanned", "client-provided"];

pub(crate) const PAYMENT_TERMS: Weighted =
    &[("net_30", 640), ("net_15", 230), ("due_on_receipt", 130)];

/// Status of an invoice that was sent more than two months ago.
pub(crate) const OLD_INVOICE_STATUS: Weighted =
    &[("paid", 860), ("overdue", 95), ("partial", 40), ("written_off", 5)];

/// Status of a recent invoice.
pub(crate) const RECENT_INVOICE_STATUS: Weighted =
    &[("sent", 330), ("viewed", 230), ("paid", 290), ("partial", 60), ("draft", 90)];

pub(crate) const MARKETPLACE_STATUS: Weighted = &[
    ("active", 560),
    ("approved", 200),
    ("pending", 120),
    ("inactive", 55),
    ("suspended", 30),
    ("under_review", 20),
    ("rejected", 13),
    ("paused", 2),
];

pub(crate) const LANGUAGE: &[&str] =
    &["Spanish", "French", "German", "Mandarin", "Portuguese", "Hindi", "Korean"];

/// The MIME type of a file type; `None` for one that has no single type here.
pub(crate) fn mime_type(file_type: &str) -> Option<&'static str> {
    Some(match file_type {
        "pdf" => "application/pdf",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "jpg" => "image/jpeg",
        "csv" => "text/csv",
        _ => return None,
    })
}
