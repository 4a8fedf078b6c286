"""What the record shows of a convener's neutrality (BR-61): counts with what they are a part of. They are no grade."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from core.choices import Scope
from core.models import Member, RoleGrant
from core.permissions import Permission
from evaluation.choices import Audience, SurveyStatus
from evaluation.models import Survey
from evaluation.readmodels.employers import employers_of
from grants.models import Award
from grants.readmodels.terms import with_terms
from partnerships.choices import PartnerRole
from partnerships.choices.work import ItemStatus, MeetingStatus
from partnerships.models import AgendaItem, DecisionRecusal, Meeting, Organization, Partnership
from partnerships.rules.meetings import Decided, Neutrality, neutrality_of

TOOK_PLACE = [MeetingStatus.HELD, MeetingStatus.ADOPTED]
ITEM = "neutral_convener"


@dataclass(frozen=True)
class NeutralityPage:
    """`survey` is the item of the employer survey with its base; `paid` of `awarded` dollars went to the convener."""

    counts: Neutrality
    by_role: list[tuple[str, int]]
    meetings: int
    led_by_employers: int
    chair: str
    chair_is_employer: bool
    for_members: int
    by_members: int
    """Of the decided items of members, those that a person of the member entered; the others were entered for it."""
    recusals: int
    survey: dict[str, Any] | None
    wave: str
    paid: Decimal
    awarded: Decimal
    awards: int

    @property
    def paid_share(self) -> float | None:
        return float(self.paid / self.awarded) if self.awarded else None


def neutrality_page(partnership: Partnership, member: Member) -> NeutralityPage:
    """Seven queries, one more where a chair is named, and seven for the survey where one has closed."""
    rows = AgendaItem.objects.filter(
        partnership=partnership, status=ItemStatus.DECIDED, meeting__status__in=TOOK_PLACE, present__isnull=False
    )
    found = list(rows.select_related("proposed_by"))
    decided = [Decided(one.proposer_role, one.employers or 0, one.present or 0) for one in found]
    by_members = _entered_by_members(partnership, [one for one in found if one.proposed_by])
    counts = neutrality_of(decided)
    names = {"": "The convener"} | {str(key): str(label) for key, label in PartnerRole.choices}
    meetings = Meeting.objects.filter(partnership=partnership, status__in=TOOK_PLACE)
    led = list(meetings.values_list("chaired_by__role", flat=True))
    seats = partnership.members.filter(role=PartnerRole.EMPLOYER, left_on__isnull=True)
    employers = set(seats.values_list("organization_id", flat=True))
    survey, wave = _survey(partnership)
    paid, awarded, awards = _paid(partnership, member)
    return NeutralityPage(
        counts=counts,
        by_role=sorted(((names[key], n) for key, n in counts.by_role.items()), key=lambda row: (-row[1], row[0])),
        meetings=len(led),
        led_by_employers=led.count(PartnerRole.EMPLOYER),
        chair=partnership.chair,
        chair_is_employer=bool(employers) and company_of(partnership.chair) in employers,
        for_members=sum(1 for one in found if one.proposed_by),
        by_members=by_members,
        recusals=DecisionRecusal.objects.filter(item__partnership=partnership, item__status=ItemStatus.DECIDED).count(),
        survey=survey,
        wave=wave,
        paid=paid,
        awarded=awarded,
        awards=awards,
    )


def _entered_by_members(partnership: Partnership, items: list[AgendaItem]) -> int:
    """How many were entered by somebody with a role over the member or at the table, and none over the convener.

    One query. Roles that have ended count too: whoever entered it had hers then.
    """
    over = Q(scope=Scope.ORGANIZATION) | Q(scope=Scope.PARTNERSHIP, scope_id=partnership.pk)
    grants = RoleGrant.objects.filter(over, member__in={one.entered_by_id for one in items})
    held = set(grants.values_list("member_id", "scope", "scope_id"))
    number = 0
    for one in items:
        assert one.proposed_by is not None
        who, member = one.entered_by_id, one.proposed_by.organization_id
        is_own = (who, Scope.ORGANIZATION, member) in held or (who, Scope.PARTNERSHIP, partnership.pk) in held
        convenes = (who, Scope.ORGANIZATION, partnership.convener_id) in held and member != partnership.convener_id
        number += is_own and not convenes
    return number


def company_of(chair: str) -> int | None:
    """The organization that the words about the chair name as a whole: “Ada Lane, Bright Metals, Inc.”.

    Of several that stand in the words the longest name counts, so that a college named after a firm is not the firm.
    """
    parts = [part for part in re.split(r"\s*[,;()]\s*|\s+(?:of|at|from|–|—|-)\s+", chair) if part]
    starts = [chair.find(part) for part in parts]
    names = {chair[start:].strip(" ,;()") for start in starts} | set(parts)
    known = Organization.objects.known(names) if names else {}
    return known[max(known, key=len)].pk if known else None


def _survey(partnership: Partnership) -> tuple[dict[str, Any] | None, str]:
    """What employers answered in the last wave that closed; hidden where too few did."""
    waves = Survey.objects.filter(audience=Audience.EMPLOYER, status=SurveyStatus.CLOSED)
    found = waves.select_related("form_version").order_by("-period_end", "-pk").first()
    if found is None:
        return None, ""
    items = employers_of(found, partnership.pk)["items"]
    return next((one for one in items if one["key"] == ITEM), None), found.title


def _paid(partnership: Partnership, member: Member) -> tuple[Decimal, Decimal, int]:
    """Dollars awarded for this partnership's work, and those of them awarded to whoever convenes it now."""
    standing = Award.objects.standing() if member.can(Permission.AWARD_SEE) else Award.objects.public()
    rows = with_terms(standing.filter(Q(partnership=partnership)))
    amounts = list(rows.values_list("organization_id", "amount_now"))
    own = sum((amount for organization, amount in amounts if organization == partnership.convener_id), Decimal(0))
    return own, sum((amount for _, amount in amounts), Decimal(0)), len(amounts)
