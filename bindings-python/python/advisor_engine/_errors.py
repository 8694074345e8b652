"""Errors: one class for each code, all under `EngineError`."""

from __future__ import annotations

from collections.abc import Mapping


class EngineError(Exception):
    """An error of the engine; `code` is the same word in Rust, Node and Python."""

    code: str = "Internal"
    """What went wrong, in one word."""

    def __init__(
        self, message: str, operation: str | None = None, context: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        """What went wrong, alone: the thing, what was expected and what came."""
        self.operation = operation
        """The operation that failed, where known."""
        self.context = dict(context or {})
        """What helps to find the place: a table, a file, a row."""

    def __reduce__(self) -> tuple[type[EngineError], tuple[object, ...], dict[str, object]]:
        # Exceptions are copied and pickled by the arguments that their base was given.
        return type(self), (self.message, self.operation, self.context), self.__dict__

    def __str__(self) -> str:
        context = ", ".join(f"{key}: {value}" for key, value in self.context.items())
        return f"{self.message} ({context})" if context else self.message


class InvalidArgumentError(EngineError, ValueError):
    """A request or a row holds a value that cannot be taken; nothing was changed."""

    code = "InvalidArgument"


class NotFoundError(EngineError, LookupError):
    """The id does not exist, or not for this tenant or audience."""

    code = "NotFound"


class AlreadyExistsError(EngineError):
    """Something of that name is there already."""

    code = "AlreadyExists"


class SchemaMismatchError(EngineError):
    """A table or column is missing, unknown, or of another type than the catalog says."""

    code = "SchemaMismatch"


class DimensionMismatchError(EngineError, ValueError):
    """A vector has another dimension than the engine holds."""

    code = "DimensionMismatch"


class UnsupportedError(EngineError):
    """The operation cannot be done in this mode."""

    code = "Unsupported"


class ConflictError(EngineError):
    """The request contradicts the present state."""

    code = "Conflict"


class CorruptError(EngineError):
    """A stored file does not hold what was written to it."""

    code = "Corrupt"


class LockedError(EngineError):
    """Another process has the store open for writing."""

    code = "Locked"


class EngineTimeoutError(EngineError, TimeoutError):
    """The deadline of the call passed first."""

    code = "Timeout"


class CancelledError(EngineError):
    """The caller cancelled the call."""

    code = "Cancelled"


class ResourceExhaustedError(EngineError):
    """Memory, disk or another bounded resource ran out."""

    code = "ResourceExhausted"


class PermissionDeniedError(EngineError, PermissionError):
    """A source does not let the user in, or not do what it must."""

    code = "PermissionDenied"


class UnavailableError(EngineError, ConnectionError):
    """A source cannot be reached, or went away; what is served stays."""

    code = "Unavailable"


class EngineIoError(EngineError, OSError):
    """The operating system refused a read or a write."""

    code = "Io"


class InternalError(EngineError):
    """A bug of the engine; please report it."""

    code = "Internal"


_BY_CODE: dict[str, type[EngineError]] = {
    kind.code: kind
    for kind in (
        InvalidArgumentError,
        NotFoundError,
        AlreadyExistsError,
        SchemaMismatchError,
        DimensionMismatchError,
        UnsupportedError,
        ConflictError,
        CorruptError,
        LockedError,
        EngineTimeoutError,
        CancelledError,
        ResourceExhaustedError,
        PermissionDeniedError,
        UnavailableError,
        EngineIoError,
        InternalError,
    )
}


def from_code(
    code: str, message: str, operation: str | None, context: Mapping[str, str]
) -> EngineError:
    """Makes the exception of a code; called by the native part."""
    return _BY_CODE[code](message, operation, context)
