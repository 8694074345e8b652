//! Matches equal a plain recomputation: ids, order, bits of every part, eligible count.

use std::collections::BTreeMap;

use advisor_engine::{
    Budget, BudgetKind, CallOptions, Change, ClientNeeds, Config, Engine, HardFilters, Match,
    Money, SearchMode, Value,
};
use advisor_engine_tests::rows::{instant, row};

use super::points::{
    Advisor, has_text, offered_services, parts, points_parts, rounded_points, sum, text,
};
use super::random::{Random, seeds};
use super::round_count;

/// Not a multiple of the eight lanes.
const DIMENSION: u64 = 19;
const ADVISOR_COUNT: u64 = 70;
const USER_COUNT: u64 = 20;
const INDUSTRIES: [&str; 6] = ["SaaS", "saas", "Retail", "Bäckerei", "BÄCKEREI", "Law"];
const SERVICES: [&str; 6] = ["Tax", "tax", "Audit", "CFO", "Payroll", "payRoll"];
const CERTIFICATIONS: [&str; 4] = ["CPA", "cpa", "EA", "CFA"];
const SIZES: [&str; 3] = ["smb", "SMB", "enterprise"];
const LANGUAGES: [&str; 4] = ["English", "english", "Deutsch", "Español"];

/// The rows as the test keeps them.
#[derive(Default)]
struct Model {
    advisors: BTreeMap<String, Advisor>,
    embeddings: BTreeMap<String, Vec<f32>>,
    /// Name, and whether the user is deleted.
    users: BTreeMap<String, (String, bool)>,
}

#[test]
fn matches_equal_a_plain_recomputation_to_the_bit() {
    let seeds = seeds(round_count(12, 300));
    let mut found_count = 0;
    for seed in &seeds {
        println!("seed {seed} (ADVISOR_ENGINE_SEED={seed} repeats it)");
        let folder = tempfile::tempdir().unwrap();
        let config = Config { is_fold_automatic: false, ..Config::default() };
        let options = CallOptions::default();
        let mut engine = Engine::open(folder.path(), config.clone()).unwrap();
        let mut random = Random::new(*seed);
        let mut model = Model::default();
        for step in 0..5 {
            let size = if step == 0 { 200 } else { 25 };
            engine.apply(&model.batch(&mut random, size), None, &options).unwrap();
            if step == 2 {
                engine.fold(&options).unwrap();
            }
            if step == 3 {
                engine.close();
                engine = Engine::open(folder.path(), config.clone()).unwrap();
            }
            for round in 0..40 {
                let needs = needs(&mut random);
                let what = format!("seed {seed}, step {step}, round {round}");
                found_count += compare(&engine, &model, &needs, &what);
            }
        }
        engine.close();
    }
    // One step alone may be unlucky; all of them together are not, unless the requests ask for nothing that is there.
    let request_count = seeds.len() * 5 * 40;
    let proves_something = found_count > request_count || seeds.len() == 1;
    assert!(proves_something, "only {found_count} matches for {request_count} requests");
}

#[test]
fn a_rating_whose_zero_changes_its_sign_answers_alike_before_and_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let options = CallOptions::default();
    let engine = Engine::open(folder.path(), Config::default()).unwrap();
    let needs = ClientNeeds { scoring_profile: "points-v1".to_owned(), ..ClientNeeds::default() };
    for rating in [0.0, -0.0] {
        let given = [
            ("is_available", true.into()),
            ("is_verified", true.into()),
            ("marketplace_status", "active".into()),
            ("max_clients", 5_i64.into()),
            ("overall_rating", rating.into()),
        ];
        engine.apply(&[row("advisor_profiles", "a1", given)], None, &options).unwrap();
    }
    let sign = |engine: &Engine| {
        let answer = engine.match_advisors(&needs, &options).unwrap();
        answer.matches[0].overall_rating.unwrap().is_sign_negative()
    };
    let before = sign(&engine);
    engine.close();
    let engine = Engine::open(folder.path(), Config::default()).unwrap();
    assert_eq!(before, sign(&engine));
    engine.close();
}

