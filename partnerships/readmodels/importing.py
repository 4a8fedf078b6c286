"""What a spreadsheet would do to the state's partnerships: created, changed, the same, likely doubled, or wrong."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils import timezone

from core import geography
from core.models import State
from partnerships.checks.importing import Read, read_member, read_partnership
from partnerships.checks.workbook import Row, Workbook
from partnerships.choices import Stage
from partnerships.models import Organization, Partnership, PartnershipMember, Region, TargetIndustry
from partnerships.rules.naming import name_key

NEW, CHANGE, SAME, DOUBLE, WRONG = "new", "change", "same", "double", "wrong"
HIDDEN = (Stage.PROPOSED, Stage.ASSESSING)
"""Stages in which a partnership is not public unless the row says so."""


@dataclass
class Planned:
    """One row: what would become of it, with faults and remarks. `values` are what was read; `found` what the state has."""

    line: int
    title: str
    deed: str
    values: dict[str, Any]
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    found: Any = None
    changes: dict[str, Any] = field(default_factory=dict)
    seat: PartnershipMember | None = None
    """The seat on record that a row of the second sheet is about."""


@dataclass
class Plan:
    """The whole sheet, planned against what the state has now."""

    partnerships: list[Planned]
    members: list[Planned]
    organizations: dict[str, Organization]
    """Name as written → the organization that the state has."""
    regions: dict[str, Region]
    industries: dict[str, TargetIndustry]
    kinds: dict[str, str]
    """Key of a name that the state does not have → the kind of the organization that would be made."""

    @property
    def faults(self) -> int:
        return sum(1 for row in (*self.partnerships, *self.members) if row.faults)

    def counts(self) -> dict[str, int]:
        found = {f"partnerships_{deed}": number for deed, number in Counter(r.deed for r in self.partnerships).items()}
        found |= {f"members_{deed}": number for deed, number in Counter(r.deed for r in self.members).items()}
        return found | {"organizations_new": len(self.kinds), "faults": self.faults}

    def digest(self) -> str:
        """Of everything that the sheet would do. Two plans of one digest do the same."""
        rows = [
            [row.line, row.deed, row.values, row.faults, row.notes, _key(row.found), _key(row.seat)]
            + [[name, _key(value)] for name, value in sorted(row.changes.items())]
            for row in (*self.partnerships, *self.members)
        ]
        known = sorted((name, one.pk) for name, one in self.organizations.items())
        told = json.dumps([rows, known, sorted(self.kinds.items())], default=str)
        return hashlib.sha256(told.encode()).hexdigest()


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, Model) else value


def plain(name: str) -> str:
    return " ".join(name.casefold().split())


def org_key(name: str) -> str:
    return name_key(name) or plain(name)


def plan_of(book: Workbook, state: State) -> Plan:
    """Six queries, whatever the number of rows."""
    today = timezone.localdate()
    counties = {county.name.casefold(): county.fips for county in geography.counties_of(state.fips)}
    counties |= {county.fips: county.fips for county in geography.counties_of(state.fips)}
    rows = [read_partnership(row, today, counties) for row in book.partnerships]
    seats = [read_member(row, today) for row in book.members]
    names = [row.values["convener"] for row in rows] + [row.values["organization"] for row in seats]
    plan = Plan(
        [],
        [],
        Organization.objects.known(name for name in dict.fromkeys(names) if name),
        {plain(one.name): one for one in Region.objects.all()},
        {plain(one.title): one for one in TargetIndustry.objects.all()},
        {},
    )
    on_record = {
        plain(one.name): one
        for one in Partnership.objects.select_related("industry", "region", "convener").order_by("-pk")
    }
    _plan_partnerships(plan, rows, on_record)
    _plan_members(plan, seats, on_record)
    return plan


def _plan_partnerships(plan: Plan, rows: Iterable[Read], on_record: dict[str, Partnership]) -> None:
    seen: dict[str, int] = {}
    for read in rows:
        row = Planned(read.line, read.values["name"] or "Without a name", NEW, read.values, list(read.faults))
        key = plain(row.values["name"])
        if key and key in seen:
            row.faults.append(f"The name stands on line {seen[key]} already.")
        seen.setdefault(key, row.line)
        _look_up(plan, row)
        row.found = on_record.get(key)
        if row.found is not None:
            _compare(plan, row)
        else:
            _likely_double(plan, row, on_record)
        row.deed = WRONG if row.faults else row.deed
        plan.partnerships.append(row)


def _look_up(plan: Plan, row: Planned) -> None:
    """Region, industry and convener that the row names."""
    values = row.values
    region = plan.regions.get(plain(values["region"]))
    if values["region"] and region is None:
        row.faults.append(
            f"The state has no region “{values['region']}”. Add it first, or write the name of one it has."
        )
    if region is not None and (outside := sorted(set(values["counties"]) - set(region.county_fips))):
        named = ", ".join(geography.county_name(fips) for fips in outside)
        row.faults.append(f"{named} lies outside the region {region.name}.")
    if values["industry"] and plain(values["industry"]) not in plan.industries:
        if not values["naics"]:
            row.faults.append(
                f"The state has no industry “{values['industry']}”. Give its NAICS codes, or another title."
            )
        else:
            row.notes.append(f"{values['industry']} is added as a candidate industry.")
    if values["convener"]:
        _organization(plan, row, values["convener"], values["convener_kind"], "Kind of convener")


def _organization(plan: Plan, row: Planned, name: str, kind: str, head: str) -> None:
    """The organization that is meant; one that the state does not have would be made, once."""
    found, key = plan.organizations.get(name), org_key(name)
    if found is not None:
        if plain(found.legal_name) != plain(name):
            row.notes.append(f"{name} is taken for {found.legal_name}.")
        return
    if key in plan.kinds:
        return
    if not kind:
        row.faults.append(f"The state has no organization {name}. Fill in {head}, so that it can be added.")
        return
    plan.kinds[key] = kind
    row.notes.append(f"{name} is added to the organizations.")


def _compare(plan: Plan, row: Planned) -> None:
    """What the row changes of a partnership that the state has. An empty cell changes nothing."""
    one, values = row.found, row.values
    region, industry = plan.regions.get(plain(values["region"])), plan.industries.get(plain(values["industry"]))
    wanted: dict[str, Any] = {
        "region": region,
        "industry": industry,
        "county_fips": values["counties"] or None,
        "founded_on": values["founded"],
        "chair": values["chair"] or None,
        "summary": values["summary"] or None,
        "website": values["website"] or None,
        "is_public": values["public"],
    }
    row.changes = {name: value for name, value in wanted.items() if value is not None and getattr(one, name) != value}
    if industry is None and values["naics"]:
        row.changes["industry"] = None
    row.deed = CHANGE if row.changes else SAME
    if values["stage"] and values["stage"] != one.stage:
        said = Stage(values["stage"]).label.lower()
        row.notes.append(f"It stays {one.get_stage_display().lower()}; the row says {said}. Propose that on its page.")
    convener = plan.organizations.get(values["convener"])
    if values["convener"] and (convener is None or convener.pk != one.convener_id):
        row.notes.append(f"{one.convener.legal_name} convenes it on record. Hand over on its page.")


def _likely_double(plan: Plan, row: Planned, on_record: dict[str, Partnership]) -> None:
    """One under another name with the same convener and industry in a county of the row."""
    values, convener = row.values, plan.organizations.get(row.values["convener"])
    region = plan.regions.get(plain(values["region"]))
    counties = set(values["counties"] or (region.county_fips if region else ()))
    for one in on_record.values():
        is_alike = convener is not None and one.convener_id == convener.pk
        if is_alike and plain(one.industry.title) == plain(values["industry"]) and counties & set(one.county_fips):
            row.deed = DOUBLE
            row.notes.append(f"Looks like {one.name}: the same convener and industry in the same counties.")
            return


class SeatsOnRecord:
    """The seats that the state has at the tables of a sheet: which of them a row is about."""

    def __init__(self, tables: Iterable[Partnership]) -> None:
        self.open: dict[tuple[int, int, str], PartnershipMember] = {}
        self.closed: dict[tuple[int, int, str, dt.date], PartnershipMember] = {}
        for seat in PartnershipMember.objects.filter(partnership__in=[one.pk for one in tables]).order_by("pk"):
            key = (seat.partnership_id, seat.organization_id, seat.role)
            if seat.left_on is None:
                self.open[key] = seat
            else:
                self.closed[*key, seat.left_on] = seat

    def of(self, table: Partnership, organization: Organization, values: dict[str, Any]) -> PartnershipMember | None:
        """The seat that the row names. A day of leaving closes the open seat, unless that began only after it."""
        key, left = (table.pk, organization.pk, values["role"]), values["left"]
        if left is None:
            return self.open.get(key)
        if (known := self.closed.get((*key, left))) is not None:
            return known
        found = self.open.get(key)
        return self.open.pop(key) if found is not None and found.joined_on <= left else None


def _plan_members(plan: Plan, seats: Iterable[Read], on_record: dict[str, Partnership]) -> None:
    listed = {plain(row.values["name"]) for row in plan.partnerships}
    names = {plain(read.values["partnership"]) for read in seats}
    held = SeatsOnRecord(on_record[name] for name in names & set(on_record))
    seen: dict[tuple[Any, ...], int] = {}
    rows = []
    for read in seats:
        values = read.values
        row = Planned(read.line, values["organization"] or "Without a name", NEW, values, list(read.faults))
        row.found = on_record.get(plain(values["partnership"]))
        if values["partnership"] and row.found is None and plain(values["partnership"]) not in listed:
            row.faults.append(f"No partnership {values['partnership']} stands on the first sheet or on record.")
        if values["organization"]:
            _organization(plan, row, values["organization"], values["kind"], "Kind")
        meant = plan.organizations.get(values["organization"])
        who = meant.pk if meant is not None else org_key(values["organization"])
        once = (plain(values["partnership"]), who, values["role"], values["left"])
        if once in seen:
            row.faults.append(f"The same seat stands on line {seen[once]} already.")
        seen.setdefault(once, row.line)
        rows.append(row)
    for row in sorted(rows, key=lambda row: row.values["left"] is None):  # who leaves before who comes back
        if not row.faults:
            _compare_seat(plan, row, held)
        row.deed = WRONG if row.faults else row.deed
    plan.members.extend(rows)


def _compare_seat(plan: Plan, row: Planned, held: SeatsOnRecord) -> None:
    """What the row changes of a seat that the state has. An empty cell changes nothing."""
    values, organization = row.values, plan.organizations.get(row.values["organization"])
    if row.found is None or organization is None:
        return
    row.seat = held.of(row.found, organization, values)
    if row.seat is None:
        open_seat = held.open.get((row.found.pk, organization.pk, values["role"]))
        if open_seat is not None:
            row.notes.append(f"An earlier seat; the one since {open_seat.joined_on} stays open.")
        return
    wanted = {
        "tier": values["tier"] or None,
        "is_champion": values["champion"],
        "joined_on": values["since"],
        "left_on": values["left"],
    }
    row.changes = {
        name: value for name, value in wanted.items() if value is not None and getattr(row.seat, name) != value
    }
    row.deed = CHANGE if row.changes else SAME


def as_rows(book: Workbook) -> dict[str, Any]:
    """The workbook as plain data, to be kept with the import."""
    return {"partnerships": [list(row) for row in book.partnerships], "members": [list(row) for row in book.members]}


def from_rows(kept: dict[str, Any]) -> Workbook:
    return Workbook(
        [Row(line, cells) for line, cells in kept["partnerships"]],
        [Row(line, cells) for line, cells in kept["members"]],
    )
