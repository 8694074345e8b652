//! The best of the eligible by the graph: most are neither scored nor bounded.
//!
//! A score is W·cos + cheap, where W is the weight of the cosine and the rest is cheap for everyone. The beam brings
//! eligible advisors of high cosine, and with the best scores among them a threshold. With h the upper end of the last
//! cosine of the beam, nobody outside of it has a score above W·h + cheap, if the graph leads to the nearest. Those
//! whom that leaves a chance are few or many: few are bounded and scored like the beam; for many the beam is widened,
//! which lowers h, until they are few, or until the exact scan would have been cheaper.
//!
//! So an advisor with a large cheap part is not missed. What can be missed is a vector to which no way led.

use fixedbitset::FixedBitSet;

use super::best::{Highest, Scored};
use super::bounded;
use super::plain::BLOCK;
use super::planner::{VISIT_COST, width};
use super::profile::Term;
use super::signals::{Signal, Signals};
use crate::error::Result;
use crate::options::CallOptions;
use crate::vector::graph::Beam;
use crate::width::to_stored;

/// Stands for no eligible advisor.
const NOBODY: u32 = u32::MAX;
/// Added to what a score can be at most, relative to the threshold and to 1: the rounding of a sum in another order
/// than the score's is some 1e-15 of its parts.
const SLACK: f64 = 1e-9;

/// What a search of the graph found.
pub(super) struct Found {
    /// Holds the best.
    pub(super) scored: Vec<Scored>,
    /// Advisors whose score was bounded.
    pub(super) bounded_count: usize,
}

/// How far a search goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Until nobody outside the beam can be among the best.
    Certain,
    /// The first beam, and who is not in the graph: what recall is without the rest.
    FirstBeam,
}

/// The scores of a set that holds the `limit` best, if the graph leads to them; none where the exact scan is cheaper.
///
/// *Cost*: a pass over the cheap parts of all eligible, and over the codes of those that the graph leads to.
///
/// # Errors
/// `Cancelled` and `Timeout` as the options say.
pub(super) fn score_best(
    ordinals: &[u32],
    terms: &[Term],
    signals: &Signals<'_>,
    limit: usize,
    reach: Reach,
    options: &CallOptions,
) -> Result<Option<Found>> {
    let Some(query) = signals.coded_query() else { return Ok(None) };
    let Some(graph) = signals.vectors().graph() else { return Ok(None) };
    let eligible = Eligible::new(ordinals, graph.node_count(), signals, options)?;
    let is_found = |row: u32| eligible.of_row[row as usize] != NOBODY;
    let Some(beam) = signals.vectors().beam(&query, is_found) else { return Ok(None) };
    let any = query.cosine_of_any().high;
    let mut search = Search { ordinals, terms, signals, limit, eligible: &eligible, beam, any };
    if reach == Reach::FirstBeam {
        search.beam.widen(width(limit), usize::MAX, is_found, options)?;
        let mut members = search.members();
        members.extend(eligible.outside.iter().map(|(index, _)| *index as usize));
        return search.score(&members, options).map(Some);
    }
    let cheap = search.cheap_parts(options)?;
    let mut width = width(limit);
    loop {
        let most_visits = ordinals.len() / VISIT_COST;
        if !search.beam.widen(width, most_visits, is_found, options)? {
            return Ok(None);
        }
        let members = search.members();
        let found = search.score(&members, options)?;
        let hopeful = search.hopeful(&members, &cheap, threshold(&found, limit), options)?;
        // Bounding them costs no more than what has been spent: widening would not be cheaper. A beam that ran out of
        // vectors cannot be widened.
        let spent = members.len() + search.beam.visit_count() * VISIT_COST;
        if hopeful.len() <= spent || search.beam.horizon().is_none() {
            let rest = search.score(&hopeful, options)?;
            return Ok(Some(Found {
                scored: [found.scored, rest.scored].concat(),
                bounded_count: found.bounded_count + rest.bounded_count,
            }));
        }
        width *= 2;
    }
}

/// The k-th best score; none where there are fewer.
fn threshold(found: &Found, limit: usize) -> f64 {
    let mut best = Highest::new(limit);
    for (score, _) in &found.scored {
        best.offer(*score);
    }
    best.threshold()
}

