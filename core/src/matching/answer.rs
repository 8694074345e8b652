//! The way of a match: who is eligible, how the best of them are found, what is shown of them.

use super::best::keep_best;
use super::eligible::eligible;
use super::needs::ClientNeeds;
use super::planner::{Situation, Strategy};
use super::profile;
use super::result::{MatchResult, Plan};
use super::show::show;
use super::signals::{Signal, Signals};
use super::{bounded, plain};
use crate::error::{Error, Result};
use crate::filter::narrow_ordinal;
use crate::options::CallOptions;
use crate::profiles::Profiles;
use crate::store::table::Tables;
use crate::vector::{Kernels, Vectors};

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
    tables: &Tables,
    profiles: &Profiles,
    vectors: &Vectors,
    needs: &ClientNeeds,
    means: Means,
    options: &CallOptions,
) -> Result<MatchResult> {
    needs.validate(vectors.dimension())?;
    options.check()?;
    let scoring = profile::find(&needs.scoring_profile)
        .ok_or_else(|| Error::internal("a scoring profile that validation knew is gone"))?;
    let terms = scoring.terms_for(!needs.embedding.is_empty());
    let signals = Signals::new(profiles, vectors, needs, means.kernels);
    let ordinals: Vec<u32> = eligible(tables, profiles, needs).ones().map(narrow_ordinal).collect();
    let strategy = means.strategy.unwrap_or_else(|| {
        Strategy::plan(Situation {
            eligible: ordinals.len(),
            limit: needs.limit,
            dimension: needs.embedding.len(),
            has_cosine: terms.iter().any(|term| term.signal == Signal::Cosine),
        })
    });
    let (mut scored, rescored) = match strategy {
        Strategy::PlainScan => (plain::score_all(&ordinals, terms, &signals, options)?, 0),
        Strategy::BoundedScan => {
            let scored = bounded::score_best(&ordinals, terms, &signals, needs.limit, options)?;
            let rescored = scored.len();
            (scored, rescored)
        }
    };
    keep_best(&mut scored, needs.limit, profiles);
    let matches = scored.iter().enumerate().map(|(index, (score, ordinal))| {
        show(index + 1, *score, *ordinal, terms, &signals, tables)
    });
    let plan = Plan {
        strategy: strategy.name().to_owned(),
        eligible: ordinals.len(),
        scored: ordinals.len(),
        rescored,
        exact: true,
    };
    Ok(MatchResult { matches: matches.collect::<Result<_>>()?, plan })
}
