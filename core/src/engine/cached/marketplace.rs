//! Cached reads of the marketplace.

use super::{Read, cached_reads};
use crate::cache::{Cached, Reads, kept};
use crate::embedding::{AdvisorText, AdvisorTexts, EmbedText, EmbeddedText};
use crate::engine::{Engine, Pinned, Shared};
use crate::error::Result;
use crate::lists::Page;
use crate::marketplace::{
    Advisor, AdvisorList, AdvisorRatings, CompareAdvisors, FacetValues, FeaturedAdvisors,
    FoundAdvisors, GetAdvisor, GetAdvisorRatings, GetAdvisors, MarketplaceStats, SearchAdvisors,
    SearchFacet, SearchResult, SimilarAdvisorList, SimilarAdvisors, SuggestAdvisors, Suggestions,
};
use crate::matching::{
    ClientNeeds, ExplainMatch, MatchExplanation, MatchResult, ScoringProfileList,
};
use crate::model::advisoros::{
    CLIENT_SATISFACTION_METRICS, CLIENTS, ENGAGEMENTS, SCORING_PROFILES,
};
use crate::options::CallOptions;
use crate::snapshot::Answer;

/// Reads of the marketplace, answered by what is kept where it is true; made by [`Engine::cached`] and
/// [`Pinned::cached`].
///
/// Answers are shared, not copied, and equal to those of [`Engine`].
///
/// ```
/// # use advisor_engine::{CallOptions, ClientNeeds, Engine};
/// # let engine = Engine::in_memory(Default::default())?;
/// let (needs, options) = (ClientNeeds::default(), CallOptions::default());
/// let kept = engine.cached().match_advisors(&needs, &options)?;
/// assert_eq!(kept.matches, engine.match_advisors(&needs, &options)?.matches);
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct CachedMarketplace<'a> {
    of: Of<'a>,
}

/// What is read: the newest revision, or a pinned one.
#[derive(Debug, Clone, Copy)]
enum Of<'a> {
    Engine(&'a Engine),
    Pinned(&'a Pinned),
}

impl Engine {
    /// The reads of the marketplace, answered by what is kept where it is true.
    #[must_use]
    pub fn cached(&self) -> CachedMarketplace<'_> {
        CachedMarketplace { of: Of::Engine(self) }
    }
}

impl Pinned {
    /// The reads of the marketplace at this revision, answered by what is kept where it is true.
    #[must_use]
    pub fn cached(&self) -> CachedMarketplace<'_> {
        CachedMarketplace { of: Of::Pinned(self) }
    }
}

impl CachedMarketplace<'_> {
    fn read<'b>(&'b self, operation: &'static str, options: &'b CallOptions) -> Read<'b> {
        let (engine, pinned) = match self.of {
            Of::Engine(engine) => (engine, None),
            Of::Pinned(pinned) => (&pinned.engine.0, Some(pinned)),
        };
        Read { engine, operation, tenant: None, pinned, options }
    }

    #[expect(clippy::unused_self, reason = "as of a tenant, whose reads begin with its own row")]
    fn reads(&self, shared: &Shared) -> Reads<'static> {
        Reads::of_all(shared.catalog)
    }
}

/// The two handles have the same methods.
macro_rules! of_both {
    ($($name:ident($($argument:ident: $kind:ty),*) -> $value:ty;)+) => {
        impl Of<'_> {
            $(
                fn $name(self, $($argument: $kind,)* options: &CallOptions) -> Result<Answer<$value>> {
                    match self {
                        Self::Engine(engine) => engine.$name($($argument,)* options),
                        Self::Pinned(pinned) => pinned.$name($($argument,)* options),
                    }
                }
            )+
        }
        kept!($($value),+);
    };
}

of_both! {
    match_advisors(needs: &ClientNeeds) -> MatchResult;
    explain_match(request: &ExplainMatch) -> MatchExplanation;
    scoring_profiles() -> ScoringProfileList;
    search_advisors(request: &SearchAdvisors) -> SearchResult;
    suggest_advisors(request: &SuggestAdvisors) -> Suggestions;
    search_facet(request: &SearchFacet) -> FacetValues;
    get_advisor(request: &GetAdvisor) -> Advisor;
    get_advisors(request: &GetAdvisors) -> FoundAdvisors;
    similar_advisors(request: &SimilarAdvisors) -> SimilarAdvisorList;
    advisor_ratings(request: &GetAdvisorRatings) -> AdvisorRatings;
    marketplace_stats() -> MarketplaceStats;
    embed_text(request: &EmbedText) -> EmbeddedText;
    advisor_texts(request: &AdvisorTexts) -> Page<AdvisorText>;
    featured_advisors(request: &FeaturedAdvisors) -> AdvisorList;
}

impl Of<'_> {
    fn compare_advisors(
        self,
        request: &CompareAdvisors,
        options: &CallOptions,
    ) -> Result<Answer<AdvisorList>> {
        match self {
            Self::Engine(engine) => engine.compare_advisors(request, options),
            Self::Pinned(pinned) => pinned.compare_advisors(request, options),
        }
    }
}

cached_reads! {
    CachedMarketplace for "Engine";
    match_advisors(needs: &ClientNeeds) -> MatchResult,
        |reads| reads.advisors().tables(&[SCORING_PROFILES]);
    explain_match(request: &ExplainMatch) -> MatchExplanation,
        |reads| reads.advisors().tables(&[SCORING_PROFILES]);
    scoring_profiles() -> ScoringProfileList, |reads| reads.tables(&[SCORING_PROFILES]);
    search_advisors(request: &SearchAdvisors) -> SearchResult, |reads| reads.advisors();
    suggest_advisors(request: &SuggestAdvisors) -> Suggestions, |reads| reads.advisors();
    search_facet(request: &SearchFacet) -> FacetValues, |reads| reads.advisors();
    get_advisor(request: &GetAdvisor) -> Advisor, |reads| reads.advisors();
    get_advisors(request: &GetAdvisors) -> FoundAdvisors, |reads| reads.advisors();
    compare_advisors(request: &CompareAdvisors) -> AdvisorList, |reads| reads.advisors();
    featured_advisors(request: &FeaturedAdvisors) -> AdvisorList, |reads| reads.advisors();
    similar_advisors(request: &SimilarAdvisors) -> SimilarAdvisorList, |reads| reads.advisors();
    advisor_ratings(request: &GetAdvisorRatings) -> AdvisorRatings, |reads| reads
        .advisors()
        .tables(&[CLIENT_SATISFACTION_METRICS, ENGAGEMENTS, CLIENTS]);
    marketplace_stats() -> MarketplaceStats, |reads| reads.advisors();
    // A vector of words: nothing of the store is read.
    embed_text(request: &EmbedText) -> EmbeddedText, |_reads| ();
    advisor_texts(request: &AdvisorTexts) -> Page<AdvisorText>, |reads| reads.advisors();
}
