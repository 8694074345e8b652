"""Measures the peers on the requests that the engine was measured on, and writes the results file.

`peers.py <scratch folder> <results folder>` reads `workload.json` from the scratch folder, which
the bin `peers` wrote there with the engine's own times and answers. Every peer answers every
request once, untimed, and its answers are compared, before any of them is timed. The format of the
results file is described where it is read, in `xtask/src/bench/peers.rs`.

Everything runs on one thread of one core: the process is pinned, and the libraries are told so.
"""

import gc
import importlib.metadata
import json
import os
import sys
import tempfile
import time
from pathlib import Path

import faiss
import numpy as np

from advisors import Advisors
from latency import measure
from match_faiss import FaissCodesMatch, FaissFlatMatch, FaissGraphMatch
from match_numpy import NumpyMatch
from match_qdrant import QdrantMatch
from results import ENGINE, row, write
from scoring import Needs, exact_top, recall
from search_tantivy import TantivySearch, agreement

PACKAGES = ["faiss-cpu", "numpy", "qdrant-edge-py", "tantivy"]
# A peer that can be slower and better takes its fastest setting that finds this much of the exact answer.
RECALL_FLOOR = 0.99
# The engine adds in f64 and in another order than numpy does.
SCORE_TOLERANCE = 1e-12
# Scores nearer than this may come in either order from those who compute in f32.
TIE_F32 = 1e-6


def main(scratch, results_folder):
    require_one_thread()
    workload = json.loads((scratch / "workload.json").read_text())
    rows = []
    folders = dict.fromkeys(operation["folder"] for operation in workload["matches"])
    for folder in folders:
        advisors = Advisors(folder)
        operations = [each for each in workload["matches"] if each["folder"] == folder]
        rows += match_rows(advisors, operations, scratch)
    for folder in dict.fromkeys(operation["folder"] for operation in workload["searches"]):
        search = TantivySearch(Advisors(folder))
        for operation in workload["searches"]:
            if operation["folder"] == folder:
                rows += search_rows(search, operation)
    packages = {name: importlib.metadata.version(name) for name in PACKAGES}
    path = write(results_folder, "peers", workload, packages, rows, workload["alone"])
    print(f"written to {path}")


def require_one_thread():
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        if os.environ.get(name) != "1":
            raise SystemExit(f"`{name}` is not 1: start this by `cargo xtask bench --peers`")
    # Threads that a library starts for itself inherit it.
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    faiss.omp_set_num_threads(1)


def match_rows(advisors, operations, scratch):
    asked = []
    rows = {}
    for operation in operations:
        needs = [Needs(advisors, request) for request in operation["requests"]]
        tops = check_engine(advisors, operation, needs)
        asked.append((operation, needs, tops))
        answer = "exact, with the parts of every score and the advisor's columns"
        rows[operation["operation"]] = [own_row(operation, answer, 1.0)]
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        makers = [
            lambda: NumpyMatch(advisors),
            lambda: FaissFlatMatch(advisors),
            lambda: FaissCodesMatch(advisors),
        ]
        # Building a graph takes an hour at ten times the scale.
        if all(operation["peers"] == "all" for operation in operations):
            makers += [
                lambda: FaissGraphMatch(advisors),
                lambda: QdrantMatch(advisors, Path(folder) / "shard"),
            ]
        for make in makers:
            started = time.perf_counter()
            peer = make()
            print(f"{peer.engine}: {advisors.count} advisors in {time.perf_counter() - started:.1f} s")
            for operation, needs, tops in asked:
                rows[operation["operation"]].append(match_row(peer, operation, needs, tops))
            del peer
            gc.collect()
    return [row for group in rows.values() for row in group]


def check_engine(advisors, operation, needs):
    """The exact answers by the definitions; the engine's must be the same, or nothing is measured."""
    name = operation["operation"]
    tops = [exact_top(advisors, need) for need in needs]
    for top, answer in zip(tops, operation["answers"]):
        eligible_count = np.count_nonzero(np.isfinite(top[1]))
        if eligible_count != answer["eligible"]:
            raise SystemExit(f"{name}: {answer['eligible']} eligible; expected {eligible_count}")
        found = [advisors.place_of[advisor] for advisor in answer["ids"]]
        if not is_same(found, top, SCORE_TOLERANCE):
            raise SystemExit(f"{name}: the order of {ENGINE} is not that of the definitions")
        if np.abs(top[1][found] - answer["scores"]).max(initial=0.0) > SCORE_TOLERANCE:
            raise SystemExit(f"{name}: the scores of {ENGINE} are not those of the definitions")
    print(f"{name}: {len(tops)} answers of {ENGINE} are those of the definitions")
    return tops


def match_row(peer, operation, needs, tops):
    for setting in peer.settings:
        requests = [peer.prepare(need, setting) for need in needs]
        answers = [list(peer.ask(request)) for request in requests]
        found = np.mean([recall(answer, top[0]) for answer, top in zip(answers, tops)])
        if found >= RECALL_FLOOR:
            break
    same_count = sum(is_same(answer, top, TIE_F32) for answer, top in zip(answers, tops))
    answer = f"recall@20 {found:.4f}; the exact order in {same_count} of {len(tops)}"
    p50, p99 = measure(operation["call_count"], requests, peer.ask)
    return row(operation["operation"], peer.engine, (p50, p99), answer, float(found), peer.note(setting))


def is_same(answer, top, tolerance):
    """Whether an answer is the exact one, in order, but for scores nearer than the tolerance."""
    places, score_of_all = top
    if len(answer) != len(places) or len(set(answer)) != len(answer):
        return False
    return bool(np.all(np.abs(score_of_all[answer] - score_of_all[places]) <= tolerance))


def search_rows(search, operation):
    requests = operation["requests"]
    prepared = [search.prepare(request) for request in requests]
    answers = [search.ask(each) for each in prepared]
    compared = [agreement(*each) for each in zip(requests, operation["answers"], answers)]
    totals, facets, overlaps = zip(*compared)
    answer = (
        f"totals in {sum(totals)} of {len(totals)}; facets without a filter of their own in "
        f"{sum(facets)}; {np.mean(overlaps):.2f} of the page"
    )
    own = own_row(operation, "exact, facets disjunctive", None)
    latency = measure(operation["call_count"], prepared, search.ask)
    note = "plain facets, no total order; queries parsed beforehand"
    return [own, row(operation["operation"], search.engine, latency, answer, None, note)]


def own_row(operation, answer, found):
    times = (operation["p50_us"], operation["p99_us"])
    return row(operation["operation"], ENGINE, times, answer, found, "", operation["goal_p99_us"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
