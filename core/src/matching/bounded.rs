//! The bounded scan: every score within bounds, and the whole score of those that may be among the best.
//!
//! The cosine is the dear part of a score. Its int8 codes place it in an interval (`vector::bound`);
//! the other parts are computed as they are. The whole score then lies between two folds of its parts,
//! one with each end of the interval: rounding is monotone, so that a product with a weight and a sum
//! of `f64` never pass one another when a term grows (a weight below 0 swaps the ends). The bounds of
//! the score need no slack of their own, and hold in the arithmetic in which scores are computed.
//!
//! Whoever's upper bound is below the k-th best lower bound has k better ones. The others are scored
//! in the order of their upper bounds, until the next bound is below the k-th best score: all that is
//! left is worse, and a tie is not left out. That set does not depend on threads or kernels.

use rayon::prelude::*;

use super::best::{Highest, Scored};
use super::plain::BLOCK;
use super::points;
use super::profile::Term;
use super::signals::{Signal, Signals};
use crate::error::Result;
use crate::options::CallOptions;
use crate::vector::bound::{CodedQuery, Interval};

/// Rows of codes that are asked for before their use: a row is read in the time that memory takes to
/// bring the next two.
const PREFETCH_AHEAD: usize = 2;
const ZERO: Interval = Interval { low: 0.0, high: 0.0 };
/// Advisors that one thread takes at a time.
const PARALLEL_CHUNK: usize = 2048;
/// Below this many the scan takes less than waking another thread and waiting for it costs.
const PARALLEL_FROM: usize = 4096;

/// The scores of a set that holds the `limit` best. *Cost*: one pass over the codes of all, and over
/// the vectors of those that are returned.
///
/// # Errors
/// `Cancelled` and `Timeout` as the options say.
pub(super) fn score_best(
    ordinals: &[u32],
    terms: &[Term],
    signals: &Signals<'_>,
    limit: usize,
    options: &CallOptions,
) -> Result<Vec<Scored>> {
    let scan = Scan { terms, signals, query: signals.coded_query(), limit };
    let part = if ordinals.len() < PARALLEL_FROM {
        scan.bound(ordinals, options)?
    } else {
        ordinals
            .par_chunks(PARALLEL_CHUNK)
            .map(|chunk| scan.bound(chunk, options))
            .try_reduce(|| Part::new(limit), |one, other| Ok(one.merge(other)))?
    };
    scan.rescore(part, options)
}

/// Who may be among the best: upper bound of the score, and ordinal.
type Candidate = (f64, u32);

/// What a pass over some of the advisors found.
struct Part {
    candidates: Vec<Candidate>,
    /// The best lower bounds.
    lows: Highest,
}

impl Part {
    fn new(limit: usize) -> Self {
        Self { candidates: Vec::new(), lows: Highest::new(limit) }
    }

    fn merge(mut self, other: Self) -> Self {
        self.candidates.extend(other.candidates);
        Self { candidates: self.candidates, lows: self.lows.merge(other.lows) }
    }
}

struct Scan<'a> {
    terms: &'a [Term],
    signals: &'a Signals<'a>,
    query: Option<CodedQuery>,
    limit: usize,
}

impl Scan<'_> {
    fn bound(&self, ordinals: &[u32], options: &CallOptions) -> Result<Part> {
        let mut part = Part::new(self.limit);
        let mut contributions = vec![0.0; ordinals.len().min(BLOCK) * self.terms.len()];
        let mut hopeful = Vec::with_capacity(BLOCK);
        for block in ordinals.chunks(BLOCK) {
            options.check()?;
            let columns = &mut contributions[..block.len() * self.terms.len()];
            self.contribute(block, columns);
            self.bound_block(block, columns, &mut hopeful, &mut part);
        }
        Ok(part)
    }

    /// The contributions of all terms but the cosine's. *Shape*: `[terms, block]`.
    fn contribute(&self, block: &[u32], columns: &mut [f64]) {
        for (Term { signal, weight }, column) in
            self.terms.iter().zip(columns.chunks_exact_mut(block.len()))
        {
            if *signal != Signal::Cosine {
                self.signals.fill(*signal, block, column);
                for value in column {
                    *value *= weight;
                }
            }
        }
    }

    fn bound_block(
        &self,
        block: &[u32],
        columns: &[f64],
        hopeful: &mut Vec<(usize, u32)>,
        part: &mut Part,
    ) {
        let advisors = block.iter().copied().enumerate();
        let Some(query) = &self.query else {
            // Without an embedding every cosine is 0.
            for (index, ordinal) in advisors {
                part.take(ordinal, self.fold(columns, block.len(), index, ZERO));
            }
            return;
        };
        // Many would not be among the best with the best of cosines: their codes are not read.
        let threshold = part.lows.threshold();
        let any = query.cosine_of_any();
        hopeful.clear();
        hopeful.extend(
            advisors.filter(|(index, _)| {
                self.fold(columns, block.len(), *index, any).high >= threshold
            }),
        );
        for position in 0..hopeful.len() {
            let (index, ordinal) = hopeful[position];
            if let Some(&(_, ahead)) = hopeful.get(position + PREFETCH_AHEAD) {
                self.signals.prefetch_codes(ahead, ordinal);
            }
            let cosine = self.signals.cosine_within(query, ordinal);
            part.take(ordinal, self.fold(columns, block.len(), index, cosine));
        }
    }

    /// The left fold of a score, with each end of the cosine's interval.
    #[inline]
    fn fold(&self, columns: &[f64], length: usize, index: usize, cosine: Interval) -> Interval {
        let (mut low, mut high) = (0.0, 0.0);
        for (position, Term { signal, weight }) in self.terms.iter().enumerate() {
            if *signal != Signal::Cosine {
                let contribution = columns[position * length + index];
                low += contribution;
                high += contribution;
            } else if *weight >= 0.0 {
                low += weight * cosine.low;
                high += weight * cosine.high;
            } else {
                low += weight * cosine.high;
                high += weight * cosine.low;
            }
        }
        Interval { low, high }
    }

    fn rescore(&self, part: Part, options: &CallOptions) -> Result<Vec<Scored>> {
        let (mut candidates, threshold) = (part.candidates, part.lows.threshold());
        candidates.retain(|(high, _)| *high >= threshold);
        candidates.sort_unstable_by(|one, other| {
            other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1))
        });
        let mut best = Highest::new(self.limit);
        let mut scored = Vec::with_capacity(candidates.len());
        for (index, &(high, ordinal)) in candidates.iter().enumerate() {
            if index % BLOCK == 0 {
                options.check()?;
            }
            if let Some((_, ahead)) = candidates.get(index + 1) {
                self.signals.prefetch_vector(*ahead);
            }
            if high < best.threshold() {
                break;
            }
            let score = points::fold(self.terms, self.signals, ordinal);
            debug_assert!(score <= high, "a score beyond its bound");
            best.offer(score);
            scored.push((score, ordinal));
        }
        Ok(scored)
    }
}

impl Part {
    #[inline]
    fn take(&mut self, ordinal: u32, score: Interval) {
        if score.high >= self.lows.threshold() {
            self.lows.offer(score.low);
            self.candidates.push((score.high, ordinal));
        }
    }
}
