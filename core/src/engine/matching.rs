//! Reads about matching beside the match itself, at the newest revision and at a pinned one.

use super::{Engine, Pinned};
use crate::error::Result;
use crate::matching::{ExplainMatch, MatchExplanation, Roster, ScoringProfileList, explain_match};
use crate::options::CallOptions;
use crate::snapshot::Answer;

impl Engine {
    /// Lists the scoring profiles: those of the engine, and those that the host keeps.
    ///
    /// *Order*: by name.
    ///
    /// # Errors
    /// `Conflict` when the engine is closed.
    pub fn scoring_profiles(&self, options: &CallOptions) -> Result<Answer<ScoringProfileList>> {
        profiles_at(self, None, options)
    }

    /// Tells where an advisor stands in a match, and why: the rank, the parts of the score, the filters that remove
    /// the advisor, and what would have to change to reach a rank.
    ///
    /// *Cost*: the whole score of every eligible advisor.
    ///
    /// # Errors
    /// `NotFound` when there is no such advisor, or it may not be shown; `InvalidArgument` for a field of the request,
    /// `DimensionMismatch` for the embedding.
    pub fn explain_match(
        &self,
        request: &ExplainMatch,
        options: &CallOptions,
    ) -> Result<Answer<MatchExplanation>> {
        explain_at(self, None, request, options)
    }
}

impl Pinned {
    /// As [`Engine::scoring_profiles`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::scoring_profiles`].
    pub fn scoring_profiles(&self, options: &CallOptions) -> Result<Answer<ScoringProfileList>> {
        profiles_at(&self.engine.0, Some(self), options)
    }

    /// As [`Engine::explain_match`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::explain_match`].
    pub fn explain_match(
        &self,
        request: &ExplainMatch,
        options: &CallOptions,
    ) -> Result<Answer<MatchExplanation>> {
        explain_at(&self.engine.0, Some(self), request, options)
    }
}

fn profiles_at(
    engine: &Engine,
    pinned: Option<&Pinned>,
    options: &CallOptions,
) -> Result<Answer<ScoringProfileList>> {
    engine.read("scoring_profiles", pinned, options, |_, snapshot| {
        Ok(snapshot.views()?.scoring.list())
    })
}

fn explain_at(
    engine: &Engine,
    pinned: Option<&Pinned>,
    request: &ExplainMatch,
    options: &CallOptions,
) -> Result<Answer<MatchExplanation>> {
    engine.read("explain_match", pinned, options, |_, snapshot| {
        explain_match(Roster::of(snapshot)?, request, options)
    })
}
