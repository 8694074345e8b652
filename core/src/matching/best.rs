//! The best of a set: their order, and the score that one must reach.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use crate::profiles::Profiles;

/// An advisor with its score.
pub(super) type Scored = (f64, u32);

/// Cuts down to the best, in order: score, highest first, then id.
pub(super) fn keep_best(scored: &mut Vec<Scored>, limit: usize, profiles: &Profiles) {
    let columns = profiles.columns();
    let order = |one: &Scored, other: &Scored| -> Ordering {
        // Total, as scores are numbers, and a fold that starts at 0 never ends at -0.
        other.0.total_cmp(&one.0).then_with(|| columns.id(one.1).cmp(&columns.id(other.1)))
    };
    if scored.len() > limit {
        scored.select_nth_unstable_by(limit, order);
        scored.truncate(limit);
    }
    scored.sort_unstable_by(order);
}

/// The k best numbers of a stream.
#[derive(Debug)]
pub(super) struct Highest {
    limit: usize,
    kept: BinaryHeap<Reverse<Total>>,
}

impl Highest {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, kept: BinaryHeap::with_capacity(limit) }
    }

    /// The k-th best so far; below it nothing is among the best. Before there are k, everything is.
    #[inline]
    pub(super) fn threshold(&self) -> f64 {
        match self.kept.peek() {
            Some(Reverse(Total(least))) if self.kept.len() == self.limit => *least,
            _ => f64::NEG_INFINITY,
        }
    }

    #[inline]
    pub(super) fn offer(&mut self, number: f64) {
        if self.kept.len() < self.limit {
            self.kept.push(Reverse(Total(number)));
        } else if let Some(mut least) = self.kept.peek_mut()
            && number > least.0.0
        {
            *least = Reverse(Total(number));
        }
    }

    pub(super) fn merge(mut self, other: Self) -> Self {
        other.kept.into_iter().for_each(|Reverse(Total(number))| self.offer(number));
        self
    }
}

/// A number that is not NaN, as scores and their bounds are.
#[derive(Debug, PartialEq)]
struct Total(f64);

impl Eq for Total {}

impl PartialOrd for Total {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Total {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}
