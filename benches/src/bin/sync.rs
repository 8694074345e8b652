//! Measures a followed PostgreSQL database: the first load beside a plain copy, changes at a rate, comparison, idling.
//!
//! `sync <scratch folder>` starts a server of its own there. `ADVISOR_ENGINE_BENCH_DATASET=reference` measures at the
//! reference scale. Server, writers and engine share the machine.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use advisor_engine::{
    ADVISOROS, Audience, CallOptions, ColumnType, Engine, FollowOptions, FollowState, Following,
    PostgresSource, Table,
};
use advisor_engine_benches::alone::Alone;
use advisor_engine_benches::dataset::{Dataset, config};
use advisor_engine_benches::latency::Latency;
use advisor_engine_benches::memory::resident;
use advisor_engine_benches::provenance::{commit, machine};
use advisor_engine_tests::postgres::{Cluster, Database, Layout};
use anyhow::{Context, Result, ensure};
use hdrhistogram::Histogram;
use postgres::Client;
use serde::Serialize;

/// Sessions that copy, of the engine and of the plain copy beside it.
const CONNECTION_COUNT: usize = 2;
const CHANGES_PER_TRANSACTION: u32 = 4;
const PACED: [(u32, Duration); 2] =
    [(2_000, Duration::from_secs(30)), (5_000, Duration::from_mins(1))];
const QUIET: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(10);

#[derive(Serialize)]
struct Measured {
    machine: String,
    commit: String,
    dataset: &'static str,
    rows: Vec<Alone>,
}

#[expect(clippy::too_many_lines, reason = "one measurement after the other, on one engine")]
fn main() -> Result<()> {
    let scratch = std::env::args_os().nth(1).context("expected a scratch folder")?;
    let scratch = PathBuf::from(scratch);
    let dataset = Dataset::from_environment(&scratch)?;
    let cluster = Arc::new(Cluster::start_with(&[
        "synchronous_commit=on",
        "shared_buffers=1GB",
        "max_wal_size=8GB",
    ]));
    let mut database = cluster.database_of(Layout::CamelCase);
    let started = Instant::now();
    fill(&dataset.folder, &scratch, &mut database)?;
    println!("the server was filled in {:.1} s", started.elapsed().as_secs_f64());

    let mut rows = Vec::new();
    let copied = copy_alone(&cluster, &database.name)?;
    println!("binary COPY to nowhere, {CONNECTION_COUNT} sessions: {copied:.1} s");

    let store = tempfile::tempdir_in(&scratch)?;
    let engine = Engine::open(store.path(), config()?)?;
    let source = PostgresSource {
        connection_count: CONNECTION_COUNT,
        ..PostgresSource::new(cluster.url(&database.name))
    };
    let idle = resident()?;
    let peak = Arc::new(Peak::default());
    let is_over = Arc::new(AtomicBool::new(false));
    let watcher = watch_memory(&peak, &is_over);
    let started = Instant::now();
    let steps = Arc::new(Steps::default());
    let following = engine.follow(&source, &telling(started, &steps))?;
    while following.status().state != FollowState::Streaming {
        ensure!(following.status().retry_count == 0, "{:?}", following.status());
        std::thread::sleep(Duration::from_millis(10));
    }
    let loaded = started.elapsed().as_secs_f64();
    let after = |step: &AtomicU64| step.load(Ordering::Relaxed) as f64 / 1e3;
    println!(
        "first load: copied and sorted after {:.1} s, written after {:.1} s, serving after {loaded:.1} s",
        after(&steps.copied),
        after(&steps.written)
    );
    is_over.store(true, Ordering::Relaxed);
    watcher.join().map_err(|_| anyhow::anyhow!("the watcher panicked"))??;
    let row_count: u64 = engine
        .stats(&CallOptions::default())?
        .tables
        .iter()
        .map(|table| table.base_row_count)
        .sum();
    let note = format!("{row_count} rows; {:.2} times the plain copy", loaded / copied);
    rows.push(Alone::value(
        "first load until serving",
        dataset.name,
        (loaded, "s"),
        Some(20.0),
        note,
    ));
    let over = |peak: &AtomicU64, idle: u64| {
        peak.load(Ordering::Relaxed).saturating_sub(idle) as f64 / f64::from(1 << 30)
    };
    let anonymous = over(&peak.anonymous, idle.anonymous);
    rows.push(Alone::value(
        "first load, memory over idle",
        dataset.name,
        (over(&peak.total, idle.total), "GiB"),
        Some(1.0),
        format!("resident, mapped pages too; {anonymous:.2} GiB of it not backed by a file"),
    ));

    let before = processor_seconds();
    std::thread::sleep(IDLE);
    let share = (processor_seconds() - before) / IDLE.as_secs_f64();
    rows.push(Alone::value(
        "idle, share of a core",
        dataset.name,
        (share * 100.0, "%"),
        Some(1.0),
        String::new(),
    ));

    let (before, peak) = (resident()?, Arc::new(Peak::default()));
    is_over.store(false, Ordering::Relaxed);
    let watcher = watch_memory(&peak, &is_over);
    let started = Instant::now();
    let report = following.verify(false, &CallOptions::default())?;
    ensure!(report.drifted_row_count == 0, "{report:?}");
    is_over.store(true, Ordering::Relaxed);
    watcher.join().map_err(|_| anyhow::anyhow!("the watcher panicked"))??;
    let note = format!(
        "at most {:.2} GiB more not backed by a file meanwhile",
        over(&peak.anonymous, before.anonymous)
    );
    rows.push(Alone::value(
        "verify",
        dataset.name,
        (started.elapsed().as_secs_f64(), "s"),
        None,
        note,
    ));

    let clients = ids(&mut database.client)?;
    let quiet = read_until(&engine, &clients, Instant::now() + QUIET)?;
    rows.push(Alone::times("client dashboard, quiet", dataset.name, quiet, None, String::new()));
    for (rate, lasts) in PACED {
        rows.extend(paced(
            &engine,
            &following,
            &cluster,
            &database.name,
            &clients,
            (rate, lasts),
            dataset.name,
        )?);
    }
    following.stop();
    let measured = Measured { machine: machine()?, commit: commit(), dataset: dataset.name, rows };
    std::fs::write(scratch.join("sync.json"), serde_json::to_vec_pretty(&measured)?)?;
    Ok(())
}

