"""The handles: an engine, a pinned revision of it, a tenant of either."""

from __future__ import annotations

import atexit
import os
import weakref
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import final

from advisor_engine import _native
from advisor_engine._batches import TenantBatches, WholeBatches
from advisor_engine._call import ArrowStream, ProgressListener, in_thread
from advisor_engine._errors import EngineError
from advisor_engine._following import FOLLOWING, SourceOperations
from advisor_engine._operations import (
    Handle,
    MarketplaceOperations,
    StoreOperations,
    TenantOperations,
)
from advisor_engine._values import Values
from advisor_engine.types import AsOf, Config, LoadReport, PostgresSource


@final
class Engine(StoreOperations, MarketplaceOperations, SourceOperations, WholeBatches[_native.Engine]):
    """An open store: all threads share one.

    Reads see one revision each and never wait for writers; writes are taken one at a time. In a `with` statement it is
    closed at the end. A process that was forked cannot use its parent's engine: start it with `spawn`.
    """

    __slots__ = ("_handle", "_native", "__weakref__")

    def __init__(self, native: _native.Engine) -> None:
        self._native = native
        self._handle: Handle = native
        _OPENED.add(self)

    @classmethod
    def open(cls, path: str | os.PathLike[str], config: Config | None = None) -> Engine:
        """Opens the store in a folder for writing, or makes one there.

        What was acknowledged before is there. Raises `LockedError` where another engine has it open so.
        """
        return cls(_native.Engine.open(path, config))

    @classmethod
    def open_follower(cls, path: str | os.PathLike[str], config: Config | None = None) -> Engine:
        """Opens a store that another process writes, for reading.

        What is committed there becomes visible here within milliseconds; `wait_for_revision` waits for a revision that
        was acknowledged there. Writes raise `UnsupportedError`; the writer's lock and files are left alone. Raises
        `NotFoundError` where no store was made yet.
        """
        return cls(_native.Engine.open_follower(path, config))

    @classmethod
    def in_memory(cls, config: Config | None = None) -> Engine:
        """Opens an empty engine whose files live in a private temporary folder and go when it does."""
        return cls(_native.Engine.in_memory(config))

    @classmethod
    def rebuild(
        cls,
        path: str | os.PathLike[str],
        snapshot_folder: str | os.PathLike[str],
        config: Config | None = None,
        *,
        stop_on_bad_row: bool = False,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> Engine:
        """Makes a store anew from a snapshot folder, where the old one cannot be opened any more.

        The old files are moved into a folder `set-aside-<n>` in the store, not deleted. Host-owned rows, such as
        embeddings, are applied again by the host.
        """
        options = (timeout_ms, cancel, progress)
        return cls(_native.Engine.rebuild(path, snapshot_folder, config, stop_on_bad_row, options))

    @property
    def path(self) -> str:
        """The folder of the store."""
        return self._native.path

    def tenant(self, id: str) -> Tenant:
        """The way to a tenant's data; every call through it reads the newest revision."""
        return Tenant(self._native.tenant(id))

    def values(self) -> Values:
        """The host's own values that are of no tenant: what it would keep in Redis, or in a dictionary of its own."""
        return Values(self._native.values())

    def subscribe_all(self, tables: Sequence[str] = ()) -> _native.Subscription:
        """Tells of every committed change of some tables, of all tenants; of all tables where none is named.

        It is for those who may know of every tenant; for one of them there is `Tenant.subscribe`.
        """
        return self._native.subscribe_all(list(tables))

    def sync(
        self,
        *,
        folder: str | os.PathLike[str] | None = None,
        sqlite: str | os.PathLike[str] | None = None,
        tables: Mapping[str, ArrowStream] | None = None,
        postgres: PostgresSource | None = None,
        stop_on_bad_row: bool = False,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> LoadReport:
        """Replaces the rows of every source table by those of a source, as one revision.

        Host-owned rows stay; rows that cannot be taken are listed.

        Parameters:
            folder: A snapshot folder, of Parquet, CSV or JSON lines as its manifest lists them.
            sqlite: An SQLite database, read in one transaction.
            tables: Arrow tables by name, read where they lie: of pyarrow, pandas, polars or DuckDB.
            postgres: A PostgreSQL database, read inside one snapshot of the server, without following what comes
                after; slot, publication and polling mean nothing here, and no right but that of reading is needed.
            stop_on_bad_row: Ends the load at a row that cannot be taken, instead of listing it as rejected.
        """
        given = None if tables is None else dict(tables)
        options = (timeout_ms, cancel, progress)
        return self._native.sync((folder, sqlite, given, postgres), stop_on_bad_row, options)

    async def async_sync(
        self,
        *,
        folder: str | os.PathLike[str] | None = None,
        sqlite: str | os.PathLike[str] | None = None,
        tables: Mapping[str, ArrowStream] | None = None,
        postgres: PostgresSource | None = None,
        stop_on_bad_row: bool = False,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
        progress: ProgressListener | None = None,
    ) -> LoadReport:
        """As `sync`, on a thread of its own; a task that is cancelled cancels the call."""
        return await in_thread(
            cancel,
            lambda flag: self.sync(
                folder=folder,
                sqlite=sqlite,
                tables=tables,
                postgres=postgres,
                stop_on_bad_row=stop_on_bad_row,
                timeout_ms=timeout_ms,
                cancel=flag,
                progress=progress,
            ),
        )

    def pin(self) -> Pinned:
        """Holds the newest revision for several reads that must agree."""
        return Pinned(self._native.pin())

    def close(self) -> None:
        """Stops a running fold, waits for the calls of other threads, and gives memory and lock back.

        A following ends, too. Later calls raise `ConflictError`. Closing twice is fine. In a forked child it does
        nothing.
        """
        self._native.close()
        FOLLOWING.discard(self)

    def __enter__(self) -> Engine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        try:
            return f"<advisor_engine.Engine at {self.path!r}>"
        except EngineError as error:
            return f"<advisor_engine.Engine: {error}>"


@final
class Pinned(MarketplaceOperations, WholeBatches[_native.Pinned]):
    """One revision, held until it is released: every read through it sees the same rows.

    It keeps the files of its base from being removed, so release it when the reads are done; a `with` statement does.
    """

    __slots__ = ("_handle", "_native", "__weakref__")

    def __init__(self, native: _native.Pinned) -> None:
        self._native = native
        self._handle: Handle = native

    @property
    def revision(self) -> int:
        """The revision that is held."""
        return self._native.revision

    @property
    def as_of(self) -> AsOf:
        """When it was committed."""
        return self._native.as_of

    def tenant(self, id: str) -> Tenant:
        """The way to a tenant's data at this revision; it holds the revision, too."""
        return Tenant(self._native.tenant(id))

    def release(self) -> None:
        """Lets the revision go; later calls raise `ConflictError`. Releasing twice is fine."""
        self._native.release()

    def __enter__(self) -> Pinned:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.release()

    def __repr__(self) -> str:
        try:
            return f"<advisor_engine.Pinned at revision {self.revision}>"
        except EngineError as error:
            return f"<advisor_engine.Pinned: {error}>"


@final
class Tenant(TenantOperations, TenantBatches):
    """One tenant's data. There is no other way to it."""

    __slots__ = ("_handle", "_native", "__weakref__")

    def __init__(self, native: _native.Tenant) -> None:
        self._native = native
        self._handle: Handle = native

    @property
    def id(self) -> str:
        """The tenant's id."""
        return self._native.id

    def values(self) -> Values:
        """The host's own values of this tenant. No other scope reads or invalidates them."""
        return Values(self._native.values())

    def subscribe(self, tables: Sequence[str] = ()) -> _native.Subscription:
        """Tells of the committed changes of this tenant's rows in some tables; in all tables where none is named.

        A row that goes to another tenant is told to both. Rows of an advisor are told to every tenant while the
        marketplace may show the advisor, and else to the tenant of the advisor's user alone.
        """
        return self._native.subscribe(list(tables))

    def __repr__(self) -> str:
        return f"<advisor_engine.Tenant {self.id!r}>"


_OPENED: weakref.WeakSet[Engine] = weakref.WeakSet()


@atexit.register
def _leave() -> None:
    """Ends the work of daemon threads and of folds: the engine's threads must not outlive what they work on."""
    _native.stop_calls()
    for engine in list(_OPENED):
        engine.close()
