//! Measures SQL beside DuckDB alone, over the same base file in the same run.
//!
//! `sql <scratch folder>`; `ADVISOR_ENGINE_BENCH_DATASET=reference` measures at the reference scale. The store stays in
//! `sql-store` of the scratch folder, which `benches/peers/sql.py` reads. DuckDB alone is of the same version and threads,
//! reads the base file of the store, and is given the conditions that make a tenant's rows count. Answers are compared.

use std::path::{Path, PathBuf};
use std::time::Instant;

use advisor_engine::{CallOptions, Engine, SqlQuery, Tenant};
use advisor_engine_benches::dataset::{Dataset, config};
use advisor_engine_benches::latency::{Latency, measure};
use advisor_engine_benches::provenance::{commit, machine};
use anyhow::{Context, Result, ensure};
use duckdb::Connection;

const CALL_COUNT: usize = 300;
const STREAM_COUNT: usize = 20;

/// Statements over a tenant's rows; `$tenant` is the condition that DuckDB alone is given for them.
const OF_A_TENANT: [(&str, &str, &str); 3] = [
    (
        "revenue by month",
        "SELECT date_trunc('month', invoice_date) AS month, count(*), sum(paid_amount) FROM invoices GROUP BY 1 ORDER BY 1",
        "SELECT date_trunc('month', invoice_date) AS month, count(*), sum(paid_amount) FROM invoices \
         WHERE organization_id = $1 AND deleted_at IS NULL GROUP BY 1 ORDER BY 1",
    ),
    (
        "documents by category and status",
        "SELECT category, ocr_status, count(*), count(DISTINCT client_id) FROM documents GROUP BY ALL ORDER BY ALL",
        "SELECT category, ocr_status, count(*), count(DISTINCT client_id) FROM documents \
         WHERE organization_id = $1 AND deleted_at IS NULL GROUP BY ALL ORDER BY ALL",
    ),
    (
        "what clients owe, largest first",
        "SELECT c.id, c.business_name, sum(i.balance_amount) AS owed FROM clients c JOIN invoices i ON i.client_id = c.id \
         GROUP BY ALL ORDER BY owed DESC, c.id LIMIT 50",
        "SELECT c.id, c.business_name, sum(i.balance_amount) AS owed FROM \
         (FROM clients WHERE organization_id = $1 AND deleted_at IS NULL) c JOIN \
         (FROM invoices WHERE organization_id = $1 AND deleted_at IS NULL) i ON i.client_id = c.id \
         GROUP BY ALL ORDER BY owed DESC, c.id LIMIT 50",
    ),
];

/// A million rows where there are as many.
const MANY: &str =
    "SELECT id, client_id, status, total_amount, invoice_date FROM invoices LIMIT 1000000";

fn main() -> Result<()> {
    let scratch = PathBuf::from(std::env::args_os().nth(1).context("expected a scratch folder")?);
    let dataset = Dataset::from_environment(&scratch)?;
    let store = scratch.join("sql-store");
    let is_new = !store.is_dir();
    let engine = Engine::open(&store, config()?)?;
    if is_new {
        dataset.load(&engine)?;
    }
    let tenant = largest(&engine)?;
    println!("{} at {}, {} ({})", dataset.name, commit(), machine()?, &dataset.digest[..12]);
    let alone = alone(&store)?;
    for (name, ours, theirs) in OF_A_TENANT {
        compare(&engine.tenant(&tenant), &alone, &tenant, name, ours, theirs)?;
    }
    stream(&engine, &alone)?;
    with_a_delta(&engine, &tenant)?;
    println!("largest tenant: {tenant}");
    engine.close();
    Ok(())
}

/// The tenant with the most documents.
fn largest(engine: &Engine) -> Result<String> {
    let query = SqlQuery::new(
        "SELECT organization_id FROM documents GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
    );
    let answer = engine.query_whole(&query, &CallOptions::default())?;
    match answer.rows.first().and_then(|row| row.first()) {
        Some(advisor_engine::Value::Text(id)) => Ok(id.clone()),
        other => anyhow::bail!("no tenant has documents: {other:?}"),
    }
}

/// DuckDB over the base file, with as many threads as the engine.
fn alone(store: &Path) -> Result<Connection> {
    let mut bases = Vec::new();
    for entry in walk(store)? {
        if entry.file_name().is_some_and(|name| name == "base.duckdb") {
            bases.push(entry);
        }
    }
    bases.sort();
    let base = bases.last().context("the store has no base")?;
    let connection = Connection::open_in_memory()?;
    connection.execute_batch(&format!(
        "SET memory_limit = '512MiB'; SET threads = {}; ATTACH '{}' AS base (READ_ONLY); USE base",
        config()?.thread_count,
        base.display()
    ))?;
    Ok(connection)
}

