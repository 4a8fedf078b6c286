"""The whole report, page by page, ready to print: the PDF and the web page show the same words and pictures."""

from __future__ import annotations

from typing import Any

from django.utils.safestring import SafeString

from legislature.readmodels import page_year
from legislature.readmodels.page_employers import employers
from legislature.readmodels.page_limits import limits
from legislature.readmodels.page_money import money
from legislature.readmodels.page_where import where
from legislature.readmodels.page_words import measures, systems, voices
from legislature.readmodels.page_workers import workers
from legislature.readmodels.saying import Sources, exact, level, number_word, plural
from legislature.readmodels.sheet_page import people_of_one
from legislature.readmodels.sources import sources_of

PAGES = (
    ("year", "The year in one page"),
    ("where", "Where"),
    ("why", "Which industries, which conveners"),
    ("money", "Money"),
    ("shares", "Money by fund and region"),
    ("employers", "Employers"),
    ("workers", "Workers"),
    ("systems", "Systems change"),
    ("voices", "Voices"),
    ("limits", "What we cannot say"),
    ("every", "Every partnership"),
    ("methods", "Methods and sources"),
)
"""Anchors and names of the statewide pages, after the letter."""


def report_of(facts: dict[str, Any], sha256: str) -> dict[str, Any]:
    """Everything on the statewide pages."""
    sources = Sources(sources_of(facts))
    figures = page_year.figures(facts)
    return {
        "contents": [{"id": key, "number": number, "name": name} for number, (key, name) in enumerate(PAGES, 2)],
        "number": {key: number for number, (key, _) in enumerate(PAGES, 2)},
        "name": dict(PAGES),
        "ref": sources.marks,
        "sources": sources.listed,
        "level": {f"l{step}": level(step) for step in range(5)},
        "title": title_of(facts),
        "letter": letter_of(facts),
        "year": year(facts, figures, sources),
        "where": where(facts),
        "why": why(facts),
        "money": money(facts),
        "employers": employers(facts),
        "workers": workers(facts),
        "systems": systems(facts),
        "voices": voices(facts),
        "measures": measures(facts),
        "limits": limits(facts, sources),
        "every": every(facts),
        "minimum": facts["state"]["minimum"],
        "sha256": sha256,
    }


def title_of(facts: dict[str, Any]) -> str:
    """Industry Partnerships: the money, the work and what came after."""
    words = facts["state"]["words"]["partnerships"]
    return f"{words[:1].upper()}{words[1:]}: the money, the work and what came after"


def letter_of(facts: dict[str, Any]) -> dict[str, Any]:
    """The sentences that the system puts under the director's letter: what the figures are, and how to read them."""
    portfolio, words = facts["portfolio"], facts["state"]["words"]
    owed = portfolio["reports"]["owed"]
    return {
        "active": plural(portfolio["active"], words["partnership"], words["partnerships"]),
        "active_verb": "was" if portfolio["active"] == 1 else "were",
        "reports": f"{portfolio['reports']['accepted']:,} of {owed:,}" if owed else "",
    }


def year(facts: dict[str, Any], figures: list[page_year.Figure], sources: Sources) -> dict[str, Any]:
    """The figures with their marks, in rows of three, two and two."""
    printed = [
        figure._asdict()
        | {"ref": sources.mark(figure.source), "rung": level(figure.level), "is_known": figure.is_known}
        | {"from": sources.words(figure.source)}
        for figure in figures
    ]
    return {
        "title": page_year.title(figures),
        "rows": [("third", printed[:3]), ("half", printed[3:5]), ("half", printed[5:])],
        "has_bars": any(figure.chart for figure in figures),
    }


def why(facts: dict[str, Any]) -> dict[str, Any]:
    """The industries, each with why it was chosen and what it has."""
    rows = [
        row
        | {
            "naics_text": ", ".join(row["naics"]) or "not known",
            "since": row["since"] or "not known",
            "awarded_text": exact(row["awarded"]),
            "rationale": row["rationale"] or "No reason is on record.",
        }
        for row in facts["industries"]
    ]
    n = len(rows)
    with_some = sum(row["partnerships"] > 0 for row in rows)
    noun = "industry has" if with_some == 1 else "industries have"
    title = f"{number_word(with_some, capital=True)} {noun} a partnership at work"
    if n > with_some:
        title += f"; {number_word(n - with_some)} more {'is' if n - with_some == 1 else 'are'} targeted"
    return {
        "title": title,
        "rows": rows,
        "without_reason": sum(not row["rationale"] for row in facts["industries"]),
        "partnerships": f"{sum(row['partnerships'] for row in rows):,}",
    }


def every(facts: dict[str, Any]) -> dict[str, Any]:
    """Each partnership in a line."""
    rows = []
    for one in facts["partnerships"]:
        reports = one["reports"]
        rows.append(
            {
                "name": one["name"],
                "industry": one["industry"],
                "region": one["region"],
                "stage": one["stage"],
                "awarded": exact(one["awarded"]),
                "spent": exact(one["spent"]),
                "employers": f"{one['employers']:,}",
                "people": people_of_one(one, facts) or "not shown",
                "people_hidden": one["people"] is None,
                "reports": f"{reports['accepted']} of {reports['owed']}" if reports["owed"] else "none due",
                "late": reports["accepted"] < reports["owed"],
            }
        )
    words = facts["state"]["words"]
    return {"title": f"{plural(len(rows), words['partnership'], words['partnerships'])}, one by one", "rows": rows}


def mark(report: dict[str, Any], key: str) -> SafeString:
    """The raised number of a source, for pages beside the report."""
    return report["ref"][key]
