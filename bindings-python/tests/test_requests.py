"""What requests may be made of, and how others are refused."""

from __future__ import annotations

import array
import decimal
import pathlib
import unittest
from datetime import date, datetime, timedelta, timezone

import numpy

from advisor_engine import (
    DimensionMismatchError,
    Engine,
    EngineError,
    InvalidArgumentError,
    NotFoundError,
)
from support import practice


class Requests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.engine = practice()

    @classmethod
    def tearDownClass(cls):
        cls.engine.close()

    def refused(self, message, kind=InvalidArgumentError, **request):
        with self.assertRaises(kind) as raised:
            self.engine.match_advisors(**request)
        self.assertEqual(raised.exception.message, message)
        self.assertEqual(raised.exception.operation, "match_advisors")

    def test_wrong_types_are_refused_with_field_and_type(self):
        prefix = "is not as expected: invalid type:"
        self.refused(f'field `industries` {prefix} string "SaaS", expected a sequence', industries="SaaS")
        self.refused(f"field `industries[1]` {prefix} integer `7`, expected a string", industries=["a", 7])
        self.refused(f"field `limit` {prefix} boolean `true`, expected usize", limit=True)
        self.refused(f"field `limit` {prefix} floating point `20.0`, expected usize", limit=20.0)
        self.refused(f'field `limit` {prefix} string "20", expected usize', limit="20")
        self.refused(f"field `remote` {prefix} integer `1`, expected a boolean", remote=1)
        self.refused(f"field `budget` {prefix} sequence, expected struct Budget", budget=[])
        self.refused(f'field `languages` {prefix} Python "set", expected a sequence', languages={"en"})
        self.refused(f'field `business_size` {prefix} Python "object", expected a string', business_size=object())
        self.refused(f"field `embedding[2]` {prefix} string \"x\", expected f32", embedding=[0.1, 0.2, "x"])
        self.refused(
            "field `limit` is not as expected: an integer beyond 64 bits", limit=10**5000
        )
        self.refused("field `limit` is not as expected: invalid value: integer `-1`, expected usize", limit=-1)
        self.refused(
            "field `industries[0]` is not as expected: text that is not valid Unicode", industries=["\ud800"]
        )

    def test_names_are_pythons_own(self):
        self.refused(
            'field `hard_filters.?` is not as expected: unknown field "capacityLeft"; in Python it is `capacity_left`',
            hard_filters={"capacityLeft": True},
        )
        with self.assertRaises(InvalidArgumentError) as raised:
            self.engine.match_advisors(hard_filters={"capacity": True})
        self.assertIn("unknown field `capacity`, expected one of `available`, `capacity_left`", str(raised.exception))
        self.refused('field `hard_filters.?` is not as expected: a key is Python "int"; expected text', hard_filters={1: 2})
        with self.assertRaises(TypeError):
            self.engine.match_advisors(limits=3)
        with self.assertRaises(InvalidArgumentError) as raised:
            self.engine.tenant("org-1").client_dashboard("client-1", {"kind": "King"})
        self.assertIn("unknown variant `King`, expected `staff` or `portal`", str(raised.exception))

    def test_none_is_as_good_as_absent(self):
        plain = self.engine.match_advisors(industries=["SaaS"])
        given = self.engine.match_advisors(
            industries=["SaaS"], limit=None, budget=None, hard_filters={"available": None}
        )
        self.assertEqual(plain, given)
        self.refused("field `budget` is not as expected: missing field `kind`", budget={"kind": None, "max": "1"})

    def test_not_a_number_reaches_the_engine(self):
        for number in (float("nan"), float("inf")):
            self.refused(
                f"field `embedding` is {str(number).replace('nan', 'NaN')} at position 1; expected finite numbers",
                embedding=[0.1, number, 0.1, 0.1],
            )
        self.refused(
            "field `embedding` is NaN at position 3; expected finite numbers",
            embedding=numpy.array([0, 0, 0, numpy.nan], dtype="float32"),
        )

    def test_nested_values_have_a_limit(self):
        itself = []
        itself.append(itself)
        deep = "leaf"
        for _ in range(100_000):
            deep = [deep]
        tenant = self.engine.tenant("org-1")
        for value in (itself, deep):
            with self.assertRaises(InvalidArgumentError):
                tenant.client_dashboard("client-1", {"kind": "staff", "client_id": value})
            with self.assertRaises(InvalidArgumentError) as raised:
                self.engine.apply([{"table": "clients", "upsert": {"id": value}}])
            self.assertIn("nested deeper than 64 levels", raised.exception.message)
        # Taken apart in steps: Python's own destructor of such a list is recursive.
        while isinstance(deep, list):
            deep = deep.pop()

    def test_vectors_of_any_library_are_the_same(self):
        numbers = [0.6, 0.7, 0.1, 0.05]
        expected = self.engine.match_advisors(embedding=numbers)["matches"]
        self.assertTrue(any(match["has_embedding"] for match in expected))
        vectors = [
            tuple(numbers),
            array.array("d", numbers),
            array.array("f", numbers),
            numpy.array(numbers),
            numpy.array(numbers, dtype="float32"),
            numpy.array([numbers, numbers]).T[:, 0],
            memoryview(array.array("f", numbers)),
            [numpy.float32(number) for number in numbers],
            list(numpy.array(numbers)),
        ]
        for vector in vectors:
            self.assertEqual(self.engine.match_advisors(embedding=vector)["matches"], expected)
        self.refused("field `embedding` has 8 dimensions; expected 4, as the advisors' have",
                     DimensionMismatchError, embedding=numpy.zeros(8))
        for other, format in ((numpy.zeros((2, 2)), "d"), (numpy.zeros(4, dtype="int32"), "i"), (b"1234", "B")):
            with self.assertRaises(InvalidArgumentError) as raised:
                self.engine.match_advisors(embedding=other)
            self.assertIn(f"format `{format}`; expected one dimension of float32 or float64", raised.exception.message)

    def test_numbers_of_numpy_are_numbers(self):
        plain = self.engine.match_advisors(limit=2, min_years=3, remote=True)
        given = self.engine.match_advisors(
            limit=numpy.int64(2), min_years=numpy.uint8(3), remote=numpy.bool_(True)
        )
        self.assertEqual(plain, given)

    def test_a_million_ids_are_read(self):
        ids = [f"advisor-{number}" for number in range(1_000_000)]
        answer = self.engine.match_advisors(excluded_ids=ids)
        self.assertEqual(answer, self.engine.match_advisors())
        self.assertGreater(len(answer["matches"]), 0)

    def test_times_amounts_and_paths_travel_as_text(self):
        tenant = self.engine.tenant("org-1")
        portal = {
            "kind": "portal",
            "client_id": "client-1",
            "is_active": True,
            "can_view_financials": True,
            "document_access_levels": ["client"],
        }
        east = timezone(timedelta(hours=5))
        later = datetime(2999, 1, 1, tzinfo=east)
        self.assertEqual(
            tenant.client_dashboard("client-1", {**portal, "expires_at": later})["client_id"], "client-1"
        )
        with self.assertRaises(NotFoundError):
            tenant.client_dashboard("client-1", {**portal, "expires_at": datetime(2000, 1, 1, tzinfo=east)})
        with self.assertRaises(InvalidArgumentError) as raised:
            tenant.client_dashboard("client-1", {**portal, "expires_at": datetime(2999, 1, 1)})
        self.assertIn("a datetime without a time zone", raised.exception.message)
        with self.assertRaises(InvalidArgumentError) as raised:
            tenant.client_dashboard("client-1", {**portal, "expires_at": date(2999, 1, 1)})
        self.assertIn("`2999-01-01` is no instant", raised.exception.message)
        amount = {"max_hourly_rate": decimal.Decimal("1.5E+2")}
        self.assertEqual(
            self.engine.match_advisors(**amount), self.engine.match_advisors(max_hourly_rate="150.00")
        )
        with self.assertRaises(NotFoundError):
            self.engine.load_snapshot(pathlib.Path("/nowhere/at-all"))

    def test_columns_are_taken_in_either_spelling(self):
        at = datetime(2026, 1, 1, tzinfo=timezone.utc)
        with Engine.in_memory() as engine:
            camel = {"id": "a", "name": "A", "subscriptionTier": "x", "isMarketplaceEnabled": False,
                     "createdAt": at, "updatedAt": at}
            snake = {"id": "b", "name": "B", "subscription_tier": "x", "is_marketplace_enabled": False,
                     "created_at": at, "updated_at": at, "subdomain": None}
            applied = engine.apply([{"table": "organizations", "upsert": row} for row in (camel, snake)])
            self.assertEqual(applied["change_count"], 2)
            for tenant in ("a", "b"):
                self.assertEqual(engine.tenant(tenant).organization_dashboard()["total_clients"], 0)
            with self.assertRaises(EngineError) as raised:
                engine.apply([{"table": "organizations", "upsert": {**snake, "name_of": None}}])
            self.assertIn("has no column `nameOf`; did you mean `name`?", str(raised.exception))

    def test_configuration_is_read_like_a_request(self):
        with self.assertRaises(InvalidArgumentError) as raised:
            Engine.in_memory({"thread_count": "two"})
        self.assertEqual(
            raised.exception.message,
            'field `thread_count` is not as expected: invalid type: string "two", expected usize',
        )
        with self.assertRaises(InvalidArgumentError):
            Engine.in_memory({"thread_count": 0})
        with self.assertRaises(InvalidArgumentError) as raised:
            Engine.open(7)
        self.assertEqual(raised.exception.message, "field `path` is 7; expected text")
        with self.assertRaises(InvalidArgumentError):
            self.engine.tenant(None)

    def test_options_are_checked(self):
        for timeout in (-1, float("nan"), "5", True):
            with self.assertRaises(InvalidArgumentError) as raised:
                self.engine.stats(timeout_ms=timeout)
            self.assertIn("field `timeout_ms` is", raised.exception.message)
        self.assertEqual(self.engine.stats(timeout_ms=float("inf"))["revision"], 1)
        with self.assertRaises(InvalidArgumentError):
            self.engine.stats(cancel=True)
        with self.assertRaises(InvalidArgumentError):
            self.engine.fold(progress=3)


if __name__ == "__main__":
    unittest.main()
