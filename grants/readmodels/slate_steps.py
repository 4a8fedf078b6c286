"""The steps of a slate's approval: by whom, when, and why this viewer may not take the next one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from core.models import AuditEvent, Member
from grants.choices import SlateStatus
from grants.models import Approval, Letter, Slate
from grants.rules.approving import place_filled_by


class Step(NamedTuple):
    """A step of the approval."""

    label: str
    status: str
    note: str
    at: Any
    current: bool


def history_of(slate: Slate) -> list[AuditEvent]:
    """What was done to the slate, from its first line on."""
    deeds = [f"slate.{deed}" for deed in ("draft", "recommend", "send_back", "approve", "reopen")]
    events = AuditEvent.objects.filter(target_type="grants.slate", target_id=str(slate.pk), deed__in=deeds)
    return list(events.order_by("seq"))


def sent_back_of(history: list[AuditEvent]) -> AuditEvent | None:
    """The last deed, where it was to ask for changes."""
    return history[-1] if history and history[-1].deed in ("slate.send_back", "slate.reopen") else None


class Approvals(NamedTuple):
    """What the recommendation before the approvers needs and has, and what asking for changes superseded."""

    standing: list[Approval]
    superseded: list[Approval]

    @property
    def given(self) -> list[Approval]:
        return [row for row in self.standing if row.by_id is not None]

    @property
    def waiting(self) -> list[Approval]:
        return [row for row in self.standing if row.by_id is None]

    @property
    def mark(self) -> str:
        """The digest of what is before the approvers."""
        return self.standing[0].sha256 if self.standing else ""

    @property
    def asked(self) -> str:
        """Whom the open ones are asked of, in words."""
        return " and ".join(dict.fromkeys(row.asked_of for row in self.waiting))


def approvals_of(slate: Slate) -> Approvals:
    """One query. Of what was superseded, only approvals that had been given."""
    rows = list(slate.approvals.select_related("by", "superseded_by"))
    return Approvals(
        [row for row in rows if row.superseded_at is None],
        [row for row in rows if row.superseded_at is not None and row.by_id is not None],
    )


def _approved_note(slate: Slate, approvals: Approvals) -> tuple[str, Any]:
    """Who approved, and when the last of them did."""
    if approvals.given:
        names = ", ".join(row.by.name for row in approvals.given if row.by is not None)
        of = f" ({len(approvals.given)} of {len(approvals.standing)})" if approvals.waiting else ""
        return names + of, approvals.given[-1].at if not approvals.waiting else None
    if slate.approved_by is not None:
        return slate.approved_by.name, slate.approved_at
    needed = len(approvals.standing)
    return ("by a second person" if needed < 2 else f"by {needed} people"), None


def steps_of(slate: Slate, history: list[AuditEvent], approvals: Approvals) -> list[Step]:
    """Drafted, recommended, approved, letters sent: by whom and when."""
    drafted = next((event for event in history if event.deed == "slate.draft"), None)
    status = slate.status
    done = {SlateStatus.DRAFT: 0, SlateStatus.RECOMMENDED: 1, SlateStatus.APPROVED: 2}[SlateStatus(status)]
    by, at = drafted.actor if drafted else "", slate.created_at
    recommended = slate.recommended_by.name if slate.recommended_by else "waits for the program officer"
    approved, approved_at = _approved_note(slate, approvals)
    steps = [
        Step("Scoring closed", "approved", by, at, False),
        Step("Recommendation", "approved" if done else "in_progress", recommended, slate.recommended_at, done == 0),
        Step(
            "Approval",
            "approved" if done > 1 else "in_progress" if done else "draft",
            approved,
            approved_at,
            done == 1,
        ),
    ]
    if done < 2:
        return [*steps, Step("Letters", "draft", "once approved", None, False)]
    letters = list(Letter.objects.filter(application__slate_lines__slate=slate).values_list("sent_at", "looked_at"))
    sent = sum(sent_at is not None for sent_at, _ in letters)
    raw = sum(looked_at is None for _, looked_at in letters)
    whole = sent == len(letters)
    note = f"{sent} of {len(letters)} sent" + (f", {raw} to look at" if raw else "") if letters else "none on record"
    return [*steps, Step("Letters", "approved" if whole else "in_progress", note, None, not whole)]


def why_not(slate: Slate, member: Member, may_approve: bool, own: Sequence[str], approvals: Approvals) -> str:
    """Why this viewer cannot approve a recommended slate, in a sentence; empty when she can."""
    if slate.status != SlateStatus.RECOMMENDED:
        return ""
    if slate.recommended_by_id == member.pk:
        return "You recommended this slate, so somebody else must approve it."
    if not may_approve:
        return "A program director or fiscal officer approves it."
    if own:
        return f"You have a conflict with {', '.join(own)}, so somebody else must approve this slate."
    if any(row.by_id == member.pk for row in approvals.standing):
        return f"You approved this slate. It waits for the approval of {approvals.asked}."
    if approvals.waiting and place_filled_by([row.role for row in approvals.waiting], member.roles) is None:
        return f"What this slate still needs is the approval of {approvals.asked}."
    return ""
