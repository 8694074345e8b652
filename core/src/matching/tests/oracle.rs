//! The answer against a scan by the book over the advisors as they were made, without columns, bitmaps,
//! kernels or profiles.

use super::World;
use crate::embedding::view as lexical;
use crate::model::advisoros::{ADVISOR_EMBEDDINGS, ADVISOR_PROFILES};
use crate::profiles::Profiles;
use crate::profiles::fixture::{Advisor, Random, apply, embedding_image};
use crate::vector::Vectors;
use crate::{
    Budget, BudgetKind, ClientNeeds, HardFilters, LexicalEmbedder, Money, SearchMode, SignalWeight,
};

pub(super) type Vector = Option<Vec<f32>>;

fn has(list: &[String], word: &str) -> bool {
    list.iter().any(|item| item.to_uppercase() == word.to_uppercase())
}

fn any(list: &[String], words: &[String]) -> bool {
    words.is_empty() || words.iter().any(|word| has(list, word))
}

fn pays(a: &Advisor, budget: Budget) -> bool {
    let (min, max) = (budget.min.map(Money::cents), budget.max.map(Money::cents));
    // The price range, open upwards for a project; a missing end fails the bound that looks at it.
    let ranges = [
        (BudgetKind::Hourly, a.accepts[0], a.hourly_rate, a.hourly_rate),
        (BudgetKind::MonthlyRetainer, a.accepts[1], a.retainer.0, a.retainer.1),
        (BudgetKind::ProjectBased, a.accepts[2], a.project, a.project.map(|_| i64::MAX)),
    ];
    ranges.into_iter().any(|(kind, accepts, low, high)| {
        (budget.kind == kind || budget.kind == BudgetKind::Flexible)
            && accepts
            && match (min, high) {
                (Some(min), Some(high)) => high >= min,
                (Some(_), None) => false,
                (None, _) => true,
            }
            && match (max, low) {
                (Some(max), Some(low)) => low <= max,
                (Some(_), None) => false,
                (None, _) => true,
            }
    })
}

/// Every clause that is on and has something to filter by, with whether the advisor passes it.
fn clauses(a: &Advisor, n: &ClientNeeds) -> Vec<(&'static str, bool)> {
    let f = n.hard_filters;
    let services = !n.required_services.is_empty();
    let capacity = matches!(a.max_clients, Some(max) if max != 0 && a.current_clients < max);
    let years = n.min_years.is_none_or(|min| a.years.is_some_and(|y| y >= i64::from(min)));
    let rate =
        n.max_hourly_rate.is_none_or(|max| a.hourly_rate.is_some_and(|rate| rate <= max.cents()));
    let all = n.required_services.iter().all(|word| has(&a.services, word));
    let size = n.business_size.as_ref().is_none_or(|size| has(&a.business_sizes, size));
    let budget = n.budget.is_none_or(|budget| pays(a, budget));
    let certified = any(&a.certifications, &n.certifications);
    // Name, switch, its default, whether the needs say anything, whether the advisor passes.
    let checks = [
        ("available", f.available, true, true, a.is_available),
        ("capacityLeft", f.capacity_left, true, true, capacity),
        ("remote", f.remote, false, n.remote, a.remote_only),
        (
            "industries",
            f.industries,
            true,
            !n.industries.is_empty(),
            any(&a.industries, &n.industries),
        ),
        ("servicesAny", f.services_any, true, services, any(&a.services, &n.required_services)),
        ("servicesAll", f.services_all, false, services, all),
        ("certifications", f.certifications, false, !n.certifications.is_empty(), certified),
        ("businessSize", f.business_size, false, n.business_size.is_some(), size),
        ("languages", f.languages, false, !n.languages.is_empty(), any(&a.languages, &n.languages)),
        ("maxHourlyRate", f.max_hourly_rate, true, n.max_hourly_rate.is_some(), rate),
        ("minYears", f.min_years, false, n.min_years.is_some(), years),
        ("budget", f.budget, false, n.budget.is_some(), budget),
        ("excludedIds", None, true, !n.excluded_ids.is_empty(), !n.excluded_ids.contains(&a.id)),
    ];
    let asked = checks
        .into_iter()
        .filter(|(_, state, default, says, _)| *says && state.unwrap_or(*default));
    asked.map(|(name, .., passes)| (name, passes)).collect()
}

fn is_shown(a: &Advisor) -> bool {
    a.status == "active" && a.is_verified && !a.is_deleted
}

pub(super) fn passes(a: &Advisor, n: &ClientNeeds) -> bool {
    is_shown(a) && clauses(a, n).iter().all(|(_, passes)| *passes)
}

