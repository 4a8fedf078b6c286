"""The workers' page: the same people before and after, what they finished, and who was asked."""

from __future__ import annotations

from typing import Any

from core.charts import Dot, Slope, dot_plot, slope
from legislature.readmodels.saying import count, percent, points, theme_from
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
        "groups": _halves([_group(group) for group in given["groups"] if len(group["rows"]) > 1]),
        "has_gaps": any(row.get("gap") is not None for group in given["groups"] for row in group["rows"]),
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
    """How many entered, how many were due to be asked again, and how many were."""
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
    """What came after training: people, of how many known, and the share."""
    return [
        _share(row) | {"hidden": "" if row["share"] else ("not known" if row["n"] == 0 else f"fewer than {minimum}")}
        for row in given["results"]
    ]


def _halves(groups: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The groups in their order as two columns of about the same height; one where there is little."""
    heights = [len(group["rows"]) + 1 for group in groups]
    cut = min(range(len(groups) + 1), key=lambda n: (abs(sum(heights[:n]) - sum(heights[n:])), -n))
    return [part for part in (groups[:cut], groups[cut:]) if part]


def _group(group: dict[str, Any]) -> dict[str, Any]:
    """Who entered, and who of those that left training had finished it."""
    rows = [
        _share(row)
        | {
            "people": "" if row["people"] is None else f"{row['people']:,}",
            "hidden": "not shown" if row["people"] is None else "",
            "gap": _gap(row),
        }
        for row in group["rows"]
    ]
    return {"heading": group["heading"], "rows": rows}


def _gap(row: dict[str, Any]) -> str:
    """−6 points (−9 to −3): only where the interval leaves out 0; empty where the facts do not compare."""
    if row.get("gap") is None:
        return ""
    if not row["is_gap"]:
        return "no gap shown"
    return f"{points(row['gap'])} ({points(row['gap_low'])} to {points(row['gap_high'])})"


def _share(row: dict[str, Any]) -> dict[str, str]:
    known = row["share"] is not None
    return {
        "label": row["label"],
        "yes": f"{row['yes']:,}" if known else "",
        "n": f"{row['n']:,}" if known else "",
        "share": percent(row["share"]) if known else "not shown",
    }


def change_of(pair: dict[str, Any]) -> str:
    """Change: −11 points (95% interval −13 to −8)."""
    return f"{points(pair['points'])} points (95% interval {points(pair['low'])} to {points(pair['high'])})"


def enrolled_note(given: dict[str, Any], minimum: int) -> str:
    """6,854 finished, 2,392 left early, 2,236 are still in training."""
    parts = [
        f"{count(given[name], minimum)} {words}"
        for name, words in (("completed", "finished"), ("left_early", "left early"), ("still_in", "still in training"))
        if given[name] != 0
    ]
    return listed(parts)
