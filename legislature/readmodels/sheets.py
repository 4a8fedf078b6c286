"""What a district's sheet says: the partnerships that serve its counties, their money, employers and a voice.

A county touches many districts and a district many counties (BR-83). Nothing is split by population: money and
partnerships are those that serve any of the district's counties, people are those of whole counties as the statewide
table shows them, and the sheet says both.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.geography import all_counties
from legislature.models import District, Legislator
from legislature.readmodels.evidence import plain_voice
from legislature.readmodels.spending import known_sum


def sheets_of(
    partnerships: list[dict[str, Any]],
    employers: list[dict[str, Any]],
    people: dict[str, Any],
    stories: list[dict[str, Any]],
) -> dict[str, dict[str, Any]]:
    """By the district's number in the database, as text: JSON has no other keys. `stories` are in the order of the lot."""
    members: dict[int, list[str]] = {}
    sitting = Legislator.objects.filter(is_current=True).select_related("district__chamber")
    for one in sitting.order_by("family_name", "pk"):
        members.setdefault(one.district_id, []).append(f"{one.district.chamber.member_title} {one.name}")
    return {
        str(district.pk): _sheet(district, members.get(district.pk, []), partnerships, employers, people)
        | {"voice": _voice(district, partnerships, stories)}
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


def _voice(
    district: District, partnerships: list[dict[str, Any]], stories: list[dict[str, Any]]
) -> dict[str, Any] | None:
    """The first in the lot that was told in the district's counties, else by a partnership that serves them."""
    inside = set(district.county_fips)
    near = [story for story in stories if story["county_fips"] in inside]
    serving = {one["id"] for one in partnerships if inside & set(one["counties"])}
    pot, where = (near, "from") if near else ([s for s in stories if s["partnership_id"] in serving], "serving")
    return plain_voice(pot[0]) | {"of": len(pot), "where": where} if pot else None
