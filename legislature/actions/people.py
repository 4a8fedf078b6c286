"""Taking up members of the legislature and the counties of their districts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db import transaction

from core import audit
from core.models import Member, State
from legislature.checks.imports import Person
from legislature.models import Chamber, District, Legislator
from legislature.readmodels.register import districts_known
from legislature.readmodels.roster import changes_of

FIELDS = ["district", "name", "given_name", "family_name", "email", "capitol_address", "capitol_voice", "is_current"]


class Imported(NamedTuple):
    """How many were new, changed, and no longer in the file."""

    new: int
    changed: int
    gone: int


def take_up_districts(state: State) -> dict[str, District]:
    """Make the state's chambers and districts from the public list where they are missing. Part of an import."""
    chambers = {chamber.kind: chamber for chamber in Chamber.objects.all()}
    have = {district.ocd_id: district for district in District.objects.select_related("chamber")}
    fresh = []
    for known in districts_known(state.usps):
        if known.kind not in chambers:
            chambers[known.kind] = Chamber.objects.create(
                kind=known.kind, name=known.chamber, member_title=known.member_title
            )
        if known.ocd_id not in have:
            fresh.append(
                District(chamber=chambers[known.kind], name=known.name, ocd_id=known.ocd_id, seats=known.seats)
            )
    District.objects.bulk_create(fresh)
    return have | {district.ocd_id: district for district in fresh}


@transaction.atomic
def import_legislators(people: Sequence[Person], *, by: Member) -> Imported:
    """Take up the members of a whole file. Who is not in it sits no longer. The same file twice changes nothing."""
    state = State.objects.get(pk=by.state_id)
    districts = take_up_districts(state)
    have = {found.open_states_id: found for found in Legislator.objects.select_related("district")}
    changes = changes_of(people, have.values())
    fresh, changed = [], []
    for person in people:
        fields = person._asdict() | {"district": districts[person.ocd_id], "is_current": True}
        open_states_id = fields.pop("id")
        del fields["ocd_id"]
        if open_states_id not in have:
            fresh.append(Legislator(open_states_id=open_states_id, **fields))
        elif any(getattr(have[open_states_id], name) != value for name, value in fields.items()):
            for name, value in fields.items():
                setattr(have[open_states_id], name, value)
            changed.append(have[open_states_id])
    gone = [one.pk for one in changes.gone]
    Legislator.objects.bulk_create(fresh)
    Legislator.objects.bulk_update(changed, FIELDS)
    Legislator.objects.filter(pk__in=gone).update(is_current=False)
    counts = Imported(len(fresh), len(changed), len(gone))
    audit.record("legislator.import", state, by=by, **counts._asdict())
    return counts


@transaction.atomic
def match_counties(matches: Mapping[str, Iterable[str]], *, by: Member) -> int:
    """Say which counties districts touch, by Open Civic Data id. Districts not named keep what they had."""
    state = State.objects.get(pk=by.state_id)
    districts = take_up_districts(state)
    changed = []
    for ocd_id, counties in matches.items():
        district, codes = districts[ocd_id], sorted(set(counties))
        if district.county_fips != codes:
            district.county_fips = codes
            changed.append(district)
    District.objects.bulk_update(changed, ["county_fips"])
    audit.record("district.match", state, by=by, changed=len(changed))
    return len(changed)
