//! Reads of a practice: lists, counts, statistics and batches of one tenant's rows. No SQL runs in a call.
//!
//! What counts, unless a read says otherwise: a row that is not deleted, whose own tenant is this one, and that is
//! reached through parents that are live and of this tenant. A list of the whole tenant is reached through the tenant
//! itself, so that a row whose client is deleted stands in it, without the client's name.

mod advisors;
mod audit;
mod choice;
mod clients;
mod contains;
mod counts;

pub use clients::{
    AggregateClients, BillingSums, ClientAggregation, ClientFilters, ClientGroup, ClientGroupSums,
    ClientMetrics, ClientMetricsRequest, ClientRow, ClientRowField, ClientSearchResult, ClientSort,
    ClientStats, EngagementSummary, GetEngagementSummary, InvoiceMetrics, ListClients,
    RecentActivity, RecentClients, SearchClients,
};
pub(crate) use clients::{
    aggregate_clients, client_metrics, client_stats, engagement_summary, list_clients,
    recent_activity, search_clients,
};
pub use counts::ValueCount;
mod matches;
mod period;
mod queue;

pub(crate) use advisors::advisor_stats;
pub use advisors::{
    AdvisorStanding, AdvisorStats, GetAdvisorStats, RatingCount, SatisfactionFigures, ShareSums,
};
pub use audit::{
    ActionCount, AuditFilters, AuditRow, AuditRowField, AuditStatistics, AuditStatisticsRequest,
    EntityTypeCount, ListAuditTrail, UserActionCount,
};
pub(crate) use audit::{audit_statistics, audit_trail};
pub use matches::{
    AnalyseMatches, ListAdvisorMatches, ListClientMatches, MatchAnalytics, MatchFigures,
    MatchFilters, MatchPeriod, MatchRow, MatchRowField, MatchStatusCount,
};
pub(crate) use matches::{list_advisor_matches, list_client_matches, match_analytics};
pub use period::PeriodKind;
pub(crate) use queue::queue_stats;
pub use queue::{GetQueueStats, JobStatusCount, QueueFigures, QueueStats};
mod batch;
mod documents;
mod invoices;
mod tasks;

pub use batch::{
    ClientCounts, ClientCountsRequest, CountedClients, DocumentsByClient, EngagementRow,
    EngagementRowField, EngagementsByClient, FoundClients, GetClients, Group, Groups,
    InvoicesByClient, TasksByAssignee, TasksByEngagement,
};
pub(crate) use batch::{
    client_counts, documents_by_client, engagements_by_client, get_clients, invoices_by_client,
    tasks_by_assignee, tasks_by_engagement,
};
pub use documents::{
    BacklogAges, CategoryBacklog, CategoryStatistics, DocumentFilters, DocumentRow,
    DocumentRowField, DocumentSort, DocumentStatistics, DocumentStatisticsRequest, ListDocuments,
    ReviewBacklog, ReviewQueue,
};
pub(crate) use documents::{document_statistics, list_documents, review_queue};
pub use invoices::{
    AgingBand, CurrencyAging, InvoiceAging, InvoiceAgingRequest, InvoiceFilters, InvoiceRow,
    InvoiceRowField, InvoiceSort, ListInvoices,
};
pub(crate) use invoices::{invoice_aging, list_invoices};
pub(crate) use tasks::list_tasks;
pub use tasks::{ListTasks, TaskFilters, TaskRow, TaskRowField, TaskSort};

use serde::Serialize;

use crate::error::{Error, Result};
use crate::lists::{Listing, Lists, Page};
use crate::model::advisoros::{ADVISOROS, ENGAGEMENTS, engagements as engagement_column};
use crate::model::audience::{Audience, View};
use crate::model::catalog::TableId;
use crate::model::row::RowRef;
use crate::model::selectable::Source;
use crate::moment::Moment;
use crate::options::CallOptions;
use crate::page::{Cursors, PageRequest, Scope};
use crate::snapshot::Views;
use crate::store::table::{TableView, Tables};
use crate::warehouse::rollups::client::ClientRollup;

