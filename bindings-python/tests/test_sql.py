"""SQL: one answer, or a stream of Arrow that pyarrow, pandas, polars and DuckDB take."""

import decimal
import gc
import unittest

import duckdb
import pandas
import polars
import pyarrow
from advisor_engine import (
    CancelFlag,
    CancelledError,
    ConflictError,
    Engine,
    EngineTimeoutError,
    InvalidArgumentError,
    NotFoundError,
)

MANY = "SELECT i, 'row ' || i AS name, (i / 4)::DECIMAL(18,2) AS amount FROM range(50000) AS numbers(i) ORDER BY i"
NOW = "2026-01-01T00:00:00Z"


def organization(id):
    row = {"id": id, "name": id, "subscription_tier": "trial", "is_marketplace_enabled": False}
    return {"table": "organizations", "upsert": row | {"created_at": NOW, "updated_at": NOW}}


def client(id, organization_id):
    row = {"id": id, "organization_id": organization_id, "business_name": id, "status": "active", "risk_level": "low"}
    contact = {"primary_contact_name": "Ann", "primary_contact_email": "ann@example.com"}
    return {"table": "clients", "upsert": row | contact | {"created_at": NOW, "updated_at": NOW}}


class Sql(unittest.TestCase):
    def setUp(self):
        self.engine = Engine.in_memory()
        self.addCleanup(self.engine.close)
        self.engine.apply([organization("a"), organization("b"), client("one", "a"), client("two", "b")])
        self.tenant = self.engine.tenant("a")

    def test_an_answer_has_columns_rows_and_a_limit(self):
        answer = self.tenant.query(sql="SELECT id, created_at FROM clients WHERE id = $1", params=["one"])
        self.assertEqual(
            answer["columns"], [{"name": "id", "type": "text"}, {"name": "created_at", "type": "timestamp"}]
        )
        self.assertEqual(answer["rows"], [["one", "2026-01-01T00:00:00Z"]])
        self.assertFalse(answer["truncated"])
        limited = self.tenant.query(sql="FROM range(5)", limit=2)
        self.assertEqual((limited["rows"], limited["truncated"]), ([[0], [1]], True))
        whole = self.engine.query_whole(sql="SELECT id FROM clients ORDER BY id")
        self.assertEqual(whole["rows"], [["one"], ["two"]])
        plan = self.tenant.explain_query(sql="SELECT id FROM clients")
        self.assertEqual(plan["tables"], ["clients"])

    def test_readers_of_arrow_take_the_stream(self):
        table = pyarrow.table(self.tenant.query_batches(MANY))
        self.assertEqual((table.num_rows, table.column_names), (50_000, ["i", "name", "amount"]))
        self.assertEqual(table.column("amount")[1].as_py(), decimal.Decimal("0.25"))
        self.assertIn(b"revision", table.schema.metadata)
        frame = polars.DataFrame(self.tenant.query_batches(MANY))
        self.assertEqual((frame.shape, frame["i"].sum()), ((50_000, 3), sum(range(50_000))))
        frame = pandas.DataFrame.from_arrow(self.tenant.query_batches(MANY))
        self.assertEqual((frame.shape, frame["name"].iloc[-1]), ((50_000, 3), "row 49999"))
        rows = self.tenant.query_batches(MANY)
        reader = pyarrow.RecordBatchReader.from_stream(rows)
        found = duckdb.sql("SELECT count(*), sum(i), max(name) FROM reader").fetchall()
        self.assertEqual(found, [(50_000, sum(range(50_000)), "row 9999")])

    def test_batches_come_one_by_one_at_one_revision(self):
        batches = self.engine.query_whole_batches("SELECT id, i FROM clients, range(3000) AS numbers(i)")
        first = pyarrow.table(next(batches))
        self.engine.apply([{"table": "clients", "delete": "one"}])
        rest = pyarrow.table(batches)
        self.assertEqual(first.num_rows + rest.num_rows, 6000)
        self.assertEqual(batches.revision + 1, self.engine.stats()["revision"])
        with self.assertRaises(ConflictError):
            next(batches)
        with self.engine.pin() as pinned:
            self.engine.apply([{"table": "clients", "delete": "two"}])
            held = pyarrow.table(pinned.query_whole_batches("SELECT id FROM clients"))
        self.assertEqual(held.to_pylist(), [{"id": "two"}])

    def test_what_a_stream_gave_outlives_it_and_its_engine(self):
        with Engine.in_memory() as engine:
            table = pyarrow.table(engine.query_whole_batches(MANY))
        expected = table.slice(0, 10).to_pylist()
        gc.collect()
        self.assertEqual(table.slice(0, 10).to_pylist(), expected)

    def test_parameters_by_place_and_by_name(self):
        by_place = self.tenant.query_batches("SELECT $1 AS a, $2::DECIMAL(18,2) AS b", ["x", "1.50"])
        self.assertEqual(pyarrow.table(by_place).to_pylist(), [{"a": "x", "b": decimal.Decimal("1.50")}])
        by_name = self.tenant.query_batches("SELECT id FROM clients WHERE id = $id", named={"id": "one"})
        self.assertEqual(pyarrow.table(by_name).to_pylist(), [{"id": "one"}])

    def test_statements_are_refused_stopped_and_too_late(self):
        with self.assertRaisesRegex(InvalidArgumentError, "`read_csv` is not available"):
            self.tenant.query_batches("SELECT * FROM read_csv('x')")
        with self.assertRaisesRegex(InvalidArgumentError, "not the plain name"):
            self.tenant.query(sql="SELECT * FROM delta.clients")
        with self.assertRaises(NotFoundError):
            self.engine.tenant("nobody").query(sql="SELECT 1")
        endless = "SELECT sum(hash(i)) FROM range(1000000000000) AS numbers(i)"
        with self.assertRaises(EngineTimeoutError):
            self.tenant.query(sql=endless, timeout_ms=50)
        flag = CancelFlag()
        batches = self.tenant.query_batches("SELECT i FROM range(1000000000) AS numbers(i)", cancel=flag)
        next(batches)
        flag.cancel()
        with self.assertRaises(CancelledError):
            list(batches)
        self.assertEqual(self.tenant.query(sql="SELECT 1")["rows"], [[1]])


if __name__ == "__main__":
    unittest.main()
