use super::{World, needs};
use crate::profiles::fixture::{Advisor, words};

/// Asserts that the advisor passes exactly where `expected` says so.
fn assert_passes(advisor: &Advisor, json: &str, expected: bool) {
    let world = World::new(std::slice::from_ref(advisor), &[]);
    assert_eq!(!world.ids(&needs(json)).is_empty(), expected, "{json} over {advisor:?}");
}

fn plain() -> Advisor {
    Advisor::new("a")
}

#[test]
fn only_active_verified_and_undeleted_advisors_are_matched_whatever_the_filters() {
    let off = r#"{"hardFilters": {"available": false, "capacityLeft": false}}"#;
    assert_passes(&plain(), off, true);
    for advisor in [
        Advisor { status: "under_review", ..plain() },
        Advisor { status: "Active", ..plain() },
        Advisor { is_verified: false, ..plain() },
        Advisor { is_deleted: true, ..plain() },
    ] {
        assert_passes(&advisor, off, false);
    }
}

#[test]
fn availability_and_capacity_are_required_unless_switched_off() {
    for (advisor, name) in [
        (Advisor { is_available: false, ..plain() }, "available"),
        (Advisor { max_clients: None, ..plain() }, "capacityLeft"),
        (Advisor { max_clients: Some(0), ..plain() }, "capacityLeft"),
        (Advisor { max_clients: Some(2), current_clients: 2, ..plain() }, "capacityLeft"),
    ] {
        assert_passes(&advisor, "{}", false);
        assert_passes(&advisor, &format!(r#"{{"hardFilters": {{"{name}": true}}}}"#), false);
        assert_passes(&advisor, &format!(r#"{{"hardFilters": {{"{name}": false}}}}"#), true);
    }
}

/// For every clause with input: the input, the filter's name, whether it is on by default, an advisor
/// that has what is asked, and one that has something else. The plain advisor lacks every value.
fn cases() -> Vec<(&'static str, &'static str, bool, Advisor, Advisor)> {
    let with = |change: fn(&mut Advisor)| {
        let mut advisor = plain();
        change(&mut advisor);
        advisor
    };
    vec![
        (
            r#""industries": ["Retail", "saas"]"#,
            "industries",
            true,
            with(|a| a.industries = words(&["SaaS"])),
            with(|a| a.industries = words(&["Health"])),
        ),
        (
            r#""requiredServices": ["TAX", "Audit"]"#,
            "servicesAny",
            true,
            with(|a| a.services = words(&["Tax"])),
            with(|a| a.services = words(&["CFO"])),
        ),
        (
            r#""requiredServices": ["TAX", "Audit"]"#,
            "servicesAll",
            false,
            with(|a| a.services = words(&["audit", "Tax"])),
            with(|a| a.services = words(&["Tax"])),
        ),
        (
            r#""maxHourlyRate": "100.00""#,
            "maxHourlyRate",
            true,
            with(|a| a.hourly_rate = Some(10_000)),
            with(|a| a.hourly_rate = Some(10_001)),
        ),
        (
            r#""certifications": ["cpa", "CFA"]"#,
            "certifications",
            false,
            with(|a| a.certifications = words(&["CPA"])),
            with(|a| a.certifications = words(&["EA"])),
        ),
        (
            r#""businessSize": "SMB""#,
            "businessSize",
            false,
            with(|a| a.business_sizes = words(&["startup", "smb"])),
            with(|a| a.business_sizes = words(&["enterprise"])),
        ),
        (
            r#""languages": ["français", "German"]"#,
            "languages",
            false,
            with(|a| a.languages = words(&["FRANÇAIS"])),
            with(|a| a.languages = words(&["English"])),
        ),
        (
            r#""minYears": 5"#,
            "minYears",
            false,
            with(|a| a.years = Some(5)),
            with(|a| a.years = Some(4)),
        ),
        (
            r#""budget": {"max": "100", "kind": "hourly"}"#,
            "budget",
            false,
            with(|a| a.hourly_rate = Some(10_000)),
            with(|a| a.hourly_rate = Some(10_001)),
        ),
    ]
}

#[test]
fn each_clause_keeps_what_is_asked_and_removes_what_differs_or_is_missing() {
    for (input, name, is_default, fitting, differing) in cases() {
        // `services_any` is on too, and removes whoever offers nothing.
        let others = if name == "servicesAll" { r#""servicesAny": false, "# } else { "" };
        let request =
            |state: &str| format!(r#"{{{input}, "hardFilters": {{{others}"{name}": {state}}}}}"#);
        let missing = plain();
        for (advisor, fits) in [(&fitting, true), (&differing, false), (&missing, false)] {
            assert_passes(advisor, &request("true"), fits);
            assert_passes(advisor, &request("false"), true);
            assert_passes(advisor, &request("null"), fits || !is_default);
        }
        // On, but nothing asked: nobody is removed.
        let unasked = format!(r#"{{"hardFilters": {{"{name}": true}}}}"#);
        assert_passes(&differing, &unasked, true);
        assert_passes(&missing, &unasked, true);
    }
}

#[test]
fn remote_is_required_only_when_asked_and_switched_on() {
    let on_site = Advisor { remote_only: false, ..plain() };
    for (json, passes) in [
        (r#"{"remote": true, "hardFilters": {"remote": true}}"#, false),
        (r#"{"remote": true}"#, true),
        (r#"{"hardFilters": {"remote": true}}"#, true),
    ] {
        assert_passes(&on_site, json, passes);
        assert_passes(&plain(), json, true);
    }
}

#[test]
fn a_budget_is_met_by_an_accepted_way_of_paying_whose_prices_overlap() {
    let hourly =
        |accepts, rate| Advisor { accepts: [accepts, false, false], hourly_rate: rate, ..plain() };
    let retainer = |accepts, low, high| Advisor {
        accepts: [false, accepts, false],
        retainer: (low, high),
        ..plain()
    };
    let project =
        |accepts, price| Advisor { accepts: [false, false, accepts], project: price, ..plain() };
    let cases = [
        (hourly(true, Some(9_000)), "hourly", true),
        (hourly(true, Some(4_999)), "hourly", false),
        (hourly(false, Some(9_000)), "hourly", false),
        (hourly(true, None), "hourly", false),
        (hourly(true, Some(9_000)), "project_based", false),
        (hourly(true, Some(9_000)), "flexible", true),
        (hourly(false, Some(9_000)), "flexible", false),
        (retainer(true, Some(1_000), Some(5_000)), "monthly_retainer", true),
        (retainer(true, Some(10_000), Some(90_000)), "monthly_retainer", true),
        (retainer(true, Some(10_001), Some(90_000)), "monthly_retainer", false),
        (retainer(true, Some(1_000), Some(4_999)), "monthly_retainer", false),
        (retainer(true, Some(6_000), None), "monthly_retainer", false),
        (retainer(true, None, Some(6_000)), "monthly_retainer", false),
        (retainer(true, Some(1_000), Some(5_000)), "flexible", true),
        (project(true, Some(100)), "project_based", true),
        (project(true, Some(10_001)), "project_based", false),
        (project(true, None), "project_based", false),
        (project(true, Some(100)), "flexible", true),
        (hourly(true, None), "flexible", false),
    ];
    for (advisor, kind, passes) in cases {
        let json = format!(
            r#"{{"budget": {{"min": "50", "max": "100", "kind": "{kind}"}}, "hardFilters": {{"budget": true}}}}"#
        );
        assert_passes(&advisor, &json, passes);
    }
    let unbounded = r#"{"budget": {"kind": "hourly"}, "hardFilters": {"budget": true}}"#;
    assert_passes(&hourly(true, None), unbounded, true);
    assert_passes(&hourly(false, None), unbounded, false);
    let from =
        r#"{"budget": {"min": "50", "kind": "project_based"}, "hardFilters": {"budget": true}}"#;
    assert_passes(&project(true, Some(1)), from, true);
    assert_passes(&project(true, None), from, false);
}
