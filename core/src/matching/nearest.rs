//! The nearest embeddings among given advisors: a match whose score is the cosine alone.

use super::answer::{Means, find_best};
use super::asked::{Asked, Roster};
use super::best::Scored;
use super::mode::SearchMode;
use super::needs::ClientNeeds;
use super::result::Plan;
use super::signal::Signal;
use super::weights::SignalWeight;
use crate::error::Result;
use crate::options::CallOptions;

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
    let needs = ClientNeeds {
        embedding: vector.to_vec(),
        limit,
        search,
        weights: vec![SignalWeight { signal: Signal::Cosine.name().to_owned(), weight: 1.0 }],
        ..ClientNeeds::default()
    };
    let asked = Asked::new(roster, &needs, means.kernels)?;
    find_best(&asked, ordinals, means.strategy, options)
}