/// Writes the rows of a snapshot folder as text that the server reads, and lets it read them.
fn fill(folder: &Path, scratch: &Path, database: &mut Database) -> Result<()> {
    let files = tempfile::tempdir_in(scratch)?;
    // The server is another user.
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o777);
    std::fs::set_permissions(files.path(), open)?;
    let duckdb = duckdb::Connection::open_in_memory()?;
    for table in ADVISOROS.tables.iter().filter(|table| !table.is_host_owned) {
        let Some(columns) = columns(&duckdb, folder, table)? else { continue };
        let file = files.path().join(format!("{}.csv", table.name));
        duckdb.execute_batch(&format!(
            "COPY (SELECT {columns} FROM read_parquet('{}/{}-*.parquet')) TO '{}' (FORMAT csv, HEADER false, NULLSTR '~')",
            folder.display(),
            table.name,
            file.display()
        ))?;
        database.client.batch_execute(&format!(
            "COPY {} FROM '{}' (FORMAT csv, NULL '~')",
            table.name,
            file.display()
        ))?;
        std::fs::remove_file(file)?;
    }
    let index = "CREATE INDEX documents_client ON documents (\"clientId\")";
    for statement in [index, "VACUUM ANALYZE", "CHECKPOINT"] {
        database.client.batch_execute(statement)?;
    }
    Ok(())
}

/// The columns of a table as the server's text; none where the folder lacks the table.
fn columns(duckdb: &duckdb::Connection, folder: &Path, table: &Table) -> Result<Option<String>> {
    let first = folder.join(format!("{}-000.parquet", table.name));
    if !first.is_file() {
        return Ok(None);
    }
    let mut statement =
        duckdb.prepare(&format!("DESCRIBE SELECT * FROM read_parquet('{}')", first.display()))?;
    let present: Vec<String> =
        statement.query_map([], |row| row.get(0))?.collect::<duckdb::Result<_>>()?;
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            let found = present.iter().find(|name| **name == column.name || **name == column.camel_case());
            let Some(name) = found else { return "NULL".to_owned() };
            match column.kind {
                ColumnType::TextList => format!(
                    "'{{' || array_to_string(list_transform(\"{name}\", \
                     lambda item: '\"' || replace(replace(item, '\\', '\\\\'), '\"', '\\\"') || '\"'), ',') || '}}'"
                ),
                _ => format!("\"{name}\""),
            }
        })
        .collect();
    Ok(Some(columns.join(", ")))
}