fn compare(engine: &Engine, model: &Model, needs: &ClientNeeds, what: &str) -> usize {
    let answer = engine.match_advisors(needs, &CallOptions::default()).unwrap();
    let mut eligible: Vec<(f64, Advisor)> = model
        .advisors
        .values()
        .filter(|advisor| is_eligible(advisor, needs))
        .map(|advisor| {
            let embedding = model.embeddings.get(&advisor.id).cloned();
            let advisor = Advisor { embedding, ..advisor.clone() };
            (sum(&parts(&advisor, needs)), advisor)
        })
        .collect();
    eligible.sort_by(|one, other| {
        other.0.partial_cmp(&one.0).unwrap().then_with(|| one.1.id.cmp(&other.1.id))
    });
    assert_eq!(answer.plan.eligible, eligible.len(), "{what}: eligible for {needs:?}");
    assert!(answer.plan.exact, "{what}");
    let has_words = |advisor: &Advisor| !text(advisor).is_empty();
    let embedding_model = if needs.scoring_profile == "points-v1" {
        None
    } else if !needs.embedding.is_empty() {
        (!model.embeddings.is_empty()).then_some("x")
    } else {
        let is_by_text = has_text(needs) && model.advisors.values().any(has_words);
        is_by_text.then_some("lexical-v1")
    };
    assert_eq!(answer.embedding_model.as_deref(), embedding_model, "{what}: {needs:?}");
    eligible.truncate(needs.limit);
    let ids: Vec<&str> = answer.matches.iter().map(|found| &*found.advisor_id).collect();
    let expected: Vec<&str> = eligible.iter().map(|(_, advisor)| &*advisor.id).collect();
    assert_eq!(ids, expected, "{what}: order for {needs:?}");
    for (index, (found, (score, advisor))) in answer.matches.iter().zip(&eligible).enumerate() {
        let what = format!("{what}, advisor `{}`", advisor.id);
        assert_eq!(found.rank, index + 1, "{what}");
        assert_eq!(found.score.to_bits(), score.to_bits(), "{what}: score {needs:?}");
        compare_match(found, advisor, needs, &what);
        let user = model.users.get(&advisor.user_id).filter(|(_, is_deleted)| !is_deleted);
        assert_eq!(found.name.as_ref(), user.map(|(name, _)| name), "{what}: name");
    }
    eligible.len()
}

fn compare_match(found: &Match, advisor: &Advisor, needs: &ClientNeeds, what: &str) {
    let bits = |name: &str, weight: f64, value: f64, contribution: f64| {
        (name.to_owned(), weight.to_bits(), value.to_bits(), contribution.to_bits())
    };
    let got: Vec<_> = found
        .parts
        .iter()
        .map(|part| bits(&part.name, part.weight, part.value, part.contribution))
        .collect();
    let expected: Vec<_> = parts(advisor, needs)
        .into_iter()
        .map(|(name, weight, value)| bits(name, weight, value, weight * value))
        .collect();
    assert_eq!(got, expected, "{what}: parts, engine {:?}", found.parts);
    #[expect(clippy::cast_precision_loss, reason = "points are at most a few thousand")]
    let points = found.points as f64;
    assert_eq!(points.to_bits(), rounded_points(advisor, needs).to_bits(), "{what}: points");
    let is_by_text = needs.embedding.is_empty() && has_text(needs);
    let has_vector =
        if is_by_text { !text(advisor).is_empty() } else { advisor.embedding.is_some() };
    assert_eq!(found.has_embedding, has_vector, "{what}: has_embedding");
    assert_eq!(found.user_id, advisor.user_id, "{what}");
    assert_eq!(found.professional_title, advisor.title, "{what}");
    assert_eq!(found.headline, advisor.headline, "{what}");
    assert_eq!(found.hourly_rate.map(Money::cents), advisor.hourly_rate, "{what}");
    assert_eq!(found.years_experience, advisor.years, "{what}");
    assert_eq!(found.overall_rating.map(f64::to_bits), advisor.rating.map(f64::to_bits), "{what}");
    assert_eq!(found.total_reviews, advisor.reviews, "{what}");
    // The reasons: services and the used share whenever they apply, the others where they scored.
    let scored = points_parts(advisor, needs);
    let reasons = &found.reasons;
    assert_eq!(reasons.industry_match, (scored[0].2 > 0.0).then_some(true), "{what}");
    let services = (!needs.required_services.is_empty()).then(|| offered_services(advisor, needs));
    assert_eq!(reasons.service_matches, services, "{what}");
    assert_eq!(reasons.experience_years, advisor.years.filter(|years| *years != 0), "{what}");
    assert_eq!(reasons.rating, advisor.rating.filter(|rating| *rating != 0.0), "{what}");
    let held: Vec<String> = needs
        .certifications
        .iter()
        .filter(|asked| advisor.certifications.contains(asked))
        .cloned()
        .collect();
    assert_eq!(reasons.certifications, (!held.is_empty()).then_some(held), "{what}");
    let used = advisor.max_clients.filter(|max| *max > 0).map(|_| 1.0 - scored[5].2);
    assert_eq!(reasons.availability_ratio.is_some(), used.is_some(), "{what}");
    if let (Some(got), Some(used)) = (reasons.availability_ratio, used) {
        assert!((got - used).abs() < 1e-12, "{what}: used share {got}, expected {used}");
    }
}

