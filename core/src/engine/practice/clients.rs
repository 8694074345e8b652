//! Reads of clients.

use crate::engine::Tenant;
use crate::error::Result;
use crate::lists::Page;
use crate::options::CallOptions;
use crate::practice::{
    self, AggregateClients, ClientAggregation, ClientMetrics, ClientMetricsRequest, ClientRow,
    ClientSearchResult, ClientStats, EngagementSummary, GetEngagementSummary, ListClients,
    RecentActivity, RecentClients, SearchClients,
};
use crate::snapshot::Answer;

impl Tenant {
    /// A page of the tenant's clients, with the numbers of their documents, engagements and invoices.
    ///
    /// *What counts*: clients of this tenant that are not deleted; of their rows, those that the client dashboard
    /// counts for staff.
    /// *Order*: as asked, by name otherwise; see [`crate::ClientSort`]. *Cost*: by name and newest first, the rows of
    /// the page, and to count a filtered list one look at each client of the tenant; any other order looks at all.
    ///
    /// # Errors
    /// `NotFound` when the tenant is not there; `InvalidArgument` for a filter or a page that cannot be taken.
    pub fn list_clients(
        &self,
        request: &ListClients,
        options: &CallOptions,
    ) -> Result<Answer<Page<ClientRow>>> {
        self.read_practice("list_clients", options, |read| practice::list_clients(read, request))
    }

    /// The clients that hold a text, best first: to find one while someone types.
    ///
    /// *What counts*: clients of this tenant that are not deleted; the text is looked for in the name, the legal name,
    /// the contact's name and e-mail, the tax id and the industry. *Order*: see [`ClientSearchResult::rows`]. *Cost*: one look
    /// at each client of the tenant.
    ///
    /// # Errors
    /// `NotFound` when the tenant is not there; `InvalidArgument` for a blank or too long text and for the limit.
    pub fn search_clients(
        &self,
        request: &SearchClients,
        options: &CallOptions,
    ) -> Result<Answer<ClientSearchResult>> {
        self.read_practice("search_clients", options, |read| {
            practice::search_clients(read, request)
        })
    }

    /// The tenant's clients in figures, at the time of the call.
    ///
    /// *What counts*: clients of this tenant that are not deleted. *Cost*: a few dozen counts are sorted.
    ///
    /// # Errors
    /// `NotFound` when the tenant is not there; `ResourceExhausted` where a sum has more than 38 digits.
    pub fn client_stats(&self, options: &CallOptions) -> Result<Answer<ClientStats>> {
        self.read_practice("client_stats", options, practice::client_stats)
    }

    /// The tenant's clients by group, with sums of their revenues.
    ///
    /// *What counts*: clients of this tenant that are not deleted and fit the filters. *Cost*: one look at each client
    /// of the tenant.
    ///
    /// # Errors
    /// `NotFound` when the tenant is not there; `InvalidArgument` for a filter; `ResourceExhausted` where a sum has more
    /// than 38 digits.
    pub fn aggregate_clients(
        &self,
        request: &AggregateClients,
        options: &CallOptions,
    ) -> Result<Answer<ClientAggregation>> {
        self.read_practice("aggregate_clients", options, |read| {
            practice::aggregate_clients(read, request)
        })
    }

    /// Clients, invoices, engagements and documents in figures, of one client or of all.
    ///
    /// *What counts*: of one client, its rows that are live and of this tenant; of all, the tenant's own live rows,
    /// whatever their clients are. With a range, rows that were made in it. *Cost*: of all time and all clients, some
    /// counts; else one visit of each row.
    ///
    /// # Errors
    /// `NotFound` when the tenant or the client is not there; `InvalidArgument` for the range; `ResourceExhausted`
    /// where a sum is beyond its type.
    pub fn client_metrics(
        &self,
        request: &ClientMetricsRequest,
        options: &CallOptions,
    ) -> Result<Answer<ClientMetrics>> {
        self.read_practice("client_metrics", options, |read| {
            practice::client_metrics(read, request)
        })
    }

    /// The clients that were made and those that were changed in the last days.
    ///
    /// *What counts*: clients of this tenant that are not deleted. *Order*: last first. *Cost*: the rows that are shown,
    /// and the clients that were made in the window.
    ///
    /// # Errors
    /// `NotFound` when the tenant is not there; `InvalidArgument` for limit and days.
    pub fn recent_activity(
        &self,
        request: &RecentActivity,
        options: &CallOptions,
    ) -> Result<Answer<RecentClients>> {
        self.read_practice("recent_activity", options, |read| {
            practice::recent_activity(read, request)
        })
    }

    /// The engagements and the billing of one client in a year.
    ///
    /// *What counts*: engagements and invoices of the client that are live, of this tenant, and made in the year of the
    /// zone; of the invoices those that are neither drafts nor cancelled. *Cost*: one visit of each engagement and
    /// invoice of the client.
    ///
    /// # Errors
    /// `NotFound` when the tenant or the client is not there, and as the audience says; `InvalidArgument` for the year
    /// and the zone; `ResourceExhausted` where a sum is beyond its type.
    pub fn engagement_summary(
        &self,
        request: &GetEngagementSummary,
        options: &CallOptions,
    ) -> Result<Answer<EngagementSummary>> {
        self.read_practice("engagement_summary", options, |read| {
            practice::engagement_summary(read, request)
        })
    }
}
