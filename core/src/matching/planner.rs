//! Which way of finding the best is cheapest: a pure function, the same on every machine.

/// A way of finding the best of the eligible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// The whole score of all.
    PlainScan,
    /// The score of all within bounds from int8 codes, the whole score of those that may be best.
    BoundedScan,
}

/// What the choice depends on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Situation {
    /// Advisors that passed the hard filters.
    pub(super) eligible: usize,
    /// Matches asked for.
    pub(super) limit: usize,
    /// Values of the needs' embedding; 0 where they have none.
    pub(super) dimension: usize,
    /// Whether a cosine is part of the score.
    pub(super) has_cosine: bool,
}

/// Of fewer values both scans take a few microseconds, and the plain one has less to set up. *Source*:
/// the benches `matching/bounded/*` and `matching/plain/*`: the bounded scan of 248 advisors of 1,536
/// dimensions, six times as many values, saves a sixth of a whole match, that of 5,755 five sixths.
const BOUNDED_FROM_VALUES: usize = 1 << 16;
/// Of fewer advisors per match too large a share is scored after being bounded. *Source*: the same
/// benches, where 1.3 to 1.5 advisors per match are.
const BOUNDED_FROM_PER_MATCH: usize = 4;

impl Strategy {
    pub(super) const fn plan(situation: Situation) -> Self {
        let Situation { eligible, limit, dimension, has_cosine } = situation;
        if has_cosine
            && eligible.saturating_mul(dimension) >= BOUNDED_FROM_VALUES
            && eligible / BOUNDED_FROM_PER_MATCH >= limit
        {
            Self::BoundedScan
        } else {
            Self::PlainScan
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::PlainScan => "plain_scan",
            Self::BoundedScan => "bounded_scan",
        }
    }
}