/// The hard filters by the book, one advisor at a time.
fn is_eligible(advisor: &Advisor, needs: &ClientNeeds) -> bool {
    let any = |held: &[String], asked: &[String]| {
        asked.is_empty()
            || held
                .iter()
                .any(|one| asked.iter().any(|two| one.to_lowercase() == two.to_lowercase()))
    };
    let on = &needs.hard_filters;
    let is_base = advisor.is_verified && !advisor.is_deleted && advisor.status == "active";
    let has_capacity =
        advisor.max_clients.is_some_and(|max| max > 0 && advisor.current_clients < max);
    is_base
        && !needs.excluded_ids.contains(&advisor.id)
        && (on.available == Some(false) || advisor.is_available)
        && (on.capacity_left == Some(false) || has_capacity)
        && (on.industries == Some(false) || any(&advisor.industries, &needs.industries))
        && (on.services_any == Some(false) || any(&advisor.services, &needs.required_services))
        && (on.services_all != Some(true)
            || needs
                .required_services
                .iter()
                .all(|service| any(&advisor.services, std::slice::from_ref(service))))
        && (on.certifications != Some(true) || any(&advisor.certifications, &needs.certifications))
        && (on.business_size != Some(true)
            || needs
                .business_size
                .as_ref()
                .is_none_or(|size| any(&advisor.business_sizes, std::slice::from_ref(size))))
        && (on.languages != Some(true) || any(&advisor.languages, &needs.languages))
        && (on.remote != Some(true) || !needs.remote || advisor.is_remote_only)
        && (on.min_years != Some(true)
            || needs
                .min_years
                .is_none_or(|min| advisor.years.is_some_and(|years| years >= i64::from(min))))
        && (on.max_hourly_rate == Some(false)
            || needs
                .max_hourly_rate
                .is_none_or(|max| advisor.hourly_rate.is_some_and(|rate| rate <= max.cents())))
        && (on.budget != Some(true) || needs.budget.is_none_or(|budget| fits(advisor, budget)))
}

/// The way of paying is accepted, and the two price ranges meet; a bound needs a stated price.
fn fits(advisor: &Advisor, budget: Budget) -> bool {
    let meets = |low: Option<i64>, high: Option<i64>| {
        let is_cheap_enough =
            budget.max.is_none_or(|max| low.is_some_and(|price| price <= max.cents()));
        let is_dear_enough =
            budget.min.is_none_or(|min| high.is_some_and(|price| price >= min.cents()));
        is_cheap_enough && is_dear_enough
    };
    let hourly = advisor.accepts_hourly && meets(advisor.hourly_rate, advisor.hourly_rate);
    let retainer = advisor.accepts_retainer && meets(advisor.retainer_min, advisor.retainer_max);
    let project = advisor.accepts_project
        && meets(advisor.project_min, advisor.project_min.map(|_| i64::MAX));
    match budget.kind {
        BudgetKind::Hourly => hourly,
        BudgetKind::MonthlyRetainer => retainer,
        BudgetKind::ProjectBased => project,
        BudgetKind::Flexible => hourly || retainer || project,
    }
}

