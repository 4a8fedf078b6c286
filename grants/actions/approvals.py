"""Approvals of slates: which are needed, who gave one, and what asking for changes does to them."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal

from django.db import IntegrityError, transaction

from core import audit
from core.models import Member
from core.moves import ClockNow, MoveRefused
from core.permissions import Role
from grants.access.reviews import recused_from
from grants.actions.conflicts import scan
from grants.choices import ApprovalBasis
from grants.choices.reviewing import ConflictStatus
from grants.models import Application, Approval, ApprovalLevel, Conflict, Program, Slate
from grants.models.approvals import APPROVERS
from grants.readmodels.purses import lines_of
from grants.readmodels.ties import people_as_ruled, rounds_of, tables_as_ruled
from grants.rules.approving import Level, asked_of, place_filled_by, places_for
from grants.rules.conflicts import found_between

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


# The approvals of one slate


def digest_of(slate: Slate) -> str:
    """The SHA-256 of everything that is approved: each line as it stands, and the note."""
    lines = [[line.number, line.decision, str(line.amount), line.fund_id, line.reason] for line in lines_of(slate)]
    content = json.dumps([lines, slate.note], separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def ask_approvals(slate: Slate, *, by: Member) -> list[Approval]:
    """Fix the approvals that the slate needs, now that it is recommended. Part of recommending it."""
    amounts = [line.amount for line in lines_of(slate) if line.is_funded]
    levels = ApprovalLevel.objects.filter(program=slate.round.program) if slate.round.program_id else None
    if levels is None or not levels.exists():
        levels = ApprovalLevel.objects.filter(program=None)
    places = places_for(amounts, [Level(level.basis, level.above, level.role) for level in levels])
    turn = slate.approvals.order_by("-turn").values_list("turn", flat=True).first() or 0
    mark = digest_of(slate)
    return Approval.objects.bulk_create(
        Approval(
            slate=slate, turn=turn + 1, number=number, role=place.role, why=place.why, recommended_by=by, sha256=mark
        )
        for number, place in enumerate(places, 1)
    )


def find_conflicts(slate: Slate) -> None:
    """Run the conflict rules between everybody who may approve and the applications of the slate."""
    approvers = Member.objects.with_role(*APPROVERS).select_related("user")
    applications = list(Application.objects.filter(slate_lines__slate=slate))
    scan(applications, list(approvers))


def refuse_approver(slate: Slate, *, by: Member) -> None:
    """Raise MoveRefused for whoever recommended it, now or before, and for whoever has a conflict with a line of it."""
    if slate.recommended_by_id == by.pk or slate.approvals.filter(recommended_by=by).exists():
        raise MoveRefused("You recommended this slate, so somebody else must approve it.")
    on_it = Application.objects.filter(slate_lines__slate=slate)
    barred = set(on_it.filter(recused_from(by)).values_list("number", flat=True)) | _tied(list(on_it), by)
    if barred:
        numbers = ", ".join(sorted(barred))
        raise MoveRefused(f"You have a conflict with {numbers}, so somebody else must approve this slate.")


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


def give_approval(slate: Slate, *, by: Member, seen: str = "") -> bool:
    """Fill one of the open places. Returns whether it was the last. The slate is held by the caller.

    `seen` is the digest of what her page showed: another one was recommended since, and is refused.
    """
    rows = list(slate.approvals.standing().select_related("by"))
    if not rows and slate.recommended_by is not None:
        rows = ask_approvals(slate, by=slate.recommended_by)
    mark = digest_of(slate)
    if mark != rows[0].sha256 or (seen and seen != mark):
        raise MoveRefused("This slate was changed and recommended anew since you opened it. Read it again.")
    if any(row.by_id == by.pk for row in rows):
        raise MoveRefused("You approved this slate already. Another person gives the next approval.")
    waiting = [row for row in rows if row.by_id is None]
    place = place_filled_by([row.role for row in waiting], by.roles)
    if place is None:
        asked = " and ".join(sorted({asked_of(row.role) for row in waiting}))
        raise MoveRefused(f"What this slate still needs is the approval of {asked}.")
    row = waiting[place]
    Approval.objects.filter(pk=row.pk).update(by=by, at=ClockNow())
    audit.record("approval.give", row, by=by, why=row.why, role=row.role, sha256=mark, left=len(waiting) - 1)
    return len(waiting) == 1


def supersede_approvals(slate: Slate, reason: str, *, by: Member) -> None:
    """Asking for changes ends the turn: what was approved stays on record, and counts no more."""
    slate.approvals.standing().update(superseded_at=ClockNow(), superseded_by=by, superseded_reason=reason.strip())


def roles_still_asked(slate: Slate) -> list[Role]:
    """The roles of those who may give an approval that is still open."""
    asked = set(slate.approvals.standing().filter(by__isnull=True).values_list("role", flat=True))
    return [role for role in APPROVERS if "" in asked or role.value in asked]
