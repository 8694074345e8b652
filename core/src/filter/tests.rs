//! Tables of filters: what JSON is taken, what is refused and how, and who passes.

use fixedbitset::FixedBitSet;

use super::{AdvisorFilters, Filter, Range, ScoreField};
use crate::profiles::fixture::{Advisor, base, words};
use crate::profiles::{Flag, Profiles};

fn filter(json: &str) -> Filter {
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"))
}

#[test]
fn a_filter_is_written_as_it_is_read() {
    for json in [
        r#"{"all":[{"industries":{"anyOf":["SaaS"],"allOf":[]}},{"available":true}]}"#,
        r#"{"any":[{"not":{"remoteOnly":false}}]}"#,
        r#"{"hourlyRate":{"min":"0.00","max":"250.00","missing":"keep"}}"#,
        r#"{"yearsExperience":{"min":0,"max":null,"missing":"drop"}}"#,
        r#"{"overallRating":{"min":4.5,"max":null,"missing":"drop"}}"#,
    ] {
        assert_eq!(serde_json::to_string(&filter(json)).unwrap(), json);
    }
}

#[test]
fn json_that_is_no_filter_is_refused_with_its_path() {
    let nested = |depth: usize| {
        let open = r#"{"not": "#.repeat(depth);
        format!("{open}{{\"available\": true}}{}", "}".repeat(depth))
    };
    let cases = [
        ("5".to_owned(), "the filter is the number 5; expected an object of one key"),
        ("{}".to_owned(), "the filter has 0 keys; expected an object of one key"),
        (r#"{"available": true, "not": {}}"#.to_owned(), "the filter has 2 keys"),
        (
            r#"{"all": [{"available": true}, {"indstries": {"anyOf": []}}]}"#.to_owned(),
            "`all[1].indstries` is no field of an advisor; expected one of all, any, not, industries, services, \
             certifications, languages, businessSizes, hourlyRate, monthlyRetainerMin, monthlyRetainerMax, \
             projectRateMin, yearsExperience, totalReviews, overallRating, available, capacityLeft, remoteOnly, \
             acceptsHourly, acceptsRetainer, acceptsProject, acceptsValueBased; did you mean `industries`?",
        ),
        (r#"{"any": {}}"#.to_owned(), "`any` is an object; expected a list of filters"),
        (
            r#"{"industries": {"min": 3}}"#.to_owned(),
            "`industries.min` is unknown; expected anyOf, allOf",
        ),
        (
            r#"{"industries": {"anyof": []}}"#.to_owned(),
            "`industries.anyof` is unknown; expected anyOf, allOf; did you mean `anyOf`?",
        ),
        (
            r#"{"services": ["Tax"]}"#.to_owned(),
            r#"`services` is a list; expected an object such as {"anyOf": ["SaaS"]}"#,
        ),
        (
            r#"{"services": {"anyOf": ["Tax", 3]}}"#.to_owned(),
            "`services.anyOf[1]` is the number 3; expected text",
        ),
        (
            r#"{"hourlyRate": {"max": 250}}"#.to_owned(),
            r#"`hourlyRate.max` is the number 250; expected an amount as text, such as "250.00""#,
        ),
        (
            r#"{"hourlyRate": {"max": "cheap"}}"#.to_owned(),
            r#"`hourlyRate.max` is the text `cheap`; expected an amount as text, such as "250.00""#,
        ),
        (
            r#"{"hourlyRate": {"missing": "maybe"}}"#.to_owned(),
            "`hourlyRate.missing` is the text `maybe`; expected `drop` or `keep`",
        ),
        (
            r#"{"yearsExperience": {"min": 2.5}}"#.to_owned(),
            "`yearsExperience.min` is the number 2.5; expected a whole number",
        ),
        (
            r#"{"overallRating": {"min": "4"}}"#.to_owned(),
            "`overallRating.min` is the text `4`; expected a number",
        ),
        (
            r#"{"available": "yes"}"#.to_owned(),
            "`available` is the text `yes`; expected true or false",
        ),
        (nested(8), "is a level too deep; expected at most 8 levels"),
    ];
    for (json, expected) in cases {
        let error = serde_json::from_str::<Filter>(&json).unwrap_err().to_string();
        assert!(error.contains(expected), "{json}: {error}");
    }
    assert!(serde_json::from_str::<Filter>(&nested(7)).is_ok());
}

#[test]
fn a_filter_beyond_its_limits_is_refused_however_it_was_made() {
    let flag = || filter(r#"{"available": true}"#);
    let rating =
        |min, max| Filter::Score(ScoreField::OverallRating, Range { min, max, ..Range::default() });
    let deep = (0..8).fold(flag(), |inner, _| Filter::Not(Box::new(inner)));
    let cases = [
        (
            rating(Some(f64::NAN), None),
            "field `where.overallRating.min` is NaN; expected a finite number",
        ),
        (
            rating(None, Some(f64::INFINITY)),
            "field `where.overallRating.max` is inf; expected a finite number",
        ),
        (
            Filter::All(vec![flag(), rating(Some(4.0), Some(3.5))]),
            "field `where.all[1].overallRating.min` is 4; expected at most `where.all[1].overallRating.max`, which is 3.5",
        ),
        (
            filter(r#"{"hourlyRate": {"min": "-1"}}"#),
            "field `where.hourlyRate.min` is -1.00; expected 0 or more",
        ),
        (Filter::Any(vec![flag(); 200]), "field `where` is larger; expected at most 200 nodes"),
        (
            filter(&format!(r#"{{"services": {{"allOf": ["{}"]}}}}"#, "x".repeat(201))),
            "field `where.services.allOf[0]` is 201 bytes long; expected at most 200 bytes",
        ),
    ];
    for (filter, expected) in cases {
        assert_eq!(filter.check("where").unwrap_err().message(), expected);
    }
    assert!(deep.check("where").unwrap_err().message().ends_with("at most 8 levels"));
    assert!(Filter::Any(vec![flag(); 199]).check("where").is_ok());
}

#[test]
fn the_filters_of_a_form_name_the_field_that_is_wrong() {
    let cases = [
        (
            r#"{"hourlyRateMin": "9", "hourlyRateMax": "8"}"#,
            "field `filters.hourlyRateMin` is 9.00; expected at most `filters.hourlyRateMax`, which is 8.00",
        ),
        (
            r#"{"monthlyRetainerMax": "-0.01"}"#,
            "field `filters.monthlyRetainerMax` is -0.01; expected 0 or more",
        ),
    ];
    for (json, expected) in cases {
        let filters: AdvisorFilters = serde_json::from_str(json).unwrap();
        assert_eq!(filters.check().unwrap_err().message(), expected);
    }
    let filters = AdvisorFilters { rating_min: Some(f64::NAN), ..AdvisorFilters::default() };
    let error = filters.check().unwrap_err();
    assert_eq!(error.message(), "field `filters.ratingMin` is NaN; expected a finite number");
}

/// Four advisors: a of one industry at 100 an hour, b of two without a price, c of one at 0, d of none.
fn profiles() -> Profiles {
    let of = |id: &str, industries: &[&str], hourly_rate| Advisor {
        industries: words(industries),
        hourly_rate,
        ..Advisor::new(id)
    };
    let advisors = [
        of("a", &["SaaS"], Some(10_000)),
        of("b", &["saas", "Retail"], None),
        of("c", &["Retail"], Some(0)),
        Advisor { is_available: false, ..of("d", &[], None) },
    ];
    Profiles::build(&base(&advisors, &[]).0)
}

fn passing(profiles: &Profiles, filter: &Filter) -> String {
    let mut advisors: FixedBitSet = profiles.flag(Flag::Base).bits().clone();
    filter.narrow(profiles, &mut advisors);
    advisors.ones().map(|ordinal| ["a", "b", "c", "d"][ordinal]).collect()
}

#[test]
fn filters_keep_who_passes() {
    let profiles = profiles();
    let cases = [
        (r#"{"industries": {"anyOf": ["SAAS"]}}"#, "ab"),
        (r#"{"industries": {"anyOf": ["SAAS", "retail"]}}"#, "abc"),
        (r#"{"industries": {"allOf": ["SAAS", "retail"]}}"#, "b"),
        (r#"{"industries": {"anyOf": ["Law"]}}"#, ""),
        (r#"{"hourlyRate": {"max": "100"}}"#, "ac"),
        (r#"{"hourlyRate": {"max": "100", "missing": "keep"}}"#, "abcd"),
        // 0 is a value.
        (r#"{"hourlyRate": {"max": "0"}}"#, "c"),
        (r#"{"hourlyRate": {"min": "0.01", "missing": "keep"}}"#, "abd"),
        (r#"{"available": false}"#, "d"),
        // Who lacks the price does not pass, and so passes the opposite.
        (r#"{"not": {"hourlyRate": {"max": "50"}}}"#, "abd"),
        (r#"{"any": [{"available": false}, {"industries": {"anyOf": ["saas"]}}]}"#, "abd"),
        (r#"{"all": [{"available": true}, {"hourlyRate": {"min": "1"}}]}"#, "a"),
        // What asks for nothing is not there.
        (r#"{"industries": {"anyOf": []}}"#, "abcd"),
        (r#"{"hourlyRate": {"missing": "keep"}}"#, "abcd"),
        (r#"{"not": {"industries": {}}}"#, "abcd"),
        (r#"{"any": []}"#, "abcd"),
        (r#"{"any": [{"industries": {}}, {"available": false}]}"#, "d"),
    ];
    for (json, expected) in cases {
        assert_eq!(passing(&profiles, &filter(json)), expected, "{json}");
    }
}
