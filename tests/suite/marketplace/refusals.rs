//! Requests that cannot be taken, and what is said of them.

use advisor_engine::{CallOptions, Engine, ErrorKind};
use serde_json::{Value as Json, json};

#[test]
fn a_request_that_cannot_be_taken_is_refused_with_field_expectation_and_value() {
    let ids = |count: usize| (0..count).map(|n| format!("a{n}")).collect::<Vec<_>>();
    let cases: Vec<(&str, Json, &str)> = vec![
        (
            "search_advisors",
            json!({ "limit": 3 }),
            "field `limit` is not as expected: unknown field `limit`, expected one of `text`, `filters`, \
             `where`, `sort`, `page`, `facets`, `select`, `highlight`, `diagnose`, `rateHistogram`",
        ),
        (
            "search_advisors",
            json!({ "filters": { "hourlyRateMax": 250 } }),
            "field `filters.hourlyRateMax` is not as expected: invalid type: integer `250`, expected a \
             string",
        ),
        (
            "search_advisors",
            json!({ "filters": { "industry": ["SaaS"] } }),
            "field `filters.industry` is not as expected: unknown field `industry`, expected one of",
        ),
        (
            "search_advisors",
            json!({ "where": { "all": [{ "industry": {} }] } }),
            "field `where` is not as expected: `all[0].industry` is no field of an advisor; expected one of",
        ),
        (
            "search_advisors",
            json!({ "where": { "hourlyRate": { "min": "5", "max": "4" } } }),
            "field `where.hourlyRate.min` is 5.00; expected at most `where.hourlyRate.max`, which is 4.00",
        ),
        (
            "search_advisors",
            json!({ "sort": "best" }),
            "field `sort` is not as expected: unknown variant `best`, expected one of `relevance`",
        ),
        (
            "search_advisors",
            json!({ "sort": "relevance" }),
            "field `sort` is `relevance`; expected a `text` as well, or another order",
        ),
        (
            "search_advisors",
            json!({ "sort": "relevance", "text": "  " }),
            "field `sort` is `relevance`; expected a `text` as well, or another order",
        ),
        (
            "search_advisors",
            json!({ "page": { "limit": 0 } }),
            "field `limit` is 0; expected 1 to 100",
        ),
        (
            "search_advisors",
            json!({ "page": { "cursor": "c3VyZQ" } }),
            "field `cursor` has format 115; expected 1; start again from the first page",
        ),
        (
            "search_advisors",
            json!({ "select": ["email"] }),
            "field `select[0]` is not as expected: unknown variant `email`, expected one of `id`",
        ),
        (
            "get_advisors",
            json!({ "ids": ids(1001) }),
            "field `ids` has 1001 ids; expected at most 1000",
        ),
        ("compare_advisors", json!({ "ids": ids(1) }), "field `ids` has 1 ids; expected 2 to 5"),
        ("compare_advisors", json!({ "ids": ids(6) }), "field `ids` has 6 ids; expected 2 to 5"),
        (
            "compare_advisors",
            json!({ "ids": ["a", "b", "a"] }),
            "field `ids` names `a` twice; expected each once",
        ),
        (
            "featured_advisors",
            json!({ "category": "trending" }),
            "field `category` is not as expected: unknown variant `trending`, expected one of `top_rated`, \
             `recently_joined`, `industry_expert`",
        ),
        (
            "featured_advisors",
            json!({ "category": "top_rated", "limit": 21 }),
            "field `limit` is 21; expected 1 to 20",
        ),
    ];
    refuse(&cases);
}

#[test]
fn what_is_asked_besides_a_page_is_refused_as_well() {
    refuse(&[
        (
            "search_advisors",
            json!({ "rateHistogram": { "bucketCount": 201 } }),
            "field `rateHistogram.bucketCount` is 201; expected 1 to 200",
        ),
        (
            "search_advisors",
            json!({ "rateHistogram": { "width": "0.00" } }),
            "field `rateHistogram.width` is 0.00; expected more than 0",
        ),
        (
            "search_advisors",
            json!({ "rateHistogram": { "width": "25.00", "bucketCount": 3 } }),
            "field `rateHistogram` has `bucketCount` and `width`; expected one of them",
        ),
        (
            "suggest_advisors",
            json!({ "text": "tax", "limit": 51 }),
            "field `limit` is 51; expected 1 to 50",
        ),
        (
            "suggest_advisors",
            json!({ "text": "w".repeat(1025) }),
            "field `text` has 1025 characters; it takes at most 1024",
        ),
        (
            "search_facet",
            json!({ "field": "services", "limit": 0 }),
            "field `limit` is 0; expected 1 to 1000",
        ),
        (
            "search_facet",
            json!({ "field": "services", "search": { "filters": { "hourlyRateMax": "-1.00" } } }),
            "field `filters.hourlyRateMax` is -1.00; expected 0 or more",
        ),
    ]);
}

fn refuse(cases: &[(&str, Json, &str)]) {
    let engine = Engine::in_memory(advisor_engine::Config::default()).unwrap();
    for (operation, request, expected) in cases {
        let what = format!("{operation} {request}");
        let error =
            engine.call(operation, request.clone(), &CallOptions::default()).expect_err(&what);
        assert_eq!(error.kind(), ErrorKind::InvalidArgument, "{what}: {error}");
        assert!(error.message().starts_with(expected), "{what}: {}", error.message());
        assert_eq!(error.operation().unwrap_or(operation), *operation, "{what}");
    }
}
