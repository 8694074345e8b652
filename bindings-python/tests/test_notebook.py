"""Rows for notebooks: explanations and the parts of matches."""

from __future__ import annotations

import functools
import unittest

import pandas
import polars

from advisor_engine.notebook import explanation_rows, part_rows
from support import practice


class Notebook(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.engine = practice()
        cls.needs = {"industries": ["SaaS"], "embedding": [0.6, 0.7, 0.1, 0.05]}

    @classmethod
    def tearDownClass(cls):
        cls.engine.close()

    def test_rows_of_an_explanation_tell_what_would_reach_the_rank(self):
        matches = self.engine.match_advisors(**self.needs)["matches"]
        last = matches[-1]["advisor_id"]
        explanation = self.engine.explain_match(needs=self.needs, advisor_id=last, rank=1)
        self.assertEqual((explanation["status"], explanation["rank"]), ("ranked", len(matches)))
        rows = explanation_rows(explanation)
        self.assertEqual([row["signal"] for row in rows], [part["name"] for part in matches[-1]["parts"]])
        added = functools.reduce(lambda total, row: total + row["contribution"], rows, 0.0)
        self.assertEqual(added, explanation["score"])
        for row in rows:
            # All else as it is, the needed value reaches the score of the first.
            rest = [row["needed"] if row is other else other["value"] for other in rows]
            reached = functools.reduce(
                lambda total, pair: total + pair[0]["weight"] * pair[1], zip(rows, rest, strict=True), 0.0
            )
            self.assertGreaterEqual(reached, explanation["target_score"])
        frame = polars.DataFrame(rows)
        self.assertEqual(frame["is_smallest"].sum(), int(explanation["smallest"] is not None))
        self.assertEqual(list(pandas.DataFrame(rows).columns), list(rows[0]))

    def test_who_is_matched_needs_no_change(self):
        first = self.engine.match_advisors(**self.needs)["matches"][0]["advisor_id"]
        rows = explanation_rows(self.engine.explain_match(needs=self.needs, advisor_id=first))
        self.assertTrue(all(row["needed"] is None and not row["is_smallest"] for row in rows))

    def test_rows_of_parts_add_up_to_the_scores(self):
        answer = self.engine.match_advisors(**self.needs)
        rows = part_rows(answer)
        self.assertEqual(len(rows), sum(len(match["parts"]) for match in answer["matches"]))
        sums = {}
        for row in rows:
            sums[row["rank"]] = sums.get(row["rank"], 0.0) + row["contribution"]
        self.assertEqual(list(sums.values()), [match["score"] for match in answer["matches"]])


if __name__ == "__main__":
    unittest.main()
