"""What a call from Python takes: p50 and p99 of single calls, one JSON line for each.

    python overhead.py SNAPSHOT_FOLDER [CALLS]

The same snapshot in the Rust bench tells what the engine itself takes; the difference is this package.
"""

from __future__ import annotations

import json
import random
import sys
import time
from array import array
from collections.abc import Callable

import pyarrow
import pyarrow.parquet

from advisor_engine import Engine


def measure(name: str, count: int, call: Callable[[], object]) -> None:
    for _ in range(count // 10):
        call()
    taken = []
    for _ in range(count):
        before = time.perf_counter_ns()
        call()
        taken.append(time.perf_counter_ns() - before)
    taken.sort()
    figures = {"p50_us": taken[count // 2] / 1000, "p99_us": taken[count * 99 // 100] / 1000}
    print(json.dumps({"name": f"python/{name}", "calls": count, **figures}), flush=True)


def main() -> None:
    folder, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20_000
    with Engine.in_memory() as engine:
        engine.load_snapshot(folder)
        dimension = apply_embeddings(engine, folder)
        rows = {table["name"]: table["base_row_count"] for table in engine.stats()["tables"]}
        print(json.dumps({"snapshot": folder, "rows": rows}))

        tenant, client = first_client(folder)
        reader = engine.tenant(tenant)
        staff = {"kind": "staff"}
        measure("client_dashboard", count, lambda: reader.client_dashboard(client, staff))
        measure("organization_dashboard", count, reader.organization_dashboard)

        generator = random.Random(7)
        vector = [generator.uniform(-1, 1) for _ in range(dimension)]
        numbers = array("f", vector)
        matches = engine.match_advisors(embedding=numbers, limit=20)["matches"]
        assert len(matches) == 20, len(matches)
        assert matches == engine.match_advisors(embedding=vector, limit=20)["matches"]
        few = {"excluded_ids": [], "industries": ["no such industry"]}
        measure("match_advisors/none", count, lambda: engine.match_advisors(**few))
        measure("match_advisors/20", count // 4, lambda: engine.match_advisors(embedding=numbers, limit=20))
        measure("match_advisors/1", count // 4, lambda: engine.match_advisors(embedding=numbers, limit=1))
        measure("match_advisors/1/list", count // 4, lambda: engine.match_advisors(embedding=vector, limit=1))
        measure("match_advisors_table/20", count // 4, lambda: engine.match_advisors_table(embedding=numbers, limit=20))
        measure("json_loads/20", count // 4, parsed(matches))


def parsed(answer: object) -> Callable[[], object]:
    """What turning the same answer from JSON into objects takes, to compare the direct way with."""
    text = json.dumps(answer)
    return lambda: json.loads(text)


def apply_embeddings(engine: Engine, folder: str) -> int:
    """Embeddings are the host's: they lie beside the snapshot and are applied."""
    table = read(folder, "host_owned", "advisor_embeddings")
    names = table.column_names
    rows = zip(*(table[name].combine_chunks().to_pylist() for name in names), strict=True)
    changes = [{"table": "advisor_embeddings", "upsert": dict(zip(names, row, strict=True))} for row in rows]
    engine.apply(changes)
    return len(changes[0]["upsert"]["vector"])


def first_client(folder: str) -> tuple[str, str]:
    table = read(folder, "tables", "clients")
    live = table.filter(table["deletedAt"].is_null())
    return live["organizationId"][0].as_py(), live["id"][0].as_py()


def read(folder: str, kind: str, name: str) -> pyarrow.Table:
    with open(f"{folder}/manifest.json", encoding="utf-8") as manifest:
        file = json.load(manifest)[kind][name]["files"][0]
    return pyarrow.parquet.read_table(f"{folder}/{file}")


if __name__ == "__main__":
    main()
