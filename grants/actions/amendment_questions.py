"""A request to amend an award sent back with a question: it is changed where need be, answered, and sent again."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from core.audit import record
from core.models import Member
from core.moves import ClockNow, MoveRefused, check_move, make_move
from grants.actions.amendments import another, hold_award, plain, put_in_force
from grants.actions.barring import refuse_barred, refuse_barred_staff
from grants.checks.amendments import fault_of_day
from grants.choices.amending import AmendmentStatus, Level
from grants.emails import amendments as emails
from grants.models import Amendment, AmendmentItem, AmendmentQuestion
from grants.readmodels.amending import Examined, Standing, examine, standing_of
from grants.rules.amendments import MOVES


@transaction.atomic
def ask_back(amendment: Amendment, question: str, *, by: Member) -> Amendment:
    """Send what waits back with a question; whoever asked for it answers. What needed no approval stays in force."""
    refuse_barred(amendment.award, by)
    another(amendment, by)
    if not question.strip():
        raise MoveRefused("Write the question. The convener reads it, and it becomes part of the record.")
    done: Amendment = make_move(amendment, MOVES, "ask_back", by=by, reason=question.strip())
    asked = AmendmentQuestion.objects.create(amendment=done, question=question.strip(), asked_by=by)
    emails.amendment_asked(done, asked)
    return done


@transaction.atomic
def change_item(item: AmendmentItem, fields: dict[str, Any], *, by: Member) -> AmendmentItem:
    """Change what waits in a request that was sent back. The trail keeps what it said before.

    Raises MoveRefused for what is in force already, and for a request that was sent again meanwhile.
    """
    refuse_barred_staff(item.amendment.award, by)
    amendment = item.amendment
    award = hold_award(amendment.award)
    held = AmendmentItem.objects.select_for_update(of=("self",)).select_related("amendment").get(pk=item.pk)
    if held.amendment.status != AmendmentStatus.RETURNED or held.in_force_on is not None:
        raise MoveRefused("This change is not open: the request was sent again, or it is in force.")
    before = {"what": held.what} | plain(held)
    for name, value in fields.items():
        setattr(held, name, value)
    others = amendment.items.filter(in_force_on__isnull=True).exclude(pk=held.pk).order_by("pk")
    if fault := examine([*others, held], standing_of(award))[-1].fault:
        raise MoveRefused(fault)
    held.save()
    after = {"what": held.what} | plain(held)
    record("amendment.change", amendment, by=by, item=held.pk, before=before, after=after)
    return held


@transaction.atomic
def answer(amendment: Amendment, words: str, *, wanted_on: dt.date, by: Member) -> Amendment:
    """Answer the question and send the request again. What no longer needs approval takes force from the day given."""
    refuse_barred_staff(amendment.award, by)
    check_move(MOVES, "answer", amendment.status, thing="this amendment")
    award = hold_award(amendment.award)
    if not words.strip():
        raise MoveRefused("Answer the question before you send the request again.")
    examined = _examined(amendment, standing_of(award), wanted_on)
    waits = any(one.ruling.level == Level.PRIOR for one in examined)
    done: Amendment = make_move(
        amendment,
        MOVES,
        "answer" if waits else "settle",
        by=by,
        details={"answer": words.strip(), "wanted_on": wanted_on},
        requested_at=ClockNow(),
        wanted_on=wanted_on,
    )
    open_one = AmendmentQuestion.objects.filter(amendment=done, answered_at__isnull=True)
    open_one.update(answer=words.strip(), answered_by=by, answered_at=ClockNow())
    for one in examined:
        one.item.level, one.item.why = one.ruling
        one.item.save(update_fields=["level", "why"])
    done.award = award
    put_in_force(done, [one.item for one in examined if one.ruling.level != Level.PRIOR], wanted_on)
    emails.amendment_answered(done)
    return done


def _examined(amendment: Amendment, standing: Standing, wanted_on: dt.date) -> list[Examined]:
    """What waits, with what each change needs now. Raises MoveRefused for what is wrong."""
    found = examine(amendment.items.filter(in_force_on__isnull=True).order_by("pk"), standing)
    if faults := [one.fault for one in found if one.fault]:
        raise MoveRefused(" ".join(faults))
    if fault := fault_of_day(wanted_on, standing.earliest, standing.terms.ends_on):
        raise MoveRefused(fault)
    return found
