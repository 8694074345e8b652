//! The answer against a scan by the book over the advisors as they were made, without columns, bitmaps,
//! kernels or profiles.

use super::World;
use crate::model::advisoros::{ADVISOR_EMBEDDINGS, ADVISOR_PROFILES};
use crate::profiles::Profiles;
use crate::profiles::fixture::{Advisor, Random, apply, embedding_image};
use crate::vector::Vectors;
use crate::{Budget, BudgetKind, ClientNeeds, HardFilters, Money, SearchMode};

type Vector = Option<Vec<f32>>;

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

fn passes(a: &Advisor, n: &ClientNeeds) -> bool {
    let f = n.hard_filters;
    let checks = [
        (f.available, true, a.is_available),
        (
            f.capacity_left,
            true,
            matches!(a.max_clients, Some(max) if max != 0 && a.current_clients < max),
        ),
        (f.industries, true, any(&a.industries, &n.industries)),
        (f.services_any, true, any(&a.services, &n.required_services)),
        (f.services_all, false, n.required_services.iter().all(|word| has(&a.services, word))),
        (f.certifications, false, any(&a.certifications, &n.certifications)),
        (f.languages, false, any(&a.languages, &n.languages)),
        (
            f.business_size,
            false,
            n.business_size.as_ref().is_none_or(|size| has(&a.business_sizes, size)),
        ),
        (f.remote, false, !n.remote || a.remote_only),
        (
            f.min_years,
            false,
            n.min_years.is_none_or(|min| a.years.is_some_and(|y| y >= i64::from(min))),
        ),
        (
            f.max_hourly_rate,
            true,
            n.max_hourly_rate
                .is_none_or(|max| a.hourly_rate.is_some_and(|rate| rate <= max.cents())),
        ),
        (f.budget, false, n.budget.is_none_or(|budget| pays(a, budget))),
    ];
    a.status == "active"
        && a.is_verified
        && !a.is_deleted
        && !n.excluded_ids.contains(&a.id)
        && checks.iter().all(|(state, default, holds)| !state.unwrap_or(*default) || *holds)
}

fn parts_of_points(a: &Advisor, n: &ClientNeeds) -> [f64; 6] {
    let offered = n.required_services.iter().filter(|service| a.services.contains(service)).count();
    let asked = n.required_services.len();
    let flag = |holds: bool| if holds { 1.0 } else { 0.0 };
    let max = a.max_clients.unwrap_or(0);
    [
        30.0 * flag(n.industries.iter().any(|word| a.industries.contains(word))),
        25.0 * if asked == 0 { 0.0 } else { offered as f64 / asked as f64 },
        15.0 * (a.years.unwrap_or(0) as f64 / 20.0).min(1.0),
        15.0 * (a.rating.unwrap_or(0.0) / 5.0),
        10.0 * flag(n.certifications.iter().any(|word| a.certifications.contains(word))),
        5.0 * if max == 0 { 0.0 } else { 1.0 - a.current_clients as f64 / max as f64 },
    ]
}

fn dot(one: &[f32], other: &[f32]) -> f64 {
    let mut l = [0.0_f64; 8];
    for i in 0..one.len() {
        l[i % 8] += f64::from(one[i]) * f64::from(other[i]);
    }
    ((l[0] + l[1]) + (l[2] + l[3])) + ((l[4] + l[5]) + (l[6] + l[7]))
}

fn score(a: &Advisor, vector: Option<&[f32]>, n: &ClientNeeds) -> (f64, f64) {
    let mut sum = 0.0;
    for part in parts_of_points(a, n) {
        sum += part;
    }
    let points = (sum + 0.5).floor();
    let rating = a.rating.unwrap_or(0.0) / 5.0;
    let score = if n.scoring_profile == "points-v1" {
        sum
    } else if n.embedding.is_empty() {
        let weights = 0.3 + 0.1;
        (0.3 / weights) * (points / 100.0) + (0.1 / weights) * rating
    } else {
        let cosine = vector.map_or(0.0, |vector| {
            let norms = dot(&n.embedding, &n.embedding).sqrt() * dot(vector, vector).sqrt();
            if norms == 0.0 { 0.0 } else { dot(&n.embedding, vector) / norms }
        });
        0.6 * cosine + 0.3 * (points / 100.0) + 0.1 * rating
    };
    (score, points)
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
        embedding: if random.chance(3) { Vec::new() } else { random.vector(dimension) },
        excluded_ids: (0..random.below(4))
            .map(|_| format!("a{}", random.below(id_count)))
            .collect(),
        limit: random.index(60) + 1,
        scoring_profile: if random.chance(3) { "points-v1" } else { "blended-v1" }.to_owned(),
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
