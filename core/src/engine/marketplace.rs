//! Reads of the marketplace, at the newest revision and at a pinned one.

use super::{Engine, Pinned};
use crate::error::Result;
use crate::marketplace::{
    Advisor, AdvisorList, AdvisorRatings, CompareAdvisors, FacetValues, FeaturedAdvisors,
    FoundAdvisors, GetAdvisor, GetAdvisorRatings, GetAdvisors, Market, MarketplaceStats,
    SearchAdvisors, SearchFacet, SearchResult, SimilarAdvisorList, SimilarAdvisors,
    SuggestAdvisors, Suggestions, compare, featured, get, get_many, ratings, search, search_facet,
    similar, stats, suggest,
};
use crate::matching::Roster;
use crate::options::CallOptions;
use crate::snapshot::Answer;

/// Reads of the marketplace, each at the newest revision and at a pinned one.
macro_rules! market_reads {
    ($(
        $(#[$about:meta])*
        $name:ident($($request:ident: $kind:ty)?) -> $value:ty,
        |$shared:pat_param, $snapshot:ident, $options:ident| $read:expr;
    )+) => {
        impl Engine {
            $(
                $(#[$about])*
                pub fn $name(
                    &self,
                    $($request: $kind,)?
                    $options: &CallOptions,
                ) -> Result<Answer<$value>> {
                    self.read(stringify!($name), None, $options, |$shared, $snapshot| $read)
                }
            )+
        }

        impl Pinned {
            $(
                #[doc = concat!("As [`Engine::", stringify!($name), "`], at this revision.")]
                ///
                /// # Errors
                #[doc = concat!("As [`Engine::", stringify!($name), "`].")]
                pub fn $name(
                    &self,
                    $($request: $kind,)?
                    $options: &CallOptions,
                ) -> Result<Answer<$value>> {
                    let engine = &self.engine.0;
                    engine.read(stringify!($name), Some(self), $options, |$shared, $snapshot| $read)
                }
            )+
        }
    };
}

market_reads! {
    /// Finds advisors by words and filters: one page, the exact total, and counts by facet over the whole result.
    ///
    /// *Order*: as the request says, missing values last, then the advisor's id. *Cost*: a few passes over bitmaps, and
    /// one count per word of every facet; a page by cursor costs what the first one does.
    ///
    /// # Errors
    /// `InvalidArgument` for a field of the request, and for a cursor that is not of this search; `Conflict` for a
    /// cursor by relevance when the texts of the marketplace have changed since.
    ///
    /// ```
    /// use advisor_engine::{AdvisorFilters, CallOptions, Engine, SearchAdvisors};
    /// let engine = Engine::in_memory(Default::default())?;
    /// let request = SearchAdvisors {
    ///     filters: AdvisorFilters { languages: vec!["English".to_owned()], ..AdvisorFilters::default() },
    ///     ..SearchAdvisors::default()
    /// };
    /// let found = engine.search_advisors(&request, &CallOptions::default())?;
    /// assert_eq!((found.total, found.facets.languages.as_deref()), (0, Some(&[][..])));
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    search_advisors(request: &SearchAdvisors) -> SearchResult,
        |shared, snapshot, options| search(Market::of(snapshot)?, &shared.cursors, request, options);

    /// Tells what a text that is being typed may become: names, titles, industries and services that begin so, with exact
    /// counts over the marketplace.
    ///
    /// *What counts*: texts of which every typed word begins a word, whatever case and accents; where there is none at
    /// all, those that begin so within one edit per word from four letters and two from eight. *Order*: that of
    /// [`Suggestions`]. *Cost*: one look at each name and title with a word that begins as typed, and at each industry and
    /// service.
    ///
    /// # Errors
    /// `InvalidArgument` for a limit out of range and a text that is too long.
    ///
    /// ```
    /// use advisor_engine::{CallOptions, Engine, SuggestAdvisors};
    /// let engine = Engine::in_memory(Default::default())?;
    /// let request = SuggestAdvisors { text: "boo".to_owned(), ..SuggestAdvisors::default() };
    /// let found = engine.suggest_advisors(&request, &CallOptions::default())?;
    /// assert!(found.suggestions.is_empty() && found.typos_expanded);
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    suggest_advisors(request: &SuggestAdvisors) -> Suggestions,
        |_, snapshot, options| suggest(Market::of(snapshot)?, request, options);

    /// Finds values of a facet that begin as typed, counted over the result of a search without the facet's own filter.
    ///
    /// *Order*: count, largest first, then spelling. *Cost*: that of the search without its page, and one count per value
    /// that begins so.
    ///
    /// # Errors
    /// `InvalidArgument` for a field of the request.
    ///
    /// ```
    /// use advisor_engine::{CallOptions, Engine, ListField, SearchAdvisors, SearchFacet};
    /// let engine = Engine::in_memory(Default::default())?;
    /// let request = SearchFacet {
    ///     field: ListField::Services,
    ///     text: "tax".to_owned(),
    ///     search: SearchAdvisors::default(),
    ///     limit: 20,
    /// };
    /// assert_eq!(engine.search_facet(&request, &CallOptions::default())?.total, 0);
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    search_facet(request: &SearchFacet) -> FacetValues,
        |_, snapshot, options| search_facet(Market::of(snapshot)?, request, options);

    /// Reads one advisor of the marketplace.
    ///
    /// # Errors
    /// `NotFound` when there is no such advisor, or it may not be shown.
    get_advisor(request: &GetAdvisor) -> Advisor,
        |_, snapshot, options| get(Market::of(snapshot)?, request);

    /// Reads many advisors of the marketplace, as a batch loader wants them: one place per id.
    ///
    /// *Order*: that of the ids.
    ///
    /// # Errors
    /// `InvalidArgument` for more than 1,000 ids.
    get_advisors(request: &GetAdvisors) -> FoundAdvisors,
        |_, snapshot, options| get_many(Market::of(snapshot)?, request);

    /// Reads two to five advisors, to show side by side.
    ///
    /// *Order*: that of the ids.
    ///
    /// # Errors
    /// `NotFound`, naming them, when some are not there or may not be shown; `InvalidArgument` for another number of
    /// ids, and for one that comes twice.
    compare_advisors(request: &CompareAdvisors) -> AdvisorList,
        |_, snapshot, options| compare(Market::of(snapshot)?, request);

    /// Reads the available advisors that stand out in a category.
    ///
    /// *Order*: that of the category, then the advisor's id.
    ///
    /// # Errors
    /// `InvalidArgument` for a limit out of range.
    featured_advisors(request: &FeaturedAdvisors) -> AdvisorList,
        |_, snapshot, options| featured(Market::of(snapshot)?, request);

    /// Finds the advisors whose embeddings are nearest to that of one advisor, itself left out.
    ///
    /// *What counts*: advisors who may be shown, pass the filters and have an embedding. *Order*: the cosine of the
    /// embeddings, highest first, then the advisor's id. *Cost*: as a match of as many advisors.
    ///
    /// # Errors
    /// `NotFound` when there is no such advisor, or it may not be shown; `InvalidArgument` for an advisor without an
    /// embedding and for a field of the request.
    ///
    /// ```
    /// use advisor_engine::{CallOptions, Engine, ErrorKind};
    /// let engine = Engine::in_memory(Default::default())?;
    /// let request = serde_json::from_str(r#"{"advisorId": "nobody"}"#).expect("valid JSON");
    /// let error = engine.similar_advisors(&request, &CallOptions::default()).map(|_| ()).unwrap_err();
    /// assert_eq!((error.kind(), error.message()), (ErrorKind::NotFound, "no advisor `nobody`"));
    /// # Ok::<(), advisor_engine::Error>(())
    /// ```
    similar_advisors(request: &SimilarAdvisors) -> SimilarAdvisorList,
        |_, snapshot, options| similar(Market::of(snapshot)?, Roster::of(snapshot)?, request, options);

    /// Tells what the published ratings of an advisor say, and how many clients the advisor serves now.
    ///
    /// *What counts*: ratings that are published and not deleted, of clients of all tenants. *Units*: means higher is
    /// better, 1 to 10 and 0 to 5; the net promoter score in percent, -100 to 100. *Cost*: one look at each client that
    /// the advisor is assigned to; the sums are kept.
    ///
    /// # Errors
    /// `NotFound` when there is no such advisor, or it may not be shown.
    advisor_ratings(request: &GetAdvisorRatings) -> AdvisorRatings,
        |_, snapshot, options| ratings(Market::of(snapshot)?, request);

    /// Tells the marketplace in figures.
    ///
    /// # Errors
    /// `Conflict` when the engine is closed.
    marketplace_stats() -> MarketplaceStats,
        |_, snapshot, options| Ok(stats(Market::of(snapshot)?));
}
