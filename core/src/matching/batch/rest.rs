//! Bounds of a score without its cosine, in `f32`, for all advisors of the field.
//!
//! Let D be the sum of all contributions of a score but the cosine's, S the sum of their magnitudes, w the
//! cosine's weight. With the interval of the cosine (`vector::bound`) e ± r, the score lies within
//! D + w (e ± r). In `f32`, whose unit roundoff is u = 2^-24, no term of that passes through more than nine
//! roundings: three factors of w e are rounded, multiplied twice and added three times; the rest is rounded
//! fewer times. The codes of a row of at most 2^16 values miss the vector by at most half a step in each, so
//! that a residual is at most √65536 / 254 < 1.01 of the norm, r < 3.1 and |e| < 4.1. The sum of all
//! magnitudes is below S + 8 w, and what is off is below 10 u (S + 8 w); the fold in `f64` adds nothing that
//! the next digit would show. `SLACK` = 2^-20 = 16 u times as much is put on either side of D.
//!
//! It holds where w is of usual size: were it tiny, products would fall among the subnormal numbers.

use std::ops::RangeInclusive;

use fixedbitset::FixedBitSet;

use super::field::{Column, Field, nearest};
use crate::error::Result;
use crate::filter::narrow_ordinal;
use crate::matching::asked::{Asked, Roster};
use crate::matching::needs::ClientNeeds;
use crate::matching::plain::BLOCK;
use crate::matching::profile::Term;
use crate::matching::signals::{Signal, Signals};
use crate::options::CallOptions;
use crate::profiles::Flag;
use crate::vector::Kernels;
use crate::vector::panels::PANEL_ROWS;

/// 16 units of rounding, derived above.
const SLACK: f64 = 1.0 / (1 << 20) as f64;
/// What the magnitudes of estimate and radius add up to, at most.
const COSINE_MOST: f64 = 8.0;
/// Far from the ends of `f32`.
const WEIGHTS: RangeInclusive<f64> = 1e-6..=1e6;

/// The bounds of D. *Shape*: `[panels][32]`; -∞ for advisors who may not be matched.
#[derive(Debug, Clone)]
pub(super) struct Rest {
    pub(super) high: Column,
    pub(super) low: Column,
}

/// The cosine's weight, where tiles can bound a score of these terms.
pub(super) fn cosine_weight(terms: &[Term]) -> Option<f64> {
    let is_known = |term: &Term| term.signal == Signal::Cosine || term.signal.is_of_words();
    if !terms.iter().all(is_known) {
        return None;
    }
    let mut cosines = terms.iter().filter(|term| term.signal == Signal::Cosine);
    match (cosines.next(), cosines.next()) {
        (Some(term), None) if WEIGHTS.contains(&term.weight) => Some(term.weight),
        _ => None,
    }
}

impl Rest {
    /// The bounds for needs that name nothing; what needs of one profile have in common.
    ///
    /// *Cost*: one pass over the field, a column at a time.
    ///
    /// # Errors
    /// `Cancelled` and `Timeout` as the options say.
    pub(super) fn of_nothing(
        roster: Roster<'_>,
        terms: &[Term],
        weight: f64,
        field: &Field,
        options: &CallOptions,
    ) -> Result<Self> {
        let nothing = ClientNeeds::default();
        let signals = Signals::new(roster.profiles, roster.vectors, &nothing, Kernels::detect());
        let column = vec![[f32::NEG_INFINITY; PANEL_ROWS]; field.unit_scale.len()];
        let mut rest = Self { high: column.clone(), low: column };
        rest.set(terms, &signals, weight, &field.ordinals, field, options)?;
        Ok(rest)
    }

    /// The bounds for needs: those of nothing, without who may not be matched, and computed anew for who holds
    /// one of the words of the needs.
    ///
    /// *Cost*: a copy, and a visit of those two.
    ///
    /// # Errors
    /// `Cancelled` and `Timeout` as the options say.
    pub(super) fn of(
        asked: &Asked<'_>,
        weight: f64,
        eligible: &FixedBitSet,
        of_nothing: &Self,
        field: &Field,
        options: &CallOptions,
    ) -> Result<Self> {
        let mut rest = of_nothing.clone();
        for ordinal in asked.roster.profiles.flag(Flag::Base).bits().difference(eligible) {
            let (panel, row) = field.place(ordinal);
            rest.high[panel][row] = f32::NEG_INFINITY;
            rest.low[panel][row] = f32::NEG_INFINITY;
        }
        let holders = asked.signals.holders();
        let anew: Vec<u32> = holders.intersection(eligible).map(narrow_ordinal).collect();
        rest.set(&asked.terms, &asked.signals, weight, &anew, field, options)?;
        Ok(rest)
    }

    fn set(
        &mut self,
        terms: &[Term],
        signals: &Signals<'_>,
        weight: f64,
        ordinals: &[u32],
        field: &Field,
        options: &CallOptions,
    ) -> Result<()> {
        let (mut values, mut sums, mut magnitudes) = ([0.0; BLOCK], [0.0; BLOCK], [0.0; BLOCK]);
        for block in ordinals.chunks(BLOCK) {
            options.check()?;
            sums.fill(0.0);
            magnitudes.fill(0.0);
            let values = &mut values[..block.len()];
            for Term { signal, weight } in terms {
                if *signal == Signal::Cosine {
                    continue;
                }
                signals.fill(*signal, block, values);
                let totals = sums.iter_mut().zip(&mut magnitudes);
                for ((sum, magnitude), value) in totals.zip(&*values) {
                    let contribution = weight * value;
                    *sum += contribution;
                    *magnitude += contribution.abs();
                }
            }
            for ((ordinal, sum), magnitude) in block.iter().zip(&sums).zip(&magnitudes) {
                let slack = SLACK * (magnitude + COSINE_MOST * weight);
                let (panel, row) = field.place(*ordinal as usize);
                self.high[panel][row] = nearest(sum + slack).next_up();
                self.low[panel][row] = nearest(sum - slack).next_down();
            }
        }
        Ok(())
    }
}
