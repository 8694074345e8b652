//! The marketplace's reads: search with facets, single advisors, comparison, featured ones, ratings, figures.
//!
//! They span tenants by design, over advisors that are active, verified and not deleted, and public columns only.

mod advisor;
mod directory;
mod facet_search;
mod facets;
mod featured;
mod histogram;
mod overlap;
mod pick;
mod ratings;
mod search;
mod similar;
mod stats;
mod suggest;
#[cfg(test)]
mod tests;

pub use advisor::{Advisor, AdvisorField};
pub(crate) use directory::Directory;
pub(crate) use facet_search::search_facet;
pub use facet_search::{FacetValues, SearchFacet};
pub use facets::{BandCount, FacetCount, FacetName, Facets};
pub(crate) use featured::featured;
pub use featured::{FeaturedAdvisors, FeaturedCategory};
pub use histogram::{RateBucket, RateBuckets, RateHistogram};
pub use pick::{AdvisorList, CompareAdvisors, FoundAdvisors, GetAdvisor, GetAdvisors};
pub(crate) use pick::{compare, get, get_many};
pub(crate) use ratings::ratings;
pub use ratings::{AdvisorRatings, GetAdvisorRatings};
pub(crate) use search::search;
pub use search::{AdvisorSort, Highlight, SearchAdvisors, SearchPlan, SearchResult};
pub(crate) use similar::similar;
pub use similar::{SimilarAdvisorList, SimilarAdvisors};
pub use stats::MarketplaceStats;
pub(crate) use stats::stats;
pub(crate) use suggest::suggest;
pub use suggest::{SuggestAdvisors, Suggestion, SuggestionKind, Suggestions};

use crate::error::Result;
use crate::model::advisoros::ADVISOR_PROFILES;
use crate::profiles::{Flag, Profiles};
use crate::snapshot::Snapshot;
use crate::store::table::Tables;
use crate::text::TextIndex;
use crate::warehouse::rollups::advisor::AdvisorRollups;

/// What the marketplace reads of one revision.
#[derive(Clone, Copy)]
pub(crate) struct Market<'a> {
    tables: &'a Tables,
    profiles: &'a Profiles,
    directory: &'a Directory,
    text: &'a TextIndex,
    advisors: &'a AdvisorRollups,
}

impl<'a> Market<'a> {
    pub(crate) fn of(snapshot: &'a Snapshot) -> Result<Self> {
        let views = snapshot.views()?;
        Ok(Self {
            tables: &snapshot.tables,
            profiles: &views.profiles,
            directory: &views.directory,
            text: &views.text,
            advisors: views.rollups.advisors(),
        })
    }

    /// The ordinal of an advisor that may be shown.
    fn find(self, id: &str) -> Option<u32> {
        let ordinal = self.tables.table(ADVISOR_PROFILES).ordinal(id)?;
        self.profiles.flag(Flag::Base).contains(ordinal).then_some(ordinal)
    }
}