/// Seconds that copies of all tables take whose rows nobody looks at.
fn copy_alone(cluster: &Arc<Cluster>, database: &str) -> Result<f64> {
    let tables: Vec<&Table> =
        ADVISOROS.tables.iter().filter(|table| !table.is_host_owned).collect();
    let next = AtomicU64::new(0);
    let started = Instant::now();
    std::thread::scope(|scope| {
        let sessions: Vec<_> = (0..CONNECTION_COUNT)
            .map(|_| {
                scope.spawn(|| -> Result<()> {
                    let mut client = cluster.connect(database);
                    while let Some(table) =
                        tables.get(usize::try_from(next.fetch_add(1, Ordering::Relaxed))?)
                    {
                        let columns: Vec<String> = table
                            .columns
                            .iter()
                            .map(|column| Layout::CamelCase.spell(column))
                            .collect();
                        let sql = format!(
                            "COPY (SELECT {} FROM {}) TO STDOUT (FORMAT binary)",
                            columns.join(", "),
                            table.name
                        );
                        std::io::copy(&mut client.copy_out(&sql)?, &mut std::io::sink())?;
                    }
                    Ok(())
                })
            })
            .collect();
        sessions.into_iter().try_for_each(|session| {
            session.join().map_err(|_| anyhow::anyhow!("a session panicked"))?
        })
    })?;
    Ok(started.elapsed().as_secs_f64())
}

/// When the last rows had gone through a step of a load, in milliseconds since its start.
#[derive(Default)]
struct Steps {
    copied: AtomicU64,
    written: AtomicU64,
}

fn telling(started: Instant, steps: &Arc<Steps>) -> FollowOptions {
    let steps = Arc::clone(steps);
    let call = CallOptions::default().with_progress(move |progress| {
        let step = match progress.step {
            "copy" => &steps.copied,
            "write" => &steps.written,
            _ => return,
        };
        // A load takes no years.
        let elapsed = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        step.fetch_max(elapsed, Ordering::Relaxed);
    });
    FollowOptions { call, ..FollowOptions::default() }
}

/// The most that was resident, in bytes.
#[derive(Default)]
struct Peak {
    total: AtomicU64,
    anonymous: AtomicU64,
}

fn watch_memory(
    peak: &Arc<Peak>,
    is_over: &Arc<AtomicBool>,
) -> std::thread::JoinHandle<Result<()>> {
    let (peak, is_over) = (Arc::clone(peak), Arc::clone(is_over));
    std::thread::spawn(move || {
        while !is_over.load(Ordering::Relaxed) {
            let found = resident()?;
            peak.total.fetch_max(found.total, Ordering::Relaxed);
            peak.anonymous.fetch_max(found.anonymous, Ordering::Relaxed);
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    })
}

/// What this process has used of its processors, in seconds.
fn processor_seconds() -> f64 {
    // SAFETY: a zeroed `rusage` holds numbers alone, and the pointer is valid for the call.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &raw mut usage);
        usage
    };
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    seconds(usage.ru_utime) + seconds(usage.ru_stime)
}

/// Clients with their tenants, and how many.
fn ids(client: &mut Client) -> Result<Vec<(String, String)>> {
    let rows = client.query(
        "SELECT c.\"organizationId\", c.id FROM clients c JOIN organizations o ON o.id = c.\"organizationId\" \
         WHERE c.\"deletedAt\" IS NULL AND o.\"deletedAt\" IS NULL ORDER BY c.id LIMIT 5000",
        &[],
    )?;
    ensure!(!rows.is_empty(), "there are no clients");
    Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
}

fn read_until(engine: &Engine, clients: &[(String, String)], end: Instant) -> Result<Latency> {
    let options = CallOptions::default();
    let mut times = Histogram::<u64>::new(3)?;
    let mut turn = 0;
    while Instant::now() < end {
        let (tenant, client) = &clients[turn % clients.len()];
        turn += 1;
        let started = Instant::now();
        let dashboard =
            engine.tenant(tenant).client_dashboard(client, &Audience::Staff, &options)?;
        times.record(u64::try_from(started.elapsed().as_nanos())?)?;
        std::hint::black_box(dashboard);
        // A host does other things too: a reader that spins would take a core from the server.
        std::thread::sleep(Duration::from_micros(200));
    }
    latency(&times)
}

