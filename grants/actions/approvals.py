"""Approvals of slates and of waiting lists' offers: which are needed, who gave one, and what asking for changes does."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from core import audit
from core.models import Member
from core.moves import ClockNow, MoveRefused
from core.permissions import Role
from grants.access.reviews import recused_from
from grants.actions.conflicts import scan
from grants.choices import ApprovalBasis
from grants.choices.reviewing import ConflictStatus
from grants.models import Application, Approval, ApprovalLevel, Conflict, Program, Round, Slate, WaitingOffer
from grants.models.approvals import APPROVERS
from grants.readmodels.purses import lines_of
from grants.readmodels.ties import people_as_ruled, rounds_of, tables_as_ruled
from grants.readmodels.waiting import given_in
from grants.rules.approving import FIRST_OFFER, Level, Place, asked_of, place_filled_by, places_for
from grants.rules.conflicts import found_between

NOBODY_ELSE = "If everybody who may has a conflict, your administrator gives the role for the time to somebody without."

# Levels


@transaction.atomic
def add_level(program: Program | None, basis: str, above: Decimal, role: str, *, by: Member) -> ApprovalLevel:
    """One more approval is needed above this amount, from the next recommendation on."""
    if basis not in ApprovalBasis.values or role not in {"", *APPROVERS}:
        raise MoveRefused("Choose what the amount is held against, and by whom the approval is given.")
    try:
        with transaction.atomic():
            level = ApprovalLevel.objects.create(program=program, basis=basis, above=above, role=role, set_by=by)
    except IntegrityError:
        raise MoveRefused("There is such a level already. Nothing was changed.") from None
    audit.record("approval_level.add", level, by=by, program=str(program or ""), role=role)
    return level


@transaction.atomic
def remove_level(level: ApprovalLevel, *, by: Member) -> None:
    """The approval is needed no longer, from the next recommendation on; slates before their approvers keep theirs."""
    held = ApprovalLevel.objects.select_for_update(of=("self",)).filter(pk=level.pk).first()
    if held is None:
        raise MoveRefused("Somebody else removed this level already.")
    audit.record("approval_level.remove", held, by=by, program=str(held.program or ""), role=held.role)
    held.delete()


# The approvals of one slate, or of one offer from the waiting list


def digest_of(thing: Slate | WaitingOffer) -> str:
    """The SHA-256 of everything that is approved: of a slate each line as it stands, and the note."""
    if isinstance(thing, WaitingOffer):
        offered = [thing.line.application.number, f"{thing.amount:.2f}", thing.fund_id, thing.reason]
        return _sha256(offered)
    lines = [[line.number, line.decision, str(line.amount), line.fund_id, line.reason] for line in lines_of(thing)]
    return _sha256([lines, thing.note])


def _sha256(content: list[Any]) -> str:
    return hashlib.sha256(json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def ask_approvals(thing: Slate | WaitingOffer, *, by: Member) -> list[Approval]:
    """Fix the approvals that it needs, now that it is recommended or proposed. Part of that deed."""
    places = _places_of(thing)
    turn = thing.approvals.order_by("-turn").values_list("turn", flat=True).first() or 0
    mark, of = digest_of(thing), {"offer" if isinstance(thing, WaitingOffer) else "slate": thing}
    return Approval.objects.bulk_create(
        Approval(turn=turn + 1, number=number, role=place.role, why=place.why, recommended_by=by, sha256=mark, **of)
        for number, place in enumerate(places, 1)
    )


def _places_of(thing: Slate | WaitingOffer) -> list[Place]:
    """An offer from the waiting list is measured by its own amount, and by the total that the round gives with it: what
    would need an approval at once needs it piece by piece too."""
    if isinstance(thing, WaitingOffer):
        round = thing.line.slate.round
        given = sum(given_in(round, but=thing).values(), Decimal(0))
        return places_for([thing.amount], _levels_of(round), first=FIRST_OFFER, given=given)
    return places_for([line.amount for line in lines_of(thing) if line.is_funded], _levels_of(thing.round))


def _levels_of(round: Round) -> list[Level]:
    """The levels of the round's program, or those that hold for every program without its own."""
    levels = ApprovalLevel.objects.filter(program=round.program) if round.program_id else None
    if levels is None or not levels.exists():
        levels = ApprovalLevel.objects.filter(program=None)
    return [Level(level.basis, level.above, level.role) for level in levels]