fn needs(random: &mut Random) -> ClientNeeds {
    let switch = |random: &mut Random| match random.below(5) {
        0 => Some(true),
        1 => Some(false),
        _ => None,
    };
    let price = |random: &mut Random| Money::from_cents(price(random, 40));
    let (one, other) = (price(random), price(random));
    ClientNeeds {
        industries: random.some(&INDUSTRIES, 2),
        required_services: random.some(&SERVICES, 3),
        certifications: random.some(&CERTIFICATIONS, 2),
        business_size: random.percent(40).then(|| (*random.pick(&SIZES)).to_owned()),
        max_hourly_rate: random.percent(30).then(|| price(random)),
        budget: random.percent(40).then(|| Budget {
            min: random.percent(60).then_some(one.min(other)),
            max: random.percent(60).then_some(one.max(other)),
            kind: *random.pick(&[
                BudgetKind::Hourly,
                BudgetKind::MonthlyRetainer,
                BudgetKind::ProjectBased,
                BudgetKind::Flexible,
            ]),
        }),
        min_years: random.percent(40).then(|| u32::try_from(random.below(25)).unwrap()),
        languages: random.some(&LANGUAGES, 2),
        remote: random.percent(30),
        text: random.percent(50).then(|| {
            let words = ["accountants", "Tax audit", "backerei", "payrolls", "growing", "", "cfo?"];
            random.some(&words, 3).join(" ")
        }),
        embedding: if random.percent(60) { vector(random) } else { Vec::new() },
        embedding_model: random.percent(30).then(|| "x".to_owned()),
        excluded_ids: (0..random.below(4)).map(|_| advisor_id(random)).collect(),
        limit: usize::try_from(*random.pick(&[1, 5, 20, 1000])).unwrap(),
        diagnose: false,
        scoring_profile: (*random.pick(&["points-v1", "blended-v1"])).to_owned(),
        weights: Vec::new(),
        diversity: None,
        // Without a graph every way is exact.
        search: SearchMode::Approximate,
        hard_filters: HardFilters {
            available: switch(random),
            capacity_left: switch(random),
            industries: switch(random),
            services_any: switch(random),
            max_hourly_rate: switch(random),
            services_all: switch(random),
            certifications: switch(random),
            business_size: switch(random),
            languages: switch(random),
            remote: switch(random),
            min_years: switch(random),
            budget: switch(random),
        },
    }
}

/// Mostly dull, now and then null, huge, tiny, or a copy of one that many have, so that scores tie.
#[expect(clippy::cast_possible_truncation, reason = "the test wants any f32 nearby")]
fn vector(random: &mut Random) -> Vec<f32> {
    let scale = *random.pick(&[1.0, 1.0, 1.0, 1e-30, 1e30]);
    match random.below(12) {
        0 => vec![0.0; usize::try_from(DIMENSION).unwrap()],
        1 | 2 => (0..DIMENSION).map(|index| if index % 2 == 0 { 0.5 } else { -0.25 }).collect(),
        _ => (0..DIMENSION).map(|_| (random.unit() * scale) as f32).collect(),
    }
}

fn advisor_id(random: &mut Random) -> String {
    let number = random.below(ADVISOR_COUNT);
    if number.is_multiple_of(3) { format!("A{number}") } else { format!("a{number}") }
}

fn user_id(random: &mut Random) -> String {
    format!("u{}", random.below(USER_COUNT))
}

impl Model {
    /// Changes advisors, users and embeddings, each id once, here and in the batch.
    fn batch(&mut self, random: &mut Random, size: u64) -> Vec<Change> {
        let mut changes = BTreeMap::new();
        for _ in 0..size {
            let (table, id) = match random.below(10) {
                0..=5 => ("advisor_profiles", advisor_id(random)),
                6 => ("users", user_id(random)),
                _ => ("advisor_embeddings", advisor_id(random)),
            };
            let is_deletion = random.percent(12);
            let change = match (table, is_deletion) {
                ("advisor_profiles", true) => {
                    self.advisors.remove(&id);
                    Change::delete(table, &id)
                }
                ("advisor_profiles", false) => self.upsert_advisor(random, &id),
                ("users", true) => {
                    self.users.remove(&id);
                    Change::delete(table, &id)
                }
                ("users", false) => self.upsert_user(random, &id),
                (_, true) => {
                    self.embeddings.remove(&id);
                    Change::delete(table, &id)
                }
                (_, false) => {
                    let vector = vector(random);
                    self.embeddings.insert(id.clone(), vector.clone());
                    row(table, &id, [("vector", Value::Vector(vector))])
                }
            };
            // The last state of an id is that of the model too.
            changes.insert((table, id), change);
        }
        changes.into_values().collect()
    }

