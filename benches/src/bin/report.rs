//! Measures what README.md shows, and writes `benches/results/<date>.json`.

use std::path::Path;
use std::time::Instant;

use advisor_engine::{CallOptions, Engine};
use advisor_engine_benches::dataset::{Dataset, config};
use advisor_engine_benches::latency::{Latency, measure};
use advisor_engine_benches::memory::resident;
use advisor_engine_benches::provenance::{commit, machine};
use advisor_engine_benches::workload::{Workload, check_match};
use anyhow::{Context, Result, ensure};
use serde::{Deserialize, Serialize};

/// The results file; its format is documented where it is read, in `xtask/src/bench.rs`.
#[derive(Serialize, Deserialize)]
struct Results {
    date: String,
    machine: String,
    commit: String,
    command: String,
    datasets: Vec<DatasetEntry>,
    rows: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct DatasetEntry {
    name: String,
    digest: String,
}

#[derive(Serialize, Deserialize)]
struct Row {
    operation: String,
    dataset: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    p50_us: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p99_us: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<String>,
    goal: String,
    met: Option<bool>,
    note: String,
}

fn main() -> Result<()> {
    tracing_subscriber::fmt()
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .with_writer(std::io::stderr)
        .init();
    let scratch = tempfile::tempdir()?;
    let dataset = Dataset::from_environment(scratch.path())?;
    let rows = run(&dataset, scratch.path())?;
    for row in &rows {
        println!("{}", serde_json::to_string(row)?);
    }
    write(&dataset, rows)
}

fn run(dataset: &Dataset, scratch: &Path) -> Result<Vec<Row>> {
    let workload = Workload::read(&dataset.folder)?;
    let store = scratch.join("store");
    let options = CallOptions::default();
    let mut rows = Vec::new();
    let mut push = |row: Row| rows.push(Row { dataset: dataset.name.to_owned(), ..row });

    let engine = Engine::open(&store, config()?)?;
    let started = Instant::now();
    let report = dataset.load(&engine)?;
    let elapsed = started.elapsed().as_secs_f64();
    let row_count: u64 = report.tables.iter().map(|table| table.row_count).sum();
    push(value(
        "load of a snapshot folder",
        elapsed,
        "s",
        30.0,
        &format!("{row_count} rows, until serving"),
    ));
    dataset.apply_embeddings(&engine)?;
    engine.close();
    drop(engine);

    let started = Instant::now();
    let engine = Engine::open(&store, config()?)?;
    push(value("open", started.elapsed().as_secs_f64(), "s", 5.0, "files in the page cache"));
    let memory = resident()?;
    let gibibytes = |bytes: u64| bytes as f64 / f64::from(1 << 30);
    let anonymous = format!("of it {:.2} GiB not backed by a file", gibibytes(memory.anonymous));
    push(value("resident memory after open", gibibytes(memory.total), "GiB", 1.5, &anonymous));

    let latency = measure(50_000, |index| workload.client_dashboard(&engine, index).map(drop))?;
    push(times("client dashboard", latency, 100.0, "any client"));
    let latency = measure(20_000, |_| workload.organization_dashboard(&engine))?;
    push(times("organization dashboard", latency, 100.0, "largest tenant"));
    for (name, count, is_filtered) in
        [("match, real hard filters", 3_000, true), ("match, every active advisor", 300, false)]
    {
        let (mut eligible, mut rescored, mut answers) = (0, 0, 0);
        let needs: Vec<_> = (0..45)
            .map(|index| {
                if is_filtered {
                    workload.filtered_needs(index)
                } else {
                    workload.open_needs(index)
                }
            })
            .collect();
        let latency = measure(count, |index| {
            let answer = engine.match_advisors(&needs[index % needs.len()], &options)?;
            eligible += answer.plan.eligible;
            rescored += answer.plan.rescored;
            answers += 1;
            check_match(&answer)
        })?;
        let note = format!(
            "exact, {} eligible and {} rescored on average",
            eligible / answers,
            rescored / answers
        );
        push(times(name, latency, 10_000.0, &note));
    }
    let batches: Vec<_> = (0..40).map(|round| workload.changes(round, 1_000)).collect();
    let mut batches = batches.iter();
    let latency = measure(36, |_| {
        let applied = engine.apply(batches.next().context("too few batches")?, None, &options)?;
        ensure!(applied.change_count == 1_000, "a batch was not taken whole");
        Ok(())
    })?;
    push(times("apply of 1,000 changes", latency, 100_000.0, "36 batches; durable and published"));
    let started = Instant::now();
    engine.fold(&options)?;
    push(value(
        "fold",
        started.elapsed().as_secs_f64(),
        "s",
        f64::NAN,
        "reads and writes go on meanwhile",
    ));
    let started = Instant::now();
    ensure!(engine.verify_rollups(&options)?.difference.is_none(), "rollups differ");
    let elapsed = started.elapsed().as_secs_f64();
    push(value(
        "rollups of everyone from scratch",
        elapsed,
        "s",
        f64::NAN,
        "compared with those kept by change",
    ));
    let memory = resident()?;
    let anonymous = format!("of it {:.2} GiB not backed by a file", gibibytes(memory.anonymous));
    push(value(
        "resident memory after all of this",
        gibibytes(memory.total),
        "GiB",
        1.5,
        &anonymous,
    ));
    engine.close();
    Ok(rows)
}

fn times(operation: &str, latency: Latency, goal_us: f64, note: &str) -> Row {
    Row {
        operation: operation.to_owned(),
        dataset: String::new(),
        p50_us: Some(latency.p50_us),
        p99_us: Some(latency.p99_us),
        value: None,
        unit: None,
        goal: format!("{} ms p99", goal_us / 1e3),
        met: Some(latency.p99_us <= goal_us),
        note: note.to_owned(),
    }
}

/// A goal that is no number is none.
fn value(operation: &str, measured: f64, unit: &str, goal: f64, note: &str) -> Row {
    Row {
        operation: operation.to_owned(),
        dataset: String::new(),
        p50_us: None,
        p99_us: None,
        value: Some((measured * 1000.0).round() / 1000.0),
        unit: Some(unit.to_owned()),
        goal: if goal.is_nan() { String::new() } else { format!("{goal} {unit}") },
        met: (!goal.is_nan()).then_some(measured <= goal),
        note: note.to_owned(),
    }
}

/// Writes today's file; rows that it holds of other data sets stay.
fn write(dataset: &Dataset, rows: Vec<Row>) -> Result<()> {
    // At run time: checkouts that share a target folder share what is compiled.
    let package =
        std::env::var_os("CARGO_MANIFEST_DIR").context("start this by `cargo xtask bench`")?;
    let folder = Path::new(&package).join("results");
    std::fs::create_dir_all(&folder)?;
    #[expect(clippy::disallowed_methods, reason = "a results file is dated by the day of its run")]
    let date = jiff::Timestamp::now().to_string().chars().take(10).collect::<String>();
    let path = folder.join(format!("{date}.json"));
    let mut results = match std::fs::read_to_string(&path) {
        Ok(text) => serde_json::from_str(&text).context("today's results file is not readable")?,
        Err(_) => Results {
            date,
            machine: String::new(),
            commit: String::new(),
            command: String::new(),
            datasets: Vec::new(),
            rows: Vec::new(),
        },
    };
    results.machine = machine()?;
    results.commit = commit();
    results.command = std::env::var("ADVISOR_ENGINE_BENCH_COMMAND")
        .unwrap_or_else(|_| "cargo xtask bench".to_owned());
    results.datasets.retain(|entry| entry.name != dataset.name);
    results
        .datasets
        .push(DatasetEntry { name: dataset.name.to_owned(), digest: dataset.digest.clone() });
    results.rows.retain(|row| row.dataset != dataset.name);
    results.rows.extend(rows);
    std::fs::write(&path, serde_json::to_string_pretty(&results)? + "\n")?;
    println!("written to {}", path.display());
    Ok(())
}
