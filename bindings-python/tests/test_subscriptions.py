"""Committed changes, told as they happen: to a tenant its own, until the engine closes."""

from __future__ import annotations

import threading
import unittest

from advisor_engine import ConflictError, EngineTimeoutError, NotFoundError, SchemaMismatchError, UnsupportedError
from support import practice, practice_changes


class Subscriptions(unittest.TestCase):
    def setUp(self):
        self.engine = practice()
        self.addCleanup(self.engine.close)
        clients = [change for change in practice_changes() if change["table"] == "clients" and "upsert" in change]
        self.change = clients[0]
        self.tenant = self.change["upsert"].get("organizationId") or self.change["upsert"]["organization_id"]

    def test_a_tenant_is_told_of_its_changes_until_the_engine_closes(self):
        subscription = self.engine.tenant(self.tenant).subscribe(["clients"])
        self.assertEqual(subscription.revision, self.engine.stats()["revision"])
        told = []
        listening = threading.Thread(target=lambda: told.extend(subscription))
        listening.start()
        applied = self.engine.apply([self.change])
        self.engine.close()
        listening.join()
        self.assertEqual(
            told,
            [
                {
                    "revision": applied["revision"],
                    "committed_at": applied["as_of"]["committed_at"],
                    "gap": False,
                    "tables": [
                        {"table": "clients", "reset": False, "ids": [self.change["upsert"]["id"]], "deleted_ids": []}
                    ],
                }
            ],
        )
        self.assertIsNone(subscription.receive(0))

    def test_waiting_has_an_end(self):
        with self.engine.subscribe_all() as subscription:
            with self.assertRaises(EngineTimeoutError):
                subscription.receive(timeout_ms=1)
            self.engine.apply([self.change])
            self.assertEqual(subscription.receive()["tables"][0]["table"], "clients")
        self.assertEqual(list(subscription), [])

    def test_what_cannot_be_subscribed_to_is_refused(self):
        with self.assertRaises(SchemaMismatchError):
            self.engine.subscribe_all(["client"])
        with self.assertRaises(NotFoundError):
            self.engine.tenant("nobody").subscribe()
        with self.engine.pin() as pinned, self.assertRaises(UnsupportedError):
            pinned.tenant(self.tenant).subscribe()
        self.engine.close()
        with self.assertRaises(ConflictError):
            self.engine.subscribe_all()


if __name__ == "__main__":
    unittest.main()
