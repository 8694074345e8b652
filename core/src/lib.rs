#![doc = include_str!("../docs/guide.md")]

mod beside;
mod cache;
mod chunked;
mod clock;
mod columnar;
mod config;
mod dashboards;
mod embedding;
mod engine;
mod error;
mod filter;
mod lists;
mod marketplace;
mod matching;
mod model;
mod moment;
mod options;
mod page;
mod permissions;
mod pool;
mod practice;
mod process;
mod profiles;
mod registry;
mod rows;
mod snapshot;
mod store;
mod subscription;
mod sync;
mod telemetry;
mod text;
mod vector;
mod warehouse;
mod width;

#[doc(hidden)]
pub use cache::{Begun, LoadTicket, Waiting};
pub use cache::{
    CacheClassStats, CacheStats, CacheTenantStats, Cached, CachedValue, RowKey, ValueClass,
    ValueOptions,
};
pub use clock::{Clock, Timestamp};
pub use columnar::ColumnSpelling;
pub use config::Config;
pub use dashboards::client::{ClientDashboard, CurrencyAmounts, RecentDocument, UpcomingTask};
pub use dashboards::organization::{
    EngagementCount, InvoiceTotals, OrganizationDashboard, StatusCount, TaskCount,
};
pub use embedding::{
    AdvisorText, AdvisorTexts, EmbedText, EmbeddedText, LexicalEmbedder, TextState,
};
pub use engine::{
    Applied, BatchMatches, CachedMarketplace, CachedTenant, Engine, FoldReport, LoadOptions,
    LoadReport, LoadedTable, Pinned, PublishedRevision, SqlRows, Tenant, Values, ViewReport,
    WarmCache, WarmRead, WarmedCache,
};
#[cfg(feature = "postgres")]
pub use engine::{FollowOptions, Following};
pub use error::{Error, ErrorKind, Result};
pub use filter::{
    AdvisorFilters, AmountField, ClauseEffect, CountField, Filter, FlagField, ListField, Missing,
    NumericFilter, Range, ScoreField, Words,
};
pub use lists::Page;
pub use marketplace::{
    Advisor, AdvisorField, AdvisorList, AdvisorRatings, AdvisorSort, BandCount, CompareAdvisors,
    FacetCount, FacetName, FacetValues, Facets, FeaturedAdvisors, FeaturedCategory, FoundAdvisors,
    GetAdvisor, GetAdvisorRatings, GetAdvisors, Highlight, MarketplaceStats, RateBucket,
    RateBuckets, RateHistogram, SearchAdvisors, SearchFacet, SearchPlan, SearchResult,
    SimilarAdvisorList, SimilarAdvisors, SuggestAdvisors, Suggestion, SuggestionKind, Suggestions,
};
pub use matching::{
    BatchMatch, BatchResult, Budget, BudgetKind, ClientNeeds, Diversity, ExplainMatch, HardFilters,
    Match, MatchBatch, MatchDiversity, MatchExplanation, MatchResult, MatchStatus, Part, Plan,
    Reasons, RemovingFilter, ScoringProfile, ScoringProfileList, ScoringProfileVersion, SearchMode,
    SignalChange, SignalWeight,
};
pub use model::advisoros::ADVISOROS;
pub use model::audience::{Audience, DocumentAccessLevel, PortalAccess};
pub use model::catalog::{Catalog, Column, ColumnType, Schema, Table};
pub use model::clients_plus::CLIENTS_PLUS;
pub use model::decimal::Decimal;
pub use model::money::Money;
pub use model::records::{RecordFallback, RecordField, RecordFieldType};
pub use model::selectable::{SelectField, Selection};
#[doc(hidden)]
pub use model::value::VALUE_NEWTYPE;
pub use model::value::Value;
#[doc(hidden)]
pub use model::vector::VECTOR_NEWTYPE;
pub use options::{CallOptions, CancelFlag, Progress};
pub use page::{CursorKey, PageRequest, TotalKind};
pub use permissions::{GetPortalAccess, PortalDecision, PortalReason};
pub use practice::{
    ActionCount, AdvisorStanding, AdvisorStats, AnalyseMatches, AuditFilters, AuditRow,
    AuditRowField, AuditStatistics, AuditStatisticsRequest, EntityTypeCount, GetAdvisorStats,
    GetQueueStats, JobStatusCount, ListAdvisorMatches, ListAuditTrail, ListClientMatches,
    MatchAnalytics, MatchFigures, MatchFilters, MatchPeriod, MatchRow, MatchRowField,
    MatchStatusCount, PeriodKind, QueueFigures, QueueStats, RatingCount, SatisfactionFigures,
    ShareSums, UserActionCount,
};
pub use practice::{
    AggregateClients, BillingSums, ClientAggregation, ClientFilters, ClientGroup, ClientGroupSums,
    ClientMetrics, ClientMetricsRequest, ClientRow, ClientRowField, ClientSearchResult, ClientSort,
    ClientStats, EngagementSummary, GetEngagementSummary, InvoiceMetrics, ListClients,
    RecentActivity, RecentClients, SearchClients, ValueCount,
};
pub use practice::{
    AgingBand, BacklogAges, CategoryBacklog, CategoryStatistics, ClientCounts, ClientCountsRequest,
    CountedClients, CurrencyAging, DocumentFilters, DocumentRow, DocumentRowField, DocumentSort,
    DocumentStatistics, DocumentStatisticsRequest, DocumentsByClient, EngagementRow,
    EngagementRowField, EngagementsByClient, FoundClients, GetClients, Group, Groups, InvoiceAging,
    InvoiceAgingRequest, InvoiceFilters, InvoiceRow, InvoiceRowField, InvoiceSort,
    InvoicesByClient, ListDocuments, ListInvoices, ListTasks, ReviewBacklog, ReviewQueue,
    TaskFilters, TaskRow, TaskRowField, TaskSort, TasksByAssignee, TasksByEngagement,
};
pub use registry::{
    OPERATIONS, Operation, PreparedCall, Reply, Scope, Target, configuration_schema,
    value_options_schema,
};
#[cfg(feature = "postgres")]
pub use registry::{follow_status_schema, postgres_source_schema, verify_report_schema};
pub use rows::{FoundRows, GetRows};
pub use snapshot::{Answer, AsOf};
pub use store::build::OnBadRow;
pub use store::log::RejectedRow;
pub use store::verify::{FileCheck, FileReport};
#[doc(hidden)]
pub use subscription::Poll;
pub use subscription::{ChangeSummary, Subscription, TableSummary};
pub use sync::change::{Change, ChangeAction, Row};
pub use sync::origin::Source;
#[cfg(feature = "postgres")]
pub use sync::postgres::{
    DriftKind, DriftedRow, FollowState, FollowStatus, FollowedTable, LastError, Polling,
    PostgresSource, VerifiedTable, VerifyReport,
};
pub use telemetry::{FollowerStats, MemoryUse, OperationStats, Stats, TableStats};
pub use text::Fragment;
pub use warehouse::query::{SqlAnswer, SqlColumn, SqlParameter, SqlPlan, SqlQuery};

/// What only tests and benches use.
#[doc(hidden)]
pub mod testing {
    pub use crate::embedding::{LEXICAL_FREQUENCIES, lexical_stems};
    pub use crate::engine::{match_by_first_beam, match_by_plain_scan};
    pub use crate::registry::panic_in_next_call;
    pub use crate::store::failpoint::{FAILPOINTS, arm};
}

/// The README's code, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