/// What each clause does: its name, how many fail it, how many fail it alone.
fn effects(model: &[(Advisor, Vector)], n: &ClientNeeds) -> Vec<(String, usize, usize)> {
    let names = clauses(&Advisor::new("nobody"), n).into_iter().map(|(name, _)| name);
    let failed: Vec<Vec<&str>> = model
        .iter()
        .filter(|(advisor, _)| is_shown(advisor))
        .map(|(advisor, _)| {
            let failed = clauses(advisor, n).into_iter().filter(|(_, passes)| !passes);
            failed.map(|(name, _)| name).collect()
        })
        .collect();
    let effects = names.map(|name| {
        let removes = failed.iter().filter(|failed| failed.contains(&name)).count();
        let blocks = failed.iter().filter(|failed| **failed == [name]).count();
        (name.to_owned(), removes, blocks)
    });
    effects.collect()
}

/// The values of the six signals of the points.
fn values_of_points(a: &Advisor, n: &ClientNeeds) -> [f64; 6] {
    let offered = n.required_services.iter().filter(|service| a.services.contains(service)).count();
    let asked = n.required_services.len();
    let flag = |holds: bool| if holds { 1.0 } else { 0.0 };
    let max = a.max_clients.unwrap_or(0);
    [
        flag(n.industries.iter().any(|word| a.industries.contains(word))),
        if asked == 0 { 0.0 } else { offered as f64 / asked as f64 },
        (a.years.unwrap_or(0) as f64 / 20.0).min(1.0),
        a.rating.unwrap_or(0.0) / 5.0,
        flag(n.certifications.iter().any(|word| a.certifications.contains(word))),
        if max == 0 { 0.0 } else { 1.0 - a.current_clients as f64 / max as f64 },
    ]
}

fn parts_of_points(a: &Advisor, n: &ClientNeeds) -> [f64; 6] {
    let [industry, services, years, rating, certifications, availability] = values_of_points(a, n);
    [
        30.0 * industry,
        25.0 * services,
        15.0 * years,
        15.0 * rating,
        10.0 * certifications,
        5.0 * availability,
    ]
}

pub(super) fn dot(one: &[f32], other: &[f32]) -> f64 {
    let mut l = [0.0_f64; 8];
    for i in 0..one.len() {
        l[i % 8] += f64::from(one[i]) * f64::from(other[i]);
    }
    ((l[0] + l[1]) + (l[2] + l[3])) + ((l[4] + l[5]) + (l[6] + l[7]))
}

pub(super) fn score(a: &Advisor, vector: Option<&[f32]>, n: &ClientNeeds) -> (f64, f64) {
    let mut sum = 0.0;
    for part in parts_of_points(a, n) {
        sum += part;
    }
    let points = (sum + 0.5).floor();
    let rating = a.rating.unwrap_or(0.0) / 5.0;
    let score = if !n.weights.is_empty() {
        weighted(a, vector, n, points)
    } else if n.scoring_profile == "points-v1" {
        sum
    } else if !has_query(n) {
        let weights = 0.3 + 0.1;
        (0.3 / weights) * (points / 100.0) + (0.1 / weights) * rating
    } else {
        0.6 * cosine_of(a, vector, n) + 0.3 * (points / 100.0) + 0.1 * rating
    };
    (score, points)
}

/// What needs say in words: some of advisors' texts, inflected and misspelt, and none.
const TEXTS: &[&str] = &["audits for retailers", "Strasse", "payrol", "", " ", "title A3", "zzz"];

/// The text that an advisor of the fixture has, by the book.
pub(super) fn text_of(a: &Advisor) -> String {
    let mut lines = vec![format!("Title {}", a.id)];
    for list in [&a.industries, &a.services, &a.certifications] {
        if !list.is_empty() {
            lines.push(list.join(", "));
        }
    }
    lines.join("\n")
}

/// Whether the needs have a vector, of their own or of their text.
fn has_query(n: &ClientNeeds) -> bool {
    !n.embedding.is_empty() || n.text.as_deref().is_some_and(|text| !text.trim().is_empty())
}

fn cosine_of(a: &Advisor, vector: Option<&[f32]>, n: &ClientNeeds) -> f64 {
    if !n.embedding.is_empty() {
        return likeness(&n.embedding, vector);
    }
    let embed = |text: &str| LexicalEmbedder::new().embed(text);
    likeness(&embed(n.text.as_deref().unwrap_or_default()), Some(&embed(&text_of(a))))
}

pub(super) fn likeness(one: &[f32], other: Option<&[f32]>) -> f64 {
    other.map_or(0.0, |other| {
        let norms = dot(one, one).sqrt() * dot(other, other).sqrt();
        if norms == 0.0 { 0.0 } else { dot(one, other) / norms }
    })
}

