//! The plain scan: the whole score of every eligible advisor.

use rayon::prelude::*;

use super::best::Scored;
use super::points;
use super::profile::Term;
use super::signals::Signals;
use crate::error::Result;
use crate::options::CallOptions;

/// Advisors whose scores are computed together, and between two looks at the deadline and the cancel
/// flag: their columns stay in the nearest cache, and two threads that take them in turn end together.
pub(super) const BLOCK: usize = 256;
/// Below this many the scan takes less than waking another thread and waiting for it costs.
const PARALLEL_FROM: usize = 2048;

/// The scores of all. *Cost*: one pass over the vectors.
///
/// # Errors
/// `Cancelled` and `Timeout` as the options say.
pub(super) fn score_all(
    ordinals: &[u32],
    terms: &[Term],
    signals: &Signals<'_>,
    options: &CallOptions,
) -> Result<Vec<Scored>> {
    let score = |block: &[u32]| -> Result<Vec<Scored>> {
        options.check()?;
        let mut sums = vec![0.0; block.len()];
        points::fold_many(terms, signals, block, &mut sums);
        Ok(sums.into_iter().zip(block.iter().copied()).collect())
    };
    // Every score depends on its advisor alone, so that the split cannot show in the answer.
    let blocks: Vec<Vec<Scored>> = if ordinals.len() < PARALLEL_FROM {
        ordinals.chunks(BLOCK).map(score).collect::<Result<_>>()?
    } else {
        ordinals.par_chunks(BLOCK).map(score).collect::<Result<_>>()?
    };
    Ok(blocks.concat())
}
