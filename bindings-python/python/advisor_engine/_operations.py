# Written by `cargo xtask generate bindings` from the registry of operations; do not edit.
"""One method per operation; the handles are made of these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar, cast

from advisor_engine import _native
from advisor_engine._call import Options, ProgressListener, in_thread
from advisor_engine.types import (
    AdvisorAnswer,
    AdvisorField,
    AdvisorFilters,
    AdvisorListAnswer,
    AdvisorRatingsAnswer,
    AdvisorSort,
    AdvisorStatsAnswer,
    AdvisorTextPageAnswer,
    Applied,
    Audience,
    AuditFilters,
    AuditRowField,
    AuditRowPageAnswer,
    AuditStatisticsAnswer,
    BatchResultAnswer,
    Budget,
    CacheStats,
    Change,
    ClientAggregationAnswer,
    ClientDashboardAnswer,
    ClientFilters,
    ClientGroup,
    ClientMetricsAnswer,
    ClientNeeds,
    ClientRowField,
    ClientRowPageAnswer,
    ClientSearchResultAnswer,
    ClientSort,
    ClientStatsAnswer,
    CountedClientsAnswer,
    Diversity,
    DocumentFilters,
    DocumentRowField,
    DocumentRowGroupsAnswer,
    DocumentRowPageAnswer,
    DocumentSort,
    DocumentStatisticsAnswer,
    EmbeddedTextAnswer,
    EngagementRowField,
    EngagementRowGroupsAnswer,
    EngagementSummaryAnswer,
    FacetName,
    FacetValuesAnswer,
    FeaturedCategory,
    FileReport,
    Filter,
    FoldReport,
    FoundAdvisorsAnswer,
    FoundClientsAnswer,
    FoundRowsAnswer,
    HardFilters,
    InvoiceAgingAnswer,
    InvoiceFilters,
    InvoiceRowField,
    InvoiceRowGroupsAnswer,
    InvoiceRowPageAnswer,
    InvoiceSort,
    ListField,
    LoadReport,
    MarketplaceStatsAnswer,
    MatchAnalyticsAnswer,
    MatchExplanationAnswer,
    MatchFilters,
    MatchResultAnswer,
    MatchRowField,
    MatchRowPageAnswer,
    MoneyLike,
    OrganizationDashboardAnswer,
    PageRequest,
    PathLike,
    PeriodKind,
    PortalDecisionAnswer,
    PublishedRevision,
    QueueStatsAnswer,
    RateBuckets,
    RecentClientsAnswer,
    RejectedRow,
    ScoringProfileListAnswer,
    SearchAdvisors,
    SearchMode,
    SearchResultAnswer,
    SignalWeight,
    SimilarAdvisorListAnswer,
    SqlAnswerAnswer,
    SqlParameter,
    SqlPlanAnswer,
    Stats,
    SuggestionKind,
    SuggestionsAnswer,
    TaskFilters,
    TaskRowField,
    TaskRowGroupsAnswer,
    TaskRowPageAnswer,
    TaskSort,
    TextState,
    TimestampLike,
    Value,
    Vector,
    ViewReport,
    WarmRead,
    WarmedCache,
)

Answer = TypeVar("Answer")


class Handle(Protocol):
    """What calls go to."""

    def call(
        self, operation: _native.Operation[Answer], request: dict[str, object], options: Options, /
    ) -> Answer: ...

    def table(
        self, operation: _native.Operation[Answer], request: dict[str, object], options: Options, /
    ) -> _native.Table: ...


_CLIENT_DASHBOARD = cast(
    "_native.Operation[ClientDashboardAnswer]", _native.Operation("client_dashboard")
)
_ORGANIZATION_DASHBOARD = cast(
    "_native.Operation[OrganizationDashboardAnswer]", _native.Operation("organization_dashboard")
)
_LIST_CLIENTS = cast(
    "_native.Operation[ClientRowPageAnswer]", _native.Operation("list_clients")
)
_SEARCH_CLIENTS = cast(
    "_native.Operation[ClientSearchResultAnswer]", _native.Operation("search_clients")
)
_CLIENT_STATS = cast(
    "_native.Operation[ClientStatsAnswer]", _native.Operation("client_stats")
)
_AGGREGATE_CLIENTS = cast(
    "_native.Operation[ClientAggregationAnswer]", _native.Operation("aggregate_clients")
)
_CLIENT_METRICS = cast(
    "_native.Operation[ClientMetricsAnswer]", _native.Operation("client_metrics")
)
_ENGAGEMENT_SUMMARY = cast(
    "_native.Operation[EngagementSummaryAnswer]", _native.Operation("engagement_summary")
)
_RECENT_ACTIVITY = cast(
    "_native.Operation[RecentClientsAnswer]", _native.Operation("recent_activity")
)
_GET_ROWS = cast(
    "_native.Operation[FoundRowsAnswer]", _native.Operation("get_rows")
)
_ADVISOR_STATS = cast(
    "_native.Operation[AdvisorStatsAnswer]", _native.Operation("advisor_stats")
)
_LIST_CLIENT_MATCHES = cast(
    "_native.Operation[MatchRowPageAnswer]", _native.Operation("list_client_matches")
)
_LIST_ADVISOR_MATCHES = cast(
    "_native.Operation[MatchRowPageAnswer]", _native.Operation("list_advisor_matches")
)
_MATCH_ANALYTICS = cast(
    "_native.Operation[MatchAnalyticsAnswer]", _native.Operation("match_analytics")
)
_AUDIT_TRAIL = cast(
    "_native.Operation[AuditRowPageAnswer]", _native.Operation("audit_trail")
)
_AUDIT_STATISTICS = cast(
    "_native.Operation[AuditStatisticsAnswer]", _native.Operation("audit_statistics")
)
_QUEUE_STATS = cast(
    "_native.Operation[QueueStatsAnswer]", _native.Operation("queue_stats")
)
_PORTAL_ACCESS = cast(
    "_native.Operation[PortalDecisionAnswer]", _native.Operation("portal_access")
)
_LIST_DOCUMENTS = cast(
    "_native.Operation[DocumentRowPageAnswer]", _native.Operation("list_documents")
)
_REVIEW_QUEUE = cast(
    "_native.Operation[DocumentRowPageAnswer]", _native.Operation("review_queue")
)
_DOCUMENT_STATISTICS = cast(
    "_native.Operation[DocumentStatisticsAnswer]", _native.Operation("document_statistics")
)
_LIST_TASKS = cast(
    "_native.Operation[TaskRowPageAnswer]", _native.Operation("list_tasks")
)
_LIST_INVOICES = cast(
    "_native.Operation[InvoiceRowPageAnswer]", _native.Operation("list_invoices")
)
_INVOICE_AGING = cast(
    "_native.Operation[InvoiceAgingAnswer]", _native.Operation("invoice_aging")
)
_DOCUMENTS_BY_CLIENT = cast(
    "_native.Operation[DocumentRowGroupsAnswer]", _native.Operation("documents_by_client")
)
_ENGAGEMENTS_BY_CLIENT = cast(
    "_native.Operation[EngagementRowGroupsAnswer]", _native.Operation("engagements_by_client")
)
_INVOICES_BY_CLIENT = cast(
    "_native.Operation[InvoiceRowGroupsAnswer]", _native.Operation("invoices_by_client")
)
_TASKS_BY_ASSIGNEE = cast(
    "_native.Operation[TaskRowGroupsAnswer]", _native.Operation("tasks_by_assignee")
)
_TASKS_BY_ENGAGEMENT = cast(
    "_native.Operation[TaskRowGroupsAnswer]", _native.Operation("tasks_by_engagement")
)
_GET_CLIENTS = cast(
    "_native.Operation[FoundClientsAnswer]", _native.Operation("get_clients")
)
_CLIENT_COUNTS = cast(
    "_native.Operation[CountedClientsAnswer]", _native.Operation("client_counts")
)
_MATCH_ADVISORS = cast(
    "_native.Operation[MatchResultAnswer]", _native.Operation("match_advisors")
)
_EXPLAIN_MATCH = cast(
    "_native.Operation[MatchExplanationAnswer]", _native.Operation("explain_match")
)
_SCORING_PROFILES = cast(
    "_native.Operation[ScoringProfileListAnswer]", _native.Operation("scoring_profiles")
)
_MATCH_BATCH = cast(
    "_native.Operation[BatchResultAnswer]", _native.Operation("match_batch")
)
_SEARCH_ADVISORS = cast(
    "_native.Operation[SearchResultAnswer]", _native.Operation("search_advisors")
)
_SUGGEST_ADVISORS = cast(
    "_native.Operation[SuggestionsAnswer]", _native.Operation("suggest_advisors")
)
_SEARCH_FACET = cast(
    "_native.Operation[FacetValuesAnswer]", _native.Operation("search_facet")
)
_GET_ADVISOR = cast(
    "_native.Operation[AdvisorAnswer]", _native.Operation("get_advisor")
)
_GET_ADVISORS = cast(
    "_native.Operation[FoundAdvisorsAnswer]", _native.Operation("get_advisors")
)
_COMPARE_ADVISORS = cast(
    "_native.Operation[AdvisorListAnswer]", _native.Operation("compare_advisors")
)
_FEATURED_ADVISORS = cast(
    "_native.Operation[AdvisorListAnswer]", _native.Operation("featured_advisors")
)
_SIMILAR_ADVISORS = cast(
    "_native.Operation[SimilarAdvisorListAnswer]", _native.Operation("similar_advisors")
)
_ADVISOR_RATINGS = cast(
    "_native.Operation[AdvisorRatingsAnswer]", _native.Operation("advisor_ratings")
)
_MARKETPLACE_STATS = cast(
    "_native.Operation[MarketplaceStatsAnswer]", _native.Operation("marketplace_stats")
)
_EMBED_TEXT = cast(
    "_native.Operation[EmbeddedTextAnswer]", _native.Operation("embed_text")
)
_ADVISOR_TEXTS = cast(
    "_native.Operation[AdvisorTextPageAnswer]", _native.Operation("advisor_texts")
)
_APPLY = cast(
    "_native.Operation[Applied]", _native.Operation("apply")
)
_LOAD_SNAPSHOT = cast(
    "_native.Operation[LoadReport]", _native.Operation("load_snapshot")
)
_FOLD = cast(
    "_native.Operation[FoldReport]", _native.Operation("fold")
)
_BACKUP = cast(
    "_native.Operation[None]", _native.Operation("backup")
)
_VERIFY_FILES = cast(
    "_native.Operation[FileReport]", _native.Operation("verify_files")
)
_VERIFY_ROLLUPS = cast(
    "_native.Operation[ViewReport]", _native.Operation("verify_rollups")
)
_REJECTED_ROWS = cast(
    "_native.Operation[list[RejectedRow]]", _native.Operation("rejected_rows")
)
_WAIT_FOR_REVISION = cast(
    "_native.Operation[PublishedRevision]", _native.Operation("wait_for_revision")
)
_QUERY = cast(
    "_native.Operation[SqlAnswerAnswer]", _native.Operation("query")
)
_EXPLAIN_QUERY = cast(
    "_native.Operation[SqlPlanAnswer]", _native.Operation("explain_query")
)
_QUERY_WHOLE = cast(
    "_native.Operation[SqlAnswerAnswer]", _native.Operation("query_whole")
)
_EXPLAIN_QUERY_WHOLE = cast(
    "_native.Operation[SqlPlanAnswer]", _native.Operation("explain_query_whole")
)
_STATS = cast(
    "_native.Operation[Stats]", _native.Operation("stats")
)
_CACHE_STATS = cast(
    "_native.Operation[CacheStats]", _native.Operation("cache_stats")
)
_CLEAR_CACHE = cast(
    "_native.Operation[None]", _native.Operation("clear_cache")
)
_WARM_CACHE = cast(
    "_native.Operation[WarmedCache]", _native.Operation("warm_cache")
)


class StoreOperations:
    """Operations of the store as a whole: for the host, never for a tenant's user."""

    __slots__ = ()

    _handle: Handle

    def apply(
        self,
        changes: Sequence[Change],
        *,
        source_position: str | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> Applied:
        """Takes a batch of changes as one durable revision.

        Parameters:
            changes: All of them are taken as one revision, or none.
            source_position: The host's own mark of how far it has come; every later answer carries it.
        """
        return self._handle.call(
            _APPLY,
            {"changes": changes, "source_position": source_position},
            (timeout_ms, cancel, progress),
        )

    async def async_apply(
        self,
        changes: Sequence[Change],
        *,
        source_position: str | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> Applied:
        """As `apply`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.apply(
                changes,
                source_position=source_position,
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )

    def load_snapshot(
        self,
        folder: PathLike,
        *,
        stop_on_bad_row: bool | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> LoadReport:
        """Replaces the source tables by those of a snapshot folder.

        Parameters:
            folder: The folder of the snapshot.
            stop_on_bad_row: Ends the load at a row that cannot be taken, instead of listing it as rejected.
        """
        return self._handle.call(
            _LOAD_SNAPSHOT,
            {"folder": folder, "stop_on_bad_row": stop_on_bad_row},
            (timeout_ms, cancel, progress),
        )

    async def async_load_snapshot(
        self,
        folder: PathLike,
        *,
        stop_on_bad_row: bool | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> LoadReport:
        """As `load_snapshot`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.load_snapshot(
                folder,
                stop_on_bad_row=stop_on_bad_row,
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )

    def fold(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> FoldReport:
        """Makes base and delta the next base now."""
        return self._handle.call(
            _FOLD,
            {},
            (timeout_ms, cancel, progress),
        )

    async def async_fold(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> FoldReport:
        """As `fold`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.fold(
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )

    def backup(
        self,
        folder: PathLike,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> None:
        """Copies the store to a new folder.

        Parameters:
            folder: Its path.
        """
        return self._handle.call(
            _BACKUP,
            {"folder": folder},
            (timeout_ms, cancel, progress),
        )

    async def async_backup(
        self,
        folder: PathLike,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> None:
        """As `backup`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.backup(
                folder,
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )

    def verify_files(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> FileReport:
        """Compares every file of the store with its checksum."""
        return self._handle.call(
            _VERIFY_FILES,
            {},
            (timeout_ms, cancel, progress),
        )

    def verify_files_table(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> _native.Table:
        """As `verify_files`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _VERIFY_FILES,
            {},
            (timeout_ms, cancel, progress),
        )

    async def async_verify_files(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> FileReport:
        """As `verify_files`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.verify_files(
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )

    def verify_rollups(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> ViewReport:
        """Computes every rollup anew and compares it with what is kept."""
        return self._handle.call(
            _VERIFY_ROLLUPS,
            {},
            (timeout_ms, cancel, progress),
        )

    async def async_verify_rollups(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> ViewReport:
        """As `verify_rollups`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.verify_rollups(
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )

    def rejected_rows(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> list[RejectedRow]:
        """The rows that the last load could not take."""
        return self._handle.call(
            _REJECTED_ROWS,
            {},
            (timeout_ms, cancel, progress),
        )

    def rejected_rows_table(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> _native.Table:
        """As `rejected_rows`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _REJECTED_ROWS,
            {},
            (timeout_ms, cancel, progress),
        )

    async def async_rejected_rows(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> list[RejectedRow]:
        """As `rejected_rows`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.rejected_rows(
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )

    def wait_for_revision(
        self,
        revision: int,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> PublishedRevision:
        """Waits until reads see a revision, such as one that another process has written.

        Parameters:
            revision: As a write gave it.
        """
        return self._handle.call(
            _WAIT_FOR_REVISION,
            {"revision": revision},
            (timeout_ms, cancel, progress),
        )

    async def async_wait_for_revision(
        self,
        revision: int,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> PublishedRevision:
        """As `wait_for_revision`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.wait_for_revision(
                revision,
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )

    def query_whole(
        self,
        sql: str,
        *,
        limit: int | None = None,
        named: Sequence[SqlParameter] | None = None,
        params: Sequence[Value] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> SqlAnswerAnswer:
        """Answers a question in SQL over all rows of all tenants, deleted ones included, at one revision.

        Values are handed over as parameters: `$1` and `?` by place, `$name` by name. Money, decimals and instants are
        text there, which DuckDB casts; a list of text serves `WHERE id IN (SELECT unnest($1))`.

        Parameters:
            sql: The statement, at most 65,536 bytes.
            limit: The most rows of one answer, 1 to 1,000,000; a stream of batches has no limit.
            named: Values of `$name`; a statement has parameters of one kind.
            params: Values of `$1`, `$2` … or of each `?`, in order.
        """
        return self._handle.call(
            _QUERY_WHOLE,
            {
                "sql": sql,
                "limit": limit,
                "named": named,
                "params": params,
            },
            (timeout_ms, cancel, progress),
        )

    async def async_query_whole(
        self,
        sql: str,
        *,
        limit: int | None = None,
        named: Sequence[SqlParameter] | None = None,
        params: Sequence[Value] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> SqlAnswerAnswer:
        """As `query_whole`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.query_whole(
                sql,
                limit=limit,
                named=named,
                params=params,
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )

    def explain_query_whole(
        self,
        sql: str,
        *,
        limit: int | None = None,
        named: Sequence[SqlParameter] | None = None,
        params: Sequence[Value] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> SqlPlanAnswer:
        """How a question in SQL over all rows would be answered.

        Values are handed over as parameters: `$1` and `?` by place, `$name` by name. Money, decimals and instants are
        text there, which DuckDB casts; a list of text serves `WHERE id IN (SELECT unnest($1))`.

        Parameters:
            sql: The statement, at most 65,536 bytes.
            limit: The most rows of one answer, 1 to 1,000,000; a stream of batches has no limit.
            named: Values of `$name`; a statement has parameters of one kind.
            params: Values of `$1`, `$2` … or of each `?`, in order.
        """
        return self._handle.call(
            _EXPLAIN_QUERY_WHOLE,
            {
                "sql": sql,
                "limit": limit,
                "named": named,
                "params": params,
            },
            (timeout_ms, cancel, progress),
        )

    async def async_explain_query_whole(
        self,
        sql: str,
        *,
        limit: int | None = None,
        named: Sequence[SqlParameter] | None = None,
        params: Sequence[Value] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> SqlPlanAnswer:
        """As `explain_query_whole`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.explain_query_whole(
                sql,
                limit=limit,
                named=named,
                params=params,
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )

    def stats(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> Stats:
        """The figures of the engine."""
        return self._handle.call(
            _STATS,
            {},
            (timeout_ms, cancel, None),
        )

    def cache_stats(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> CacheStats:
        """How the cache does: what it holds, and hits and misses by operation, class and tenant."""
        return self._handle.call(
            _CACHE_STATS,
            {},
            (timeout_ms, cancel, None),
        )

    def clear_cache(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> None:
        """Throws out every kept answer and every value of the host."""
        return self._handle.call(
            _CLEAR_CACHE,
            {},
            (timeout_ms, cancel, None),
        )

    def warm_cache(
        self,
        reads: Sequence[WarmRead],
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> WarmedCache:
        """Computes reads that will be asked for, so that they are kept.

        Parameters:
            reads: The reads, in the order in which they are computed.
        """
        return self._handle.call(
            _WARM_CACHE,
            {"reads": reads},
            (timeout_ms, cancel, progress),
        )

    async def async_warm_cache(
        self,
        reads: Sequence[WarmRead],
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> WarmedCache:
        """As `warm_cache`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.warm_cache(
                reads,
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )


class MarketplaceOperations:
    """Operations on the public columns of verified, active advisors of all tenants."""

    __slots__ = ()

    _handle: Handle

    def match_advisors(
        self,
        *,
        budget: Budget | None = None,
        business_size: str | None = None,
        certifications: Sequence[str] | None = None,
        diagnose: bool | None = None,
        diversity: Diversity | None = None,
        embedding: Vector | None = None,
        embedding_model: str | None = None,
        excluded_ids: Sequence[str] | None = None,
        hard_filters: HardFilters | None = None,
        industries: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
        limit: int | None = None,
        max_hourly_rate: MoneyLike | None = None,
        min_years: int | None = None,
        remote: bool | None = None,
        required_services: Sequence[str] | None = None,
        scoring_profile: str | None = None,
        search: SearchMode | None = None,
        text: str | None = None,
        weights: Sequence[SignalWeight] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> MatchResultAnswer:
        """The advisors of the marketplace that fit a client's needs best.

        Lists that are empty and values that are absent ask for nothing. Hard filters compare words without regard to
        case; the parts of `points-v1` compare them with it, as the formula always did.

        Parameters:
            budget: What the client can spend, in one way of paying.
            business_size: The size of the client's business, for instance `smb`.
            certifications: Any of these certifications.
            diagnose: Whether to tell what each hard filter does to the result.
            diversity: Matches that differ from one another, in place of the best alone.
            embedding: The needs as a vector, of the dimension of the advisors' embeddings; empty for none.
            embedding_model: The model that made the embedding: must be that of the advisors' embeddings, where it is
                given and they have any.
            excluded_ids: Advisors that must not be matched; unknown ids are fine.
            hard_filters: Filters switched on or off one by one.
            industries: Any of these industries.
            languages: Any of these languages.
            limit: The largest number of matches: 1 to 1000, by default 20.
            max_hourly_rate: The most that an hour may cost.
            min_years: Years of experience that the advisor should have.
            remote: The advisor should work remotely.
            required_services: Services that the advisor should offer; a match needs one of them, or all if the filter
                `services_all` is on.
            scoring_profile: The name of the scoring profile: `blended-v1` (default), `points-v1`, or one that the host
                keeps.
            search: Whether the best must be found, or most of them will do; by default they must, except of very many.
            text: The needs in words, at most 16,384 bytes. Without an embedding they are compared with the texts of the
                advisors by the built-in lexical model, which knows words and parts of words, not meanings; with an
                embedding they are not read. Blank for none.
            weights: Weights of the request's own, in place of a profile, in the order of addition; empty for none.
        """
        return self._handle.call(
            _MATCH_ADVISORS,
            {
                "budget": budget,
                "business_size": business_size,
                "certifications": certifications,
                "diagnose": diagnose,
                "diversity": diversity,
                "embedding": embedding,
                "embedding_model": embedding_model,
                "excluded_ids": excluded_ids,
                "hard_filters": hard_filters,
                "industries": industries,
                "languages": languages,
                "limit": limit,
                "max_hourly_rate": max_hourly_rate,
                "min_years": min_years,
                "remote": remote,
                "required_services": required_services,
                "scoring_profile": scoring_profile,
                "search": search,
                "text": text,
                "weights": weights,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def match_advisors_table(
        self,
        *,
        budget: Budget | None = None,
        business_size: str | None = None,
        certifications: Sequence[str] | None = None,
        diagnose: bool | None = None,
        diversity: Diversity | None = None,
        embedding: Vector | None = None,
        embedding_model: str | None = None,
        excluded_ids: Sequence[str] | None = None,
        hard_filters: HardFilters | None = None,
        industries: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
        limit: int | None = None,
        max_hourly_rate: MoneyLike | None = None,
        min_years: int | None = None,
        remote: bool | None = None,
        required_services: Sequence[str] | None = None,
        scoring_profile: str | None = None,
        search: SearchMode | None = None,
        text: str | None = None,
        weights: Sequence[SignalWeight] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `match_advisors`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _MATCH_ADVISORS,
            {
                "budget": budget,
                "business_size": business_size,
                "certifications": certifications,
                "diagnose": diagnose,
                "diversity": diversity,
                "embedding": embedding,
                "embedding_model": embedding_model,
                "excluded_ids": excluded_ids,
                "hard_filters": hard_filters,
                "industries": industries,
                "languages": languages,
                "limit": limit,
                "max_hourly_rate": max_hourly_rate,
                "min_years": min_years,
                "remote": remote,
                "required_services": required_services,
                "scoring_profile": scoring_profile,
                "search": search,
                "text": text,
                "weights": weights,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def explain_match(
        self,
        advisor_id: str,
        *,
        needs: ClientNeeds | None = None,
        rank: int | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> MatchExplanationAnswer:
        """Where an advisor stands in a match, and why.

        Parameters:
            advisor_id: The id of the profile.
            needs: The needs, as a match takes them. Ranks are by score, whatever their diversity.
            rank: The rank that the advisor should reach, 1 to 1000; by default the limit of the needs.
        """
        return self._handle.call(
            _EXPLAIN_MATCH,
            {"advisor_id": advisor_id, "needs": needs, "rank": rank},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def scoring_profiles(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> ScoringProfileListAnswer:
        """What matches may be scored by: the profiles of the engine and of the host."""
        return self._handle.call(
            _SCORING_PROFILES,
            {},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def scoring_profiles_table(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `scoring_profiles`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _SCORING_PROFILES,
            {},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def match_batch(
        self,
        *,
        needs: Sequence[ClientNeeds] | None = None,
        parts: bool | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> BatchResultAnswer:
        """The advisors that fit each of many needs best.

        Parameters:
            needs: Each as in `match_advisors`.
            parts: Whether what each score is made of is wanted, too; off by default.
        """
        return self._handle.call(
            _MATCH_BATCH,
            {"needs": needs, "parts": parts},
            (timeout_ms, cancel, progress),
        )

    def match_batch_table(
        self,
        *,
        needs: Sequence[ClientNeeds] | None = None,
        parts: bool | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> _native.Table:
        """As `match_batch`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _MATCH_BATCH,
            {"needs": needs, "parts": parts},
            (timeout_ms, cancel, progress),
        )

    async def async_match_batch(
        self,
        *,
        needs: Sequence[ClientNeeds] | None = None,
        parts: bool | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> BatchResultAnswer:
        """As `match_batch`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.match_batch(
                needs=needs,
                parts=parts,
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )

    def search_advisors(
        self,
        *,
        diagnose: bool | None = None,
        facets: Sequence[FacetName] | None = None,
        filters: AdvisorFilters | None = None,
        highlight: bool | None = None,
        page: PageRequest | None = None,
        rate_histogram: RateBuckets | None = None,
        select: Sequence[AdvisorField] | None = None,
        sort: AdvisorSort | None = None,
        text: str | None = None,
        where: Filter | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> SearchResultAnswer:
        """Finds advisors by words and filters: a page, the exact total, and counts by facet.

        Everything is optional; the default lists the whole marketplace, best rated first, with all facets.

        Parameters:
            diagnose: Whether to tell what the text and each filter do to the result.
            facets: The facets to count; none for all, an empty list for no facet.
            filters: The filters of a search form; facets leave out their own field's.
            highlight: Whether to tell where the words of the text stand in each advisor of the page.
            page: Which page.
            rate_histogram: The spread of hourly rates to tell; none for none.
            select: The columns of the advisors; an empty list for all.
            sort: The order; by default relevance where there is a text, rating where there is none.
            text: Words to look for, all of them but those that only hold a sentence together (`for`, `the`); text
                within `"` is a phrase; blanks alone are no text.
            where: A filter tree besides; every facet respects it.
        """
        return self._handle.call(
            _SEARCH_ADVISORS,
            {
                "diagnose": diagnose,
                "facets": facets,
                "filters": filters,
                "highlight": highlight,
                "page": page,
                "rate_histogram": rate_histogram,
                "select": select,
                "sort": sort,
                "text": text,
                "where": where,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def search_advisors_table(
        self,
        *,
        diagnose: bool | None = None,
        facets: Sequence[FacetName] | None = None,
        filters: AdvisorFilters | None = None,
        highlight: bool | None = None,
        page: PageRequest | None = None,
        rate_histogram: RateBuckets | None = None,
        select: Sequence[AdvisorField] | None = None,
        sort: AdvisorSort | None = None,
        text: str | None = None,
        where: Filter | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `search_advisors`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _SEARCH_ADVISORS,
            {
                "diagnose": diagnose,
                "facets": facets,
                "filters": filters,
                "highlight": highlight,
                "page": page,
                "rate_histogram": rate_histogram,
                "select": select,
                "sort": sort,
                "text": text,
                "where": where,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def suggest_advisors(
        self,
        *,
        kinds: Sequence[SuggestionKind] | None = None,
        limit: int | None = None,
        text: str | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> SuggestionsAnswer:
        """Names, titles, industries and services that begin as typed, with counts.

        Parameters:
            kinds: The kinds of suggestions; an empty list for all.
            limit: The largest number of suggestions: 1 to 50, by default 10.
            text: What was typed so far; without a word nothing is suggested.
        """
        return self._handle.call(
            _SUGGEST_ADVISORS,
            {"kinds": kinds, "limit": limit, "text": text},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def suggest_advisors_table(
        self,
        *,
        kinds: Sequence[SuggestionKind] | None = None,
        limit: int | None = None,
        text: str | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `suggest_advisors`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _SUGGEST_ADVISORS,
            {"kinds": kinds, "limit": limit, "text": text},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def search_facet(
        self,
        field: ListField,
        *,
        limit: int | None = None,
        search: SearchAdvisors | None = None,
        text: str | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> FacetValuesAnswer:
        """Values of one facet that begin as typed, counted over the result of a search.

        Parameters:
            field: The facet.
            limit: The largest number of values: 1 to 1,000, by default 20.
            search: The search whose result is counted, as it is given to `search_advisors`. Its text, filters and
                filter tree choose, and the limit of its page decides as there whether typos are expanded; all else says
                nothing here.
            text: What was typed: each of its words begins a word of the value, whatever case and accents; empty for
                every value.
        """
        return self._handle.call(
            _SEARCH_FACET,
            {
                "field": field,
                "limit": limit,
                "search": search,
                "text": text,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def search_facet_table(
        self,
        field: ListField,
        *,
        limit: int | None = None,
        search: SearchAdvisors | None = None,
        text: str | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `search_facet`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _SEARCH_FACET,
            {
                "field": field,
                "limit": limit,
                "search": search,
                "text": text,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def get_advisor(
        self,
        id: str,
        *,
        select: Sequence[AdvisorField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> AdvisorAnswer:
        """One advisor of the marketplace.

        Parameters:
            id: The id of the profile.
            select: The columns to read; an empty list for all.
        """
        return self._handle.call(
            _GET_ADVISOR,
            {"id": id, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def get_advisors(
        self,
        ids: Sequence[str],
        *,
        select: Sequence[AdvisorField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> FoundAdvisorsAnswer:
        """Many advisors of the marketplace by id, in the order of the ids.

        Parameters:
            ids: The ids of the profiles; one may come twice, as a batch loader's keys may.
            select: The columns to read; an empty list for all.
        """
        return self._handle.call(
            _GET_ADVISORS,
            {"ids": ids, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def compare_advisors(
        self,
        ids: Sequence[str],
        *,
        select: Sequence[AdvisorField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> AdvisorListAnswer:
        """Two to five advisors, to show side by side.

        Parameters:
            ids: The ids of the profiles.
            select: The columns to read; an empty list for all.
        """
        return self._handle.call(
            _COMPARE_ADVISORS,
            {"ids": ids, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def compare_advisors_table(
        self,
        ids: Sequence[str],
        *,
        select: Sequence[AdvisorField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `compare_advisors`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _COMPARE_ADVISORS,
            {"ids": ids, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def featured_advisors(
        self,
        category: FeaturedCategory,
        *,
        industry: str | None = None,
        limit: int | None = None,
        select: Sequence[AdvisorField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> AdvisorListAnswer:
        """The available advisors that stand out in a category.

        Parameters:
            category: What they stand out by.
            industry: An industry that they know, whatever its case; none for any.
            limit: The largest number of advisors: 1 to 20, by default 10.
            select: The columns to read; an empty list for all.
        """
        return self._handle.call(
            _FEATURED_ADVISORS,
            {
                "category": category,
                "industry": industry,
                "limit": limit,
                "select": select,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def featured_advisors_table(
        self,
        category: FeaturedCategory,
        *,
        industry: str | None = None,
        limit: int | None = None,
        select: Sequence[AdvisorField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `featured_advisors`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _FEATURED_ADVISORS,
            {
                "category": category,
                "industry": industry,
                "limit": limit,
                "select": select,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def similar_advisors(
        self,
        advisor_id: str,
        *,
        filters: AdvisorFilters | None = None,
        limit: int | None = None,
        search: SearchMode | None = None,
        select: Sequence[AdvisorField] | None = None,
        where: Filter | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> SimilarAdvisorListAnswer:
        """The advisors who are like one advisor, nearest first.

        Parameters:
            advisor_id: The id of the profile that the others are compared with; it is left out itself.
            filters: The filters of a search form, which the others must pass.
            limit: The largest number of advisors: 1 to 100, by default 10.
            search: Whether the nearest must be found, or most of them will do.
            select: The columns to read; an empty list for all.
            where: A filter tree besides.
        """
        return self._handle.call(
            _SIMILAR_ADVISORS,
            {
                "advisor_id": advisor_id,
                "filters": filters,
                "limit": limit,
                "search": search,
                "select": select,
                "where": where,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def similar_advisors_table(
        self,
        advisor_id: str,
        *,
        filters: AdvisorFilters | None = None,
        limit: int | None = None,
        search: SearchMode | None = None,
        select: Sequence[AdvisorField] | None = None,
        where: Filter | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `similar_advisors`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _SIMILAR_ADVISORS,
            {
                "advisor_id": advisor_id,
                "filters": filters,
                "limit": limit,
                "search": search,
                "select": select,
                "where": where,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def advisor_ratings(
        self,
        id: str,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> AdvisorRatingsAnswer:
        """What the published ratings of an advisor say, in figures.

        Parameters:
            id: The id of the profile.
        """
        return self._handle.call(
            _ADVISOR_RATINGS,
            {"id": id},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def marketplace_stats(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> MarketplaceStatsAnswer:
        """The marketplace in figures."""
        return self._handle.call(
            _MARKETPLACE_STATS,
            {},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def embed_text(
        self,
        text: str,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> EmbeddedTextAnswer:
        """The lexical vector of a text: of its words and parts of words, with no model to load.

        Parameters:
            text: Any text of at most 16,384 bytes.
        """
        return self._handle.call(
            _EMBED_TEXT,
            {"text": text},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def advisor_texts(
        self,
        *,
        page: PageRequest | None = None,
        state: TextState | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> AdvisorTextPageAnswer:
        """A page of the advisors' texts, and whether the stored vectors are of them.

        Parameters:
            page: Which page; the total is always exact.
            state: Only advisors whose vectors are in this state; none for all.
        """
        return self._handle.call(
            _ADVISOR_TEXTS,
            {"page": page, "state": state},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def advisor_texts_table(
        self,
        *,
        page: PageRequest | None = None,
        state: TextState | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `advisor_texts`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _ADVISOR_TEXTS,
            {"page": page, "state": state},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )


class TenantOperations:
    """Operations on the data of one tenant."""

    __slots__ = ()

    _handle: Handle

    def client_dashboard(
        self,
        client_id: str,
        audience: Audience,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> ClientDashboardAnswer:
        """Metrics, newest documents and next tasks of one client.

        Parameters:
            client_id: The client.
            audience: Who reads it.
        """
        return self._handle.call(
            _CLIENT_DASHBOARD,
            {"client_id": client_id, "audience": audience},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def organization_dashboard(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> OrganizationDashboardAnswer:
        """Counts and sums over everything that the organization holds."""
        return self._handle.call(
            _ORGANIZATION_DASHBOARD,
            {},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def list_clients(
        self,
        *,
        filters: ClientFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[ClientRowField] | None = None,
        sort: ClientSort | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> ClientRowPageAnswer:
        """A page of the tenant's clients, with counts.

        Everything is optional; the default lists all of them by name.

        Parameters:
            filters: Which clients.
            page: Which page.
            select: The columns; an empty list for all.
            sort: In what order.
        """
        return self._handle.call(
            _LIST_CLIENTS,
            {
                "filters": filters,
                "page": page,
                "select": select,
                "sort": sort,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def list_clients_table(
        self,
        *,
        filters: ClientFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[ClientRowField] | None = None,
        sort: ClientSort | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `list_clients`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _LIST_CLIENTS,
            {
                "filters": filters,
                "page": page,
                "select": select,
                "sort": sort,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def search_clients(
        self,
        query: str,
        *,
        limit: int | None = None,
        select: Sequence[ClientRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> ClientSearchResultAnswer:
        """The clients that hold a text, best first.

        Parameters:
            query: The text, whatever its case and accents; `%` and `_` mean themselves.
            limit: The largest number of clients: 1 to 50, by default 10.
            select: The columns; an empty list for all.
        """
        return self._handle.call(
            _SEARCH_CLIENTS,
            {"query": query, "limit": limit, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def search_clients_table(
        self,
        query: str,
        *,
        limit: int | None = None,
        select: Sequence[ClientRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `search_clients`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _SEARCH_CLIENTS,
            {"query": query, "limit": limit, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def client_stats(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> ClientStatsAnswer:
        """The tenant's clients in figures."""
        return self._handle.call(
            _CLIENT_STATS,
            {},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def aggregate_clients(
        self,
        group_by: ClientGroup,
        *,
        filters: ClientFilters | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> ClientAggregationAnswer:
        """The tenant's clients by group, with sums of their revenues.

        Parameters:
            group_by: What a group has in common.
            filters: Which clients.
        """
        return self._handle.call(
            _AGGREGATE_CLIENTS,
            {"group_by": group_by, "filters": filters},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def aggregate_clients_table(
        self,
        group_by: ClientGroup,
        *,
        filters: ClientFilters | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `aggregate_clients`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _AGGREGATE_CLIENTS,
            {"group_by": group_by, "filters": filters},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def client_metrics(
        self,
        *,
        client_id: str | None = None,
        created_from: TimestampLike | None = None,
        created_to: TimestampLike | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> ClientMetricsAnswer:
        """Clients, invoices, engagements and documents in figures, of one client or of all.

        Parameters:
            client_id: One client; none for the whole tenant.
            created_from: Only rows made at this instant or later.
            created_to: Only rows made before this instant.
        """
        return self._handle.call(
            _CLIENT_METRICS,
            {"client_id": client_id, "created_from": created_from, "created_to": created_to},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def engagement_summary(
        self,
        client_id: str,
        audience: Audience,
        *,
        time_zone: str | None = None,
        year: int | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> EngagementSummaryAnswer:
        """The engagements and the billing of one client in a year.

        Parameters:
            client_id: The client.
            audience: Who reads it.
            time_zone: The IANA name of the zone in which the year begins and ends; by default `UTC`.
            year: The year, 1 to 9998; none for that of the call.
        """
        return self._handle.call(
            _ENGAGEMENT_SUMMARY,
            {
                "client_id": client_id,
                "audience": audience,
                "time_zone": time_zone,
                "year": year,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def recent_activity(
        self,
        *,
        days: int | None = None,
        limit: int | None = None,
        select: Sequence[ClientRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> RecentClientsAnswer:
        """The clients that were made and those that were changed in the last days.

        Parameters:
            days: Days of 24 hours before the call: 1 to 90, by default 7.
            limit: The largest number of clients in each list: 1 to 50, by default 10.
            select: The columns; an empty list for all.
        """
        return self._handle.call(
            _RECENT_ACTIVITY,
            {"days": days, "limit": limit, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def get_rows(
        self,
        table: str,
        ids: Sequence[str],
        *,
        select: Sequence[str] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> FoundRowsAnswer:
        """Rows of one table by their ids, in the order of the ids.

        Parameters:
            table: The table's name; it has a tenant column.
            ids: The ids of the rows, 1 to 1,000; one may come twice, as a batch loader's keys may.
            select: The columns to read, in either spelling; an empty list for all.
        """
        return self._handle.call(
            _GET_ROWS,
            {"table": table, "ids": ids, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def advisor_stats(
        self,
        user_id: str,
        *,
        from_: TimestampLike | None = None,
        to: TimestampLike | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> AdvisorStatsAnswer:
        """What an advisor did for the tenant, and where the advisor stands.

        Parameters:
            user_id: The advisor, as a user.
            from_: From this instant on.
            to: Before this instant.
        """
        return self._handle.call(
            _ADVISOR_STATS,
            {"user_id": user_id, "from": from_, "to": to},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def list_client_matches(
        self,
        client_id: str,
        audience: Audience,
        *,
        filters: MatchFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[MatchRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> MatchRowPageAnswer:
        """A page of the matches of one client, with the advisors' cards.

        Parameters:
            client_id: The client.
            audience: Who reads it; a portal that sees no amounts is shown neither budget nor proposed rate.
            filters: Which matches.
            page: Which page.
            select: The columns; an empty list for all.
        """
        return self._handle.call(
            _LIST_CLIENT_MATCHES,
            {
                "client_id": client_id,
                "audience": audience,
                "filters": filters,
                "page": page,
                "select": select,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def list_client_matches_table(
        self,
        client_id: str,
        audience: Audience,
        *,
        filters: MatchFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[MatchRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `list_client_matches`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _LIST_CLIENT_MATCHES,
            {
                "client_id": client_id,
                "audience": audience,
                "filters": filters,
                "page": page,
                "select": select,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def list_advisor_matches(
        self,
        advisor_profile_id: str,
        *,
        filters: MatchFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[MatchRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> MatchRowPageAnswer:
        """A page of the tenant's matches with one advisor, with the clients' names.

        Parameters:
            advisor_profile_id: The id of the advisor's profile.
            filters: Which matches.
            page: Which page.
            select: The columns; an empty list for all.
        """
        return self._handle.call(
            _LIST_ADVISOR_MATCHES,
            {
                "advisor_profile_id": advisor_profile_id,
                "filters": filters,
                "page": page,
                "select": select,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def list_advisor_matches_table(
        self,
        advisor_profile_id: str,
        *,
        filters: MatchFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[MatchRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `list_advisor_matches`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _LIST_ADVISOR_MATCHES,
            {
                "advisor_profile_id": advisor_profile_id,
                "filters": filters,
                "page": page,
                "select": select,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def match_analytics(
        self,
        from_: TimestampLike,
        to: TimestampLike,
        *,
        advisor_profile_id: str | None = None,
        client_id: str | None = None,
        group_by: PeriodKind | None = None,
        time_zone: str | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> MatchAnalyticsAnswer:
        """The tenant's matches in figures, period by period.

        Parameters:
            from_: Made at this instant or later.
            to: Made before this instant.
            advisor_profile_id: Matches with this advisor alone, by the id of the profile.
            client_id: Matches of this client alone.
            group_by: The periods: weeks where nothing is said.
            time_zone: The zone that the periods are of, by its IANA name: `UTC` where nothing is said.
        """
        return self._handle.call(
            _MATCH_ANALYTICS,
            {
                "from": from_,
                "to": to,
                "advisor_profile_id": advisor_profile_id,
                "client_id": client_id,
                "group_by": group_by,
                "time_zone": time_zone,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def match_analytics_table(
        self,
        from_: TimestampLike,
        to: TimestampLike,
        *,
        advisor_profile_id: str | None = None,
        client_id: str | None = None,
        group_by: PeriodKind | None = None,
        time_zone: str | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `match_analytics`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _MATCH_ANALYTICS,
            {
                "from": from_,
                "to": to,
                "advisor_profile_id": advisor_profile_id,
                "client_id": client_id,
                "group_by": group_by,
                "time_zone": time_zone,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def audit_trail(
        self,
        *,
        filters: AuditFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[AuditRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> AuditRowPageAnswer:
        """A page of the tenant's audit trail.

        Parameters:
            filters: Which lines.
            page: Which page.
            select: The columns; an empty list for all.
        """
        return self._handle.call(
            _AUDIT_TRAIL,
            {"filters": filters, "page": page, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def audit_trail_table(
        self,
        *,
        filters: AuditFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[AuditRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `audit_trail`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _AUDIT_TRAIL,
            {"filters": filters, "page": page, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def audit_statistics(
        self,
        *,
        from_: TimestampLike | None = None,
        to: TimestampLike | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> AuditStatisticsAnswer:
        """The tenant's audit trail in figures.

        Parameters:
            from_: Done at this instant or later.
            to: Done before this instant.
        """
        return self._handle.call(
            _AUDIT_STATISTICS,
            {"from": from_, "to": to},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def queue_stats(
        self,
        *,
        queue_name: str | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> QueueStatsAnswer:
        """How the tenant's queues of jobs stand.

        Parameters:
            queue_name: This queue alone; all of them where nothing is said.
        """
        return self._handle.call(
            _QUEUE_STATS,
            {"queue_name": queue_name},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def queue_stats_table(
        self,
        *,
        queue_name: str | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `queue_stats`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _QUEUE_STATS,
            {"queue_name": queue_name},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def portal_access(
        self,
        user_id: str,
        client_id: str,
        *,
        ip_address: str | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> PortalDecisionAnswer:
        """Whether a person may enter the portal of a client now, and as which audience.

        Parameters:
            user_id: The person.
            client_id: The client.
            ip_address: Where the person calls from, IPv4 or IPv6; an access with a list of addresses opens nothing
                without.
        """
        return self._handle.call(
            _PORTAL_ACCESS,
            {"user_id": user_id, "client_id": client_id, "ip_address": ip_address},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def list_documents(
        self,
        audience: Audience,
        *,
        client_id: str | None = None,
        filters: DocumentFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[DocumentRowField] | None = None,
        sort: DocumentSort | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> DocumentRowPageAnswer:
        """A page of documents, of one client or of the whole tenant.

        Parameters:
            audience: Who reads: a portal sees documents of its access levels that are not confidential.
            client_id: Whose documents; the whole tenant's where it is missing, which only staff may ask for.
            filters: Which documents.
            page: Which page.
            select: The columns; an empty list for all.
            sort: In what order.
        """
        return self._handle.call(
            _LIST_DOCUMENTS,
            {
                "audience": audience,
                "client_id": client_id,
                "filters": filters,
                "page": page,
                "select": select,
                "sort": sort,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def list_documents_table(
        self,
        audience: Audience,
        *,
        client_id: str | None = None,
        filters: DocumentFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[DocumentRowField] | None = None,
        sort: DocumentSort | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `list_documents`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _LIST_DOCUMENTS,
            {
                "audience": audience,
                "client_id": client_id,
                "filters": filters,
                "page": page,
                "select": select,
                "sort": sort,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def review_queue(
        self,
        *,
        categories: Sequence[str] | None = None,
        client_id: str | None = None,
        page: PageRequest | None = None,
        select: Sequence[DocumentRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> DocumentRowPageAnswer:
        """A page of the documents that wait for review, least sure first.

        Parameters:
            categories: One of these categories; an empty list for all.
            client_id: Whose documents; the whole tenant's where it is missing.
            page: Which page.
            select: The columns; an empty list for all. The age is always told.
        """
        return self._handle.call(
            _REVIEW_QUEUE,
            {
                "categories": categories,
                "client_id": client_id,
                "page": page,
                "select": select,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def review_queue_table(
        self,
        *,
        categories: Sequence[str] | None = None,
        client_id: str | None = None,
        page: PageRequest | None = None,
        select: Sequence[DocumentRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `review_queue`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _REVIEW_QUEUE,
            {
                "categories": categories,
                "client_id": client_id,
                "page": page,
                "select": select,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def document_statistics(
        self,
        *,
        processed_from: TimestampLike | None = None,
        processed_to: TimestampLike | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> DocumentStatisticsAnswer:
        """How the reading of documents by machine goes, and what waits for review.

        Parameters:
            processed_from: Processed at this instant or later; documents without such an instant drop out.
            processed_to: Processed before this instant; documents without such an instant drop out.
        """
        return self._handle.call(
            _DOCUMENT_STATISTICS,
            {"processed_from": processed_from, "processed_to": processed_to},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def list_tasks(
        self,
        audience: Audience,
        *,
        assignee_id: str | None = None,
        client_id: str | None = None,
        engagement_id: str | None = None,
        filters: TaskFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[TaskRowField] | None = None,
        sort: TaskSort | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> TaskRowPageAnswer:
        """A page of tasks: of a client, an engagement, a person, or the whole tenant.

        Parameters:
            audience: Who reads.
            assignee_id: The tasks that are assigned to this person, who need not be there any more.
            client_id: Whose tasks: those of the client's engagements. A portal names its own client.
            engagement_id: The tasks of this engagement.
            filters: Which tasks.
            page: Which page.
            select: The columns; an empty list for all. Whether a task is overdue is always told.
            sort: In what order.
        """
        return self._handle.call(
            _LIST_TASKS,
            {
                "audience": audience,
                "assignee_id": assignee_id,
                "client_id": client_id,
                "engagement_id": engagement_id,
                "filters": filters,
                "page": page,
                "select": select,
                "sort": sort,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def list_tasks_table(
        self,
        audience: Audience,
        *,
        assignee_id: str | None = None,
        client_id: str | None = None,
        engagement_id: str | None = None,
        filters: TaskFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[TaskRowField] | None = None,
        sort: TaskSort | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `list_tasks`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _LIST_TASKS,
            {
                "audience": audience,
                "assignee_id": assignee_id,
                "client_id": client_id,
                "engagement_id": engagement_id,
                "filters": filters,
                "page": page,
                "select": select,
                "sort": sort,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def list_invoices(
        self,
        audience: Audience,
        *,
        client_id: str | None = None,
        engagement_id: str | None = None,
        filters: InvoiceFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[InvoiceRowField] | None = None,
        sort: InvoiceSort | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> InvoiceRowPageAnswer:
        """A page of invoices, with what was paid of each and how long it is overdue.

        Parameters:
            audience: Who reads; for a portal that is shown no amounts there are no invoices.
            client_id: Whose invoices; a portal names its own client.
            engagement_id: The invoices for this engagement, of its client.
            filters: Which invoices.
            page: Which page.
            select: The columns; an empty list for all. The days of an overdue invoice are always told.
            sort: In what order.
        """
        return self._handle.call(
            _LIST_INVOICES,
            {
                "audience": audience,
                "client_id": client_id,
                "engagement_id": engagement_id,
                "filters": filters,
                "page": page,
                "select": select,
                "sort": sort,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def list_invoices_table(
        self,
        audience: Audience,
        *,
        client_id: str | None = None,
        engagement_id: str | None = None,
        filters: InvoiceFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[InvoiceRowField] | None = None,
        sort: InvoiceSort | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `list_invoices`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _LIST_INVOICES,
            {
                "audience": audience,
                "client_id": client_id,
                "engagement_id": engagement_id,
                "filters": filters,
                "page": page,
                "select": select,
                "sort": sort,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def invoice_aging(
        self,
        audience: Audience,
        *,
        as_of: TimestampLike | None = None,
        client_id: str | None = None,
        time_zone: str | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> InvoiceAgingAnswer:
        """What is owed by how many days it is late, per currency.

        Parameters:
            audience: Who reads; for a portal that is shown no amounts there are no invoices.
            as_of: The instant that lateness is counted to, by default that of the call. Invoices and balances are those
                of now.
            client_id: Who owes; everyone where it is missing, which only staff may ask for.
            time_zone: The IANA time zone whose calendar tells days.
        """
        return self._handle.call(
            _INVOICE_AGING,
            {
                "audience": audience,
                "as_of": as_of,
                "client_id": client_id,
                "time_zone": time_zone,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def invoice_aging_table(
        self,
        audience: Audience,
        *,
        as_of: TimestampLike | None = None,
        client_id: str | None = None,
        time_zone: str | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `invoice_aging`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _INVOICE_AGING,
            {
                "audience": audience,
                "as_of": as_of,
                "client_id": client_id,
                "time_zone": time_zone,
            },
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def documents_by_client(
        self,
        keys: Sequence[str],
        *,
        limit: int | None = None,
        select: Sequence[DocumentRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> DocumentRowGroupsAnswer:
        """The newest documents of each of many clients.

        Parameters:
            keys: The clients, 1 to 1,000; one may come twice.
            limit: The largest number of rows of each key: 1 to 1,000, by default 50.
            select: The columns; an empty list for all.
        """
        return self._handle.call(
            _DOCUMENTS_BY_CLIENT,
            {"keys": keys, "limit": limit, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def documents_by_client_table(
        self,
        keys: Sequence[str],
        *,
        limit: int | None = None,
        select: Sequence[DocumentRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `documents_by_client`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _DOCUMENTS_BY_CLIENT,
            {"keys": keys, "limit": limit, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def engagements_by_client(
        self,
        keys: Sequence[str],
        *,
        limit: int | None = None,
        select: Sequence[EngagementRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> EngagementRowGroupsAnswer:
        """The newest engagements of each of many clients.

        Parameters:
            keys: The clients, 1 to 1,000; one may come twice.
            limit: The largest number of rows of each key: 1 to 1,000, by default 50.
            select: The columns; an empty list for all.
        """
        return self._handle.call(
            _ENGAGEMENTS_BY_CLIENT,
            {"keys": keys, "limit": limit, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def engagements_by_client_table(
        self,
        keys: Sequence[str],
        *,
        limit: int | None = None,
        select: Sequence[EngagementRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `engagements_by_client`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _ENGAGEMENTS_BY_CLIENT,
            {"keys": keys, "limit": limit, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def invoices_by_client(
        self,
        keys: Sequence[str],
        *,
        limit: int | None = None,
        select: Sequence[InvoiceRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> InvoiceRowGroupsAnswer:
        """The newest invoices of each of many clients.

        Parameters:
            keys: The clients, 1 to 1,000; one may come twice.
            limit: The largest number of rows of each key: 1 to 1,000, by default 50.
            select: The columns; an empty list for all.
        """
        return self._handle.call(
            _INVOICES_BY_CLIENT,
            {"keys": keys, "limit": limit, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def invoices_by_client_table(
        self,
        keys: Sequence[str],
        *,
        limit: int | None = None,
        select: Sequence[InvoiceRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `invoices_by_client`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _INVOICES_BY_CLIENT,
            {"keys": keys, "limit": limit, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def tasks_by_assignee(
        self,
        keys: Sequence[str],
        *,
        limit: int | None = None,
        select: Sequence[TaskRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> TaskRowGroupsAnswer:
        """The tasks of each of many people that are not completed.

        Parameters:
            keys: The people, 1 to 1,000; one may come twice.
            limit: The largest number of rows of each key: 1 to 1,000, by default 50.
            select: The columns; an empty list for all.
        """
        return self._handle.call(
            _TASKS_BY_ASSIGNEE,
            {"keys": keys, "limit": limit, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def tasks_by_assignee_table(
        self,
        keys: Sequence[str],
        *,
        limit: int | None = None,
        select: Sequence[TaskRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `tasks_by_assignee`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _TASKS_BY_ASSIGNEE,
            {"keys": keys, "limit": limit, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def tasks_by_engagement(
        self,
        keys: Sequence[str],
        *,
        limit: int | None = None,
        select: Sequence[TaskRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> TaskRowGroupsAnswer:
        """The tasks of each of many engagements.

        Parameters:
            keys: The engagements, 1 to 1,000; one may come twice.
            limit: The largest number of rows of each key: 1 to 1,000, by default 50.
            select: The columns; an empty list for all.
        """
        return self._handle.call(
            _TASKS_BY_ENGAGEMENT,
            {"keys": keys, "limit": limit, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def tasks_by_engagement_table(
        self,
        keys: Sequence[str],
        *,
        limit: int | None = None,
        select: Sequence[TaskRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `tasks_by_engagement`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _TASKS_BY_ENGAGEMENT,
            {"keys": keys, "limit": limit, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def get_clients(
        self,
        ids: Sequence[str],
        *,
        select: Sequence[ClientRowField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> FoundClientsAnswer:
        """Many clients by their ids, in the order of the ids.

        Parameters:
            ids: The clients, 1 to 1,000; one may come twice.
            select: The columns; an empty list for all.
        """
        return self._handle.call(
            _GET_CLIENTS,
            {"ids": ids, "select": select},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def client_counts(
        self,
        ids: Sequence[str],
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> CountedClientsAnswer:
        """How many rows each of many clients has.

        Parameters:
            ids: The clients, 1 to 1,000; one may come twice.
        """
        return self._handle.call(
            _CLIENT_COUNTS,
            {"ids": ids},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def client_counts_table(
        self,
        ids: Sequence[str],
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        cache: bool = True,
        max_stale_ms: float | None = None,
    ) -> _native.Table:
        """As `client_counts`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _CLIENT_COUNTS,
            {"ids": ids},
            (timeout_ms, cancel, None, cache, max_stale_ms),
        )

    def query(
        self,
        sql: str,
        *,
        limit: int | None = None,
        named: Sequence[SqlParameter] | None = None,
        params: Sequence[Value] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> SqlAnswerAnswer:
        """Answers a question in SQL over the tenant's live rows, at one revision.

        Values are handed over as parameters: `$1` and `?` by place, `$name` by name. Money, decimals and instants are
        text there, which DuckDB casts; a list of text serves `WHERE id IN (SELECT unnest($1))`.

        Parameters:
            sql: The statement, at most 65,536 bytes.
            limit: The most rows of one answer, 1 to 1,000,000; a stream of batches has no limit.
            named: Values of `$name`; a statement has parameters of one kind.
            params: Values of `$1`, `$2` … or of each `?`, in order.
        """
        return self._handle.call(
            _QUERY,
            {
                "sql": sql,
                "limit": limit,
                "named": named,
                "params": params,
            },
            (timeout_ms, cancel, progress),
        )

    async def async_query(
        self,
        sql: str,
        *,
        limit: int | None = None,
        named: Sequence[SqlParameter] | None = None,
        params: Sequence[Value] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> SqlAnswerAnswer:
        """As `query`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.query(
                sql,
                limit=limit,
                named=named,
                params=params,
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )

    def explain_query(
        self,
        sql: str,
        *,
        limit: int | None = None,
        named: Sequence[SqlParameter] | None = None,
        params: Sequence[Value] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> SqlPlanAnswer:
        """How a question in SQL over the tenant's rows would be answered.

        Values are handed over as parameters: `$1` and `?` by place, `$name` by name. Money, decimals and instants are
        text there, which DuckDB casts; a list of text serves `WHERE id IN (SELECT unnest($1))`.

        Parameters:
            sql: The statement, at most 65,536 bytes.
            limit: The most rows of one answer, 1 to 1,000,000; a stream of batches has no limit.
            named: Values of `$name`; a statement has parameters of one kind.
            params: Values of `$1`, `$2` … or of each `?`, in order.
        """
        return self._handle.call(
            _EXPLAIN_QUERY,
            {
                "sql": sql,
                "limit": limit,
                "named": named,
                "params": params,
            },
            (timeout_ms, cancel, progress),
        )

    async def async_explain_query(
        self,
        sql: str,
        *,
        limit: int | None = None,
        named: Sequence[SqlParameter] | None = None,
        params: Sequence[Value] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> SqlPlanAnswer:
        """As `explain_query`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.explain_query(
                sql,
                limit=limit,
                named=named,
                params=params,
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )
