//! Value sets of portal access, teams, queues, document processing and audit; sources and rare
//! values as in [`super::enumerations`].

use super::enumerations::Weighted;

/// Roles of users who belong to a client; a success manager is staff.
pub(crate) const CLIENT_ROLE: &[&str] = &["client_owner", "client_finance", "client_executive"];

pub(crate) const PORTAL_ACCESS_LEVEL: Weighted =
    &[("view", 620), ("edit", 210), ("admin", 110), ("owner", 57), ("guest", 3)];

pub(crate) const MFA_METHOD: Weighted = &[("totp", 620), ("sms", 250), ("email", 130)];

pub(crate) const FAVORITE_REPORT: &[&str] =
    &["balance_sheet", "income_statement", "cash_flow", "aging", "tax_summary"];

/// Addresses set aside for documentation. *Source*: RFC 5737.
pub(crate) const ADDRESS_RANGE: &[&str] =
    &["192.0.2.0/24", "198.51.100.0/24", "203.0.113.7", "203.0.113.128/25"];

/// Role of a team member who owns no practice.
pub(crate) const TEAM_ROLE: Weighted = &[
    ("admin", 80),
    ("manager", 120),
    ("senior_cpa", 180),
    ("cpa", 260),
    ("staff", 280),
    ("intern", 77),
    ("contractor", 3),
];

pub(crate) const DEPARTMENT: Weighted = &[
    ("tax", 320),
    ("audit", 180),
    ("advisory", 200),
    ("bookkeeping", 220),
    ("admin", 78),
    ("archive", 2),
];

pub(crate) const SPECIALIZATION: &[&str] =
    &["partnerships", "nonprofits", "payroll", "sales tax", "real estate", "startups"];

/// Queues and how urgent their items are.
pub(crate) const QUEUE: &[(&str, i32)] = &[
    ("high_priority", 10),
    ("normal", 0),
    ("normal", 0),
    ("background", -5),
    ("scheduled", 0),
    ("notifications", 5),
    ("workflows", 0),
    ("tasks", 0),
];

pub(crate) const QUEUE_ITEM_TYPE: Weighted = &[
    ("workflow_execution", 260),
    ("task_execution", 330),
    ("report_generation", 180),
    ("email_notification", 227),
    ("data_cleanup", 3),
];

pub(crate) const QUEUE_ITEM_STATUS: Weighted = &[
    ("completed", 660),
    ("pending", 170),
    ("failed", 90),
    ("processing", 40),
    ("cancelled", 37),
    ("parked", 3),
];

pub(crate) const QUEUE_ERROR: &[&str] =
    &["connection timed out", "template not found", "rate limit reached", "record was deleted"];

/// Engines that read documents, each with its model.
pub(crate) const PROCESSING_ENGINE: &[(&str, &str)] = &[
    ("azure_form_recognizer", "prebuilt-invoice"),
    ("azure_form_recognizer", "prebuilt-tax"),
    ("azure_form_recognizer", "prebuilt-document"),
    ("aws_textract", "analyze-expense"),
    ("google_document_ai", "form-parser"),
];

/// Actions on a row that a client's work consists of.
pub(crate) const ENTITY_ACTION: Weighted = &[
    ("update", 520),
    ("create", 270),
    ("delete", 50),
    ("export", 60),
    ("import", 30),
    ("bulk_operation", 30),
    ("bulk_archive", 18),
    ("risk_assessment", 20),
    ("legacy_sync", 2),
];

/// Actions that no row stands behind, each with what it is recorded under.
pub(crate) const SESSION_ACTION: &[(&str, &str)] =
    &[("login", "user"), ("login", "user"), ("logout", "user"), ("slow_query", "system")];
