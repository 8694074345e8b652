//! Services and certifications of an adviser, derived from what the firm filed.

use crate::sample::Adviser;

/// Filed services (item 5G) and what the platform calls the nearest one.
///
/// The form asks about investment advice, the platform about a practice: the mapping keeps who
/// is served (owners, companies, funds) and is ours.
const FILED_SERVICES: &[(&str, &str)] = &[
    ("financial_planning", "financial_planning"),
    ("portfolio_individuals_small_business", "advisory"),
    ("portfolio_businesses_institutions", "cfo_services"),
    ("portfolio_pooled_vehicles", "fundraising_support"),
    ("portfolio_investment_companies", "financial_modeling"),
    ("pension_consulting", "retirement_plan_consulting"),
    ("selection_of_other_advisers", "controller_services"),
    ("educational_seminars", "training"),
    ("periodicals", "board_reporting"),
    ("market_timing", "cash_flow_management"),
    ("security_ratings_pricing", "business_valuation"),
];

/// Other business (item 6A) and affiliates (item 7A).
const FILED_BUSINESS: &[(&str, &str)] = &[
    ("accountant", "tax_preparation"),
    ("accountant", "bookkeeping"),
    ("accountant", "audit"),
    ("lawyer", "m_and_a_advisory"),
    ("trust_company", "estate_planning"),
    ("accounting_firm", "tax_planning"),
    ("law_firm", "estate_planning"),
    ("pension_consultant", "retirement_plan_consulting"),
];

/// Words of the filed texts; each stands for the service it names.
const WORDS: &[(&str, &str)] = &[
    ("TAX PREP", "tax_preparation"),
    ("TAX RETURN", "tax_preparation"),
    ("TAX PLAN", "tax_planning"),
    ("TAX CONSULT", "tax_planning"),
    ("BOOKKEEP", "bookkeeping"),
    ("ACCOUNTING SERVICES", "bookkeeping"),
    ("PAYROLL", "payroll"),
    ("ESTATE", "estate_planning"),
    ("CFO", "cfo_services"),
    ("AUDIT", "audit"),
    ("VALUATION", "business_valuation"),
    ("BUDGET", "cash_flow_management"),
    ("CASH FLOW", "cash_flow_management"),
    ("BUSINESS CONSULT", "controller_services"),
    ("MERGERS", "m_and_a_advisory"),
    ("RETIREMENT PLAN", "retirement_plan_consulting"),
    ("REVIEW", "review"),
];

/// The services of an adviser in the platform's words, without repetition, in a fixed order.
pub(crate) fn services(adviser: &Adviser) -> Vec<&'static str> {
    let mut services = Vec::new();
    let mut add = |service: &'static str| {
        if !services.contains(&service) {
            services.push(service);
        }
    };
    let texts = format!("{} {}", adviser.services_other, adviser.texts.join(" ")).to_uppercase();
    for (word, service) in WORDS {
        if texts.contains(word) {
            add(service);
        }
    }
    for (filed, service) in FILED_BUSINESS {
        let is_filed = |part: &String| part == filed;
        if adviser.other_business.iter().any(is_filed) || adviser.affiliates.iter().any(is_filed) {
            add(service);
        }
    }
    for (filed, service) in FILED_SERVICES {
        if adviser.services.iter().any(|part| part == filed) {
            add(service);
        }
    }
    services
}

/// Certifications that go with a service; that an adviser holds one is generated.
const CERTIFICATIONS: &[(&str, &str)] = &[
    ("tax_preparation", "EA"),
    ("tax_planning", "CPA"),
    ("bookkeeping", "QuickBooks ProAdvisor"),
    ("audit", "CIA"),
    ("cfo_services", "CPA"),
    ("controller_services", "CMA"),
    ("financial_planning", "CFP"),
    ("estate_planning", "CTFA"),
    ("business_valuation", "ABV"),
    ("retirement_plan_consulting", "QPA"),
    ("advisory", "CFA"),
    ("payroll", "CPP"),
];

/// Certifications that fit `services`, without repetition.
pub(crate) fn certifications(services: &[&'static str]) -> Vec<&'static str> {
    let mut certifications = Vec::new();
    for (service, certification) in CERTIFICATIONS {
        if services.contains(service) && !certifications.contains(certification) {
            certifications.push(*certification);
        }
    }
    certifications
}

/// The professional title that goes with the first of `services` that has one.
pub(crate) fn title(services: &[&'static str]) -> &'static str {
    const TITLES: &[(&str, &str)] = &[
        ("tax_preparation", "Tax Adviser"),
        ("bookkeeping", "Bookkeeper"),
        ("audit", "Audit Partner"),
        ("cfo_services", "Fractional CFO"),
        ("controller_services", "Fractional Controller"),
        ("tax_planning", "Tax Strategist"),
        ("estate_planning", "Estate Planner"),
        ("m_and_a_advisory", "Transaction Adviser"),
        ("financial_planning", "Financial Planner"),
        ("retirement_plan_consulting", "Retirement Plan Consultant"),
    ];
    let fits = |entry: &&(&str, &'static str)| services.first() == Some(&entry.0);
    TITLES.iter().find(fits).map_or("Senior Advisor", |(_, title)| *title)
}

/// A service as running text: `tax_planning` becomes `tax planning`.
pub(crate) fn readable(service: &str) -> String {
    match service {
        "cfo_services" => "CFO services".to_owned(),
        "m_and_a_advisory" => "M&A advisory".to_owned(),
        other => other.replace('_', " "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_come_from_boxes_and_words() {
        let adviser = Adviser {
            services: vec!["financial_planning".to_owned()],
            other_business: vec!["accountant".to_owned()],
            texts: vec!["Payroll and tax preparation".to_owned()],
            ..Adviser::default()
        };
        let services = services(&adviser);
        assert_eq!(
            services,
            ["tax_preparation", "payroll", "bookkeeping", "audit", "financial_planning"]
        );
        assert!(certifications(&services).contains(&"CFP"));
        assert_eq!(title(&services), "Tax Adviser");
    }
}
