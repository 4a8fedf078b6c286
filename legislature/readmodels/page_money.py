"""The money page: from what was available to what is left, what it paid for, and which fund paid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.charts import Step, dollars as dollar_bars
from core.charts import millions, stacked, waterfall
from legislature.readmodels.saying import NOT_KNOWN, dollars, exact, plural, theme_from, thousands

MOST_SOURCES = 5
MILLION = Decimal(1_000_000)


def money(facts: dict[str, Any]) -> dict[str, Any]:
    """The page's title, charts, table and notes."""
    given, head = facts["money"], facts["edition"]
    theme = theme_from(facts["state"])
    show = millions if Decimal(given["available"]) >= MILLION else dollar_bars
    found: dict[str, Any] = {
        "title": f"Of {dollars(given['available'])} available, {dollars(given['awarded'])} was awarded"
        f" and {dollars(given['spent'])} was spent in the year",
        "waterfall": None,
        "uses": None,
        "funds": [_fund(fund) for fund in given["funds"]],
        "funds_total": [exact(given["available"]), exact(given["awarded"]), exact(given["spent"])],
        "regions": [
            row | {"awarded": exact(row["awarded"]), "spent": exact(row["spent"])} for row in given["regions"]
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
    }
    if Decimal(given["available"]):
        steps = [
            Step("Available", float(given["available"]), True),
            Step("Not awarded", -float(given["not_awarded"])),
            Step(f"Awarded by {head['last_day']}", float(given["awarded"]), True),
            Step("Spent in earlier years", -float(given["spent_before"])),
            Step("Spent in the year", -float(given["spent"])),
            Step("Left to spend", float(given["left"]), True),
        ]
        found["waterfall"] = waterfall("wf", steps, finding=found["title"], theme=theme, show=show)
    if given["uses"]:
        found["uses"] = _uses(given, theme, show)
    return found


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
        rows.append({"name": row["label"], "cells": [thousands(cell) for cell in cells], "sum": thousands(sum(cells))})
    totals = [
        sum((Decimal(row["amounts"][i]) for row in given["uses"] for i in group), Decimal(0)) for group in groups
    ]
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
