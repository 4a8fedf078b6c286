"""Likely doubles among organizations, and what merging two of them would move."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Count, Q

from core.choices import Scope
from core.models import RoleGrant
from partnerships.models import Organization, OrganizationMerge, PartnershipMember
from partnerships.rules.organizations import Record, filled_from, merge_fault

GROUPS = 50
"""Groups of likely doubles that a page shows."""
WHY = {
    "name_key": "The same name, but for its legal form or punctuation",
    "uei": "The same UEI",
    "ein": "The same EIN",
    "site_key": "The same website",
}


def moving_keys() -> list[models.ForeignKey]:
    """Every foreign key of the product that points to an organization, but for the record of merges."""
    keys = []
    for relation in Organization._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if relation.auto_created and isinstance(field, models.ForeignKey) and field.model is not OrganizationMerge:
            keys.append(field)
    return sorted(keys, key=lambda key: (key.model._meta.label, key.name))


def record_of(one: Organization) -> Record:
    return Record(one.legal_name, one.uei, one.ein, one.is_test, one.merged_into_id is not None)


class Group(NamedTuple):
    """Records that are likely one organization, and why."""

    why: str
    organizations: list[Any]

    @property
    def first(self) -> Any:
        return self.organizations[0]


class Doubles(NamedTuple):
    groups: list[Group]
    number: int
    """Of groups in all; at most `GROUPS` are listed."""


def likely_doubles() -> Doubles:
    """Groups by name, UEI, EIN and website, each pair once, those that many tables know first. Five queries."""
    standing, found, seen = Organization.objects.standing(), [], set()
    for field, why in WHY.items():
        repeated = standing.exclude(**{field: ""}).order_by().values(field).annotate(n=Count("pk")).filter(n__gt=1)
        keys: dict[str, list[int]] = defaultdict(list)
        rows = standing.filter(**{f"{field}__in": repeated.values(field)}).order_by("pk")
        for pk, value in rows.values_list("pk", field):
            keys[value].append(pk)
        for pks in keys.values():
            if tuple(pks) not in seen:
                seen.add(tuple(pks))
                found.append((why, pks))
    shown = found[:GROUPS]
    wanted = Organization.objects.annotate(tables=_tables()).in_bulk([pk for _, pks in shown for pk in pks])
    groups = [
        Group(why, sorted((wanted[pk] for pk in pks), key=lambda one: (-one.tables, one.pk))) for why, pks in shown
    ]
    return Doubles(sorted(groups, key=lambda group: -group.first.tables), len(found))


def _tables() -> Count:
    return Count("seats", filter=Q(seats__left_on__isnull=True))


class Moving(NamedTuple):
    """How many rows of a table move: "1 contact", "3 contacts"."""

    label: str
    number: int


@dataclass(frozen=True)
class MergePreview:
    """What a merge would do. `fault` says why it cannot be done."""

    kept: Organization
    double: Organization
    fault: str
    compared: list[tuple[str, str, str]]
    moving: list[Moving]
    closing: list[PartnershipMember]
    filled: list[str]

    @property
    def total(self) -> int:
        return sum(line.number for line in self.moving)


def merge_preview(kept: Organization, double: Organization, *, may_see_ein: bool) -> MergePreview:
    """One query for each table that points to organizations."""
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for key in moving_keys():
        manager = key.model._default_manager
        words = str(key.model._meta.verbose_name), str(key.model._meta.verbose_name_plural)
        counted[words] += manager.filter(**{key.name: double}).count()
    counted["role", "roles"] = RoleGrant.objects.filter(scope=Scope.ORGANIZATION, scope_id=double.pk).count()
    held = PartnershipMember.objects.filter(organization=kept, left_on__isnull=True)
    places = set(held.values_list("partnership_id", "role"))
    theirs = PartnershipMember.objects.filter(organization=double, left_on__isnull=True).select_related("partnership")
    facts = [{f.attname: getattr(one, f.attname) for f in Organization._meta.concrete_fields} for one in (kept, double)]
    labels = {field.attname: str(field.verbose_name) for field in Organization._meta.concrete_fields}
    return MergePreview(
        kept=kept,
        double=double,
        fault=merge_fault(record_of(kept), record_of(double), is_same=kept.pk == double.pk),
        compared=_compared(kept, double, may_see_ein),
        moving=[Moving(words[number != 1], number) for words, number in sorted(counted.items()) if number],
        closing=[seat for seat in theirs if (seat.partnership_id, seat.role) in places],
        filled=[labels[name] for name in filled_from(*facts)],
    )


def _compared(kept: Organization, double: Organization, may_see_ein: bool) -> list[tuple[str, str, str]]:
    rows = [("Name", "legal_name"), ("Kind", "get_type_display"), ("City", "city"), ("UEI", "uei"), ("NAICS", "naics")]
    rows += [("EIN", "ein")] if may_see_ein else []
    rows += [("Size", "get_size_band_display"), ("Website", "website")]

    def said(one: Organization, name: str) -> str:
        value = getattr(one, name)
        return str(value() if callable(value) else value)

    return [(label, said(kept, name), said(double, name)) for label, name in rows]
