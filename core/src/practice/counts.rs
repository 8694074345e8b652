//! Counts by value.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::rank::Ranks;
use crate::warehouse::rollups::tenant::Counts;

/// How many rows hold a value.
///
/// ```
/// use advisor_engine::ValueCount;
/// let count = ValueCount { value: "active".to_owned(), count: 3 };
/// assert_eq!(serde_json::to_string(&count).ok().as_deref(), Some(r#"{"value":"active","count":3}"#));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ValueCount {
    /// The value, as the rows spell it.
    pub value: String,
    /// Its rows.
    pub count: u64,
}

/// Counts in rank order; values that the ranks do not know come last, by spelling.
fn ranked<'a>(counts: impl IntoIterator<Item = (&'a str, u64)>, ranks: Ranks) -> Vec<ValueCount> {
    let mut counts: Vec<_> = counts.into_iter().filter(|(_, count)| *count > 0).collect();
    counts.sort_unstable_by_key(|(value, _)| (ranks.of(value), *value));
    counts.into_iter().map(|(value, count)| ValueCount { value: value.to_owned(), count }).collect()
}

/// The counts of a rollup by their first values, in rank order.
pub(crate) fn ranked_counts(counts: &Counts, ranks: Ranks) -> Vec<ValueCount> {
    ranked(counts.iter().map(|(value, _, count)| (value, count.cast_unsigned())), ranks)
}

/// Counts values as rows are visited. The values are few, so a scan beats a map.
#[derive(Debug, Default)]
pub(crate) struct Tally<'a>(Vec<(&'a str, u64)>);

impl<'a> Tally<'a> {
    pub(crate) fn add(&mut self, value: &'a str) {
        self.add_many(value, 1);
    }

    pub(crate) fn add_many(&mut self, value: &'a str, rows: u64) {
        match self.0.iter_mut().find(|(known, _)| *known == value) {
            Some((_, count)) => *count += rows,
            None => self.0.push((value, rows)),
        }
    }

    /// The counts in rank order.
    pub(crate) fn ranked(self, ranks: Ranks) -> Vec<ValueCount> {
        ranked(self.0, ranks)
    }
}
