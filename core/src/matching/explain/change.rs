//! What one signal alone would have to be for a score to reach another.

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::matching::profile::Term;
use crate::matching::result::Part;
use crate::matching::signals::{Signal, Signals};

/// What one signal alone would have to be for an advisor to reach a rank, all else as it is.
///
/// A signal that takes steps, such as a share of services or whole points, serves with the next step. The signal
/// `points` is taken as one of its own, whatever it is made of.
///
/// ```
/// use advisor_engine::SignalChange;
/// let change: SignalChange = serde_json::from_str(
///     r#"{"signal": "rating", "weight": 0.5, "value": 0.8, "needed": 0.9, "difference": 0.1,
///         "relativeChange": 0.1, "lowest": 0.0, "highest": 1.0, "isReachable": true}"#,
/// ).expect("valid JSON");
/// assert!(change.needed.is_some_and(|needed| needed <= change.highest));
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SignalChange {
    /// The signal.
    pub signal: String,
    /// Its weight.
    pub weight: f64,
    /// Its value now.
    pub value: f64,
    /// The least value, or with a weight below 0 the greatest, that reaches the rank: exact to the last bit of the
    /// score's arithmetic. None where no number does, as with a weight of 0.
    pub needed: Option<f64>,
    /// What is needed less the value now.
    pub difference: Option<f64>,
    /// The size of the difference as a share of the signal's width: 2 for the cosine, 1 for all others.
    pub relative_change: Option<f64>,
    /// The least value that the signal can take for these needs.
    pub lowest: f64,
    /// The greatest value that the signal can take for these needs; 0 where they do not ask for it.
    pub highest: f64,
    /// Whether what is needed lies between the two.
    pub is_reachable: bool,
}

/// The score to reach, and what there is to change.
pub(super) struct Goal<'a> {
    pub(super) terms: &'a [Term],
    /// Of the terms, in their order.
    pub(super) parts: &'a [Part],
    pub(super) score: f64,
    /// Whether the same score is enough, as it is for the smaller id.
    pub(super) wins_ties: bool,
}

impl Goal<'_> {
    /// Whether the left fold reaches the goal with another value at a place.
    fn is_reached(&self, place: usize, value: f64) -> bool {
        let contribution =
            |(at, part): (usize, &Part)| part.weight * if at == place { value } else { part.value };
        let score =
            self.parts.iter().enumerate().map(contribution).fold(0.0, |sum, part| sum + part);
        match score.total_cmp(&self.score) {
            Ordering::Greater => true,
            Ordering::Equal => self.wins_ties,
            Ordering::Less => false,
        }
    }

    /// The least value at a place that reaches the goal, or with a weight below 0 the greatest.
    ///
    /// Rounding is monotone: if a value reaches the goal, so does every better one. So the edge is found exactly by
    /// halving the doubles in their order, where solving the sum would be off by some last bits.
    fn needed(&self, place: usize) -> Option<f64> {
        let weight = self.parts[place].weight;
        if weight == 0.0 {
            return None;
        }
        let sign = weight.signum();
        let reaches = |key: u64| self.is_reached(place, sign * of_key(key));
        let (mut low, mut high) = (key_of(-f64::MAX), key_of(f64::MAX));
        if !reaches(high) {
            return None;
        }
        while low < high {
            let middle = low + (high - low) / 2;
            if reaches(middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        // The sum makes 0.0 of -0.0.
        Some(sign * of_key(high) + 0.0)
    }
}

/// What each signal alone would have to be, the smallest relative change first.
pub(super) fn changes(goal: &Goal<'_>, signals: &Signals<'_>) -> Vec<SignalChange> {
    let change = |(place, term): (usize, &Term)| {
        let (lowest, highest) = signals.range(term.signal);
        let part = &goal.parts[place];
        let needed = goal.needed(place);
        let difference =
            needed.map(|needed| needed - part.value).filter(|difference| difference.is_finite());
        let width = if term.signal == Signal::Cosine { 2.0 } else { 1.0 };
        SignalChange {
            signal: part.name.clone(),
            weight: part.weight,
            value: part.value,
            needed,
            difference,
            relative_change: difference.map(|difference| difference.abs() / width),
            lowest,
            highest,
            is_reachable: needed.is_some_and(|needed| (lowest..=highest).contains(&needed)),
        }
    };
    let mut changes: Vec<SignalChange> = goal.terms.iter().enumerate().map(change).collect();
    let size = |change: &SignalChange| change.relative_change.unwrap_or(f64::INFINITY);
    changes.sort_by(|one, other| size(one).total_cmp(&size(other)));
    changes
}

/// Numbers in the order of doubles.
const fn key_of(value: f64) -> u64 {
    let bits = value.to_bits();
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

const fn of_key(key: u64) -> f64 {
    f64::from_bits(if key >> 63 == 1 { key & !(1 << 63) } else { !key })
}
