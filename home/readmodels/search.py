"""One box over applications, awards, partnerships, organizations and people; only what the searcher may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse

from core.models import Member
from core.permissions import Permission as P
from grants.access.applications import visible_to as visible_applications
from grants.access.awards import visible_to as visible_awards
from partnerships.models import Organization, Partnership

SHOWN, SHORTEST = 8, 2


class Hit(NamedTuple):
    title: str
    note: str
    url: str


class Group(NamedTuple):
    title: str
    hits: list[Hit]
    more: bool


@dataclass(frozen=True)
class Found:
    groups: list[Group]
    too_short: bool
    only: str = ""
    """The address to go to at once: somebody typed a whole number of an application or award."""

    @property
    def count(self) -> int:
        return sum(len(group.hits) for group in self.groups)


def search_for(words: str, member: Member) -> Found:
    """Up to eight hits a group. A whole application number goes straight to its page."""
    if len(words) < SHORTEST:
        return Found([], too_short=bool(words))
    exact = (
        visible_applications(member).counted().filter(number__iexact=words).first()
        if member.can(P.APPLICATION_SEE)
        else None
    )
    if exact is not None:
        return Found([], False, reverse("application", args=[exact.pk]))
    groups = [group(words, member) for permission, group in GROUPS if member.can(permission)]
    return Found([group for group in groups if group.hits], False)


def _group(title: str, rows: QuerySet, hit: Callable[..., Hit]) -> Group:
    found = list(rows[: SHOWN + 1])
    return Group(title, [hit(row) for row in found[:SHOWN]], len(found) > SHOWN)


def _applications(words: str, member: Member) -> Group:
    rows = visible_applications(member).counted().filter(Q(number__istartswith=words) | Q(title__icontains=words))
    rows = rows.select_related("round", "organization").order_by("-changed_at", "-pk")
    return _group("Applications", rows, _application)


def _application(row: object) -> Hit:
    return Hit(
        f"{row.number} {row.title}",  # type: ignore[attr-defined]
        f"{row.organization.legal_name} · {row.round.name} · {row.get_status_display()}",  # type: ignore[attr-defined]
        reverse("application", args=[row.pk]),  # type: ignore[attr-defined]
    )


def _awards(words: str, member: Member) -> Group:
    rows = visible_awards(member).filter(Q(number__istartswith=words) | Q(partnership__name__icontains=words))
    return _group(
        "Awards",
        rows.select_related("partnership").order_by("-starts_on", "pk"),
        lambda row: Hit(
            f"{row.number} {row.partnership.name}", row.get_status_display(), reverse("award", args=[row.pk])
        ),
    )


def _partnerships(words: str, member: Member) -> Group:
    rows = Partnership.objects.filter(name__icontains=words).select_related("industry", "region").order_by("name")
    return _group(
        "Partnerships",
        rows,
        lambda row: Hit(row.name, f"{row.industry.title} · {row.region.name}", reverse("partnership", args=[row.slug])),
    )


def _organizations(words: str, member: Member) -> Group:
    named = Q(legal_name__icontains=words) | Q(aliases__icontains=words)
    rows = Organization.objects.standing().filter(named).order_by("legal_name")
    return _group(
        "Organizations",
        rows,
        lambda row: Hit(
            row.legal_name,
            f"{row.get_type_display()}{f' · {row.city}' if row.city else ''}",
            reverse("organization", args=[row.pk]),
        ),
    )


def _people(words: str, member: Member) -> Group:
    rows = Member.objects.active().filter(Q(name__icontains=words) | Q(user__email__istartswith=words.lower()))
    return _group(
        "People",
        rows.select_related("user").order_by("name"),
        lambda row: Hit(row.name, f"{row.title or ''} {row.email}".strip(), f"{reverse('people')}?q={row.email}"),
    )


GROUPS = (
    (P.APPLICATION_SEE, _applications),
    (P.AWARD_SEE, _awards),
    (P.PARTNERSHIP_SEE, _partnerships),
    (P.ORGANIZATION_SEE, _organizations),
    (P.MEMBER_SEE, _people),
)
