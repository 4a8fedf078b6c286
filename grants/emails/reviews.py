"""What reviewers and officers are told about reviews. One function a message."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from core import mail
from core.models import Member
from grants.access.visibility import head_for
from grants.models import Review, Submission


def reviews_assigned(reviewer: Member, reviews: Sequence[Review]) -> None:
    """To a reviewer: what was assigned to her, by name and applicant alone, and when it is due."""
    rows = [(review, head_for(reviewer, review.application).organization) for review in reviews]
    context = {"reviewer": reviewer, "reviews": reviews, "rows": rows, "due_at": min(one.due_at for one in reviews)}
    key = f"reviews-{min(review.pk for review in reviews)}"
    mail.send("review_assigned", to=reviewer.email, context=context, key=key)


def conflict_declared(review: Review, officer: Member) -> None:
    """To the officer: who is recused from which application, so that somebody else can be asked."""
    mail.send("review_recused", to=officer.email, context={"review": review}, key=f"recused-{review.pk}")


def review_reopened(review: Review, reason: str) -> None:
    """To the reviewer: her review is open again, and why."""
    context = {"review": review, "reason": reason}
    mail.send("review_reopened", to=review.reviewer.email, context=context, key=f"reopened-{review.pk}-{reason}")


def review_declined(review: Review, officer: Member) -> None:
    """To the officer: a reviewer hands an application back, and why."""
    mail.send("review_declined", to=officer.email, context={"review": review}, key=f"declined-{review.pk}")


def register_expiring(member: Member, day: dt.date) -> None:
    """To a reviewer: her register of affiliations ends, after which nothing new is assigned to her."""
    key = f"register-{member.pk}-{day:%Y-%m-%d}"
    mail.send("register_expiring", to=member.email, context={"member": member, "day": day}, key=key)


def application_corrected(submission: Submission, reviews: Sequence[Review]) -> None:
    """To each reviewer: what she reads was corrected, and that she says whether her scores stand. By its number alone."""
    for review in reviews:
        context = {"review": review, "submission": submission, "number": submission.application.number}
        key = f"corrected-{submission.pk}-{review.pk}"
        mail.send("review_corrected", to=review.reviewer.email, context=context, key=key)
