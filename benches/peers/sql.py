"""A million rows into pyarrow: the engine's stream beside DuckDB alone over the same base file.

`python sql.py <scratch folder>`, after `sql <scratch folder>` made the store there; it wants the wheel, duckdb and
pyarrow. Each takes its turns in one process; the engine's own DuckDB is not Python's.
"""

import pathlib
import statistics
import sys
import time

import advisor_engine
import duckdb
import pyarrow

SQL = "SELECT id, client_id, status, total_amount, invoice_date FROM invoices LIMIT 1000000"
TURNS = 20


def turns(read):
    """Milliseconds of each turn, in order of size, after two that are not counted."""
    times = []
    for turn in range(TURNS + 2):
        started = time.perf_counter()
        rows = read()
        if turn >= 2:
            times.append((time.perf_counter() - started) * 1e3)
    return rows, sorted(times)


def main():
    store = pathlib.Path(sys.argv[1]) / "sql-store"
    base = max(store.rglob("base.duckdb"))
    with advisor_engine.Engine.open_follower(store) as engine:
        alone = duckdb.connect()
        alone.execute(f"SET threads = 2; ATTACH '{base}' AS base (READ_ONLY); USE base")
        ours, our_times = turns(lambda: pyarrow.table(engine.query_whole_batches(SQL)))
        theirs, their_times = turns(lambda: alone.sql(SQL).to_arrow_table())
        if ours.num_rows != theirs.num_rows or sorted(ours.column_names) != sorted(theirs.column_names):
            sys.exit(f"the answers differ: {ours.num_rows} and {theirs.num_rows} rows")
        for name, times in (("engine", our_times), ("DuckDB alone", their_times)):
            print(f"{name}: {ours.num_rows} rows to pyarrow, p50 {statistics.median(times):.0f} ms, p99 {times[-1]:.0f} ms")
        print(f"times ours: {statistics.median(their_times) / statistics.median(our_times):.2f} / {their_times[-1] / our_times[-1]:.2f}")


if __name__ == "__main__":
    main()
