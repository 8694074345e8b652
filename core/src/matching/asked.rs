//! A match as it is asked for at one revision: needs that were checked, with all that they name looked up.

use std::borrow::Cow;

use super::eligible::{clause_effects, eligible};
use super::graph::cosine_weight;
use super::needs::ClientNeeds;
use super::planner::Situation;
use super::profile::Term;
use super::scoring::{ScoringProfileVersion, ScoringProfiles};
use super::signals::{Signal, Signals};
use super::text::{check_embedding_model, text_of};
use crate::embedding::LexicalEmbedder;
use crate::error::Result;
use crate::filter::{ClauseEffect, narrow_ordinal};
use crate::profiles::Profiles;
use crate::snapshot::Snapshot;
use crate::store::graph_file::Graph;
use crate::store::table::Tables;
use crate::vector::{Kernels, Vectors};

/// What matching reads of one revision.
#[derive(Clone, Copy)]
pub(crate) struct Roster<'a> {
    pub(super) tables: &'a Tables,
    pub(super) profiles: &'a Profiles,
    /// The hosts', by the ordinals of their embeddings.
    pub(super) vectors: &'a Vectors,
    pub(super) scoring: &'a ScoringProfiles,
    /// Of the advisors' texts, by the ordinals of the advisors.
    pub(super) lexical: &'a Vectors,
}

impl<'a> Roster<'a> {
    /// The live vector of an advisor.
    pub(crate) fn vector(self, ordinal: u32) -> Option<&'a [f32]> {
        let embedding = self.profiles.columns().embedding(ordinal)?;
        self.vectors.get(embedding).map(|found| found.vector)
    }

    /// # Errors
    /// `Unsupported` where the schema has no advisors.
    pub(crate) fn of(snapshot: &'a Snapshot) -> Result<Self> {
        let views = snapshot.views()?;
        Ok(Self {
            tables: &snapshot.tables,
            profiles: &views.profiles,
            vectors: &views.vectors,
            scoring: &views.scoring,
            lexical: &views.lexical,
        })
    }
}

/// Needs at one revision.
pub(super) struct Asked<'a> {
    pub(super) roster: Roster<'a>,
    pub(super) needs: &'a ClientNeeds,
    pub(super) scoring_profile: ScoringProfileVersion,
    /// What scores are the sum of.
    pub(super) terms: Cow<'a, [Term]>,
    pub(super) signals: Signals<'a>,
}

impl<'a> Asked<'a> {
    /// Checks the needs and looks up what they name. *Cost*: a look-up per word; no advisor is visited.
    ///
    /// # Errors
    /// `InvalidArgument`, `DimensionMismatch` and `SchemaMismatch` for needs that cannot be taken.
    pub(super) fn new(
        roster: Roster<'a>,
        needs: &'a ClientNeeds,
        kernels: Kernels,
    ) -> Result<Self> {
        let text = Self::check(roster, needs)?;
        let mut signals = Signals::new(roster.profiles, roster.vectors, needs, kernels);
        if let Some(text) = text {
            let vector = LexicalEmbedder::new().embed(text);
            signals = signals.with_text(roster.lexical, vector, kernels);
        }
        let (scoring_profile, terms) =
            roster.scoring.choose(needs, signals.query_dimension() > 0)?;
        Ok(Self { roster, needs, scoring_profile, terms, signals })
    }

    /// Checks the needs, and returns the text that stands for an embedding.
    ///
    /// # Errors
    /// As for [`Asked::new`], which checks the scoring profile besides.
    fn check(roster: Roster<'_>, needs: &'a ClientNeeds) -> Result<Option<&'a str>> {
        needs.validate(roster.vectors.dimension())?;
        check_embedding_model(needs, roster.vectors)?;
        text_of(needs)
    }

    /// All that [`Asked::new`] checks.
    ///
    /// # Errors
    /// As for it.
    pub(super) fn check_whole(roster: Roster<'_>, needs: &'a ClientNeeds) -> Result<()> {
        Self::check(roster, needs)?;
        roster.scoring.choose(needs, true).map(drop)
    }

    /// Whether a cosine is part of the score.
    pub(super) fn has_cosine(&self) -> bool {
        self.terms.iter().any(|term| term.signal == Signal::Cosine)
    }

    /// The graph that can serve the score: it must grow with the cosine.
    pub(super) fn graph(&self) -> Option<&'a Graph> {
        self.signals.vectors().graph().filter(|_| cosine_weight(&self.terms) > 0.0)
    }

    /// What the choice of a strategy depends on, with so many eligible.
    pub(super) fn situation(&self, eligible: usize) -> Situation {
        Situation {
            eligible,
            limit: self.needs.candidate_count(),
            dimension: self.signals.query_dimension(),
            has_cosine: self.has_cosine(),
            mode: self.needs.search,
            graph_vectors: self.graph().map_or(0, Graph::node_count),
        }
    }

    /// The advisors that pass the hard filters, in ascending order.
    pub(super) fn eligible(&self) -> Vec<u32> {
        let Roster { tables, profiles, .. } = self.roster;
        eligible(tables, profiles, self.needs).ones().map(narrow_ordinal).collect()
    }

    /// What each hard filter does to those who may be shown.
    pub(super) fn clause_effects(&self) -> Vec<ClauseEffect> {
        let Roster { tables, profiles, .. } = self.roster;
        clause_effects(tables, profiles, self.needs)
    }
}
