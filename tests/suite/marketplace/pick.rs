//! Single advisors, comparison, featured ones and figures, against the rows.

use std::cmp::Reverse;

use advisor_engine::{
    AdvisorField, CallOptions, CompareAdvisors, Config, Engine, ErrorKind, FeaturedAdvisors,
    FeaturedCategory, GetAdvisor, GetAdvisors,
};
use advisor_engine_tests::rows::{instant, row};
use serde_json::json;

use super::book::{count_words, fold};
use super::rows::{Advisor, Book};
use crate::oracle::random::{Random, seeds};

fn engine() -> Engine {
    Engine::in_memory(Config { is_fold_automatic: false, ..Config::default() }).unwrap()
}

/// Listed: a1, a2, a3. Hidden: a4 is not verified, a5 deleted, a6 not active.
fn small() -> Engine {
    let engine = engine();
    let mut random = Random::new(1);
    let changes: Vec<_> = (1..=6)
        .map(|n| {
            let mut advisor = Advisor::random(&format!("a{n}"), &mut random);
            advisor.user_id = format!("u{n}");
            advisor.is_verified = n != 4;
            advisor.is_deleted = n == 5;
            advisor.is_active = n != 6;
            advisor.change()
        })
        .collect();
    engine.apply(&changes, None, &CallOptions::default()).unwrap();
    engine
}

#[test]
fn an_advisor_who_may_not_be_shown_is_as_one_who_does_not_exist() {
    let (engine, options) = (small(), CallOptions::default());
    for id in ["a4", "a5", "a6", "nobody", ""] {
        let request = GetAdvisor { id: id.to_owned(), select: Vec::new() };
        let error = engine.get_advisor(&request, &options).expect_err(id);
        assert_eq!(error.kind(), ErrorKind::NotFound);
        assert_eq!(error.message(), format!("no advisor `{id}`"));
    }
    let ids = ["a3", "a4", "a1", "nobody", "a3"].map(str::to_owned).to_vec();
    let request = GetAdvisors { ids, select: Vec::new() };
    let found = engine.get_advisors(&request, &options).unwrap();
    let ids: Vec<Option<&str>> =
        found.advisors.iter().map(|advisor| advisor.as_ref().map(|one| one.id.as_str())).collect();
    assert_eq!(ids, [Some("a3"), None, Some("a1"), None, Some("a3")]);
    let compare = |ids: &[&str]| {
        let ids = ids.iter().map(|&id| id.to_owned()).collect();
        engine.compare_advisors(&CompareAdvisors { ids, select: Vec::new() }, &options)
    };
    let found = compare(&["a2", "a1"]).unwrap();
    assert!(found.advisors.iter().map(|advisor| advisor.id.as_str()).eq(["a2", "a1"]));
    let error = compare(&["a1", "a4", "nobody"]).unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, "no advisor `a4`, `nobody`"));
}

#[test]
fn the_json_of_an_advisor_holds_what_was_selected() {
    let (engine, options) = (engine(), CallOptions::default());
    let at = instant("2026-02-03T04:05:06Z");
    let given = [
        ("user_id", "u1".into()),
        ("marketplace_status", "active".into()),
        ("is_verified", true.into()),
        ("hourly_rate", advisor_engine::Money::from_cents(12_345).into()),
        ("overall_rating", 4.5.into()),
        ("industries", ["SaaS", "saas"].as_slice().into()),
        ("created_at", at.into()),
    ];
    engine.apply(&[row("advisor_profiles", "a1", given)], None, &options).unwrap();
    let read = |request| {
        let mut answer = engine.call("get_advisor", request, &options).unwrap();
        let answer = answer.as_object_mut().unwrap();
        answer.remove("asOf").unwrap();
        answer.remove("revision").unwrap();
        serde_json::Value::Object(std::mem::take(answer))
    };
    let select = ["hourlyRate", "name", "headline", "createdAt"];
    assert_eq!(
        read(json!({ "id": "a1", "select": select })),
        json!({
            "id": "a1", "hourlyRate": "123.45", "name": null, "headline": null,
            "createdAt": "2026-02-03T04:05:06Z",
        })
    );
    // The name comes from the user as it is now.
    let user = |name: &str| row("users", "u1", [("name", name.into())]);
    for name in ["Ada", "Ada L."] {
        engine.apply(&[user(name)], None, &options).unwrap();
        assert_eq!(
            read(json!({ "id": "a1", "select": ["name"] })),
            json!({ "id": "a1", "name": name })
        );
    }
    let gone = row("users", "u1", [("name", "Ada".into()), ("deleted_at", at.into())]);
    engine.apply(&[gone], None, &options).unwrap();
    assert_eq!(
        read(json!({ "id": "a1" })),
        json!({
            "id": "a1", "userId": "u1", "name": null, "professionalTitle": null, "headline": null, "bio": null,
            "yearsExperience": null, "certifications": [], "industries": ["SaaS", "saas"], "services": [],
            "businessSizes": [], "languages": [], "hourlyRate": "123.45", "monthlyRetainerMin": null,
            "monthlyRetainerMax": null, "projectRateMin": null, "acceptsHourly": false, "acceptsRetainer": false,
            "acceptsProject": false, "acceptsValueBased": false, "overallRating": 4.5, "totalReviews": 0,
            "completedEngagements": 0, "responseTime": null, "currentClients": 0, "maxClients": null,
            "isAvailable": false, "remoteOnly": false, "willingToTravel": false, "timezone": null,
            "videoIntroUrl": null, "portfolioUrl": null, "linkedinUrl": null, "createdAt": "2026-02-03T04:05:06Z",
        })
    );
}

