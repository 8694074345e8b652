//! The way of a match: how the best of the eligible are found, and what is shown of them.

use super::asked::{Asked, Roster};
use super::best::{Scored, keep_best};
use super::diversity::diversify;
use super::needs::ClientNeeds;
use super::planner::{Situation, Strategy};
use super::result::{Match, MatchResult, Plan};
use super::show::show;
use super::{bounded, plain};
use crate::error::Result;
use crate::options::CallOptions;
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
    let (best, plan) = find_best(&asked, means.strategy, options)?;
    let shown = |index: usize, (score, ordinal): Scored| {
        show(index + 1, score, ordinal, &asked.terms, &asked.signals, roster.tables)
    };
    let matches: Result<_> = match needs.diversity {
        None => best.into_iter().enumerate().map(|(index, one)| shown(index, one)).collect(),
        Some(diversity) => {
            let kernel = means.kernels.exact;
            let chosen =
                diversify(&best, diversity.lambda, needs.limit, &asked.signals, kernel, options)?;
            let chosen = chosen.into_iter().enumerate();
            chosen
                .map(|(index, (one, why))| Ok(Match { diversity: Some(why), ..shown(index, one)? }))
                .collect()
        }
    };
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

/// The best of the eligible in their order, and how they were found.
fn find_best(
    asked: &Asked<'_>,
    strategy: Option<Strategy>,
    options: &CallOptions,
) -> Result<(Vec<Scored>, Plan)> {
    let Asked { roster, needs, scoring_profile: _, terms, signals } = asked;
    let count = needs.candidate_count();
    let ordinals = asked.eligible();
    let strategy = strategy.unwrap_or_else(|| {
        Strategy::plan(Situation {
            eligible: ordinals.len(),
            limit: count,
            dimension: signals.query_dimension(),
            has_cosine: asked.has_cosine(),
        })
    });
    let (mut scored, rescored) = match strategy {
        Strategy::PlainScan => (plain::score_all(&ordinals, terms, signals, options)?, 0),
        Strategy::BoundedScan => {
            let scored = bounded::score_best(&ordinals, terms, signals, count, options)?;
            let rescored = scored.len();
            (scored, rescored)
        }
    };
    keep_best(&mut scored, count, roster.profiles);
    let plan = Plan {
        strategy: strategy.name().to_owned(),
        eligible: ordinals.len(),
        scored: ordinals.len(),
        rescored,
        exact: true,
    };
    Ok((scored, plan))
}
