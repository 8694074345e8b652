//! The way of a match: how the best of the eligible are found, and what is shown of them.

use super::asked::{Asked, Roster};
use super::best::{Scored, keep_best};
use super::graph::{Found, Reach};
use super::needs::ClientNeeds;
use super::planner::{Situation, Strategy};
use super::result::{MatchResult, Plan};
use super::show::show;
use super::signals::Signal;
use super::{bounded, graph, plain};
use crate::error::Result;
use crate::options::CallOptions;
use crate::store::graph_file::Graph;
use crate::vector::Kernels;

/// How a match is computed; the answer does not depend on it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Means {
    /// None leaves it to the planner.
    pub(crate) strategy: Option<Strategy>,
    pub(crate) kernels: Kernels,
}

impl Means {
    /// The planner's strategy, with the fastest kernels.
    pub(crate) fn planned() -> Self {
        Self { strategy: None, kernels: Kernels::detect() }
    }
}

/// The advisors that suit the needs best. *Cost*: one pass over the codes or the vectors of all
/// eligible, as the planner finds cheaper.
///
/// # Errors
/// `InvalidArgument` and `DimensionMismatch` for needs that cannot be taken; `Cancelled` and `Timeout`
/// as the options say.
pub(crate) fn match_advisors(
    roster: Roster<'_>,
    needs: &ClientNeeds,
    means: Means,
    options: &CallOptions,
) -> Result<MatchResult> {
    let asked = Asked::new(roster, needs, means.kernels)?;
    options.check()?;
    let (best, plan) = find_best(&asked, &asked.eligible(), means.strategy, options)?;
    let matches = best.iter().enumerate().map(|(index, (score, ordinal))| {
        show(index + 1, *score, *ordinal, asked.terms, &asked.signals, roster.tables)
    });
    Ok(MatchResult { matches: matches.collect::<Result<_>>()?, plan })
}

/// The best of the eligible in their order, and how they were found.
///
/// # Errors
/// `Cancelled` and `Timeout` as the options say.
pub(super) fn find_best(
    asked: &Asked<'_>,
    ordinals: &[u32],
    strategy: Option<Strategy>,
    options: &CallOptions,
) -> Result<(Vec<Scored>, Plan)> {
    let Asked { roster, needs, terms, signals } = asked;
    let graph = roster.vectors.graph().filter(|_| graph::cosine_weight(terms) > 0.0);
    let situation = Situation {
        eligible: ordinals.len(),
        limit: needs.limit,
        dimension: needs.embedding.len(),
        has_cosine: terms.iter().any(|term| term.signal == Signal::Cosine),
        mode: needs.search,
        graph_vectors: graph.map_or(0, Graph::node_count),
    };
    let strategy = strategy.unwrap_or_else(|| Strategy::plan(situation));
    if let (Some(reach), Some(graph)) = (reach_of(strategy), graph)
        && let Some(Found { mut scored, bounded_count }) =
            graph::score_best(ordinals, terms, signals, needs.limit, reach, options)?
    {
        let rescored = scored.len();
        keep_best(&mut scored, needs.limit, roster.profiles);
        let plan = Plan {
            strategy: strategy.name().to_owned(),
            eligible: ordinals.len(),
            scored: bounded_count,
            rescored,
            exact: false,
            recall: Some(graph.recall()),
        };
        return Ok((scored, plan));
    }
    let strategy = strategy.exact();
    let (mut scored, rescored) = if strategy == Strategy::PlainScan {
        (plain::score_all(ordinals, terms, signals, options)?, 0)
    } else {
        let scored = bounded::score_best(ordinals, terms, signals, needs.limit, options)?;
        let rescored = scored.len();
        (scored, rescored)
    };
    keep_best(&mut scored, needs.limit, roster.profiles);
    let plan = Plan {
        strategy: strategy.name().to_owned(),
        eligible: ordinals.len(),
        scored: ordinals.len(),
        rescored,
        exact: true,
        recall: None,
    };
    Ok((scored, plan))
}

const fn reach_of(strategy: Strategy) -> Option<Reach> {
    match strategy {
        Strategy::PlainScan | Strategy::BoundedScan => None,
        Strategy::Graph => Some(Reach::Certain),
        Strategy::FirstBeam => Some(Reach::FirstBeam),
    }
}
