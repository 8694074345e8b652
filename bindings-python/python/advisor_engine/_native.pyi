"""The native part: it converts, and calls the engine through one gate."""

import os
from typing import Generic, TypeVar, final

from typing_extensions import CapsuleType

from advisor_engine._call import ChangeSummary, Options, Source
from advisor_engine.types import AsOf, Config, FollowStatus, LoadReport, ValueOptions, VerifyReport

__all__ = [
    "Batches",
    "CancelFlag",
    "Engine",
    "Flight",
    "Following",
    "Operation",
    "Pinned",
    "Subscription",
    "Table",
    "Tenant",
    "Ticket",
    "Values",
    "__version__",
    "operation_names",
    "stop_calls",
]

__version__: str

_Answer = TypeVar("_Answer")
_Of = TypeVar("_Of", covariant=True)

@final
class Operation(Generic[_Of]):
    """One operation of the registry, with the type of its answer."""

    def __new__(cls, name: str) -> Operation[_Of]: ...

def operation_names() -> list[str]:
    """The names of all operations."""

def stop_calls() -> None:
    """Stops all long calls of this process and waits for them."""

@final
class CancelFlag:
    """Asks running calls to stop.

    Set from any thread; every call that was given the flag ends with `CancelledError`.
    """

    def __new__(cls) -> CancelFlag: ...
    def cancel(self) -> None:
        """Sets the flag."""

    @property
    def is_cancelled(self) -> bool:
        """Whether the flag was set."""

@final
class Table:
    """The rows of an answer as an Arrow table.

    Give it to whatever reads Arrow: `pyarrow.table(answer)`, `polars.DataFrame(answer)`.
    """

    def __len__(self) -> int: ...
    @property
    def column_names(self) -> list[str]:
        """The names of the columns, in order."""

    @property
    def metadata(self) -> dict[str, str]:
        """The rest of the answer, each field as JSON text: the revision, the plan."""

    def __arrow_c_schema__(self) -> CapsuleType: ...
    def __arrow_c_array__(
        self, requested_schema: CapsuleType | None = None
    ) -> tuple[CapsuleType, CapsuleType]: ...
    def __arrow_c_stream__(self, requested_schema: CapsuleType | None = None) -> CapsuleType: ...

@final
class Batches:
    """An answer of many rows, block by block, each an Arrow table; computed as they are asked for.

    Iterate over it, or give it as a whole to whatever reads Arrow streams: `pyarrow.RecordBatchReader.from_stream`.
    """

    def __iter__(self) -> Batches: ...
    def __next__(self) -> Table: ...
    @property
    def revision(self) -> int:
        """The revision that is read."""

    def __arrow_c_schema__(self) -> CapsuleType: ...
    def __arrow_c_stream__(self, requested_schema: CapsuleType | None = None) -> CapsuleType: ...

@final
class Subscription:
    """Summaries of committed changes in the order of the commits, at least 100 ms apart.

    Iterate over it, or wait with `receive`. It ends when the engine closes, or when it is closed.
    """

    def __iter__(self) -> Subscription: ...
    def __next__(self) -> ChangeSummary: ...
    def receive(self, timeout_ms: float | None = None) -> ChangeSummary | None:
        """The next summary; `None` once the subscription has ended."""

    @property
    def revision(self) -> int:
        """A revision from which on every change is told."""

    def close(self) -> None:
        """Ends it, also for a thread that waits."""

    def __enter__(self) -> Subscription: ...
    def __exit__(self, *_details: object) -> None: ...

@final
class Ticket:
    """The right to load a value; the load of whoever drops it is tried by the next."""

@final
class Flight:
    """A load of another thread."""

@final
class Values:
    """The values of one scope."""

    def get(self, key: str) -> bytes | None: ...
    def put(self, key: str, value: bytes, given: ValueOptions | None) -> None: ...
    def remove(self, key: str) -> bool: ...
    def begin(
        self, key: str, given: ValueOptions | None
    ) -> tuple[bytes | None, Ticket | None, Flight | None]: ...
    def finish(self, ticket: Ticket, value: bytes) -> None:
        """Ends a load with what it made."""

    def fail(self, ticket: Ticket, message: str) -> bytes | None:
        """Ends a load that failed; gives what may be served instead."""

    def wait(self, flight: Flight, given: Options) -> bytes | None:
        """Waits for the load of another thread; none where the caller must begin again."""

    def invalidate_tag(self, tag: str) -> None: ...
    def invalidate_table(self, table: str) -> None: ...
    def invalidate_row(self, table: str, id: str) -> None: ...
    def invalidate_all(self) -> None: ...

@final
class Engine:
    """An open store."""

    @staticmethod
    def open(path: str | os.PathLike[str], config: Config | None) -> Engine: ...
    @staticmethod
    def open_follower(path: str | os.PathLike[str], config: Config | None) -> Engine: ...
    @staticmethod
    def in_memory(config: Config | None) -> Engine: ...
    @staticmethod
    def rebuild(
        path: str | os.PathLike[str],
        snapshot_folder: str | os.PathLike[str],
        config: Config | None,
        stop_on_bad_row: bool,
        given: Options,
    ) -> Engine: ...
    def call(
        self, operation: Operation[_Answer], request: dict[str, object], given: Options
    ) -> _Answer: ...
    def table(
        self, operation: Operation[_Answer], request: dict[str, object], given: Options
    ) -> Table: ...
    def match_batches(self, request: dict[str, object], given: Options) -> Batches: ...
    def query_whole_batches(self, request: dict[str, object], given: Options) -> Batches: ...
    def follow(
        self, source: dict[str, object], stop_on_bad_row: bool, given: Options
    ) -> Following: ...
    def drop_replication(self, source: dict[str, object], given: Options) -> None: ...
    def subscribe_all(self, tables: list[str]) -> Subscription: ...
    def values(self) -> Values: ...
    def sync(self, source: Source, stop_on_bad_row: bool, given: Options) -> LoadReport: ...
    def tenant(self, id: str) -> Tenant: ...
    def pin(self) -> Pinned: ...
    def close(self) -> None: ...
    @property
    def path(self) -> str: ...

@final
class Following:
    """A following that runs until it is stopped or its engine closes."""

    def status(self) -> FollowStatus: ...
    def wait_for(self, position: str, given: Options) -> None: ...
    def pause(self) -> None: ...
    def resume(self) -> None: ...
    def stop(self) -> None: ...
    def verify(self, heal: bool, given: Options) -> VerifyReport: ...

@final
class Pinned:
    """One revision, held until it is released."""

    def call(
        self, operation: Operation[_Answer], request: dict[str, object], given: Options
    ) -> _Answer: ...
    def table(
        self, operation: Operation[_Answer], request: dict[str, object], given: Options
    ) -> Table: ...
    def match_batches(self, request: dict[str, object], given: Options) -> Batches: ...
    def query_whole_batches(self, request: dict[str, object], given: Options) -> Batches: ...
    def tenant(self, id: str) -> Tenant: ...
    @property
    def revision(self) -> int: ...
    @property
    def as_of(self) -> AsOf: ...
    def release(self) -> None: ...

@final
class Tenant:
    """One tenant."""

    def call(
        self, operation: Operation[_Answer], request: dict[str, object], given: Options
    ) -> _Answer: ...
    def table(
        self, operation: Operation[_Answer], request: dict[str, object], given: Options
    ) -> Table: ...
    def query_batches(self, request: dict[str, object], given: Options) -> Batches: ...
    def subscribe(self, tables: list[str]) -> Subscription: ...
    def values(self) -> Values: ...
    @property
    def id(self) -> str: ...