/// The score by weights of the request's own.
fn weighted(a: &Advisor, vector: Option<&[f32]>, n: &ClientNeeds, points: f64) -> f64 {
    let flag = |holds: bool| if holds { 1.0 } else { 0.0 };
    let [industry, services, years, rating, certifications, availability] = values_of_points(a, n);
    let value = |signal: &str| match signal {
        "industry" => industry,
        "services" => services,
        "experience" => years,
        "rating" => rating,
        "certifications" => certifications,
        "availability" => availability,
        "cosine" => cosine_of(a, vector, n),
        "points" => points / 100.0,
        "price_fit" => match (a.hourly_rate, n.max_hourly_rate.map(Money::cents)) {
            (Some(rate), Some(max)) if max > 0 && rate < max => 1.0 - rate as f64 / max as f64,
            _ => 0.0,
        },
        "budget" => flag(n.budget.is_some_and(|budget| pays(a, budget))),
        "language" => flag(n.languages.iter().any(|word| has(&a.languages, word))),
        "business_size" => {
            flag(n.business_size.as_ref().is_some_and(|size| has(&a.business_sizes, size)))
        }
        "remote" => flag(n.remote && a.remote_only),
        "reviews" => a.reviews.min(50) as f64 / 50.0,
        "responsiveness" => a
            .response_hours
            .map_or(0.0, |hours| if hours > 48 { 0.0 } else { 1.0 - hours as f64 / 48.0 }),
        other => unreachable!("{other} is no signal"),
    };
    let mut weights: Vec<(&str, f64)> =
        n.weights.iter().map(|one| (one.signal.as_str(), one.weight)).collect();
    if !has_query(n) && weights.iter().any(|(signal, _)| *signal == "cosine") {
        weights.retain(|(signal, _)| *signal != "cosine");
        let mut sum = 0.0;
        for (_, weight) in &weights {
            sum += weight;
        }
        if sum >= 1e-9 {
            for (_, weight) in &mut weights {
                *weight /= sum;
            }
        }
    }
    let mut score = 0.0;
    for (signal, weight) in weights {
        score += weight * value(signal);
    }
    score
}

/// Some of the signals, each once, with weights of either sign and any size.
fn random_weights(random: &mut Random) -> Vec<SignalWeight> {
    let mut names = vec![
        "industry",
        "services",
        "experience",
        "rating",
        "certifications",
        "availability",
        "cosine",
        "points",
        "price_fit",
        "budget",
        "language",
        "business_size",
        "remote",
        "reviews",
        "responsiveness",
    ];
    let count = random.index(5) + 1;
    let mut weights: Vec<SignalWeight> = (0..count)
        .map(|_| {
            let signal = names.swap_remove(random.index(names.len())).to_owned();
            let size = [0.0, 1e-12, 0.5, 1.0, 1.0, 1e6][random.index(6)];
            SignalWeight { signal, weight: f64::from(random.unit()) * size }
        })
        .collect();
    if random.chance(2) && weights.iter().all(|one| one.signal != "cosine") {
        weights
            .push(SignalWeight { signal: "cosine".to_owned(), weight: f64::from(random.unit()) });
    }
    if weights.iter().all(|one| one.weight == 0.0) {
        weights[0].weight = 0.25;
    }
    weights
}

pub(super) fn random_needs(random: &mut Random, dimension: usize, id_count: u64) -> ClientNeeds {
    let state = |random: &mut Random| [None, None, Some(true), Some(false)][random.index(4)];
    let money = |random: &mut Random| Money::from_cents(random.int(40) * 1000);
    let kinds = [
        BudgetKind::Hourly,
        BudgetKind::MonthlyRetainer,
        BudgetKind::ProjectBased,
        BudgetKind::Flexible,
    ];
    let low = money(random);
    let high = Money::from_cents(low.cents() + money(random).cents());
    let weights = if random.chance(3) { random_weights(random) } else { Vec::new() };
    let is_points = weights.is_empty() && random.chance(3);
    ClientNeeds {
        // Without a graph every way is exact.
        search: [SearchMode::Auto, SearchMode::Exact, SearchMode::Approximate][random.index(3)],
        industries: random.some_of(&["SaaS", "retail", "strasse", "Energy"], 2),
        required_services: random.some_of(&["Tax", "audit", "CFO", "Payroll"], 3),
        certifications: random.some_of(&["CPA", "cfa"], 2),
        business_size: random.chance(2).then(|| "smb".to_owned()),
        max_hourly_rate: random.chance(3).then(|| money(random)),
        budget: random.chance(2).then(|| Budget {
            min: random.chance(2).then_some(low),
            max: random.chance(2).then_some(high),
            kind: kinds[random.index(4)],
        }),
        min_years: random.chance(2).then(|| u32::try_from(random.below(20)).unwrap()),
        languages: random.some_of(&["english", "FRANÇAIS"], 1),
        remote: random.chance(2),
        text: random.chance(2).then(|| random.some_of(TEXTS, 2).join(" ")),
        embedding: if random.chance(3) { Vec::new() } else { random.vector(dimension) },
        embedding_model: random.chance(2).then(|| "m".to_owned()),
        excluded_ids: (0..random.below(4))
            .map(|_| format!("a{}", random.below(id_count)))
            .collect(),
        limit: random.index(60) + 1,
        diagnose: random.chance(2),
        scoring_profile: if is_points { "points-v1" } else { "blended-v1" }.to_owned(),
        weights,
        diversity: None,
        hard_filters: HardFilters {
            available: state(random),
            capacity_left: state(random),
            industries: state(random),
            services_any: state(random),
            max_hourly_rate: state(random),
            services_all: state(random),
            certifications: state(random),
            business_size: state(random),
            languages: state(random),
            remote: state(random),
            min_years: state(random),
            budget: state(random),
        },
    }
}

