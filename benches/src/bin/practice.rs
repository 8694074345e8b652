//! Measures reads of a practice in the engine and in SQLite, and writes what further peers are asked and must answer.
//!
//! `practice <scratch folder>` writes `workload.json` there, which `benches/peers/practice.py` reads.

use std::path::{Path, PathBuf};
use std::time::Instant;

use advisor_engine::{CallOptions, Engine, Timestamp};
use advisor_engine_benches::alone::Alone;
use advisor_engine_benches::dataset::{Dataset, config};
use advisor_engine_benches::practice::alone;
use advisor_engine_benches::practice::busy::measure_busy;
use advisor_engine_benches::practice::compare::Compared;
use advisor_engine_benches::practice::draw::Draw;
use advisor_engine_benches::practice::operations;
use advisor_engine_benches::practice::sqlite::Sqlite;
use advisor_engine_benches::provenance::{commit, machine};
use advisor_engine_benches::workload::Workload;
use anyhow::{Context, Result};
use serde::Serialize;

const SEED: u64 = 20_260_101;
/// Rounds of changes, numbered apart so that no id comes twice.
const APPLY_ROUND: usize = 0;
const BUSY_ROUND: usize = 1_000;

/// What the peers are asked.
#[derive(Serialize)]
struct Comparison {
    machine: String,
    commit: String,
    datasets: Vec<DatasetEntry>,
    /// The snapshot folder that holds the rows.
    folder: PathBuf,
    /// The instant of every call.
    now: Timestamp,
    sqlite_version: &'static str,
    operations: Vec<Compared>,
    alone: Vec<Alone>,
}

#[derive(Serialize)]
struct DatasetEntry {
    name: &'static str,
    digest: String,
}

fn main() -> Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let scratch =
        std::env::args_os().nth(1).context("start this by `cargo xtask bench --practice`")?;
    let scratch = PathBuf::from(scratch);
    let dataset = Dataset::from_environment(&scratch)?;
    let name = dataset.name;
    let mut draw = Draw::read(&dataset.folder, SEED)?;
    let files = tempfile::tempdir_in(&scratch)?;
    let store = files.path().join("store");
    load(&dataset, &store)?;
    let started = Instant::now();
    let engine = Engine::open(&store, config()?)?;
    let mut alone = vec![alone::open(name, started.elapsed())];
    alone.extend(alone::memory(name, &engine)?);

    let now = config()?.clock.now();
    let committed_at = engine.stats(&CallOptions::default())?.as_of.committed_at;
    let started = Instant::now();
    let sqlite =
        Sqlite::load(&dataset.folder, &files.path().join("rows.sqlite"), now, committed_at)?;
    println!("SQLite: loaded in {:.0} s", started.elapsed().as_secs_f64());
    let operations = operations::compare(&engine, &sqlite, &mut draw)?;
    drop(sqlite);

    let workload = Workload::read(&dataset.folder)?;
    alone.extend(measure_busy(name, &engine, &workload, &mut draw, BUSY_ROUND)?);
    // Whatever fold the changes started is over before commits are measured alone.
    engine.fold(&CallOptions::default())?;
    alone.push(alone::apply(name, &engine, &workload, APPLY_ROUND)?);
    alone.push(alone::views_from_scratch(name, &engine)?);
    engine.close();

    let comparison = Comparison {
        machine: machine()?,
        commit: commit(),
        datasets: vec![DatasetEntry { name, digest: dataset.digest }],
        folder: dataset.folder,
        now,
        sqlite_version: rusqlite::version(),
        operations,
        alone,
    };
    std::fs::write(scratch.join("workload.json"), serde_json::to_vec(&comparison)?)?;
    Ok(())
}

/// A store that holds the data set in its base, as after a fold.
fn load(dataset: &Dataset, store: &Path) -> Result<()> {
    let engine = Engine::open(store, config()?)?;
    dataset.load(&engine)?;
    dataset.apply_embeddings(&engine)?;
    engine.close();
    Ok(())
}
