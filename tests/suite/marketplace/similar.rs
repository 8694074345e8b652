//! Advisors who are like one advisor, against a sort of all cosines.

use advisor_engine::{
    AdvisorField, AdvisorFilters, CallOptions, Change, Config, Engine, ErrorKind, Filter,
    SearchMode, SimilarAdvisors,
};
use advisor_engine_tests::rows::row;
use serde_json::json;

use super::rows::Advisor;
use crate::oracle::random::{Random, seeds};

/// Whole numbers, so that sums are exact in any order; often equal, sometimes without length.
fn vector(random: &mut Random) -> Vec<f32> {
    (0..5).map(|_| [-1.0, 0.0, 0.0, 1.0, 2.0][usize::try_from(random.below(5)).unwrap()]).collect()
}

fn cosine(one: &[f32], other: &[f32]) -> f64 {
    let dot = |one: &[f32], other: &[f32]| -> f64 {
        one.iter().zip(other).map(|(left, right)| f64::from(left * right)).sum()
    };
    let lengths = dot(one, one).sqrt() * dot(other, other).sqrt();
    // A score is a sum that begins at 0, and so never -0.
    if lengths > 0.0 { dot(one, other) / lengths + 0.0 } else { 0.0 }
}

#[test]
fn similar_advisors_are_those_of_the_highest_cosines() {
    let mut shown_count = 0;
    for seed in seeds(12) {
        println!("seed {seed}");
        let mut random = Random::new(seed);
        let config = Config { is_fold_automatic: false, ..Config::default() };
        let engine = Engine::in_memory(config).unwrap();
        let options = CallOptions::default();
        let advisors: Vec<(Advisor, Option<Vec<f32>>)> = (0..60)
            .map(|n| {
                let advisor = Advisor::random(&format!("a{n}"), &mut random);
                (advisor, random.percent(80).then(|| vector(&mut random)))
            })
            .collect();
        let changes: Vec<Change> = advisors
            .iter()
            .flat_map(|(advisor, vector)| {
                let vector = vector.clone().map(|vector| {
                    row("advisor_embeddings", &advisor.id, [("vector", vector.into())])
                });
                [Some(advisor.change()), vector]
            })
            .flatten()
            .collect();
        engine.apply(&changes, None, &options).unwrap();
        let is_shown = |one: &Advisor| one.is_active && one.is_verified && !one.is_deleted;
        for round in 0..60 {
            if round == 30 {
                engine.fold(&options).unwrap();
            }
            let (itself, own) = random.pick(&advisors);
            let available = random.percent(50).then(|| random.percent(70));
            let remote = random.percent(50).then(|| random.percent(50));
            let request = SimilarAdvisors {
                advisor_id: itself.id.clone(),
                limit: usize::try_from(random.below(30)).unwrap() + 1,
                filters: AdvisorFilters { available, ..AdvisorFilters::default() },
                condition: remote.map(|remote| -> Filter {
                    serde_json::from_value(json!({ "not": { "remoteOnly": !remote } })).unwrap()
                }),
                search: *random.pick(&[
                    SearchMode::Auto,
                    SearchMode::Exact,
                    SearchMode::Approximate,
                ]),
                select: vec![AdvisorField::Headline],
            };
            let answer = engine.similar_advisors(&request, &options);
            if !is_shown(itself) {
                let error = answer.map(|_| ()).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::NotFound);
                assert_eq!(error.message(), format!("no advisor `{}`", itself.id));
                continue;
            }
            let Some(own) = own else {
                let error = answer.map(|_| ()).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::InvalidArgument);
                assert_eq!(
                    error.message(),
                    format!(
                        "field `advisorId` is `{}`, an advisor without an embedding; expected one with an embedding",
                        itself.id
                    )
                );
                continue;
            };
            let mut expected: Vec<(f64, &str)> = advisors
                .iter()
                .filter(|(one, _)| is_shown(one) && one.id != itself.id)
                .filter(|(one, _)| available.is_none_or(|available| one.is_available == available))
                .filter(|(one, _)| remote.is_none_or(|remote| one.is_remote == remote))
                .filter_map(|(one, vector)| Some((cosine(own, vector.as_ref()?), one.id.as_str())))
                .collect();
            expected.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(other.1)));
            let answer = answer.unwrap();
            assert_eq!((answer.plan.eligible, answer.plan.exact), (expected.len(), true));
            let found: Vec<(f64, &str)> = answer
                .advisors
                .iter()
                .map(|one| (one.similarity.unwrap(), one.id.as_str()))
                .collect();
            assert_eq!(found, expected[..expected.len().min(request.limit)], "{request:?}");
            shown_count += found.len();
        }
    }
    assert!(shown_count > 1000, "{shown_count}");
}

#[test]
fn a_request_for_similar_advisors_that_cannot_be_taken_is_refused() {
    let engine = Engine::in_memory(Config::default()).unwrap();
    let cases = [
        (json!({ "advisorId": "a", "limit": 0 }), "field `limit` is 0; expected 1 to 100"),
        (json!({ "advisorId": "a", "limit": 101 }), "field `limit` is 101; expected 1 to 100"),
        (
            json!({ "advisorId": "a", "filters": { "hourlyRateMax": "-1" } }),
            "field `filters.hourlyRateMax` is -1.00; expected 0 or more",
        ),
    ];
    for (request, message) in cases {
        let error = engine.call("similar_advisors", request, &CallOptions::default()).unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::InvalidArgument, message));
    }
}
