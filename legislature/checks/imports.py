"""Reading the files that are imported: members of the legislature, and which counties a district touches.

Pure functions on text: the same ones read the file for the preview and again when it is confirmed.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

NEEDED = ("id", "name", "current_district", "current_chamber")
KEPT = (*NEEDED, "given_name", "family_name", "email", "capitol_address", "capitol_voice")
"""The columns of an Open States file that are kept (BR-82). Party, gender, birth and the rest are never read."""
LENGTHS = {
    "id": 60,
    "name": 160,
    "given_name": 80,
    "family_name": 80,
    "email": 254,
    "capitol_address": 300,
    "capitol_voice": 40,
}
FIPS = re.compile(r"^\d{5}$")
MOST_LINES = 5000


class Person(NamedTuple):
    """One member as the file has it; `ocd_id` is her district's."""

    id: str
    name: str
    ocd_id: str
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    capitol_address: str = ""
    capitol_voice: str = ""


class Fault(NamedTuple):
    """What is wrong with a line, and what to do."""

    line: int
    text: str


class CannotRead(Exception):
    """The whole file cannot be read. The message says what to send instead."""


def read_people(text: str, districts: Mapping[tuple[str, str], str]) -> tuple[list[Person], list[Fault]]:
    """The members in an Open States people file, and the lines that were left out with the reason.

    `districts` maps (chamber, district name) to the district's Open Civic Data id. Raises CannotRead.
    """
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff").strip()))
    missing = [name for name in NEEDED if name not in (rows.fieldnames or [])]
    if missing:
        raise CannotRead(
            f"The first line must name the columns of an Open States people file; {', '.join(missing)} "
            f"{'is' if len(missing) == 1 else 'are'} missing. Download the file again and send it unchanged."
        )
    people: dict[str, Person] = {}
    faults: list[Fault] = []
    for number, row in enumerate(rows, 2):
        if number > MOST_LINES:
            raise CannotRead(f"The file has more than {MOST_LINES:,} lines; no legislature has. Check the file.")
        cells = {name: " ".join((row.get(name) or "").split()) for name in KEPT}
        fault = _fault(cells, districts, people)
        if fault:
            faults.append(Fault(number, fault))
            continue
        people[cells["id"]] = Person(
            ocd_id=districts[cells.pop("current_chamber"), cells.pop("current_district")], **cells
        )
    return list(people.values()), faults


def _fault(cells: Mapping[str, str], districts: Mapping[tuple[str, str], str], seen: Mapping[str, Person]) -> str:
    place = (cells["current_chamber"], cells["current_district"])
    if not cells["id"] or not cells["name"]:
        return "The id or the name is missing."
    if cells["id"] in seen:
        return f"{cells['name']} stands twice in the file, with the id {cells['id']}."
    if place not in districts:
        return f"{cells['name']}: there is no district “{place[1]}” in the chamber “{place[0]}”. Correct the line."
    long = [name for name, most in LENGTHS.items() if len(cells.get(name, "")) > most]
    if long:
        return f"{cells['name']}: {', '.join(long)} is longer than {LENGTHS[long[0]]} characters."
    if cells["email"] and not _is_email(cells["email"]):
        return f"{cells['name']}: “{cells['email']}” is not an e-mail address. Correct it or leave it empty."
    return ""


def _is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def people_file(people: Iterable[Person], places: Mapping[str, tuple[str, str]]) -> str:
    """The same members as a file of the kept columns alone: what the preview hands to the confirmation.

    `places` maps a district's Open Civic Data id to (chamber, name).
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(KEPT)
    for one in people:
        chamber, district = places[one.ocd_id]
        writer.writerow(
            [one.id, one.name, district, chamber, one.given_name, one.family_name, one.email]
            + [one.capitol_address, one.capitol_voice]
        )
    return out.getvalue()


def read_counties(
    text: str, districts: Mapping[str, str], counties: Iterable[str]
) -> tuple[dict[str, list[str]], list[Fault]]:
    """Which counties each district touches, from lines "district,county_fips", and the lines that were left out.

    A district is named by its Open Civic Data id, or as "upper 12" or "lower 10th Bristol": `districts` maps both, in
    lower case, to the id. `counties` are the five-digit codes that exist (BR-80).
    """
    known = set(counties)
    faults: list[Fault] = []
    found: dict[str, list[str]] = {}
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        if not line.strip() or (number == 1 and line.lower().replace(" ", "").startswith(("district,", "ocd"))):
            continue
        district, _, fips = (part.strip().strip('"') for part in line.rpartition(","))
        ocd_id = districts.get(district.lower())
        if ocd_id is None:
            faults.append(Fault(number, f"There is no district “{district or line.strip()}”. Use its OCD id."))
        elif not FIPS.match(fips) or fips not in known:
            faults.append(Fault(number, f"“{fips}” is not the five-digit code of a county of this state."))
        elif fips not in found.setdefault(ocd_id, []):
            found[ocd_id].append(fips)
    return {ocd_id: sorted(codes) for ocd_id, codes in found.items() if codes}, faults
