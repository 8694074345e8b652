//! Reads of the marketplace, at the newest revision and at a pinned one.

use super::{Engine, Pinned, Shared};
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

impl Engine {
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
    pub fn search_advisors(
        &self,
        request: &SearchAdvisors,
        options: &CallOptions,
    ) -> Result<Answer<SearchResult>> {
        self.read_market("search_advisors", options, |shared, market| {
            search(market, &shared.cursors, request, options)
        })
    }

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
    pub fn suggest_advisors(
        &self,
        request: &SuggestAdvisors,
        options: &CallOptions,
    ) -> Result<Answer<Suggestions>> {
        self.read_market("suggest_advisors", options, |_, market| suggest(market, request, options))
    }

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
    pub fn search_facet(
        &self,
        request: &SearchFacet,
        options: &CallOptions,
    ) -> Result<Answer<FacetValues>> {
        self.read_market("search_facet", options, |_, market| {
            search_facet(market, request, options)
        })
    }

    /// Reads one advisor of the marketplace.
    ///
    /// # Errors
    /// `NotFound` when there is no such advisor, or it may not be shown.
    pub fn get_advisor(
        &self,
        request: &GetAdvisor,
        options: &CallOptions,
    ) -> Result<Answer<Advisor>> {
        self.read_market("get_advisor", options, |_, market| get(market, request))
    }

    /// Reads many advisors of the marketplace, as a batch loader wants them: one place per id.
    ///
    /// *Order*: that of the ids.
    ///
    /// # Errors
    /// `InvalidArgument` for more than 1,000 ids.
    pub fn get_advisors(
        &self,
        request: &GetAdvisors,
        options: &CallOptions,
    ) -> Result<Answer<FoundAdvisors>> {
        self.read_market("get_advisors", options, |_, market| get_many(market, request))
    }

    /// Reads two to five advisors, to show side by side.
    ///
    /// *Order*: that of the ids.
    ///
    /// # Errors
    /// `NotFound`, naming them, when some are not there or may not be shown; `InvalidArgument` for another number of
    /// ids, and for one that comes twice.
    pub fn compare_advisors(
        &self,
        request: &CompareAdvisors,
        options: &CallOptions,
    ) -> Result<Answer<AdvisorList>> {
        self.read_market("compare_advisors", options, |_, market| compare(market, request))
    }

    /// Reads the available advisors that stand out in a category.
    ///
    /// *Order*: that of the category, then the advisor's id.
    ///
    /// # Errors
    /// `InvalidArgument` for a limit out of range.
    pub fn featured_advisors(
        &self,
        request: &FeaturedAdvisors,
        options: &CallOptions,
    ) -> Result<Answer<AdvisorList>> {
        self.read_market("featured_advisors", options, |_, market| featured(market, request))
    }

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
    pub fn similar_advisors(
        &self,
        request: &SimilarAdvisors,
        options: &CallOptions,
    ) -> Result<Answer<SimilarAdvisorList>> {
        self.read("similar_advisors", None, options, |_, snapshot| {
            similar(Market::of(snapshot)?, Roster::of(snapshot)?, request, options)
        })
    }

    /// Tells what the published ratings of an advisor say, and how many clients the advisor serves now.
    ///
    /// *What counts*: ratings that are published and not deleted, of clients of all tenants. *Units*: means higher is
    /// better, 1 to 10 and 0 to 5; the net promoter score in percent, -100 to 100. *Cost*: one look at each client that
    /// the advisor is assigned to; the sums are kept.
    ///
    /// # Errors
    /// `NotFound` when there is no such advisor, or it may not be shown.
    pub fn advisor_ratings(
        &self,
        request: &GetAdvisorRatings,
        options: &CallOptions,
    ) -> Result<Answer<AdvisorRatings>> {
        self.read_market("advisor_ratings", options, |_, market| ratings(market, request))
    }

    /// Tells the marketplace in figures.
    ///
    /// # Errors
    /// `Conflict` when the engine is closed.
    pub fn marketplace_stats(&self, options: &CallOptions) -> Result<Answer<MarketplaceStats>> {
        self.read_market("marketplace_stats", options, |_, market| Ok(stats(market)))
    }

