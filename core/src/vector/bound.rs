//! How far the cosine of two vectors can be from that of their codes.
//!
//! Let q̂ = s·a and v̂ = t·b be the vectors that the codes a and b stand for. From
//! q·v − q̂·v̂ = (q − q̂)·v + q̂·(v − v̂) and Cauchy–Schwarz, divided by ‖q‖‖v‖:
//!
//! ```text
//! | cos(q, v) − s/‖q‖ · t/‖v‖ · (a·b) |  ≤  ‖q − q̂‖/‖q‖ + ‖q̂‖/‖q‖ · ‖v − v̂‖/‖v‖   =: E
//! ```
//!
//! whatever the codes are. a·b is an exact integer. What is left is the rounding of `f64`: on the one
//! hand of the cosine that a score is made of, which is what the interval must hold, on the other of
//! the terms above. With u = 2^-53, d dimensions and m = ⌈d/8⌉ + 3 (no product passes through more
//! additions: its lane and the tree), to first order in u:
//!
//! | computed | off by at most |
//! |---|---|
//! | dot product, relative to ‖q‖‖v‖ (products are exact) | m u |
//! | a norm, relative | (m/2 + 1) u |
//! | the cosine: one dot product, two norms, a product, a division | (2m + 4) u |
//! | s/‖q‖ · t/‖v‖ · (a·b), relative: two scales, two norms, two divisions, two products | (m + 8) u |
//! | a residual over its norm, relative: difference, square, sum, root, norm, division | (m + 6) u |
//! | … and absolute, as s·a is rounded before the difference is taken | ‖q̂‖/‖q‖ u, ‖v̂‖/‖v‖ u |
//! | ‖q̂‖/‖q‖, relative: root of an integer, scale, norm, division, product | (m/2 + 6) u |
//! | E from its parts, and the two ends of the interval | 6 u |
//!
//! The estimate is at most 1 + E, and ‖q̂‖‖v̂‖ ≤ (1 + E)‖q‖‖v‖. Hence all of it is below
//! (4m + 32) u · (1 + E), and the interval is widened by [`slack`] = 8 (m + 8) u times (1 + E): twice
//! that, which leaves room for all terms of higher order while m u < 2^-20, beyond any vector that fits
//! a row. No step over- or underflows: squares of what is left of an `f32` are far inside the range of
//! `f64`, and vectors without length, whose cosine is 0 by definition, have estimate and E of 0.

use super::code_kernel::CodeKernel;
use super::quantise::{Fit, quantise, row_length};

/// Both ends included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Interval {
    pub(crate) low: f64,
    pub(crate) high: f64,
}

/// A vector as its codes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Coded<'a> {
    /// *Shape*: `[row_length(dimension)]`; zeros behind the codes.
    pub(crate) codes: &'a [i8],
    pub(crate) fit: Fit,
}

/// A query as its codes, to be compared with many vectors.
#[derive(Debug, Clone)]
pub(crate) struct CodedQuery {
    kernel: CodeKernel,
    codes: Vec<i8>,
    unit_scale: f64,
    /// The part of the radius that the query alone makes: its residual, and the slack.
    own_radius: f64,
    /// What the residual of a vector is multiplied by: ‖q̂‖/‖q‖, and the slack.
    residual_factor: f64,
    /// What no cosine exceeds in magnitude.
    most: f64,
}

/// What a query brings into the interval of any cosine.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Parts {
    pub(crate) unit_scale: f64,
    pub(crate) own_radius: f64,
    pub(crate) residual_factor: f64,
}

impl CodedQuery {
    /// The codes of a query of this norm. *Cost*: two passes over it.
    pub(crate) fn new(kernel: CodeKernel, vector: &[f32], norm: f64) -> Self {
        let mut codes = vec![0; row_length(vector.len())];
        let fit = quantise(vector, norm, &mut codes);
        let slack = slack(vector.len());
        let squares = kernel.dot(&codes, &codes);
        let relative_norm = fit.unit_scale * (squares as f64).sqrt();
        Self {
            kernel,
            codes,
            unit_scale: fit.unit_scale,
            own_radius: fit.residual * (1.0 + slack) + slack,
            residual_factor: relative_norm * (1.0 + slack),
            most: 1.0 + slack,
        }
    }

    /// Where the cosine with a vector lies, as `kernel::cosine` computes it; proven above.
    #[inline]
    pub(crate) fn cosine_within(&self, coded: Coded<'_>) -> Interval {
        let dot = self.kernel.dot(&self.codes, coded.codes) as f64;
        let estimate = self.unit_scale * coded.fit.unit_scale * dot;
        let radius = self.own_radius + self.residual_factor * coded.fit.residual;
        Interval {
            low: (estimate - radius).max(-self.most),
            high: (estimate + radius).min(self.most),
        }
    }

    /// The codes. *Shape*: `[row_length(dimension)]`.
    pub(crate) fn codes(&self) -> &[i8] {
        &self.codes
    }

    /// The interval's parts, for who computes many at once: the estimate is `unit_scale · fit.unit_scale · dot`,
    /// the radius `own_radius + residual_factor · fit.residual`.
    pub(crate) fn parts(&self) -> Parts {
        Parts {
            unit_scale: self.unit_scale,
            own_radius: self.own_radius,
            residual_factor: self.residual_factor,
        }
    }

    /// About the cosine with a vector: the middle of its interval.
    #[inline]
    pub(crate) fn cosine_estimate(&self, coded: Coded<'_>) -> f64 {
        let dot = self.kernel.dot(&self.codes, coded.codes) as f64;
        self.unit_scale * coded.fit.unit_scale * dot
    }

    /// Where every cosine lies: |q·v| ≤ ‖q‖‖v‖, and the rounding above. No other interval reaches
    /// beyond it.
    #[inline]
    pub(crate) fn cosine_of_any(&self) -> Interval {
        Interval { low: -self.most, high: self.most }
    }
}

/// 8 (m + 8) u, derived above.
fn slack(dimension: usize) -> f64 {
    let additions = (dimension.div_ceil(8) + 3) as f64;
    // EPSILON is 2 u.
    4.0 * (additions + 8.0) * f64::EPSILON
}