/// The eligible advisors by where their vectors are.
struct Eligible {
    /// The position among the eligible of the advisor of each vector of the base.
    of_row: Vec<u32>,
    /// Positions of those who are not in the graph, and whether they have a vector.
    outside: Vec<(u32, bool)>,
}

impl Eligible {
    fn new(
        ordinals: &[u32],
        row_count: usize,
        signals: &Signals<'_>,
        options: &CallOptions,
    ) -> Result<Self> {
        let mut eligible = Self { of_row: vec![NOBODY; row_count], outside: Vec::new() };
        let vectors = signals.vectors();
        for (block, ordinals) in ordinals.chunks(BLOCK).enumerate() {
            options.check()?;
            for (position, ordinal) in ordinals.iter().enumerate() {
                let position = to_stored(block * BLOCK + position);
                let embedding = signals.profiles().columns().embedding(*ordinal);
                match embedding {
                    Some(row) if vectors.is_in_base(row) => {
                        eligible.of_row[row as usize] = position;
                    }
                    _ => eligible.outside.push((position, embedding.is_some())),
                }
            }
        }
        Ok(eligible)
    }
}

struct Search<'a> {
    ordinals: &'a [u32],
    terms: &'a [Term],
    signals: &'a Signals<'a>,
    limit: usize,
    eligible: &'a Eligible,
    beam: Beam<'a>,
    /// What no cosine exceeds.
    any: f64,
}

impl Search<'_> {
    /// Positions of those whom the beam found.
    fn members(&self) -> Vec<usize> {
        self.beam.found().map(|row| self.eligible.of_row[row as usize] as usize).collect()
    }

    /// The best of some, by their bounds.
    fn score(&self, positions: &[usize], options: &CallOptions) -> Result<Found> {
        let ordinals: Vec<u32> =
            positions.iter().map(|position| self.ordinals[*position]).collect();
        let scored = bounded::score_best(&ordinals, self.terms, self.signals, self.limit, options)?;
        Ok(Found { scored, bounded_count: ordinals.len() })
    }

    /// The parts of the scores of all that are not the cosine's, added up.
    fn cheap_parts(&self, options: &CallOptions) -> Result<Vec<f64>> {
        let mut cheap = vec![0.0; self.ordinals.len()];
        let mut values = [0.0; BLOCK];
        let terms = self.terms.iter().filter(|term| term.signal != Signal::Cosine);
        for (block, sums) in self.ordinals.chunks(BLOCK).zip(cheap.chunks_mut(BLOCK)) {
            options.check()?;
            for Term { signal, weight } in terms.clone() {
                self.signals.fill(*signal, block, &mut values[..block.len()]);
                for (sum, value) in sums.iter_mut().zip(&values) {
                    *sum += weight * value;
                }
            }
        }
        Ok(cheap)
    }

    /// Positions of those outside the beam who may have a score of at least the threshold.
    fn hopeful(
        &self,
        members: &[usize],
        cheap: &[f64],
        threshold: f64,
        options: &CallOptions,
    ) -> Result<Vec<usize>> {
        let weight = cosine_weight(self.terms);
        let least = threshold - SLACK * (1.0 + threshold.abs());
        let mut is_judged = FixedBitSet::with_capacity(self.ordinals.len());
        is_judged.extend(members.iter().copied());
        let mut hopeful = Vec::new();
        for (position, has_vector) in &self.eligible.outside {
            let position = *position as usize;
            is_judged.insert(position);
            let cosine = if *has_vector { self.any } else { 0.0 };
            if cheap[position] + weight * cosine >= least {
                hopeful.push(position);
            }
        }
        // The beam ran out of vectors: it found all.
        let Some(horizon) = self.beam.horizon() else { return Ok(hopeful) };
        let least_cheap = least - weight * horizon;
        for (block, parts) in cheap.chunks(BLOCK).enumerate() {
            options.check()?;
            for (position, part) in parts.iter().enumerate() {
                let position = block * BLOCK + position;
                if *part >= least_cheap && !is_judged.contains(position) {
                    hopeful.push(position);
                }
            }
        }
        Ok(hopeful)
    }
}

/// What the cosine is multiplied by in all.
pub(super) fn cosine_weight(terms: &[Term]) -> f64 {
    let cosines = terms.iter().filter(|term| term.signal == Signal::Cosine);
    cosines.map(|term| term.weight).fold(0.0, |sum, weight| sum + weight)
}
