//! Reads of matches.

use crate::engine::Tenant;
use crate::error::Result;
use crate::lists::Page;
use crate::options::CallOptions;
use crate::practice::{
    self, AnalyseMatches, ListAdvisorMatches, ListClientMatches, MatchAnalytics, MatchRow,
};
use crate::snapshot::Answer;

impl Tenant {
    /// A page of the matches of one client, each with the advisor's card.
    ///
    /// *What counts*: matches of this tenant that are not deleted. The card is that of the marketplace: its fields are
    /// null where the advisor may not be shown. A portal that sees no amounts is told neither budget nor proposed rate.
    /// *Order*: newest first, then by id. *Cost*: one look at each match of the client.
    ///
    /// # Errors
    /// `NotFound` when the client is not there, deleted or another tenant's, and for a portal access of another client, or
    /// one that is inactive or expired; `InvalidArgument` for a filter or a page that cannot be taken.
    pub fn list_client_matches(
        &self,
        request: &ListClientMatches,
        options: &CallOptions,
    ) -> Result<Answer<Page<MatchRow>>> {
        self.read_practice("list_client_matches", options, |read| {
            practice::list_client_matches(read, request)
        })
    }

    /// A page of this tenant's matches with one advisor, each with the client's name and trade.
    ///
    /// *What counts*: matches of this tenant that are not deleted, those of deleted clients too, without the client's name.
    /// Other tenants' matches with the advisor are never told.
    /// *Order*: newest first, then by id. *Cost*: the rows of the page, and with a filter a look at each match with the
    /// advisor.
    ///
    /// # Errors
    /// `NotFound` where the marketplace may not show the advisor and this tenant has no match with it; `InvalidArgument` for
    /// a filter or a page that cannot be taken.
    pub fn list_advisor_matches(
        &self,
        request: &ListAdvisorMatches,
        options: &CallOptions,
    ) -> Result<Answer<Page<MatchRow>>> {
        self.read_practice("list_advisor_matches", options, |read| {
            practice::list_advisor_matches(read, request)
        })
    }

    /// This tenant's matches in figures, period by period: of all, of a client, of an advisor, or of the two together.
    ///
    /// *What counts*: matches of this tenant that are not deleted and were made in the range.
    /// *Order*: periods in time, those without matches too. *Cost*: one look at each match of the range, and one period
    /// after another, at most 3,700.
    ///
    /// # Errors
    /// `NotFound` for a client or an advisor as in [`Self::list_client_matches`] and [`Self::list_advisor_matches`];
    /// `InvalidArgument` for an empty range, one of too many periods, and a time zone that is not known.
    pub fn match_analytics(
        &self,
        request: &AnalyseMatches,
        options: &CallOptions,
    ) -> Result<Answer<MatchAnalytics>> {
        self.read_practice("match_analytics", options, |read| {
            practice::match_analytics(read, request)
        })
    }
}
