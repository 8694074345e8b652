"""Matches in Qdrant Edge: a filter on payloads, the nearest by cosine, and a formula over them.

Tuned: one optimized segment of the rows of the marketplace alone, payload indexes on every filtered
field, vectors and payloads in memory; what points and rating add is one stored number; the least
number of prefetched candidates of its settings whose recall reaches the floor.
"""

import numpy as np
import qdrant_edge as qdrant

from scoring import COSINE_WEIGHT, fixed_part

POINTS_PER_UPDATE = 500


class QdrantMatch:
    engine = "Qdrant Edge"
    settings = [100, 250, 500, 1000, 2000, 4000, 8000, 16000]

    def __init__(self, advisors, folder):
        hnsw = qdrant.HnswIndexConfig(m=32, ef_construct=200, full_scan_threshold=10_000)
        vectors = qdrant.EdgeVectorParams(
            size=advisors.vectors.shape[1], distance=qdrant.Distance.Cosine, on_disk=False
        )
        config = qdrant.EdgeConfig(
            vectors=vectors,
            on_disk_payload=False,
            hnsw_config=hnsw,
            optimizers=qdrant.EdgeOptimizersConfig(
                default_segment_number=1, indexing_threshold=1_000
            ),
            max_search_threads=1,
            wal_enabled=False,
        )
        self.shard = qdrant.EdgeShard.create(str(folder), config)
        schema = qdrant.PayloadSchemaType
        for field, kind in (
            ("industries", schema.Keyword), ("services", schema.Keyword), ("hourlyRateCents", schema.Float),
            ("isAvailable", schema.Integer), ("hasCapacity", schema.Integer), ("fixed", schema.Float),
        ):  # fmt: skip
            self.shard.update(qdrant.UpdateOperation.create_field_index(field, kind))
        fixed = fixed_part(advisors)
        vectors = advisors.vectors.astype(np.float32)
        points = [
            qdrant.Point(place, vectors[place].tolist(), self._payload(advisors, place, fixed[place]))
            for place in range(advisors.count)
        ]
        for start in range(0, len(points), POINTS_PER_UPDATE):
            batch = points[start : start + POINTS_PER_UPDATE]
            self.shard.update(qdrant.UpdateOperation.upsert_points(batch))
        self.shard.flush()
        self.shard.optimize()

    @staticmethod
    def _payload(advisors, place, fixed):
        row = advisors.rows[place]
        payload = {
            "industries": row["industries"] or [],
            "services": row["services"] or [],
            # Numbers: version 0.9.0 finds nobody by a value that is `True`.
            "isAvailable": int(advisors.is_available[place]),
            "hasCapacity": int(advisors.has_capacity[place]),
            "fixed": float(fixed),
        }
        rate = advisors.hourly_rate_cents[place]
        if not np.isnan(rate):
            payload["hourlyRateCents"] = float(rate)
        return payload

    def prepare(self, needs, setting):
        vector = needs.query32.tolist()
        prefetch = qdrant.Prefetch(
            limit=setting, query=qdrant.Query.Nearest(vector), filter=_filter(needs)
        )
        expression = qdrant.Expression
        cosine = expression.Mult([expression.Constant(COSINE_WEIGHT), expression.Variable("$score")])
        formula = qdrant.Formula(expression.Sum([cosine, expression.Variable("fixed")]))
        return qdrant.QueryRequest(
            limit=20, query=formula, prefetches=[prefetch], with_payload=False, with_vector=False
        )

    def ask(self, request):
        """The places of the best 20."""
        return [point.id for point in self.shard.query(request)]

    def note(self, setting):
        return f"formula over the nearest {setting}"


def _filter(needs):
    if needs.is_open:
        return None
    condition = qdrant.FieldCondition
    must = []
    if needs.is_available_only:
        must.append(condition("isAvailable", match=qdrant.MatchValue(1)))
    if needs.has_capacity_only:
        must.append(condition("hasCapacity", match=qdrant.MatchValue(1)))
    if needs.industries:
        must.append(condition("industries", match=qdrant.MatchAny(needs.industries)))
    if needs.services:
        must.append(condition("services", match=qdrant.MatchAny(needs.services)))
    if needs.max_rate_cents is not None:
        at_most = qdrant.RangeFloat(lte=float(needs.max_rate_cents))
        must.append(condition("hourlyRateCents", range=at_most))
    return qdrant.Filter(must=must)
