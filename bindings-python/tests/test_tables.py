"""Answers as Arrow tables, read by libraries that know nothing of this package."""

from __future__ import annotations

import decimal
import gc
import json
import unittest

import pandas
import polars
import pyarrow

from advisor_engine import CancelFlag, CancelledError, ConflictError, InvalidArgumentError
from support import practice


class Tables(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.engine = practice()
        cls.needs = {"industries": ["SaaS"], "required_services": ["Tax"], "embedding": [0.6, 0.7, 0.1, 0.05]}

    @classmethod
    def tearDownClass(cls):
        cls.engine.close()

    def test_rows_are_those_of_the_answer(self):
        answer = self.engine.match_advisors(**self.needs)
        table = self.engine.match_advisors_table(**self.needs)
        matches = answer["matches"]
        self.assertGreater(len(matches), 1)
        self.assertEqual(len(table), len(matches))
        self.assertEqual(repr(table), f"<Table: {len(matches)} rows of {len(table.column_names)} columns>")
        # What an answer leaves out is null in a table.
        self.assertEqual([name for name in table.column_names if name in matches[0]], list(matches[0]))
        for row, match in zip(pyarrow.table(table).to_pylist(), matches, strict=True):
            reasons = {key: value for key, value in row.pop("reasons").items() if value is not None}
            self.assertEqual(reasons, match["reasons"])
            rate = row.pop("hourly_rate")
            self.assertEqual(None if rate is None else str(rate), match["hourly_rate"])
            # Floats are equal to the bit, parts are structs in a list.
            self.assertEqual(row, {key: match.get(key) for key in row})
        metadata = {key: json.loads(value) for key, value in table.metadata.items()}
        self.assertEqual(metadata["revision"], answer["revision"])
        self.assertEqual(metadata["plan"], answer["plan"])

    def test_every_reader_of_arrow_takes_it(self):
        table = self.engine.match_advisors_table(**self.needs)
        names = [match["name"] for match in self.engine.match_advisors(**self.needs)["matches"]]
        self.assertEqual(pyarrow.table(table)["name"].to_pylist(), names)
        self.assertEqual(pyarrow.record_batch(table)["name"].to_pylist(), names)
        self.assertEqual(polars.DataFrame(table)["name"].to_list(), names)
        self.assertEqual(list(pandas.DataFrame.from_arrow(table)["name"]), names)
        self.assertEqual(pyarrow.schema(table), pyarrow.table(table).schema)
        self.assertIsInstance(polars.DataFrame(table)["hourly_rate"].max(), decimal.Decimal)

    def test_a_table_outlives_its_engine_and_its_holder(self):
        with practice() as engine:
            table = engine.match_advisors_table()
            arrow = pyarrow.table(table)
        expected = arrow.to_pylist()
        del table
        gc.collect()
        self.assertEqual(arrow.to_pylist(), expected)

    def test_a_capsule_that_nobody_takes_is_released(self):
        table = self.engine.match_advisors_table()
        for _ in range(1000):
            table.__arrow_c_stream__()
            table.__arrow_c_array__()
            table.__arrow_c_schema__()
        self.assertEqual(pyarrow.table(table).num_rows, len(table))

    def test_an_empty_answer_has_the_columns_of_a_full_one(self):
        full = pyarrow.table(self.engine.match_advisors_table())
        empty = pyarrow.table(self.engine.match_advisors_table(industries=["no such industry"]))
        self.assertEqual(empty.num_rows, 0)
        self.assertEqual(empty.schema, full.schema)
        rejected = pyarrow.table(self.engine.rejected_rows_table())
        self.assertEqual((rejected.num_rows, rejected.column_names), (0, list(rejected.schema.names)))
        self.assertIn("reason", rejected.column_names)

    def test_batches_are_the_rows_of_one_answer_block_by_block(self):
        few = {"limit": 2, "embedding": [0.1, 0.2, 0.3, 0.4], "scoring_profile": "blended-v1"}
        needs = [self.needs, few] * 300
        answer = self.engine.match_batch(needs=needs)["matches"]
        batches = self.engine.match_batches(needs)
        tables = [pyarrow.record_batch(table) for table in batches]
        self.assertEqual(len(tables), 2)
        rows = [row for table in tables for row in table.to_pylist()]
        self.assertEqual(rows, [row | {"parts": None} for row in answer])
        self.assertEqual(list(batches), [])
        alone = self.engine.match_advisors(**few)["matches"]
        of_second = [row for row in rows if row["need"] == 1]
        self.assertEqual([row["score"] for row in of_second], [match["score"] for match in alone])

    def test_batches_are_a_stream_of_arrow(self):
        needs = [self.needs] * 500
        with self.engine.pin() as pinned:
            batches = pinned.match_batches(needs, parts=True)
            self.assertEqual(batches.revision, pinned.revision)
        first = next(batches)
        rest = pyarrow.RecordBatchReader.from_stream(batches).read_all()
        rows = pyarrow.table(first).to_pylist() + rest.to_pylist()
        self.assertEqual(rows, self.engine.match_batch(needs=needs, parts=True)["matches"])
        with self.assertRaises(ConflictError):
            next(batches)

    def test_batches_are_checked_at_once_told_of_and_stopped(self):
        with self.assertRaisesRegex(InvalidArgumentError, r"needs\[1\]\.limit"):
            self.engine.match_batches([self.needs, {"limit": 0}])
        told = []
        for _ in self.engine.match_batches([self.needs] * 400, progress=told.append):
            pass
        steps = [(report["step"], report["row_count"]) for report in told]
        self.assertEqual(steps, [("match", 384), ("match", 400)])
        flag = CancelFlag()
        batches = self.engine.match_batches([self.needs] * 400, cancel=flag)
        next(batches)
        flag.cancel()
        with self.assertRaises(CancelledError):
            next(batches)
        self.assertEqual(list(batches), [])

    def test_a_pinned_revision_has_tables_too(self):
        with self.engine.pin() as pinned:
            self.assertEqual(
                pyarrow.table(pinned.match_advisors_table()), pyarrow.table(self.engine.match_advisors_table())
            )


if __name__ == "__main__":
    unittest.main()
