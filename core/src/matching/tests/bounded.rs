//! The bounded scan against the plain one, to the bit.

use super::oracle::random_needs;
use super::{World, forced};
use crate::embedding::view as lexical;
use crate::matching::best::keep_best;
use crate::matching::mode::SearchMode;
use crate::matching::planner::{Situation, Strategy};
use crate::matching::profile::Term;
use crate::matching::signals::{Signal, Signals};
use crate::matching::{bounded, plain};
use crate::model::advisoros::{ADVISOR_EMBEDDINGS, ADVISOR_PROFILES};
use crate::options::{CallOptions, CancelFlag};
use crate::profiles::fixture::{Advisor, Random, apply, embedding_image};
use crate::vector::Kernels;
use crate::{ClientNeeds, ErrorKind, HardFilters, MatchResult};

/// One of few vectors, so that many are equal, or one of its own; any magnitude; sometimes none.
fn vector(random: &mut Random, shared: &[Vec<f32>]) -> Option<Vec<f32>> {
    let of_shared = shared[random.index(shared.len())].clone();
    match random.below(8) {
        0 => None,
        1..=3 => Some(of_shared),
        4 => Some(vec![0.0; of_shared.len()]),
        5 => {
            // Magnitudes from 1e-38 to 1e38 within one vector.
            let magnitudes = [1e-38, 1e-20, 1.0, 1e20, 1e38];
            let mut value = || random.unit() * magnitudes[random.index(5)];
            Some((0..of_shared.len()).map(|_| value()).collect())
        }
        // Near another: scores apart by less than their bounds.
        6 => Some(of_shared.iter().map(|value| value + random.unit() * 1e-3).collect()),
        _ => {
            let magnitude = [1e-38, 1.0, 1e38][random.index(3)];
            Some(of_shared.iter().map(|_| random.unit() * magnitude).collect())
        }
    }
}

/// Rows of few kinds, so that whole scores are equal, and of any kind.
fn advisor(random: &mut Random, id: &str) -> Advisor {
    match random.below(3) {
        0 => Advisor::new(id),
        1 => Advisor { rating: Some(4.5), years: Some(7), ..Advisor::new(id) },
        _ => Advisor::random(id, random),
    }
}

/// A world that holds rows and vectors in base and delta.
pub(super) fn world(random: &mut Random, count: u64, shared: &[Vec<f32>]) -> World {
    let id = |n: u64| format!("a{n}");
    let advisors: Vec<_> = (0..count).map(|n| advisor(random, &id(n))).collect();
    let vectors: Vec<_> =
        (0..count).filter_map(|n| Some((id(n), vector(random, shared)?))).collect();
    let mut world = World::new(&advisors, &vectors);
    let before = world.tables.clone();
    let changes: Vec<_> = (0..count / 5 + 2)
        .flat_map(|_| {
            let id = id(random.below(count + 20));
            let row = (!random.chance(8)).then(|| advisor(random, &id).image());
            let vector = vector(random, shared).map(|vector| embedding_image(&id, &vector));
            [(ADVISOR_PROFILES, id.clone(), row), (ADVISOR_EMBEDDINGS, id, vector)]
        })
        .collect();
    let touched = apply(&mut world.tables, &changes);
    world.profiles = world.profiles.advance(&before, &world.tables, &touched);
    world.vectors = world.vectors.advance(&world.tables, &touched);
    world.lexical = lexical::advance(&world.lexical, &before, &world.tables, &touched);
    world
}

pub(super) fn needs_for(random: &mut Random, count: u64, shared: &[Vec<f32>]) -> ClientNeeds {
    let dimension = shared[0].len();
    let mut needs = random_needs(random, dimension, count);
    if random.chance(2) {
        // Everyone who may be matched at all.
        needs = ClientNeeds {
            limit: needs.limit,
            text: needs.text,
            embedding: needs.embedding,
            scoring_profile: needs.scoring_profile,
            weights: needs.weights,
            hard_filters: HardFilters {
                available: Some(false),
                capacity_left: Some(false),
                ..HardFilters::default()
            },
            ..ClientNeeds::default()
        };
    }
    if random.chance(2) {
        needs.embedding = vector(random, shared).unwrap_or_default();
    }
    if random.chance(10) {
        needs.limit = 1000;
    }
    needs
}

/// JSON tells every double from every other.
fn text(result: &MatchResult) -> String {
    serde_json::to_string(&result.matches).unwrap()
}

#[test]
fn the_bounded_scan_answers_as_the_plain_one_on_every_kernel() {
    let options = CallOptions::default();
    let (mut bounded_count, mut rescored_count) = (0, 0);
    for seed in 0..120 {
        let mut random = Random(seed);
        let (largest, most) = if seed % 10 == 0 { (2048, 150) } else { (40, 400) };
        let dimension = random.index(largest) + 1;
        let shared: Vec<_> = (0..4).map(|_| random.vector(dimension)).collect();
        let count = random.below(most) + 1;
        let world = world(&mut random, count, &shared);
        for round in 0..8 {
            let at = format!("seed {seed}, round {round}");
            let needs = needs_for(&mut random, count, &shared);
            let mut rescored = None;
            for kernels in Kernels::available() {
                let answer =
                    |strategy| world.answer_by(forced(strategy, kernels), &needs, &options);
                let plain = answer(Strategy::PlainScan).unwrap();
                let bounded = answer(Strategy::BoundedScan).unwrap();
                assert_eq!(text(&bounded), text(&plain), "{at}, {kernels:?}: {needs:?}");
                let plans = [&plain.plan, &bounded.plan];
                assert_eq!(
                    plans.map(|plan| plan.strategy.as_str()),
                    ["plain_scan", "bounded_scan"]
                );
                assert!(plans.iter().all(|plan| plan.exact && plan.scored == plain.plan.eligible));
                assert_eq!(plain.plan.rescored, 0);
                assert!(
                    (bounded.matches.len()..=bounded.plan.eligible)
                        .contains(&bounded.plan.rescored)
                );
                // Plans are equal on every machine.
                assert_eq!(*rescored.get_or_insert(bounded.plan.rescored), bounded.plan.rescored);
                bounded_count += bounded.plan.eligible;
                rescored_count += bounded.plan.rescored;
            }
        }
    }
    // A bound so wide that it spares nobody would answer right as well.
    println!("{rescored_count} of {bounded_count} were rescored");
    assert!(rescored_count * 2 < bounded_count, "{rescored_count} of {bounded_count}");
}