fn assert_equals_the_book(
    world: &World,
    model: &[(Advisor, Vector)],
    needs: &ClientNeeds,
    at: &str,
) {
    let mut expected: Vec<_> = model
        .iter()
        .filter(|(advisor, _)| passes(advisor, needs))
        .map(|(advisor, vector)| (score(advisor, vector.as_deref(), needs), advisor.id.as_str()))
        .collect();
    let eligible = expected.len();
    expected.sort_by(|one, other| other.0.0.total_cmp(&one.0.0).then(one.1.cmp(other.1)));
    expected.truncate(needs.limit);
    let result = world.answer(needs).unwrap();
    assert_eq!((result.plan.eligible, result.plan.scored), (eligible, eligible), "{at}: {needs:?}");
    let told = result.clauses.as_ref().map(|clauses| {
        let told = clauses.iter().map(|one| (one.clause.clone(), one.removes, one.blocks));
        told.collect::<Vec<_>>()
    });
    assert_eq!(told, needs.diagnose.then(|| effects(model, needs)), "{at}: {needs:?}");
    let found: Vec<_> = result
        .matches
        .iter()
        .map(|one| ((one.score.to_bits(), one.points as f64), one.advisor_id.as_str()))
        .collect();
    let expected: Vec<_> =
        expected.into_iter().map(|((score, points), id)| ((score.to_bits(), points), id)).collect();
    assert_eq!(found, expected, "{at}: {needs:?}");
    for one in &result.matches {
        let folded = one.parts.iter().fold(0.0, |sum, part| sum + part.contribution);
        assert_eq!(folded.to_bits(), one.score.to_bits(), "{at}");
    }
}

#[test]
fn the_answer_equals_a_scan_by_the_book_over_base_and_delta() {
    const DIMENSION: usize = 19;
    for (seed, count, rounds) in [(1, 0, 5), (2, 1, 10), (3, 60, 250), (4, 300, 250), (5, 3000, 20)]
    {
        let mut random = Random(seed);
        let vector = |random: &mut Random| (!random.chance(4)).then(|| random.vector(DIMENSION));
        let mut model: Vec<(Advisor, Vector)> = (0..count)
            .map(|n| (Advisor::random(&format!("a{n}"), &mut random), vector(&mut random)))
            .collect();
        let advisors: Vec<_> = model.iter().map(|(advisor, _)| advisor.clone()).collect();
        let stored: Vec<_> = model
            .iter()
            .filter_map(|(advisor, vector)| Some((advisor.id.clone(), vector.clone()?)))
            .collect();
        let mut world = World::new(&advisors, &stored);
        for round in 0..rounds {
            let at = format!("seed {seed}, round {round}");
            let needs = random_needs(&mut random, DIMENSION, count.max(1));
            assert_equals_the_book(&world, &model, &needs, &at);
            // Change one advisor and its vector, so that later rounds read base and delta.
            let id = format!("a{}", random.below(count + 10));
            let (advisor, vector) = (Advisor::random(&id, &mut random), vector(&mut random));
            let is_removed = random.chance(4);
            let before = world.tables.clone();
            let image = vector.as_ref().map(|vector| embedding_image(&id, vector));
            let touched = apply(
                &mut world.tables,
                &[
                    (ADVISOR_EMBEDDINGS, id.clone(), image),
                    (ADVISOR_PROFILES, id.clone(), (!is_removed).then(|| advisor.image())),
                ],
            );
            world.profiles = world.profiles.advance(&before, &world.tables, &touched);
            world.vectors = world.vectors.advance(&world.tables, &touched);
            world.lexical = lexical::advance(&world.lexical, &before, &world.tables, &touched);
            model.retain(|(advisor, _)| advisor.id != id);
            if !is_removed {
                model.push((advisor, vector));
            }
        }
        assert!(world.profiles.is_same(&Profiles::build(&world.tables)));
        let rebuilt = Vectors::build(&world.tables, world.file.clone());
        assert_eq!(world.vectors.dimension(), rebuilt.dimension());
    }
}
