"""Changes of stage: proposed with a reason, confirmed or refused by somebody else, taken back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import Member
from core.moves import MoveRefused, check_move
from core.permissions import Permission
from partnerships.access import may_withdraw
from partnerships.choices import Stage
from partnerships.choices.standing import StageOutcome
from partnerships.emails import stages as emails
from partnerships.models import Partnership, StageChange
from partnerships.readmodels.stage_facts import facts_of
from partnerships.rules.stages import BACK, MERGE, MOVES, STAFF_ONLY, UNDO, Guard, guards_of, lacking


@transaction.atomic
def propose_change(
    partnership: Partnership, move: str, *, by: Member, reason: str, into: Partnership | None = None
) -> StageChange:
    """Ask the state to confirm a move. The facts that its stage asks for are kept as they are now.

    Raises MoveRefused with a sentence for each thing that is missing.
    """
    found = _locked(partnership.pk)
    made = check_move(MOVES, move, found.stage, thing=found.name, reason=reason)
    if move in STAFF_ONLY and not by.can(Permission.STAGE_CONFIRM):
        raise MoveRefused("Only the state takes a confirmed change back. Tell your program officer why it should.")
    open_one = StageChange.objects.filter(partnership=found, outcome=StageOutcome.PROPOSED).first()
    if open_one is not None:
        raise MoveRefused(
            f"{open_one.proposed_by.name} asked to go from {open_one.get_from_stage_display().lower()} to"
            f" {open_one.get_to_stage_display().lower()} and the state has not answered. One change at a time."
        )
    target = made.target or _back_from(found)
    _check_merge(found, move, into)
    guards = [] if move in BACK else guards_of(target, facts_of(found))
    _refuse_lacking(guards)
    change = StageChange.objects.create(
        partnership=found,
        move=move,
        from_stage=found.stage,
        to_stage=target,
        merged_into=into if move == MERGE else None,
        reason=reason.strip(),
        facts=_kept(guards),
        proposed_by=by,
    )
    audit.record("partnership.stage_propose", found, by=by, before=found.stage, after=target, reason=reason.strip())
    emails.stage_proposed(change)
    return change


@transaction.atomic
def confirm_change(change: StageChange, *, by: Member, note: str = "") -> Partnership:
    """Somebody else than who proposed it says yes; what the stage asks for must hold today too. Raises MoveRefused."""
    found, change = _locked(change.partnership_id), _open(change)
    if change.proposed_by_id == by.pk:
        raise MoveRefused("You proposed this change, so somebody else confirms it.")
    if found.stage != change.from_stage:
        raise MoveRefused(f"{found.name} is {found.get_stage_display().lower()} now. Look at it again.")
    guards = [] if change.move in BACK else guards_of(change.to_stage, facts_of(found))
    _refuse_lacking(guards)
    _check_merge(found, change.move, change.merged_into)
    changes: dict[str, Any] = {"stage": change.to_stage, "merged_into": change.merged_into}
    if change.to_stage == Stage.CONVENING:
        changes["is_public"] = True
    for name, value in changes.items():
        setattr(found, name, value)
    found.save(update_fields=list(changes))
    _decide(change, StageOutcome.CONFIRMED, by, note, facts=_kept(guards))
    details = {"before": change.from_stage, "after": change.to_stage, "reason": change.reason}
    audit.record("partnership.stage_confirm", found, by=by, proposed_by=change.proposed_by.name, **details)
    emails.stage_decided(change)
    return found


@transaction.atomic
def refuse_change(change: StageChange, *, by: Member, note: str) -> None:
    """The state says no, with its reason. Raises MoveRefused."""
    found, change = _locked(change.partnership_id), _open(change)
    if not note.strip():
        raise MoveRefused("Say why the change is not confirmed. The convener reads it.")
    _decide(change, StageOutcome.REFUSED, by, note)
    audit.record("partnership.stage_refuse", found, by=by, after=change.to_stage, reason=note.strip())
    emails.stage_decided(change)


@transaction.atomic
def withdraw_change(change: StageChange, *, by: Member) -> None:
    """Who proposed it, or a colleague there, takes it back before the state answered. Raises MoveRefused."""
    found, change = _locked(change.partnership_id), _open(change)
    if not may_withdraw(change, by):
        raise MoveRefused(
            f"{change.proposed_by.name} asked for this change. Only who asked, or a colleague, takes it back."
        )
    _decide(change, StageOutcome.WITHDRAWN, by, "")
    audit.record("partnership.stage_withdraw", found, by=by, after=change.to_stage)


def _locked(pk: int) -> Partnership:
    rows = Partnership.objects.select_related("region", "industry", "convener").select_for_update(of=("self",))
    return rows.get(pk=pk)


def _open(change: StageChange) -> StageChange:
    found = StageChange.objects.select_related("partnership", "proposed_by", "merged_into").get(pk=change.pk)
    if found.outcome != StageOutcome.PROPOSED:
        raise MoveRefused(f"This change is {found.get_outcome_display().lower()} already.")
    return found


def _decide(change: StageChange, outcome: StageOutcome, by: Member, note: str, **more: Any) -> None:
    now = {"outcome": outcome, "decided_by": by, "decided_at": timezone.now(), "decision_note": note.strip()} | more
    for name, value in now.items():
        setattr(change, name, value)
    change.save(update_fields=list(now))


def _back_from(partnership: Partnership) -> str:
    """Where it stood before its last confirmed change that has not been taken back."""
    confirmed = StageChange.objects.filter(partnership=partnership, outcome=StageOutcome.CONFIRMED)
    last = confirmed.filter(to_stage=partnership.stage).exclude(move=UNDO).order_by("-decided_at", "-pk").first()
    if last is None:
        raise MoveRefused(
            f"No change to {partnership.get_stage_display().lower()} is on record, so there is none to take back."
            " Propose the stage that it should have."
        )
    return last.from_stage


def _check_merge(partnership: Partnership, move: str, into: Partnership | None) -> None:
    if move != MERGE:
        return
    if into is None or into.pk == partnership.pk:
        raise MoveRefused(f"Say into which other partnership {partnership.name} goes.")
    if into.stage in (Stage.MERGED, Stage.SUNSET):
        raise MoveRefused(f"{into.name} is {into.get_stage_display().lower()}. Choose one that goes on.")


def _refuse_lacking(guards: list[Guard]) -> None:
    if missing := lacking(guards):
        raise MoveRefused(" ".join(missing))


def _kept(guards: list[Guard]) -> list[dict[str, Any]]:
    return [{"label": one.label, "have": one.have, "met": one.met} for one in guards]
