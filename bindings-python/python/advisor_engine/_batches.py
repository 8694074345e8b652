"""Answers that come block by block, for readers of Arrow streams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Generic, TypeVar

from advisor_engine import _native as native
from advisor_engine._call import ProgressListener
from advisor_engine.types import ClientNeeds, Value

Handle = TypeVar("Handle", native.Engine, native.Pinned)


class WholeBatches(Generic[Handle]):
    """What an engine and a revision of it stream: matches, and SQL over the rows of all tenants."""

    __slots__ = ()

    _native: Handle

    def match_batches(
        self,
        needs: Sequence[ClientNeeds],
        *,
        parts: bool = False,
        timeout_ms: float | None = None,
        cancel: native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> native.Batches:
        """The advisors that fit each of many needs best, block by block: any number of needs in bounded memory.

        Iterate over the result, or give it to a reader of Arrow streams. Rows are those of `match_batch`, at one
        revision.
        All needs are checked before the first block; the deadline is that of all blocks together.
        """
        request: dict[str, object] = {"needs": needs, "parts": parts}
        return self._native.match_batches(request, (timeout_ms, cancel, progress))

    def query_whole_batches(
        self,
        sql: str,
        params: Sequence[Value] = (),
        *,
        named: Mapping[str, Value] | None = None,
        timeout_ms: float | None = None,
        cancel: native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> native.Batches:
        """The rows of a question in SQL over all rows of all tenants, batch by batch, at one revision.

        Iterate over the result, or give it as a whole to a reader of Arrow streams: `pyarrow.table`, `polars.DataFrame`,
        `pandas.DataFrame.from_arrow` and DuckDB take it without a copy. The deadline is that of all batches together.

        Parameters:
            sql: One `SELECT`, as `query_whole` takes it.
            params: Values of `$1`, `$2` or of each `?`.
            named: Values of `$name`.
        """
        return self._native.query_whole_batches(_query(sql, params, named), (timeout_ms, cancel, progress))


class TenantBatches:
    """What a tenant streams: SQL over its own rows."""

    __slots__ = ()

    _native: native.Tenant

    def query_batches(
        self,
        sql: str,
        params: Sequence[Value] = (),
        *,
        named: Mapping[str, Value] | None = None,
        timeout_ms: float | None = None,
        cancel: native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> native.Batches:
        """The rows of a question in SQL over the tenant's live rows, batch by batch, at one revision.

        Iterate over the result, or give it as a whole to a reader of Arrow streams: `pyarrow.table`, `polars.DataFrame`,
        `pandas.DataFrame.from_arrow` and DuckDB take it without a copy. The deadline is that of all batches together.

        Parameters:
            sql: One `SELECT`, as `query` takes it.
            params: Values of `$1`, `$2` or of each `?`.
            named: Values of `$name`.
        """
        return self._native.query_batches(_query(sql, params, named), (timeout_ms, cancel, progress))


def _query(
    sql: str, params: Sequence[Value], named: Mapping[str, Value] | None
) -> dict[str, object]:
    request: dict[str, object] = {"sql": sql, "params": params}
    if named is not None:
        request["named"] = [{"name": name, "value": value} for name, value in named.items()]
    return request
