//! Measures the graph: how long it is made for, and what it finds in how much time, beside the exact scan.
//!
//! `graph [vectors] [dimension] [clusters]`, by default 150000, 128 and 500. The vectors are drawn around centres, from
//! one seed. Figures go to the standard output, each answer beside that of the exact scan.

use std::time::Instant;

use advisor_engine::testing::match_by_first_beam;
use advisor_engine::{
    ADVISOROS, CallOptions, Change, ClientNeeds, ColumnType, Config, Engine, HardFilters,
    MatchResult, SearchMode, SimilarAdvisors, Timestamp, Value,
};
use advisor_engine_benches::cancelling::cancelling;
use advisor_engine_benches::latency::measure;
use anyhow::{Context, Result, ensure};

const REQUEST_COUNT: usize = 200;
const ADVISORS_PER_BATCH: usize = 2000;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut argument = |default: usize| -> Result<usize> {
        arguments.next().map_or(Ok(default), |text| text.parse().context("expected a number"))
    };
    let (count, dimension, cluster_count) = (argument(150_000)?, argument(128)?, argument(500)?);
    let scratch = tempfile::tempdir()?;
    let config = Config { is_fold_automatic: false, graph_minimum: 1, ..Config::default() };
    let engine = Engine::open(scratch.path().join("store"), config)?;
    let mut random = Random(1);
    let centres: Vec<Vec<f32>> =
        (0..cluster_count).map(|_| (0..dimension).map(|_| random.bell()).collect()).collect();
    let options = CallOptions::default();
    for start in (0..count).step_by(ADVISORS_PER_BATCH) {
        let numbers = start..(start + ADVISORS_PER_BATCH).min(count);
        let changes: Vec<Change> = numbers
            .flat_map(|number| {
                let id = format!("advisor-{number:07}");
                let vector = near(&mut random, &centres);
                let rating = (random.unit() * 50.0).floor() / 10.0;
                [advisor(&id, rating), embedding(&id, vector)]
            })
            .collect::<Result<_>>()?;
        engine.apply(&changes, None, &options)?;
    }
    let started = Instant::now();
    engine.fold(&options)?;
    println!("{count} vectors of {dimension} dimensions around {cluster_count} centres");
    println!("fold, mostly the graph: {:.1} s", started.elapsed().as_secs_f64());

    let queries: Vec<Vec<f32>> = (0..REQUEST_COUNT).map(|_| near(&mut random, &centres)).collect();
    let needs = |search: SearchMode| -> Vec<ClientNeeds> {
        let of = |embedding: &Vec<f32>| ClientNeeds {
            embedding: embedding.clone(),
            search,
            hard_filters: HardFilters { capacity_left: Some(false), ..HardFilters::default() },
            ..ClientNeeds::default()
        };
        queries.iter().map(of).collect()
    };
    let (exact, asked) = (needs(SearchMode::Exact), needs(SearchMode::Approximate));
    let answers = |find: &dyn Fn(&ClientNeeds) -> Result<MatchResult>, needs: &[ClientNeeds]| {
        needs.iter().map(find).collect::<Result<Vec<_>>>()
    };
    let matched = |needs: &ClientNeeds| Ok(engine.match_advisors(needs, &options)?.value);
    let beam = |needs: &ClientNeeds| Ok(match_by_first_beam(&engine, needs, &options)?.value);
    let best = answers(&matched, &exact)?;
    for (name, find, needs) in [
        ("match, exact", &matched as &dyn Fn(&ClientNeeds) -> Result<MatchResult>, &exact),
        ("match, approximate", &matched, &asked),
        ("match, first beam alone", &beam, &asked),
    ] {
        let found = answers(find, needs)?;
        let latency = measure(REQUEST_COUNT, |index| find(&needs[index]).map(drop))?;
        let recall = found.iter().zip(&best).map(|(one, best)| share(one, best)).sum::<f64>();
        let scored = found.iter().map(|one| one.plan.scored).sum::<usize>();
        let by_graph = found.iter().filter(|one| one.plan.strategy == "graph").count();
        println!(
            "{name}: p50 {:.0} µs, p99 {:.0} µs, recall@20 {:.4}, {} scored or bounded, {by_graph} of {REQUEST_COUNT} by the graph, measured when made {:?}",
            latency.p50_us,
            latency.p99_us,
            recall / to_f64(REQUEST_COUNT),
            scored / REQUEST_COUNT,
            found[0].plan.recall,
        );
    }
    for (name, needs) in [("an exact match", &exact), ("a match by the graph", &asked)] {
        // The longest there is: a thousand matches.
        let make = || ClientNeeds { limit: 1000, ..needs[0].clone() };
        cancelling(name, "clusters", make, |needs, options| {
            engine.match_advisors(&needs, options).map(drop)
        })?;
    }
    similar(&engine, count)
}

