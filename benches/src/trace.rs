//! A trace of reads and writes, and how many of its reads different caches answer.
//!
//! Reads are of keys by Zipf's law; one of a hundred steps writes a key instead, which ends what is kept of it. The others
//! are told exactly which key that is: they remove it. The engine is told of a row, as by a commit, and finds out when
//! the key is read.

use std::sync::Arc;
use std::time::Instant;

use advisor_engine::{Config, Engine, RowKey, ValueClass, ValueOptions};
use anyhow::{Result, ensure};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const SEED: u64 = 20_260_101;
const KEY_COUNT: usize = 200_000;
/// As YCSB has it. *Source*: Gray et al., "Quickly generating billion-record synthetic databases", 1994.
const EXPONENT: f64 = 0.99;
const VALUE_BYTES: usize = 1024;
/// What the engine counts for such a value, by its own statistics.
const ENTRY_BYTES: u64 = 1_400;
/// Room for a tenth of the keys.
const CAPACITY_BYTES: u64 = ENTRY_BYTES * (KEY_COUNT as u64) / 10;

#[derive(Clone, Copy)]
enum Step {
    Read(u32),
    Write(u32),
}

/// Hits of the reads, and how long all of it took.
struct Outcome {
    name: &'static str,
    hit_count: usize,
    seconds: f64,
}

/// Runs the trace through each cache, and prints what came of it.
///
/// # Errors
/// Where the engine refuses a call.
pub fn compare(read_count: usize) -> Result<()> {
    let steps = steps(read_count);
    let outcomes = [of_engine(&steps)?, of_moka(&steps), of_quick_cache(&steps)];
    let moka = outcomes[1].hit_count as f64;
    for Outcome { name, hit_count, seconds } in outcomes {
        println!(
            "trace of {read_count} reads, 1 % writes, room for a tenth: {name:12} hits {:6.2} %, {:6.2} % of moka's, {:.0} ns a step",
            100.0 * hit_count as f64 / read_count as f64,
            100.0 * hit_count as f64 / moka,
            1e9 * seconds / steps.len() as f64,
        );
    }
    Ok(())
}

fn steps(read_count: usize) -> Vec<Step> {
    let mut sums = Vec::with_capacity(KEY_COUNT);
    let mut sum = 0.0;
    for rank in 1..=KEY_COUNT {
        sum += (rank as f64).powf(-EXPONENT);
        sums.push(sum);
    }
    let mut random = ChaCha8Rng::seed_from_u64(SEED);
    let mut draw = || {
        let place = (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64 * sum;
        let key = sums.partition_point(|sum| *sum < place).min(KEY_COUNT - 1);
        u32::try_from(key).unwrap_or(u32::MAX)
    };
    let mut steps = Vec::with_capacity(read_count + read_count / 99);
    for number in 0..read_count {
        steps.push(Step::Read(draw()));
        if number % 99 == 98 {
            steps.push(Step::Write(draw()));
        }
    }
    steps
}

fn of_engine(steps: &[Step]) -> Result<Outcome> {
    let engine =
        Engine::in_memory(Config { cache_capacity_bytes: CAPACITY_BYTES, ..Config::default() })?;
    let values = engine.values();
    let value: Arc<[u8]> = vec![b'x'; VALUE_BYTES].into();
    let names: Vec<String> = (0..KEY_COUNT).map(|key| format!("client-{key}")).collect();
    let mut hit_count = 0;
    let started = Instant::now();
    for step in steps {
        match step {
            Step::Read(key) => {
                let name = &names[*key as usize];
                if values.get(name)?.is_some() {
                    hit_count += 1;
                    continue;
                }
                let row = RowKey { table: "clients".to_owned(), id: name.clone() };
                let options =
                    ValueOptions { rows: vec![row], ..ValueOptions::of(ValueClass::Report) };
                values.put(name, Arc::clone(&value), &options)?;
            }
            Step::Write(key) => values.invalidate_row("clients", &names[*key as usize])?,
        }
    }
    let seconds = started.elapsed().as_secs_f64();
    let stats = engine.cache_stats(&advisor_engine::CallOptions::default())?;
    let each = stats.byte_count / stats.entry_count.max(1);
    ensure!(each.abs_diff(ENTRY_BYTES) < 100, "an entry counts {each} bytes");
    Ok(Outcome { name: "engine", hit_count, seconds })
}

fn of_moka(steps: &[Step]) -> Outcome {
    let cache = moka::sync::Cache::builder()
        .max_capacity(CAPACITY_BYTES)
        .weigher(|_: &u32, _: &Arc<[u8]>| u32::try_from(ENTRY_BYTES).unwrap_or(u32::MAX))
        .build();
    run(
        "moka",
        steps,
        |key| cache.get(&key).is_some(),
        |key, value| cache.insert(key, value),
        |key| {
            cache.invalidate(&key);
        },
    )
}

#[derive(Clone)]
struct Even;

impl quick_cache::Weighter<u32, Arc<[u8]>> for Even {
    fn weight(&self, _: &u32, _: &Arc<[u8]>) -> u64 {
        ENTRY_BYTES
    }
}

fn of_quick_cache(steps: &[Step]) -> Outcome {
    let cache = quick_cache::sync::Cache::with_weighter(KEY_COUNT / 10, CAPACITY_BYTES, Even);
    run(
        "quick_cache",
        steps,
        |key| cache.get(&key).is_some(),
        |key, value| cache.insert(key, value),
        |key| {
            cache.remove(&key);
        },
    )
}

fn run(
    name: &'static str,
    steps: &[Step],
    get: impl Fn(u32) -> bool,
    put: impl Fn(u32, Arc<[u8]>),
    end: impl Fn(u32),
) -> Outcome {
    let value: Arc<[u8]> = vec![b'x'; VALUE_BYTES].into();
    let mut hit_count = 0;
    let started = Instant::now();
    for step in steps {
        match step {
            Step::Read(key) if get(*key) => hit_count += 1,
            Step::Read(key) => put(*key, Arc::clone(&value)),
            Step::Write(key) => end(*key),
        }
    }
    Outcome { name, hit_count, seconds: started.elapsed().as_secs_f64() }
}