fn latency(times: &Histogram<u64>) -> Result<Latency> {
    ensure!(!times.is_empty(), "nothing was measured");
    let microseconds = |quantile| times.value_at_quantile(quantile) as f64 / 1e3;
    Ok(Latency { p50_us: microseconds(0.5), p99_us: microseconds(0.99) })
}

/// Changes at a rate, while another session commits and waits, and another thread reads.
fn paced(
    engine: &Engine,
    following: &Following,
    cluster: &Arc<Cluster>,
    database: &str,
    clients: &[(String, String)],
    (rate, lasts): (u32, Duration),
    dataset: &str,
) -> Result<[Alone; 2]> {
    let end = Instant::now() + lasts;
    let (written, visible, reads) = std::thread::scope(|scope| -> Result<_> {
        let writer = scope.spawn(|| write(cluster, database, clients, rate, end));
        let sampler = scope.spawn(|| sample(following, cluster, database, clients, end));
        let reader = scope.spawn(|| read_until(engine, clients, end));
        let panicked = |_| anyhow::anyhow!("a thread panicked");
        Ok((
            writer.join().map_err(panicked)??,
            sampler.join().map_err(panicked)??,
            reader.join().map_err(panicked)??,
        ))
    })?;
    let ended = Instant::now();
    let position: String = cluster
        .connect(database)
        .query_one("SELECT pg_current_wal_insert_lsn()::text", &[])?
        .get(0);
    following.wait_for(&position, &CallOptions::default())?;
    let behind = ended.elapsed().as_secs_f64();
    let name = |what: &str| format!("{what}, {rate} changes/s");
    let note = format!(
        "{:.0} changes/s over {} s, caught up {behind:.2} s after the last",
        f64::from(written) / lasts.as_secs_f64(),
        lasts.as_secs()
    );
    let goal = (rate <= 2_000).then_some(100.0);
    Ok([
        Alone::times(&name("commit to visible"), dataset, visible, goal, note),
        Alone::times(&name("client dashboard"), dataset, reads, None, String::new()),
    ])
}

fn write(
    cluster: &Arc<Cluster>,
    database: &str,
    clients: &[(String, String)],
    rate: u32,
    end: Instant,
) -> Result<u32> {
    let mut client = cluster.connect(database);
    let statement = client.prepare(
        "UPDATE documents SET version = version + 1, \"updatedAt\" = now() \
         WHERE id IN (SELECT id FROM documents WHERE \"clientId\" = $1 LIMIT 1)",
    )?;
    let started = Instant::now();
    let (mut written, mut turn) = (0_u32, 0);
    while Instant::now() < end {
        let mut transaction = client.transaction()?;
        for _ in 0..CHANGES_PER_TRANSACTION {
            let (_, id) = &clients[turn % clients.len()];
            turn += 1;
            written += u32::try_from(transaction.execute(&statement, &[id])?)?;
        }
        transaction.commit()?;
        let due = Duration::from_secs_f64(f64::from(written) / f64::from(rate));
        if let Some(rest) = due.checked_sub(started.elapsed()) {
            std::thread::sleep(rest);
        }
    }
    Ok(written)
}

fn sample(
    following: &Following,
    cluster: &Arc<Cluster>,
    database: &str,
    clients: &[(String, String)],
    end: Instant,
) -> Result<Latency> {
    let mut client = cluster.connect(database);
    let statement = client.prepare("UPDATE clients SET \"updatedAt\" = now() WHERE id = $1")?;
    let options = CallOptions::default();
    let mut times = Histogram::<u64>::new(3)?;
    let mut turn = 0;
    while Instant::now() < end {
        let (_, id) = &clients[turn % clients.len()];
        turn += 1;
        client.execute(&statement, &[id])?;
        let committed = Instant::now();
        let position: String = client.query_one("SELECT pg_current_wal_lsn()::text", &[])?.get(0);
        following.wait_for(&position, &options)?;
        times.record(u64::try_from(committed.elapsed().as_nanos())?)?;
        std::thread::sleep(Duration::from_millis(5));
    }
    latency(&times)
}
