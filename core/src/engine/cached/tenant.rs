//! Cached reads of a tenant.

use super::{Read, cached_reads};
use crate::cache::{Cached, Reads, Subject, kept};
use crate::dashboards::client::ClientDashboard;
use crate::dashboards::organization::OrganizationDashboard;
use crate::engine::{Shared, Tenant};
use crate::error::Result;
use crate::lists::Page;
use crate::model::advisoros::{
    ADVISOR_MARKETPLACE_MATCHES, AUDIT_LOGS, CLIENT_SATISFACTION_METRICS, CLIENTS, ENGAGEMENTS,
    REVENUE_SHARES, TASK_QUEUE_ITEMS, USERS,
};
use crate::model::audience::Audience;
use crate::options::CallOptions;
use crate::permissions::{GetPortalAccess, PortalDecision};
use crate::practice::{
    AdvisorStats, AggregateClients, AnalyseMatches, AuditRow, AuditStatistics,
    AuditStatisticsRequest, ClientAggregation, ClientCountsRequest, ClientMetrics,
    ClientMetricsRequest, ClientRow, ClientSearchResult, ClientStats, CountedClients, DocumentRow,
    DocumentStatistics, DocumentStatisticsRequest, DocumentsByClient, EngagementRow,
    EngagementSummary, EngagementsByClient, FoundClients, GetAdvisorStats, GetClients,
    GetEngagementSummary, GetQueueStats, Groups, InvoiceAging, InvoiceAgingRequest, InvoiceRow,
    InvoicesByClient, ListAdvisorMatches, ListAuditTrail, ListClientMatches, ListClients,
    ListDocuments, ListInvoices, ListTasks, MatchAnalytics, MatchRow, QueueStats, RecentActivity,
    RecentClients, ReviewQueue, SearchClients, TaskRow, TasksByAssignee, TasksByEngagement,
};
use crate::rows::{FoundRows, GetRows};

/// A tenant's reads, answered by what is kept where it is true; made by [`Tenant::cached`].
///
/// Answers are shared, not copied, and equal to those of [`Tenant`]. A read that is true at one instant alone, such as
/// an aging without a day, is computed every time.
///
/// ```
/// # use advisor_engine::{CallOptions, Engine, ErrorKind};
/// # let engine = Engine::in_memory(Default::default())?;
/// let nobody = engine.tenant("org-of-nobody");
/// let refused = nobody.cached().client_stats(&CallOptions::default());
/// assert_eq!(refused.err().map(|error| error.kind()), Some(ErrorKind::NotFound));
/// # Ok::<(), advisor_engine::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct CachedTenant<'a> {
    of: &'a Tenant,
}

impl Tenant {
    /// The same reads, answered by what is kept where it is true.
    #[must_use]
    pub fn cached(&self) -> CachedTenant<'_> {
        CachedTenant { of: self }
    }
}

impl CachedTenant<'_> {
    fn read<'b>(&'b self, operation: &'static str, options: &'b CallOptions) -> Read<'b> {
        Read {
            engine: &self.of.engine,
            operation,
            tenant: Some(&self.of.id),
            pinned: self.of.pinned.as_ref(),
            options,
        }
    }

    fn reads(&self, shared: &Shared) -> Reads<'_> {
        Reads::of_tenant(shared.catalog, &self.of.id)
    }
}

