"""The grants of a partnership as a line: seed, planning, implementation, with the roster that each carried forward."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from core.models import Member
from core.permissions import Permission
from grants.access.awards import visible_to
from grants.models import Award
from grants.models.applications import Partner
from grants.readmodels.terms import with_terms
from partnerships.models import Partnership
from partnerships.rules.naming import name_key


class Link(NamedTuple):
    """One award and its roster beside the one before. `kept`, `joined` and `left` count organizations, by name."""

    award: Any
    partners: int
    kept: int
    joined: list[str]
    left: list[str]
    is_first: bool


def lineage_of(awards: Iterable[Award]) -> list[Link]:
    """The awards, oldest first, each beside the one before it. One query where there are any."""
    rows = sorted(awards, key=lambda award: (award.starts_on, award.pk))
    if not rows:
        return []
    rosters: dict[int, dict[str, str]] = defaultdict(dict)
    partners = Partner.objects.filter(application__in=[award.application_id for award in rows])
    for application_id, name in partners.order_by("position", "pk").values_list("application_id", "name"):
        rosters[application_id].setdefault(name_key(name) or name.casefold(), name)
    found: list[Link] = []
    before: dict[str, str] | None = None
    for award in rows:
        roster = rosters[award.application_id]
        old = before or {}
        found.append(
            Link(
                award=award,
                partners=len(roster),
                kept=len(old.keys() & roster.keys()),
                joined=[] if before is None else sorted(roster[key] for key in roster.keys() - old.keys()),
                left=sorted(old[key] for key in old.keys() - roster.keys()),
                is_first=before is None,
            )
        )
        before = roster
    return found


def awards_of(partnership: Partnership, member: Member) -> list[Award]:
    """Every one that was offered and not refused, for those who see awards; else those that everybody may know of."""
    rows = visible_to(member).standing() if member.can(Permission.AWARD_SEE) else Award.objects.public()
    return list(with_terms(rows.filter(partnership=partnership)).select_related("application__round"))
