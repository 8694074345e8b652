"""Answers as Arrow tables, read by libraries that know nothing of this package."""

from __future__ import annotations

import decimal
import gc
import json
import unittest

import pandas
import polars
import pyarrow

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
        self.assertEqual(repr(table), f"<Table: {len(matches)} rows of {len(matches[0])} columns>")
        self.assertEqual(table.column_names, list(matches[0]))
        for row, match in zip(pyarrow.table(table).to_pylist(), matches, strict=True):
            reasons = {key: value for key, value in row.pop("reasons").items() if value is not None}
            self.assertEqual(reasons, match["reasons"])
            rate = row.pop("hourly_rate")
            self.assertEqual(None if rate is None else str(rate), match["hourly_rate"])
            # Floats are equal to the bit, parts are structs in a list.
            self.assertEqual(row, {key: match[key] for key in row})
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

    def test_a_pinned_revision_has_tables_too(self):
        with self.engine.pin() as pinned:
            self.assertEqual(
                pyarrow.table(pinned.match_advisors_table()), pyarrow.table(self.engine.match_advisors_table())
            )


if __name__ == "__main__":
    unittest.main()
