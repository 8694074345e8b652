"""Values of the host: what it would keep in Redis, or in a dictionary of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import TypeVar, cast, final

from advisor_engine import _native
from advisor_engine.types import ValueOptions

Loaded = TypeVar("Loaded")


@final
class Values:
    """The host's own values of one tenant, or of none: whatever JSON can hold, by name.

    They live in the memory of the engine's cache. Of all threads that miss a name at once one loads it, and the others
    wait. A value is fresh for the time of its class; up to its hard end it is then given while a thread loads it anew;
    and where that fails, up to its last end. What invalidates a value ends it at once: a tag, a table, a row, the whole
    scope, or a commit of the engine that changes rows that the value names. Values are of one process, are thrown out
    when room is short, and are gone when the engine is closed. What is given is a copy of its own.
    """

    __slots__ = ("_native",)

    def __init__(self, native: _native.Values) -> None:
        self._native = native

    def get(self, key: str) -> object | None:
        """The value of a name while it may be served; `None` where it is not there."""
        found = self._native.get(key)
        return None if found is None else json.loads(found)

    def put(self, key: str, value: object, options: ValueOptions | None = None) -> None:
        """Puts a value in, in the place of what was there."""
        self._native.put(key, _written(value), options)

    def remove(self, key: str) -> bool:
        """Takes a value out. Returns whether it was there."""
        return self._native.remove(key)

    def get_or_load(
        self,
        key: str,
        loader: Callable[[], Loaded],
        options: ValueOptions | None = None,
        *,
        timeout_ms: float | None = None,
        cancel: _native.CancelFlag | None = None,
    ) -> Loaded:
        """The value of a name; where it is not there, the loader makes it, once for all threads that ask meanwhile.

        What the loader raises is raised by this call, those who waited get `UnavailableError` with its message, and
        nothing is kept. The deadline is that of waiting for another thread's loader.
        """
        while True:
            found, ticket, flight = self._native.begin(key, options)
            if found is not None:
                if ticket is not None:
                    refresh = threading.Thread(target=self._refresh, args=(ticket, loader), daemon=True)
                    refresh.start()
                return cast(Loaded, json.loads(found))
            if ticket is not None:
                return self._load(ticket, loader)
            if flight is not None:
                found = self._native.wait(flight, (timeout_ms, cancel, None))
                if found is not None:
                    return cast(Loaded, json.loads(found))

    def _refresh(self, ticket: _native.Ticket, loader: Callable[[], Loaded]) -> None:
        try:
            self._load(ticket, loader)
        except Exception:
            # Nobody waits for it: the next call tries again.
            return

    def _load(self, ticket: _native.Ticket, loader: Callable[[], Loaded]) -> Loaded:
        try:
            written = _written(loader())
        except BaseException as error:
            found = self._native.fail(ticket, str(error) or type(error).__name__)
            if found is None or not isinstance(error, Exception):
                raise
            return cast(Loaded, json.loads(found))
        self._native.finish(ticket, written)
        # As the others get it: what JSON makes of it, and nobody else's.
        return cast(Loaded, json.loads(written))

    def invalidate_tag(self, tag: str) -> None:
        """Ends every value of the scope that carries the tag."""
        self._native.invalidate_tag(tag)

    def invalidate_table(self, table: str) -> None:
        """Ends every value of the scope that depends on a table, or on any row of it."""
        self._native.invalidate_table(table)

    def invalidate_row(self, table: str, id: str) -> None:
        """Ends every value of the scope that depends on a row, or on its table."""
        self._native.invalidate_row(table, id)

    def invalidate_all(self) -> None:
        """Ends every value of the scope."""
        self._native.invalidate_all()


def _written(value: object) -> bytes:
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()
