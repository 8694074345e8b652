"""The advisors of a snapshot folder, read from its Parquet files and not through the engine.

Only those that the marketplace may show are kept, as every peer would keep them: active, verified,
not deleted. They are in the order of their ids, so that a stable sort by score breaks ties as the
engine does.
"""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

LIST_FIELDS = ["industries", "services", "certifications", "languages", "businessSizes"]


class Advisors:
    def __init__(self, folder):
        folder = Path(folder)
        manifest = json.loads((folder / "manifest.json").read_text())
        profiles = _read(folder, manifest["tables"]["advisor_profiles"])
        is_shown = pc.and_(
            pc.and_(pc.equal(profiles["marketplaceStatus"], "active"), profiles["isVerified"]),
            pc.is_null(profiles["deletedAt"]),
        )
        profiles = profiles.filter(is_shown).sort_by("id")
        self.ids = profiles["id"].to_pylist()
        self.count = len(self.ids)
        self.place_of = {advisor: place for place, advisor in enumerate(self.ids)}
        self.rows = profiles.to_pylist()
        self.names = _names(folder, manifest, self.rows)

        self.hourly_rate_cents = np.array(
            [np.nan if row["hourlyRate"] is None else int(row["hourlyRate"] * 100) for row in self.rows]
        )
        self.is_available = _column(profiles, "isAvailable", False)
        current = _column(profiles, "currentClients", 0).astype(np.float64)
        most = _column(profiles, "maxClients", 0).astype(np.float64)
        self.has_capacity = (most > 0) & (current < most)
        # Signals of the score, each with the arithmetic of its definition.
        self.experience = np.minimum(_column(profiles, "yearsExperience", 0) / 20.0, 1.0)
        self.rating = _column(profiles, "overallRating", 0.0) / 5.0
        self.availability = np.where(most > 0, 1.0 - current / np.where(most > 0, most, 1.0), 0.0)

        self._holders = {field: _holders(self.rows, field) for field in LIST_FIELDS}
        self.vectors = self._vectors(_read(folder, manifest["host_owned"]["advisor_embeddings"]))

    def holders(self, field, word):
        """Who holds a word in this spelling."""
        return self._holders[field].get(word, np.zeros(self.count, bool))

    def holders_in_any_case(self, field, word):
        """Who holds a word in any spelling."""
        found = np.zeros(self.count, bool)
        for other, holders in self._holders[field].items():
            if other.lower() == word.lower():
                found |= holders
        return found

    def _vectors(self, embeddings):
        """[count, dimension] f64 of length 1; zeros where there is no embedding."""
        column = embeddings["vector"].combine_chunks()
        column = column.chunk(0) if isinstance(column, pa.ChunkedArray) else column
        dimension = column.type.list_size
        values = column.flatten().to_numpy().reshape(-1, dimension)
        vectors = np.zeros((self.count, dimension))
        for advisor, vector in zip(embeddings["advisorId"].to_pylist(), values):
            place = self.place_of.get(advisor)
            if place is not None:
                vectors[place] = vector
        return unit(vectors)


def unit(vectors):
    """Vectors of length 1; one without length stays as it is."""
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return vectors / np.where(norms > 0, norms, 1.0)


def _read(folder, table):
    return pa.concat_tables([pq.read_table(folder / file) for file in table["files"]])


def _column(table, name, missing):
    return table[name].fill_null(missing).to_numpy()


def _names(folder, manifest, rows):
    users = _read(folder, manifest["tables"]["users"])
    users = users.filter(pc.is_null(users["deletedAt"]))
    name_of = dict(zip(users["id"].to_pylist(), users["name"].to_pylist()))
    return [name_of.get(row["userId"]) for row in rows]


def _holders(rows, field):
    holders = {}
    for place, row in enumerate(rows):
        for word in row[field] or []:
            holders.setdefault(word, np.zeros(len(rows), bool))[place] = True
    return holders
