"""The employers' page: who answered, what they said, with n and interval, and what the silent could change."""

from __future__ import annotations

from typing import Any

from core.charts import Answers, Dot, diverging, dot_plot, interval_bar
from legislature.readmodels.saying import number_word, of, percent, plural, theme_from

BETTER = ("hire_quality", "turnover", "time_to_fill", "complaints", "rework")
"""Items with five answers from much better to much worse, in the order of the page."""
SHORT = {
    "hire_quality": "Quality of people hired",
    "turnover": "Turnover",
    "time_to_fill": "Time to fill a job",
    "complaints": "Customer complaints",
    "rework": "Rework or errors",
}
SAID = {
    "hire_quality": "better hires",
    "turnover": "lower turnover",
    "time_to_fill": "jobs filled faster",
    "complaints": "fewer complaints",
    "rework": "less rework",
}


def employers(facts: dict[str, Any]) -> dict[str, Any]:
    """The page's title, lead, charts, table and notes; without a closed wave only why there is none."""
    given = facts["employers"]
    theme = theme_from(facts["state"])
    items = {item["key"]: item for item in given["items"]}
    shown = [items[key] for key in BETTER if key in items and items[key]["share"] is not None]
    found: dict[str, Any] = {
        "title": _title(given, items),
        "known": bool(given["wave"]),
        "reason": given["reason"],
        "lead": _lead(given),
        "answers": None,
        "attributed": None,
        "value": _value(items.get("value")),
        "apart": _apart(shown),
        "learn": _sentence(items.get("collaboration")),
        "bounds": _bounds(items.get("turnover")),
        "minimum": given["minimum"],
        "gate": all(item["gate"] == "headline" for item in shown),
        "benchmarks": [_benchmark(item) for item in shown if item["benchmark"] and item["benchmark"]["share"]],
    }
    scaled = [item for item in shown if _counts(item)]
    if scaled:
        said = ", ".join(f"{percent(item['share'])} {SAID[item['key']]}" for item in scaled[:3])
        rows = [_answers(item) for item in scaled]
        found["answers"] = diverging("ans", rows, finding=f"Employers report {said}", theme=theme)
    if any(item["key"] in BETTER for item in items.values()):
        dots = [_dot(items[key]) for key in BETTER if key in items]
        finding = f"Better, and put down at least in part to the partnership: {_first_dot(shown)}"
        found["attributed"] = dot_plot("att", dots, finding=finding, theme=theme)
    return found


def _title(given: dict[str, Any], items: dict[str, Any]) -> str:
    parts = [
        f"{percent(items[key]['share'])} {'of employers who answered report ' if i == 0 else 'report '}{SAID[key]}"
        for i, key in enumerate(key for key in ("hire_quality", "turnover") if _is_headline(items.get(key)))
    ]
    if parts:
        return "; ".join(parts)
    if not given["wave"]:
        return "No survey of employers covers this year"
    return f"{plural(given['answered'], 'employer')} answered; too few for a headline"


def _is_headline(item: dict[str, Any] | None) -> bool:
    return item is not None and item["share"] is not None and item["gate"] == "headline"


def _lead(given: dict[str, Any]) -> str:
    if not given["wave"]:
        return ""
    response = f" ({percent(given['response'])})" if given["response"] is not None else ""
    return (
        f"{of(given['answered'], given['invited'])} invited people answered{response}, "
        f"at {plural(given['employers'], 'employer')} in {plural(given['partnerships'], 'partnership')}."
    )


def _counts(item: dict[str, Any]) -> list[int]:
    """The five answers from best to worst, or nothing where the item has no such scale."""
    counts = [row["count"] for row in item["distribution"] if not row["apart"]]
    return counts if len(counts) == 5 else []


def _answers(item: dict[str, Any]) -> Answers:
    unknown = item["apart"].get("too_early", 0) + item["apart"].get("dont_know", 0)
    return Answers(SHORT[item["key"]], _counts(item), unknown)


def _dot(item: dict[str, Any]) -> Dot:
    if item["share"] is None:
        return Dot(SHORT[item["key"]], f"{item['n']} answers", None)
    benchmark = item["benchmark"] and item["benchmark"]["share"]
    return Dot(
        SHORT[item["key"]],
        of(item["yes"], item["n"]),
        float(item["share"]),
        float(item["low"]),
        float(item["high"]),
        float(benchmark) if benchmark else None,
    )


def _first_dot(shown: list[dict[str, Any]]) -> str:
    return f"{SAID[shown[0]['key']]} {percent(shown[0]['share'])}" if shown else "too few answers to report"


def _value(item: dict[str, Any] | None) -> dict[str, Any] | None:
    """How valuable the partnership is: each answer with its share of all."""
    if item is None or item["share"] is None:
        return None
    rows = [row for row in item["distribution"] if row["value"] != "not_applicable"]
    n = sum(row["count"] for row in rows)
    rows = sorted(rows, key=lambda row: row["apart"])
    return {
        "question": item["question"],
        "rows": [
            {"label": row["label"], "count": f"{row['count']:,}", "share": percent(100 * row["count"] / n)}
            for row in rows
        ],
        "n": f"{n:,}",
    }


def _apart(shown: list[dict[str, Any]]) -> str:
    """Where "don't know" is largest."""
    shares = [
        (100 * (item["apart"]["dont_know"] + item["apart"]["too_early"]) / item["n"], SHORT[item["key"]].lower())
        for item in shown
        if item["n"]
    ]
    if not shares:
        return ""
    largest, name = max(shares)
    return f"It is largest for {name} ({percent(largest)})."


def _sentence(item: dict[str, Any] | None) -> dict[str, str] | None:
    if item is None or item["share"] is None:
        return None
    return {"share": percent(item["share"]), "of": of(item["yes"], item["n"]), "interval": interval(item)}


def interval(item: dict[str, Any]) -> str:
    """64% to 71%."""
    return f"{percent(item['low'])} to {percent(item['high'])}"


def _bounds(item: dict[str, Any] | None) -> dict[str, str] | None:
    """What the share of all invited could be, whatever those think who did not answer."""
    if item is None or item["bounds"] is None:
        return None
    return {
        "low": percent(item["bounds"]["low"]),
        "high": percent(item["bounds"]["high"]),
        "silent": f"{item['base'] - item['n']:,}",
        "base": f"{item['base']:,}",
        "n": f"{item['n']:,}",
        "share": percent(item["share"]),
    }


def _benchmark(item: dict[str, Any]) -> dict[str, str]:
    given = item["benchmark"]
    n = f"n = {given['n']:,}" if given["n"] else "number asked not known"
    return {"what": SHORT[item["key"]].lower(), "share": percent(given["share"]), "source": given["source"], "n": n}


def year_bar(item: dict[str, Any], key: str, finding: str, theme: Any) -> Any:
    """The small rule on the page of the year: a share with its interval and somebody else's figure."""
    benchmark = item["benchmark"] and item["benchmark"]["share"]
    return interval_bar(
        key,
        float(item["share"]),
        float(item["low"]),
        float(item["high"]),
        of=of(item["yes"], item["n"]),
        finding=finding,
        benchmark=float(benchmark) if benchmark else None,
        theme=theme,
    )


def practices(items: dict[str, Any]) -> str:
    """How many changed a practice, in words."""
    item = items.get("practice_changed")
    return number_word(item["yes"]) if item and item["yes"] is not None else ""
