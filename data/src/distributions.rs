//! What the sample says about how values are spread: templates that rows are drawn from.
//!
//! A row takes a whole template rather than column by column, so that values which go together
//! in the source (industry and legal form, the steps of a case) go together in the rows.

use anyhow::{Result, ensure};

use crate::calendar::DAY_MS;
use crate::masking::Masker;
use crate::sample::{Adviser, Business, Sample};
use crate::vocabulary::{industries, places, services};

/// A business, in the platform's words.
#[derive(Debug, Clone)]
pub(crate) struct BusinessTemplate {
    pub(crate) industry: Option<&'static str>,
    pub(crate) business_type: Option<&'static str>,
    pub(crate) annual_payroll_cents: i64,
}

/// An adviser, in the platform's words and without its name.
#[expect(clippy::struct_excessive_bools, reason = "they become four columns of the source")]
#[derive(Debug, Clone)]
pub(crate) struct AdviserTemplate {
    pub(crate) services: Vec<&'static str>,
    /// Industries that the filing itself tells; the rest of an advisor's list is generated.
    pub(crate) industries: Vec<&'static str>,
    pub(crate) business_sizes: Vec<&'static str>,
    pub(crate) timezone: &'static str,
    pub(crate) registered_year: Option<i32>,
    /// Sentences of the filed texts that name nobody.
    pub(crate) sentences: Vec<String>,
    pub(crate) accepts_hourly: bool,
    pub(crate) accepts_project: bool,
    pub(crate) accepts_retainer: bool,
    pub(crate) accepts_value_based: bool,
}

/// One step of a case.
#[derive(Debug, Clone)]
pub(crate) struct StepTemplate {
    pub(crate) title: String,
    pub(crate) task_type: &'static str,
    pub(crate) is_rejection: bool,
    /// Since the first step.
    pub(crate) offset_ms: i64,
    /// Until the next step; `None` for the last.
    pub(crate) duration_ms: Option<i64>,
}

/// A case: what happened to one request, step by step.
#[derive(Debug, Clone)]
pub(crate) struct CaseTemplate {
    pub(crate) case_id: String,
    pub(crate) started_ms: i64,
    pub(crate) steps: Vec<StepTemplate>,
}

