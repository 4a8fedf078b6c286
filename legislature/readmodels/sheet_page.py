"""One district's sheet, ready to print: from its frozen facts alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.charts import Site, district_map
from core.geography import geography
from legislature.readmodels.saying import NOT_KNOWN, count, exact, plural, theme_from
from legislature.readmodels.spending import known_sum

NO_RECORD = "No record of a person in training has been received for this year"
MOST_ROWS = 6
LONG_NAME = 46


def sheet(facts: dict[str, Any], district_id: int, number: int) -> dict[str, Any]:
    """Everything on the sheet. `number` is that of its page."""
    given = facts["districts"][str(district_id)]
    by_id = {one["id"]: one for one in facts["partnerships"]}
    serving = [by_id[pk] for pk in given["partnerships"] if pk in by_id]
    word, words = facts["state"]["words"]["partnership"], facts["state"]["words"]["partnerships"]
    names = given["county_names"]
    rows = serving if len(serving) <= MOST_ROWS else serving[: MOST_ROWS - 1]
    return given | {
        "number": number,
        "matched": bool(given["counties"]),
        "title": _title(given, len(serving), word, words),
        "county_text": listed(names),
        "under": f"Parts of {listed(names)} {'County' if len(names) == 1 else 'counties'}" if names else "",
        "for": listed(given["members"]),
        "map": _map(facts, given),
        "rows": [_row(one, facts) for one in rows],
        "more": _more(serving[len(rows) :]),
        "count": plural(len(serving), word, words),
        "awarded": exact(given["awarded"]),
        "spent": exact(given["spent"]),
        "at_home_awarded": exact(given["at_home_awarded"]),
        "people_text": _people(given["people"]) if facts["people"]["enrolled"] != 0 else NOT_KNOWN,
        "people_known": facts["people"]["enrolled"] != 0 and given["people"]["shown"] is not None,
        "people_note": _people_note(given["people"]) if facts["people"]["enrolled"] != 0 else NO_RECORD,
        "employers": f"{given['employers']:,}",
        "employers_all": f"{facts['portfolio']['employers']:,}",
        "enrolled_all": ""
        if facts["people"]["enrolled"] == 0
        else count(facts["people"]["enrolled"], facts["state"]["minimum"]),
    }


def listed(names: Sequence[str], most: int = 6) -> str:
    """a, b and c; of very many the first few and how many more."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def _title(given: dict[str, Any], serving: int, word: str, words: str) -> str:
    if not given["counties"]:
        return f"{given['name']}: its counties are not matched yet"
    name = f"{given['name']}: {plural(serving, word.split()[-1], words.split()[-1])}"
    return name if len(name) > LONG_NAME else f"{name}, {plural(given['employers'], 'employer')}"


def _map(facts: dict[str, Any], given: dict[str, Any]) -> Any:
    shapes = geography(facts["state"]["usps"])
    inside = [fips for fips in given["counties"] if shapes is not None and fips in shapes.counties]
    if shapes is None or not inside:
        return None
    by_id = {one["id"]: one for one in facts["partnerships"]}
    homes = [by_id[pk]["convener_county"] for pk in given["partnerships"] if pk in by_id]
    sites = [Site(fips) for fips in dict.fromkeys(homes) if fips in inside]
    touched = plural(len(inside), "county", "counties")
    finding = f"{given['name']} touches {touched}: {listed(given['county_names'], 12)}"
    return district_map(
        "dm", shapes, inside, finding=finding, sites=sites[:9], theme=theme_from(facts["state"]), height=126
    )


def people_of_one(one: dict[str, Any], facts: dict[str, Any]) -> str | None:
    """How many enrolled in a partnership; None is not shown, and without any record it is not known."""
    if facts["people"]["enrolled"] == 0:
        return NOT_KNOWN
    return None if one["people"] is None else count(one["people"], facts["state"]["minimum"])


def _row(one: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": one["name"],
        "convener": one["convener_type"],
        "industry": one["industry"],
        "stage": one["stage"],
        "awarded": exact(one["awarded"]),
        "spent": exact(one["spent"]),
        "employers": f"{one['employers']:,}",
        "people": people_of_one(one, facts),
    }


def _more(rest: list[dict[str, Any]]) -> dict[str, str] | None:
    """The partnerships that have no row of their own, together."""
    if not rest:
        return None
    return {
        "count": f"{len(rest):,}",
        "awarded": exact(known_sum(rest, "awarded")),
        "spent": exact(known_sum(rest, "spent")),
    }


def _people(given: dict[str, Any]) -> str:
    if given["shown"] is None:
        return "not shown"
    return f"{given['shown']:,}"


def _people_note(given: dict[str, Any]) -> str:
    """Which whole counties the number is about, and which are left out to protect people."""
    parts = []
    if given["shown_in"]:
        parts.append(f"live anywhere in {listed(given['shown_in'])}, each counted once")
    if given["hidden_in"]:
        parts.append(f"{listed(given['hidden_in'])} {'is' if len(given['hidden_in']) == 1 else 'are'} not shown")
    return "; ".join(parts)
