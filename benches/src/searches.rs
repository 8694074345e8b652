//! Searches of the marketplace that are measured, over words that both data sets know.

use advisor_engine::{AdvisorFilters, Money, SearchAdvisors};

/// Each ends with a blank, so that its last word is whole: engines that complete words and engines that
/// do not then find the same.
const TEXTS: [&str; 6] = [
    "tax planning ",
    "advisory ",
    "financial planner ",
    "services for businesses ",
    "audit ",
    "tax strategist ",
];
/// As people mistype them: found only one or two edits away.
const MISTYPED: [&str; 6] = [
    "tax planing advizory ",
    "financal planer ",
    "bookeeping ",
    "consuling bussiness ",
    "acounting ",
    "stratgist taxx ",
];
const INDUSTRIES: [&str; 5] =
    ["Healthcare", "Professional Services", "Retail", "Construction", "Personal Services"];
const SERVICES: [&str; 3] = ["tax_planning", "financial_planning", "advisory"];

/// Words with filters of a search form: an industry, and by turns a price, a language and a rating.
#[must_use]
pub fn search_with_words(index: usize) -> SearchAdvisors {
    SearchAdvisors {
        text: Some(TEXTS[index % TEXTS.len()].to_owned()),
        filters: AdvisorFilters {
            industries: vec![INDUSTRIES[index / TEXTS.len() % INDUSTRIES.len()].to_owned()],
            ..turn(index)
        },
        ..SearchAdvisors::default()
    }
}

/// Words that nobody spells so, so that typos are expanded.
#[must_use]
pub fn search_with_typos(index: usize) -> SearchAdvisors {
    SearchAdvisors {
        text: Some(MISTYPED[index % MISTYPED.len()].to_owned()),
        filters: turn(index),
        ..SearchAdvisors::default()
    }
}

/// A list without words, best rated first, by services and what [`search_with_words`] takes by turns.
#[must_use]
pub fn list_with_filters(index: usize) -> SearchAdvisors {
    SearchAdvisors {
        filters: AdvisorFilters {
            services: vec![SERVICES[index % SERVICES.len()].to_owned()],
            ..turn(index)
        },
        ..SearchAdvisors::default()
    }
}

fn turn(index: usize) -> AdvisorFilters {
    let none = AdvisorFilters::default();
    match index % 4 {
        0 => AdvisorFilters { hourly_rate_max: Some(Money::from_cents(30_000)), ..none },
        1 => AdvisorFilters { languages: vec!["English".to_owned()], ..none },
        2 => AdvisorFilters { rating_min: Some(3.0), available: Some(true), ..none },
        _ => none,
    }
}
