//! How soon a running call ends once it is told to.

use std::time::{Duration, Instant};

use advisor_engine::{CallOptions, CancelFlag, ErrorKind};
use anyhow::Result;
use hdrhistogram::Histogram;

use crate::alone::Alone;
use crate::latency::Latency;

/// Of calls that are over soon, and of long ones.
const ROUNDS: [u32; 2] = [200, 40];
const LONG: Duration = Duration::from_millis(50);
const GOAL_MS: f64 = 5.0;

/// Runs a call again and again, cancels it at moments spread over its length, and times from there to its end. What
/// the call takes is made before.
///
/// Calls that were over before they were told are not counted.
///
/// # Errors
/// The first error of a call other than `Cancelled`.
pub fn cancelling<T>(
    operation: &str,
    dataset: &str,
    make: impl Fn() -> T,
    call: impl Fn(T, &CallOptions) -> advisor_engine::Result<()>,
) -> Result<Alone> {
    let made = make();
    let started = Instant::now();
    call(made, &CallOptions::default())?;
    let length = started.elapsed();
    let rounds = ROUNDS[usize::from(length > LONG)];
    let mut times = Histogram::<u64>::new(3)?;
    for round in 0..rounds {
        let flag = CancelFlag::new();
        let options = CallOptions::default().with_cancel(flag.clone());
        let made = make();
        let wait = length * round / rounds;
        let canceller = std::thread::spawn(move || {
            pause(wait);
            let told = Instant::now();
            flag.cancel();
            told
        });
        let ended = call(made, &options);
        let end = Instant::now();
        let told = canceller.join().map_err(|_| anyhow::anyhow!("the canceller panicked"))?;
        match ended {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::Cancelled => {
                let elapsed = end.saturating_duration_since(told);
                times.record(u64::try_from(elapsed.as_nanos())?)?;
            }
            Err(error) => return Err(error.into()),
        }
    }
    let microseconds = |quantile| times.value_at_quantile(quantile) as f64 / 1e3;
    let latency = Latency { p50_us: microseconds(0.5), p99_us: microseconds(0.99) };
    let note = format!("from the flag to the return, {} of {rounds} calls", times.len());
    Ok(Alone::times(&format!("cancelling: {operation}"), dataset, latency, Some(GOAL_MS), note))
}

/// Sleeping is not exact to microseconds; spinning takes a core from a call of many threads.
fn pause(wait: Duration) {
    if wait > LONG {
        std::thread::sleep(wait);
        return;
    }
    let started = Instant::now();
    while started.elapsed() < wait {
        std::hint::spin_loop();
    }
}
