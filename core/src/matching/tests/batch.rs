//! A batch against a match for each of its needs, to the bit.

use super::World;
use super::bounded::{needs_for, world};
use crate::matching::{Answered, BLOCK_NEEDS, BatchMatch, Block, Field, MatchBatch, Way};
use crate::options::{CallOptions, CancelFlag};
use crate::profiles::fixture::Random;
use crate::vector::Kernels;
use crate::vector::tile::TileKernel;
use crate::{ClientNeeds, ErrorKind, HardFilters};

fn block(
    world: &World,
    batch: &MatchBatch,
    first: usize,
    way: Way,
    field: &mut Option<Field>,
    options: &CallOptions,
) -> crate::Result<Answered> {
    let kernels = Kernels::detect();
    Block { roster: world.roster(), batch, first, way, kernels, options }.answer(field)
}

/// All blocks, with what they share.
fn answer(world: &World, batch: &MatchBatch, way: Way) -> Answered {
    let mut field = None;
    let options = CallOptions::default();
    let mut all = Answered { rows: Vec::new(), tiled: 0, rescored: 0 };
    for first in (0..batch.needs.len()).step_by(BLOCK_NEEDS) {
        let one = block(world, batch, first, way, &mut field, &options).unwrap();
        all.rows.extend(one.rows);
        all.tiled += one.tiled;
        all.rescored += one.rescored;
    }
    all
}

/// What matches one by one say of all needs.
fn one_by_one(world: &World, batch: &MatchBatch) -> Vec<BatchMatch> {
    let each = batch.needs.iter().enumerate().flat_map(|(need, needs)| {
        world.answer(needs).unwrap().matches.into_iter().map(move |matched| BatchMatch {
            need,
            rank: matched.rank,
            advisor_id: matched.advisor_id,
            score: matched.score,
            points: matched.points,
            parts: batch.parts.then_some(matched.parts),
        })
    });
    each.collect()
}

/// JSON tells every double from every other.
fn text(rows: &[BatchMatch]) -> String {
    serde_json::to_string(rows).unwrap()
}

fn ways() -> Vec<Way> {
    let tiled = TileKernel::available().into_iter().map(Way::Tiled);
    [Way::Planned].into_iter().chain(tiled).collect()
}

#[test]
fn a_batch_answers_as_one_match_for_each_of_its_needs_on_every_way() {
    for seed in 0..60 {
        let mut random = Random(seed);
        let (largest, most) = if seed % 10 == 0 { (2048, 150) } else { (70, 400) };
        let dimension = random.index(largest) + 1;
        let shared: Vec<_> = (0..4).map(|_| random.vector(dimension)).collect();
        let count = random.below(most) + 1;
        let world = world(&mut random, count, &shared);
        let need_count = random.index(40);
        let needs = (0..need_count).map(|_| needs_for(&mut random, count, &shared)).collect();
        let batch = MatchBatch { needs, parts: random.chance(2) };
        let expected = text(&one_by_one(&world, &batch));
        for way in ways() {
            let answered = answer(&world, &batch, way);
            assert_eq!(text(&answered.rows), expected, "seed {seed}, {way:?}");
            let tiled = batch.needs.iter().filter(|needs| {
                world.vectors.dimension().is_some()
                    && !needs.embedding.is_empty()
                    && may_tile(needs)
            });
            if way != Way::Planned {
                assert_eq!(answered.tiled, tiled.count(), "seed {seed}, {way:?}");
            }
        }
    }
}

/// Whether tiles can bound a score: one cosine of a usual weight, and signals that most needs have in common.
fn may_tile(needs: &ClientNeeds) -> bool {
    if needs.weights.is_empty() {
        return needs.scoring_profile == "blended-v1";
    }
    let apart = ["price_fit", "budget", "language", "business_size", "remote"];
    let cosine = needs.weights.iter().find(|one| one.signal == "cosine");
    cosine.is_some_and(|one| (1e-6..=1e6).contains(&one.weight))
        && needs.weights.iter().all(|one| !apart.contains(&one.signal.as_str()))
}

/// Needs that everyone who may be shown meets.
fn open(embedding: Vec<f32>, limit: usize) -> ClientNeeds {
    let hard_filters = HardFilters {
        available: Some(false),
        capacity_left: Some(false),
        ..HardFilters::default()
    };
    ClientNeeds { embedding, limit, hard_filters, ..ClientNeeds::default() }
}

#[test]
fn a_large_batch_is_tiled_block_by_block_and_few_are_scored_in_full() {
    const DIMENSION: usize = 100;
    let mut random = Random(11);
    let shared: Vec<_> = (0..4).map(|_| random.vector(DIMENSION)).collect();
    let world = world(&mut random, 3000, &shared);
    // Two kinds of open needs, and some that few advisors meet.
    let mut needs: Vec<_> = (0..BLOCK_NEEDS + 60)
        .map(|_| {
            let limit = random.index(20) + 1;
            let mut needs = open(random.vector(DIMENSION), limit);
            if random.chance(2) {
                needs.certifications = vec!["CPA".to_owned()];
            }
            needs
        })
        .collect();
    needs[3] = ClientNeeds { excluded_ids: vec!["a7".to_owned()], ..needs[3].clone() };
    needs[5].hard_filters.languages = Some(true);
    needs[5].languages = vec!["nobody speaks it".to_owned()];
    let batch = MatchBatch { needs, parts: false };
    let expected = text(&one_by_one(&world, &batch));
    for way in ways() {
        let answered = answer(&world, &batch, way);
        assert_eq!(text(&answered.rows), expected, "{way:?}");
        let is_fast = TileKernel::available().into_iter().any(TileKernel::is_fast);
        if way != Way::Planned || is_fast {
            assert!(answered.tiled >= batch.needs.len() - 1, "{way:?}: {}", answered.tiled);
            // A bound so wide that it spares nobody would answer right as well.
            let per_need = answered.rescored / answered.tiled;
            println!("{way:?}: {per_need} scored in full for each needs");
            assert!(per_need < 500, "{way:?}: {per_need}");
        }
    }
}

#[test]
fn a_block_stops_when_told() {
    let mut random = Random(5);
    let shared: Vec<_> = (0..4).map(|_| random.vector(16)).collect();
    let world = world(&mut random, 500, &shared);
    let needs = (0..100).map(|_| open(random.vector(16), 5)).collect();
    let batch = MatchBatch { needs, parts: false };
    let flag = CancelFlag::new();
    flag.cancel();
    let cancelled = CallOptions::default().with_cancel(flag);
    let late = CallOptions::default().with_timeout(std::time::Duration::ZERO);
    for way in ways() {
        for (options, kind) in [(&cancelled, ErrorKind::Cancelled), (&late, ErrorKind::Timeout)] {
            let stopped = block(&world, &batch, 0, way, &mut None, options);
            assert_eq!(stopped.unwrap_err().kind(), kind, "{way:?}");
        }
    }
}
