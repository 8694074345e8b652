"""Measures polars on the reads of a practice that the engine and SQLite were measured on, and writes the results file.

`practice.py <scratch folder> <results folder>` reads `workload.json` from the scratch folder, which
the bin `practice` wrote there with the times of the engine and of SQLite. polars answers every
request once, untimed, and must answer as the engine did, before it is timed. The format of the
results file is described where it is read, in `xtask/src/bench/peers.rs`.

Everything runs on one thread of one core: the process is pinned, and polars is told so.
"""

import importlib.metadata
import json
import os
import sys
import time
from pathlib import Path

from latency import measure
from practice_polars import Practice
from results import row, write


def main(scratch, results_folder):
    require_one_thread()
    workload = json.loads((scratch / "workload.json").read_text())
    started = time.perf_counter()
    practice = Practice(Path(workload["folder"]), workload["now"])
    print(f"polars: loaded in {time.perf_counter() - started:.1f} s")
    rows = []
    for operation in workload["operations"]:
        name = operation["operation"]
        for measured in operation["rows"]:
            latency = (measured["p50_us"], measured["p99_us"])
            answer, note = measured["answer"], measured["note"]
            goal = measured["goal_p99_us"]
            rows.append(row(name, measured["engine"], latency, answer, None, note, goal))
        if operation["kind"]:
            rows.append(peer_row(practice, operation))
    packages = {"polars": importlib.metadata.version("polars"), "SQLite": workload["sqlite_version"]}
    path = write(results_folder, "practice", workload, packages, rows, workload["alone"])
    print(f"written to {path}")


def require_one_thread():
    if os.environ.get("POLARS_MAX_THREADS") != "1":
        raise SystemExit("`POLARS_MAX_THREADS` is not 1: start this by `cargo xtask bench --practice`")
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def peer_row(practice, operation):
    name = operation["operation"]
    ask, tell, note = practice.operations[operation["kind"]]
    requests = operation["requests"]
    for request, expected in zip(requests, operation["answers"], strict=True):
        answer = tell(request, ask(request))
        # What no row tells.
        for field in ("lastRefreshed", "generatedAt"):
            if field in expected:
                answer[field] = expected[field]
        if answer != expected:
            raise SystemExit(f"{name}: polars answers {request} by\n{answer}\nexpected\n{expected}")
    call_count = min(operation["peer_call_count"], 1_000)
    latency = measure(call_count, requests, ask)
    answer = f"the same in {len(requests)} of {len(requests)}"
    return row(name, "polars (Python)", latency, answer, None, note)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