    fn read_market<T>(
        &self,
        operation: &'static str,
        options: &CallOptions,
        read: impl FnOnce(&Shared, Market<'_>) -> Result<T>,
    ) -> Result<Answer<T>> {
        self.read(operation, None, options, |shared, snapshot| read(shared, Market::of(snapshot)?))
    }
}

impl Pinned {
    /// As [`Engine::search_advisors`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::search_advisors`].
    pub fn search_advisors(
        &self,
        request: &SearchAdvisors,
        options: &CallOptions,
    ) -> Result<Answer<SearchResult>> {
        self.read_market("search_advisors", options, |shared, market| {
            search(market, &shared.cursors, request, options)
        })
    }

    /// As [`Engine::suggest_advisors`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::suggest_advisors`].
    pub fn suggest_advisors(
        &self,
        request: &SuggestAdvisors,
        options: &CallOptions,
    ) -> Result<Answer<Suggestions>> {
        self.read_market("suggest_advisors", options, |_, market| suggest(market, request, options))
    }

    /// As [`Engine::search_facet`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::search_facet`].
    pub fn search_facet(
        &self,
        request: &SearchFacet,
        options: &CallOptions,
    ) -> Result<Answer<FacetValues>> {
        self.read_market("search_facet", options, |_, market| {
            search_facet(market, request, options)
        })
    }

    /// As [`Engine::get_advisor`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::get_advisor`].
    pub fn get_advisor(
        &self,
        request: &GetAdvisor,
        options: &CallOptions,
    ) -> Result<Answer<Advisor>> {
        self.read_market("get_advisor", options, |_, market| get(market, request))
    }

    /// As [`Engine::get_advisors`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::get_advisors`].
    pub fn get_advisors(
        &self,
        request: &GetAdvisors,
        options: &CallOptions,
    ) -> Result<Answer<FoundAdvisors>> {
        self.read_market("get_advisors", options, |_, market| get_many(market, request))
    }

    /// As [`Engine::compare_advisors`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::compare_advisors`].
    pub fn compare_advisors(
        &self,
        request: &CompareAdvisors,
        options: &CallOptions,
    ) -> Result<Answer<AdvisorList>> {
        self.read_market("compare_advisors", options, |_, market| compare(market, request))
    }

    /// As [`Engine::featured_advisors`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::featured_advisors`].
    pub fn featured_advisors(
        &self,
        request: &FeaturedAdvisors,
        options: &CallOptions,
    ) -> Result<Answer<AdvisorList>> {
        self.read_market("featured_advisors", options, |_, market| featured(market, request))
    }

    /// As [`Engine::similar_advisors`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::similar_advisors`].
    pub fn similar_advisors(
        &self,
        request: &SimilarAdvisors,
        options: &CallOptions,
    ) -> Result<Answer<SimilarAdvisorList>> {
        self.engine.0.read("similar_advisors", Some(self), options, |_, snapshot| {
            similar(Market::of(snapshot)?, Roster::of(snapshot)?, request, options)
        })
    }

    /// As [`Engine::advisor_ratings`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::advisor_ratings`].
    pub fn advisor_ratings(
        &self,
        request: &GetAdvisorRatings,
        options: &CallOptions,
    ) -> Result<Answer<AdvisorRatings>> {
        self.read_market("advisor_ratings", options, |_, market| ratings(market, request))
    }

    /// As [`Engine::marketplace_stats`], at this revision.
    ///
    /// # Errors
    /// As [`Engine::marketplace_stats`].
    pub fn marketplace_stats(&self, options: &CallOptions) -> Result<Answer<MarketplaceStats>> {
        self.read_market("marketplace_stats", options, |_, market| Ok(stats(market)))
    }

    fn read_market<T>(
        &self,
        operation: &'static str,
        options: &CallOptions,
        read: impl FnOnce(&Shared, Market<'_>) -> Result<T>,
    ) -> Result<Answer<T>> {
        self.engine.0.read(operation, Some(self), options, |shared, snapshot| {
            read(shared, Market::of(snapshot)?)
        })
    }
}
