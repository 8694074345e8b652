//! How often each operation ran, how often it failed, and how long it took.

use std::time::Duration;

use hdrhistogram::Histogram;
use parking_lot::Mutex;

use super::stats::OperationStats;
use crate::registry::OPERATIONS;

/// Two digits: 1 % is enough to see a change, and a histogram stays at a few KiB.
const SIGNIFICANT_DIGITS: u8 = 2;

#[derive(Debug)]
pub(crate) struct Timings {
    operations: Vec<(&'static str, Mutex<Timing>)>,
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
        let Some((_, timing)) = self.operations.iter().find(|(name, _)| *name == operation) else {
            return;
        };
        let mut timing = timing.lock();
        timing.error_count += u64::from(is_error);
        if timing.nanoseconds.is_none() {
            timing.nanoseconds = Histogram::new(SIGNIFICANT_DIGITS).ok();
        }
        if let Some(histogram) = &mut timing.nanoseconds {
            histogram.saturating_record(u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX));
        }
    }

    pub(crate) fn report(&self) -> Vec<OperationStats> {
        let report = |(name, timing): &(&'static str, Mutex<Timing>)| {
            let timing = timing.lock();
            let histogram = timing.nanoseconds.as_ref()?;
            #[expect(
                clippy::cast_precision_loss,
                reason = "nanoseconds of a call are far below 2^53"
            )]
            let microseconds = |nanoseconds: u64| nanoseconds as f64 / 1000.0;
            Some(OperationStats {
                name,
                count: histogram.len(),
                error_count: timing.error_count,
                p50_us: microseconds(histogram.value_at_quantile(0.5)),
                p99_us: microseconds(histogram.value_at_quantile(0.99)),
                max_us: microseconds(histogram.max()),
            })
        };
        self.operations.iter().filter_map(report).collect()
    }
}
