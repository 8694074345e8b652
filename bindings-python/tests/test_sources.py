"""Sources of rows other than Parquet: a database, CSV, and Arrow tables that are read where they lie."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import tempfile
import unittest
from pathlib import Path

import pandas
import polars
import pyarrow

from advisor_engine import CancelFlag, CancelledError, Engine, InvalidArgumentError, NotFoundError, SchemaMismatchError
from support import practice, snapshot

import pyarrow.parquet


def tables() -> dict[str, pyarrow.Table]:
    """The tables of the snapshot, cut to a few rows."""
    folder = snapshot()
    manifest = json.loads((folder / "manifest.json").read_text())
    found = {
        name: pyarrow.concat_tables(pyarrow.parquet.read_table(folder / file) for file in table["files"]).slice(0, 500)
        for name, table in manifest["tables"].items()
    }
    return {name: table for name, table in found.items() if name != "advisor_embeddings"}


class Sources(unittest.TestCase):
    def setUp(self):
        self.engine = Engine.in_memory()
        self.addCleanup(self.engine.close)

    def counts(self, report):
        return {table["name"]: table["row_count"] for table in report["tables"] if table["row_count"] > 0}

    def test_tables_of_every_library_are_taken(self):
        given = tables()
        expected = {name: len(table) for name, table in given.items() if len(table) > 0}
        told = []
        report = self.engine.sync(tables=given, progress=told.append)
        self.assertEqual((self.counts(report), report["rejected"]), (expected, []))
        self.assertIn("read", {progress["step"] for progress in told})
        given["clients"] = polars.from_arrow(given["clients"])
        given["documents"] = pyarrow.RecordBatchReader.from_batches(
            given["documents"].schema, given["documents"].to_batches(max_chunksize=7)
        )
        report = asyncio.run(self.engine.async_sync(tables=given))
        self.assertEqual((self.counts(report), report["rejected"]), (expected, []))
        self.assertEqual(report["revision"], 2)

    def test_a_database_is_taken(self):
        given = tables()
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "app.db"
            connection = sqlite3.connect(file)
            for name, table in given.items():
                columns = ", ".join(f'"{column}"' for column in table.column_names)
                connection.execute(f'CREATE TABLE "{name}" ({columns})')
                rows = [
                    [self.cell(value) for value in row.values()] for row in table.to_pylist()
                ]
                places = ", ".join("?" * len(table.column_names))
                connection.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)
            connection.commit()
            connection.close()
            report = self.engine.sync(sqlite=file)
        expected = {name: len(table) for name, table in given.items() if len(table) > 0}
        self.assertEqual((self.counts(report), report["rejected"]), (expected, []))

    def cell(self, value):
        if isinstance(value, list):
            return json.dumps(value)
        return value if value is None or isinstance(value, (int, float, str)) else str(value)

    def test_a_row_that_cannot_be_taken_is_listed(self):
        given = tables()
        given["clients"] = given["clients"].set_column(0, "id", pyarrow.array([None] * len(given["clients"]), pyarrow.string()))
        report = self.engine.sync(tables=given)
        self.assertEqual({row["reason"] for row in report["rejected"]}, {"column `id` is null"})
        with self.assertRaises(InvalidArgumentError):
            self.engine.sync(tables=given, stop_on_bad_row=True)

    def test_what_is_no_source_is_refused(self):
        for call, kind in [
            (lambda: self.engine.sync(), InvalidArgumentError),
            (lambda: self.engine.sync(folder="a", sqlite="b"), InvalidArgumentError),
            (lambda: self.engine.sync(tables={"clients": [1]}), InvalidArgumentError),
            (lambda: self.engine.sync(tables={"client": pyarrow.table({"id": ["a"]})}), SchemaMismatchError),
            (lambda: self.engine.sync(tables={"clients": pandas.DataFrame({"id": ["a"]})}), SchemaMismatchError),
            (lambda: self.engine.sync(sqlite="/nowhere/app.db"), NotFoundError),
        ]:
            with self.assertRaises(kind):
                call()

    def test_a_load_can_be_cancelled(self):
        flag = CancelFlag()
        with self.assertRaises(CancelledError):
            self.engine.sync(tables=tables(), cancel=flag, progress=lambda _: flag.cancel())
        self.assertEqual(self.engine.stats()["revision"], 0)


if __name__ == "__main__":
    unittest.main()
