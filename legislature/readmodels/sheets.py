"""What a district's sheet says: the partnerships that serve its counties, their money, employers and a voice.

A county touches many districts and a district many counties (BR-83). Nothing is split by population: money and
partnerships are those that serve any of the district's counties, people are those of whole counties as the statewide
table shows them, and the sheet says both.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

from core.geography import all_counties
from evaluation.models import Story
from legislature.models import District, Legislator
from legislature.readmodels.spending import known_sum


def sheets_of(
    partnerships: list[dict[str, Any]],
    employers: list[dict[str, Any]],
    people: dict[str, Any],
    start: dt.date,
    end: dt.date,
    seed: str,
) -> dict[str, dict[str, Any]]:
    """By the district's number in the database, as text: JSON has no other keys."""
    members: dict[int, list[str]] = {}
    sitting = Legislator.objects.filter(is_current=True).select_related("district__chamber")
    for one in sitting.order_by("family_name", "pk"):
        members.setdefault(one.district_id, []).append(f"{one.district.chamber.member_title} {one.name}")
    voices = _voices(start, end)
    return {
        str(district.pk): _sheet(district, members.get(district.pk, []), partnerships, employers, people)
        | {"voice": _voice(district, partnerships, voices, seed)}
        for district in District.objects.select_related("chamber").order_by("pk")
    }


def _sheet(
    district: District,
    members: list[str],
    partnerships: list[dict[str, Any]],
    employers: list[dict[str, Any]],
    people: dict[str, Any],
) -> dict[str, Any]:
    counties = [fips for fips in district.county_fips if fips in all_counties()]
    inside = set(counties)
    serving = [one for one in partnerships if inside & set(one["counties"])]
    at_home = [one for one in serving if one["convener_county"] in inside]
    serving.sort(key=lambda one: (-Decimal(one["awarded"]), one["name"]))
    return {
        "name": str(district),
        "ocd_id": district.ocd_id,
        "seats": district.seats,
        "members": members,
        "counties": counties,
        "county_names": [all_counties()[fips].name for fips in counties],
        "partnerships": [one["id"] for one in serving],
        "awarded": known_sum(serving, "awarded") or "0",
        "spent": known_sum(serving, "spent"),
        "at_home": len(at_home),
        "at_home_awarded": known_sum(at_home, "awarded") or "0",
        "employers": sum(one["county"] in inside for one in employers),
        "people": _people(counties, people),
    }


def _people(counties: list[str], people: dict[str, Any]) -> dict[str, Any]:
    """The cells that the statewide table shows for these counties, added up, and the counties that it does not show."""
    cells = {fips: people["counties"].get(fips, 0) for fips in counties}
    shown = {fips: count for fips, count in cells.items() if count is not None}
    return {
        "shown": sum(shown.values()) if shown else None,
        "shown_in": [all_counties()[fips].name for fips in shown],
        "hidden_in": [all_counties()[fips].name for fips in cells if fips not in shown],
    }


def _voices(start: dt.date, end: dt.date) -> list[dict[str, Any]]:
    """Everything that may be printed and was told in the period or the year before it."""
    told = Story.objects.printable().filter(told_on__range=(start - dt.timedelta(days=366), end))
    return [
        {
            "id": story.pk,
            "text": story.text,
            "speaker": story.speaker,
            "role": story.speaker_role,
            "kind": story.get_kind_display(),
            "partnership": story.partnership.name,
            "partnership_id": story.partnership_id,
            "county": story.county_fips or (story.organization.county_fips if story.organization else ""),
            "told_on": story.told_on.isoformat(),
            "consent_on": story.consent_on.isoformat() if story.consent_on else "",
        }
        for story in told.select_related("partnership", "organization").order_by("pk")
    ]


def _voice(
    district: District, partnerships: list[dict[str, Any]], voices: list[dict[str, Any]], seed: str
) -> dict[str, Any] | None:
    """One voice, drawn by lot: from the district's counties where there is one, else from a partnership that serves them.

    The lot is the smallest SHA-256 of the edition's number, the district and the story's number, so anybody can draw
    it again and nobody can choose.
    """
    inside = set(district.county_fips)
    near = [voice for voice in voices if voice["county"] in inside and voice["county"]]
    serving = {one["id"] for one in partnerships if inside & set(one["counties"])}
    pot, where = (near, "from") if near else ([v for v in voices if v["partnership_id"] in serving], "serving")
    if not pot:
        return None
    drawn = min(pot, key=lambda v: hashlib.sha256(f"{seed}|{district.ocd_id}|{v['id']}".encode()).hexdigest())
    return drawn | {"of": len(pot), "where": where}
