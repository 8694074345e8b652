//! A match as it is asked for at one revision: needs that were checked, with all that they name looked up.

use super::eligible::eligible;
use super::needs::ClientNeeds;
use super::profile::{self, Term};
use super::signals::Signals;
use crate::error::{Error, Result};
use crate::filter::narrow_ordinal;
use crate::profiles::Profiles;
use crate::snapshot::Snapshot;
use crate::store::table::Tables;
use crate::vector::{Kernels, Vectors};

/// What matching reads of one revision.
#[derive(Clone, Copy)]
pub(crate) struct Roster<'a> {
    pub(super) tables: &'a Tables,
    pub(super) profiles: &'a Profiles,
    pub(super) vectors: &'a Vectors,
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
        Ok(Self { tables: &snapshot.tables, profiles: &views.profiles, vectors: &views.vectors })
    }
}

/// Needs at one revision.
pub(super) struct Asked<'a> {
    pub(super) roster: Roster<'a>,
    pub(super) needs: &'a ClientNeeds,
    /// What scores are the sum of.
    pub(super) terms: &'a [Term],
    pub(super) signals: Signals<'a>,
}

impl<'a> Asked<'a> {
    /// Checks the needs and looks up what they name. *Cost*: a look-up per word; no advisor is visited.
    ///
    /// # Errors
    /// `InvalidArgument` and `DimensionMismatch` for needs that cannot be taken.
    pub(super) fn new(
        roster: Roster<'a>,
        needs: &'a ClientNeeds,
        kernels: Kernels,
    ) -> Result<Self> {
        needs.validate(roster.vectors.dimension())?;
        let scoring = profile::find(&needs.scoring_profile)
            .ok_or_else(|| Error::internal("a scoring profile that validation knew is gone"))?;
        Ok(Self {
            roster,
            needs,
            terms: scoring.terms_for(!needs.embedding.is_empty()),
            signals: Signals::new(roster.profiles, roster.vectors, needs, kernels),
        })
    }

    /// The advisors that pass the hard filters, in ascending order.
    pub(super) fn eligible(&self) -> Vec<u32> {
        let Roster { tables, profiles, vectors: _ } = self.roster;
        eligible(tables, profiles, self.needs).ones().map(narrow_ordinal).collect()
    }
}
