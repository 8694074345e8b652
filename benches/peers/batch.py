"""Many needs against all advisors in numpy: one product of matrices in f32, on as many threads as the engine.

`batch.py <scratch folder>` reads what the bin `batch` wrote there. Tuned: needs in blocks whose scores stay
in memory near the processor; the part of the score that does not depend on needs is kept; the best 20 are
selected without a sort of the rest. Set OPENBLAS_NUM_THREADS to the engine's number of threads.
"""

import json
import os
import sys
import time
from pathlib import Path

import numpy as np

from advisors import Advisors
from scoring import COSINE_WEIGHT, fixed_part

LIMIT = 20
RUN_COUNT = 5
# Blocks that were tried; the fastest counts.
BLOCKS = [128, 256, 512, 1024]
# Scores nearer than this may come in either order from those who compute in f32.
TIE_F32 = 1e-6


def main(scratch):
    asked = json.loads((scratch / "batch.json").read_text())
    if os.environ.get("OPENBLAS_NUM_THREADS") != str(asked["thread_count"]):
        raise SystemExit(f"set OPENBLAS_NUM_THREADS to {asked['thread_count']}")
    advisors = Advisors(asked["folder"])
    needs = np.fromfile(scratch / "needs.f32", np.float32).reshape(asked["need_count"], asked["dimension"])
    vectors = np.ascontiguousarray(advisors.vectors.astype(np.float32))
    fixed = fixed_part(advisors).astype(np.float32)
    engine = min(asked["seconds"])
    best = None
    for block in BLOCKS:
        seconds, places = min((timed(vectors, fixed, needs, block) for _ in range(RUN_COUNT)), key=lambda run: run[0])
        if best is None or seconds < best[0]:
            best = (seconds, block, places)
    seconds, block, places = best
    same = agreement(advisors, needs, places, asked["ids"])
    print(f"numpy {seconds:.3f} s in blocks of {block}; the engine {engine:.3f} s, {seconds / engine:.2f} times as fast")
    print(f"the same 20, but for ties within f32, in {same} of {asked['need_count']}")


def timed(vectors, fixed, needs, block):
    started = time.perf_counter()
    norms = np.linalg.norm(needs, axis=1, keepdims=True)
    needs = needs * (np.float32(COSINE_WEIGHT) / np.where(norms > 0, norms, 1))
    places = np.empty((len(needs), LIMIT), np.int64)
    for first in range(0, len(needs), block):
        scores = needs[first : first + block] @ vectors.T
        scores += fixed
        top = np.argpartition(-scores, LIMIT - 1, axis=1)[:, :LIMIT]
        order = np.argsort(-np.take_along_axis(scores, top, 1), axis=1, kind="stable")
        places[first : first + block] = np.take_along_axis(top, order, 1)
    return time.perf_counter() - started, places


def agreement(advisors, needs, places, ids):
    """How many of the engine's answers are those found here, by exact scores."""
    fixed = fixed_part(advisors)
    same = 0
    for need, found, expected in zip(needs, places, ids):
        query = need.astype(np.float64)
        query /= np.linalg.norm(query)
        own = np.array([advisors.place_of[advisor] for advisor in expected])
        score_of = lambda rows: COSINE_WEIGHT * (advisors.vectors[rows] @ query) + fixed[rows]
        same += bool(np.all(np.abs(np.sort(score_of(found)) - np.sort(score_of(own))) <= TIE_F32))
    return same


if __name__ == "__main__":
    main(Path(sys.argv[1]))