#[test]
fn featured_advisors_and_figures_equal_loops_over_the_rows() {
    let options = CallOptions::default();
    for seed in seeds(6) {
        println!("seed {seed} (ADVISOR_ENGINE_SEED={seed} repeats it)");
        let engine = engine();
        let mut random = Random::new(seed);
        let mut book = Book::default();
        for _ in 0..3 {
            book.write(&engine, &mut random, 90, 150);
            let industry =
                random.percent(60).then(|| (*random.pick(&["SAAS", "law", "none"])).to_owned());
            let limit = usize::try_from(1 + random.below(20)).unwrap();
            for category in [
                FeaturedCategory::TopRated,
                FeaturedCategory::RecentlyJoined,
                FeaturedCategory::IndustryExpert,
            ] {
                let mut expected: Vec<&Advisor> = book
                    .listed()
                    .filter(|one| one.is_available)
                    .filter(|one| {
                        industry.as_ref().is_none_or(|industry| {
                            one.lists[0].iter().any(|own| fold(own) == fold(industry))
                        })
                    })
                    .filter(|one| match category {
                        FeaturedCategory::TopRated => one.rating >= Some(4.5) && one.reviews >= 5,
                        FeaturedCategory::RecentlyJoined => true,
                        FeaturedCategory::IndustryExpert => one.years >= Some(10),
                    })
                    .collect();
                expected.sort_by_key(|one| {
                    // Ratings are halves of 0 to 5: the place among them is as good as the number.
                    let halves = (0_u8..=10).map(|half| f64::from(half) / 2.0);
                    let half_points = halves.filter(|half| one.rating > Some(*half)).count();
                    let half_points = i64::try_from(half_points).unwrap();
                    let number = match category {
                        FeaturedCategory::TopRated => half_points,
                        FeaturedCategory::RecentlyJoined => one.created_ms,
                        FeaturedCategory::IndustryExpert => one.years.unwrap(),
                    };
                    (Reverse(number), &one.id)
                });
                let request = FeaturedAdvisors {
                    category,
                    industry: industry.clone(),
                    limit,
                    select: vec![AdvisorField::Id],
                };
                let found = engine.featured_advisors(&request, &options).unwrap();
                let found = found.advisors.iter().map(|advisor| &advisor.id);
                assert!(
                    found.eq(expected.iter().take(limit).map(|advisor| &advisor.id)),
                    "seed {seed}: {request:?}"
                );
            }
            compare_figures(&engine, &book);
        }
    }
}

fn compare_figures(engine: &Engine, book: &Book) {
    let stats = engine.marketplace_stats(&CallOptions::default()).unwrap();
    let listed: Vec<&Advisor> = book.listed().collect();
    let count = |keep: &dyn Fn(&Advisor) -> bool| listed.iter().filter(|one| keep(one)).count();
    let has_capacity = |one: &Advisor| one.current_clients < one.max_clients.unwrap_or(0);
    assert_eq!(stats.advisors, listed.len());
    assert_eq!(stats.available, count(&|one| one.is_available));
    assert_eq!(stats.with_capacity, count(&|one| one.is_available && has_capacity(one)));
    let ratings: Vec<f64> =
        listed.iter().filter(|one| one.reviews > 0).filter_map(|one| one.rating).collect();
    assert_eq!(stats.rated, ratings.len());
    // Halves are added exactly, in whatever order.
    let mean = ratings.iter().sum::<f64>() / ratings.len() as f64;
    assert_eq!(
        stats.average_rating.map(f64::to_bits),
        (!ratings.is_empty()).then(|| mean.to_bits())
    );
    assert_eq!(stats.total_reviews, listed.iter().map(|one| one.reviews).sum::<i64>());
    let lists = [
        &stats.industries,
        &stats.services,
        &stats.certifications,
        &stats.languages,
        &stats.business_sizes,
    ];
    for (list, counts) in lists.into_iter().enumerate() {
        let expected = count_words(book, &listed, list);
        assert!(counts.iter().map(|one| (one.value.to_string(), one.count)).eq(expected));
    }
}