/// One tenant's data at one revision, and the call that reads it.
#[derive(Clone, Copy)]
pub(crate) struct Practice<'a> {
    pub(crate) operation: &'static str,
    pub(crate) tenant: &'a str,
    pub(crate) tables: &'a Tables,
    pub(crate) views: &'a Views,
    pub(crate) cursors: &'a Cursors,
    /// The instant of the call.
    pub(crate) moment: &'a Moment,
    pub(crate) options: &'a CallOptions,
}

/// A live client of the tenant.
#[derive(Clone, Copy)]
pub(crate) struct FoundClient<'a> {
    pub(crate) row: RowRef<'a>,
    pub(crate) rollup: &'a ClientRollup,
}

impl<'a> Practice<'a> {
    pub(crate) fn table(self, table: TableId) -> &'a TableView {
        self.tables.table(table)
    }

    pub(crate) fn lists(self) -> &'a Lists {
        &self.views.lists
    }

    /// The client of an id.
    ///
    /// # Errors
    /// `NotFound` for one that is not there, deleted, or another tenant's.
    pub(crate) fn client(self, id: &str) -> Result<FoundClient<'a>> {
        let found = self.views.rollups.find_client(self.tables, self.tenant, id);
        let found = found.map(|(row, rollup)| FoundClient { row, rollup });
        found.ok_or_else(|| Error::not_found(format!("no client `{id}`")))
    }

    /// The live rows of the tenant under a parent of any kind, whether or not the parent is live.
    pub(crate) fn rows_under(
        self,
        table: TableId,
        parent_id: &str,
    ) -> impl Iterator<Item = (u32, RowRef<'a>)> {
        let definition = &ADVISOROS.tables[table];
        self.table(table).children(parent_id).filter(move |(_, row)| {
            definition.delete_marker.is_none_or(|marker| row.is_null(marker))
                && definition.tenant.is_none_or(|tenant| row.text(tenant) == self.tenant)
        })
    }

    /// The live rows of a table that hang on a live client of the tenant.
    ///
    /// # Errors
    /// As [`Self::client`].
    pub(crate) fn rows_of_client(self, table: TableId, client_id: &str) -> Result<Vec<u32>> {
        self.client(client_id)?;
        Ok(self.rows_under(table, client_id).map(|(ordinal, _)| ordinal).collect())
    }

    /// The live engagement of an id, of the client where one is asked for.
    ///
    /// # Errors
    /// `NotFound` for one that is not there, deleted, another tenant's or another client's.
    pub(crate) fn engagement(self, id: &str, client_id: Option<&str>) -> Result<RowRef<'a>> {
        use engagement_column as column;
        let found = self.table(ENGAGEMENTS).find(id).map(|(_, row)| row);
        let found = found.filter(|row| {
            row.is_null(column::deleted_at)
                && row.text(column::organization_id) == self.tenant
                && client_id.is_none_or(|client_id| row.text(column::client_id) == client_id)
        });
        found.ok_or_else(|| Error::not_found(format!("no engagement `{id}`")))
    }

    /// What an audience sees of the whole tenant: everything for staff, nothing for a portal, which names its client.
    ///
    /// # Errors
    /// `InvalidArgument` where a portal asks without a client, else as [`Audience::view`].
    pub(crate) fn view(self, audience: &Audience, client_id: Option<&str>) -> Result<View> {
        match (audience, client_id) {
            (Audience::Portal(_), None) => Err(Error::invalid(
                "field `client_id` is missing; expected the client of the portal access",
            )),
            (_, client_id) => audience.view(client_id.unwrap_or_default(), self.moment),
        }
    }

    pub(crate) fn source(self, row: RowRef<'a>) -> Source<'a> {
        Source { tables: self.tables, row, tenant: Some(self.tenant), rollup: None }
    }

    /// Takes a page of a list. `listed` is what chooses and orders the rows: a cursor goes on with the same.
    ///
    /// # Errors
    /// As [`Listing::page`].
    pub(crate) fn page<T>(
        self,
        listing: &Listing<'a>,
        request: &PageRequest,
        listed: &impl Serialize,
        show: impl FnMut(u32, RowRef<'a>) -> Result<T>,
    ) -> Result<Page<T>> {
        let listed = serde_json::to_vec(listed)
            .map_err(|source| Error::internal("a request has no JSON form").with_source(source))?;
        let scope =
            Scope { operation: self.operation, tenant: Some(self.tenant), request: &listed };
        listing.page(request, self.cursors, &scope, self.options, show)
    }
}
