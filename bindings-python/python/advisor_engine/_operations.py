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
    AdvisorSort,
    Applied,
    Audience,
    Budget,
    Change,
    ClientDashboardAnswer,
    FacetName,
    FeaturedCategory,
    FileReport,
    Filter,
    FoldReport,
    FoundAdvisorsAnswer,
    HardFilters,
    LoadReport,
    MarketplaceStatsAnswer,
    MatchResultAnswer,
    MoneyLike,
    OrganizationDashboardAnswer,
    PageRequest,
    PathLike,
    RejectedRow,
    SearchResultAnswer,
    Stats,
    Vector,
    ViewReport,
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
_MATCH_ADVISORS = cast(
    "_native.Operation[MatchResultAnswer]", _native.Operation("match_advisors")
)
_SEARCH_ADVISORS = cast(
    "_native.Operation[SearchResultAnswer]", _native.Operation("search_advisors")
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
_MARKETPLACE_STATS = cast(
    "_native.Operation[MarketplaceStatsAnswer]", _native.Operation("marketplace_stats")
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
_STATS = cast(
    "_native.Operation[Stats]", _native.Operation("stats")
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
        embedding: Vector | None = None,
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
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> MatchResultAnswer:
        """The advisors of the marketplace that fit a client's needs best.

        Lists that are empty and values that are absent ask for nothing. Hard filters compare words without regard to
        case; the parts of `points-v1` compare them with it, as the formula always did.

        Parameters:
            budget: What the client can spend, in one way of paying.
            business_size: The size of the client's business, for instance `smb`.
            certifications: Any of these certifications.
            embedding: The needs as a vector, of the dimension of the advisors' embeddings; empty for none.
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
            scoring_profile: The name of the scoring profile: `blended-v1` (default) or `points-v1`.
        """
        return self._handle.call(
            _MATCH_ADVISORS,
            {
                "budget": budget,
                "business_size": business_size,
                "certifications": certifications,
                "embedding": embedding,
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
            },
            (timeout_ms, cancel, None),
        )

    def match_advisors_table(
        self,
        *,
        budget: Budget | None = None,
        business_size: str | None = None,
        certifications: Sequence[str] | None = None,
        embedding: Vector | None = None,
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
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> _native.Table:
        """As `match_advisors`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _MATCH_ADVISORS,
            {
                "budget": budget,
                "business_size": business_size,
                "certifications": certifications,
                "embedding": embedding,
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
            },
            (timeout_ms, cancel, None),
        )

    def search_advisors(
        self,
        *,
        facets: Sequence[FacetName] | None = None,
        filters: AdvisorFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[AdvisorField] | None = None,
        sort: AdvisorSort | None = None,
        text: str | None = None,
        where: Filter | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> SearchResultAnswer:
        """Finds advisors by words and filters: a page, the exact total, and counts by facet.

        Everything is optional; the default lists the whole marketplace, best rated first, with all facets.

        Parameters:
            facets: The facets to count; none for all, an empty list for no facet.
            filters: The filters of a search form; facets leave out their own field's.
            page: Which page.
            select: The columns of the advisors; an empty list for all.
            sort: The order; by default relevance where there is a text, rating where there is none.
            text: Words to look for, all of them; blanks alone are no text.
            where: A filter tree besides; every facet respects it.
        """
        return self._handle.call(
            _SEARCH_ADVISORS,
            {
                "facets": facets,
                "filters": filters,
                "page": page,
                "select": select,
                "sort": sort,
                "text": text,
                "where": where,
            },
            (timeout_ms, cancel, None),
        )

    def search_advisors_table(
        self,
        *,
        facets: Sequence[FacetName] | None = None,
        filters: AdvisorFilters | None = None,
        page: PageRequest | None = None,
        select: Sequence[AdvisorField] | None = None,
        sort: AdvisorSort | None = None,
        text: str | None = None,
        where: Filter | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> _native.Table:
        """As `search_advisors`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _SEARCH_ADVISORS,
            {
                "facets": facets,
                "filters": filters,
                "page": page,
                "select": select,
                "sort": sort,
                "text": text,
                "where": where,
            },
            (timeout_ms, cancel, None),
        )

    def get_advisor(
        self,
        id: str,
        *,
        select: Sequence[AdvisorField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> AdvisorAnswer:
        """One advisor of the marketplace.

        Parameters:
            id: The id of the profile.
            select: The columns to read; an empty list for all.
        """
        return self._handle.call(
            _GET_ADVISOR,
            {"id": id, "select": select},
            (timeout_ms, cancel, None),
        )

    def get_advisors(
        self,
        ids: Sequence[str],
        *,
        select: Sequence[AdvisorField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> FoundAdvisorsAnswer:
        """Many advisors of the marketplace by id, in the order of the ids.

        Parameters:
            ids: The ids of the profiles; one may come twice, as a batch loader's keys may.
            select: The columns to read; an empty list for all.
        """
        return self._handle.call(
            _GET_ADVISORS,
            {"ids": ids, "select": select},
            (timeout_ms, cancel, None),
        )

    def compare_advisors(
        self,
        ids: Sequence[str],
        *,
        select: Sequence[AdvisorField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> AdvisorListAnswer:
        """Two to five advisors, to show side by side.

        Parameters:
            ids: The ids of the profiles.
            select: The columns to read; an empty list for all.
        """
        return self._handle.call(
            _COMPARE_ADVISORS,
            {"ids": ids, "select": select},
            (timeout_ms, cancel, None),
        )

    def compare_advisors_table(
        self,
        ids: Sequence[str],
        *,
        select: Sequence[AdvisorField] | None = None,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> _native.Table:
        """As `compare_advisors`, with the rows of the answer as an Arrow table."""
        return self._handle.table(
            _COMPARE_ADVISORS,
            {"ids": ids, "select": select},
            (timeout_ms, cancel, None),
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
            (timeout_ms, cancel, None),
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
            (timeout_ms, cancel, None),
        )

    def marketplace_stats(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> MarketplaceStatsAnswer:
        """The marketplace in figures."""
        return self._handle.call(
            _MARKETPLACE_STATS,
            {},
            (timeout_ms, cancel, None),
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
    ) -> ClientDashboardAnswer:
        """Metrics, newest documents and next tasks of one client.

        Parameters:
            client_id: The client.
            audience: Who reads it.
        """
        return self._handle.call(
            _CLIENT_DASHBOARD,
            {"client_id": client_id, "audience": audience},
            (timeout_ms, cancel, None),
        )

    def organization_dashboard(
        self,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> OrganizationDashboardAnswer:
        """Counts and sums over everything that the organization holds."""
        return self._handle.call(
            _ORGANIZATION_DASHBOARD,
            {},
            (timeout_ms, cancel, None),
        )
