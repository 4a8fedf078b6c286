"""Pages made mostly of words: systems changes, voices, and what partnerships reported on the common measures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.templatetags.rt import long_day
from legislature.readmodels.saying import count, dollars, number_word, of, percent, plural
from legislature.readmodels.sheet_page import listed

DEPTHS = (
    "Pilot",
    "One organization",
    "Several organizations",
    "Written policy or law",
    "Funded for 12 months or longer",
)

BESIDE = {
    "value": "call the partnership valuable or very valuable",
    "turnover": "report lower turnover and put some of it down to the partnership",
    "collaboration": "say that working with other employers is useful to them",
}
"""What stands beside an employer's voice, in turn."""


def systems(facts: dict[str, Any]) -> dict[str, Any]:
    """Verified changes by type and depth, with the latest two in words."""
    given = facts["systems"]
    rows = [
        {"name": row["label"], "cells": [_cell(value) for value in row["depths"]], "sum": row["verified"]}
        for row in given["types"]
        if row["verified"]
    ]
    partnerships = given["partnerships"]
    if rows:
        verb = "has" if partnerships == 1 else "have"
        title = f"{plural(partnerships, 'partnership')} {verb} at least one verified change"
    elif given["claimed"]:
        verb = "is" if given["claimed"] == 1 else "are"
        title = f"{plural(given['claimed'], 'change')} {verb} claimed; none is verified yet"
    else:
        title = "No systems change has been recorded for this year"
    return {
        "title": title,
        "rows": rows,
        "depths": DEPTHS,
        "cases": [_case(case, number) for number, case in enumerate(given["cases"], 1)],
        "verified": f"{given['verified']:,}",
        "waiting": f"{given['claimed']:,}",
        "all": f"{given['verified'] + given['claimed']:,}",
        "known": bool(rows),
        "past_planning": of(*given["past_planning"]) if given["past_planning"][1] else "",
    }


def _cell(value: int) -> dict[str, Any]:
    return {"value": value, "tone": "zero" if value == 0 else "c1" if value < 4 else "c2" if value < 8 else "c3"}


def _case(case: dict[str, Any], number: int) -> dict[str, Any]:
    return case | {"number": number, "depth_words": DEPTHS[case["depth"] - 1].lower(), "day": day(case["effective_on"])}


def day(text: str | None) -> str:
    """March 4, 2026."""
    if not text:
        return "a day not recorded"
    found = dt.date.fromisoformat(text)
    return long_day(found)


def voices(facts: dict[str, Any]) -> dict[str, Any]:
    """The voices drawn by lot, each beside the figure for everybody who was asked."""
    given = facts["voices"]
    drawn = [_voice(facts, voice, place) for place, voice in enumerate(given["drawn"])]
    employers = sum(voice["kind"] == "employer" for voice in given["drawn"])
    workers = len(drawn) - employers
    names = [plural_word(number, noun) for number, noun in ((employers, "employer"), (workers, "worker")) if number]
    title = f"{listed(names)}, each next to the number for all" if drawn else "Nobody has agreed to be quoted this year"
    return {
        "title": title[:1].upper() + title[1:],
        "voices": drawn,
        "pot": f"{given['pot']:,}",
        "number": number_word(len(drawn)),
        "method": given["method"],
    }


def plural_word(value: int, noun: str) -> str:
    return f"{number_word(value)} {noun if value == 1 else noun + 's'}"


def _voice(facts: dict[str, Any], voice: dict[str, Any], place: int) -> dict[str, Any]:
    tied, figure = _worker_figure(facts) if voice["kind"] == "worker" else _employer_figure(facts, place)
    who = [part for part in (voice["speaker"], voice["role"], voice["organization"], voice["partnership"]) if part]
    return voice | {"who": ", ".join(dict.fromkeys(who)), "figure": figure, "tied": tied}


def _employer_figure(facts: dict[str, Any], place: int) -> tuple[str, str]:
    """The figure for all employers beside one voice: the three in turn, as far as they are known."""
    items = {item["key"]: item for item in facts["employers"]["items"] if item["share"] is not None}
    known = [key for key in BESIDE if key in items]
    if not known:
        return "No figure for all employers is known for this year.", "1 voice"
    key = known[place % len(known)]
    item = items[key]
    n = f"({item['yes']:,} of {item['n']:,}; {percent(item['low'])} to {percent(item['high'])}). Level 1."
    return f"of employers who answered {BESIDE[key]} {n}", percent(item["share"])


def _worker_figure(facts: dict[str, Any]) -> tuple[str, str]:
    """The figure for all workers beside one voice."""
    wage = facts["workers"]["wage"]
    if not wage:
        return "No figure for all workers is known for this year.", "1 voice"
    figure = f"${wage['gain']}".replace("$-", "\N{MINUS SIGN}$")
    return f"or more an hour gained by half of {wage['n']:,} people asked twice. Level 2.", figure


def measures(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """What partnerships reported on the measures that all share, pooled: never an average of averages."""
    minimum = facts["state"]["minimum"]
    return [
        {
            "code": row["code"],
            "title": row["title"],
            "value": _value(row, minimum),
            "of": row["of"],
            "statutes": listed(row["statutes"]),
            "coverage": f"{row['coverage'][0]:,} of {sum(row['coverage'][:2]):,}",
        }
        for row in facts["measures"]
    ]


def _value(row: dict[str, Any], minimum: int) -> str:
    if row["value"] is None:
        unknown = "not known" if not row["coverage"][0] else "not shown"
        return unknown if row["pooled"] else "not added up"
    if row["share"] is not None:
        return percent(row["share"])
    if row["unit"] == "dollars":
        return dollars(row["value"])
    return count(int(row["value"]), minimum) if str(row["value"]).isdigit() else str(row["value"])
