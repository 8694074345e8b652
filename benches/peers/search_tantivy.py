"""Searches in tantivy through its Python package: a page, the total, and counts by every facet.

Tuned: one segment of the rows of the marketplace alone, frequencies without positions, facets as
fast fields, the page's rows kept beside the index and found by the segment's own numbers.

It does less than is asked: facets are plain (a field's counts keep that field's own filter),
relevance is BM25 added up over the fields, and equal values of an order come in the order of the
index.
"""

import tantivy

from advisors import LIST_FIELDS

# The searched fields and how much a word in each counts, as the engine declares them.
TEXT_FIELDS = {
    "name": 4.0, "title": 3.0, "headline": 2.0, "bio": 1.0,
    "industriesText": 2.0, "servicesText": 2.5, "certificationsText": 2.5,
}  # fmt: skip
RATING_STARTS = [3.0, 4.0, 4.5]
HOURLY_RATE_STARTS_CENTS = [10_000, 15_000, 20_000, 30_000, 50_000]
MOST_WORDS_OF_A_FACET = 1_000
WRITER_BYTES = 256 * 1024 * 1024


class TantivySearch:
    engine = "tantivy (Python)"

    def __init__(self, advisors):
        self.advisors = advisors
        self.stemmer = (
            tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
            .filter(tantivy.Filter.lowercase())
            .filter(tantivy.Filter.stemmer("english"))
            .build()
        )
        self.schema = _schema()
        index = tantivy.Index(self.schema)
        index.register_tokenizer("stems", self.stemmer)
        writer = index.writer(WRITER_BYTES, num_threads=1)
        for place in range(advisors.count):
            writer.add_document(_document(advisors, place))
        writer.commit()
        writer.wait_merging_threads()
        index.reload()
        self.searcher = index.searcher()
        if self.searcher.num_segments != 1:
            raise ValueError("expected one segment, so that its numbers are those of the rows")
        self.aggregations = _aggregations()

    def prepare(self, request):
        """The query and its order. *Cost*: not in the time that is measured, in the peer's favour."""
        parts = self._words(request["text"]) + self._filters(request["filters"])
        if len(parts) == 1:
            query = parts[0]
        elif parts:
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, part) for part in parts])
        else:
            query = tantivy.Query.all_query()
        return query, None if request["text"] else "rating"

    def ask(self, prepared):
        """The page, the total and the counts."""
        query, order = prepared
        found = self.searcher.search(query, limit=20, count=True, order_by_field=order)
        facets = self.searcher.aggregate(query, self.aggregations)
        rows = [self.advisors.rows[address.doc] for _, address in found.hits]
        return rows, found.count, facets

    def _words(self, text):
        words = []
        for stem in self.stemmer.analyze(text or ""):
            fields = [
                (
                    tantivy.Occur.Should,
                    tantivy.Query.boost_query(
                        tantivy.Query.term_query(self.schema, field, stem, "freq"), boost
                    ),
                )
                for field, boost in TEXT_FIELDS.items()
            ]
            words.append(tantivy.Query.boolean_query(fields))
        return words

    def _any_of(self, field, words):
        # A set of terms builds an automaton, which costs more than all the rest of a query.
        terms = [tantivy.Query.term_query(self.schema, field, word, "basic") for word in words]
        if len(terms) == 1:
            return terms[0]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in terms])

    def _filters(self, filters):
        parts = []
        for name, value in filters.items():
            if value is None or value == []:
                continue
            if name in LIST_FIELDS:
                part = self._any_of(name, value)
            elif name == "hourlyRateMax":
                part = tantivy.Query.range_query(
                    self.schema, "hourlyRateCents", tantivy.FieldType.Integer,
                    upper_bound=round(float(value) * 100),
                )  # fmt: skip
            elif name == "ratingMin":
                part = tantivy.Query.range_query(
                    self.schema, "rating", tantivy.FieldType.Float, lower_bound=float(value)
                )
            elif name == "available":
                part = tantivy.Query.term_query(self.schema, "isAvailable", value)
            else:
                raise ValueError(f"filter that is not known here: {name}")
            # Filters say yes or no; a score of theirs would be added to that of the words.
            parts.append(tantivy.Query.const_score_query(part, 0.0))
        return parts


def agreement(request, expected, answer):
    """Whether total and facets are the expected ones, and the share of the page that is.

    Only facets without a filter of their own can agree: the others are plain here.
    """
    rows, total, facets = answer
    facets_agree = True
    for field in LIST_FIELDS:
        if not request["filters"][field]:
            counts = {bucket["key"]: bucket["doc_count"] for bucket in facets[field]["buckets"]}
            words = {entry["value"]: entry["count"] for entry in expected["facets"][field]}
            facets_agree &= counts == words
    own_filters = {"rating": "ratingMin", "hourlyRate": "hourlyRateMax"}
    for field, own in own_filters.items():
        if request["filters"][own] is None:
            counts = [bucket["doc_count"] for bucket in facets[field]["buckets"]]
            bands = [band["count"] for band in expected["facets"][field] if not band["missing"]]
            facets_agree &= counts == bands
    shown = {row["id"] for row in rows}
    overlap = len(shown & set(expected["ids"])) / max(len(expected["ids"]), 1)
    return total == expected["total"], facets_agree, overlap


def _schema():
    builder = tantivy.SchemaBuilder()
    for field in TEXT_FIELDS:
        builder.add_text_field(field, tokenizer_name="stems", index_option="freq")
    for field in LIST_FIELDS:
        builder.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_float_field("rating", indexed=True, fast=True)
    builder.add_integer_field("hourlyRateCents", indexed=True, fast=True)
    builder.add_boolean_field("isAvailable", indexed=True)
    return builder.build()


def _document(advisors, place):
    row = advisors.rows[place]
    document = tantivy.Document()
    texts = {
        "name": [advisors.names[place]],
        "title": [row["professionalTitle"]],
        "headline": [row["headline"]],
        "bio": [row["bio"]],
        "industriesText": row["industries"],
        "servicesText": row["services"],
        "certificationsText": row["certifications"],
    }
    for field, values in texts.items():
        for value in values or []:
            if value:
                document.add_text(field, value)
    for field in LIST_FIELDS:
        for word in dict.fromkeys(row[field] or []):
            document.add_text(field, word)
    if row["overallRating"] is not None:
        document.add_float("rating", row["overallRating"])
    if row["hourlyRate"] is not None:
        document.add_integer("hourlyRateCents", int(row["hourlyRate"] * 100))
    document.add_boolean("isAvailable", row["isAvailable"])
    return document


def _aggregations():
    aggregations = {
        field: {"terms": {"field": field, "size": MOST_WORDS_OF_A_FACET}} for field in LIST_FIELDS
    }
    for name, field, starts in (
        ("rating", "rating", RATING_STARTS),
        ("hourlyRate", "hourlyRateCents", HOURLY_RATE_STARTS_CENTS),
    ):
        bounds = [None, *starts, None]
        ranges = [
            {key: bound for key, bound in (("from", low), ("to", high)) if bound is not None}
            for low, high in zip(bounds, bounds[1:])
        ]
        aggregations[name] = {"range": {"field": field, "ranges": ranges}}
    return aggregations
