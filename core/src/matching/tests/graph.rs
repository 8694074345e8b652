//! Matches by the graph: beside the exact scan, filtered and not, over base and delta.

use super::{World, forced};
use crate::matching::mode::SearchMode;
use crate::matching::nearest;
use crate::matching::planner::{Situation, Strategy};
use crate::matching::result::MatchResult;
use crate::model::advisoros::{ADVISOR_EMBEDDINGS, ADVISOR_PROFILES};
use crate::options::CallOptions;
use crate::profiles::fixture::{Advisor, Random, apply, embedding_image, words};
use crate::vector::{Kernels, graph};
use crate::{ClientNeeds, HardFilters};

const LIMIT: usize = 20;

fn near(random: &mut Random, centre: &[f32], spread: f32) -> Vec<f32> {
    centre.iter().map(|value| value + spread * random.unit()).collect()
}

fn cosine(one: &[f32], other: &[f32]) -> f32 {
    let dot =
        |one: &[f32], other: &[f32]| -> f32 { one.iter().zip(other).map(|(a, b)| a * b).sum() };
    dot(one, other) / (dot(one, one) * dot(other, other)).sqrt()
}

/// The same world with the graph over its base.
fn with_graph(mut world: World) -> World {
    let (graph, recall) = graph::build(&world.file, &CallOptions::default(), &|_| {}).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph");
    let checksum = graph.write(&path, recall).unwrap();
    let count = world.file.vector_count();
    let graph = crate::store::graph_file::Graph::open(&path, checksum, count).unwrap();
    world.vectors = world.vectors.with_graph(Some(graph.into()));
    world
}

/// The share of the best scores that an answer has; an advisor with a score of the best counts.
fn recall(answer: &MatchResult, exact: &MatchResult) -> f64 {
    let last = exact.matches.last().unwrap().score;
    let found = answer.matches.iter().filter(|matched| matched.score >= last).count();
    found as f64 / exact.matches.len() as f64
}

/// The plan and the recall at each selectivity, of filters that have nothing to do with the needs, that keep those
/// near to them, and that keep those far from them.
#[test]
fn the_planner_finds_the_best_at_every_selectivity() {
    const COUNT: usize = 20_000;
    // Each holds more than the first beam finds, so that cheap parts decide who of a cluster is among the best.
    const CLUSTERS: usize = 40;
    const SHARES: [usize; 5] = [100, 50, 20, 5, 1];
    const ROUNDS: usize = 10;
    let mut random = Random(11);
    let mut centres: Vec<_> = (0..CLUSTERS).map(|_| random.vector(64)).collect();
    let first = centres[0].clone();
    // By their distance from where the needs are.
    centres.sort_by(|one, other| cosine(other, &first).total_cmp(&cosine(one, &first)));
    let mut advisors = Vec::new();
    let mut vectors = Vec::new();
    for number in 0..COUNT {
        let id = format!("a{number:05}");
        let (cluster, lot) = (random.index(CLUSTERS), random.index(100));
        let is_kept = |kind: &str, share: usize| match kind {
            "any" => lot < share,
            "near" => cluster * 100 < share * CLUSTERS,
            _ => (CLUSTERS - 1 - cluster) * 100 < share * CLUSTERS,
        };
        let kinds = ["any", "near", "far"].into_iter();
        let labels: Vec<String> = kinds
            .flat_map(|kind| SHARES.map(|share| (kind, share)))
            .filter(|(kind, share)| is_kept(kind, *share))
            .map(|(kind, share)| format!("{kind}-{share}"))
            .collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        advisors.push(Advisor {
            languages: words(&labels),
            rating: Some(random.below(51) as f64 / 10.0),
            years: Some(random.int(30)),
            ..Advisor::new(&id)
        });
        vectors.push((id, near(&mut random, &centres[cluster], 0.5)));
    }
    let world = with_graph(World::new(&advisors, &vectors));
    println!("recall of the graph {}", world.vectors.graph().unwrap().recall());
    let queries: Vec<_> = (0..ROUNDS).map(|_| near(&mut random, &first, 0.5)).collect();
    for kind in ["any", "near", "far"] {
        for share in SHARES {
            let mut sums = [0.0; 2];
            let (mut by_graph, mut eligible) = (0, 0);
            for embedding in &queries {
                let needs = ClientNeeds {
                    embedding: embedding.clone(),
                    languages: vec![format!("{kind}-{share}")],
                    hard_filters: HardFilters { languages: Some(true), ..HardFilters::default() },
                    search: SearchMode::Approximate,
                    ..ClientNeeds::default()
                };
                let by = |strategy| {
                    let means = forced(strategy, Kernels::detect());
                    world.answer_by(means, &needs, &CallOptions::default()).unwrap()
                };
                let exact = by(Strategy::BoundedScan);
                let (planned, beam) = (world.answer(&needs).unwrap(), by(Strategy::FirstBeam));
                assert_eq!(beam.plan.strategy, "graph");
                let plan = &planned.plan;
                assert_eq!(plan.exact, plan.strategy != "graph", "{plan:?}");
                assert_eq!(plan.recall.is_none(), plan.exact, "{plan:?}");
                by_graph += usize::from(plan.strategy == "graph");
                eligible = plan.eligible;
                sums[0] += recall(&planned, &exact);
                sums[1] += recall(&beam, &exact);
            }
            let [planned, beam] = sums.map(|sum| sum / ROUNDS as f64);
            println!(
                "{kind:>4} {share:>3} %: {eligible:>5} eligible, {by_graph:>2} of {ROUNDS} by the graph, recall {planned:.3}, of the first beam alone {beam:.3}"
            );
            assert!(planned >= 0.99, "{kind} {share} %: {planned}");
            if share == 100 {
                assert_eq!(by_graph, ROUNDS, "all eligible: the graph pays");
            } else if share <= 20 {
                assert_eq!(by_graph, 0, "{share} %: the scan is cheaper");
            }
        }
    }
    // By the cosine alone.
    let everyone: Vec<u32> = (0..20_000).collect();
    let (mut found_count, mut scored_count) = (0, 0);
    for embedding in &queries {
        let by = |mode| {
            let options = CallOptions::default();
            nearest(world.roster(), embedding, &everyone, LIMIT, mode, &options).unwrap()
        };
        let ((exact, exact_plan), (found, plan)) =
            (by(SearchMode::Exact), by(SearchMode::Approximate));
        assert_eq!(
            (exact_plan.strategy.as_str(), plan.strategy.as_str()),
            ("bounded_scan", "graph")
        );
        found_count += found.iter().filter(|one| exact.contains(one)).count();
        scored_count += plan.scored;
    }
    println!("nearest: {found_count} of {}, {scored_count} bounded", ROUNDS * LIMIT);
    assert!(found_count * 100 >= ROUNDS * LIMIT * 99, "{found_count}");
    assert!(scored_count < ROUNDS * 20_000 / 10, "{scored_count}");
}

