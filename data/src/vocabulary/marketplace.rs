//! Value sets of offers, matches, ratings and revenue shares; sources and rare values as in
//! [`super::enumerations`].

use super::enumerations::Weighted;

pub(crate) const PRICING_MODEL: Weighted = &[
    ("hourly", 280),
    ("monthly_retainer", 330),
    ("project_fixed", 230),
    ("value_based", 80),
    ("hybrid", 75),
    ("barter", 5),
];

pub(crate) const SERVICE_TYPE: Weighted = &[
    ("cfo_services", 300),
    ("controller_services", 220),
    ("bookkeeping", 240),
    ("advisory", 180),
    ("specialized", 60),
];

pub(crate) const SERVICE_LEVEL: Weighted =
    &[("essential", 300), ("professional", 400), ("premium", 200), ("enterprise", 95), ("gold", 5)];

pub(crate) const VALUE_BASIS: Weighted =
    &[("percentage_of_savings", 400), ("percentage_of_revenue", 350), ("flat_success_fee", 250)];

pub(crate) const RATE_CARD_TERMS: Weighted =
    &[("net_30", 480), ("net_15", 270), ("upfront", 150), ("milestone", 95), ("net_90", 5)];

pub(crate) const DISCOUNT_TYPE: Weighted =
    &[("percentage", 550), ("fixed_amount", 250), ("first_month_free", 200)];

pub(crate) const BUSINESS_TYPE: &[&str] =
    &["LLC", "Corporation", "S-Corp", "Partnership", "Sole Proprietorship", "Nonprofit"];

pub(crate) const BUSINESS_SIZE: &[&str] = &["startup", "small", "medium", "large"];

/// Kinds of offers, each with its category.
pub(crate) const OFFERING: &[(&str, &str)] = &[
    ("cfo_services", "strategic_advisory"),
    ("controller_services", "financial_operations"),
    ("cash_flow_management", "financial_operations"),
    ("fundraising_support", "strategic_advisory"),
    ("m_and_a_advisory", "specialized_services"),
    ("tax_planning", "compliance"),
    ("financial_modeling", "analytics"),
    ("board_reporting", "analytics"),
];

pub(crate) const OFFERING_PRICING_MODEL: Weighted = &[
    ("included_in_retainer", 400),
    ("hourly_addon", 280),
    ("project_fee", 240),
    ("value_based", 77),
    ("free_trial", 3),
];

pub(crate) const EFFORT_LEVEL: Weighted =
    &[("low", 250), ("medium", 420), ("high", 230), ("variable", 97), ("extreme", 3)];

pub(crate) const BEST_FOR: &[&str] =
    &["first raise", "fast growth", "turnaround", "succession", "seasonal trade"];

pub(crate) const OFFERING_TAG: &[&str] = &["popular", "new", "remote", "fixed price", "monthly"];

pub(crate) const CERTIFICATION: &[&str] = &["CPA", "CFA", "CMA", "EA", "CFP"];

/// Status of a match that waits for someone. The schema and the programs that write it name two
/// sets of states; rows of both are found.
pub(crate) const OPEN_MATCH_STATUS: Weighted = &[
    ("suggested", 420),
    ("client_viewed", 130),
    ("client_contacted", 90),
    ("contacted", 60),
    ("advisor_responded", 80),
    ("call_scheduled", 50),
    ("meeting_scheduled", 50),
    ("proposal_sent", 110),
    ("shortlisted_2023", 10),
];

/// Status of a match that came to nothing.
pub(crate) const LOST_MATCH_STATUS: Weighted =
    &[("declined", 350), ("rejected", 250), ("expired", 400)];

pub(crate) const URGENCY: Weighted =
    &[("low", 200), ("normal", 500), ("high", 200), ("urgent", 95), ("yesterday", 5)];

pub(crate) const REJECTED_BY: Weighted = &[("client", 520), ("advisor", 330), ("system", 150)];

pub(crate) const REJECTION_REASON: &[&str] =
    &["no capacity", "outside the field", "price", "chose another", "no answer"];

pub(crate) const RATING_TYPE: Weighted = &[
    ("engagement_completion", 420),
    ("monthly_review", 160),
    ("quarterly_review", 220),
    ("annual_review", 120),
    ("ad_hoc", 78),
    ("imported", 2),
];

pub(crate) const TESTIMONIAL: &[&str] = &[
    "Clear numbers, every month.",
    "Found savings that we had missed for years.",
    "Answers came the same day.",
    "The close takes days now, not weeks.",
];

pub(crate) const WORKED_WELL: &[&str] =
    &["regular calls", "clean reports", "knowledge of the trade", "quick answers"];

pub(crate) const TO_IMPROVE: &[&str] =
    &["earlier drafts", "fewer forms", "more notice", "shorter meetings"];

pub(crate) const BUSINESS_IMPACT: &[&str] =
    &["lower tax", "better cash position", "faster close", "a loan was granted"];

pub(crate) const PROBLEM: &[&str] =
    &["late filings", "unclear cash flow", "missing records", "payroll errors", "slow close"];

pub(crate) const PERIOD_TYPE: Weighted =
    &[("monthly", 480), ("project", 300), ("hourly", 130), ("milestone", 88), ("weekly", 2)];

/// Status of a share whose client has not paid.
pub(crate) const UNPAID_SHARE_STATUS: Weighted =
    &[("pending", 960), ("disputed", 36), ("on_hold", 4)];

/// Status of a share whose payout is due.
pub(crate) const DUE_SHARE_STATUS: Weighted = &[
    ("completed", 880),
    ("advisor_paid", 50),
    ("client_paid", 35),
    ("refunded", 20),
    ("disputed", 15),
];

pub(crate) const DISPUTE_REASON: &[&str] =
    &["incorrect_amount", "payment_not_received", "calculation_error", "other"];

pub(crate) const PAYOUT_METHOD: Weighted =
    &[("ach", 720), ("wire", 150), ("check", 80), ("international", 47), ("paypal", 3)];
