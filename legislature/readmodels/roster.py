"""The members of the legislature: what an import would change, and the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from core.geography import all_counties
from core.models import State
from legislature.checks.imports import Person
from legislature.models import District, Legislator
from legislature.readmodels.register import districts_known

SHOWN = {
    "name": "name",
    "email": "e-mail",
    "capitol_address": "address",
    "capitol_voice": "telephone",
    "given_name": "given name",
    "family_name": "family name",
}


class Change(NamedTuple):
    """A member whose record differs from the file, and in what."""

    legislator: Legislator
    what: list[str]


class Changes(NamedTuple):
    """What an import would do."""

    new: list[Person]
    changed: list[Change]
    gone: list[Legislator]
    same: int

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.changed or self.gone)


def changes_of(people: Sequence[Person], have: Iterable[Legislator]) -> Changes:
    """Compare a file with the members on record; `have` with their districts."""
    records = {found.open_states_id: found for found in have}
    named = {person.id for person in people}
    changed = []
    for person in people:
        found = records.get(person.id)
        what = _differs(person, found) if found else []
        if found and what:
            changed.append(Change(found, what))
    new = [person for person in people if person.id not in records]
    gone = [found for found in records.values() if found.is_current and found.open_states_id not in named]
    return Changes(new, changed, gone, len(people) - len(new) - len(changed))


def changes_against_records(people: Sequence[Person]) -> Changes:
    """What a file would change in the members on record."""
    return changes_of(people, Legislator.objects.select_related("district__chamber"))


def unmatched() -> list[District]:
    """Districts whose counties nobody has named yet."""
    return list(District.objects.filter(county_fips=[]).select_related("chamber").order_by("chamber_id", "pk"))


def _differs(person: Person, found: Legislator) -> list[str]:
    what = [
        f"{label}: {getattr(found, name) or 'empty'} → {getattr(person, name) or 'empty'}"
        for name, label in SHOWN.items()
        if getattr(person, name) != getattr(found, name)
    ]
    if found.district.ocd_id != person.ocd_id:
        what.append("district")
    if not found.is_current:
        what.append("sits again")
    return what


def places_of(state: State) -> dict[tuple[str, str], str]:
    """(chamber, district name) → Open Civic Data id, as an Open States file names them."""
    return {(known.kind.value, known.name): known.ocd_id for known in districts_known(state.usps)}


def district_names(state: State) -> dict[str, str]:
    """Every way to name a district in a list of counties, in lower case → its Open Civic Data id."""
    found = {}
    for known in districts_known(state.usps):
        found[known.ocd_id.lower()] = known.ocd_id
        found[f"{known.kind.value} {known.name}".lower()] = known.ocd_id
        found[f"{known.chamber} {known.name}".lower()] = known.ocd_id
    return found


def legislators(*, words: str = "", chamber: str = "", unmatched: bool = False) -> QuerySet[Legislator]:
    """Members who sit now, by name, with their districts."""
    found = Legislator.objects.filter(is_current=True).select_related("district__chamber")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(district__name__iexact=words) | Q(email__icontains=words))
    if chamber:
        found = found.filter(district__chamber__kind=chamber)
    if unmatched:
        found = found.filter(district__county_fips=[])
    return found


def counties_text(codes: Sequence[str]) -> str:
    """Lycoming, Clinton and Union; what no county has is left as its code."""
    names = [all_counties()[code].name if code in all_counties() else code for code in codes]
    return listed(names)


def listed(names: Sequence[str]) -> str:
    """a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def figures_of() -> list[dict[str, Any]]:
    """How many members, districts and addresses there are."""
    sitting = Legislator.objects.filter(is_current=True)
    districts = District.objects.count()
    matched = District.objects.exclude(county_fips=[]).count()
    members = sitting.count()
    return [
        {"label": "Members", "value": f"{members:,}", "note": "who sit now"},
        {
            "label": "With an e-mail address",
            "value": f"{sitting.exclude(email='').count():,}",
            "note": f"of {members:,}",
        },
        {
            "label": "Districts matched to counties",
            "value": f"{matched:,}",
            "note": f"of {districts:,}",
            "percent": 100 * matched / districts if districts else None,
        },
    ]
