//! What scores read of an advisor whatever the needs are.

use super::columns::Columns;

/// The years of experience that earn the whole of their share. *Source*: the existing backend's formula.
const YEARS_FULL: f64 = 20.0;
/// The best rating.
const RATING_BEST: f64 = 5.0;

/// Shares of one advisor side by side: a score that reads all of them touches one cache line.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Shares {
    /// Years of experience of 20, at most 1; 0 where they are missing.
    pub(crate) experience: f64,
    /// The rating of 5; 0 where it is missing.
    pub(crate) rating: f64,
    /// The free share of the capacity; 0 without a maximum above 0, below 0 beyond it.
    pub(crate) availability: f64,
}

impl Shares {
    pub(super) fn of(columns: &Columns, ordinal: u32) -> Self {
        let years = columns.years_experience(ordinal).unwrap_or_default();
        Self {
            experience: (to_f64(years) / YEARS_FULL).min(1.0),
            rating: columns.overall_rating(ordinal).unwrap_or_default() / RATING_BEST,
            availability: used_capacity(columns, ordinal).map_or(0.0, |used| 1.0 - used),
        }
    }
}

/// Current clients of the maximum; none where there is no maximum above 0.
pub(crate) fn used_capacity(columns: &Columns, ordinal: u32) -> Option<f64> {
    let max = columns.max_clients(ordinal).filter(|max| *max > 0)?;
    let current = columns.current_clients(ordinal).unwrap_or_default();
    Some(to_f64(current) / to_f64(max))
}

#[expect(
    clippy::cast_precision_loss,
    reason = "beyond 2^53 clients or years the nearest double serves"
)]
const fn to_f64(number: i64) -> f64 {
    number as f64
}
