"""Talks with employers: what each said of its openings, kept with the analysis that they inform."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import Member
from core.moves import MoveRefused
from partnerships.actions.analyses import hold
from partnerships.models import EmployerConversation, EmployerNeed, IndustryAnalysis, Organization


@transaction.atomic
def record_conversation(
    analysis: IndustryAnalysis,
    *,
    needs: Sequence[dict[str, Any]],
    held_on: dt.date,
    employer: str,
    by: Member,
    **more: Any,
) -> EmployerConversation:
    """Write down a talk. An employer that the state knows by this name, or one alike, is linked.

    Raises MoveRefused for a day to come.
    """
    held = hold(analysis)
    if held_on > timezone.localdate():
        raise MoveRefused("The day of the talk is still to come. Give the day on which it was held.")
    if more.get("may_quote") and not more.get("quote", "").strip():
        raise MoveRefused("There are no words to quote. Write them, or untick that they may be printed.")
    name = " ".join(employer.split())
    known = Organization.objects.named(name)
    made = EmployerConversation.objects.create(
        analysis=held, held_on=held_on, employer=name, organization=known, recorded_by=by, **more
    )
    EmployerNeed.objects.bulk_create(EmployerNeed(conversation=made, **need) for need in needs)
    audit.record("industryanalysis.conversation", held, by=by, conversation=made.pk, held_on=held_on.isoformat())
    return made


@transaction.atomic
def remove_conversation(conversation: EmployerConversation, *, by: Member) -> None:
    """Take a talk out of an analysis that is still being written."""
    held = hold(conversation.analysis)
    audit.record("industryanalysis.conversation_removed", held, by=by, conversation=conversation.pk)
    conversation.delete()
