"""What a partnership has decided that its next stage asks for: a plan that employers adopted, and who will pay later."""

from __future__ import annotations

from dataclasses import dataclass

from core.templatetags.rt import long_day
from partnerships.choices.work import FUNDING_KINDS, Adopts, ItemStatus, MeetingStatus
from partnerships.models import AgendaItem, Partnership
from partnerships.rules.meetings import is_employer_majority


@dataclass(frozen=True)
class Finding:
    """Whether it is there, in a sentence fit to show, with the decision that it rests on. True in a condition if met."""

    is_met: bool
    sentence: str
    item: AgendaItem | None = None

    def __bool__(self) -> bool:
        return self.is_met


def plan_adopted(partnership: Partnership) -> Finding:
    """Whether a meeting that was held adopted the plan of work with more employers present than others. One query."""
    item = _latest(partnership, Adopts.PLAN)
    if item is None:
        return Finding(
            False,
            "No meeting has adopted the plan of work yet. Put it on an agenda, and record the decision.",
        )
    if not is_employer_majority(item.employers or 0, item.present or 0):
        return Finding(
            False,
            f"The plan of work was decided on {_day(item)} with {item.employers} of {item.present} organizations being"
            " employers. Employers have to be more than half of those present.",
            item,
        )
    return Finding(
        True, f"Adopted on {_day(item)}, with {item.employers} of {item.present} organizations being employers.", item
    )


def funding_plan(partnership: Partnership) -> Finding:
    """Whether a meeting adopted a plan to pay without the state's grant, and at least one source of it is named.

    Two queries.
    """
    item = _latest(partnership, Adopts.FUNDING)
    if item is None:
        return Finding(
            False, "No meeting has adopted a plan to pay for the work without the state's grant. Put it on an agenda."
        )
    named = partnership.sustainability.filter(kind__in=FUNDING_KINDS, dropped_on__isnull=True).count()
    if not named:
        return Finding(
            False,
            f"A plan was adopted on {_day(item)}, but no source of money is named: dues, a coordinator whom employers pay,"
            " fees, other public money or a foundation's. Add it under what lasts.",
            item,
        )
    sources = "1 source" if named == 1 else f"{named} sources"
    return Finding(True, f"Adopted on {_day(item)}, with {sources} of money beside the state's grant.", item)


def _latest(partnership: Partnership, adopts: Adopts) -> AgendaItem | None:
    """The last such decision, one with an employer majority before any without."""
    rows = AgendaItem.objects.filter(
        partnership=partnership,
        adopts=adopts,
        status=ItemStatus.DECIDED,
        meeting__status__in=[MeetingStatus.HELD, MeetingStatus.ADOPTED],
    )
    found = list(rows.select_related("meeting").order_by("-meeting__starts_at", "-pk"))
    if not found:
        return None
    return next((one for one in found if is_employer_majority(one.employers or 0, one.present or 0)), found[0])


def _day(item: AgendaItem) -> str:
    assert item.meeting is not None
    return long_day(item.meeting.starts_at)
