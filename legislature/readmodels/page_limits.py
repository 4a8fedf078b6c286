"""What the report cannot say: who has not reported, what was not asked, what is hidden, and which figures conflict."""

from __future__ import annotations

from typing import Any

from core.charts import coverage
from legislature.readmodels.page_employers import employers
from legislature.readmodels.saying import Sources, of, plural, theme_from
from legislature.readmodels.sheet_page import listed

MOST_NAMES = 24
ALWAYS = [
    {
        "head": "How partnerships compare with one another.",
        "text": "Their goals differ and are not added up. This report ranks none of them.",
    },
    {
        "head": "What the money returned to the treasury.",
        "text": "That needs a model and tax records, and we hold neither.",
    },
]
"""Limits of every report of this kind."""


def limits(facts: dict[str, Any], sources: Sources) -> dict[str, Any]:
    """The page's title, its chart of who has reported, the sentences, and what others have published."""
    reports = facts["portfolio"]["reports"]
    missing = reports["missing"]
    measures = facts["measures"]
    rows = {row["title"]: row["coverage"] for row in measures if sum(row["coverage"])}
    found: dict[str, Any] = {
        "title": _title(reports),
        "coverage": None,
        "missing": [{"name": one["name"], "what": "; ".join(one["what"])} for one in missing[:MOST_NAMES]],
        "missing_more": max(len(missing) - MOST_NAMES, 0),
        "reports": of(reports["accepted"], reports["owed"]) if reports["owed"] else "",
        "sentences": sentences(facts),
        "claims": [claim | {"ref": sources.mark(f"claim{number}")} for number, claim in enumerate(facts["claims"], 1)],
        "corrects": facts["edition"]["corrects"],
        "what_changed": facts["edition"]["what_changed"],
    }
    if rows:
        least = min(rows, key=lambda name: (rows[name][0], name))
        finding = f"{least} is reported by {of(rows[least][0], sum(rows[least]))} partnerships, the fewest"
        names = ("Reported", "Missing", "Not yet due", "Does not apply")
        found["coverage"] = coverage("cov", rows, finding=finding, names=names, theme=theme_from(facts["state"]))
    return found


def _title(reports: dict[str, Any]) -> str:
    if not reports["owed"]:
        return "No report was due for this year yet"
    absent = reports["owed"] - reports["accepted"]
    if not absent:
        return f"All {reports['owed']:,} reports are accepted, and there is still much that we cannot say"
    return f"{of(absent, reports['owed'])} reports are missing or not yet accepted"


def sentences(facts: dict[str, Any]) -> list[dict[str, str]]:
    """Each limit as a head and a sentence with its numbers."""
    found = [
        {
            "head": "Whether the program caused any change.",
            "text": "No measure has a comparison group. Before and after is all that there is.",
        }
    ]
    said = employers(facts)
    given = facts["employers"]
    if not said["known"]:
        found.append({"head": "What employers think.", "text": given["reason"]})
    elif said["bounds"]:
        b = said["bounds"]
        found.append(
            {
                "head": "What those think who did not answer.",
                "text": f"{b['silent']} of {b['base']} gave no answer on turnover. If none of them would have said “lower, "
                f"and the partnership had a part”, the share is {b['low']}; if all would have, {b['high']}. The "
                f"{b['share']} is about the {b['n']} who answered.",
            }
        )
    found += _about_workers(facts)
    hidden = facts["people"]["hidden_counties"]
    if hidden:
        found.append(
            {
                "head": f"What happened in {plural(len(hidden), 'county', 'counties')}.",
                "text": "Few people enrolled there, or a neighbor’s number would give theirs away. "
                "The numbers are not shown.",
            }
        )
    return found + ALWAYS


def _about_workers(facts: dict[str, Any]) -> list[dict[str, str]]:
    given = facts["workers"]
    few = [pair for pair in given["pairs"] if pair["before"] is None]
    if not facts["people"]["enrolled"]:
        return [{"head": "Who was trained.", "text": "No worker’s record has been received for this year."}]
    found = []
    if few:
        names = listed([pair["label"].lower() for pair in few])
        found.append(
            {"head": "What changed for workers in some things.", "text": f"Too few were asked twice about {names}."}
        )
    partly = [pair for pair in given["pairs"] if pair["before"] is not None and pair["not_known"]]
    if partly:
        names = listed([f"{pair['label'].lower()} for {pair['not_known']:,}" for pair in partly])
        found.append(
            {
                "head": "What changed for people who gave no answer.",
                "text": f"Of the people followed up, one of the two answers is not known on {names}. "
                "They are left out, and may differ from those who are in.",
            }
        )
    return found
