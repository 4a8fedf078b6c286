"""Workers: how many were served, what they finished, and the same people before and after."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q

from core.calendars import add_months
from core.geography import all_counties
from core.isolation import current_state_id
from core.models import State
from evaluation.choices import EvidenceLevel, WorkerType
from evaluation.models import Worker
from evaluation.readmodels.figures import people, share_of, tenth, whole
from evaluation.statistics import Share, equity_gap, median_interval, paired_change, suppress

PAIRS = (
    ("poverty", "W1", "In poverty", "lived in poverty"),
    ("insurance", "W2", "Health insurance offered by the employer", "were offered health insurance by their employer"),
    ("sick_leave", "W3", "Paid sick leave", "had paid sick leave"),
)
"""Measures of the same people before and after: field, code, title, and how the sentence ends."""
GROUPS = (
    ("sex", "Sex"),
    ("race", "Race and ethnicity"),
    ("education", "Education at entry"),
    ("poverty_before", "Household income at entry"),
    ("worker_type", "Worker type"),
)
NOT_KNOWN = "Not known"
LABELS: dict[Any, str] = {True: "Under the poverty guideline", False: "At or above it", **dict(WorkerType.choices)}
NO_GAP = dict.fromkeys(("gap", "gap_low", "gap_high")) | {"is_gap": False}
HIDDEN = dict.fromkeys(("yes", "n", "share", "low", "high")) | NO_GAP


def workers(start: dt.date, end: dt.date, since: dt.date | None = None) -> dict[str, Any]:
    """People in training: those who entered in the period, and those followed up in it. Each counts once, by pseudonym.

    {"minimum": people below which nothing is printed,
     "enrolled", "completed", "left_early", "still_in": of those who entered; "followed_up": those followed up; "base":
        those whose 12 months ended in the period, or who were followed up in it; each None from 1 to the minimum - 1;
        "response": followed up of base, in percent, or None; "partnerships": int of those with somebody in training,
     "cumulative": {"people", "shown", "enrollments": rows with duplicates, "since"}: from `since` to the end,
     "pairs": [{"key": "poverty", "code": "W1", "label", "n": pairs, "not_known": followed up without both answers,
        "before": "64.0", "after": "35.0", "points": "-29.0", "low": "-39.5", "high": "-18.5",
        "gained": those who came to it, "lost": those who left it (each None from 1 to the minimum - 1), with
        "gained_shown", "lost_shown": words, "is_change": False when the interval holds 0,
        "better": "lower" or "higher", "statement", "level": 2}]; figures None when n < minimum,
     "wage": {"code", "n", "not_known", "before", "after": medians "15.25", "gain", "low", "high": the median of each
        one's own gain with its interval, "rose": as `share_of`, "statement", "level": 2}, or None when n < minimum,
     "results": [{"key": "completed", "code": "W4", "label", "yes", "n", "share", "low", "high", "not_known",
        "statement", "level": 0}]: completed, credential, placed, of those for whom it is known,
     "counties": {"cells": [{"fips", "label", "people": int or None, "shown"}], "total": int or None},
     "groups": [{"key": "sex", "heading", "total", "rows": [{"label", "people", "shown", "yes", "n", "share", "low",
        "high", "gap", "gap_low", "gap_high", "is_gap"}]}]: who completed, of those for whom it is known, and how many
        points above or below everybody's share that is (W16), a gap only where the interval leaves out 0}

    In counties and groups counts from 1 to the minimum - 1 are hidden, and with them another cell, or the total, so that
    subtraction does not give them away. A result that is not known is never taken for "no".
    """
    minimum = State.objects.get(pk=current_state_id()).suppression_min_n
    entered = _once(Worker.objects.filter(entered_on__range=(start, end)), "-entered_on")
    followed = _once(Worker.objects.filter(followed_up_on__range=(start, end)), "-followed_up_on")
    return {
        "minimum": minimum,
        **_head(entered, followed, _due(start, end), minimum),
        "cumulative": _cumulative(since, end, minimum),
        "pairs": [_pairs(followed, *measure, minimum) for measure in PAIRS],
        "wage": _wage(followed, minimum),
        "results": _results(entered, minimum),
        "counties": _counties(entered, minimum),
        "groups": [_group(entered, key, title, minimum) for key, title in GROUPS],
    }


def _due(start: dt.date, end: dt.date) -> set[str]:
    """The pseudonyms of those whose 12 months after entry ended in the period, or who were followed up in it."""
    year_before = (add_months(start, -12), add_months(end, -12))
    rows = Worker.objects.filter(Q(entered_on__range=year_before) | Q(followed_up_on__range=(start, end)))
    return set(rows.values_list("pseudonym", flat=True))


def _head(entered: Sequence[Worker], followed: Sequence[Worker], due: set[str], minimum: int) -> dict[str, Any]:
    """How many, each count hidden where it is small; a remainder that would give one away goes with it."""
    parts = {
        "completed": sum(worker.completed is True for worker in entered),
        "left_early": sum(worker.completed is False for worker in entered),
        "still_in": sum(worker.completed is None for worker in entered),
    }
    safe = suppress(parts, minimum)
    small = 0 < len(followed) < minimum
    return {
        "enrolled": safe.total,
        **safe.cells,
        "followed_up": None if small else len(followed),
        "base": _safe(len(due), minimum),
        "response": tenth(100 * len(followed) / len(due)) if due and not small else None,
        "partnerships": len({worker.partnership_id for worker in entered}),
    }


def _once(rows: Any, latest: str) -> list[Worker]:
    """Each person once, by her latest row."""
    return list(rows.order_by("pseudonym", latest, "-pk").distinct("pseudonym"))


def _count(count: int, enrollments: int, minimum: int) -> dict[str, Any]:
    safe = _safe(count, minimum)
    return {
        "people": safe,
        "shown": people(safe, minimum),
        "enrollments": None if safe is None else enrollments,
        "level": int(EvidenceLevel.COUNT),
    }


def _cumulative(since: dt.date | None, end: dt.date, minimum: int) -> dict[str, Any]:
    """Unduplicated people since a day (claim 27)."""
    rows = Worker.objects.filter(entered_on__lte=end)
    if since is not None:
        rows = rows.filter(entered_on__gte=since)
    first = since or rows.order_by("entered_on").values_list("entered_on", flat=True).first()
    once = rows.order_by().values("pseudonym").distinct().count()
    return _count(once, rows.count(), minimum) | {"since": first.isoformat() if first else None}


def _results(entered: Sequence[Worker], minimum: int) -> list[dict[str, Any]]:
    """What they finished; each over those of whom it is known."""
    done = [worker for worker in entered if worker.completed is not None]
    entry = [w for w in entered if w.worker_type == WorkerType.ENTRY and w.completed]
    return [
        _result("W4", "Completed training", "completed their training", entered, "completed", minimum),
        _result("W6", "Earned a credential", "earned a credential", done, "credential", minimum),
        _result("W5", "Placed in a job", "were placed in a job in the industry", entry, "placed", minimum),
    ]


def _result(code: str, title: str, said: str, rows: Sequence[Worker], field: str, minimum: int) -> dict[str, Any]:
    known = [value for worker in rows if (value := getattr(worker, field)) is not None]
    figures = share_of(Share(sum(known), len(known)), minimum)
    if figures["share"] is None:
        statement = f"{title}: too few people to report (n under {minimum})."
    else:
        statement = f"{figures['yes']:,} of {figures['n']:,} people ({whole(figures['share'])}) {said}."
    return {
        "key": field,
        "code": code,
        "label": title,
        **figures,
        "not_known": len(rows) - len(known),
        "statement": statement,
        "level": int(EvidenceLevel.COUNT),
    }


def _pairs(rows: Sequence[Worker], key: str, code: str, title: str, said: str, minimum: int) -> dict[str, Any]:
    """The same people asked twice (McNemar). Whoever did not answer both times is not known, and not a pair."""
    asked = [(getattr(row, f"{key}_before"), getattr(row, f"{key}_after")) for row in rows]
    pairs = [(before, after) for before, after in asked if before is not None and after is not None]
    base = {
        "key": key,
        "code": code,
        "label": title,
        "n": len(pairs),
        "not_known": len(asked) - len(pairs),
        "better": "lower" if key == "poverty" else "higher",
        "level": int(EvidenceLevel.BEFORE_AFTER),
    }
    if len(pairs) < minimum:
        empty = dict.fromkeys(("before", "after", "points", "low", "high", "gained", "lost"))
        statement = f"{title}: too few people to report (n under {minimum})."
        return base | empty | {"gained_shown": "", "lost_shown": "", "is_change": False, "statement": statement}
    gained, lost = pairs.count((False, True)), pairs.count((True, False))
    change = paired_change(len(pairs), sum(before for before, _ in pairs), gained, lost)
    figures = {name: tenth(getattr(change, name)) for name in ("before", "after", "points", "low", "high")}
    shown = {"gained": _safe(gained, minimum), "lost": _safe(lost, minimum)}
    words = {f"{name}_shown": people(count, minimum) for name, count in shown.items()}
    return base | figures | shown | words | {"is_change": change.is_change, "statement": _said(figures, change, said)}


def _safe(count: int, minimum: int) -> int | None:
    return None if 0 < count < minimum else count


def _said(figures: dict[str, Any], change: Any, said: str) -> str:
    """The sentence: a change is named only where its interval leaves out 0."""
    before, after = whole(figures["before"]), whole(figures["after"])
    base = f"of {change.n:,} people asked before and after"
    interval = f"95% interval {figures['low']} to {figures['high']} points"
    if not change.is_change:
        return (
            f"The share {base} who {said} was {before} before and {after} after: no change can be shown ({interval})."
        )
    verb = "rose" if change.points > 0 else "fell"
    return f"The share {base} who {said} {verb} from {before} to {after} ({interval})."


def _wage(rows: Sequence[Worker], minimum: int) -> dict[str, Any] | None:
    """Hourly pay before and after, of those for whom both are known."""
    pairs = [(r.wage_before, r.wage_after) for r in rows if r.wage_before is not None and r.wage_after is not None]
    before, after = (median_interval([pair[i] for pair in pairs]) for i in (0, 1))
    gain = median_interval([later - earlier for earlier, later in pairs])
    if len(pairs) < minimum or not (before and after and gain):
        return None
    figures = {"before": _cents(before.median), "after": _cents(after.median), "gain": _cents(gain.median)}
    return {
        "code": "W8",
        "n": len(pairs),
        "not_known": len(rows) - len(pairs),
        **figures,
        "low": _cents(gain.low),
        "high": _cents(gain.high),
        "rose": share_of(Share(sum(after > before for before, after in pairs), len(pairs)), minimum),
        "statement": f"Among {gain.n:,} people whose pay is known before and after, the median was"
        f" ${figures['before']} an hour before and ${figures['after']} after.",
        "level": int(EvidenceLevel.BEFORE_AFTER),
    }


def _cents(value: Decimal) -> str:
    return f"{value:.2f}"


def _counties(rows: Sequence[Worker], minimum: int) -> dict[str, Any]:
    """People by county of residence, with small cells hidden."""
    names = all_counties()
    safe = suppress(Counter(row.county_fips for row in rows), minimum)
    cells = [
        {"fips": fips, "label": names[fips].name if fips in names else NOT_KNOWN, **_cell(count)}
        for fips, count in safe.cells.items()
    ]
    return {"cells": sorted(cells, key=lambda cell: (not cell["fips"], cell["label"])), "total": safe.total}


def _group(rows: Sequence[Worker], key: str, title: str, minimum: int) -> dict[str, Any]:
    """People by one of their traits, with small cells hidden, and how many of them completed."""
    safe = suppress(Counter(getattr(row, key) for row in rows), minimum)
    all_known = _known(rows)
    done = {
        name: _completed(_known([row for row in rows if getattr(row, key) == name]), all_known, minimum)
        for name in safe.cells
    }
    cells = [
        {"label": LABELS.get(name, name) or NOT_KNOWN, **_cell(count), **(HIDDEN if count is None else done[name])}
        for name, count in safe.cells.items()
    ]
    cells.sort(key=lambda cell: (cell["label"] == NOT_KNOWN, cell["label"]))
    return {"key": key, "heading": title, "rows": cells, "total": safe.total}


def _known(rows: Sequence[Worker]) -> Share:
    """Who completed, of those who are no longer in training."""
    known = [row.completed for row in rows if row.completed is not None]
    return Share(sum(known), len(known))


def _completed(group: Share, everybody: Share, minimum: int) -> dict[str, Any]:
    """The group's share and its distance from everybody's; a handful on either side is not counted out."""
    if any(0 < side < minimum for side in (group.yes, group.n - group.yes)):
        return HIDDEN | {"n": group.n if group.n >= minimum else None}
    figures = share_of(group, minimum) | NO_GAP
    gap = equity_gap(group, everybody)
    if gap is None or figures["share"] is None:
        return figures
    said = {"gap": tenth(gap.points), "gap_low": tenth(gap.low), "gap_high": tenth(gap.high)}
    return figures | said | {"is_gap": gap.is_gap}


def _cell(count: int | None) -> dict[str, Any]:
    """A hidden cell does not say whether it is small itself or protects another."""
    return {"people": count, "shown": "not shown" if count is None else f"{count:,}"}
