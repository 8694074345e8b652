//! Measures batches of matches on two threads, and writes what a peer is asked and must answer.
//!
//! `batch <scratch folder>` writes `batch.json` and `needs.f32` there, which `benches/peers/batch.py` reads.
//! `ADVISOR_ENGINE_BENCH_DATASET=reference` measures at the reference scale.

use std::path::{Path, PathBuf};
use std::time::Instant;

use advisor_engine::testing::match_by_plain_scan;
use advisor_engine::{CallOptions, ClientNeeds, Engine, MatchBatch};
use advisor_engine_benches::cancelling::cancelling;
use advisor_engine_benches::dataset::{Dataset, config};
use advisor_engine_benches::everyone::write_everyone;
use advisor_engine_benches::provenance::{commit, machine};
use advisor_engine_benches::workload::Workload;
use advisor_engine_data::snapshot::read_embeddings;
use anyhow::{Context, Result, ensure};
use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::{Float64Type, UInt64Type};
use serde::Serialize;

const NEED_COUNT: usize = 10_000;
const THREAD_COUNT: usize = 2;
const RUN_COUNT: usize = 5;
/// Needs whose rows are compared with a match of their own.
const CHECKED_EVERY: usize = 97;

#[derive(Serialize)]
struct Measured {
    machine: String,
    commit: String,
    folder: PathBuf,
    need_count: usize,
    dimension: usize,
    thread_count: usize,
    /// In the order of the runs.
    seconds: Vec<f64>,
    /// For each needs, best first.
    ids: Vec<Vec<String>>,
}

fn main() -> Result<()> {
    let scratch = std::env::args_os().nth(1).context("expected a scratch folder")?;
    let scratch = PathBuf::from(scratch);
    let dataset = Dataset::from_environment(&scratch)?;
    let folder = scratch.join("everyone");
    write_everyone(&dataset.folder, &folder)?;
    let stores = tempfile::tempdir_in(&scratch)?;
    let engine = open(&Dataset::at("everyone", folder.clone())?, &stores.path().join("store"))?;
    let threads = rayon::ThreadPoolBuilder::new().num_threads(THREAD_COUNT).build()?;

    let workload = Workload::read(&dataset.folder)?;
    let vectors = mixed_vectors(&folder)?;
    let dimension = vectors[0].len();
    let open_needs = batch(&vectors, |index| workload.open_needs(index));
    let (seconds, ids) = threads.install(|| measure(&engine, "everyone eligible", &open_needs))?;
    let filtered = batch(&vectors, |index| workload.filtered_needs(index));
    threads.install(|| measure(&engine, "real hard filters", &filtered))?;
    // Every needs has words of its own, so that none shares its cheap part with another.
    let apart = batch(&vectors, |index| ClientNeeds {
        certifications: vec!["CPA".to_owned(), format!("certificate {index}")],
        ..workload.open_needs(index)
    });
    threads.install(|| measure(&engine, "everyone eligible, no two needs alike", &apart))?;

    let make = || open_needs.clone();
    cancelling("a batch of 10,000 needs", "everyone", make, |needs, options| {
        engine.match_batches(needs, options)?.try_for_each(|block| block.map(drop))
    })?;

    let bytes: Vec<u8> = vectors.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    std::fs::write(scratch.join("needs.f32"), bytes)?;
    let measured = Measured {
        machine: machine()?,
        commit: commit(),
        folder,
        need_count: NEED_COUNT,
        dimension,
        thread_count: THREAD_COUNT,
        seconds,
        ids,
    };
    std::fs::write(scratch.join("batch.json"), serde_json::to_vec(&measured)?)?;
    Ok(())
}

/// An engine that serves the data set as after a restart: everything in the base.
fn open(dataset: &Dataset, store: &Path) -> Result<Engine> {
    let engine = Engine::open(store, config()?)?;
    dataset.load(&engine)?;
    dataset.apply_embeddings(&engine)?;
    engine.close();
    Ok(Engine::open(store, config()?)?)
}

/// As many vectors as needs, no two alike: each the sum of those of two advisors.
fn mixed_vectors(folder: &Path) -> Result<Vec<Vec<f32>>> {
    let mut own = Vec::new();
    for batch in read_embeddings(folder, 1_000)? {
        own.extend(batch?.into_iter().map(|embedding| embedding.vector));
    }
    ensure!(!own.is_empty(), "the data set holds no embedding");
    let vector = |index: usize| {
        // Large primes: the two are no neighbours, and pairs do not come twice.
        let one = &own[index % own.len()];
        let other = &own[(index * 7_919 + index / own.len() * 104_729 + 1) % own.len()];
        one.iter().zip(other).map(|(left, right)| left + right).collect()
    };
    Ok((0..NEED_COUNT).map(vector).collect())
}

fn batch(vectors: &[Vec<f32>], needs: impl Fn(usize) -> ClientNeeds) -> MatchBatch {
    let needs = vectors
        .iter()
        .enumerate()
        .map(|(index, vector)| ClientNeeds { embedding: vector.clone(), ..needs(index) });
    MatchBatch { needs: needs.collect(), parts: false }
}

fn measure(
    engine: &Engine,
    name: &str,
    batch: &MatchBatch,
) -> Result<(Vec<f64>, Vec<Vec<String>>)> {
    let options = CallOptions::default();
    let mut seconds = Vec::new();
    let mut blocks = Vec::new();
    for _ in 0..RUN_COUNT {
        let own = batch.clone();
        let started = Instant::now();
        blocks = engine.match_batches(own, &options)?.collect::<Result<Vec<_>, _>>()?;
        seconds.push(started.elapsed().as_secs_f64());
    }
    let found = by_need(&blocks, batch.needs.len())?;
    for (needs, found) in batch.needs.iter().zip(&found).step_by(CHECKED_EVERY) {
        let alone = match_by_plain_scan(engine, needs, &options)?;
        let expected = alone.matches.iter().map(|found| (&found.advisor_id, found.score.to_bits()));
        let found = found.iter().map(|(id, score)| (id, score.to_bits()));
        ensure!(found.eq(expected), "{name}: a batch answers other than a match");
    }
    let rows: usize = found.iter().map(Vec::len).sum();
    let mut sorted = seconds.clone();
    sorted.sort_by(f64::total_cmp);
    println!(
        "{name}: {:.3} s at best, {:.3} s median of {RUN_COUNT}, {rows} rows",
        sorted[0],
        sorted[RUN_COUNT / 2]
    );
    let ids = found.into_iter().map(|rows| rows.into_iter().map(|(id, _)| id).collect());
    Ok((seconds, ids.collect()))
}

/// Ids and scores of each needs, best first.
fn by_need(blocks: &[RecordBatch], need_count: usize) -> Result<Vec<Vec<(String, f64)>>> {
    let mut found = vec![Vec::new(); need_count];
    for block in blocks {
        let column = |name| block.column_by_name(name).context("a column is missing");
        let needs = column("need")?.as_primitive::<UInt64Type>();
        let ids = column("advisor_id")?.as_string::<i32>();
        let scores = column("score")?.as_primitive::<Float64Type>();
        for row in 0..block.num_rows() {
            let need = usize::try_from(needs.value(row))?;
            found[need].push((ids.value(row).to_owned(), scores.value(row)));
        }
    }
    Ok(found)
}
