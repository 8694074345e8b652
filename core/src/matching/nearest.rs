//! The nearest embeddings among given advisors: a match whose score is the cosine alone.

use super::answer::{Means, find_best};
use super::asked::{Asked, Roster};
use super::best::Scored;
use super::mode::SearchMode;
use super::needs::ClientNeeds;
use super::profile::Term;
use super::result::Plan;
use super::signals::{Signal, Signals};
use crate::error::Result;
use crate::options::CallOptions;

const COSINE_ALONE: &[Term] = &[Term { signal: Signal::Cosine, weight: 1.0 }];

/// The advisors whose embeddings are nearest to a vector, with their cosines, and how they were found.
///
/// *Order*: cosine, highest first, then id. *Cost*: as a match of as many advisors.
///
/// # Errors
/// `Cancelled` and `Timeout` as the options say.
pub(crate) fn nearest(
    roster: Roster<'_>,
    vector: &[f32],
    ordinals: &[u32],
    limit: usize,
    search: SearchMode,
    options: &CallOptions,
) -> Result<(Vec<Scored>, Plan)> {
    let means = Means::planned();
    let needs = ClientNeeds { embedding: vector.to_vec(), limit, search, ..ClientNeeds::default() };
    let signals = Signals::new(roster.profiles, roster.vectors, &needs, means.kernels);
    let asked = Asked { roster, needs: &needs, terms: COSINE_ALONE, signals };
    find_best(&asked, ordinals, means.strategy, options)
}
