//! Times of single calls, as percentiles.

use std::time::{Duration, Instant};

use anyhow::Result;
use hdrhistogram::Histogram;

/// Half and 99 of 100 calls took at most this many microseconds.
#[derive(Debug, Clone, Copy)]
pub struct Latency {
    /// The median.
    pub p50_us: f64,
    /// The 99th percentile.
    pub p99_us: f64,
}

/// Times each call of a series; a tenth of them runs first, untimed.
///
/// # Errors
/// The first error of a call.
pub fn measure(count: usize, mut call: impl FnMut(usize) -> Result<()>) -> Result<Latency> {
    for index in 0..count / 10 {
        call(index)?;
    }
    let mut times = Histogram::<u64>::new(3)?;
    for index in 0..count {
        let started = Instant::now();
        call(index)?;
        times.record(nanoseconds(started.elapsed()))?;
    }
    let microseconds = |quantile| times.value_at_quantile(quantile) as f64 / 1e3;
    Ok(Latency { p50_us: microseconds(0.5), p99_us: microseconds(0.99) })
}

fn nanoseconds(elapsed: Duration) -> u64 {
    u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX)
}
