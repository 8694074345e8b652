//! The table of operations: name, request, answer, and the typed method that answers.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::call::{PreparedCall, Target, kept, made, read_request};
use super::schema::{of_answer, of_request};
use super::{Operation, Scope};
use crate::cache::{CacheStats, Cached};
use crate::dashboards::client::ClientDashboard;
use crate::dashboards::organization::OrganizationDashboard;
use crate::embedding::{AdvisorText, AdvisorTexts, EmbedText, EmbeddedText};
use crate::engine::{
    Applied, FoldReport, LoadOptions, LoadReport, PublishedRevision, ViewReport, WarmCache,
    WarmedCache,
};
use crate::lists::Page;
use crate::marketplace::{
    Advisor, AdvisorList, AdvisorRatings, CompareAdvisors, FacetValues, FeaturedAdvisors,
    FoundAdvisors, GetAdvisor, GetAdvisorRatings, GetAdvisors, MarketplaceStats, SearchAdvisors,
    SearchFacet, SearchResult, SimilarAdvisorList, SimilarAdvisors, SuggestAdvisors, Suggestions,
};
use crate::matching::{
    BatchResult, ClientNeeds, ExplainMatch, MatchBatch, MatchExplanation, MatchResult,
    ScoringProfileList,
};
use crate::model::audience::Audience;
use crate::permissions::{GetPortalAccess, PortalDecision};
use crate::practice::{
    AdvisorStats, AnalyseMatches, AuditRow, AuditStatistics, AuditStatisticsRequest,
    GetAdvisorStats, GetQueueStats, ListAdvisorMatches, ListAuditTrail, ListClientMatches,
    MatchAnalytics, MatchRow, QueueStats,
};
use crate::practice::{
    AggregateClients, ClientAggregation, ClientMetrics, ClientMetricsRequest, ClientRow,
    ClientSearchResult, ClientStats, EngagementSummary, GetEngagementSummary, ListClients,
    RecentActivity, RecentClients, SearchClients,
};
use crate::practice::{
    ClientCountsRequest, CountedClients, DocumentRow, DocumentStatistics,
    DocumentStatisticsRequest, DocumentsByClient, EngagementRow, EngagementsByClient, FoundClients,
    GetClients, Groups, InvoiceAging, InvoiceAgingRequest, InvoiceRow, InvoicesByClient,
    ListDocuments, ListInvoices, ListTasks, ReviewQueue, TaskRow, TasksByAssignee,
    TasksByEngagement,
};
use crate::rows::{FoundRows, GetRows};
use crate::snapshot::Answer;
use crate::store::build::OnBadRow;
use crate::store::log::RejectedRow;
use crate::store::verify::FileReport;
use crate::sync::change::Change;
use crate::telemetry::Stats;
use crate::warehouse::query::{SqlAnswer, SqlPlan, SqlQuery};