#[test]
fn what_changed_since_the_base_is_found_by_the_graph_as_it_is_now() {
    const DIMENSION: usize = 12;
    let options = CallOptions::default();
    let (mut found, mut best) = (0.0, 0.0);
    for seed in 0..6 {
        let mut random = Random(seed);
        let centres: Vec<_> = (0..15).map(|_| random.vector(DIMENSION)).collect();
        let vector = |random: &mut Random| {
            let centre = centres[random.index(centres.len())].clone();
            near(random, &centre, 0.4)
        };
        let id = |n: u64| format!("a{n}");
        let advisors: Vec<_> = (0..1500).map(|n| Advisor::random(&id(n), &mut random)).collect();
        let vectors: Vec<_> =
            (0..1500).filter(|n| n % 10 > 0).map(|n| (id(n), vector(&mut random))).collect();
        let mut world = with_graph(World::new(&advisors, &vectors));
        for round in 0..20 {
            let before = world.tables.clone();
            let changes: Vec<_> = (0..20)
                .map(|_| {
                    let id = id(random.below(1520));
                    let vector = (!random.chance(3)).then(|| vector(&mut random));
                    match random.below(3) {
                        0 => (ADVISOR_PROFILES, id.clone(), {
                            (!random.chance(3)).then(|| Advisor::random(&id, &mut random).image())
                        }),
                        _ => (ADVISOR_EMBEDDINGS, id.clone(), {
                            vector.map(|vector| embedding_image(&id, &vector))
                        }),
                    }
                })
                .collect();
            let touched = apply(&mut world.tables, &changes);
            world.profiles = world.profiles.advance(&before, &world.tables, &touched);
            world.vectors = world.vectors.advance(&world.tables, &touched);
            let needs = ClientNeeds {
                embedding: vector(&mut random),
                limit: random.index(30) + 1,
                hard_filters: HardFilters {
                    available: Some(random.chance(2)),
                    capacity_left: Some(false),
                    ..HardFilters::default()
                },
                ..ClientNeeds::default()
            };
            let by = |strategy| {
                world.answer_by(forced(strategy, Kernels::detect()), &needs, &options).unwrap()
            };
            let everyone = ClientNeeds { limit: 1000, ..needs.clone() };
            let plain = world
                .answer_by(forced(Strategy::PlainScan, Kernels::detect()), &everyone, &options)
                .unwrap();
            for strategy in [Strategy::Graph, Strategy::FirstBeam] {
                let answer = by(strategy);
                // All are eligible now, with the scores that they have now.
                for matched in &answer.matches {
                    let is_same = |other: &&crate::Match| other.advisor_id == matched.advisor_id;
                    if let Some(expected) = plain.matches.iter().find(is_same) {
                        assert_eq!(matched.score.to_bits(), expected.score.to_bits());
                        assert_eq!(matched.parts, expected.parts);
                    } else {
                        assert_eq!(plain.matches.len(), 1000, "seed {seed}, round {round}");
                    }
                }
            }
            let (answer, exact) = (by(Strategy::Graph), by(Strategy::BoundedScan));
            found += recall(&answer, &exact) * exact.matches.len() as f64;
            best += exact.matches.len() as f64;
        }
    }
    println!("{found} of {best}");
    assert!(found >= 0.99 * best);
}

