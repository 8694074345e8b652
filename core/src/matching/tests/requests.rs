use super::{World, needs};
use crate::profiles::fixture::Advisor;
use crate::{ClientNeeds, ErrorKind};

#[test]
fn what_cannot_be_taken_is_refused_with_field_expectation_and_value() {
    let world = World::new(&[Advisor::new("a")], &[("a".to_owned(), vec![1.0, 0.0])]);
    let cases = [
        (r#"{"limit": 0}"#, "field `limit` is 0; expected 1 to 1000"),
        (r#"{"limit": 1001}"#, "field `limit` is 1001; expected 1 to 1000"),
        (
            r#"{"scoringProfile": "points-v2"}"#,
            "field `scoring_profile` is `points-v2`; expected `blended-v1` or `points-v1`; did you mean `points-v1`?",
        ),
        (
            r#"{"scoringProfile": ""}"#,
            "field `scoring_profile` is ``; expected `blended-v1` or `points-v1`",
        ),
        (
            r#"{"scoringProfile": "points-v1", "weights": [{"signal": "rating", "weight": 1}]}"#,
            "field `weights` is there beside `scoring_profile`, which is `points-v1`; expected one of them",
        ),
        (
            r#"{"weights": [{"signal": "rating", "weight": 1}, {"signal": "rating", "weight": 1}]}"#,
            "field `weights`, place 1: `signal` is `rating` again; expected each signal once",
        ),
        (
            r#"{"weights": [{"signal": "rating", "weight": 0}]}"#,
            "field `weights`: expected at least one weight other than 0, got 1 weights",
        ),
        (r#"{"diversity": {"lambda": 1.01}}"#, "field `diversity.lambda` is 1.01; expected 0 to 1"),
        (
            r#"{"diversity": {"lambda": 1, "candidates": 19}}"#,
            "field `diversity.candidates` is 19; expected 20, which is `limit`, to 1000",
        ),
        (
            r#"{"diversity": {"lambda": 0, "candidates": 1001}}"#,
            "field `diversity.candidates` is 1001; expected 20, which is `limit`, to 1000",
        ),
        (r#"{"maxHourlyRate": "-1"}"#, "field `max_hourly_rate` is -1.00; expected 0 or more"),
        (
            r#"{"budget": {"min": "-0.01", "kind": "flexible"}}"#,
            "field `budget.min` is -0.01; expected 0 or more",
        ),
        (
            r#"{"budget": {"min": "2", "max": "1.5", "kind": "hourly"}}"#,
            "field `budget.min` is 2.00; expected at most `budget.max`, which is 1.50",
        ),
    ];
    for (json, message) in cases {
        let error = world.answer(&needs(json)).map(|_| ()).unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::InvalidArgument, message),
            "{json}"
        );
    }
}

#[test]
fn an_embedding_must_be_finite_and_of_the_engines_dimension() {
    let world = World::new(&[Advisor::new("a")], &[("a".to_owned(), vec![1.0, 0.0])]);
    let with = |embedding: Vec<f32>| ClientNeeds { embedding, ..ClientNeeds::default() };
    for (value, text) in [(f32::NAN, "NaN"), (f32::INFINITY, "inf"), (f32::NEG_INFINITY, "-inf")] {
        let error = world.answer(&with(vec![0.0, value])).map(|_| ()).unwrap_err();
        let message = format!("field `embedding` is {text} at position 1; expected finite numbers");
        assert_eq!((error.kind(), error.message()), (ErrorKind::InvalidArgument, message.as_str()));
    }
    let error = world.answer(&with(vec![1.0; 3])).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DimensionMismatch);
    assert_eq!(
        error.message(),
        "field `embedding` has 3 dimensions; expected 2, as the advisors' have"
    );
    // No vector, no dimension: every cosine is 0.
    let empty = World::new(&[Advisor::new("a")], &[]);
    assert_eq!(empty.answer(&with(vec![1.0; 3])).unwrap().matches[0].parts[0].value, 0.0);
}

#[test]
fn json_is_camel_case_and_unknown_fields_are_refused() {
    for json in [
        r#"{"required_services": []}"#,
        r#"{"hardFilters": {"servicesSome": true}}"#,
        r#"{"budget": {"max": "1"}}"#,
        r#"{"budget": {"kind": "weekly"}}"#,
        r#"{"minYears": -1}"#,
        r#"{"diversity": {}}"#,
        r#"{"weights": [{"signal": "rating"}]}"#,
    ] {
        assert!(serde_json::from_str::<ClientNeeds>(json).is_err(), "{json}");
    }
    let written = serde_json::to_string(&ClientNeeds::default()).unwrap();
    assert_eq!(needs(&written), ClientNeeds::default());
    assert!(written.contains(r#""scoringProfile":"blended-v1""#), "{written}");
}