/// Similar advisors, exactly and by the graph.
fn similar(engine: &Engine, count: usize) -> Result<()> {
    let options = CallOptions::default();
    let ask = |index: usize, search: SearchMode| -> Result<_> {
        let advisor_id = format!("advisor-{:07}", index * (count / REQUEST_COUNT).max(1) % count);
        let request =
            serde_json::json!({ "advisorId": advisor_id, "search": search, "select": ["name"] });
        let request: SimilarAdvisors = serde_json::from_value(request)?;
        Ok(engine.similar_advisors(&request, &options)?.value)
    };
    let mut found_count = 0.0;
    let mut asked_count = 0.0;
    for index in 0..REQUEST_COUNT {
        let (exact, found) = (ask(index, SearchMode::Exact)?, ask(index, SearchMode::Approximate)?);
        ensure!(exact.plan.exact, "an exact search was not exact");
        let good = found.advisors.iter().filter(|one| exact.advisors.contains(one)).count();
        found_count += to_f64(good);
        asked_count += to_f64(exact.advisors.len());
    }
    for (name, search) in
        [("similar, exact", SearchMode::Exact), ("similar, approximate", SearchMode::Approximate)]
    {
        let latency = measure(REQUEST_COUNT, |index| ask(index, search).map(drop))?;
        println!("{name}: p50 {:.0} µs, p99 {:.0} µs", latency.p50_us, latency.p99_us);
    }
    println!("similar, approximate: recall@10 {:.4}", found_count / asked_count);
    Ok(())
}

/// The share of the best that were found; one of an equal score counts.
fn share(found: &MatchResult, best: &MatchResult) -> f64 {
    let Some(last) = best.matches.last() else { return 1.0 };
    let good = found.matches.iter().filter(|one| one.score >= last.score).count();
    to_f64(good) / to_f64(best.matches.len())
}

#[expect(clippy::cast_precision_loss, reason = "counts of a bench are small")]
fn to_f64(count: usize) -> f64 {
    count as f64
}

fn near(random: &mut Random, centres: &[Vec<f32>]) -> Vec<f32> {
    let centre = &centres[random.below(centres.len())];
    centre.iter().map(|value| value + 0.5 * random.bell()).collect()
}

fn advisor(id: &str, rating: f64) -> Result<Change> {
    complete(
        "advisor_profiles",
        &[
            ("id", id.into()),
            ("marketplace_status", "active".into()),
            ("is_verified", true.into()),
            ("is_available", true.into()),
            ("overall_rating", rating.into()),
        ],
    )
}

fn embedding(id: &str, vector: Vec<f32>) -> Result<Change> {
    complete("advisor_embeddings", &[("advisor_id", id.into()), ("vector", vector.into())])
}

/// A row whose other required columns hold plain values.
fn complete(table: &str, given: &[(&'static str, Value)]) -> Result<Change> {
    let at = Timestamp::from_millisecond(0)?;
    let columns =
        ADVISOROS.tables.iter().filter(|one| one.name == table).flat_map(|one| one.columns);
    let columns = columns.map(|column| {
        let known = given.iter().find(|(name, _)| *name == column.name);
        let value = match (known, column.is_required) {
            (Some((_, value)), _) => value.clone(),
            (None, false) => Value::Null,
            (None, true) => match column.kind {
                ColumnType::Int => 0_i64.into(),
                ColumnType::Bool => false.into(),
                ColumnType::Timestamp => at.into(),
                _ => "x".into(),
            },
        };
        (column.name, value)
    });
    Ok(Change::upsert(table, columns.collect::<Vec<_>>()))
}

/// *Source*: splitmix64, <https://prng.di.unimi.it/splitmix64.c>.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap_or_default()
    }

    /// 0 to 1.
    fn unit(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 32).unwrap_or_default()) / f64::from(u32::MAX)
    }

    /// Around 0, about as a normal distribution with a deviation of 1.
    #[expect(clippy::cast_possible_truncation, reason = "any f32 nearby will do")]
    fn bell(&mut self) -> f32 {
        (0..12).map(|_| self.unit()).sum::<f64>() as f32 - 6.0
    }
}
