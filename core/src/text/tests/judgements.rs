//! Who should stand before whom, query by query, in a small marketplace.
//!
//! Checked in two halves, so that what is made to fit one is tried on the other.

use super::{Person, TextMode, TextQuery, World, texts};
use crate::options::CallOptions;

/// As many rows as a first page has by default: fewer exact hits, and typos are expanded.
const PAGE: usize = 20;

type Row = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

/// Id, name, title, headline, bio, industries, services, certifications.
#[rustfmt::skip]
const ADVISORS: [Row; 40] = [
    ("tax-saas", "Nora Lindqvist", "Tax advisor for SaaS", "Sales tax and R&D credits for software companies", "Ten years of tax planning for subscription businesses.", &["SaaS", "Technology"], &["Tax Planning", "Sales Tax"], &["CPA"]),
    ("tax-only", "Peter Holm", "Tax accountant", "Personal and business tax returns", "I prepare returns. One of my clients is a SaaS company.", &["Retail"], &["Tax Preparation"], &["EA"]),
    ("saas-cfo", "Ingrid Vale", "Fractional CFO", "Finance for SaaS startups from seed to Series B", "Board decks, metrics, fundraising and cash runway.", &["SaaS"], &["Fractional CFO", "Fundraising Support"], &["CPA", "MBA"]),
    ("cfo-manufacturing", "Hank Dorsey", "CFO consultant", "Fractional finance chief for manufacturers", "Cost accounting. Has once advised a startup.", &["Manufacturing"], &["CFO Services", "Cost Accounting"], &["CMA"]),
    ("startup-bookkeeper", "Bea Kim", "Startup bookkeeper", "Monthly books for founders", "We work beside your fractional CFO.", &["Technology"], &["Bookkeeping"], &[]),
    ("rd", "Samir Patel", "R&D tax credit specialist", "R&D studies that stand an examination", "Credits for research and development.", &["Biotech", "Technology"], &["R&D Tax Credit"], &["CPA"]),
    ("credit", "Dora Quist", "Credit analyst", "Credit policy, tax liens and research", "Letters A to D of the rating scale. Research of all kinds. R programming.", &["Banking"], &["Credit Analysis"], &["CFA"]),
    ("nonprofit-audit", "Lucy Grant", "Nonprofit auditor", "Audits of charities and foundations", "Single audits and grant compliance.", &["Nonprofit"], &["Nonprofit Audit", "Single Audit"], &["CPA"]),
    ("non-profit-books", "Omar Diaz", "Accountant for non-profits", "Fund accounting", "Books for small charities before their audit.", &["Non-Profit"], &["Bookkeeping"], &[]),
    ("auditor", "Wei Zhang", "External auditor", "Financial statement audits", "Some nonprofit work among many companies of all sizes and of many kinds.", &["Manufacturing"], &["Audit"], &["CPA"]),
    ("qb-cleanup", "Tina Brook", "QuickBooks ProAdvisor", "QuickBooks cleanup and catch-up", "Messy books made clean.", &["Retail"], &["QuickBooks Cleanup", "QuickBooks Online"], &["QuickBooks Certified"]),
    ("qb-setup", "Yusuf Amin", "QuickBooks consultant", "QuickBooks setup and training", "QuickBooks since 1999. I also do cleanup now and then, and payroll.", &["Restaurants"], &["QuickBooks Setup"], &["QuickBooks Certified"]),
    ("clean-up", "Rosa Marin", "Bookkeeper", "Clean-up of books in Quick Books and Xero", "Catch-up bookkeeping.", &["Retail"], &["Bookkeeping Clean-up"], &[]),
    ("ma", "Victor Stone", "M&A advisor", "Sell-side M&A advisory for owners", "Forty deals closed.", &["Manufacturing"], &["M&A Advisory", "Business Valuation"], &["CFA"]),
    ("ma-degree", "Claire Moss", "Advisory accountant", "Advisory for families", "MA in economics. Advisory boards in MA.", &["Real Estate"], &["Advisory"], &["MA"]),
    ("valuation", "Igor Petrov", "Valuation expert", "Business valuation for divorce and sale", "409A valuations too.", &["Technology"], &["Business Valuation", "409A"], &["ABV"]),
    ("s-corp", "Paula Jensen", "Small business tax advisor", "S-Corp elections and payroll", "I set up S corporations.", &["Consulting"], &["S-Corp Election", "Payroll"], &["EA"]),
    ("s-corp-spaced", "Mario Conti", "Enrolled agent", "S Corp and LLC taxes", "Returns of all kinds.", &["Consulting"], &["Tax Preparation"], &["EA"]),
    ("corp", "Sven Borg", "Corporate controller", "Large corp reporting", "Section S of the code. Controllers for big corps.", &["Energy"], &["Controller Services"], &["CPA"]),
    ("401k", "Helen Ortiz", "Retirement plan consultant", "401(k) plans for small firms", "Plan design and 401(k) audits.", &["Healthcare"], &["401(k) Plans"], &["CFP"]),
    ("1099", "Gus Novak", "Contractor tax help", "1099 filing for gig workers", "Forms 1099 and W-2.", &["Gig Economy"], &["1099 Filing"], &["EA"]),
    ("1098", "Amy Chu", "Mortgage tax help", "1098 forms explained", "Form 1098 and interest.", &["Real Estate"], &["1098 Filing"], &["EA"]),
    ("c-suite", "Ruth Adler", "C-suite finance coach", "Coaching for CFOs and CEOs", "For the C-suite and boards.", &["Consulting"], &["Executive Coaching"], &[]),
    ("ecommerce", "Jonas Berg", "E-commerce accountant", "Amazon and Shopify sellers", "Inventory and sales tax.", &["E-Commerce"], &["Ecommerce Bookkeeping"], &["CPA"]),
    ("commerce", "Alan Reed", "Chamber of commerce liaison", "Commerce and trade", "E is for effort.", &["Trade"], &["Trade Consulting"], &[]),
    ("grace-lee", "Grace Lee", "Bookkeeper", "Bookkeeping in Austin", "Careful books.", &["Retail"], &["Bookkeeping"], &[]),
    ("grace-leeson", "Grace Leeson", "Controller", "Controls and closing", "Closes in five days. Formerly of Lee and Grace LLP.", &["Retail"], &["Controller Services"], &["CPA"]),
    ("lee-firm", "Brad Kane", "Lee Grace & Partners principal", "Lee Grace, Grace Lee and the Lee way of grace", "Grace Lee taught me. Lee Grace is our firm. Grace, Lee.", &["Law"], &["Grace Lee Method"], &["Lee Grace Certificate"]),
    ("an-nguyen", "An Nguyen", "Tax preparer", "Returns in Vietnamese and English", "An honest service.", &["Restaurants"], &["Tax Preparation"], &["EA"]),
    ("bao-nguyen", "Bao Nguyen", "Nguyen Tax owner", "Nguyen Tax, an accounting firm", "Nguyen Tax since 1990.", &["Restaurants"], &["Bookkeeping"], &["EA"]),
    ("obrien", "Sean O'Brien", "Estate planner", "Wills and trusts", "Estates of all sizes.", &["Law"], &["Estate Planning"], &["CFP"]),
    ("brian", "Brian Ott", "Trust officer", "Trusts and estates at a bank", "Works with an O. Brien.", &["Banking"], &["Trust Administration"], &[]),
    ("payroll", "Fay Wong", "Payroll specialist", "Payroll for restaurants", "Tips, overtime and multi-state payroll.", &["Restaurants"], &["Payroll"], &["CPP"]),
    ("restaurant", "Leo Marsh", "Restaurant accountant", "Food cost and weekly reports", "Also payroll.", &["Restaurants", "Hospitality"], &["Restaurant Accounting"], &[]),
    ("audiologist", "Ned Frost", "Audiology practice advisor", "Finance for audiologists", "Audible results.", &["Healthcare"], &["Practice Management"], &[]),
    ("medical", "Kira Bloom", "Healthcare CFO", "Medical practices and clinics", "Billing, budgets and audits.", &["Healthcare"], &["CFO Services", "Medical Billing"], &["CPA"]),
    ("it-audit", "Raj Mehta", "IT auditor", "SOC 2 and IT controls", "Information security.", &["Technology"], &["IT Audit"], &["CISA"]),
    ("fpa", "Mia Torres", "FP&A lead", "Budgets, forecasts and models", "FP&A for growing teams.", &["SaaS"], &["FP&A", "Financial Modeling"], &["MBA"]),
    ("real-estate-tax", "Otto Weiss", "Real estate tax strategist", "Cost segregation and 1031 exchanges", "Investors and developers.", &["Real Estate"], &["Real Estate Tax", "Cost Segregation"], &["CPA"]),
    ("real-estate", "Ella Frey", "Property accountant", "Books for landlords", "Real properties, estate sales and tax days.", &["Real Estate"], &["Bookkeeping"], &[]),
];

