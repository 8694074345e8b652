//! What no peer does: open, memory, commits, views from scratch.

use std::time::{Duration, Instant};

use advisor_engine::{CallOptions, Engine};
use anyhow::{Context, Result, ensure};

use crate::alone::Alone;
use crate::latency::measure;
use crate::workload::Workload;

const BATCH_SIZE: usize = 1_000;
const BATCH_COUNT: usize = 36;
/// [`measure`] runs a tenth of the calls untimed.
const UNTIMED_COUNT: usize = BATCH_COUNT / 10;

/// How long the engine took to open.
#[must_use]
pub fn open(dataset: &str, elapsed: Duration) -> Alone {
    let note = "files in the page cache".to_owned();
    Alone::value("open", dataset, (elapsed.as_secs_f64(), "s"), Some(5.0), note)
}

/// Memory of each part, before anything is written.
///
/// # Errors
/// As the engine says.
pub fn memory(dataset: &str, engine: &Engine) -> Result<Vec<Alone>> {
    let memory = engine.stats(&CallOptions::default())?.memory;
    let mebibytes = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let parts = [
        ("base files, mapped", memory.mapped, "the system may take these pages back"),
        ("rollups", memory.rollups, "of every client and tenant"),
        ("kept lists", memory.lists, "of clients, documents, tasks, invoices, engagements"),
        ("advisors", memory.profiles, "columns, bitmaps, kept orders"),
        ("text index", memory.text, ""),
        ("vectors", memory.vectors, "codes and what is not mapped"),
        ("changed rows", memory.delta, "before anything is written"),
    ];
    let rows = parts.map(|(part, bytes, note)| {
        let operation = format!("memory: {part}");
        Alone::value(&operation, dataset, (mebibytes(bytes), "MiB"), None, note.to_owned())
    });
    Ok(rows.into())
}

/// Commits of 1,000 changes, of documents, engagements, tasks and invoices alike; `round` numbers the first batch.
///
/// # Errors
/// As the engine says; also when a batch is not taken whole.
pub fn apply(dataset: &str, engine: &Engine, workload: &Workload, round: usize) -> Result<Alone> {
    let batches: Vec<_> = (0..BATCH_COUNT + UNTIMED_COUNT)
        .map(|index| workload.changes(round + index, BATCH_SIZE))
        .collect();
    let mut batches = batches.iter();
    let latency = measure(BATCH_COUNT, |_| {
        let batch = batches.next().context("too few batches")?;
        let applied = engine.apply(batch, None, &CallOptions::default())?;
        ensure!(applied.change_count == batch.len() as u64, "a batch was not taken whole");
        Ok(())
    })?;
    let note = format!("{BATCH_COUNT} batches; durable and published");
    Ok(Alone::times("apply of 1,000 changes", dataset, latency, Some(50.0), note))
}

/// Rollups and kept lists computed anew and compared with what was kept by all changes before.
///
/// # Errors
/// As the engine says; also when they differ.
pub fn views_from_scratch(dataset: &str, engine: &Engine) -> Result<Alone> {
    let started = Instant::now();
    let report = engine.verify_rollups(&CallOptions::default())?;
    let elapsed = started.elapsed().as_secs_f64();
    ensure!(report.difference.is_none(), "what is kept differs: {:?}", report.difference);
    let note =
        "rollups (goal 0.6 s), kept lists, and their comparison with what is kept".to_owned();
    Ok(Alone::value("rollups and lists from scratch", dataset, (elapsed, "s"), None, note))
}
