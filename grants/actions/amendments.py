"""Amendments: one person asks, with typed items; what wants approval is decided by another, with a reason."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Max

from core.audit import record
from core.models import Member
from core.money import show
from core.moves import ClockNow, MoveRefused, make_move
from core.permissions import Permission
from grants.actions.barring import refuse_barred, refuse_barred_staff
from grants.actions.rescheduling import follow_terms
from grants.checks.amendments import fault_of_day
from grants.choices import AskedHow, AwardStatus
from grants.choices.amending import AmendmentStatus, ChangeKind, Level
from grants.emails import amendments as emails
from grants.models import Amendment, AmendmentItem, Award, Fund
from grants.readmodels.amending import Examined, Standing, examine, standing_of
from grants.readmodels.funds import free_of
from grants.rules.amendments import MOVES

ZERO = Decimal(0)


class Told(NamedTuple):
    """That a convener turned to the state's staff: who, how, and the words of it."""

    name: str
    how: str
    words: str


@transaction.atomic
def add_item(award: Award, kind: str, fields: dict[str, Any], *, by: Member) -> AmendmentItem:
    """Put one change into her draft for the award; the draft is begun with its first."""
    refuse_barred_staff(award, by)
    held = hold_award(award)
    draft, _ = Amendment.objects.get_or_create(award=held, requested_by=by, status=AmendmentStatus.DRAFT)
    draft.award = award
    item = AmendmentItem(amendment=draft, kind=ChangeKind(kind), **fields)
    before = list(draft.items.order_by("pk"))
    found = examine([*before, item], standing_of(award))[-1]
    if found.fault:
        raise MoveRefused(found.fault)
    item.save()
    record("amendment.add", draft, by=by, kind=kind, what=item.what, change=plain(item))
    return item


@transaction.atomic
def remove_item(amendment: Amendment, item: int, *, by: Member) -> None:
    """Take one change out of a draft; a draft without one goes too. A second click finds nothing to do."""
    refuse_barred_staff(amendment.award, by)
    hold_award(amendment.award)
    gone, _ = AmendmentItem.objects.filter(amendment=amendment, amendment__status="draft", pk=item).delete()
    if gone:
        record("amendment.remove", amendment, by=by, item=item)
        if not amendment.items.exists():
            Amendment.objects.filter(pk=amendment.pk, status=AmendmentStatus.DRAFT).delete()


@transaction.atomic
def send_amendment(amendment: Amendment, *, wanted_on: dt.date, by: Member, told: Told | None = None) -> Amendment:
    """Send a draft. What is free or wants notice alone takes force from the day given; the rest waits for approval."""
    refuse_barred_staff(amendment.award, by)
    award = hold_award(amendment.award)
    if told is not None and not (told.name.strip() and told.words.strip()):
        raise MoveRefused("Say who asked you for it, and quote the message or note what was said.")
    examined = _examined(amendment, standing_of(award), wanted_on)
    waits = any(one.ruling.level == Level.PRIOR for one in examined)
    last = award.amendments.aggregate(last=Max("number"))["last"] or 0
    done: Amendment = make_move(
        amendment,
        MOVES,
        "request" if waits else "record",
        by=by,
        details={"items": [_said(one) for one in examined], "wanted_on": wanted_on},
        number=last + 1,
        requested_at=ClockNow(),
        wanted_on=wanted_on,
        **_on_behalf(told),
    )
    for one in examined:
        one.item.level, one.item.why = one.ruling
        one.item.save(update_fields=["level", "why"])
    put_in_force(done, [one.item for one in examined if one.ruling.level != Level.PRIOR], wanted_on)
    done.award = award
    emails.amendment_sent(done)
    return done


@transaction.atomic
def approve_amendment(amendment: Amendment, *, from_day: dt.date, justification: str, by: Member) -> Amendment:
    """Approve what waits, from a day on. Whoever asked cannot; more money needs somebody who may approve money.

    The award's and the fund's rows are held while the money is counted, so that no dollar is given twice.
    """
    refuse_barred(amendment.award, by)
    award = hold_award(amendment.award)
    another(amendment, by)
    waiting = list(amendment.items.filter(in_force_on__isnull=True).order_by("pk"))
    standing = standing_of(award)
    if fault := fault_of_day(from_day, standing.earliest, standing.terms.ends_on):
        raise MoveRefused(fault)
    if faults := [one.fault for one in examine(waiting, standing) if one.fault]:
        raise MoveRefused(f"This no longer fits the award: {' '.join(faults)}")
    _check_money(award, waiting, by)
    done: Amendment = make_move(
        amendment,
        MOVES,
        "approve",
        by=by,
        reason=justification,
        details={"from_day": from_day, "items": [item.get_kind_display() for item in waiting]},
        justification=justification.strip(),
        decided_by=by,
        decided_at=ClockNow(),
    )
    done.award = award
    put_in_force(done, waiting, from_day)
    emails.amendment_decided(done)
    return done