/// A query, with pairs of advisors of whom the first stands before the second, or alone is found.
type Judgement = (&'static str, &'static [(&'static str, &'static str)]);

#[rustfmt::skip]
const JUDGEMENTS: [Judgement; 46] = [
    ("tax saas", &[("tax-saas", "tax-only")]),
    ("fractional cfo startup", &[("saas-cfo", "startup-bookkeeper"), ("saas-cfo", "cfo-manufacturing")]),
    ("cfo for a saas startup", &[("saas-cfo", "fpa"), ("saas-cfo", "medical")]),
    ("grace lee", &[("grace-lee", "lee-firm"), ("grace-lee", "grace-leeson")]),
    ("Lee, Grace", &[("grace-lee", "lee-firm")]),
    ("grace le", &[("grace-lee", "brian"), ("grace-leeson", "brian")]),
    ("r&d tax credit", &[("rd", "credit"), ("rd", "tax-saas")]),
    ("R & D", &[("rd", "credit")]),
    ("nonprofit audit", &[("nonprofit-audit", "auditor"), ("nonprofit-audit", "non-profit-books")]),
    ("non-profit audit", &[("nonprofit-audit", "auditor"), ("non-profit-books", "it-audit")]),
    ("non profit accounting", &[("non-profit-books", "auditor")]),
    ("quickbooks cleanup", &[("qb-cleanup", "qb-setup"), ("qb-cleanup", "clean-up")]),
    ("quickbooks clean-up", &[("qb-cleanup", "qb-setup")]),
    ("quick books cleanup", &[("qb-cleanup", "qb-setup"), ("clean-up", "payroll")]),
    ("m&a advisory", &[("ma", "ma-degree")]),
    ("M & A", &[("ma", "ma-degree")]),
    ("s-corp", &[("s-corp", "corp"), ("s-corp-spaced", "corp")]),
    ("s corp election", &[("s-corp", "corp")]),
    ("401k", &[("401k", "1099"), ("401k", "auditor")]),
    ("401(k) audit", &[("401k", "auditor")]),
    ("1099", &[("1099", "1098")]),
    ("w2", &[("1099", "1098")]),
    ("c-suite coach", &[("c-suite", "saas-cfo")]),
    ("c suite", &[("c-suite", "credit")]),
    ("ecommerce", &[("ecommerce", "commerce")]),
    ("e-commerce bookkeeping", &[("ecommerce", "commerce")]),
    ("an nguyen", &[("an-nguyen", "bao-nguyen")]),
    ("nguyen", &[("an-nguyen", "saas-cfo"), ("bao-nguyen", "saas-cfo")]),
    ("obrien", &[("obrien", "brian")]),
    ("sean o'brien", &[("obrien", "brian")]),
    ("audit", &[("auditor", "audiologist"), ("it-audit", "medical"), ("nonprofit-audit", "medical")]),
    ("audi", &[("auditor", "payroll"), ("audiologist", "payroll")]),
    ("it audit", &[("it-audit", "auditor"), ("it-audit", "nonprofit-audit")]),
    ("payroll", &[("payroll", "restaurant"), ("payroll", "qb-setup"), ("s-corp", "restaurant")]),
    ("payroll restaurants", &[("payroll", "qb-setup"), ("payroll", "restaurant")]),
    ("payrol", &[("payroll", "restaurant"), ("payroll", "qb-setup")]),
    ("quikbooks", &[("qb-cleanup", "grace-lee"), ("qb-setup", "grace-lee")]),
    ("bookeeping", &[("grace-lee", "real-estate-tax"), ("startup-bookkeeper", "payroll")]),
    ("real estate tax", &[("real-estate-tax", "real-estate")]),
    ("tax real estate", &[("real-estate-tax", "real-estate")]),
    ("business valuation", &[("valuation", "auditor"), ("valuation", "s-corp"), ("ma", "s-corp")]),
    ("fp&a", &[("fpa", "saas-cfo"), ("fpa", "medical")]),
    ("bookkeeping", &[("grace-lee", "audiologist"), ("startup-bookkeeper", "auditor")]),
    ("healthcare cfo", &[("medical", "audiologist"), ("medical", "saas-cfo")]),
    ("wills and trusts", &[("obrien", "brian")]),
    ("cost accounting for manufacturing", &[("cfo-manufacturing", "auditor"), ("cfo-manufacturing", "corp")]),
];

