"""Who is eligible and how they score, from the definitions: an oracle, and what every peer is
given."""

import numpy as np

from advisors import unit

COSINE_WEIGHT, POINTS_WEIGHT, RATING_WEIGHT = 0.6, 0.3, 0.1


class Needs:
    """One request of a match, with its words looked up."""

    def __init__(self, advisors, request):
        filters = request["hardFilters"]
        self.request = request
        self.industries = request["industries"]
        self.services = request["requiredServices"]
        self.max_rate_cents = _cents(request["maxHourlyRate"])
        self.is_available_only = filters["available"] is not False
        self.has_capacity_only = filters["capacityLeft"] is not False
        self.query = unit(np.array(request["embedding"], np.float32).astype(np.float64))
        self.query32 = self.query.astype(np.float32)
        self.holders = [
            _any_of(advisors, field, words)
            for field, words in (("industries", self.industries), ("services", self.services))
            if words
        ]
        self._check()

    @property
    def is_open(self):
        """Whether everyone is eligible."""
        return not (
            self.holders
            or self.is_available_only
            or self.has_capacity_only
            or self.max_rate_cents is not None
        )

    def _check(self):
        """Refuses what is not written here, so that no clause is left out in silence."""
        # The peers answer exactly or say how well; `auto` leaves the way to the engine.
        asked = {name for name, value in self.request.items() if value not in (None, [], False, "auto")}
        known = {
            "industries", "requiredServices", "maxHourlyRate", "embedding", "limit",
            "scoringProfile", "hardFilters",
        }  # fmt: skip
        filters = {name for name, value in self.request["hardFilters"].items() if value is not None}
        if asked - known or filters - {"available", "capacityLeft"}:
            raise ValueError(f"needs that are not known here: {asked - known}, {filters}")
        if len(self.industries) > 1 or len(self.services) > 1:
            raise ValueError("expected at most one industry and one service")


def eligible(advisors, needs):
    """[count] bool: who passes the hard filters."""
    mask = np.ones(advisors.count, bool)
    if needs.is_available_only:
        mask &= advisors.is_available
    if needs.has_capacity_only:
        mask &= advisors.has_capacity
    for holders in needs.holders:
        mask &= holders
    if needs.max_rate_cents is not None:
        # A missing rate is not a number, which is at most nothing.
        mask &= advisors.hourly_rate_cents <= needs.max_rate_cents
    return mask


def cheap_scores(advisors, needs, places):
    """What points and rating add to the score, in f64 and in the order of their definitions."""
    industry = np.zeros(len(places))
    for word in needs.industries:
        industry = np.maximum(industry, advisors.holders("industries", word)[places])
    services = np.zeros(len(places))
    for word in needs.services:
        services += advisors.holders("services", word)[places]
    share = services / max(len(needs.services), 1)
    points = 30.0 * industry + 25.0 * share
    points = points + 15.0 * advisors.experience[places]
    points = points + 15.0 * advisors.rating[places]
    points = points + 5.0 * advisors.availability[places]
    return np.floor(points + 0.5) / 100.0, advisors.rating[places]


def exact_top(advisors, needs, limit=20):
    """The places of the best by the whole score in f64, best first, and the scores of all advisors.

    Whoever is not eligible has the score of minus infinity.
    """
    places = np.flatnonzero(eligible(advisors, needs))
    points, rating = cheap_scores(advisors, needs, places)
    scores = COSINE_WEIGHT * (advisors.vectors[places] @ needs.query)
    scores = scores + POINTS_WEIGHT * points + RATING_WEIGHT * rating
    best = np.argsort(-scores, kind="stable")[:limit]
    score_of_all = np.full(advisors.count, -np.inf)
    score_of_all[places] = scores
    return places[best], score_of_all


def fixed_part(advisors):
    """What points and rating add to an advisor's score whatever the needs are.

    Needs of one industry and one service, both of which the hard filters demand, add the same 55 points
    to everyone who is eligible: a whole number, which rounding lets through. What is left does not
    depend on the needs, so that a peer can keep it per advisor, and the order is that of the whole score.
    """
    places = np.arange(advisors.count)
    points, rating = cheap_scores(advisors, _NOTHING, places)
    return POINTS_WEIGHT * points + RATING_WEIGHT * rating


class _Nothing:
    industries: list = []
    services: list = []


_NOTHING = _Nothing()


def recall(found, expected):
    """The share of the expected that was found."""
    return len(set(found) & set(expected)) / len(expected) if len(expected) else 1.0


def _any_of(advisors, field, words):
    masks = [advisors.holders_in_any_case(field, word) for word in words]
    return np.logical_or.reduce(masks)


def _cents(money):
    return None if money is None else round(float(money) * 100)
