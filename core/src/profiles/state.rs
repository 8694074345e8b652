//! All advisors of one revision.

use super::columns::Columns;
use super::facet::{Facet, FacetField};
use super::ordinal_set::OrdinalSet;
use crate::model::advisoros::{ADVISOR_EMBEDDINGS, ADVISOR_PROFILES, advisor_profiles};
use crate::model::row::RowRef;
use crate::store::table::Tables;
use crate::store::touched::Touched;

/// What is true or false of an advisor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flag {
    /// Active in the marketplace, verified, not deleted: who may be shown at all.
    Base,
    Available,
    /// `current_clients` is below `max_clients`; a maximum that is null or 0 leaves none.
    CapacityLeft,
    RemoteOnly,
    AcceptsHourly,
    AcceptsRetainer,
    AcceptsProject,
    AcceptsValueBased,
}

impl Flag {
    const ALL: [Self; 8] = [
        Self::Base,
        Self::Available,
        Self::CapacityLeft,
        Self::RemoteOnly,
        Self::AcceptsHourly,
        Self::AcceptsRetainer,
        Self::AcceptsProject,
        Self::AcceptsValueBased,
    ];

    fn is_true_of(self, row: RowRef<'_>) -> bool {
        match self {
            Self::Base => may_be_shown(row),
            Self::Available => row.flag(advisor_profiles::is_available),
            Self::CapacityLeft => {
                let current = row.int(advisor_profiles::current_clients).unwrap_or_default();
                let max = row.int(advisor_profiles::max_clients);
                max.is_some_and(|max| max > 0 && current < max)
            }
            Self::RemoteOnly => row.flag(advisor_profiles::remote_only),
            Self::AcceptsHourly => row.flag(advisor_profiles::accepts_hourly),
            Self::AcceptsRetainer => row.flag(advisor_profiles::accepts_retainer),
            Self::AcceptsProject => row.flag(advisor_profiles::accepts_project),
            Self::AcceptsValueBased => row.flag(advisor_profiles::accepts_value_based),
        }
    }
}

/// Whether the marketplace may show an advisor at all.
pub(crate) fn may_be_shown(row: RowRef<'_>) -> bool {
    row.text(advisor_profiles::marketplace_status) == "active"
        && row.flag(advisor_profiles::is_verified)
        && row.is_null(advisor_profiles::deleted_at)
}

/// The advisors of one revision: columns, flags and facets by ordinal. Immutable; a clone shares all.
#[derive(Debug, Clone, Default)]
pub(crate) struct Profiles {
    columns: Columns,
    flags: [OrdinalSet; Flag::ALL.len()],
    facets: [Facet; FacetField::ALL.len()],
}

impl Profiles {
    /// Reads every advisor. *Cost*: one pass over the profiles, one look-up of an embedding each.
    pub(crate) fn build(tables: &Tables) -> Self {
        let mut profiles = Self::default();
        for (ordinal, row) in tables.table(ADVISOR_PROFILES).rows() {
            profiles.put(ordinal, None, Some(row), tables);
        }
        profiles
    }

    /// The advisors after a batch that led from `before`, which this was made of, to `after`.
    ///
    /// *Cost*: that of the touched advisors and of the chunks and bitmaps that they change.
    pub(crate) fn advance(&self, before: &Tables, after: &Tables, touched: &Touched) -> Self {
        let mut next = self.clone();
        for &ordinal in touched.ordinals(ADVISOR_PROFILES) {
            let old = before.table(ADVISOR_PROFILES).row(ordinal);
            next.put(ordinal, old, after.table(ADVISOR_PROFILES).row(ordinal), after);
        }
        for &embedding in touched.ordinals(ADVISOR_EMBEDDINGS) {
            let new = after.table(ADVISOR_EMBEDDINGS).row(embedding);
            // Came and went in one batch: no advisor ever had it.
            let Some(row) = new.or_else(|| before.table(ADVISOR_EMBEDDINGS).row(embedding)) else {
                continue;
            };
            // An embedding whose advisor is not there is linked once the advisor arrives.
            if let Some((ordinal, _)) = after.table(ADVISOR_PROFILES).find(row.text(0)) {
                next.columns.set_embedding(ordinal, new.map(|_| embedding));
            }
        }
        next
    }

    pub(crate) fn columns(&self) -> &Columns {
        &self.columns
    }

    pub(crate) fn flag(&self, flag: Flag) -> &OrdinalSet {
        &self.flags[flag as usize]
    }

    pub(crate) fn facet(&self, field: FacetField) -> &Facet {
        &self.facets[field as usize]
    }

    /// Bytes of columns and bitmaps, those shared with other revisions included.
    pub(crate) fn byte_count(&self) -> usize {
        let flags: usize = self.flags.iter().map(OrdinalSet::byte_count).sum();
        let facets: usize = self.facets.iter().map(Facet::byte_count).sum();
        self.columns.byte_count() + flags + facets
    }

    fn put(
        &mut self,
        ordinal: u32,
        old: Option<RowRef<'_>>,
        new: Option<RowRef<'_>>,
        tables: &Tables,
    ) {
        self.columns.set(ordinal, new);
        let embedding = new.and_then(|row| tables.table(ADVISOR_EMBEDDINGS).find(row.text(0)));
        self.columns.set_embedding(ordinal, embedding.map(|(embedding, _)| embedding));
        for flag in Flag::ALL {
            self.flags[flag as usize].set(ordinal, new.is_some_and(|row| flag.is_true_of(row)));
        }
        for field in FacetField::ALL {
            let column = field.column();
            let facet = &mut self.facets[field as usize];
            if let (Some(old), Some(new)) = (old, new)
                && old.list(column).eq(new.list(column))
            {
                continue;
            }
            // A list may name a term twice: all old ones go before any new one comes.
            for term in old.into_iter().flat_map(|row| row.list(column)) {
                facet.remove(term, ordinal);
            }
            for term in new.into_iter().flat_map(|row| row.list(column)) {
                facet.insert(term, ordinal);
            }
        }
    }

    /// Whether both say the same of every advisor, whatever room they hold.
    #[cfg(test)]
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.columns.is_same(&other.columns)
            && self.flags == other.flags
            && self.facets == other.facets
    }
}
