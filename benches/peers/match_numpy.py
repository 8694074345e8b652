"""A match in numpy: boolean masks, gathered rows, one matrix product in f32.

Tuned: the rows of the marketplace alone are kept, of length 1; where more than half of them are
eligible the product is over all rows, since a gather copies; points and rating of whole columns are
kept.
"""

import numpy as np

from scoring import COSINE_WEIGHT, cheap_scores, eligible, POINTS_WEIGHT, RATING_WEIGHT


class NumpyMatch:
    engine = "numpy"
    settings = [None]

    def __init__(self, advisors):
        self.advisors = advisors
        self.vectors = advisors.vectors.astype(np.float32)

    def prepare(self, needs, setting):
        return needs

    def ask(self, needs):
        """The places of the best 20."""
        if needs.is_open:
            places = np.arange(self.advisors.count)
        else:
            places = np.flatnonzero(eligible(self.advisors, needs))
        if 2 * len(places) > self.advisors.count:
            cosines = (self.vectors @ needs.query32)[places]
        else:
            cosines = self.vectors[places] @ needs.query32
        points, rating = cheap_scores(self.advisors, needs, places)
        scores = COSINE_WEIGHT * cosines.astype(np.float64)
        scores += POINTS_WEIGHT * points
        scores += RATING_WEIGHT * rating
        if len(scores) > 20:
            best = np.argpartition(-scores, 19)[:20]
            best = best[np.lexsort((places[best], -scores[best]))]
        else:
            best = np.argsort(-scores, kind="stable")
        return places[best]

    def note(self, setting):
        return "f32 product over the eligible rows; exact but for ties within f32"
