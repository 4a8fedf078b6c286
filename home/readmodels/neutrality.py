"""What the record shows of a convener's neutrality (BR-61): counts with what they are a part of. They are no grade."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from core.models import Member
from core.permissions import Permission
from evaluation.choices import Audience, SurveyStatus
from evaluation.models import Survey
from evaluation.readmodels.employers import employers_of
from grants.models import Award
from grants.readmodels.terms import with_terms
from partnerships.choices import PartnerRole
from partnerships.choices.work import ItemStatus, MeetingStatus
from partnerships.models import AgendaItem, DecisionRecusal, Meeting, Partnership
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
    """Six queries, and seven for the survey where one has closed."""
    rows = AgendaItem.objects.filter(
        partnership=partnership, status=ItemStatus.DECIDED, meeting__status__in=TOOK_PLACE, present__isnull=False
    )
    found = rows.values_list("proposer_role", "employers", "present")
    decided = [Decided(role, employers or 0, present or 0) for role, employers, present in found]
    counts = neutrality_of(decided)
    names = {"": "The convener"} | {str(key): str(label) for key, label in PartnerRole.choices}
    meetings = Meeting.objects.filter(partnership=partnership, status__in=TOOK_PLACE)
    led = list(meetings.values_list("chaired_by__role", flat=True))
    seats = partnership.members.filter(role=PartnerRole.EMPLOYER, left_on__isnull=True)
    employers = list(seats.values_list("organization__legal_name", flat=True))
    survey, wave = _survey(partnership)
    paid, awarded, awards = _paid(partnership, member)
    return NeutralityPage(
        counts=counts,
        by_role=sorted(((names[key], n) for key, n in counts.by_role.items()), key=lambda row: (-row[1], row[0])),
        meetings=len(led),
        led_by_employers=led.count(PartnerRole.EMPLOYER),
        chair=partnership.chair,
        chair_is_employer=any(name in partnership.chair for name in employers),
        recusals=DecisionRecusal.objects.filter(item__partnership=partnership, item__status=ItemStatus.DECIDED).count(),
        survey=survey,
        wave=wave,
        paid=paid,
        awarded=awarded,
        awards=awards,
    )


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