// What a read depends on is said here, beside its name, and nowhere else. Names of users that rows show are the
// tenant's; a client brings along all that hangs on it, but not the engagement of another client that an invoice names.
cached_reads! {
    CachedTenant for "Tenant";
    client_dashboard(client_id: &str, audience: &Audience) -> ClientDashboard,
        |reads| reads.add(Subject::Client(client_id)).names();
    organization_dashboard() -> OrganizationDashboard, |reads| reads.clients();
    get_rows(request: &GetRows) -> FoundRows, |reads| reads.rows_named(&request.table);
    list_clients(request: &ListClients) -> Page<ClientRow>, |reads| reads.clients().names();
    search_clients(request: &SearchClients) -> ClientSearchResult, |reads| reads.clients().names();
    client_stats() -> ClientStats, |reads| reads.clients();
    aggregate_clients(request: &AggregateClients) -> ClientAggregation, |reads| reads.clients();
    client_metrics(request: &ClientMetricsRequest) -> ClientMetrics,
        |reads| reads.client_or_all(request.client_id.as_deref());
    recent_activity(request: &RecentActivity) -> RecentClients, |reads| reads.clients().names();
    engagement_summary(request: &GetEngagementSummary) -> EngagementSummary,
        |reads| reads.add(Subject::Client(&request.client_id)).names();
    advisor_stats(request: &GetAdvisorStats) -> AdvisorStats, |reads| reads
        .rows(&[ENGAGEMENTS, REVENUE_SHARES, CLIENT_SATISFACTION_METRICS, USERS])
        .advisors();
    list_client_matches(request: &ListClientMatches) -> Page<MatchRow>,
        |reads| reads.add(Subject::Client(&request.client_id)).advisors();
    list_advisor_matches(request: &ListAdvisorMatches) -> Page<MatchRow>,
        |reads| reads.rows(&[ADVISOR_MARKETPLACE_MATCHES, CLIENTS]).advisors();
    match_analytics(request: &AnalyseMatches) -> MatchAnalytics,
        |reads| reads.rows(&[ADVISOR_MARKETPLACE_MATCHES, CLIENTS]).advisors();
    audit_trail(request: &ListAuditTrail) -> Page<AuditRow>,
        |reads| reads.rows(&[AUDIT_LOGS]).names();
    audit_statistics(request: &AuditStatisticsRequest) -> AuditStatistics,
        |reads| reads.rows(&[AUDIT_LOGS]).names();
    queue_stats(request: &GetQueueStats) -> QueueStats, |reads| reads.rows(&[TASK_QUEUE_ITEMS]);
    portal_access(request: &GetPortalAccess) -> PortalDecision, |reads| reads
        .add(Subject::Client(&request.client_id))
        .add(Subject::Row(USERS, &request.user_id));
    list_documents(request: &ListDocuments) -> Page<DocumentRow>,
        |reads| reads.client_or_all(request.client_id.as_deref()).names();
    review_queue(request: &ReviewQueue) -> Page<DocumentRow>, |reads| reads.clients().names();
    document_statistics(request: &DocumentStatisticsRequest) -> DocumentStatistics,
        |reads| reads.clients();
    list_tasks(request: &ListTasks) -> Page<TaskRow>,
        |reads| reads.client_or_all(request.client_id.as_deref()).names();
    list_invoices(request: &ListInvoices) -> Page<InvoiceRow>, |reads| reads
        .client_or_all(request.client_id.as_deref())
        .rows(&[ENGAGEMENTS])
        .names();
    invoice_aging(request: &InvoiceAgingRequest) -> InvoiceAging,
        |reads| reads.client_or_all(request.client_id.as_deref());
    documents_by_client(request: &DocumentsByClient) -> Groups<DocumentRow>,
        |reads| reads.these_clients(request.keys.iter().map(String::as_str)).names();
    engagements_by_client(request: &EngagementsByClient) -> Groups<EngagementRow>,
        |reads| reads.these_clients(request.keys.iter().map(String::as_str)).names();
    invoices_by_client(request: &InvoicesByClient) -> Groups<InvoiceRow>, |reads| reads
        .these_clients(request.keys.iter().map(String::as_str))
        .rows(&[ENGAGEMENTS])
        .names();
    tasks_by_assignee(request: &TasksByAssignee) -> Groups<TaskRow>,
        |reads| reads.clients().rows(&[USERS]);
    tasks_by_engagement(request: &TasksByEngagement) -> Groups<TaskRow>,
        |reads| reads.clients().names();
    get_clients(request: &GetClients) -> FoundClients,
        |reads| reads.these_clients(request.ids.iter().map(String::as_str)).names();
    client_counts(request: &ClientCountsRequest) -> CountedClients,
        |reads| reads.these_clients(request.ids.iter().map(String::as_str));
}

kept!(
    FoundRows,
    Page<ClientRow>,
    ClientSearchResult,
    ClientStats,
    ClientAggregation,
    ClientMetrics,
    RecentClients,
    EngagementSummary,
    AdvisorStats,
    Page<MatchRow>,
    MatchAnalytics,
    Page<AuditRow>,
    AuditStatistics,
    QueueStats,
    PortalDecision,
    Page<DocumentRow>,
    DocumentStatistics,
    Page<TaskRow>,
    Page<InvoiceRow>,
    InvoiceAging,
    Groups<DocumentRow>,
    Groups<EngagementRow>,
    Groups<InvoiceRow>,
    Groups<TaskRow>,
    FoundClients,
    CountedClients,
);
