//! Rows of results that stand alone: what no peer does.

use serde::Serialize;

use crate::latency::Latency;

/// A row of results, in the format of the engine's own.
#[derive(Debug, Serialize)]
pub struct Alone {
    operation: String,
    dataset: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    p50_us: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p99_us: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
    goal: String,
    met: Option<bool>,
    note: String,
}

impl Alone {
    /// A single number, with the most that it should be.
    #[must_use]
    pub fn value(
        operation: &str,
        dataset: &str,
        (value, unit): (f64, &'static str),
        most: Option<f64>,
        note: String,
    ) -> Self {
        println!("{operation:44} {value:9.3} {unit}  {note}");
        Self {
            operation: operation.to_owned(),
            dataset: dataset.to_owned(),
            p50_us: None,
            p99_us: None,
            value: Some(value),
            unit: Some(unit),
            goal: most.map_or_else(String::new, |most| format!("{most} {unit}")),
            met: most.map(|most| value <= most),
            note,
        }
    }

    /// Times of single calls, with the most milliseconds that 99 of 100 should take.
    #[must_use]
    pub fn times(
        operation: &str,
        dataset: &str,
        Latency { p50_us, p99_us }: Latency,
        most_p99_ms: Option<f64>,
        note: String,
    ) -> Self {
        println!("{operation:44} p50 {p50_us:9.1} µs  p99 {p99_us:9.1} µs  {note}");
        Self {
            operation: operation.to_owned(),
            dataset: dataset.to_owned(),
            p50_us: Some(p50_us),
            p99_us: Some(p99_us),
            value: None,
            unit: None,
            goal: most_p99_ms.map_or_else(String::new, |most| format!("{most} ms p99")),
            met: most_p99_ms.map(|most| p99_us <= most * 1e3),
            note,
        }
    }
}
