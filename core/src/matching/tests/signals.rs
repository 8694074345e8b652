use super::{World, needs};
use crate::profiles::fixture::{Advisor, words};

/// The value of one signal for one advisor whom nothing filters.
fn value(signal: &str, advisor: &Advisor, asked: &str) -> f64 {
    let world = World::new(std::slice::from_ref(advisor), &[]);
    let off =
        r#""hardFilters": {"available": false, "capacityLeft": false, "maxHourlyRate": false}"#;
    let comma = if asked.is_empty() { "" } else { ", " };
    let weights = format!(r#""weights": [{{"signal": "{signal}", "weight": 1}}]"#);
    let found = world.answer(&needs(&format!("{{{asked}{comma}{weights}, {off}}}"))).unwrap();
    let matched = &found.matches[0];
    assert_eq!((matched.parts.len(), matched.parts[0].name.as_str()), (1, signal));
    assert_eq!(matched.score, matched.parts[0].value);
    matched.parts[0].value
}

#[test]
fn signals_have_their_formula_their_range_and_0_for_what_is_missing() {
    let plain = || Advisor::new("a");
    let rate = |cents| Advisor { hourly_rate: cents, ..plain() };
    let max = r#""maxHourlyRate": "200""#;
    let languages = || Advisor { languages: words(&["ENGLISH", "Deutsch"]), ..plain() };
    let sizes = || Advisor { business_sizes: words(&["SMB"]), ..plain() };
    let reviews = |reviews| Advisor { reviews, ..plain() };
    let hours = |response_hours| Advisor { response_hours, ..plain() };
    let budget = r#""budget": {"max": "100", "kind": "hourly"}"#;
    for (signal, advisor, asked, expected) in [
        ("price_fit", rate(Some(5_000)), max, 0.75),
        ("price_fit", rate(Some(0)), max, 1.0),
        ("price_fit", rate(Some(20_000)), max, 0.0),
        ("price_fit", rate(Some(30_000)), max, 0.0),
        ("price_fit", rate(Some(-100)), max, 1.0),
        ("price_fit", rate(None), max, 0.0),
        ("price_fit", rate(Some(5_000)), "", 0.0),
        ("price_fit", rate(Some(0)), r#""maxHourlyRate": "0""#, 0.0),
        ("budget", rate(Some(10_000)), budget, 1.0),
        ("budget", rate(Some(10_001)), budget, 0.0),
        ("budget", rate(None), budget, 0.0),
        ("budget", rate(Some(1)), "", 0.0),
        ("language", languages(), r#""languages": ["french", "english"]"#, 1.0),
        ("language", languages(), r#""languages": ["french"]"#, 0.0),
        ("language", languages(), "", 0.0),
        ("business_size", sizes(), r#""businessSize": "smb""#, 1.0),
        ("business_size", sizes(), r#""businessSize": "enterprise""#, 0.0),
        ("business_size", sizes(), "", 0.0),
        ("remote", plain(), r#""remote": true"#, 1.0),
        ("remote", Advisor { remote_only: false, ..plain() }, r#""remote": true"#, 0.0),
        ("remote", plain(), "", 0.0),
        ("reviews", reviews(10), "", 0.2),
        ("reviews", reviews(500), "", 1.0),
        ("reviews", reviews(-3), "", 0.0),
        ("responsiveness", hours(Some(12)), "", 0.75),
        ("responsiveness", hours(Some(0)), "", 1.0),
        ("responsiveness", hours(Some(72)), "", 0.0),
        ("responsiveness", hours(None), "", 0.0),
        ("cosine", plain(), r#""embedding": [1.0]"#, 0.0),
    ] {
        assert_eq!(value(signal, &advisor, asked), expected, "{signal} of {asked}: {advisor:?}");
    }
}

#[test]
fn a_profile_of_nothing_but_a_cosine_scores_everybody_0_without_an_embedding() {
    let world = World::new(&[Advisor::new("b"), Advisor::new("a")], &[]);
    let needs = needs(r#"{"weights": [{"signal": "cosine", "weight": 1}]}"#);
    let found = world.answer(&needs).unwrap().matches;
    let ids: Vec<_> = found.iter().map(|one| (one.advisor_id.as_str(), one.score)).collect();
    assert_eq!(ids, [("a", 0.0), ("b", 0.0)]);
    assert!(found.iter().all(|one| one.parts.is_empty()));
}
