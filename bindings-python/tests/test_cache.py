"""Answers that are kept while they are true, and the host's own values."""

from __future__ import annotations

import threading
import time
import unittest

from advisor_engine import ConflictError, Engine, InvalidArgumentError, SchemaMismatchError, UnavailableError
from support import practice, practice_changes


class Kept(unittest.TestCase):
    def setUp(self):
        self.engine = practice()
        self.addCleanup(self.engine.close)
        client = next(change for change in practice_changes() if change["table"] == "clients" and "upsert" in change)
        self.client = client["upsert"]
        self.tenant = self.engine.tenant(self.client.get("organizationId") or self.client["organization_id"])

    def counts(self, name):
        found = [entry for entry in self.engine.cache_stats()["classes"] if entry["class"] == name]
        return (found[0]["hit_count"], found[0]["miss_count"]) if found else (0, 0)

    def test_an_answer_is_kept_while_it_is_true_and_is_the_callers_own(self):
        def read(**options):
            return self.tenant.client_dashboard(self.client["id"], {"kind": "staff"}, **options)

        first = read()
        first["business_name"] = "changed by the caller"
        self.engine.apply([{"table": "audit_logs", "delete": "nothing"}])
        kept = read()
        self.assertEqual(self.counts("client_dashboard"), (1, 1))
        self.assertEqual(kept, read(cache=False))
        changed = {key: value for key, value in self.client.items() if key not in ("businessName", "business_name")}
        self.engine.apply([{"table": "clients", "upsert": {**changed, "business_name": "New"}}])
        late = read(max_stale_ms=60_000)
        self.assertTrue(late["stale"])
        self.assertEqual(late["business_name"], kept["business_name"])
        newest = read()
        self.assertEqual(newest["business_name"], "New")
        self.assertNotIn("stale", newest)

    def test_options_that_cannot_be_taken_are_refused(self):
        for options in ({"cache": 1}, {"max_stale_ms": -1}, {"max_stale_ms": "1"}):
            with self.assertRaises(InvalidArgumentError):
                self.tenant.client_stats(**options)


class Values(unittest.TestCase):
    def setUp(self):
        self.engine = Engine.in_memory()
        self.addCleanup(self.engine.close)

    def test_of_many_threads_that_miss_a_value_one_loads_it(self):
        values = self.engine.values()
        loads = []
        barrier = threading.Barrier(32)
        found = []

        def loader():
            loads.append(1)
            time.sleep(0.05)
            return {"rate": 12.5, "notes": ["ä"]}

        def read():
            barrier.wait()
            found.append(values.get_or_load("rates", loader))

        threads = [threading.Thread(target=read) for _ in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(len(loads), 1)
        self.assertEqual(found, [{"rate": 12.5, "notes": ["ä"]}] * 32)
        found[0]["rate"] = 0
        self.assertEqual(values.get("rates"), {"rate": 12.5, "notes": ["ä"]})

    def test_a_loader_that_raises_poisons_nothing(self):
        values = self.engine.tenant("one").values()
        begun = threading.Event()
        raised = []

        def failing():
            begun.set()
            time.sleep(0.1)
            raise KeyError("no rates today")

        def first():
            try:
                values.get_or_load("rates", failing)
            except KeyError as error:
                raised.append(error)

        thread = threading.Thread(target=first)
        thread.start()
        begun.wait()
        with self.assertRaisesRegex(UnavailableError, "no rates today"):
            values.get_or_load("rates", lambda: 7)
        thread.join()
        self.assertEqual(len(raised), 1)
        self.assertEqual(values.get_or_load("rates", lambda: 7), 7)

    def test_values_end_with_their_tags_tables_rows_and_scope(self):
        one, other = self.engine.tenant("one").values(), self.engine.values()
        options = {"tags": ["fees"], "tables": ["clients"], "rows": [{"table": "clients", "id": "a"}]}
        for end, left in (
            (lambda: one.invalidate_tag("fees"), (None, 1)),
            (lambda: one.invalidate_table("clients"), (None, 1)),
            (lambda: one.invalidate_row("clients", "a"), (None, 1)),
            (other.invalidate_all, (1, None)),
            (self.engine.clear_cache, (None, None)),
        ):
            one.put("n", 1, options)
            other.put("n", 1, options)
            end()
            self.assertEqual((one.get("n"), other.get("n")), left)
        one.put("n", 1)
        self.assertEqual((one.remove("n"), one.remove("n")), (True, False))

    def test_a_late_value_is_given_while_a_thread_loads_it_anew(self):
        values = self.engine.values()
        options = {"fresh_ms": 0, "hard_ms": 60_000, "jitter": 0}
        self.assertEqual(values.get_or_load("n", lambda: 1, options), 1)
        loaded = threading.Event()

        def anew():
            loaded.set()
            return 2

        self.assertEqual(values.get_or_load("n", anew, options), 1)
        loaded.wait()
        while values.get("n") != 2:
            time.sleep(0.001)

    def test_what_cannot_be_taken_is_refused(self):
        values = self.engine.values()
        with self.assertRaises(InvalidArgumentError):
            values.put("", 1)
        with self.assertRaises(InvalidArgumentError):
            values.put("n", 1, {"fresh_ms": 10, "hard_ms": 5})
        with self.assertRaises(SchemaMismatchError):
            values.put("n", 1, {"tables": ["client"]})
        with self.assertRaises(ValueError):
            values.put("n", float("nan"))
        self.engine.close()
        with self.assertRaises(ConflictError):
            values.get("n")


if __name__ == "__main__":
    unittest.main()
