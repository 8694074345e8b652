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
use crate::matching::asked::Asked;
use crate::matching::plain::BLOCK;
use crate::matching::profile::Term;
use crate::matching::signals::Signal;
use crate::options::CallOptions;
use crate::vector::panels::PANEL_ROWS;

/// 16 units of rounding, derived above.
const SLACK: f64 = 1.0 / (1 << 20) as f64;
/// What the magnitudes of estimate and radius add up to, at most.
const COSINE_MOST: f64 = 8.0;
/// Far from the ends of `f32`.
const WEIGHTS: RangeInclusive<f64> = 1e-6..=1e6;

/// The bounds of D. *Shape*: `[panels][32]`; -∞ for advisors who may not be matched.
#[derive(Debug)]
pub(super) struct Rest {
    pub(super) high: Column,
    pub(super) low: Column,
}

/// The cosine's weight, where tiles can bound a score of these terms.
pub(super) fn cosine_weight(terms: &[Term]) -> Option<f64> {
    let mut cosines = terms.iter().filter(|term| term.signal == Signal::Cosine);
    match (cosines.next(), cosines.next()) {
        (Some(term), None) if WEIGHTS.contains(&term.weight) => Some(term.weight),
        _ => None,
    }
}

impl Rest {
    /// *Cost*: one pass over the eligible, a column at a time.
    ///
    /// # Errors
    /// `Cancelled` and `Timeout` as the options say.
    pub(super) fn compute(
        asked: &Asked<'_>,
        weight: f64,
        eligible: &FixedBitSet,
        field: &Field,
        options: &CallOptions,
    ) -> Result<Self> {
        let mut rest = Self::of_nobody(field);
        let mut block = Vec::with_capacity(BLOCK);
        let mut scratch = Scratch::default();
        for (place, ordinal) in field.ordinals.iter().enumerate() {
            if eligible.contains(*ordinal as usize) {
                block.push((place, *ordinal));
            }
            if block.len() == BLOCK || place + 1 == field.ordinals.len() {
                options.check()?;
                rest.set(asked, weight, &block, &mut scratch);
                block.clear();
            }
        }
        Ok(rest)
    }

    fn of_nobody(field: &Field) -> Self {
        let column = vec![[f32::NEG_INFINITY; PANEL_ROWS]; field.unit_scale.len()];
        Self { high: column.clone(), low: column }
    }

    fn set(
        &mut self,
        asked: &Asked<'_>,
        weight: f64,
        block: &[(usize, u32)],
        scratch: &mut Scratch,
    ) {
        let Scratch { ordinals, values, sums, magnitudes } = scratch;
        ordinals.clear();
        ordinals.extend(block.iter().map(|(_, ordinal)| *ordinal));
        for column in [&mut *values, &mut *sums, &mut *magnitudes] {
            column.clear();
            column.resize(block.len(), 0.0);
        }
        for Term { signal, weight } in asked.terms {
            if *signal == Signal::Cosine {
                continue;
            }
            asked.signals.fill(*signal, ordinals, values);
            for ((sum, magnitude), value) in
                sums.iter_mut().zip(magnitudes.iter_mut()).zip(&*values)
            {
                let contribution = weight * value;
                *sum += contribution;
                *magnitude += contribution.abs();
            }
        }
        for (((place, _), sum), magnitude) in block.iter().zip(&*sums).zip(&*magnitudes) {
            let slack = SLACK * (magnitude + COSINE_MOST * weight);
            let (panel, row) = (place / PANEL_ROWS, place % PANEL_ROWS);
            self.high[panel][row] = nearest(sum + slack).next_up();
            self.low[panel][row] = nearest(sum - slack).next_down();
        }
    }
}

#[derive(Default)]
struct Scratch {
    ordinals: Vec<u32>,
    values: Vec<f64>,
    sums: Vec<f64>,
    magnitudes: Vec<f64>,
}
