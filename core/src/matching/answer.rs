//! The way of a match: how the best of the eligible are found, and what is shown of them.

use super::asked::{Asked, Roster};
use super::best::{Scored, keep_best};
use super::diversity::{MatchDiversity, diversify};
use super::graph::{Found, Reach};
use super::needs::ClientNeeds;
use super::planner::Strategy;
use super::result::{Match, MatchResult, Plan};
use super::show::show;
use super::{bounded, graph, plain};
use crate::error::Result;
use crate::options::CallOptions;
use crate::vector::Kernels;
use crate::vector::kernel::Kernel;

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
/// `InvalidArgument`, `DimensionMismatch` and `SchemaMismatch` for needs that cannot be taken; `Cancelled`
/// and `Timeout` as the options say.
pub(crate) fn match_advisors(
    roster: Roster<'_>,
    needs: &ClientNeeds,
    means: Means,
    options: &CallOptions,
) -> Result<MatchResult> {
    let asked = Asked::new(roster, needs, means.kernels)?;
    options.check()?;
    let (chosen, plan) = choose(&asked, means.strategy, means.kernels.exact, options)?;
    let matches = chosen.into_iter().enumerate().map(|(index, ((score, ordinal), diversity))| {
        let shown = show(index + 1, score, ordinal, &asked.terms, &asked.signals, roster.tables)?;
        Ok(Match { diversity, ..shown })
    });
    let matches: Result<_> = matches.collect();
    let embedding_model = asked.signals.model().filter(|_| asked.has_cosine());
    let clauses = needs.diagnose.then(|| asked.clause_effects());
    Ok(MatchResult {
        matches: matches?,
        embedding_model: embedding_model.map(str::to_owned),
        scoring_profile: asked.scoring_profile,
        plan,
        clauses,
    })
}

/// An advisor of an answer, with why it was chosen where a diversity was asked for.
type Chosen = (Scored, Option<MatchDiversity>);

/// The advisors of an answer in its order, and how they were found.
pub(super) fn choose(
    asked: &Asked<'_>,
    strategy: Option<Strategy>,
    kernel: Kernel,
    options: &CallOptions,
) -> Result<(Vec<Chosen>, Plan)> {
    let (best, plan) = find_best(asked, &asked.eligible(), strategy, options)?;
    let Some(diversity) = asked.needs.diversity else {
        return Ok((best.into_iter().map(|scored| (scored, None)).collect(), plan));
    };
    let limit = asked.needs.limit;
    let chosen = diversify(&best, diversity.lambda, limit, &asked.signals, kernel, options)?;
    Ok((chosen.into_iter().map(|(scored, why)| (scored, Some(why))).collect(), plan))
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
    let count = asked.needs.candidate_count();
    let Asked { roster, terms, signals, .. } = asked;
    let strategy = strategy.unwrap_or_else(|| Strategy::plan(asked.situation(ordinals.len())));
    if let (Some(reach), Some(graph)) = (reach_of(strategy), asked.graph())
        && let Some(Found { mut scored, bounded_count }) =
            graph::score_best(ordinals, terms, signals, count, reach, options)?
    {
        let rescored = scored.len();
        keep_best(&mut scored, count, roster.profiles);
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
        let scored = bounded::score_best(ordinals, terms, signals, count, options)?;
        let rescored = scored.len();
        (scored, rescored)
    };
    keep_best(&mut scored, count, roster.profiles);
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
