//! What each of several conditions does to a result.

use fixedbitset::FixedBitSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How many advisors one condition of a request takes out, of those who may be shown at all.
///
/// A page is empty for a reason: the condition that blocks most is the one to relax first. Where nothing blocks and
/// all the same nobody is left, each advisor fails two conditions or more.
///
/// ```
/// use advisor_engine::ClauseEffect;
/// let effect = ClauseEffect { clause: "available".to_owned(), removes: 7, blocks: 2 };
/// assert!(effect.blocks <= effect.removes);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClauseEffect {
    /// The condition, by the name of its field in the request.
    pub clause: String,
    /// Advisors who fail it, whatever else they pass or fail.
    pub removes: usize,
    /// Advisors who pass every other condition and fail this one: the result grows by them where it is dropped.
    pub blocks: usize,
}

/// The effects of conditions on the advisors of `base`, in their order; each condition comes with those who pass it.
///
/// *Cost*: a few passes over the bitmaps per condition.
pub(crate) fn effects<'a>(
    base: &FixedBitSet,
    clauses: impl IntoIterator<Item = (&'a str, FixedBitSet)>,
) -> Vec<ClauseEffect> {
    let mut failing_once = FixedBitSet::with_capacity(base.len());
    let mut failing_more = failing_once.clone();
    let failing: Vec<(&str, FixedBitSet)> = clauses
        .into_iter()
        .map(|(clause, passing)| {
            let mut failing = base.clone();
            failing.difference_with(&passing);
            let mut again = failing_once.clone();
            again.intersect_with(&failing);
            failing_more.union_with(&again);
            failing_once.union_with(&failing);
            (clause, failing)
        })
        .collect();
    let effects = failing.into_iter().map(|(clause, failing)| ClauseEffect {
        clause: clause.to_owned(),
        removes: failing.count_ones(..),
        blocks: failing.difference_count(&failing_more),
    });
    effects.collect()
}
