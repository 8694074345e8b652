"""Matches in faiss: the cheap part is one more dimension, so that the inner product is the whole
score.

Tuned: the rows of the marketplace alone are indexed; who is eligible is a bitmap made with numpy,
left out where everyone is; HNSW takes the least `efSearch` of its settings whose recall reaches the
floor.
"""

import faiss
import numpy as np

from scoring import COSINE_WEIGHT, eligible, fixed_part

HNSW_NEIGHBOURS = 32
HNSW_CONSTRUCTION_CANDIDATES = 200


class FaissMatch:
    settings = [None]

    def __init__(self, advisors):
        self.advisors = advisors
        rows = np.concatenate([advisors.vectors, fixed_part(advisors)[:, None]], axis=1)
        rows = np.ascontiguousarray(rows, np.float32)
        self.index = self.empty(rows.shape[1])
        self.index.train(rows)
        self.index.add(rows)

    def prepare(self, needs, setting):
        query = np.append(COSINE_WEIGHT * needs.query, 1.0)
        return needs, np.ascontiguousarray(query[None, :], np.float32), setting

    def ask(self, prepared):
        """The places of the best 20."""
        needs, query, setting = prepared
        if needs.is_open:
            parameters = self.parameters(setting)
        else:
            bits = np.packbits(eligible(self.advisors, needs), bitorder="little")
            parameters = self.parameters(setting, sel=faiss.IDSelectorBitmap(bits))
        _, found = self.index.search(query, 20, params=parameters)
        return found[0][found[0] >= 0]

    def parameters(self, setting, **selector):
        return faiss.SearchParameters(**selector) if selector else None


class FaissFlatMatch(FaissMatch):
    engine = "faiss flat"

    def empty(self, dimension):
        return faiss.IndexFlatIP(dimension)

    def note(self, setting):
        return "f32, every eligible row"


class FaissCodesMatch(FaissMatch):
    engine = "faiss SQ8"

    def empty(self, dimension):
        codes = faiss.ScalarQuantizer.QT_8bit
        return faiss.IndexScalarQuantizer(dimension, codes, faiss.METRIC_INNER_PRODUCT)

    def note(self, setting):
        return "8-bit codes, not rescored"


class FaissGraphMatch(FaissMatch):
    engine = "faiss HNSW"
    settings = [32, 64, 128, 256, 512, 1024, 2048]

    def empty(self, dimension):
        index = faiss.IndexHNSWFlat(dimension, HNSW_NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
        index.hnsw.efConstruction = HNSW_CONSTRUCTION_CANDIDATES
        return index

    def parameters(self, setting, **selector):
        return faiss.SearchParametersHNSW(efSearch=setting, **selector)

    def note(self, setting):
        return f"M {HNSW_NEIGHBOURS}, efSearch {setting}"
