"""Forks, spawned processes, exits, and neighbours in one process."""

from __future__ import annotations

import multiprocessing
import threading
import unittest

from advisor_engine import Engine, EngineError
from support import practice, run_program


def in_child(folder):
    """In a spawned process: refused with a pickled error, or an answer."""
    with Engine.open(folder) as engine:
        return engine.stats()["revision"]


class Processes(unittest.TestCase):
    def test_every_call_in_a_forked_child_is_unsupported_and_the_parent_goes_on(self):
        printed = run_program(
            """
            import os, sys
            from advisor_engine import Engine, UnsupportedError
            from support import practice, snapshot

            engine = practice()
            pinned, tenant = engine.pin(), engine.tenant("org-1")
            table = engine.match_advisors_table()
            child = os.fork()
            if child == 0:
                refused = 0
                for call in (engine.stats, engine.fold, engine.match_advisors, engine.match_advisors_table,
                             pinned.match_advisors, tenant.organization_dashboard, engine.pin, Engine.in_memory,
                             lambda: engine.load_snapshot(snapshot())):
                    try:
                        call()
                    except UnsupportedError:
                        refused += 1
                engine.close()
                del engine, tenant
                # Leaves as a program does: finalizers run, and the handles that are left are dropped.
                sys.exit(0 if refused == 9 and len(table) > 0 else refused + 1)
            _, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status), engine.stats()["revision"], len(pinned.match_advisors()["matches"]))
            engine.close()
            """
        )
        self.assertEqual(printed, "0 1 2")

    def test_a_child_that_forks_before_the_first_engine_may_open_one(self):
        printed = run_program(
            """
            import os, sys
            import advisor_engine
            from support import practice

            child = os.fork()
            if child == 0:
                with practice() as engine:
                    sys.exit(engine.stats()["revision"] - 1)
            _, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status))
            """
        )
        self.assertEqual(printed, "0")

    def test_spawned_processes_open_their_own_and_errors_travel_back(self):
        import tempfile

        context = multiprocessing.get_context("spawn")
        with tempfile.TemporaryDirectory() as folder, context.Pool(2) as pool:
            self.assertEqual(pool.apply(in_child, (folder,)), 0)
            with Engine.open(folder):
                with self.assertRaises(EngineError) as raised:
                    pool.apply(in_child, (folder,))
                self.assertEqual((raised.exception.code, raised.exception.operation), ("Locked", "open"))

    def test_a_process_exits_with_an_open_engine_and_work_at_hand(self):
        # Several times: threads that outlive what they work on crash one exit in twenty.
        for _ in range(20):
            printed = run_program(
                """
                import threading
                from advisor_engine import CancelledError, Engine
                from support import practice, snapshot

                engine = practice()
                loading = threading.Event()
                other = Engine.in_memory()

                def load():
                    try:
                        other.load_snapshot(snapshot(), progress=lambda _: loading.set())
                    except CancelledError:
                        pass

                threading.Thread(target=load, daemon=True).start()
                loading.wait(60)
                print("leaving")
                """
            )
            self.assertEqual(printed, "leaving")

    def test_neighbours_with_the_same_libraries_inside_live_in_one_process(self):
        use = """
            import sqlite3
            import duckdb
            import pyarrow
            import pyarrow.compute
            import advisor_engine
            from support import practice, snapshot

            def neighbours():
                database = duckdb.connect()
                database.execute("create table t as select range as n from range(100000)")
                lite = sqlite3.connect(":memory:")
                lite.execute("create table t (n integer)")
                lite.executemany("insert into t values (?)", [(n,) for n in range(1000)])
                return (
                    database.execute("select sum(n) from t").fetchone()[0],
                    lite.execute("select sum(n) from t").fetchone()[0],
                    pyarrow.compute.sum(pyarrow.array(range(10))).as_py(),
                )

            print(duckdb.__version__ != "", neighbours())
            engine = practice()
            print(engine.stats()["revision"], neighbours())
            rows = pyarrow.table(engine.match_advisors_table())
            print(duckdb.sql("select count(*), max(score) > 0 from rows").fetchall())
            engine.fold()
            engine.load_snapshot(snapshot())
            print(engine.verify_rollups()["difference"], neighbours())
            engine.close()
            print(neighbours())
        """
        sums = "(4999950000, 499500, 45)"
        expected = [f"True {sums}", f"1 {sums}", "[(2, True)]", f"None {sums}", sums]
        self.assertEqual(run_program(use).splitlines(), expected)
        # Again with the engine loaded before all others.
        self.assertEqual(run_program("import advisor_engine\n" + use.replace("            ", "")).splitlines(), expected)

    def test_many_threads_call_at_once(self):
        with practice() as engine:
            expected = engine.match_advisors(industries=["SaaS"])
            wrong = []

            def work():
                for _ in range(200):
                    if engine.match_advisors(industries=["SaaS"]) != expected:
                        wrong.append(1)
                    engine.tenant("org-1").organization_dashboard()

            threads = [threading.Thread(target=work) for _ in range(16)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(wrong, [])

    def test_answers_and_requests_are_not_kept(self):
        # Each call would leave its list behind otherwise: some 20 MB.
        printed = run_program(
            """
            import gc, resource
            from support import practice

            engine = practice()
            ids = [f"advisor-{number}" for number in range(10_000)]

            def peak_after(rounds):
                for _ in range(rounds):
                    engine.match_advisors(excluded_ids=ids)
                    engine.match_advisors_table()
                return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

            before = peak_after(50)
            print((peak_after(200) - before) < 20_000)
            """
        )
        self.assertEqual(printed, "True")


if __name__ == "__main__":
    unittest.main()