fn world() -> World {
    let people: Vec<Person> = ADVISORS
        .iter()
        .map(|&(id, name, title, headline, bio, industries, services, certifications)| Person {
            name: name.to_owned(),
            title: title.to_owned(),
            headline: headline.to_owned(),
            bio: bio.to_owned(),
            industries: texts(industries),
            services: texts(services),
            certifications: texts(certifications),
            ..Person::new(id)
        })
        .collect();
    World::new(&people)
}

/// The ids by relevance, as the first page of a search shows them.
fn ranked(world: &World, query: &str) -> Vec<String> {
    let query = TextQuery::parse(query).unwrap().expect("a query with words");
    let options = CallOptions::default();
    let mut hits = world.text.find(&query, TextMode::Exact, &options).unwrap();
    if hits.scores.len() < PAGE {
        hits = world.text.find(&query, TextMode::Typos, &options).unwrap();
    }
    let id = |ordinal: u32| world.profiles.columns().id(ordinal).unwrap().to_owned();
    let mut rows: Vec<(f64, String)> =
        hits.scores.iter().map(|&(ordinal, score)| (-score, id(ordinal))).collect();
    rows.sort_by(|one, other| one.partial_cmp(other).unwrap());
    rows.into_iter().map(|(_, id)| id).collect()
}

/// Every statement of every second query that does not hold.
fn failures(remainder: usize) -> Vec<String> {
    let world = world();
    let mut failures = Vec::new();
    for (query, pairs) in JUDGEMENTS.iter().skip(remainder).step_by(2) {
        let ranked = ranked(&world, query);
        let place = |id: &str| ranked.iter().position(|found| found == id);
        for (better, worse) in *pairs {
            let holds = match (place(better), place(worse)) {
                (Some(better), Some(worse)) => better < worse,
                (better, _) => better.is_some(),
            };
            if !holds {
                failures.push(format!("{query:?}: {better} before {worse}; found {ranked:?}"));
            }
        }
    }
    failures
}

#[test]
fn even_judgements_hold() {
    assert_eq!(failures(0), Vec::<String>::new());
}

#[test]
fn odd_judgements_hold() {
    assert_eq!(failures(1), Vec::<String>::new());
}

#[test]
fn every_judgement_names_advisors_that_are_there() {
    let known = |id: &str| ADVISORS.iter().any(|row| row.0 == id);
    for (query, pairs) in JUDGEMENTS {
        assert!(pairs.iter().all(|(better, worse)| known(better) && known(worse)), "{query}");
    }
}
