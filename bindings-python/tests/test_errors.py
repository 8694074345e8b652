"""Errors: one class per code, the same on every path."""

from __future__ import annotations

import asyncio
import copy
import pickle
import tempfile
import unittest

import advisor_engine
from advisor_engine import (
    CancelFlag,
    CancelledError,
    ConflictError,
    Engine,
    EngineError,
    EngineTimeoutError,
    InternalError,
    InvalidArgumentError,
    LockedError,
    NotFoundError,
    _errors,
)
from support import practice, run_program


class Errors(unittest.TestCase):
    def test_every_code_has_its_class(self):
        codes = (
            "InvalidArgument NotFound AlreadyExists SchemaMismatch DimensionMismatch Unsupported Conflict Corrupt "
            "Locked Timeout Cancelled ResourceExhausted PermissionDenied Unavailable Io Internal"
        ).split()
        made = {code: _errors.from_code(code, "m", "op", {"key": "value"}) for code in codes}
        self.assertEqual(len({type(error) for error in made.values()}), len(codes))
        for code, error in made.items():
            self.assertIsInstance(error, EngineError)
            self.assertEqual((error.code, error.message, error.operation), (code, "m", "op"))
            self.assertEqual((str(error), error.context), ("m (key: value)", {"key": "value"}))
            self.assertIn(type(error).__name__, advisor_engine.__all__)
        self.assertIsInstance(made["InvalidArgument"], ValueError)
        self.assertIsInstance(made["Timeout"], TimeoutError)
        self.assertIsInstance(made["Io"], OSError)

    def test_errors_can_be_copied_and_pickled(self):
        with self.assertRaises(EngineError) as raised, practice() as engine:
            engine.load_snapshot("/nowhere")
        error = raised.exception
        self.assertEqual(error.context, {"path": "/nowhere/manifest.json"})
        self.assertTrue(any("caused by" in note for note in error.__notes__))
        timeout = EngineTimeoutError("late", "op", {})
        for original in (error, timeout):
            for other in (pickle.loads(pickle.dumps(original)), copy.copy(original)):
                self.assertIs(type(other), type(original))
                self.assertEqual(
                    (other.message, other.code, other.operation, other.context, str(other)),
                    (original.message, original.code, original.operation, original.context, str(original)),
                )

    def test_use_after_close_is_a_conflict(self):
        engine = practice()
        pinned, tenant = engine.pin(), engine.tenant("org-1")
        flag = CancelFlag()
        engine.close()
        engine.close()
        calls = [
            engine.stats,
            engine.fold,
            engine.pin,
            engine.match_advisors,
            engine.match_advisors_table,
            lambda: engine.path,
            pinned.match_advisors,
            tenant.organization_dashboard,
            lambda: asyncio.run(engine.async_fold(cancel=flag)),
        ]
        for call in calls:
            with self.assertRaises(ConflictError) as raised:
                call()
            self.assertEqual(raised.exception.message, "the engine is closed")
        self.assertEqual(repr(engine), "<advisor_engine.Engine: the engine is closed>")

    def test_a_released_revision_is_a_conflict(self):
        with practice() as engine:
            with engine.pin() as pinned:
                tenant = pinned.tenant("org-1")
                revision = pinned.revision
                engine.apply([{"table": "clients", "delete": "client-1"}])
                self.assertEqual((pinned.revision, engine.stats()["revision"]), (revision, revision + 1))
                self.assertEqual(pinned.match_advisors()["revision"], revision)
                self.assertEqual(pinned.as_of, pinned.match_advisors()["as_of"])
            with self.assertRaises(ConflictError):
                pinned.match_advisors()
            # A tenant holds the revision by itself.
            self.assertEqual(tenant.organization_dashboard()["revision"], revision)

    def test_a_store_is_opened_once(self):
        with tempfile.TemporaryDirectory() as folder, Engine.open(folder) as engine:
            self.assertEqual(engine.path, folder)
            self.assertIn(folder, repr(engine))
            with self.assertRaises(LockedError):
                Engine.open(folder)

    def test_deadline_and_flag_end_a_call(self):
        with practice() as engine:
            with self.assertRaises(TimeoutError) as raised:
                engine.stats(timeout_ms=0)
            self.assertEqual((raised.exception.code, raised.exception.operation), ("Timeout", "stats"))
            flag = CancelFlag()
            self.assertEqual(engine.stats(cancel=flag)["revision"], 1)
            flag.cancel()
            for call in (engine.stats, engine.fold):
                with self.assertRaises(CancelledError):
                    call(cancel=flag)
            self.assertEqual(repr(flag), "<CancelFlag: cancelled>")

    def test_a_panic_is_an_error_and_the_engine_lives_on(self):
        printed = run_program(
            """
            from advisor_engine import InternalError, _native
            from support import practice

            engine = practice()
            for call in (engine.stats, engine.fold, engine.match_advisors_table):
                _native._panic_for_test()
                try:
                    call()
                except InternalError as error:
                    print(error.code, error.operation)
            print(engine.stats()["revision"], engine.fold()["base_revision"])
            engine.close()
            """,
            hooks=True,
        )
        self.assertEqual(
            printed.splitlines(),
            ["Internal stats", "Internal fold", "Internal match_advisors", "1 1"],
        )

    def test_the_hook_for_tests_is_not_there_otherwise(self):
        self.assertEqual(
            run_program("from advisor_engine import _native; print(hasattr(_native, '_panic_for_test'))"), "False"
        )

    def test_unknown_ids_are_not_found(self):
        with practice() as engine:
            with self.assertRaises(LookupError) as raised:
                engine.tenant("nobody").organization_dashboard()
            self.assertIsInstance(raised.exception, NotFoundError)
            self.assertNotIsInstance(raised.exception, (InvalidArgumentError, InternalError))


if __name__ == "__main__":
    unittest.main()