#[test]
fn a_vector_of_another_dimension_than_the_bases_is_not_looked_for_in_the_graph() {
    let advisors: Vec<_> = (0..50).map(|n| Advisor::new(&format!("a{n:02}"))).collect();
    let vectors: Vec<_> =
        (0..50_u8).map(|n| (format!("a{n:02}"), vec![1.0, f32::from(n)])).collect();
    let mut world = with_graph(World::new(&advisors, &vectors));
    assert!(world.vectors.graph().is_some());
    let changes: Vec<_> = vectors
        .iter()
        .map(|(id, vector)| {
            let image = embedding_image(id, &[vector[0], vector[1], 1.0]);
            (ADVISOR_EMBEDDINGS, id.clone(), Some(image))
        })
        .collect();
    let touched = apply(&mut world.tables, &changes);
    world.vectors = world.vectors.advance(&world.tables, &touched);
    assert!(world.vectors.graph().is_none());
    let needs = ClientNeeds { embedding: vec![1.0, 9.0, 1.0], ..ClientNeeds::default() };
    let answer = world
        .answer_by(forced(Strategy::Graph, Kernels::detect()), &needs, &CallOptions::default())
        .unwrap();
    assert_eq!((answer.plan.strategy.as_str(), answer.plan.exact), ("bounded_scan", true));
    assert_eq!(answer.matches[0].advisor_id, "a09");
}

#[test]
fn the_planner_takes_the_graph_where_it_may_and_where_it_pays() {
    let many = Situation {
        eligible: 150_000,
        limit: 20,
        dimension: 128,
        has_cosine: true,
        mode: SearchMode::Auto,
        graph_vectors: 150_000,
    };
    let (bounded, graph) = (Strategy::BoundedScan, Strategy::Graph);
    let asked = Situation { mode: SearchMode::Approximate, ..many };
    let cases = [
        (many, graph),
        (Situation { mode: SearchMode::Exact, ..many }, bounded),
        (Situation { eligible: 100_001, ..many }, graph),
        (Situation { eligible: 100_000, ..many }, bounded),
        (Situation { eligible: 100_000, ..asked }, graph),
        (Situation { graph_vectors: 0, ..many }, bounded),
        (Situation { graph_vectors: 0, ..asked }, bounded),
        (Situation { has_cosine: false, ..asked }, Strategy::PlainScan),
        // 128 found of a sixth: 3,840 visits at 6 each are as dear as 23,040 of a scan, a little more than there are.
        (Situation { eligible: 25_000, ..asked }, graph),
        (Situation { eligible: 23_000, ..asked }, bounded),
        (Situation { eligible: 4_000, graph_vectors: 4_000, ..asked }, graph),
        (Situation { eligible: 3_800, graph_vectors: 3_800, ..asked }, bounded),
        // A wide beam is dear.
        (Situation { eligible: 50_000, graph_vectors: 50_000, limit: 1000, ..asked }, bounded),
        (Situation { limit: 1000, ..asked }, graph),
        // Most vectors came since the base: the graph covers few.
        (Situation { graph_vectors: 10, ..asked }, graph),
        (Situation { eligible: 0, ..asked }, Strategy::PlainScan),
        (Situation { graph_vectors: usize::MAX, ..asked }, bounded),
    ];
    for (situation, expected) in cases {
        assert_eq!(Strategy::plan(situation), expected, "{situation:?}");
    }
}
