"""What stands over the list of applications: figures, tabs, and the filters that are on, each with a way to take it off."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils import timezone

from core import money
from core.geography import all_counties
from core.templatetags.rt import clock, count, plural
from grants.choices import ApplicationStatus
from grants.models import Round
from grants.readmodels.application_list import ApplicationList
from grants.rules.ranking import share_of_total
from partnerships.choices import OrganizationType

TABS = (
    ("", "All"),
    ("mine", "Mine"),
    ("screening", "To screen"),
    ("short", "Needs a reviewer"),
    ("review", "Under review"),
    ("split", "Split scores"),
    ("scored", "Scored"),
    ("decided", "Decided"),
)
NAMES = {
    "q": "Words",
    "round": "Round",
    "status": "Status",
    "region": "Region",
    "county": "County",
    "kind": "Applicant",
    "industry": "Industry",
    "officer": "Officer",
    "fund": "Fund",
}
ORDER_WORDS = {
    "-changed": "latest change first",
    "changed": "longest unchanged first",
    "title": "by title",
    "-title": "by title, from the end",
    "number": "by number",
    "-number": "newest number first",
    "requested": "least requested first",
    "-requested": "most requested first",
    "status": "by status",
    "-status": "by status, from the end",
    "mean": "lowest mean first",
    "-mean": "highest mean first",
    "spread": "closest scores first",
    "-spread": "widest spread first",
}


def figures_of(found: ApplicationList) -> list[dict[str, Any]]:
    """The figures of the state or of one round. What is received adds up: the second figure and its note."""
    tally, round = found.tally, found.round
    in_review = tally.of("eligible") + tally.of("review")
    others = [
        f"{count(number)} {words}"
        for number, words in (
            (tally.of("screening"), "to screen"),
            (tally.of("scored"), "scored"),
            (tally.of("decided"), "decided"),
            (tally.of("out"), "not eligible or withdrawn"),
        )
        if number
    ]
    drafts = f"{plural(tally.drafts, 'draft')} under way" if tally.drafts else ""
    figures: list[dict[str, Any]] = [
        {"label": _received(round), "value": count(tally.received), "note": drafts},
        {"label": "Eligible or under review", "value": count(in_review), "note": ", ".join(others)},
    ]
    if found.progress is not None:
        figures.append(_reviews(found))
    figures.append({"label": "Requested", **_dollars(found)})
    figures.append({"label": "Need you", **_waiting(found)})
    return figures


def _received(round: Round | None) -> str:
    if round is None:
        return "Received in all rounds"
    closes = timezone.localtime(round.closes_at)
    verb = "Received by" if closes <= timezone.localtime() else "Received, open until"
    return f"{verb} {closes:%b} {closes.day}, {clock(closes)} {closes.tzname()}"


def _reviews(found: ApplicationList) -> dict[str, Any]:
    assert found.progress is not None
    at_work, submitted = found.progress.at_work, found.progress.submitted
    percent = float(share_of_total(submitted, [at_work]) * 100) if at_work else None
    note = f"{percent:.0f}% of what reviewers have" if percent is not None else "none assigned"
    return {
        "label": "Reviews submitted",
        "value": count(submitted),
        "unit": f"of {count(at_work)}",
        "note": note,
        "percent": percent,
    }


def _dollars(found: ApplicationList) -> dict[str, Any]:
    value, _, unit = money.show_short(found.tally.requested).partition(" ")
    there_is = found.round.total_available if found.round else None
    note = ""
    if there_is:
        times = found.tally.requested / there_is
        note = f"{times:.1f} times the {money.show_short(there_is)} there is"
    return {"value": value, "unit": unit, "note": note}


def _waiting(found: ApplicationList) -> dict[str, Any]:
    short = "short of a reviewer" if found.progress is not None else "to give to reviewers"
    parts = [
        (found.tally.of("screening"), "to screen"),
        (found.needs_reviewers, short),
        (len(found.split) if found.split is not None else 0, "with split scores"),
    ]
    note = ", ".join(f"{count(number)} {words}" for number, words in parts if number)
    return {"value": count(sum(number for number, _ in parts)), "note": note or "Nothing waits."}


def tabs_of(found: ApplicationList, query: QueryDict) -> list[dict[str, Any]]:
    """The saved views with their counts; each keeps the filters that are on."""
    counts: dict[str, int | None] = {
        "": found.tally.received,
        "mine": found.tally.mine,
        "short": found.needs_reviewers if found.progress is not None else None,
        "split": len(found.split) if found.split is not None else None,
    }
    tabs = []
    for key, label in TABS:
        if key == "split" and found.split is None:
            continue
        number = counts[key] if key in counts else found.tally.of(key)
        current = found.wanted.view == key
        tabs.append({"label": label, "url": changed(query, view=key), "count": number, "current": current})
    return tabs


def tags_of(found: ApplicationList, query: QueryDict) -> list[dict[str, str]]:
    """The filters that are on, in words, each with the address without it."""
    wanted = found.wanted
    labels = {name: dict(pairs) for name, pairs in found.choices.items()}
    labels["status"] = {str(value): str(label) for value, label in ApplicationStatus.choices}
    labels["kind"] = {str(value): str(label) for value, label in OrganizationType.choices}
    labels["officer"] = labels.get("officer", {}) | {"none": "nobody yet"}
    tags = []
    for name in wanted.narrowed:
        value = str(getattr(wanted, name))
        if name == "county":
            shown = all_counties()[value].name if value in all_counties() else value
        else:
            shown = labels.get(name, {}).get(value, value)
        tags.append({"name": NAMES[name], "value": shown, "url": changed(query, **{name: ""})})
    return tags


def changed(query: QueryDict, **changes: str) -> str:
    """The page's address with some of its query changed, from the first page on."""
    copy = query.copy()
    for name in ("page", *changes):
        copy.pop(name, None)
    for name, value in changes.items():
        if value:
            copy[name] = value
    for name in [name for name in copy if not copy[name]]:
        del copy[name]
    return f"?{copy.urlencode()}" if copy else "?"


def found_words(found: ApplicationList) -> str:
    """1–20 of 212, latest change first."""
    page, order = found.page, ORDER_WORDS.get(found.wanted.sort, ORDER_WORDS["-changed"])
    if not page.paginator.count:
        return "0 found"
    return f"{count(page.start_index())}–{count(page.end_index())} of {count(page.paginator.count)}, {order}"
