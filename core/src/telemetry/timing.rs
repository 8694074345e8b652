//! How often each operation ran, how often it failed, and how long it took.

use std::collections::HashMap;
use std::time::Duration;

use hdrhistogram::Histogram;
use parking_lot::Mutex;

use super::stats::OperationStats;
use crate::registry::{OPERATIONS, Operation};

/// Two digits: 1 % is enough to see a change, and a histogram stays at a few KiB.
const SIGNIFICANT_DIGITS: u8 = 2;

#[derive(Debug)]
pub(crate) struct Timings {
    operations: HashMap<&'static str, Mutex<Timing>>,
}

#[derive(Debug, Default)]
struct Timing {
    error_count: u64,
    nanoseconds: Option<Histogram<u64>>,
}

impl Timings {
    pub(crate) fn new() -> Self {
        Self {
            operations: OPERATIONS
                .iter()
                .map(|operation| (operation.name, Mutex::default()))
                .collect(),
        }
    }

    /// Adds one call. *Cost*: one short lock, shared by the calls of that operation.
    pub(crate) fn record(&self, operation: &str, elapsed: Duration, is_error: bool) {
        let Some(timing) = self.operations.get(operation) else { return };
        let mut timing = timing.lock();
        timing.error_count += u64::from(is_error);
        if timing.nanoseconds.is_none() {
            timing.nanoseconds = Histogram::new(SIGNIFICANT_DIGITS).ok();
        }
        if let Some(histogram) = &mut timing.nanoseconds {
            // Not `saturating_record`: it stays within the present range, where this one widens it. What is too long
            // for any histogram is not counted.
            let _ = histogram.record(u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX));
        }
    }

    pub(crate) fn report(&self) -> Vec<OperationStats> {
        let report = |operation: &Operation| {
            let timing = self.operations.get(operation.name)?.lock();
            let histogram = timing.nanoseconds.as_ref()?;
            #[expect(
                clippy::cast_precision_loss,
                reason = "nanoseconds of a call are far below 2^53"
            )]
            let microseconds = |nanoseconds: u64| nanoseconds as f64 / 1000.0;
            Some(OperationStats {
                name: operation.name,
                count: histogram.len(),
                error_count: timing.error_count,
                p50_us: microseconds(histogram.value_at_quantile(0.5)),
                p99_us: microseconds(histogram.value_at_quantile(0.99)),
                max_us: microseconds(histogram.max()),
            })
        };
        OPERATIONS.iter().filter_map(report).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Timings};

    #[test]
    fn times_are_told_within_one_percent() {
        let timings = Timings::new();
        for microseconds in [10, 20, 30_000_000] {
            timings.record("stats", Duration::from_micros(microseconds), false);
        }
        let report = timings.report();
        let [stats] = report.as_slice() else { panic!("{report:?}") };
        for (found, expected) in [(stats.p50_us, 20.0), (stats.max_us, 30_000_000.0)] {
            assert!((found / expected - 1.0).abs() < 0.01, "{found} for {expected}");
        }
    }
}