def find_conflicts(slate: Slate) -> None:
    """Run the conflict rules between everybody who may approve and the applications of the slate."""
    approvers = Member.objects.with_role(*APPROVERS).select_related("user")
    applications = list(Application.objects.filter(slate_lines__slate=slate))
    scan(applications, list(approvers))


def refuse_approver(thing: Slate | WaitingOffer, *, by: Member) -> None:
    """Raise MoveRefused for whoever recommended or proposed it, now or before, and for whoever has a conflict with it."""
    is_offer = isinstance(thing, WaitingOffer)
    what, did = ("offer", "proposed") if is_offer else ("slate", "recommended")
    own = thing.proposed_by_id if isinstance(thing, WaitingOffer) else thing.recommended_by_id
    if own == by.pk or thing.approvals.filter(recommended_by=by).exists():
        raise MoveRefused(f"You {did} this {what}, so somebody else must approve it.")
    lines = {"slate_lines__waiting_offers": thing} if is_offer else {"slate_lines__slate": thing}
    refuse_conflicted(Application.objects.filter(**lines), f"approve this {what}", by=by)


def refuse_conflicted(on_it: QuerySet[Application], deed: str, *, by: Member) -> None:
    """Raise MoveRefused for whoever has a conflict with one of these, found before or by the rules today.

    A slate weighs each application against every other, so one conflict keeps her from judging the whole of it. Where
    everybody who holds the role has one, the administrator gives it for the time to somebody who has none.
    """
    barred = set(on_it.filter(recused_from(by)).values_list("number", flat=True)) | _tied(list(on_it), by)
    if barred:
        numbers = ", ".join(sorted(barred))
        raise MoveRefused(f"You have a conflict with {numbers}, so somebody else must {deed}. {NOBODY_ELSE}")


def _tied(applications: list[Application], member: Member) -> set[str]:
    """The numbers of those that the rules tie her to today, but for the ties that somebody has cleared."""
    wanted = {one.pk: one.number for one in applications}
    hits = found_between(people_as_ruled([member]), tables_as_ruled(rounds_of(applications)))
    rows = Conflict.objects.filter(reviewer=member, application__in=wanted, status=ConflictStatus.CLEARED)
    cleared = set(rows.values_list("application_id", "kind"))
    return {
        wanted[hit.application]
        for hit in hits
        if hit.application in wanted and (hit.application, hit.kind) not in cleared
    }


def give_approval(thing: Slate | WaitingOffer, *, by: Member, seen: str = "") -> bool:
    """Fill one of the open places. Returns whether it was the last. What is approved is held by the caller.

    `seen` is the digest of what her page showed: another one was recommended since, and is refused.
    """
    is_offer = isinstance(thing, WaitingOffer)
    what, asker = ("offer", thing.proposed_by) if isinstance(thing, WaitingOffer) else ("slate", thing.recommended_by)
    rows = list(thing.approvals.standing().select_related("by"))
    if not rows and asker is not None:
        rows = ask_approvals(thing, by=asker)
    mark = digest_of(thing)
    if mark != rows[0].sha256 or (seen and seen != mark):
        again = "proposed" if is_offer else "recommended"
        raise MoveRefused(f"This {what} was changed and {again} anew since you opened it. Read it again.")
    if any(row.by_id == by.pk for row in rows):
        raise MoveRefused(f"You approved this {what} already. Another person gives the next approval.")
    waiting = [row for row in rows if row.by_id is None]
    place = place_filled_by([row.role for row in waiting], by.roles)
    if place is None:
        asked = " and ".join(sorted({asked_of(row.role) for row in waiting}))
        raise MoveRefused(f"What this {what} still needs is the approval of {asked}.")
    row = waiting[place]
    Approval.objects.filter(pk=row.pk).update(by=by, at=ClockNow())
    audit.record("approval.give", row, by=by, why=row.why, role=row.role, sha256=mark, left=len(waiting) - 1)
    return len(waiting) == 1


def supersede_approvals(thing: Slate | WaitingOffer, reason: str, *, by: Member) -> None:
    """Asking for changes ends the turn: what was approved stays on record, and counts no more."""
    thing.approvals.standing().update(superseded_at=ClockNow(), superseded_by=by, superseded_reason=reason.strip())


def roles_still_asked(thing: Slate | WaitingOffer) -> list[Role]:
    """The roles of those who may give an approval that is still open."""
    asked = set(thing.approvals.standing().filter(by__isnull=True).values_list("role", flat=True))
    return [role for role in APPROVERS if "" in asked or role.value in asked]
