"""What came of it, in the shape in which it is frozen: taken from evaluation's read models, which pool and suppress."""

from __future__ import annotations

import datetime as dt
from typing import Any

from evaluation.readmodels import claims, employers, measures, systems_changes, voices, workers
from evaluation.rules.items import ITEMS


def evidence_of(start: dt.date, end: dt.date, seed: str) -> dict[str, Any]:
    """The parts of the facts that evaluation answers for. `stories` are taken out again once the districts have theirs."""
    told = voices(start, end, seed=seed)
    surveyed = employers(start, end)
    minimum = surveyed["minimum"]
    return {
        "employers": employers_fact(surveyed),
        "workers": workers_fact(workers(start, end)),
        "voices": voices_fact(told),
        "stories": told["stories"],
        "systems": systems_fact(systems_changes(start, end)),
        "measures": [measure_fact(row, minimum) for row in measures(start, end)],
        "claims": claims_fact(claims()),
    }


def employers_fact(given: dict[str, Any]) -> dict[str, Any]:
    """The survey as it is, each item's answers from best to worst."""
    yes = {item.key: item.yes for item in ITEMS}
    for item in given["items"]:
        scale = [row for row in item["distribution"] if not row["apart"]]
        if scale and scale[0]["value"] not in yes[item["key"]]:
            item["distribution"] = scale[::-1] + [row for row in item["distribution"] if row["apart"]]
    return given


def workers_fact(given: dict[str, Any]) -> dict[str, Any]:
    """People in training, without the tables that the report has elsewhere and without any number of few people."""
    minimum = given["minimum"]
    kept = (
        "enrolled",
        "completed",
        "left_early",
        "still_in",
        "followed_up",
        "base",
        "response",
        "partnerships",
        "wage",
    )
    return {name: given[name] for name in kept} | {
        "pairs": [_without_few(row, minimum, "n", "not_known") for row in given["pairs"]],
        "results": [_result(row, minimum) for row in given["results"]],
        "groups": given["groups"],
    }


def _without_few(row: dict[str, Any], minimum: int, *names: str) -> dict[str, Any]:
    """A number of people under the minimum does not stand in the facts."""
    return row | {name: None for name in names if row[name] and 0 < row[name] < minimum}


def _result(row: dict[str, Any], minimum: int) -> dict[str, Any]:
    """A result of few people, or over few, is not told: its share would give the number away."""
    safe = _without_few(row, minimum, "yes", "n", "not_known")
    if safe["yes"] is None and row["yes"] is not None:
        safe |= {"share": None, "low": None, "high": None, "statement": ""}
    return safe


def voices_fact(told: dict[str, Any]) -> dict[str, Any]:
    """The drawn ones in full, how many were in the lot, and how it was drawn."""
    drawn = [plain_voice(story) for story in told["drawn"]]
    return {"drawn": drawn, "pot": told["pot"], "method": told["method"]}


def plain_voice(story: dict[str, Any]) -> dict[str, Any]:
    """What is printed of a story."""
    kept = ("id", "kind", "text", "speaker", "role", "organization", "partnership", "consent_on")
    return {name: story[name] for name in kept}


def systems_fact(given: dict[str, Any]) -> dict[str, Any]:
    """Verified changes by type and depth, the deepest two in words, and how many wait for a check."""
    kept = ("types", "verified", "claimed", "partnerships", "cases")
    share = given["share"]
    return {name: given[name] for name in kept} | {"past_planning": [share["yes"] or 0, share["n"]]}


def measure_fact(row: dict[str, Any], minimum: int) -> dict[str, Any]:
    """A measure that all partnerships share, pooled; of few people nothing but that they are few."""
    kept = ("code", "title", "unit", "value", "share", "of", "statutes", "coverage", "pooled")
    found = {name: row[name] for name in kept}
    few = [row[name] for name in ("value", "denominator") if row[name] and 0 < float(row[name]) < minimum]
    if few and row["unit"] in ("people", "percent"):
        found |= {"value": None, "share": None, "of": ""}
    return found


def claims_fact(given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Public figures that contradict each other, side by side."""
    return [claim for claim in given if claim["conflict"]]
