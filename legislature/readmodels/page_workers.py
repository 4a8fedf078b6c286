"""The workers' page: the same people before and after, what they finished, and who was asked."""

from __future__ import annotations

from typing import Any

from core.charts import Dot, Slope, dot_plot, slope
from legislature.readmodels.saying import NOT_KNOWN, count, percent, plural, points, theme_from
from legislature.readmodels.sheet_page import listed

RISES = {"insurance": "insurance", "sick_leave": "paid sick leave"}
LABELS = {
    "insurance": "Employer offers health insurance",
    "sick_leave": "Paid sick leave",
    "poverty": "Household below the poverty line",
}


def workers(facts: dict[str, Any]) -> dict[str, Any]:
    """The page's title, charts and tables; what nobody was asked is said."""
    given = facts["workers"]
    theme = theme_from(facts["state"])
    minimum = facts["state"]["minimum"]
    pairs = [pair for pair in given["pairs"] if pair["before"] is not None]
    found: dict[str, Any] = {
        "title": _title(given, pairs, minimum),
        "slope": None,
        "changes": None,
        "few": [LABELS.get(pair["key"], pair["label"]) for pair in given["pairs"] if pair["before"] is None],
        "asked": _asked(given, minimum),
        "wage": _wage(given["wage"]),
        "results": _results(given, minimum),
        "groups": [_group(group, minimum) for group in given["groups"]],
        "minimum": minimum,
        "known": bool(given["enrolled"] or pairs),
    }
    if pairs:
        lines = [Slope(LABELS.get(p["key"], p["label"]), float(p["before"]), float(p["after"])) for p in pairs]
        changes = [
            Dot(
                LABELS.get(pair["key"], pair["label"]),
                f"{pair['n']:,} people",
                float(pair["points"]),
                float(pair["low"]),
                float(pair["high"]),
            )
            for pair in pairs
        ]
        finding = "; ".join(_moved(pair) for pair in pairs)
        found["slope"] = slope("slope", lines, finding=finding, sides=("At entry", "At follow-up"), theme=theme)
        found["changes"] = dot_plot("chg", changes, finding=finding, change=True, theme=theme)
    return found


def _moved(pair: dict[str, Any]) -> str:
    """Rose from 53% to 66%: only where the interval leaves out 0 (BR-70 and domain 5.5)."""
    label = LABELS.get(pair["key"], pair["label"])
    if not pair["is_change"]:
        return f"{label}: no change to report"
    verb = "rose" if float(pair["points"]) > 0 else "fell"
    return f"{label} {verb} from {percent(pair['before'])} to {percent(pair['after'])}"


def _title(given: dict[str, Any], pairs: list[dict[str, Any]], minimum: int) -> str:
    changed = {pair["key"]: float(pair["points"]) for pair in pairs if pair["is_change"]}
    more = [name for key, name in RISES.items() if changed.get(key, 0) > 0]
    if more:
        fewer = ", and fewer report poverty" if changed.get("poverty", 0) < 0 else ""
        return f"At follow-up, more people report {listed(more)}{fewer}"
    if changed.get("poverty", 0) < 0:
        return "At follow-up, fewer people report a household below the poverty line"
    if pairs:
        return "The people asked twice report no change that can be told from chance"
    if given["enrolled"]:
        return f"{count(given['enrolled'], minimum)} people enrolled; none was due to be asked again yet"
    return "No worker’s record has been received for this year"


def _asked(given: dict[str, Any], minimum: int) -> dict[str, str]:
    return {
        "enrolled": count(given["enrolled"], minimum),
        "followed_up": count(given["followed_up"], minimum),
        "base": count(given["base"], minimum),
        "response": percent(given["response"]),
    }


def _wage(given: dict[str, Any] | None) -> dict[str, str] | None:
    """$17.20 → $19.85, and the median of the single gains with its interval."""
    if given is None:
        return None
    return {
        "n": f"{given['n']:,}",
        "before": f"${given['before']}",
        "after": f"${given['after']}",
        "gain": signed_dollars(given["gain"]),
        "interval": f"{signed_dollars(given['low'])} to {signed_dollars(given['high'])}",
    }


def signed_dollars(amount: str) -> str:
    """$1.90, or −$0.40."""
    return f"\N{MINUS SIGN}${amount[1:]}" if amount.startswith("-") else f"${amount}"


def _results(given: dict[str, Any], minimum: int) -> list[dict[str, str]]:
    """What came after training: people, of how many, and the share."""
    rows = []
    for row in given["results"]:
        known = row["share"] is not None
        rows.append(
            {
                "label": row["label"],
                "yes": f"{row['yes']:,}" if known else "",
                "n": f"{row['n']:,}" if known else "",
                "share": percent(row["share"]) if known else "",
                "hidden": "" if known else ("not known" if not row["n"] else f"fewer than {minimum}"),
            }
        )
    return rows


def _group(group: dict[str, Any], minimum: int) -> dict[str, Any]:
    rows = []
    for row in group["rows"]:
        shown = row["n"] is not None
        rows.append(
            {
                "label": row["label"],
                "n": f"{row['n']:,}" if shown else "",
                "yes": f"{row['yes']:,}" if shown and row["yes"] is not None else "",
                "share": percent(row["share"]) if shown and row["share"] is not None else "",
                "hidden": "" if shown else "not shown",
            }
        )
    return {"heading": group["heading"], "rows": rows}


def change_of(pair: dict[str, Any]) -> str:
    """Change: −11 points (95% interval −13 to −8)."""
    return f"{points(pair['points'])} points (95% interval {points(pair['low'])} to {points(pair['high'])})"


def enrolled_note(given: dict[str, Any], minimum: int) -> str:
    """6,854 finished, 2,392 left early, 2,236 are still in training."""
    parts = [
        f"{count(given[name], minimum)} {words}"
        for name, words in (("completed", "finished"), ("left_early", "left early"), ("still_in", "not yet known"))
        if given[name] != 0
    ]
    return listed(parts) if parts else NOT_KNOWN


def partnerships_with(given: dict[str, Any]) -> str:
    return plural(given["partnerships"], "partnership")
