"""Every real district with an invented member. Which counties a district touches is invented too, but hangs together."""

from __future__ import annotations

from django.utils.text import slugify

from core.geography import counties_of
from home.management.demonstration.world import World
from legislature.actions.people import import_legislators, match_counties
from legislature.checks.imports import Person
from legislature.choices import ChamberKind
from legislature.readmodels.register import KnownDistrict, districts_known

LARGE = {
    "pa": (
        "Philadelphia 155, Allegheny 124, Montgomery 86, Bucks 65, Delaware 57, Lancaster 56, Chester 54, York 46,"
        " Berks 43, Lehigh 38, Westmoreland 35, Luzerne 33, Northampton 32, Dauphin 29, Erie 27,"
        " Cumberland 27, Lackawanna 22,"
        " Washington 21, Butler 20, Beaver 17, Monroe 17, Centre 16, Franklin 16, Blair 12, Cambria 13"
    ),
    "ga": (
        "Fulton 108, Gwinnett 98, Cobb 77, DeKalb 76, Clayton 30, Chatham 30, Cherokee 27, Forsyth 27, Henry 25, Hall 21,"
        " Richmond 21, Muscogee 20, Paulding 18, Houston 17, Bibb 16, Columbia 16, Douglas 15"
    ),
    "ok": "Oklahoma 80, Tulsa 68, Cleveland 30, Canadian 17, Comanche 12, Rogers 10, Payne 8, Garfield 6",
    "mi": (
        "Wayne 175, Oakland 127, Macomb 87, Kent 66, Genesee 40, Washtenaw 37, Ottawa 30, Ingham 28, Kalamazoo 26,"
        " Livingston 19, Saginaw 19, Muskegon 18, St. Clair 16, Jackson 16, Monroe 15"
    ),
}
"""How many districts' worth the large counties are, roughly, in ten thousands of people."""
SMALL = 4


def make_legislators(world: World) -> None:
    """One member a district, taken up as a file would be, and the counties of each district."""
    known = districts_known(world.profile.usps)
    import_legislators([_person(world, district) for district in known], by=world.people["officer"])
    matches: dict[str, list[str]] = {}
    for kind in (ChamberKind.UPPER, ChamberKind.LOWER):
        districts = [district for district in known if district.kind == kind]
        for district, counties in zip(districts, spread(world, len(districts)), strict=True):
            matches[district.ocd_id] = counties
    match_counties(matches, by=world.people["officer"])


def _person(world: World, district: KnownDistrict) -> Person:
    name = world.names.person()
    given, _, family = name.partition(" ")
    host = f"{slugify(district.chamber)}.{world.state.code}.example"
    return Person(
        id=f"demonstration/{world.state.code}-{district.kind}-{slugify(district.name)}",
        name=name,
        ocd_id=district.ocd_id,
        given_name=given,
        family_name=family,
        email=f"{slugify(name).replace('-', '.')}@{host}",
        capitol_address=f"Room {world.rng.randint(100, 499)}, State Capitol",
        capitol_voice=f"555-01{world.rng.randint(10, 99)}",
    )


def spread(world: World, districts: int) -> list[list[str]]:
    """Counties of each district: counties stand in a row, region by region, as long as their people are many, and the
    row is cut into equal lengths."""
    sizes = {}
    for part in LARGE[world.profile.usps.lower()].split(", "):
        name, _, size = part.rpartition(" ")
        sizes[name] = int(size)
    order = list(dict.fromkeys(name for place in world.profile.places for name in place.counties))
    known = {county.name: county.fips for county in counties_of(world.profile.fips)}
    order += [name for name in known if name not in order]
    row = [known[name] for name in order for _ in range(sizes.get(name, SMALL))]
    cuts = [round(len(row) * number / districts) for number in range(districts + 1)]
    return [sorted(set(row[start:end])) for start, end in zip(cuts, cuts[1:], strict=False)]
