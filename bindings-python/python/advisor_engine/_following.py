"""PostgreSQL as a source: a following, and what the engine does with the server."""

from __future__ import annotations

from types import TracebackType
from typing import Literal, TypedDict, Unpack, final

from advisor_engine import _native as native
from advisor_engine._call import ProgressListener, in_thread
from advisor_engine._errors import InvalidArgumentError
from advisor_engine.types import FollowStatus, Polling, VerifyReport

FOLLOWING: set[SourceOperations] = set()
"""Engines that follow a source: they stay until they are closed, though nobody holds them any more."""


class SourceSettings(TypedDict, total=False):
    """What may be said of a database beside its connection string: the other fields of `types.PostgresSource`."""

    schema: str | None
    """The schema that holds the tables. Default: the one that the connection string names, or `public`."""

    slot: str | None
    """The replication slot; every engine that follows a database needs one of its own. Default `advisor_engine`."""

    publication: str | None
    """The publication; engines may share it. Default `advisor_engine`."""

    connection_count: int | None
    """Connections that copy tables at the same time. Default 2."""

    statement_timeout_ms: int | None
    """How long the server may take for one statement other than a copy, in milliseconds. Default 30,000."""

    polling: Polling | None
    """Reads changes by query instead of replication, for servers that do not permit that."""


@final
class Following:
    """A following that runs until it is stopped or its engine closes; nobody need hold it.

    In a `with` statement it is stopped at the end.
    """

    __slots__ = ("_native",)

    def __init__(self, held: native.Following) -> None:
        self._native = held

    def status(self) -> FollowStatus:
        """What it does, and how far it has come."""
        return self._native.status()

    def wait_for(
        self,
        position: str,
        *,
        timeout_ms: float | None = None,
        cancel: native.CancelFlag | None = None,
    ) -> None:
        """Waits until everything that the source committed before a position of its log is published here.

        `position` is what `SELECT pg_current_wal_insert_lsn()` says after the commit that the caller wants to read.
        Raises `ConflictError` once the following has ended.
        """
        self._native.wait_for(position, (timeout_ms, cancel, None))

    async def async_wait_for(
        self,
        position: str,
        *,
        timeout_ms: float | None = None,
        cancel: native.CancelFlag | None = None,
    ) -> None:
        """As `wait_for`, on a thread of its own; a task that is cancelled cancels the call."""
        await in_thread(
            cancel, lambda flag: self.wait_for(position, timeout_ms=timeout_ms, cancel=flag)
        )

    def pause(self) -> None:
        """Stops applying at the end of a transaction; the source keeps its log until `resume`."""
        self._native.pause()

    def resume(self) -> None:
        """Goes on after `pause`."""
        self._native.resume()

    def stop(self) -> None:
        """Ends it, and waits until it has ended; what it has applied stays, and the slot waits for the next following.

        Stopping twice is fine. In a forked child it does nothing.
        """
        self._native.stop()

    def verify(
        self,
        *,
        heal: bool = False,
        timeout_ms: float | None = None,
        cancel: native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> VerifyReport:
        """Compares every row with the source, at one position of its log; `heal` makes rows as the source has them.

        The stream waits meanwhile, and so does what was committed since; reads go on. It copies every table.
        """
        return self._native.verify(heal, (timeout_ms, cancel, progress))

    async def async_verify(
        self,
        *,
        heal: bool = False,
        timeout_ms: float | None = None,
        cancel: native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> VerifyReport:
        """As `verify`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.verify(
                heal=heal, timeout_ms=timeout_ms, cancel=flag, progress=progress
            ),
        )

    def __enter__(self) -> Following:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def __repr__(self) -> str:
        status = self.status()
        return f"<advisor_engine.Following: {status['state']} at {status['position']}>"


class SourceOperations:
    """What the engine does with a PostgreSQL server. Each takes the fields of `types.PostgresSource` by name."""

    __slots__ = ()

    _native: native.Engine

    def follow(
        self,
        connection: str,
        *,
        on_bad_row: Literal["reject", "stop"] = "reject",
        timeout_ms: float | None = None,
        cancel: native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
        **settings: Unpack[SourceSettings],
    ) -> Following:
        """Follows a database: loads everything where the store does not hold it yet, then applies every transaction.

        Transactions are applied as they are committed, whole and in order. A store that followed the database before
        goes on where it stands. Every source table refuses `apply` from then on. The call returns once the server was
        asked all that could refuse it; the load runs in the background, and what was served before is served until it
        is done. A lost connection is opened again, for as long as it takes. The following goes on until it is stopped
        or the engine closes, though nobody holds it.

        Raises `PermissionDeniedError`, `UnsupportedError`, `SchemaMismatchError` and `NotFoundError` with what to do at
        the server, `UnavailableError` where none answers, `ConflictError` while another following runs.

        Parameters:
            connection: A URL (`postgresql://user:password@host:port/database?sslmode=require`) or pairs
                (`host=… dbname=…`); what it leaves out comes from `PGHOST`, `PGPASSWORD` and their like.
            on_bad_row: Whether a row that cannot be taken is listed as rejected, or ends the following.
            progress: Is told how far loads have come, on a thread of its own, also after the call; once it has raised,
                it is told no more.
        """
        held = self._native.follow(
            {"connection": connection, **settings},
            _stops(on_bad_row, "follow"),
            (timeout_ms, cancel, progress),
        )
        FOLLOWING.add(self)
        return Following(held)

    async def async_follow(
        self,
        connection: str,
        *,
        on_bad_row: Literal["reject", "stop"] = "reject",
        timeout_ms: float | None = None,
        cancel: native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
        **settings: Unpack[SourceSettings],
    ) -> Following:
        """As `follow`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.follow(
                connection,
                on_bad_row=on_bad_row,
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
                **settings,
            ),
        )

    def drop_replication(
        self,
        connection: str,
        *,
        timeout_ms: float | None = None,
        cancel: native.CancelFlag | None = None,
        **settings: Unpack[SourceSettings],
    ) -> None:
        """Ends for good what `follow` set up, and lets `apply` change the source tables again.

        Slot and publication are removed from the server, so that it keeps no log for this store. Raises
        `ConflictError` while a following runs.
        """
        self._native.drop_replication(
            {"connection": connection, **settings}, (timeout_ms, cancel, None)
        )


def _stops(on_bad_row: str, operation: str) -> bool:
    if on_bad_row not in ("reject", "stop"):
        message = f"field `on_bad_row` is {on_bad_row!r}; expected `reject` or `stop`"
        raise InvalidArgumentError(message, operation)
    return on_bad_row == "stop"
