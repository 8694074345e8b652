"""Results files of comparisons; their format is described in `xtask/src/bench/peers.rs`."""

import datetime
import json

ENGINE = "advisor-engine"


def row(operation, engine, latency, answer, found, note, goal_p99_us=None):
    """One engine's times; where there is a goal, it is the engine's own."""
    p50, p99 = latency
    print(f"{operation:44} {engine:18} p50 {p50:9.1f} µs  p99 {p99:9.1f} µs  {answer}  {note}")
    made = {
        "operation": operation,
        "engine": engine,
        "p50_us": p50,
        "p99_us": p99,
        "answer": answer,
        "recall": found,
        "note": note,
    }
    return made if goal_p99_us is None else made | {"goal_p99_us": goal_p99_us}


def write(folder, kind, workload, packages, rows, alone=None):
    """Writes `<kind>-<date>.json`, made by `cargo xtask bench --<kind>`."""
    date = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    results = {
        "date": date,
        "machine": workload["machine"],
        "commit": workload["commit"],
        "command": f"cargo xtask bench --{kind}",
        "datasets": workload["datasets"],
        "packages": packages,
        "rows": rows,
    }
    if alone is not None:
        results["alone"] = alone
    path = folder / f"{kind}-{date}.json"
    path.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    return path