/// One entry of the table; the body is the call of the typed method, whose answer is checked against the declared one.
macro_rules! operation {
    (
        $(#[doc = $summary:literal])+
        $scope:ident $(($($mark:ident),*))? $name:ident($request_type:ty) -> $answer:ty,
        |$target:ident, $request:ident, $options:ident| $body:expr
    ) => {
        operation!(
            @entry [$($summary),+] $scope [$($($mark)*)?] $name $request_type, $answer, $answer, made,
            $target, $request, $options, $body
        )
    };
    // Of answers that are kept.
    (
        $(#[doc = $summary:literal])+
        $scope:ident $name:ident($request_type:ty) => $value:ty,
        |$target:ident, $request:ident, $options:ident| $body:expr
    ) => {
        operation!(
            @entry [$($summary),+] $scope [cached] $name $request_type, Answer<$value>, Cached<$value>, kept,
            $target, $request, $options, $body
        )
    };
    (
        @entry [$($summary:literal),+] $scope:ident [$($mark:ident)*] $name:ident $request_type:ty, $answer:ty,
        $given:ty, $reply:ident, $target:ident, $request:ident, $options:ident, $body:expr
    ) => {
        Operation {
            name: stringify!($name),
            scope: Scope::$scope,
            is_write: operation!(@has write $($mark)*),
            is_long: operation!(@has long $($mark)*),
            is_cached: operation!(@has cached $($mark)*),
            summary: concat!($($summary),+).trim_ascii(),
            request_schema: of_request::<$request_type>,
            answer_schema: of_answer::<$answer>,
            prepare: |request| {
                let $request: $request_type = read_request(request)?;
                Ok(PreparedCall::new(move |target, $options| {
                    let answer: $given =
                        operation!(@run $scope $name target, $target, $body);
                    Ok($reply(answer))
                }))
            },
        }
    };
    (@run Tenant $name:ident $found:ident, $target:ident, $body:expr) => {{
        let $target = $found.tenant(stringify!($name))?;
        $body?
    }};
    (@run Store $name:ident $found:ident, $target:ident, $body:expr) => {{
        let $target = $found.engine(stringify!($name))?;
        $body?
    }};
    (@run Marketplace $name:ident $found:ident, $target:ident, $body:expr) => {
        match $found {
            Target::Engine($target) => $body?,
            Target::Pinned($target) => $body?,
            Target::Tenant(_) => return Err(Target::not_marketplace(stringify!($name))),
        }
    };
    (@has $wanted:ident) => { false };
    (@has write write $($rest:ident)*) => { true };
    (@has long long $($rest:ident)*) => { true };
    (@has cached cached $($rest:ident)*) => { true };
    (@has $wanted:ident $other:ident $($rest:ident)*) => { operation!(@has $wanted $($rest)*) };
}

/// All operations.
pub static OPERATIONS: &[Operation] = &[
    operation! {
        /// Metrics, newest documents and next tasks of one client.
        Tenant client_dashboard(ClientDashboardRequest) => ClientDashboard,
        |tenant, request, options| {
            tenant.cached().client_dashboard(&request.client_id, &request.audience, options)
        }
    },
    operation! {
        /// Counts and sums over everything that the organization holds.
        Tenant organization_dashboard(Empty) => OrganizationDashboard,
        |tenant, _request, options| tenant.cached().organization_dashboard(options)
    },
    operation! {
        /// A page of the tenant's clients, with counts.
        Tenant list_clients(ListClients) => Page<ClientRow>,
        |tenant, request, options| tenant.cached().list_clients(&request, options)
    },
    operation! {
        /// The clients that hold a text, best first.
        Tenant search_clients(SearchClients) => ClientSearchResult,
        |tenant, request, options| tenant.cached().search_clients(&request, options)
    },
    operation! {
        /// The tenant's clients in figures.
        Tenant client_stats(Empty) => ClientStats,
        |tenant, _request, options| tenant.cached().client_stats(options)
    },
    operation! {
        /// The tenant's clients by group, with sums of their revenues.
        Tenant aggregate_clients(AggregateClients) => ClientAggregation,
        |tenant, request, options| tenant.cached().aggregate_clients(&request, options)
    },
    operation! {
        /// Clients, invoices, engagements and documents in figures, of one client or of all.
        Tenant client_metrics(ClientMetricsRequest) => ClientMetrics,
        |tenant, request, options| tenant.cached().client_metrics(&request, options)
    },
    operation! {
        /// The engagements and the billing of one client in a year.
        Tenant engagement_summary(GetEngagementSummary) => EngagementSummary,
        |tenant, request, options| tenant.cached().engagement_summary(&request, options)
    },
    operation! {
        /// The clients that were made and those that were changed in the last days.
        Tenant recent_activity(RecentActivity) => RecentClients,
        |tenant, request, options| tenant.cached().recent_activity(&request, options)
    },
    operation! {
        /// Rows of one table by their ids, in the order of the ids.
        Tenant get_rows(GetRows) => FoundRows,
        |tenant, request, options| tenant.cached().get_rows(&request, options)
    },
    operation! {
        /// What an advisor did for the tenant, and where the advisor stands.
        Tenant advisor_stats(GetAdvisorStats) => AdvisorStats,
        |tenant, request, options| tenant.cached().advisor_stats(&request, options)
    },
    operation! {
        /// A page of the matches of one client, with the advisors' cards.
        Tenant list_client_matches(ListClientMatches) => Page<MatchRow>,
        |tenant, request, options| tenant.cached().list_client_matches(&request, options)
    },
    operation! {
        /// A page of the tenant's matches with one advisor, with the clients' names.
        Tenant list_advisor_matches(ListAdvisorMatches) => Page<MatchRow>,
        |tenant, request, options| tenant.cached().list_advisor_matches(&request, options)
    },
    operation! {
        /// The tenant's matches in figures, period by period.
        Tenant match_analytics(AnalyseMatches) => MatchAnalytics,
        |tenant, request, options| tenant.cached().match_analytics(&request, options)
    },
    operation! {
        /// A page of the tenant's audit trail.
        Tenant audit_trail(ListAuditTrail) => Page<AuditRow>,
        |tenant, request, options| tenant.cached().audit_trail(&request, options)
    },
    operation! {
        /// The tenant's audit trail in figures.
        Tenant audit_statistics(AuditStatisticsRequest) => AuditStatistics,
        |tenant, request, options| tenant.cached().audit_statistics(&request, options)
    },
    operation! {
        /// How the tenant's queues of jobs stand.
        Tenant queue_stats(GetQueueStats) => QueueStats,
        |tenant, request, options| tenant.cached().queue_stats(&request, options)
    },
    operation! {
        /// Whether a person may enter the portal of a client now, and as which audience.
        Tenant portal_access(GetPortalAccess) => PortalDecision,
        |tenant, request, options| tenant.cached().portal_access(&request, options)
    },
    operation! {
        /// A page of documents, of one client or of the whole tenant.
        Tenant list_documents(ListDocuments) => Page<DocumentRow>,
        |tenant, request, options| tenant.cached().list_documents(&request, options)
    },
    operation! {
        /// A page of the documents that wait for review, least sure first.
        Tenant review_queue(ReviewQueue) => Page<DocumentRow>,
        |tenant, request, options| tenant.cached().review_queue(&request, options)
    },
    operation! {
        /// How the reading of documents by machine goes, and what waits for review.
        Tenant document_statistics(DocumentStatisticsRequest) => DocumentStatistics,
        |tenant, request, options| tenant.cached().document_statistics(&request, options)
    },
    operation! {
        /// A page of tasks: of a client, an engagement, a person, or the whole tenant.
        Tenant list_tasks(ListTasks) => Page<TaskRow>,
        |tenant, request, options| tenant.cached().list_tasks(&request, options)
    },
    operation! {
        /// A page of invoices, with what was paid of each and how long it is overdue.
        Tenant list_invoices(ListInvoices) => Page<InvoiceRow>,
        |tenant, request, options| tenant.cached().list_invoices(&request, options)
    },
    operation! {
        /// What is owed by how many days it is late, per currency.
        Tenant invoice_aging(InvoiceAgingRequest) => InvoiceAging,
        |tenant, request, options| tenant.cached().invoice_aging(&request, options)
    },
    operation! {
        /// The newest documents of each of many clients.
        Tenant documents_by_client(DocumentsByClient) => Groups<DocumentRow>,
        |tenant, request, options| tenant.cached().documents_by_client(&request, options)
    },
    operation! {
        /// The newest engagements of each of many clients.
        Tenant engagements_by_client(EngagementsByClient) => Groups<EngagementRow>,
        |tenant, request, options| tenant.cached().engagements_by_client(&request, options)
    },
    operation! {
        /// The newest invoices of each of many clients.
        Tenant invoices_by_client(InvoicesByClient) => Groups<InvoiceRow>,
        |tenant, request, options| tenant.cached().invoices_by_client(&request, options)
    },
    operation! {
        /// The tasks of each of many people that are not completed.
        Tenant tasks_by_assignee(TasksByAssignee) => Groups<TaskRow>,
        |tenant, request, options| tenant.cached().tasks_by_assignee(&request, options)
    },
    operation! {
        /// The tasks of each of many engagements.
        Tenant tasks_by_engagement(TasksByEngagement) => Groups<TaskRow>,
        |tenant, request, options| tenant.cached().tasks_by_engagement(&request, options)
    },
    operation! {
        /// Many clients by their ids, in the order of the ids.
        Tenant get_clients(GetClients) => FoundClients,
        |tenant, request, options| tenant.cached().get_clients(&request, options)
    },
    operation! {
        /// How many rows each of many clients has.
        Tenant client_counts(ClientCountsRequest) => CountedClients,
        |tenant, request, options| tenant.cached().client_counts(&request, options)
    },
    operation! {
        /// The advisors of the marketplace that fit a client's needs best.
        Marketplace match_advisors(ClientNeeds) => MatchResult,
        |marketplace, request, options| marketplace.cached().match_advisors(&request, options)
    },
    operation! {
        /// Where an advisor stands in a match, and why.
        Marketplace explain_match(ExplainMatch) => MatchExplanation,
        |marketplace, request, options| marketplace.cached().explain_match(&request, options)
    },
    operation! {
        /// What matches may be scored by: the profiles of the engine and of the host.
        Marketplace scoring_profiles(Empty) => ScoringProfileList,
        |marketplace, _request, options| marketplace.cached().scoring_profiles(options)
    },
    operation! {
        /// The advisors that fit each of many needs best.
        Marketplace(long) match_batch(MatchBatch) -> Answer<BatchResult>,
        |marketplace, request, options| marketplace.match_batch(request, options)
    },
    operation! {
        /// Finds advisors by words and filters: a page, the exact total, and counts by facet.
        Marketplace search_advisors(SearchAdvisors) => SearchResult,
        |marketplace, request, options| marketplace.cached().search_advisors(&request, options)
    },
    operation! {
        /// Names, titles, industries and services that begin as typed, with counts.
        Marketplace suggest_advisors(SuggestAdvisors) => Suggestions,
        |marketplace, request, options| marketplace.cached().suggest_advisors(&request, options)
    },
    operation! {
        /// Values of one facet that begin as typed, counted over the result of a search.
        Marketplace search_facet(SearchFacet) => FacetValues,
        |marketplace, request, options| marketplace.cached().search_facet(&request, options)
    },
    operation! {
        /// One advisor of the marketplace.
        Marketplace get_advisor(GetAdvisor) => Advisor,
        |marketplace, request, options| marketplace.cached().get_advisor(&request, options)
    },
    operation! {
        /// Many advisors of the marketplace by id, in the order of the ids.
        Marketplace get_advisors(GetAdvisors) => FoundAdvisors,
        |marketplace, request, options| marketplace.cached().get_advisors(&request, options)
    },
    operation! {
        /// Two to five advisors, to show side by side.
        Marketplace compare_advisors(CompareAdvisors) => AdvisorList,
        |marketplace, request, options| marketplace.cached().compare_advisors(&request, options)
    },
    operation! {
        /// The available advisors that stand out in a category.
        Marketplace featured_advisors(FeaturedAdvisors) => AdvisorList,
        |marketplace, request, options| marketplace.cached().featured_advisors(&request, options)
    },
    operation! {
        /// The advisors who are like one advisor, nearest first.
        Marketplace similar_advisors(SimilarAdvisors) => SimilarAdvisorList,
        |marketplace, request, options| marketplace.cached().similar_advisors(&request, options)
    },
    operation! {
        /// What the published ratings of an advisor say, in figures.
        Marketplace advisor_ratings(GetAdvisorRatings) => AdvisorRatings,
        |marketplace, request, options| marketplace.cached().advisor_ratings(&request, options)
    },
    operation! {
        /// The marketplace in figures.
        Marketplace marketplace_stats(Empty) => MarketplaceStats,
        |marketplace, _request, options| marketplace.cached().marketplace_stats(options)
    },
    operation! {
        /// The lexical vector of a text: of its words and parts of words, with no model to load.
        Marketplace embed_text(EmbedText) => EmbeddedText,
        |marketplace, request, options| marketplace.cached().embed_text(&request, options)
    },
    operation! {
        /// A page of the advisors' texts, and whether the stored vectors are of them.
        Marketplace advisor_texts(AdvisorTexts) => Page<AdvisorText>,
        |marketplace, request, options| marketplace.cached().advisor_texts(&request, options)
    },
    operation! {
        /// Takes a batch of changes as one durable revision.
        Store(write, long) apply(ApplyRequest) -> Applied,
        |engine, request, options| {
            engine.apply(&request.changes, request.source_position.as_deref(), options)
        }
    },
    operation! {
        /// Replaces the source tables by those of a snapshot folder.
        Store(write, long) load_snapshot(LoadRequest) -> LoadReport,
        |engine, request, options| {
            let on_bad_row =
                if request.stop_on_bad_row { OnBadRow::Stop } else { OnBadRow::Reject };
            engine.load_snapshot(request.folder, &LoadOptions { on_bad_row, call: options.clone() })
        }
    },
    operation! {
        /// Makes base and delta the next base now.
        Store(write, long) fold(Empty) -> FoldReport,
        |engine, _request, options| engine.fold(options)
    },
    operation! {
        /// Copies the store to a new folder.
        Store(long) backup(FolderRequest) -> (),
        |engine, request, options| engine.backup(request.folder, options)
    },
    operation! {
        /// Compares every file of the store with its checksum.
        Store(long) verify_files(Empty) -> FileReport,
        |engine, _request, options| engine.verify_files(options)
    },
    operation! {
        /// Computes every rollup anew and compares it with what is kept.
        Store(long) verify_rollups(Empty) -> ViewReport,
        |engine, _request, options| engine.verify_rollups(options)
    },
    operation! {
        /// The rows that the last load could not take.
        Store(long) rejected_rows(Empty) -> Vec<RejectedRow>,
        |engine, _request, options| engine.rejected_rows(options)
    },
    operation! {
        /// Waits until reads see a revision, such as one that another process has written.
        Store(long) wait_for_revision(RevisionRequest) -> PublishedRevision,
        |engine, request, options| engine.wait_for_revision(request.revision, options)
    },
    operation! {
        /// Answers a question in SQL over the tenant's live rows, at one revision.
        Tenant(long) query(SqlQuery) -> Answer<SqlAnswer>,
        |tenant, request, options| tenant.query(&request, options)
    },
    operation! {
        /// How a question in SQL over the tenant's rows would be answered.
        Tenant(long) explain_query(SqlQuery) -> Answer<SqlPlan>,
        |tenant, request, options| tenant.explain_query(&request, options)
    },
    operation! {
        /// Answers a question in SQL over all rows of all tenants, deleted ones included, at one revision.
        Store(long) query_whole(SqlQuery) -> Answer<SqlAnswer>,
        |engine, request, options| engine.query_whole(&request, options)
    },
    operation! {
        /// How a question in SQL over all rows would be answered.
        Store(long) explain_query_whole(SqlQuery) -> Answer<SqlPlan>,
        |engine, request, options| engine.explain_query_whole(&request, options)
    },
    operation! {
        /// The figures of the engine.
        Store stats(Empty) -> Stats,
        |engine, _request, options| engine.stats(options)
    },
    operation! {
        /// How the cache does: what it holds, and hits and misses by operation, class and tenant.
        Store cache_stats(Empty) -> CacheStats,
        |engine, _request, options| engine.cache_stats(options)
    },
    operation! {
        /// Throws out every kept answer and every value of the host.
        Store clear_cache(Empty) -> (),
        |engine, _request, options| engine.clear_cache(options)
    },
    operation! {
        /// Computes reads that will be asked for, so that they are kept.
        Store(long) warm_cache(WarmCache) -> WarmedCache,
        |engine, request, options| engine.warm_cache(&request, options)
    },
];

/// Which client's dashboard, and for whom.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ClientDashboardRequest {
    /// The client.
    client_id: String,
    /// Who reads it.
    audience: Audience,
}

/// A batch of changes.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ApplyRequest {
    /// All of them are taken as one revision, or none.
    changes: Vec<Change>,
    /// The host's own mark of how far it has come; every later answer carries it.
    #[serde(default)]
    source_position: Option<String>,
}

/// What to load.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct LoadRequest {
    /// The folder of the snapshot.
    folder: PathBuf,
    /// Ends the load at a row that cannot be taken, instead of listing it as rejected.
    #[serde(default)]
    stop_on_bad_row: bool,
}

/// A folder.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct FolderRequest {
    /// Its path.
    folder: PathBuf,
}

/// A revision.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RevisionRequest {
    /// As a write gave it.
    revision: i64,
}

/// Nothing is asked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Empty {}
