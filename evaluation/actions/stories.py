"""Stories: taken up from a report, kept with consent, taken back when the teller says so."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import Member
from core.moves import MoveRefused
from evaluation.choices import StoryKind
from evaluation.models import Story
from grants.models import Report


@transaction.atomic
def take_up(report: Report, *, by: Member) -> Story:
    """Make a story of what a quarterly report offers. Its words of consent come along, and end when the report says.

    Raises MoveRefused when it was taken up already.
    """
    held = (
        Report.objects.select_for_update(no_key=True, of=("self",))
        .select_related("award__partnership")
        .get(pk=report.pk)
    )
    if held.stories.exists():
        raise MoveRefused("This story was taken up already.")
    told = {name: str(held.story.get(name) or "").strip() for name in ("title", "text", "speaker", "role", "consent")}
    until = _date(held.story.get("until"))
    story = Story.objects.create(
        partnership=held.award.partnership,
        report=held,
        kind=StoryKind.EMPLOYER,
        title=told["title"][:160],
        text=told["text"],
        speaker=told["speaker"][:120],
        speaker_role=told["role"][:160],
        told_on=held.period_end,
        consent_on=timezone.localdate() if told["consent"] and until else None,
        consent_until=until if told["consent"] else None,
        consent_note=told["consent"][:300],
        created_by=by,
    )
    audit.record("story.take_up", story, by=by, report=held.pk)
    return story


def _date(text: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text or ""))
    except ValueError:
        return None


@transaction.atomic
def save_story(story: Story, *, by: Member, **fields: Any) -> Story:
    """Change a story, its measure, or its consent. Raises MoveRefused once the teller took her words back."""
    held = Story.objects.select_for_update(no_key=True, of=("self",)).get(pk=story.pk)
    if held.revoked_at is not None:
        raise MoveRefused("The teller took these words back. They can no longer be changed or used.")
    changed = [name for name, value in fields.items() if getattr(held, name) != value]
    for name, value in fields.items():
        setattr(held, name, value)
    held.save(update_fields=[*fields])
    audit.record("story.save", held, by=by, changed=changed, consent_until=held.consent_until)
    return held


@transaction.atomic
def revoke(story: Story, *, by: Member, reason: str) -> Story:
    """The teller takes her words back: they are in no new report from now on. Raises MoveRefused without a reason."""
    if not reason.strip():
        raise MoveRefused("Write how the teller took the words back. It becomes part of the record.")
    if not Story.objects.filter(pk=story.pk, revoked_at__isnull=True).update(revoked_at=timezone.now()):
        raise MoveRefused("These words were taken back already.")
    story.refresh_from_db()
    audit.record("story.revoke", story, by=by, reason=reason)
    return story
