"""Closing an award: begun by the clock or a person, step by step, closed by a person, reopened with a reason."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import money
from core.audit import record
from core.models import Member
from core.moves import ClockNow, MoveRefused, check_move, make_move
from grants.actions.barring import refuse_barred, refuse_barred_staff
from grants.choices import AwardStatus
from grants.choices.closing import CloseoutStatus, Step
from grants.emails import closeout as emails
from grants.models import Award, Closeout, CloseoutStep, Fund
from grants.readmodels.closing import facts_of, standings_of
from grants.readmodels.funds import free_of
from grants.readmodels.terms import terms_history, with_terms
from grants.rules import awards as award_rules
from grants.rules.closeout import BY_THE_SYSTEM, MOVES, clocks_of, may_close_alone

CLOCK = "Clock"


def past_their_end() -> QuerySet[Award]:
    """Active awards whose period is over, and ended ones whose closeout was not begun."""
    active = with_terms(Award.objects.active()).filter(ends_now__lt=timezone.localdate())
    ended = Award.objects.filter(status=AwardStatus.ENDED, closeouts__isnull=True)
    return Award.objects.filter(pk__in=[*active.values_list("pk", flat=True), *ended.values_list("pk", flat=True)])


@transaction.atomic
def begin_closeout(award: Award, *, by: Member | None = None) -> Closeout:
    """End the period and begin the closeout, with both clocks. The clock does this the day after the period's end."""
    refuse_barred(award, by)
    held = Award.objects.select_for_update(no_key=True, of=("self",)).select_related("officer__user")
    award = held.get(pk=award.pk)
    terms = terms_history(award).latest
    if award.status == AwardStatus.ACTIVE:
        if terms.ends_on >= timezone.localdate():
            raise MoveRefused(f"The period of award {award.number} runs until {terms.ends_on:%m/%d/%Y}.")
        make_move(award, award_rules.MOVES, "end", by=by, actor="" if by else CLOCK)
    elif award.status != AwardStatus.ENDED:
        raise MoveRefused(f"Award {award.number} is {award.get_status_display().lower()}: it cannot be closed out.")
    if award.closeouts.exists():
        raise MoveRefused(f"The closeout of award {award.number} was begun already.")
    due = clocks_of(terms.ends_on)
    made = Closeout.objects.create(award=award, ends_on=terms.ends_on, due_on=due.convener, state_due_on=due.state)
    record("closeout.begin", made, by=by, actor="" if by else CLOCK, due_on=due.convener, state_due_on=due.state)
    emails.closeout_begun(made)
    return made


@transaction.atomic
def settle_step(
    closeout: Closeout, step: str, note: str, *, by: Member, on: dt.date | None = None, waive: bool = False
) -> CloseoutStep:
    """Say that a step is done, or waive it, in words. What the system finds out by itself can only be waived."""
    refuse_barred_staff(closeout.award, by)
    held = _hold(closeout)
    if not note.strip():
        raise MoveRefused("Say why it is waived." if waive else "Say what was done.")
    if step in BY_THE_SYSTEM and not waive:
        raise MoveRefused("This step is done when the reports are accepted or the findings closed, or it is waived.")
    if on is not None and on > timezone.localdate():
        raise MoveRefused("That day has not come yet. Give the day on which the equipment was disposed of.")
    made, _ = CloseoutStep.objects.update_or_create(
        closeout=held,
        step=Step(step),
        defaults={"note": note.strip(), "is_waived": waive, "by": by, "on": on, "at": timezone.now()},
    )
    record("closeout.waive" if waive else "closeout.step", held, by=by, step=step, note=note.strip(), on=on)
    return made


@transaction.atomic
def undo_step(closeout: Closeout, step: str, *, by: Member) -> None:
    """Take a step back. A second click finds nothing to do."""
    refuse_barred_staff(closeout.award, by)
    held = _hold(closeout)
    gone, _ = CloseoutStep.objects.filter(closeout=held, step=step).delete()
    if gone:
        record("closeout.undo", held, by=by, step=step)


