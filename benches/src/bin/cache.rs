//! Measures the result cache: hits, invalidations, the hit rate of a trace beside `moka` and `quick_cache`, and Redis.
//!
//! `cache [reads of the trace]`; `ADVISOR_ENGINE_BENCH_DATASET=reference` for the reference scale. Redis is measured where
//! `redis-server` is installed.

use std::sync::Arc;

use advisor_engine::{
    Audience, CallOptions, Change, Engine, Operation, Target, ValueClass, ValueOptions,
};
use advisor_engine_benches::dataset::{Dataset, config};
use advisor_engine_benches::latency::{Latency, measure};
use advisor_engine_benches::provenance::{commit, machine};
use advisor_engine_benches::workload::Workload;
use advisor_engine_benches::{redis, trace};
use anyhow::{Context, Result, ensure};
use serde_json::{Value as Json, json};

const CALL_COUNT: usize = 100_000;
const TRACE_READ_COUNT: usize = 10_000_000;

fn main() -> Result<()> {
    let read_count = match std::env::args().nth(1) {
        Some(count) => count.parse().context("the argument is a number of reads")?,
        None => TRACE_READ_COUNT,
    };
    let scratch = tempfile::tempdir()?;
    let dataset = Dataset::from_environment(scratch.path())?;
    let engine = Engine::open(scratch.path().join("store"), config()?)?;
    dataset.load(&engine)?;
    println!("{}, commit {}, data {} ({:.12})", machine()?, commit(), dataset.name, dataset.digest);
    let workload = Workload::read(&dataset.folder)?;
    let (tenant, client) = workload.fullest_client().context("the data set has clients")?;
    hits(&engine, tenant, client)?;
    invalidation(&engine)?;
    writes(&engine, tenant, client)?;
    redis::measure_beside(&dashboard_json(&engine, tenant, client)?)?;
    engine.close();
    trace::compare(read_count)
}

fn report(what: &str, Latency { p50_us, p99_us }: Latency, goal_us: Option<f64>) {
    let goal = goal_us.map_or_else(String::new, |goal| {
        format!("goal {goal} µs p99, {}", if p99_us <= goal { "met" } else { "not met" })
    });
    println!("{what:58} p50 {p50_us:8.3} µs  p99 {p99_us:8.3} µs  {goal}");
}

fn dashboard_json(engine: &Engine, tenant: &str, client: &str) -> Result<Vec<u8>> {
    let options = CallOptions::default();
    let tenant = engine.tenant(tenant);
    let mut bytes = Vec::new();
    tenant.cached().client_dashboard(client, &Audience::Staff, &options)?.write_json(&mut bytes)?;
    Ok(bytes)
}

/// A cached dashboard as an `Arc`, as bytes, and by way of the registry.
fn hits(engine: &Engine, tenant: &str, client: &str) -> Result<()> {
    let (options, audience) = (CallOptions::default(), Audience::Staff);
    let tenant = engine.tenant(tenant);
    let expected = tenant.client_dashboard(client, &audience, &options)?;
    let computed = measure(CALL_COUNT, |_| {
        let found = tenant.client_dashboard(client, &audience, &options)?;
        ensure!(found.total_documents == expected.total_documents);
        Ok(())
    })?;
    report("client dashboard, computed", computed, None);
    let first = tenant.cached().client_dashboard(client, &audience, &options)?;
    let kept = measure(CALL_COUNT, |_| {
        let found = tenant.cached().client_dashboard(client, &audience, &options)?;
        ensure!(Arc::ptr_eq(&found.value, &first.value));
        Ok(())
    })?;
    report("client dashboard, kept, an Arc", kept, Some(0.5));
    let mut bytes = Vec::new();
    let as_bytes = measure(CALL_COUNT, |_| {
        bytes.clear();
        tenant.cached().client_dashboard(client, &audience, &options)?.write_json(&mut bytes)?;
        Ok(())
    })?;
    report(&format!("client dashboard, kept, as {} bytes", bytes.len()), as_bytes, None);
    let read: Json = serde_json::from_slice(&bytes)?;
    ensure!(read == json!(expected), "the kept bytes are the answer's");
    let operation = Operation::find("client_dashboard")?;
    let request = json!({ "clientId": client, "audience": { "kind": "staff" } }).to_string();
    let by_registry = measure(CALL_COUNT, |_| {
        bytes.clear();
        let call = operation.prepare_json(&request)?;
        call.run(Target::Tenant(&tenant), &options)?.write_json(&mut bytes)?;
        Ok(())
    })?;
    report("client dashboard, kept, a JSON request by name", by_registry, None);
    let stats = engine.cache_stats(&options)?;
    ensure!(stats.classes[0].miss_count == 1, "all but the first were kept: {stats:?}");
    Ok(())
}

/// Ten thousand values that one tag ends.
fn invalidation(engine: &Engine) -> Result<()> {
    let values = engine.values();
    let tagged =
        ValueOptions { tags: vec!["all".to_owned()], ..ValueOptions::of(ValueClass::Long) };
    let put = || -> Result<()> {
        for number in 0..10_000 {
            values.put(&format!("n{number}"), b"x".as_slice(), &tagged)?;
        }
        Ok(())
    };
    put()?;
    let times = measure(CALL_COUNT, |_| Ok(values.invalidate_tag("all")?))?;
    ensure!(values.get("n1")?.is_none() && values.get("n9999")?.is_none());
    report("10,000 values ended by a tag", times, Some(1.0));
    put()?;
    let times = measure(CALL_COUNT, |index| {
        ensure!(values.get(&format!("n{}", index % 10_000))?.is_some());
        Ok(())
    })?;
    report("a value of the host by its name", times, None);
    Ok(())
}

/// What a commit of a thousand rows takes, the marks of the cache included.
fn writes(engine: &Engine, tenant: &str, client: &str) -> Result<()> {
    let options = CallOptions::default();
    let mut round = 0;
    let mut apply = |engine: &Engine| {
        measure(40, |_| {
            round += 1;
            let changes: Vec<Change> = (0..1000)
                .map(|number| {
                    let name = format!("{round}-{number}.pdf");
                    document(&format!("cache-bench-{number}"), tenant, client, &name)
                })
                .collect();
            engine.apply(&changes, None, &options)?;
            Ok(())
        })
    };
    report("apply of 1,000 rows", apply(engine)?, None);
    Ok(())
}

fn document(id: &str, tenant: &str, client: &str, name: &str) -> Change {
    advisor_engine_tests::rows::row(
        "documents",
        id,
        [
            ("organization_id", tenant.into()),
            ("client_id", client.into()),
            ("file_name", name.into()),
        ],
    )
}
