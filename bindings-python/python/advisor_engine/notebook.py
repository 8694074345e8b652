"""Answers as rows that a notebook shows as a table: lists of dictionaries with the same keys.

``pandas.DataFrame(rows)``, ``polars.DataFrame(rows)`` and ``pyarrow.Table.from_pylist(rows)`` take them, and none of
the three has to be installed.
"""

from __future__ import annotations

from typing import TypedDict

from advisor_engine import types


class ExplanationRow(TypedDict):
    """One signal of a score: what it adds, and what it would have to be."""

    signal: str
    weight: float
    value: float
    contribution: float
    needed: float | None
    """The value that alone would reach the rank that was asked about; none where nothing is missing."""
    difference: float | None
    is_reachable: bool | None
    is_smallest: bool
    """Whether this is the smallest change that can be made."""


class PartRow(TypedDict):
    """One part of one match."""

    rank: int
    advisor_id: str
    score: float
    signal: str
    weight: float
    value: float
    contribution: float


def explanation_rows(explanation: types.MatchExplanationAnswer) -> list[ExplanationRow]:
    """One row per signal of an explanation, in the order in which the score adds them up.

    >>> from advisor_engine import Engine
    >>> from advisor_engine.notebook import part_rows
    >>> with Engine.in_memory() as engine:
    ...     part_rows(engine.match_advisors())
    []
    """
    changes = {change["signal"]: change for change in explanation["changes"]}
    smallest = explanation["smallest"]
    rows: list[ExplanationRow] = []
    for part in explanation["parts"]:
        change = changes.get(part["name"])
        rows.append(
            {
                "signal": part["name"],
                "weight": part["weight"],
                "value": part["value"],
                "contribution": part["contribution"],
                "needed": change["needed"] if change else None,
                "difference": change["difference"] if change else None,
                "is_reachable": change["is_reachable"] if change else None,
                "is_smallest": smallest is not None and smallest["signal"] == part["name"],
            }
        )
    return rows


def part_rows(result: types.MatchResultAnswer) -> list[PartRow]:
    """One row per part of every match, by rank and then in the order in which the score adds them up."""
    return [
        {
            "rank": match["rank"],
            "advisor_id": match["advisor_id"],
            "score": match["score"],
            "signal": part["name"],
            "weight": part["weight"],
            "value": part["value"],
            "contribution": part["contribution"],
        }
        for match in result["matches"]
        for part in match["parts"]
    ]