fn walk(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.append(&mut walk(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

fn compare(
    tenant: &Tenant,
    alone: &Connection,
    id: &str,
    name: &str,
    ours: &str,
    theirs: &str,
) -> Result<()> {
    let options = CallOptions::default();
    let query = SqlQuery::new(ours);
    let ask = || -> Result<Vec<arrow::array::RecordBatch>> {
        Ok(tenant.query_batches(&query, &options)?.collect::<Result<_, _>>()?)
    };
    let ask_alone = || -> Result<Vec<arrow::array::RecordBatch>> {
        Ok(alone.prepare(theirs)?.query_arrow([id])?.collect())
    };
    let (found, expected) = (ask()?, ask_alone()?);
    ensure!(same(&found, &expected), "{name}: the answers differ");
    let engine = measure(CALL_COUNT, |_| ask().map(drop))?;
    let duckdb = measure(CALL_COUNT, |_| ask_alone().map(drop))?;
    tell(name, engine, duckdb);
    Ok(())
}

fn same(one: &[arrow::array::RecordBatch], other: &[arrow::array::RecordBatch]) -> bool {
    let columns = |batches: &[arrow::array::RecordBatch]| -> Vec<Vec<arrow::array::ArrayRef>> {
        batches.iter().map(|batch| batch.columns().to_vec()).collect()
    };
    columns(one) == columns(other)
}

fn tell(name: &str, engine: Latency, duckdb: Latency) {
    println!(
        "{name}: engine p50 {:.2} ms, p99 {:.2} ms; DuckDB alone p50 {:.2} ms, p99 {:.2} ms; times ours {:.2} / {:.2}",
        engine.p50_us / 1e3,
        engine.p99_us / 1e3,
        duckdb.p50_us / 1e3,
        duckdb.p99_us / 1e3,
        duckdb.p50_us / engine.p50_us,
        duckdb.p99_us / engine.p99_us,
    );
}

/// A million rows as record batches, read and dropped one after another.
fn stream(engine: &Engine, alone: &Connection) -> Result<()> {
    let options = CallOptions::default();
    let query = SqlQuery::new(MANY);
    let mut row_count = 0;
    let ours = measure(STREAM_COUNT, |_| {
        row_count = 0;
        for batch in engine.query_whole_batches(&query, &options)? {
            row_count += batch?.num_rows();
        }
        Ok(())
    })?;
    let mut expected = 0;
    let theirs = measure(STREAM_COUNT, |_| {
        expected = 0;
        for batch in alone.prepare(MANY)?.stream_arrow([])? {
            expected += batch?.num_rows();
        }
        Ok(())
    })?;
    ensure!(row_count == expected, "{row_count} rows, not {expected}");
    tell(&format!("{row_count} rows as a stream of Arrow"), ours, theirs);
    Ok(())
}

/// The same question where rows have changed since the base.
fn with_a_delta(engine: &Engine, tenant: &str) -> Result<()> {
    let options = CallOptions::default();
    let changed = SqlQuery::new(format!(
        "SELECT * FROM invoices WHERE organization_id = '{tenant}' AND deleted_at IS NULL ORDER BY id LIMIT 1000"
    ));
    let answer = engine.query_whole(&changed, &options)?;
    let changes: Vec<advisor_engine::Change> = answer
        .rows
        .iter()
        .map(|row| {
            let columns = answer.columns.iter().map(|column| column.name.as_str());
            advisor_engine::Change::upsert("invoices", columns.zip(row.iter().cloned()))
        })
        .collect();
    engine.apply(&changes, None, &options)?;
    let (name, ours, _) = OF_A_TENANT[0];
    let query = SqlQuery::new(ours);
    let tenant = engine.tenant(tenant);
    let started = Instant::now();
    drop(tenant.query(&query, &options)?);
    let first = started.elapsed();
    let later = measure(CALL_COUNT, |_| {
        drop(tenant.query(&query, &options)?);
        Ok(())
    })?;
    println!(
        "{name}, {} rows changed since the base: first {:.2} ms, later p50 {:.2} ms, p99 {:.2} ms",
        changes.len(),
        first.as_secs_f64() * 1e3,
        later.p50_us / 1e3,
        later.p99_us / 1e3
    );
    Ok(())
}
