"""The steps of a slate's approval: by whom, when, and why this viewer may not take the next one."""

from __future__ import annotations

from typing import Any, NamedTuple

from core.models import AuditEvent, Member
from grants.choices import SlateStatus
from grants.models import Letter, Slate


class Step(NamedTuple):
    """A step of the approval."""

    label: str
    status: str
    note: str
    at: Any
    current: bool


def history_of(slate: Slate) -> list[AuditEvent]:
    """What was done to the slate, from its first line on."""
    deeds = [f"slate.{deed}" for deed in ("draft", "recommend", "send_back", "approve")]
    events = AuditEvent.objects.filter(target_type="grants.slate", target_id=str(slate.pk), deed__in=deeds)
    return list(events.order_by("seq"))


def sent_back_of(history: list[AuditEvent]) -> AuditEvent | None:
    """The last deed, where it was to ask for changes."""
    return history[-1] if history and history[-1].deed == "slate.send_back" else None


def steps_of(slate: Slate, history: list[AuditEvent]) -> list[Step]:
    """Drafted, recommended, approved, letters sent: by whom and when."""
    drafted = next((event for event in history if event.deed == "slate.draft"), None)
    status = slate.status
    done = {SlateStatus.DRAFT: 0, SlateStatus.RECOMMENDED: 1, SlateStatus.APPROVED: 2}[SlateStatus(status)]
    by, at = drafted.actor if drafted else "", slate.created_at
    recommended = slate.recommended_by.name if slate.recommended_by else "waits for the program officer"
    approved = slate.approved_by.name if slate.approved_by else "by a second person"
    steps = [
        Step("Scoring closed", "approved", by, at, False),
        Step("Recommendation", "approved" if done else "in_progress", recommended, slate.recommended_at, done == 0),
        Step(
            "Approval",
            "approved" if done > 1 else "in_progress" if done else "draft",
            approved,
            slate.approved_at,
            done == 1,
        ),
    ]
    if done < 2:
        return [*steps, Step("Letters", "draft", "once approved", None, False)]
    letters = list(Letter.objects.filter(application__slate_lines__slate=slate).values_list("file_id", flat=True))
    drawn = sum(file_id is not None for file_id in letters)
    whole = drawn == len(letters)
    note = f"{drawn} of {len(letters)} letters drawn and mailed" if letters else "none on record"
    return [*steps, Step("Letters", "approved" if whole else "in_progress", note, None, not whole)]


def why_not(slate: Slate, member: Member, may_approve: bool, own: list[str]) -> str:
    """Why this viewer cannot approve a recommended slate, in a sentence; empty when she can."""
    if slate.status != SlateStatus.RECOMMENDED:
        return ""
    if slate.recommended_by_id == member.pk:
        return "You recommended this slate, so somebody else must approve it."
    if not may_approve:
        return "A program director or fiscal officer approves it."
    if own:
        return f"You declared a conflict with {', '.join(own)}, so somebody else must approve this slate."
    return ""