#[test]
fn weights_below_0_and_a_cosine_that_comes_twice_are_bounded_too() {
    let options = CallOptions::default();
    let term = |signal, weight| Term { signal, weight };
    let profiles = [
        vec![term(Signal::Cosine, -0.6), term(Signal::Rating, 0.1)],
        vec![term(Signal::Rating, -0.3), term(Signal::Cosine, 0.7)],
        vec![
            term(Signal::Points, 0.2),
            term(Signal::Cosine, 0.5),
            term(Signal::Availability, -0.4),
            term(Signal::Cosine, -0.9),
        ],
        vec![term(Signal::Experience, 0.4)],
        vec![term(Signal::Cosine, 0.0), term(Signal::Services, 1e-300)],
    ];
    for seed in 0..60 {
        let mut random = Random(seed);
        let dimension = random.index(50) + 1;
        let shared: Vec<_> = (0..3).map(|_| random.vector(dimension)).collect();
        let world = world(&mut random, 200, &shared);
        let needs = ClientNeeds { embedding: random.vector(dimension), ..ClientNeeds::default() };
        let count = world.tables.table(ADVISOR_PROFILES).ordinal_count();
        let ordinals: Vec<u32> =
            (0..count).filter(|ordinal| world.profiles.columns().id(*ordinal).is_some()).collect();
        for (position, terms) in profiles.iter().enumerate() {
            for kernels in Kernels::available() {
                let signals = Signals::new(&world.profiles, &world.vectors, &needs, kernels);
                let limit = random.index(30) + 1;
                let best = |mut scored| {
                    keep_best(&mut scored, limit, &world.profiles);
                    let bits = scored.iter().map(|(score, ordinal)| (score.to_bits(), *ordinal));
                    bits.collect::<Vec<_>>()
                };
                let plain = plain::score_all(&ordinals, terms, &signals, &options).unwrap();
                let bounded =
                    bounded::score_best(&ordinals, terms, &signals, limit, &options).unwrap();
                assert_eq!(best(bounded), best(plain), "seed {seed}, profile {position}");
            }
        }
    }
}

#[test]
fn a_large_set_is_split_without_a_trace_and_stops_when_told() {
    const DIMENSION: usize = 16;
    let mut random = Random(7);
    let shared: Vec<_> = (0..4).map(|_| random.vector(DIMENSION)).collect();
    let world = world(&mut random, 9000, &shared);
    let open = HardFilters {
        available: Some(false),
        capacity_left: Some(false),
        ..HardFilters::default()
    };
    let needs = ClientNeeds {
        embedding: random.vector(DIMENSION),
        hard_filters: open,
        ..ClientNeeds::default()
    };
    let answer = |strategy, options: &CallOptions| {
        world.answer_by(forced(strategy, Kernels::detect()), &needs, options)
    };
    let options = CallOptions::default();
    let bounded = answer(Strategy::BoundedScan, &options).unwrap();
    assert!(bounded.plan.eligible > 4096, "{:?}", bounded.plan);
    assert_eq!(text(&bounded), text(&answer(Strategy::PlainScan, &options).unwrap()));
    assert_eq!(world.answer(&needs).unwrap(), bounded);

    let flag = CancelFlag::new();
    flag.cancel();
    let stopped = answer(Strategy::BoundedScan, &CallOptions::default().with_cancel(flag));
    assert_eq!(stopped.map(|_| ()).unwrap_err().kind(), ErrorKind::Cancelled);
    let late = CallOptions::default().with_timeout(std::time::Duration::ZERO);
    let stopped = answer(Strategy::BoundedScan, &late);
    assert_eq!(stopped.map(|_| ()).unwrap_err().kind(), ErrorKind::Timeout);
}

#[test]
fn the_planner_bounds_where_the_vectors_are_many_and_the_matches_few() {
    let usual = Situation {
        eligible: 15_000,
        limit: 20,
        dimension: 1536,
        has_cosine: true,
        mode: SearchMode::Auto,
        graph_vectors: 0,
    };
    let (plain, bounded) = (Strategy::PlainScan, Strategy::BoundedScan);
    let cases = [
        (usual, bounded),
        (Situation { has_cosine: false, ..usual }, plain),
        (Situation { dimension: 0, ..usual }, plain),
        (Situation { eligible: 0, ..usual }, plain),
        (Situation { eligible: 20, ..usual }, plain),
        (Situation { eligible: 248, ..usual }, bounded),
        (Situation { eligible: 1000, limit: 1000, ..usual }, plain),
        (Situation { eligible: usize::MAX, limit: usize::MAX, ..usual }, plain),
        (Situation { dimension: 1, ..usual }, plain),
    ];
    for (situation, expected) in cases {
        assert_eq!(Strategy::plan(situation), expected, "{situation:?}");
    }
}
