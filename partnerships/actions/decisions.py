"""What a meeting did with an item of its agenda: decided it, talked it over, or left it open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction

from core.audit import record
from core.models import Member
from core.moves import MoveRefused
from partnerships.actions.meetings import hold
from partnerships.choices.work import Adopts, DecidedHow, ItemStatus, MeetingStatus
from partnerships.models import AgendaItem, DecisionRecusal


class Decision(NamedTuple):
    """What was decided and how. `recused` are the seats that left the room for it, with why."""

    words: str
    how: str = DecidedHow.CONSENSUS
    adopts: str = Adopts.NOTHING
    votes: tuple[int, int, int] | None = None
    recused: Mapping[int, str] = {}


@transaction.atomic
def decide_item(item: AgendaItem, decision: Decision, *, by: Member) -> AgendaItem:
    """Record a decision. It may be recorded anew until the meeting is closed.

    Raises MoveRefused for a vote without votes, and for adopting what was voted down.
    """
    held = _hold(item)
    if not decision.words.strip():
        raise MoveRefused("Write what was decided, as it will stand in the minutes.")
    votes: tuple[int | None, int | None, int | None] = (None, None, None)
    if decision.how == DecidedHow.VOTE:
        votes = decision.votes or (0, 0, 0)
        if not sum(one or 0 for one in votes):
            raise MoveRefused("Give the votes: how many for, against and abstaining.")
        if decision.adopts and (votes[0] or 0) <= (votes[1] or 0):
            raise MoveRefused(f"{votes[0]} for and {votes[1]} against adopts nothing. Take the adoption out.")
    held.decision, held.decided_how, held.adopts = decision.words.strip(), decision.how, decision.adopts
    held.votes_for, held.votes_against, held.votes_abstained = votes
    held.status = ItemStatus.DECIDED
    held.save()
    held.recusals.all().delete()
    seats = held.partnership.members.filter(pk__in=list(decision.recused))
    DecisionRecusal.objects.bulk_create(
        [DecisionRecusal(item=held, seat=one, reason=decision.recused[one.pk][:300].strip()) for one in seats]
    )
    record("agenda.decide", held, by=by, decision=held.decision, how=held.decided_how, adopts=held.adopts)
    return held


@transaction.atomic
def discuss_item(item: AgendaItem, words: str, *, by: Member) -> AgendaItem:
    """It was talked over, and there was nothing to decide."""
    return _settle(item, ItemStatus.DISCUSSED, words.strip(), "agenda.discuss", by)


@transaction.atomic
def leave_open(item: AgendaItem, *, by: Member) -> AgendaItem:
    """Take a record back: the item is open again, and is carried forward when the meeting is closed."""
    return _settle(item, ItemStatus.ON_AGENDA, "", "agenda.leave_open", by)


def _settle(item: AgendaItem, status: ItemStatus, words: str, deed: str, by: Member) -> AgendaItem:
    held = _hold(item)
    held.status, held.decision, held.decided_how, held.adopts = status, words, "", Adopts.NOTHING
    held.votes_for = held.votes_against = held.votes_abstained = None
    held.save()
    held.recusals.all().delete()
    record(deed, held, by=by)
    return held


def _hold(item: AgendaItem) -> AgendaItem:
    """The item under its meeting's lock, while the meeting's record is open."""
    if item.meeting is None:
        raise MoveRefused(f"“{item}” is on no agenda yet. Put it on the agenda of a meeting first.")
    hold(item.meeting, MeetingStatus.PLANNED)
    held = AgendaItem.objects.select_for_update(no_key=True, of=("self",)).get(pk=item.pk)
    if held.meeting_id != item.meeting_id or held.status in (ItemStatus.TAKEN_BACK, ItemStatus.WAITING):
        raise MoveRefused(f"“{item}” was taken off this agenda meanwhile. Open the page again.")
    return held
