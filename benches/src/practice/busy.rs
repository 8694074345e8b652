//! Reads while another thread writes, beside the same reads in quiet.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use advisor_engine::{Audience, CallOptions, Change, Engine};
use anyhow::{Context, Result, anyhow, ensure};

use super::draw::{ClientAsked, ClientPageAsked, Draw};
use crate::alone::Alone;
use crate::latency::{Latency, measure};
use crate::workload::Workload;

const BATCH_SIZE: usize = 20;
const BATCH_EVERY: Duration = Duration::from_millis(10);
/// 30 seconds of changes: reads end before.
const BATCH_COUNT: usize = 3_000;
const REQUEST_COUNT: usize = 4_000;
const DASHBOARD_CALL_COUNT: usize = 200_000;
const PAGE_CALL_COUNT: usize = 100_000;
/// The p99 may grow to so many times that of quiet reads.
const MOST_TIMES: f64 = 3.0;

/// Measures client dashboards and pages of clients, in quiet and beside 2,000 changes a second; `round` numbers the
/// first batch.
///
/// # Errors
/// As the engine says.
pub fn measure_busy(
    dataset: &str,
    engine: &Engine,
    workload: &Workload,
    draw: &mut Draw,
    round: usize,
) -> Result<Vec<Alone>> {
    let clients = draw.clients(REQUEST_COUNT);
    let pages = draw.client_pages(REQUEST_COUNT, false, false);
    let batches: Vec<Vec<Change>> =
        (0..BATCH_COUNT).map(|index| workload.changes(round + index, BATCH_SIZE)).collect();
    let quiet = read(engine, &clients, &pages)?;
    let is_over = AtomicBool::new(false);
    let (busy, written) = thread::scope(|scope| {
        let writer = scope.spawn(|| write(engine, &batches, &is_over));
        let busy = read(engine, &clients, &pages);
        is_over.store(true, Ordering::Relaxed);
        let written = writer.join().map_err(|_| anyhow!("the writer panicked"))?;
        anyhow::Ok((busy?, written?))
    })?;
    let wanted = BATCH_SIZE as f64 / BATCH_EVERY.as_secs_f64();
    let names = ["client dashboard beside writes", "client list page beside writes"];
    let rows = names.into_iter().zip(quiet.into_iter().zip(busy)).map(|(name, (quiet, busy))| {
        let note = format!(
            "p99 {:.1} µs, quiet {:.1}; p50 {:.1}, quiet {:.1}; {:.0} of {wanted:.0} changes/s in batches of {BATCH_SIZE}",
            busy.p99_us, quiet.p99_us, busy.p50_us, quiet.p50_us, written.changes_per_second
        );
        let times = busy.p99_us / quiet.p99_us;
        // Fewer changes than were wanted meet no goal.
        let most = (written.changes_per_second >= 0.95 * wanted).then_some(MOST_TIMES);
        Alone::value(name, dataset, (times, "× quiet p99"), most, note)
    });
    Ok(rows.collect())
}

fn read(
    engine: &Engine,
    clients: &[ClientAsked],
    pages: &[ClientPageAsked],
) -> Result<[Latency; 2]> {
    let options = CallOptions::default();
    let dashboards = measure(DASHBOARD_CALL_COUNT, |index| {
        let ClientAsked { tenant, client } = &clients[index % clients.len()];
        let tenant = engine.tenant(tenant.as_str());
        let answer = tenant.client_dashboard(client, &Audience::Staff, &options)?;
        ensure!(answer.client_id == *client, "the dashboard of another client");
        Ok(())
    })?;
    let lists = measure(PAGE_CALL_COUNT, |index| {
        let asked = &pages[index % pages.len()];
        let tenant = engine.tenant(asked.tenant.as_str());
        let answer = tenant.list_clients(&asked.request, &options)?;
        ensure!(!answer.rows.is_empty(), "a page without rows");
        Ok(())
    })?;
    Ok([dashboards, lists])
}

struct Written {
    changes_per_second: f64,
}

/// Applies a batch every 10 ms; one that is late is followed by the next at once.
fn write(engine: &Engine, batches: &[Vec<Change>], is_over: &AtomicBool) -> Result<Written> {
    let started = Instant::now();
    let mut due = started;
    let mut batch_count = 0;
    while !is_over.load(Ordering::Relaxed) {
        let batch = batches.get(batch_count).context("reads took longer than there are changes")?;
        engine.apply(batch, None, &CallOptions::default())?;
        batch_count += 1;
        due += BATCH_EVERY;
        thread::sleep(due.saturating_duration_since(Instant::now()));
    }
    let change_count = batch_count * BATCH_SIZE;
    Ok(Written { changes_per_second: change_count as f64 / started.elapsed().as_secs_f64() })
}
