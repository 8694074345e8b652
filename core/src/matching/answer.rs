//! The way of a match: how the best of the eligible are found, and what is shown of them.

use super::asked::{Asked, Roster};
use super::best::{Scored, keep_best};
use super::needs::ClientNeeds;
use super::planner::{Situation, Strategy};
use super::result::{MatchResult, Plan};
use super::show::show;
use super::signals::Signal;
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
    let (best, plan) = find_best(&asked, means.strategy, options)?;
    let matches = best.iter().enumerate().map(|(index, (score, ordinal))| {
        show(index + 1, *score, *ordinal, asked.terms, &asked.signals, roster.tables)
    });
    Ok(MatchResult { matches: matches.collect::<Result<_>>()?, plan })
}

/// The best of the eligible in their order, and how they were found.
pub(super) fn find_best(
    asked: &Asked<'_>,
    strategy: Option<Strategy>,
    options: &CallOptions,
) -> Result<(Vec<Scored>, Plan)> {
    let Asked { roster, needs, terms, signals } = asked;
    let ordinals = asked.eligible();
    let strategy = strategy.unwrap_or_else(|| {
        Strategy::plan(Situation {
            eligible: ordinals.len(),
            limit: needs.limit,
            dimension: needs.embedding.len(),
            has_cosine: terms.iter().any(|term| term.signal == Signal::Cosine),
        })
    });
    let (mut scored, rescored) = match strategy {
        Strategy::PlainScan => (plain::score_all(&ordinals, terms, signals, options)?, 0),
        Strategy::BoundedScan => {
            let scored = bounded::score_best(&ordinals, terms, signals, needs.limit, options)?;
            let rescored = scored.len();
            (scored, rescored)
        }
    };
    keep_best(&mut scored, needs.limit, roster.profiles);
    let plan = Plan {
        strategy: strategy.name().to_owned(),
        eligible: ordinals.len(),
        scored: ordinals.len(),
        rescored,
        exact: true,
    };
    Ok((scored, plan))
}
