"""What people are told about conflicts of interest. None tells an application's content."""

from __future__ import annotations

from core import mail
from core.models import Member
from grants.models import Conflict, Finding, Review


def review_taken_away(review: Review, officer: Member) -> None:
    """To the reviewer and to the officer: she is recused, and somebody else must be asked."""
    key = f"barred-{review.pk}-{review.recused_at}"
    mail.send("review_taken_away", to=review.reviewer.email, context={"review": review}, key=f"{key}-r")
    mail.send("review_recused", to=officer.email, context={"review": review}, key=f"{key}-o")


def conflict_decided(conflict: Conflict) -> None:
    """To her: what was decided on the conflict, and why."""
    context = {"conflict": conflict, "application": conflict.application}
    key = f"conflict-{conflict.pk}-{conflict.status}"
    mail.send("conflict_decided", to=conflict.reviewer.email, context=context, key=key)


def conflict_unsure(conflict: Conflict, officer: Member) -> None:
    """To the officer: a reviewer does not know whether she has a conflict; somebody has to decide."""
    context = {"conflict": conflict, "application": conflict.application}
    mail.send("conflict_unsure", to=officer.email, context=context, key=f"unsure-{conflict.pk}")


def finding_raised(finding: Finding, person: Member) -> None:
    """To a program director: a conflict was found after a decision."""
    context = {"finding": finding, "application": finding.application}
    mail.send("finding_raised", to=person.email, context=context, key=f"finding-{finding.pk}-{person.pk}")