@transaction.atomic
def deny_amendment(amendment: Amendment, *, justification: str, by: Member) -> Amendment:
    """Deny what waits, with the reason. What needed no approval stays in force."""
    refuse_barred(amendment.award, by)
    another(amendment, by)
    done: Amendment = make_move(
        amendment,
        MOVES,
        "deny",
        by=by,
        reason=justification,
        justification=justification.strip(),
        decided_by=by,
        decided_at=ClockNow(),
    )
    emails.amendment_decided(done)
    return done


@transaction.atomic
def withdraw_amendment(amendment: Amendment, *, by: Member) -> Amendment:
    """Take a request back before it is decided. What needed no approval stays in force."""
    refuse_barred_staff(amendment.award, by)
    done: Amendment = make_move(amendment, MOVES, "withdraw", by=by)
    return done


def hold_award(award: Award) -> Award:
    """Lock the award, so that two changes of its terms are made one after the other."""
    held = Award.objects.select_for_update(no_key=True, of=("self",)).select_related("application", "fund", "officer")
    found = held.get(pk=award.pk)
    if found.status != AwardStatus.ACTIVE:
        raise MoveRefused(
            f"Award {found.number} is {found.get_status_display().lower()}. Only an active award can be amended."
        )
    return found


def _examined(amendment: Amendment, standing: Standing, wanted_on: dt.date) -> list[Examined]:
    """The draft's items with what each needs. Raises MoveRefused for what is wrong."""
    found = examine(amendment.items.order_by("pk"), standing)
    if not found:
        raise MoveRefused("Add at least one change before you send the request.")
    if faults := [one.fault for one in found if one.fault]:
        raise MoveRefused(" ".join(faults))
    if fault := fault_of_day(wanted_on, standing.earliest, standing.terms.ends_on):
        raise MoveRefused(fault)
    return found


def put_in_force(amendment: Amendment, items: list[AmendmentItem], day: dt.date) -> None:
    """Give the items their effect from a day on, and let the schedule and the open reports follow."""
    keys = [item.pk for item in items]
    amendment.items.filter(pk__in=keys).update(in_force_on=day, settled_at=ClockNow())
    if keys:
        follow_terms(amendment.award)


def _check_money(award: Award, items: list[AmendmentItem], by: Member) -> None:
    """More money comes from what is free in the award's fund, by somebody who may approve money."""
    more = sum((item.amount or ZERO for item in items if item.kind == ChangeKind.AMOUNT), ZERO)
    if more <= 0:
        return
    if not by.can(Permission.DECISION_APPROVE):
        raise MoveRefused("More money is approved by the program director, who approves slates.")
    fund = Fund.objects.select_for_update().get(pk=award.fund_id)
    free = free_of(fund)
    if more > free:
        raise MoveRefused(
            f"{fund.name} has {show(max(free, ZERO))} that is neither awarded nor promised to a round;"
            f" {show(more)} more cannot be given from it."
        )


def another(amendment: Amendment, by: Member) -> None:
    if amendment.requested_by_id == by.pk:
        raise MoveRefused("You asked for this amendment yourself. Somebody else has to decide on it.")


def _on_behalf(told: Told | None) -> dict[str, Any]:
    if told is None:
        return {}
    return {"asked_by": told.name.strip(), "asked_how": AskedHow(told.how).value, "evidence": told.words.strip()}


def _said(one: Examined) -> dict[str, Any]:
    return {"kind": one.item.kind, "what": one.item.what, "level": one.ruling.level} | plain(one.item)


def plain(item: AmendmentItem) -> dict[str, Any]:
    """What of the item is filled, for the trail."""
    return {name: value for name, value in item.change._asdict().items() if value not in (None, "", False)}
