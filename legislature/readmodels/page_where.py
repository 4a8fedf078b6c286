"""Where the partnerships are and who is in them: map, matrix, stages, conveners, industries."""

from __future__ import annotations

from collections import Counter
from typing import Any

from core.charts import choropleth, small_bars
from core.geography import all_counties, counties_of, geography
from legislature.readmodels.saying import count, of, plural, theme_from

CALLOUTS = {"pa": {"42101": (14.0, 13.0)}}
"""Counties too small for their number, with where it may stand, in points."""


def where(facts: dict[str, Any]) -> dict[str, Any]:
    """The page's title, map and tables."""
    portfolio, people, state = facts["portfolio"], facts["people"], facts["state"]
    theme = theme_from(state)
    shapes = geography(state["usps"])
    matrix = portfolio["matrix"]
    columns = [sum(counts[i] for _, counts in matrix["rows"]) for i in range(len(matrix["columns"]))]
    found: dict[str, Any] = {
        "title": _title(facts),
        "map": None,
        "columns": matrix["columns"],
        "rows": [
            {"name": name, "cells": [_cell(value) for value in counts], "sum": sum(counts)}
            for name, counts in matrix["rows"]
        ],
        "totals": columns,
        "all": portfolio["active"],
    }
    stages = {name: value for name, value in portfolio["stages"] if value}
    if stages:
        first = max(stages, key=lambda name: stages[name])
        said = f"{of(stages[first], portfolio['active'])} partnerships are in the stage {first.lower()}"
        found["stages"] = small_bars("stage", stages, finding=said, theme=theme, width=240, left=80)
        kinds = dict(portfolio["conveners"][:7])
        said = f"Most often the convener is of the type {portfolio['conveners'][0][0].lower()}"
        found["conveners"] = small_bars("conv", kinds, finding=said, theme=theme, width=240, left=150)
    if shapes is not None:
        found |= _map(facts, shapes, theme, people)
    return found


def _title(facts: dict[str, Any]) -> str:
    """The finding: from where people enrolled, or which counties are served."""
    people, portfolio, state = facts["people"], facts["portfolio"], facts["state"]
    counties = len(counties_of(state["fips"]))
    if people["enrolled"]:
        some = sum(value != 0 for value in people["counties"].values())
        return f"People from {some:,} of {plural(counties, 'county', 'counties')} enrolled"
    served = sum(fips.startswith(state["fips"]) for fips in portfolio["counties_served"])
    word = state["words"]["partnerships"]
    return f"{word[:1].upper() + word[1:]} serve {served:,} of {plural(counties, 'county', 'counties')}"


def _cell(value: int) -> dict[str, Any]:
    return {"value": value, "tone": "zero" if value == 0 else "c1" if value < 3 else "c2" if value < 5 else "c3"}


def _map(facts: dict[str, Any], shapes: Any, theme: Any, people: dict[str, Any]) -> dict[str, Any]:
    callouts = CALLOUTS.get(facts["state"]["code"])
    year = facts["edition"]["year"]
    if people["enrolled"]:
        cells = people["counties"]
        shown = {fips: value for fips, value in cells.items() if value}
        finding = f"{_title(facts)}; the most in {_most(shown)}" if shown else _title(facts)
        drawn = choropleth("map", shapes, cells, finding=finding, noun="People", theme=theme, callouts=callouts)
        return {
            "map": drawn,
            "map_caption": f"People enrolled, by county of residence, {year}",
            "map_note": _people_note(people),
            "map_source": "workers",
        }
    served = Counter(fips for one in facts["partnerships"] if one["active"] for fips in one["counties"])
    drawn = choropleth(
        "map", shapes, dict(served), finding=_title(facts), noun="Partnerships", theme=theme, callouts=callouts
    )
    return {
        "map": drawn,
        "map_caption": f"Partnerships that serve each county, on {facts['edition']['as_of']}",
        "map_note": "A partnership that serves several counties counts in each.",
        "map_source": "register",
    }


def _most(shown: dict[str, int]) -> str:
    fips = max(shown, key=lambda key: (shown[key], key))
    return f"{all_counties()[fips].name} ({shown[fips]:,})"


def _people_note(people: dict[str, Any]) -> str:
    shown = {fips: value for fips, value in people["counties"].items() if value}
    parts = [f"{sum(shown.values()):,} in the {plural(len(shown), 'county', 'counties')} with a number"]
    hidden = len(people["hidden_counties"])
    if hidden:
        together = f", {people['hidden_people']:,} together" if people["hidden_people"] else ""
        parts.append(f"{plural(hidden, 'hatched county', 'hatched counties')}{together}")
    if people["elsewhere"]:
        parts.append(f"{people['elsewhere']:,} with an address outside the state or none known")
    n = f"n = {count(people['enrolled'], people['minimum'])}: "
    return n + "; ".join(parts) + "."
