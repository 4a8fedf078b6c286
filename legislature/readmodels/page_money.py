"""The money page: from what was available to what is left, what it paid for, and which fund paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.charts import Bar, Step, hbar, millions, stacked, waterfall
from core.charts import dollars as dollar_bars
from legislature.readmodels.saying import NOT_KNOWN, dollars, exact, number_word, plural, theme_from, thousands

MOST_SOURCES = 5
MILLION = Decimal(1_000_000)


def money(facts: dict[str, Any]) -> dict[str, Any]:
    """The page's title, charts, table and notes."""
    given, head = facts["money"], facts["edition"]
    theme = theme_from(facts["state"])
    show = millions if Decimal(given["available"]) >= MILLION else dollar_bars
    found: dict[str, Any] = {
        "title": _title(given),
        "waterfall": None,
        "uses": None,
        "funds": [_fund(fund) for fund in given["funds"]],
        "funds_total": [exact(given["available"]), exact(given["awarded"]), exact(given["spent"])],
        "regions": [
            row | {name: exact(row[name]) for name in ("awarded", "spent", "spent_so_far")} for row in given["regions"]
        ],
        "spent": dollars(given["spent"]),
        "reports": plural(given["reports"], "accepted report"),
        "has_spending": given["reports"] > 0,
        "match": exact(given["match"]) if given["reports"] else NOT_KNOWN,
        "match_each": _each(given["match"], given["spent"]),
        "each": _per_person(facts),
        "awards": plural(given["awards"], "award"),
        "new": f"{plural(given['new_awards'], 'award')} of {exact(given['new_amount'])} together",
        "table": _table(given),
        "shares_title": _shares_title(given),
        "region_bars": None,
    }
    if given["regions"]:
        bars = [
            Bar(row["name"], float(row["spent_so_far"] or 0), float(row["awarded"])) for row in given["regions"][:12]
        ]
        said = f"The largest awards are in {given['regions'][0]['name']}"
        found["region_bars"] = _bars("regions", bars, ("Spent so far", "Awards in force"), said, theme, show)
    if Decimal(given["available"]):
        found["waterfall"] = waterfall("wf", _steps(given, head), finding=found["title"], theme=theme, show=show)
    if given["uses"]:
        found["uses"] = _uses(given, theme, show)
    return found


def _steps(given: dict[str, Any], head: dict[str, Any]) -> list[Step]:
    """From available to left; what is not known is left out."""
    steps = [
        Step("Available", float(given["available"]), True),
        Step("Not awarded", -float(given["not_awarded"])),
        Step(f"Awarded by {head['last_day']}", float(given["awarded"]), True),
    ]
    if given["reports"] or Decimal(given["spent_before"]):
        steps.append(Step("Spent in earlier years", -float(given["spent_before"])))
        steps.append(Step("Spent in the year", -float(given["spent"])))
        steps.append(Step("Left to spend", float(given["left"]), True))
    return steps


def _title(given: dict[str, Any]) -> str:
    awarded = f"Of {dollars(given['available'])} available, {dollars(given['awarded'])} was awarded"
    if not given["reports"]:
        return f"{awarded}; what was spent is not known yet"
    return f"{awarded} and {dollars(given['spent'])} was spent in the year"


def _bars(key: str, bars: list[Bar], names: tuple[str, str], finding: str, theme: Any, show: Any) -> Any:
    return hbar(key, bars, finding=finding, names=names, theme=theme, show=show)


def _shares_title(given: dict[str, Any]) -> str:
    """Three funds pay for 84 awards in seven regions."""
    funds, regions = len(given["funds"]), len(given["regions"])
    if not funds:
        return "No fund was available in the year"
    verb = "pays" if funds == 1 else "pay"
    return (
        f"{number_word(funds, capital=True)} {'fund' if funds == 1 else 'funds'} {verb} for "
        f"{plural(given['awards'], 'award')} in {number_word(regions)} {'region' if regions == 1 else 'regions'}"
    )


def _sources(given: dict[str, Any]) -> tuple[list[str], list[list[int]]]:
    """Names of at most five sources, and which funds each stands for; the smallest funds share the last."""
    names = [fund["name"] for fund in given["funds"]]
    if len(names) <= MOST_SOURCES:
        return names, [[i] for i in range(len(names))]
    kept = MOST_SOURCES - 1
    return [*names[:kept], "Other funds"], [[i] for i in range(kept)] + [list(range(kept, len(names)))]


def _uses(given: dict[str, Any], theme: Any, show: Any) -> Any:
    names, groups = _sources(given)
    rows = {
        row["label"]: [float(sum(Decimal(row["amounts"][i]) for i in group)) for group in groups]
        for row in given["uses"]
        if all(Decimal(amount) >= 0 for amount in row["amounts"])
    }
    if not rows:
        return None
    first = next(iter(rows))
    finding = f"{first} took {show(sum(rows[first]))} of the {show(float(given['spent']))} spent"
    return stacked("uses", rows, sources=names, finding=finding, theme=theme, show=show)


def _table(given: dict[str, Any]) -> dict[str, Any]:
    """Spent by use and fund, in thousands of dollars."""
    names, groups = _sources(given)
    rows = []
    for row in given["uses"]:
        cells = [sum((Decimal(row["amounts"][i]) for i in group), Decimal(0)) for group in groups]
        rows.append(
            {
                "name": row["label"],
                "cells": [thousands(cell) for cell in cells],
                "sum": thousands(sum(cells, Decimal(0))),
            }
        )
    totals = [sum((Decimal(row["amounts"][i]) for row in given["uses"] for i in group), Decimal(0)) for group in groups]
    return {
        "columns": names,
        "rows": rows,
        "totals": [thousands(total) for total in totals],
        "all": thousands(sum(totals, Decimal(0))),
        "dense": len(rows) > 6,
    }


def _fund(fund: dict[str, str]) -> dict[str, str]:
    return fund | {name: exact(fund[name]) for name in ("amount", "awarded", "spent")}


def _each(match: str, spent: str) -> str:
    """61 cents of match for each grant dollar spent."""
    if not Decimal(spent):
        return NOT_KNOWN
    cents = (100 * Decimal(match) / Decimal(spent)).quantize(Decimal(1), rounding="ROUND_HALF_UP")
    return f"{cents:,} cents"


def _per_person(facts: dict[str, Any]) -> str:
    """Grant money spent in the year for each person who enrolled in it."""
    enrolled, spent = facts["people"]["enrolled"], Decimal(facts["money"]["spent"])
    if not enrolled or not spent:
        return NOT_KNOWN
    return exact(str(spent / enrolled))