/// Templates of every kind.
#[derive(Debug, Clone)]
pub(crate) struct Distributions {
    pub(crate) businesses: Vec<BusinessTemplate>,
    pub(crate) advisers: Vec<AdviserTemplate>,
    pub(crate) cases: Vec<CaseTemplate>,
    /// (amount without its sign, is a cancellation, currency), one per invoice.
    pub(crate) invoices: Vec<(i64, bool, &'static str)>,
    /// Time of day of each filing, milliseconds since midnight.
    pub(crate) filing_times_ms: Vec<i64>,
}

impl Distributions {
    /// Derives the templates.
    pub(crate) fn new(sample: &Sample) -> Result<Self> {
        let masker = Masker::new(
            sample.advisers.iter().map(|adviser| adviser.name.as_str()),
            sample.common_words.iter().map(String::as_str),
        );
        let invoice = |record: &crate::sample::InvoiceRecord| {
            (record.amount_pence.abs(), record.is_cancellation(), places::currency(&record.country))
        };
        let distributions = Self {
            businesses: sample.businesses.iter().map(business).collect(),
            advisers: sample
                .advisers
                .iter()
                .map(|adviser| self::adviser(adviser, &masker))
                .collect(),
            cases: cases(sample),
            invoices: sample.invoices.iter().map(invoice).collect(),
            filing_times_ms: sample
                .filings
                .iter()
                .map(|filing| filing.filed_ms.rem_euclid(DAY_MS))
                .collect(),
        };
        ensure!(
            !distributions.businesses.is_empty()
                && !distributions.advisers.is_empty()
                && !distributions.cases.is_empty()
                && !distributions.invoices.is_empty()
                && !distributions.filing_times_ms.is_empty(),
            "the sample has an empty table; there is nothing to take distributions from"
        );
        Ok(distributions)
    }
}

fn business(business: &Business) -> BusinessTemplate {
    let business_type = industries::business_type(&business.business_type);
    BusinessTemplate {
        industry: industries::industry(&business.naics, business_type),
        business_type,
        // The loan was two and a half months of payroll. Source: CARES Act, section 1102.
        annual_payroll_cents: business.loan_cents.saturating_mul(12) / 5 * 2,
    }
}

fn adviser(adviser: &Adviser, masker: &Masker) -> AdviserTemplate {
    let serves = |kind: &str| adviser.client_types.iter().any(|part| part == kind);
    let is_affiliated = |kind: &str| adviser.affiliates.iter().any(|part| part == kind);
    let is_paid_by = |kind: &str| adviser.compensation.iter().any(|part| part == kind);
    let told: [(bool, &'static str); 4] = [
        (serves("charities"), industries::NONPROFIT),
        (serves("banks") || serves("insurance") || is_affiliated("insurance"), industries::FINANCE),
        (is_affiliated("real_estate"), industries::REAL_ESTATE),
        (serves("government"), industries::PUBLIC),
    ];
    let sizes: [(bool, &'static str); 4] = [
        (serves("individuals") || adviser.employee_count < 5, "startup"),
        (serves("individuals") || serves("high_net_worth"), "smb"),
        (serves("corporations") || serves("pension_plans"), "mid_market"),
        (
            serves("pooled_vehicles") || serves("government") || adviser.employee_count > 100,
            "enterprise",
        ),
    ];
    let only_true = |list: &[(bool, &'static str)]| {
        list.iter().filter(|(is_so, _)| *is_so).map(|(_, word)| *word).collect()
    };
    AdviserTemplate {
        services: services::services(adviser),
        industries: only_true(&told),
        business_sizes: only_true(&sizes),
        timezone: places::timezone(&adviser.state, &adviser.country),
        registered_year: adviser.registered_year,
        sentences: adviser.texts.iter().flat_map(|text| masker.sentences(text)).collect(),
        accepts_hourly: is_paid_by("hourly"),
        accepts_project: is_paid_by("fixed"),
        accepts_retainer: is_paid_by("percent_of_assets") || is_paid_by("subscription"),
        accepts_value_based: is_paid_by("performance"),
    }
}

fn cases(sample: &Sample) -> Vec<CaseTemplate> {
    let of_case = sample.events.chunk_by(|left, right| left.case_id == right.case_id);
    of_case
        .filter_map(|events| {
            let first = events.first()?;
            let steps = events.iter().enumerate().map(|(position, event)| StepTemplate {
                title: readable_title(&event.activity),
                task_type: task_type(&event.activity),
                is_rejection: event.activity.contains("REJECTED"),
                offset_ms: (event.at_ms - first.at_ms).max(0),
                duration_ms: events.get(position + 1).map(|next| (next.at_ms - event.at_ms).max(0)),
            });
            Some(CaseTemplate {
                case_id: first.case_id.clone(),
                started_ms: first.at_ms,
                steps: steps.collect(),
            })
        })
        .collect()
}

/// `Request For Payment FINAL_APPROVED by SUPERVISOR` becomes
/// `Request for payment: final approved by supervisor`.
fn readable_title(activity: &str) -> String {
    let text = activity.replace('_', " ").to_lowercase();
    let Some(rest) = text.strip_prefix("request for payment ") else {
        let mut rest = text.chars();
        return rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).collect();
    };
    format!("Request for payment: {rest}")
}

fn task_type(activity: &str) -> &'static str {
    const TYPES: &[(&str, &str)] = &[
        ("SUBMITTED", "data_entry"),
        ("SAVED", "data_entry"),
        ("APPROVED by ADMINISTRATION", "document_review"),
        ("APPROVED", "review"),
        ("Request Payment", "preparation"),
    ];
    TYPES.iter().find(|(word, _)| activity.contains(word)).map_or("custom", |(_, kind)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn activities_become_titles_and_types() {
        let activity = "Request For Payment FINAL_APPROVED by SUPERVISOR";
        assert_eq!(readable_title(activity), "Request for payment: final approved by supervisor");
        assert_eq!(task_type(activity), "review");
        assert_eq!(readable_title("Payment Handled"), "Payment handled");
        assert_eq!(task_type("Payment Handled"), "custom");
        assert_eq!(task_type("Request Payment"), "preparation");
    }

    #[test]
    fn every_case_keeps_its_steps_in_order() {
        let sample = Sample::load(&crate::sample::default_folder()).unwrap();
        let distributions = Distributions::new(&sample).unwrap();
        let step_count: usize = distributions.cases.iter().map(|case| case.steps.len()).sum();
        assert_eq!(step_count, sample.events.len());
        for case in &distributions.cases {
            assert!(case.steps.is_sorted_by_key(|step| step.offset_ms), "{}", case.case_id);
            assert!(case.steps.last().unwrap().duration_ms.is_none());
        }
    }
}
