"""PostgreSQL as a source, against a server that the tests start themselves."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import sys
import tempfile
import threading
import time
import typing
import unittest

from advisor_engine import (
    CancelFlag,
    CancelledError,
    ConflictError,
    Engine,
    EngineError,
    EngineTimeoutError,
    InvalidArgumentError,
    NotFoundError,
    PermissionDeniedError,
    SourceSettings,
    UnavailableError,
)
from advisor_engine.types import PostgresSource
from postgres import PRACTICE, Cluster
from support import run_program

PATIENT_MS = 60_000
"""Beyond any wait here; a wait that long is a failure."""

NEVER = "FFFFFFFF/FFFFFFFF"
"""No server gets that far."""

CLOCK = {"clock": "2026-03-01T00:00:00Z"}

cluster: Cluster


def setUpModule():
    global cluster
    cluster = Cluster()
    unittest.addModuleCleanup(cluster.remove)


def client(id):
    like = next(change["upsert"] for change in PRACTICE if change["table"] == "clients")
    return {"table": "clients", "upsert": like | {"id": id, "organizationId": "org-1"}}


def answers(engine):
    """Answers without what tells when they were made."""
    tenant = engine.tenant("org-1")
    found = [
        tenant.organization_dashboard(),
        tenant.client_dashboard("client-1", {"kind": "staff"}),
        tenant.list_clients(),
        engine.search_advisors(),
    ]
    for answer in found:
        for name in ("revision", "as_of", "last_refreshed", "generated_at", "next_cursor"):
            answer.pop(name, None)
    return found


def client_count(engine):
    return engine.tenant("org-1").organization_dashboard()["total_clients"]


def until(is_so):
    deadline = time.monotonic() + PATIENT_MS / 1000
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError("it never came")
        time.sleep(0.005)


class Follows(unittest.TestCase):
    def setUp(self):
        self.engine = Engine.in_memory(CLOCK)
        self.addCleanup(self.engine.close)

    def follow(self, database, **options):
        following = self.engine.follow(**database.source, **options)
        following.wait_for(database.insert(), timeout_ms=PATIENT_MS)
        return following

    def test_what_was_committed_is_read_once_its_position_is_reached(self):
        database = cluster.database(PRACTICE)
        told = []
        with self.follow(database, progress=told.append) as following:
            with Engine.in_memory(CLOCK) as by_host:
                by_host.apply(PRACTICE)
                self.assertEqual(answers(self.engine), answers(by_host))
            before = client_count(self.engine)
            following.wait_for(database.insert([client("client-new")]), timeout_ms=PATIENT_MS)
            self.assertEqual(client_count(self.engine), before + 1)
            status = following.status()
            self.assertEqual(
                (status["state"], status["load_count"], status["retry_count"], status["last_error"]),
                ("streaming", 1, 0, None),
            )
            self.assertEqual(status["tables"], [{"name": "clients", "change_count": 1}])
            self.assertIn("streaming at", repr(following))
            with self.assertRaises(ConflictError):
                self.engine.apply([client("by-host")])
        self.assertEqual(following.status()["state"], "stopped")
        self.assertIn("clients", {progress["table"] for progress in told})

    def test_a_comparison_counts_every_row(self):
        following = self.follow(cluster.database(PRACTICE))
        told = []
        for options in ({}, {"heal": True, "timeout_ms": PATIENT_MS, "progress": told.append}):
            report = following.verify(**options)
            self.assertEqual(
                (report["drifted_row_count"], report["drifted_rows"], report["healed_row_count"]), (0, [], 0)
            )
            for table in report["tables"]:
                count = sum(change["table"] == table["name"] for change in PRACTICE)
                self.assertEqual((table["source_row_count"], table["row_count"]), (count, count), table["name"])
                self.assertEqual(table["checksum"], table["source_checksum"])
        flag = CancelFlag()
        flag.cancel()
        with self.assertRaises(CancelledError):
            following.verify(cancel=flag)

    def test_a_wait_ends_by_deadline_flag_and_end(self):
        following = self.follow(cluster.database())
        with self.assertRaises(EngineTimeoutError) as raised:
            following.wait_for(NEVER, timeout_ms=20)
        self.assertEqual(raised.exception.operation, "wait_for")
        flag, outcomes = CancelFlag(), []

        def wait(**options):
            try:
                following.wait_for(NEVER, **options)
            except EngineError as error:
                outcomes.append(error.code)

        cancelled = threading.Thread(target=wait, kwargs={"cancel": flag})
        ended = threading.Thread(target=wait)
        cancelled.start()
        ended.start()
        flag.cancel()
        cancelled.join()
        # Closing ends it, too.
        self.engine.close()
        ended.join()
        self.assertEqual(outcomes, ["Cancelled", "Conflict"])
        following.stop()
        with self.assertRaises(InvalidArgumentError):
            following.wait_for("here")
        with self.assertRaises(InvalidArgumentError):
            following.wait_for(7)

    def test_an_interrupt_ends_a_wait(self):
        self.addCleanup(signal.signal, signal.SIGINT, signal.getsignal(signal.SIGINT))
        signal.signal(signal.SIGINT, signal.default_int_handler)
        following = self.follow(cluster.database())
        following.pause()
        until(lambda: following.status()["state"] == "paused")
        # A paused following leaves a comparison waiting: the interrupt does not wait for it.
        calls = [
            lambda: following.wait_for(NEVER),
            lambda: following.verify(progress=lambda _: None),
        ]
        for call in calls:
            interrupt = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
            interrupt.start()
            with self.assertRaises(KeyboardInterrupt):
                call()
            interrupt.join()
        following.stop()

    def test_pause_holds_changes_back(self):
        database = cluster.database(PRACTICE)
        following = self.follow(database)
        following.pause()
        until(lambda: following.status()["state"] == "paused")
        position = database.insert([client("client-held")])
        with self.assertRaises(EngineTimeoutError):
            following.wait_for(position, timeout_ms=50)
        following.resume()
        following.wait_for(position, timeout_ms=PATIENT_MS)

    def test_dropped_replication_lets_the_host_apply_again(self):
        database = cluster.database(PRACTICE)
        following = self.follow(database)
        for call in (self.engine.follow, self.engine.drop_replication):
            with self.assertRaises(ConflictError):
                call(**database.source)
        with self.assertRaises(ConflictError):
            self.engine.sync(postgres=database.source)
        following.stop()
        following.stop()
        with self.assertRaises(ConflictError):
            self.engine.apply([client("by-host")])
        self.engine.drop_replication(**database.source)
        before = client_count(self.engine)
        self.engine.apply([client("by-host")])
        self.assertEqual(client_count(self.engine), before + 1)
        slots = f"SELECT count(*) FROM pg_replication_slots WHERE slot_name = '{database.source['slot']}'"
        self.assertEqual(database.query(slots), "0")

    def test_a_load_without_following_takes_every_row(self):
        told = []
        report = self.engine.sync(postgres=cluster.database(PRACTICE).source, progress=told.append)
        for table in report["tables"]:
            count = sum(change["table"] == table["name"] for change in PRACTICE)
            self.assertEqual(table["row_count"], count, table["name"])
        self.assertIn("clients", {progress["table"] for progress in told})
        with Engine.in_memory(CLOCK) as by_host:
            by_host.apply(PRACTICE)
            self.assertEqual(answers(self.engine), answers(by_host))

    def test_a_bad_row_ends_a_load_that_is_told_to_stop(self):
        database = cluster.database(PRACTICE)
        database.query("""UPDATE clients SET "createdAt" = 'infinity' WHERE id = 'client-1'""")
        with self.assertRaises(InvalidArgumentError):
            self.engine.sync(postgres=database.source, stop_on_bad_row=True)
        report = self.engine.sync(postgres=database.source)
        self.assertEqual([row["id"] for row in report["rejected"]], ["client-1"])

    def test_what_the_server_refuses_has_its_class(self):
        source = cluster.database().source
        url = source["connection"]
        wrong = [
            (PermissionDeniedError, {"connection": url.replace("test@", "guarded:wrong@")}),
            # Let in, but neither owner of the tables nor permitted to replicate.
            (PermissionDeniedError, {"connection": url.replace("test@", "guarded:right@")}),
            (NotFoundError, {"connection": url.rpartition("/")[0] + "/nowhere"}),
            (UnavailableError, {"connection": url.replace(f":{cluster.port}", ":1")}),
            (InvalidArgumentError, {"slot": "Upper"}),
            (InvalidArgumentError, {"slots": "more"}),
            (InvalidArgumentError, {"connectionCount": 3}),
            (InvalidArgumentError, {"on_bad_row": "ignore"}),
            (InvalidArgumentError, {"connection": 7}),
        ]
        for kind, given in wrong:
            calls = {"follow": lambda given: self.engine.follow(**given)}
            if "on_bad_row" not in given:
                calls["sync"] = lambda given: self.engine.sync(postgres=given)
            for operation, call in calls.items():
                with self.subTest(given=given, operation=operation), self.assertRaises(kind) as raised:
                    call(source | given)
                self.assertEqual(raised.exception.operation, operation)
                self.assertNotIn("wrong", raised.exception.message)
        self.assertTrue(issubclass(UnavailableError, ConnectionError))
        self.assertTrue(issubclass(PermissionDeniedError, PermissionError))
        self.engine.close()
        with self.assertRaises(ConflictError):
            self.engine.follow(**source)

    def test_a_server_that_is_gone_is_told_and_followed_again(self):
        own = Cluster()
        self.addCleanup(own.remove)
        database = own.database(PRACTICE)
        following = self.follow(database)
        count = client_count(self.engine)
        own.stop()
        until(lambda: following.status()["state"] == "retrying")
        self.assertEqual(following.status()["last_error"]["code"], "Unavailable")
        self.assertEqual(client_count(self.engine), count)
        own.serve()
        following.wait_for(database.insert([client("client-after")]), timeout_ms=PATIENT_MS)
        self.assertEqual(client_count(self.engine), count + 1)
        self.assertGreater(following.status()["retry_count"], 0)

    def test_a_following_that_nobody_holds_goes_on(self):
        database = cluster.database(PRACTICE)
        with tempfile.TemporaryDirectory() as folder:
            engine = Engine.open(folder)
            engine.follow(**database.source).wait_for(database.insert(), timeout_ms=PATIENT_MS)
            count = client_count(engine)
            gc.collect()
            database.insert([client("client-later")])
            until(lambda: client_count(engine) == count + 1)
            engine.close()
            # A store goes on where it stands.
            with Engine.open(folder) as again, again.follow(**database.source) as following:
                following.wait_for(database.insert(), timeout_ms=PATIENT_MS)
                self.assertEqual((client_count(again), following.status()["load_count"]), (count + 1, 0))

    def test_a_listener_that_raises_is_reported_and_told_no_more(self):
        told, reported = [], []

        def fail(progress):
            told.append(progress)
            raise RuntimeError("mine")

        self.addCleanup(setattr, sys, "unraisablehook", sys.unraisablehook)
        sys.unraisablehook = reported.append
        following = self.follow(cluster.database(PRACTICE), progress=fail)
        following.stop()
        self.assertEqual(len(told), 1)
        self.assertEqual([str(report.exc_value) for report in reported], ["mine"])

    def test_a_listener_may_read_but_neither_stop_nor_close(self):
        outcomes = []

        def listen(_):
            if not outcomes:
                outcomes.append(self.engine.match_advisors()["revision"])
                try:
                    self.engine.close()
                except ConflictError as error:
                    outcomes.append(error.operation)

        self.follow(cluster.database(PRACTICE), progress=listen).stop()
        self.assertEqual(outcomes[1:], ["close"])

    def test_a_process_ends_while_it_follows(self):
        source = cluster.database(PRACTICE).source
        for end in ("", f"threading.Thread(target=following.wait_for, args=({NEVER!r},), daemon=True).start()"):
            printed = run_program(
                f"""
                import threading
                from advisor_engine import Engine
                engine = Engine.in_memory()
                following = engine.follow(**{source!r}, progress=lambda _: None)
                threading.excepthook = lambda _: None
                {end}
                print("leaving")
                """
            )
            self.assertEqual(printed, "leaving")

    def test_a_forked_child_cannot_use_its_parents_following(self):
        source = cluster.database(PRACTICE).source
        printed = run_program(
            f"""
            import os, sys
            from advisor_engine import Engine, UnsupportedError

            engine = Engine.in_memory()
            with engine.follow(**{source!r}) as following:
                child = os.fork()
                if child == 0:
                    refused = 0
                    for call in (following.status, following.verify, following.pause, following.resume,
                                 lambda: following.wait_for("0/0"), lambda: engine.follow("host=localhost")):
                        try:
                            call()
                        except UnsupportedError:
                            refused += 1
                    following.stop()
                    engine.close()
                    del engine, following
                    sys.exit(refused)
                _, status = os.waitpid(child, 0)
                following.wait_for("0/0")
                print(os.waitstatus_to_exitcode(status), following.status()["retry_count"])
            engine.close()
            """
        )
        self.assertEqual(printed, "6 0")

    def test_the_settings_are_the_fields_of_the_source(self):
        fields = set(typing.get_type_hints(PostgresSource))
        self.assertEqual(set(typing.get_type_hints(SourceSettings)) | {"connection"}, fields)


class FollowsAsync(unittest.IsolatedAsyncioTestCase):
    async def test_the_event_loop_goes_on_during_a_wait(self):
        database = await asyncio.to_thread(cluster.database, PRACTICE)
        with Engine.in_memory() as engine:
            report = await engine.async_sync(postgres=database.source)
            self.assertEqual(report["revision"], 1)
            following = await engine.async_follow(**database.source)
            position = await asyncio.to_thread(database.insert)
            await following.async_wait_for(position, timeout_ms=PATIENT_MS)
            self.assertEqual((await following.async_verify())["drifted_row_count"], 0)
            waiting = asyncio.create_task(following.async_wait_for(NEVER))
            await asyncio.sleep(0)
            waiting.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await waiting
            await asyncio.to_thread(following.stop)


if __name__ == "__main__":
    unittest.main()
