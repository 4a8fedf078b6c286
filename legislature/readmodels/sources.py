"""The numbered list of sources: what each figure rests on, with its dates and how many stand behind it."""

from __future__ import annotations

from typing import Any

from legislature.readmodels.saying import of, plural


def sources_of(facts: dict[str, Any]) -> dict[str, str]:
    """By key, in the order of their numbers."""
    head, state, portfolio = facts["edition"], facts["state"], facts["portfolio"]
    owed = portfolio["reports"]
    found = {
        "request": f"{head['requested_by']}.".replace("..", "."),
        "register": f"Register of {state['words']['partnerships']} of the {state['words']['agency']}, {head['as_of']}.",
        "workers": f"Records of people in training, who entered {head['period']}, without names, each person counted once.",
        "reports": f"Quarterly reports for {head['period']}: {of(owed['accepted'], owed['owed'])} that were due are "
        "accepted. Spending and match as certified in accepted reports.",
        "awards": f"Awards and funds in the grant records, {head['as_of']}.",
        "employers": _survey(facts),
        "changes": f"Log of systems changes, entries verified by {head['as_of']}.",
        "consent": f"File of consents to testimonials, {head['as_of']}.",
        "map": "County shapes: us-atlas 3.0.1, U.S. Census Bureau (public domain), vintage 2017.",
        "districts": "Chambers and districts: Open States (MIT license). Which counties a district touches was matched "
        "by hand; its line is not drawn.",
    }
    for number, claim in enumerate(facts["claims"], 1):
        found[f"claim{number}"] = _claim(claim)
    return found


def _survey(facts: dict[str, Any]) -> str:
    given = facts["employers"]
    if not given["wave"]:
        return "Survey of employers: none closed in this year."
    closed = f", closed {given['wave']['closed_on']}" if given["wave"]["closed_on"] else ""
    return (
        f"{given['wave']['title']}{closed}: {plural(given['invited'], 'person', 'people')} asked, "
        f"{given['answered']:,} answered."
    )


def _claim(claim: dict[str, Any]) -> str:
    date = f", {claim['source_date']}" if claim["source_date"] else ", no date"
    return f"{claim['source']}{date} (public claim, not ours)."
