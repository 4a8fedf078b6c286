"""What reviewers read: the version that each review judges, one that was corrected meanwhile, and notes to themselves."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

from django.db.models import F, OuterRef, Subquery

from core import audit
from grants.actions.submissions import receipt_number
from grants.choices import ReviewStatus, SentIn
from grants.models import ApplicationReturn, Review, ReviewNote, Submission
from home.management.demonstration.world import World, keep
from questions.readmodels import sha256_of

NOTES = (
    "Ask the panel who answers for the second county: the letters name one board, the roster two.",
    "Compare the completion target with what this college reported last year before I settle on the outcomes.",
)
REASON = "One line of the budget does not say how it was worked out. Say so, or correct the amount."


def make_readings(world: World) -> None:
    """After reviews and decisions: nothing of it changes a score."""
    newest = Submission.objects.filter(application=OuterRef("application_id")).order_by("-place").values("pk")[:1]
    Review.objects.filter(declared_at__isnull=False).update(
        version_read=Subquery(newest), version_read_at=F("declared_at")
    )
    writing = Review.objects.filter(
        status=ReviewStatus.IN_PROGRESS, application__round=world.rounds["review"], application__status="under_review"
    ).select_related("application__round", "application__officer", "reviewer")
    known = [one for one in writing.order_by("pk") if one.reviewer in world.reviewers[:2]]
    rows = known or list(writing.order_by("pk")[:2])
    keep(
        [
            ReviewNote(review=review, text=text, saved_at=world.ago(0.4))
            for review, text in zip(rows, NOTES, strict=False)
        ]
    )
    if rows:
        _correct(world, rows[0])


def _correct(world: World, review: Review) -> None:
    """The application came back corrected after she had begun: the first version said less of its budget."""
    first = Submission.objects.filter(application=review.application_id).order_by("-place").first()
    if first is None or not isinstance(first.content.get("budget"), list) or not first.content["budget"]:
        return
    application, officer = review.application, review.application.officer or world.officers[0]
    corrected, was = copy.deepcopy(first.content), _before(first.content)
    asked = max(review.declared_at or review.assigned_at, world.ago(3))
    received = max(asked + dt.timedelta(hours=3), world.ago(1)).replace(second=0, microsecond=0)
    Submission.objects.filter(pk=first.pk).update(content=was, sha256=sha256_of(was))
    second = Submission(
        application=application,
        number=receipt_number(application, 2),
        received_at=received,
        by=first.by,
        content=corrected,
        sha256=sha256_of(corrected),
        place=2,
        sent_in=SentIn.RETURN,
    )
    keep([second])
    keep(
        [
            ApplicationReturn(
                application=application,
                section_keys=[_budget_section(corrected)],
                reason=REASON,
                due_at=received + dt.timedelta(days=2),
                by=officer,
                at=asked,
                in_review=True,
            )
        ]
    )
    said = {"before": "under_review", "after": "returned", "reason": REASON, "happened_at": asked.isoformat()}
    audit.record(
        "application.return", application, by=officer, due_at=(received + dt.timedelta(days=2)).isoformat(), **said
    )
    sent = {"before": "returned", "after": "under_review", "happened_at": received.isoformat()}
    audit.record("application.resubmit_in_review", application, by=first.by, receipt=second.number, **sent)


def _before(content: dict[str, Any]) -> dict[str, Any]:
    """The first version: the basis of the first line of the budget was not told."""
    was = copy.deepcopy(content)
    was["budget"][0]["description"] = "To be worked out"
    return was


def _budget_section(content: dict[str, Any]) -> str:
    keys = [str(part.get("section")) for part in content["sections"] if part.get("panel") == "budget"]
    return keys[0] if keys else str(content["sections"][0].get("section"))
