"""What calls may carry, and how long ones are awaited."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeAlias, TypedDict, TypeVar

from advisor_engine._native import CancelFlag

Answer = TypeVar("Answer")


class Progress(TypedDict):
    """How far a load, a fold or a batch of matches has come."""

    table: str
    """The table at work."""

    step: str
    """`sort`, `write` or `graph`; `match` of a batch, `verify` of a comparison with a source."""

    row_count: int
    """Rows done in this step; of a batch, needs."""


ProgressListener: TypeAlias = Callable[[Progress], object]
"""Is told how far a call has come, on the thread of the call; what it raises ends the call and is raised by it."""

Options: TypeAlias = "tuple[float | None, CancelFlag | None, ProgressListener | None]"
"""Deadline in milliseconds, cancel flag, listener to progress: what the native part takes with every call."""


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
