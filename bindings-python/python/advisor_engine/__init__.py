"""Embedded matching and analytics engine: exact matches, dashboards from memory, one durable commit.

>>> from advisor_engine import Engine
>>> with Engine.in_memory() as engine:
...     engine.match_advisors(industries=["SaaS"], limit=5)["matches"]
[]
"""

from advisor_engine import types
from advisor_engine._call import ArrowStream, ChangeSummary, Progress, ProgressListener, TableSummary
from advisor_engine._engine import Engine, Pinned, Tenant
from advisor_engine._errors import (
    AlreadyExistsError,
    CancelledError,
    ConflictError,
    CorruptError,
    DimensionMismatchError,
    EngineError,
    EngineIoError,
    EngineTimeoutError,
    InternalError,
    InvalidArgumentError,
    LockedError,
    NotFoundError,
    PermissionDeniedError,
    ResourceExhaustedError,
    SchemaMismatchError,
    UnavailableError,
    UnsupportedError,
)
from advisor_engine._following import Following, SourceSettings
from advisor_engine._values import Values
from advisor_engine._native import Batches, CancelFlag, Subscription, Table, __version__

__all__ = [
    "AlreadyExistsError",
    "ArrowStream",
    "Batches",
    "CancelFlag",
    "CancelledError",
    "ChangeSummary",
    "ConflictError",
    "CorruptError",
    "DimensionMismatchError",
    "Engine",
    "EngineError",
    "EngineIoError",
    "EngineTimeoutError",
    "Following",
    "InternalError",
    "InvalidArgumentError",
    "LockedError",
    "NotFoundError",
    "PermissionDeniedError",
    "Pinned",
    "Progress",
    "ProgressListener",
    "ResourceExhaustedError",
    "SchemaMismatchError",
    "SourceSettings",
    "Subscription",
    "Table",
    "TableSummary",
    "Tenant",
    "UnavailableError",
    "UnsupportedError",
    "Values",
    "__version__",
    "types",
]
