//! Which way of finding the best is cheapest: a pure function, the same on every machine.

use super::mode::SearchMode;
use crate::vector::graph::WIDTH;

/// A way of finding the best of the eligible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strategy {
    /// The whole score of all.
    PlainScan,
    /// The score of all within bounds from int8 codes, the whole score of those that may be best.
    BoundedScan,
    /// The same of those to whom the graph leads, or whom their cheap parts leave a chance.
    Graph,
    /// The same of those alone whom the first beam of the graph finds: never planned, for measurements of the graph.
    FirstBeam,
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
    /// What was asked for.
    pub(super) mode: SearchMode,
    /// Vectors in the graph; 0 where there is none, or where the score does not grow with the cosine.
    pub(super) graph_vectors: usize,
}

/// Of fewer values both scans take a few microseconds, and the plain one has less to set up. *Source*:
/// the benches `matching/bounded/*` and `matching/plain/*`: the bounded scan of 248 advisors of 1,536
/// dimensions, six times as many values, saves a sixth of a whole match, that of 5,755 five sixths.
const BOUNDED_FROM_VALUES: usize = 1 << 16;
/// Of fewer advisors per match too large a share is scored after being bounded. *Source*: the same
/// benches, where 1.3 to 1.5 advisors per match are.
const BOUNDED_FROM_PER_MATCH: usize = 4;

/// Without being asked, an answer is approximate only beyond this many. *Source*: a choice: up to there the exact scan
/// takes a few milliseconds. The bench `graph` is where to measure it.
const GRAPH_FROM_ELIGIBLE: usize = 100_000;
/// Vectors that are visited per vector found where all are eligible. *Source*: 620 for 128 among 150,000 of 128
/// dimensions, in a prototype of the graph.
const VISITS_PER_FOUND: usize = 5;
/// What a visit costs in advisors of the bounded scan: it reads one code at a random place, and two heaps. *Source*:
/// an estimate, to be measured by the bench `graph`.
pub(super) const VISIT_COST: usize = 6;

/// The width of the first beam: enough for the recall that the graph was measured at, and for twice the matches.
pub(super) const fn width(limit: usize) -> usize {
    if limit > WIDTH / 2 { limit.saturating_mul(2) } else { WIDTH }
}

impl Strategy {
    pub(super) const fn plan(situation: Situation) -> Self {
        let Situation { eligible, limit, dimension, has_cosine, mode, graph_vectors } = situation;
        let may_approximate = match mode {
            SearchMode::Auto => eligible > GRAPH_FROM_ELIGIBLE,
            SearchMode::Exact => false,
            SearchMode::Approximate => true,
        };
        if may_approximate && has_cosine && graph_vectors > 0 && eligible > 0 {
            // The fewer are eligible, the more vectors lie between two of them.
            let visits = width(limit)
                .saturating_mul(VISITS_PER_FOUND)
                .saturating_mul(if graph_vectors > eligible { graph_vectors } else { eligible })
                / eligible;
            if visits.saturating_mul(VISIT_COST) <= eligible {
                return Self::Graph;
            }
        }
        if has_cosine
            && eligible.saturating_mul(dimension) >= BOUNDED_FROM_VALUES
            && eligible / BOUNDED_FROM_PER_MATCH >= limit
        {
            Self::BoundedScan
        } else {
            Self::PlainScan
        }
    }

    /// What is left of it without a graph.
    pub(super) const fn exact(self) -> Self {
        match self {
            Self::PlainScan => Self::PlainScan,
            Self::BoundedScan | Self::Graph | Self::FirstBeam => Self::BoundedScan,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::PlainScan => "plain_scan",
            Self::BoundedScan => "bounded_scan",
            Self::Graph | Self::FirstBeam => "graph",
        }
    }
}
