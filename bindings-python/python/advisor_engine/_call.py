"""What calls may carry, and how long ones are awaited."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypedDict, TypeVar

from advisor_engine._native import CancelFlag

if TYPE_CHECKING:
    from advisor_engine.types import PostgresSource
    from typing_extensions import CapsuleType

Answer = TypeVar("Answer")


class Progress(TypedDict):
    """How far a load, a fold or a batch of matches has come."""

    table: str
    """The table at work."""

    step: str
    """`read`, `copy`, `sort`, `write` or `graph`; `match` of a batch, `verify` of a comparison with a source."""

    row_count: int
    """Rows done in this step; of a batch, needs."""


ProgressListener: TypeAlias = Callable[[Progress], object]
"""Is told how far a call has come, on the thread of the call; what it raises ends the call and is raised by it."""


class TableSummary(TypedDict):
    """What changed in one table."""

    table: str
    """The table's name."""

    reset: bool
    """Whether all of it is to be read anew: it was loaded, or more than 1,000 of its rows changed. No ids are given then."""

    ids: list[str]
    """Rows that were put in, or changed."""

    deleted_ids: list[str]
    """Rows that were taken out, and for a tenant those that went to another."""


class ChangeSummary(TypedDict):
    """What one revision changed, or several of at most 100 ms: which rows to read anew, not what is in them."""

    revision: int
    """The newest revision that this tells of; reads from now on see it."""

    committed_at: str
    """When that was committed."""

    gap: bool
    """Whether summaries before this one are lost: what was read before is to be read anew."""

    tables: list[TableSummary]
    """The tables that changed."""


class ArrowStream(Protocol):
    """What gives rows by the Arrow PyCapsule interface: tables of pyarrow and pandas, polars and DuckDB."""

    def __arrow_c_stream__(self, requested_schema: CapsuleType | None = None) -> CapsuleType: ...


Source: TypeAlias = (
    "tuple[str | os.PathLike[str] | None, str | os.PathLike[str] | None, Mapping[str, ArrowStream] | None, "
    "PostgresSource | None]"
)
"""Folder, SQLite database, tables by name, or server: where a load takes its rows from."""

Options: TypeAlias = (
    "tuple[float | None, CancelFlag | None, ProgressListener | None]"
    " | tuple[float | None, CancelFlag | None, ProgressListener | None, bool, float | None]"
)
"""Deadline in milliseconds, cancel flag, listener to progress: what the native part takes with every call. Reads whose
answers are kept add whether a kept one may be given, and how many milliseconds old it may be."""


async def in_thread(flag: CancelFlag | None, call: Callable[[CancelFlag], Answer]) -> Answer:
    """Runs a call on another thread.

    A task that is cancelled sets the flag and waits until the call has stopped, so that nothing goes on behind it.
    """
    flag = CancelFlag() if flag is None else flag
    running = asyncio.ensure_future(asyncio.to_thread(call, flag))
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        flag.cancel()
        await asyncio.wait([running])
        if not running.cancelled():
            # Looked at, so that it is not reported as forgotten: being cancelled is the outcome.
            running.exception()
        raise