    fn upsert_user(&mut self, random: &mut Random, id: &str) -> Change {
        let is_deleted = random.percent(20);
        let name = format!("User {}", random.below(1000));
        self.users.insert(id.to_owned(), (name.clone(), is_deleted));
        let deleted_at = is_deleted.then(|| instant("2026-02-02T00:00:00Z"));
        row("users", id, [("name", name.into()), ("deleted_at", deleted_at.into())])
    }

    fn upsert_advisor(&mut self, random: &mut Random, id: &str) -> Change {
        let advisor = random_advisor(random, id);
        let list = |items: &[String]| Value::TextList(items.to_vec());
        let money = |cents: Option<i64>| Value::from(cents.map(Money::from_cents));
        let deleted_at = advisor.is_deleted.then(|| instant("2026-02-02T00:00:00Z"));
        let change = row(
            "advisor_profiles",
            id,
            [
                ("user_id", Value::from(&*advisor.user_id)),
                ("professional_title", advisor.title.clone().into()),
                ("headline", advisor.headline.clone().into()),
                ("years_experience", advisor.years.into()),
                ("certifications", list(&advisor.certifications)),
                // An empty list and no list are the same to every filter.
                (
                    "industries",
                    if advisor.industries.is_empty() {
                        Value::Null
                    } else {
                        list(&advisor.industries)
                    },
                ),
                ("services", list(&advisor.services)),
                ("business_sizes", list(&advisor.business_sizes)),
                ("languages", list(&advisor.languages)),
                ("is_available", advisor.is_available.into()),
                ("is_verified", advisor.is_verified.into()),
                ("marketplace_status", Value::from(&*advisor.status)),
                ("max_clients", advisor.max_clients.into()),
                ("current_clients", advisor.current_clients.into()),
                ("overall_rating", advisor.rating.into()),
                ("total_reviews", advisor.reviews.into()),
                ("hourly_rate", money(advisor.hourly_rate)),
                ("monthly_retainer_min", money(advisor.retainer_min)),
                ("monthly_retainer_max", money(advisor.retainer_max)),
                ("project_rate_min", money(advisor.project_min)),
                ("accepts_hourly", advisor.accepts_hourly.into()),
                ("accepts_retainer", advisor.accepts_retainer.into()),
                ("accepts_project", advisor.accepts_project.into()),
                ("remote_only", advisor.is_remote_only.into()),
                ("deleted_at", deleted_at.into()),
            ],
        );
        self.advisors.insert(id.to_owned(), advisor);
        change
    }
}

/// Few and round, so that prices often equal the bounds that are asked for.
fn price(random: &mut Random, tens: u64) -> i64 {
    i64::try_from(random.below(tens)).unwrap() * 1000
}

fn random_advisor(random: &mut Random, id: &str) -> Advisor {
    let number = |random: &mut Random, bound: u64| i64::try_from(random.below(bound)).unwrap();
    let maybe = |random: &mut Random, bound: u64| {
        random.percent(80).then(|| i64::try_from(random.below(bound)).unwrap())
    };
    Advisor {
        id: id.to_owned(),
        user_id: user_id(random),
        title: random.percent(50).then(|| "Accountant".to_owned()),
        headline: random.percent(50).then(|| (*random.pick(&["", "Growing firms"])).to_owned()),
        years: maybe(random, 30),
        certifications: random.some(&CERTIFICATIONS, 2),
        industries: random.some(&INDUSTRIES, 3),
        services: random.some(&SERVICES, 4),
        business_sizes: random.some(&SIZES, 2),
        languages: random.some(&LANGUAGES, 2),
        is_available: random.percent(85),
        is_verified: random.percent(90),
        is_deleted: random.percent(8),
        status: (*random.pick(&["active", "active", "active", "active", "Active", "pending"]))
            .to_owned(),
        max_clients: maybe(random, 12),
        current_clients: number(random, 10),
        rating: random
            .percent(80)
            .then(|| *random.pick(&[0.0, -0.0, 5.0, 4.5, 4.7, 3.3, 1.0 / 3.0, 4.999_999_999])),
        reviews: number(random, 500),
        hourly_rate: random.percent(80).then(|| price(random, 40)),
        retainer_min: random.percent(80).then(|| price(random, 20)),
        retainer_max: random.percent(80).then(|| price(random, 40)),
        project_min: random.percent(80).then(|| price(random, 40)),
        accepts_hourly: random.percent(70),
        accepts_retainer: random.percent(70),
        accepts_project: random.percent(70),
        is_remote_only: random.percent(50),
        embedding: None,
    }
}
