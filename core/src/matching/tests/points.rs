use super::{World, needs};
use crate::profiles::fixture::{Advisor, words};

/// The contributions of all six parts and the points, for one advisor.
fn contributions(advisor: Advisor, json: &str) -> (Vec<f64>, f64, i64) {
    let world = World::new(&[advisor], &[]);
    let mut needs = needs(json);
    needs.scoring_profile = "points-v1".to_owned();
    needs.hard_filters.capacity_left = Some(false);
    needs.hard_filters.industries = Some(false);
    needs.hard_filters.services_any = Some(false);
    let found = world.answer(&needs).unwrap().matches.remove(0);
    let parts = found.parts.iter().map(|part| part.contribution).collect();
    (parts, found.score, found.points)
}

#[test]
fn points_are_those_computed_by_hand() {
    let full = Advisor {
        industries: words(&["SaaS"]),
        services: words(&["Tax", "Audit", "CFO"]),
        certifications: words(&["CPA"]),
        years: Some(10),
        rating: Some(4.0),
        max_clients: Some(4),
        current_clients: 1,
        ..Advisor::new("a")
    };
    let asked = r#"{"industries": ["Retail", "SaaS"], "requiredServices": ["Tax", "Payroll", "CFO", "Audit"],
        "certifications": ["CFA", "CPA"]}"#;
    // 30 + 25·3/4 + 15·10/20 + 15·4/5 + 10 + 5·3/4
    let expected = (vec![30.0, 18.75, 7.5, 12.0, 10.0, 3.75], 82.0, 82);
    assert_eq!(contributions(full.clone(), asked), expected);

    // Nothing asked: seniority, rating and capacity alone, at most 35.
    let best = Advisor { years: Some(20), rating: Some(5.0), ..full.clone() };
    let best = Advisor { current_clients: 0, ..best };
    assert_eq!(contributions(best.clone(), "{}"), (vec![0.0, 0.0, 15.0, 15.0, 0.0, 5.0], 35.0, 35));
    let older = Advisor { years: Some(60), ..best };
    assert_eq!(contributions(older, "{}").2, 35);

    // Nulls score 0; so do zeros and a capacity that is not there.
    for max_clients in [None, Some(0)] {
        let empty = Advisor { max_clients, ..Advisor::new("a") };
        assert_eq!(contributions(empty, asked), (vec![0.0; 6], 0.0, 0));
    }
    // More clients than the maximum count against the advisor, as in the old formula.
    let over = Advisor { max_clients: Some(2), current_clients: 3, ..Advisor::new("a") };
    assert_eq!(contributions(over, asked), (vec![0.0, 0.0, 0.0, 0.0, 0.0, -2.5], -2.5, -2));
}

#[test]
fn points_round_half_up_after_summing() {
    // 15·1/20 = 0.75, 5·(1 − 1/4) = 3.75: 4.5 rounds up, though neither part does so alone.
    let advisor =
        Advisor { years: Some(1), max_clients: Some(4), current_clients: 1, ..Advisor::new("a") };
    let (_, score, points) = contributions(advisor, "{}");
    assert_eq!((score, points), (4.5, 5));
}

#[test]
fn points_compare_words_with_their_case_and_count_a_service_asked_twice_twice() {
    let advisor = Advisor {
        industries: words(&["saas"]),
        services: words(&["Tax"]),
        certifications: words(&["cpa"]),
        max_clients: None,
        ..Advisor::new("a")
    };
    let asked = r#"{"industries": ["SaaS"], "requiredServices": ["Tax", "Tax", "tax", "CFO"],
        "certifications": ["CPA"]}"#;
    assert_eq!(contributions(advisor, asked).0, [0.0, 12.5, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn reasons_name_what_scored() {
    let advisor = Advisor {
        industries: words(&["SaaS"]),
        services: words(&["CFO", "Tax"]),
        certifications: words(&["CPA"]),
        years: Some(7),
        rating: Some(4.5),
        max_clients: Some(4),
        current_clients: 1,
        ..Advisor::new("a")
    };
    let reasons_of = |advisor: Advisor, json: &str| {
        let result = World::new(&[advisor], &[]).answer(&needs(json)).unwrap();
        serde_json::to_string(&result.matches[0].reasons).unwrap()
    };
    assert_eq!(
        reasons_of(
            advisor.clone(),
            r#"{"industries": ["SaaS"], "requiredServices": ["Tax", "Audit", "CFO"], "certifications": ["CPA"]}"#
        ),
        r#"{"industryMatch":true,"serviceMatches":["Tax","CFO"],"experienceYears":7,"rating":4.5,"certifications":["CPA"],"availabilityRatio":0.25}"#
    );
    assert_eq!(
        reasons_of(advisor, r#"{"requiredServices": ["tax"]}"#),
        r#"{"serviceMatches":[],"experienceYears":7,"rating":4.5,"availabilityRatio":0.25}"#
    );
    let unknown = Advisor { max_clients: None, ..Advisor::new("a") };
    assert_eq!(reasons_of(unknown, r#"{"hardFilters": {"capacityLeft": false}}"#), "{}");
}
