"""What was said about a round since it was published."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from grants.choices import RoundStatus
from grants.models import Round


def said_since(round: Round) -> dict[str, Any]:
    """Its addenda, its answered questions, and until when it takes more. Two queries."""
    until = round.questions_due_at or round.closes_at
    is_taken = round.status == RoundStatus.OPEN and until > timezone.now()
    return {
        "addenda": list(round.addenda.all()),
        "answered": list(round.questions.filter(published_at__isnull=False)),
        "takes_questions": until if is_taken else None,
    }
