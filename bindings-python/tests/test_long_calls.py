"""Long calls: other threads go on, progress is told, and Ctrl-C, flags and tasks stop them."""

from __future__ import annotations

import asyncio
import signal
import tempfile
import threading
import time
import unittest

from advisor_engine import (
    CancelFlag,
    CancelledError,
    ConflictError,
    Engine,
    EngineTimeoutError,
)
from support import practice, run_program, snapshot


class LongCalls(unittest.TestCase):
    def setUp(self):
        self.engine = Engine.in_memory()
        self.addCleanup(self.engine.close)

    def holds_nothing(self):
        stats = self.engine.stats()
        self.assertEqual(stats["revision"], 0)
        self.assertEqual(sum(table["base_row_count"] + table["delta_row_count"] for table in stats["tables"]), 0)

    def test_other_threads_work_while_a_load_runs(self):
        count = 0
        started, stop = threading.Event(), threading.Event()

        def work():
            nonlocal count
            while not stop.is_set():
                if started.is_set():
                    count += 1

        worker = threading.Thread(target=work)
        worker.start()
        began = time.perf_counter()
        try:
            # Counted from the first progress to the last, all of it within the call.
            counts = []

            def listen(_):
                started.set()
                counts.append(count)

            report = self.engine.load_snapshot(snapshot(), progress=listen)
        finally:
            stop.set()
            worker.join()
        elapsed = time.perf_counter() - began
        print(f"\nanother thread counted to {counts[-1]:,} during a load of {elapsed:.2f} s")
        self.assertGreater(counts[-1], counts[0])
        self.assertGreater(sum(table["row_count"] for table in report["tables"]), 100_000)

    def test_other_threads_call_while_a_load_runs(self):
        answers = []
        with practice() as reader:
            done = threading.Event()

            def read():
                while not done.is_set():
                    answers.append(reader.match_advisors(industries=["SaaS"])["revision"])

            threads = [threading.Thread(target=read) for _ in range(8)]
            for thread in threads:
                thread.start()
            before = len(answers)
            self.engine.load_snapshot(snapshot())
            during = len(answers) - before
            done.set()
            for thread in threads:
                thread.join()
        print(f"\nother threads called {during:,} times during a load")
        self.assertGreater(during, 0)
        self.assertEqual(set(answers), {1})

    def test_progress_tells_tables_steps_and_rows(self):
        told = []
        report = self.engine.load_snapshot(snapshot(), progress=told.append)
        self.assertEqual({tuple(sorted(step)) for step in told}, {("row_count", "step", "table")})
        self.assertEqual({step["step"] for step in told}, {"sort", "write"})
        for table in report["tables"]:
            rows = max(step["row_count"] for step in told if step["table"] == table["name"])
            self.assertEqual(rows, table["row_count"], table["name"])

    def test_an_interrupt_stops_a_load(self):
        # A test that is started in the background inherits that interrupts are ignored.
        self.addCleanup(signal.signal, signal.SIGINT, signal.getsignal(signal.SIGINT))
        signal.signal(signal.SIGINT, signal.default_int_handler)
        told = []

        def interrupt(step):
            told.append(step)
            signal.raise_signal(signal.SIGINT)

        with self.assertRaises(KeyboardInterrupt):
            self.engine.load_snapshot(snapshot(), progress=interrupt)
        self.assertEqual(len(told), 1)
        self.holds_nothing()
        self.engine.load_snapshot(snapshot())

    def test_an_interrupt_from_outside_stops_a_load(self):
        # As a person's Ctrl-C: the signal comes from another process, without any listener.
        printed = run_program(
            """
            import os, signal, subprocess, sys, threading
            from advisor_engine import Engine
            from support import snapshot

            engine = Engine.in_memory()
            killer = subprocess.Popen(
                [sys.executable, "-c", f"import os; input(); os.kill({os.getpid()}, 2)"], stdin=subprocess.PIPE
            )
            threading.Timer(0.05, killer.communicate, [b"go\\n"]).start()
            try:
                while True:
                    engine.load_snapshot(snapshot())
            except KeyboardInterrupt:
                print("interrupted", engine.verify_rollups()["difference"])
            engine.close()
            """
        )
        self.assertEqual(printed, "interrupted None")

    def test_what_a_listener_raises_ends_the_call(self):
        def fail(step):
            raise RuntimeError(f"at {step['table']}")

        with self.assertRaisesRegex(RuntimeError, "at "):
            self.engine.load_snapshot(snapshot(), progress=fail)
        self.holds_nothing()

    def test_a_listener_may_call_but_not_close(self):
        outcomes = []

        def listen(_):
            if not outcomes:
                outcomes.append(self.engine.match_advisors()["revision"])
                self.engine.close()

        with self.assertRaises(ConflictError) as raised:
            self.engine.load_snapshot(snapshot(), progress=listen)
        self.assertEqual(raised.exception.operation, "close")
        self.assertEqual(outcomes, [0])
        self.holds_nothing()

    def test_a_flag_stops_a_load(self):
        flag = CancelFlag()
        with self.assertRaises(CancelledError):
            self.engine.load_snapshot(snapshot(), cancel=flag, progress=lambda _: flag.cancel())
        self.holds_nothing()

    def test_a_deadline_stops_a_load(self):
        with self.assertRaises(EngineTimeoutError):
            self.engine.load_snapshot(snapshot(), timeout_ms=1)
        self.holds_nothing()

    def test_closing_waits_for_calls_of_other_threads(self):
        loading = threading.Event()
        reports = []

        def load():
            reports.append(self.engine.load_snapshot(snapshot(), progress=lambda _: loading.set()))

        thread = threading.Thread(target=load)
        thread.start()
        self.assertTrue(loading.wait(60))
        self.engine.close()
        thread.join()
        self.assertEqual(reports[0]["revision"], 1)

    def test_a_store_is_rebuilt_with_progress(self):
        with tempfile.TemporaryDirectory() as folder:
            Engine.open(folder).close()
            told = []
            with Engine.rebuild(folder, snapshot(), progress=told.append) as engine:
                self.assertGreater(engine.stats()["revision"], 0)
            self.assertTrue(told)


class AsyncCalls(unittest.IsolatedAsyncioTestCase):
    async def test_the_event_loop_goes_on_during_a_load(self):
        with Engine.in_memory() as engine:
            ticks = 0
            load = asyncio.create_task(engine.async_load_snapshot(snapshot()))
            while not load.done():
                await asyncio.sleep(0.001)
                ticks += 1
            report = await load
            print(f"\nthe event loop ticked {ticks} times during a load")
            self.assertGreater(ticks, 1)
            self.assertEqual(report["revision"], 1)
            self.assertEqual((await engine.async_verify_rollups())["difference"], None)

    async def test_a_cancelled_task_stops_the_load(self):
        with Engine.in_memory() as engine:
            loop, loading = asyncio.get_running_loop(), asyncio.Event()
            load = asyncio.create_task(
                engine.async_load_snapshot(
                    snapshot(), progress=lambda _: loop.call_soon_threadsafe(loading.set)
                )
            )
            await loading.wait()
            load.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await load
            # The call has stopped by now: nothing holds closing up, and nothing was taken.
            self.assertEqual(engine.stats()["revision"], 0)


if __name__ == "__main__":
    unittest.main()