@transaction.atomic
def give_time(closeout: Closeout, due_on: dt.date, reason: str, *, by: Member) -> Closeout:
    """Give the convener more time, with the reason; the state's clock goes with it where it would be earlier."""
    refuse_barred(closeout.award, by)
    held = _hold(closeout)
    if not reason.strip():
        raise MoveRefused("Give the reason. It becomes part of the record.")
    if due_on <= held.due_on:
        raise MoveRefused(f"The convener has until {held.due_on:%m/%d/%Y} already. Give a later day.")
    before, held.due_on = held.due_on, due_on
    held.state_due_on = max(held.state_due_on, due_on)
    held.extension_reason = reason.strip()
    held.save(update_fields=["due_on", "state_due_on", "extension_reason"])
    record("closeout.extend", held, by=by, before=before, due_on=due_on, reason=reason.strip())
    emails.closeout_extended(held)
    return held


@transaction.atomic
def close_award(closeout: Closeout, *, by: Member) -> Closeout:
    """Close when every step is done or waived. Raises MoveRefused with what is left."""
    refuse_barred(closeout.award, by)
    held = _hold(closeout)
    left = [one.step.label for one in standings_of(held, facts_of(held.award)) if not one.is_settled]
    if left:
        raise MoveRefused(f"Not done yet: {', '.join(left)}. Do it, or waive it with a reason.")
    return _close(held, "close", "", by)


@transaction.atomic
def close_alone(closeout: Closeout, reason: str, *, by: Member) -> Closeout:
    """Close with what there is, because the convener did not do her part in her time."""
    refuse_barred(closeout.award, by)
    held = _hold(closeout)
    check_move(MOVES, "close_alone", held.status, thing="this award", reason=reason)
    if not may_close_alone(timezone.localdate(), held.due_on):
        raise MoveRefused(
            f"The convener has until {held.due_on:%m/%d/%Y}. From the day after it may be closed without her."
        )
    return _close(held, "close_alone", reason, by)


def _close(held: Closeout, move: str, reason: str, by: Member) -> Closeout:
    Closeout.objects.filter(pk=held.pk).update(reason=reason.strip())
    unspent = facts_of(held.award).unspent
    done: Closeout = make_move(
        held,
        MOVES,
        move,
        by=by,
        reason=reason,
        details={"released": unspent},
        closed_at=ClockNow(),
        closed_by=by,
        released=unspent,
    )
    make_move(done.award, award_rules.MOVES, "close", by=by)
    emails.closeout_closed(done)
    return done


@transaction.atomic
def reopen_award(closeout: Closeout, reason: str, *, by: Member) -> Closeout:
    """Take a closed award up again, such as for a finding of an audit.

    What closing gave back to the fund is the award's again. The fund's row is held while that is counted, so that nothing
    is taken that was given to another since.
    """
    refuse_barred(closeout.award, by)
    award = Award.objects.select_for_update(no_key=True).get(pk=closeout.award_id)
    closeout = Closeout.objects.select_for_update(no_key=True, of=("self",)).select_related("award").get(pk=closeout.pk)
    check_move(MOVES, "reopen", closeout.status, thing="this award", reason=reason)
    fund = Fund.objects.select_for_update().get(pk=award.fund_id)
    free = max(free_of(fund), money.Decimal(0))
    if closeout.released > free:
        raise MoveRefused(
            f"Closing award {award.number} gave {money.show(closeout.released)} back to {fund.name}, which has"
            f" {money.show(free)} left: the rest was awarded or promised since. Free"
            f" {money.show(closeout.released - free)} in the fund first."
        )
    done: Closeout = make_move(
        closeout, MOVES, "reopen", by=by, reason=reason, closed_at=None, closed_by=None, released=0
    )
    make_move(closeout.award, award_rules.MOVES, "reopen", by=by, reason=reason)
    emails.closeout_reopened(done, reason)
    return done


def _hold(closeout: Closeout) -> Closeout:
    """Lock the award and then the closeout. Raises MoveRefused once it is closed."""
    Award.objects.select_for_update(no_key=True).get(pk=closeout.award_id)
    rows = Closeout.objects.select_for_update(no_key=True, of=("self",))
    held = rows.select_related("award__application", "award__fund", "award__officer__user").get(pk=closeout.pk)
    if held.status != CloseoutStatus.OPEN:
        raise MoveRefused(f"Award {held.award.number} is closed. Reopen it, with a reason, to change its closeout.")
    return held
