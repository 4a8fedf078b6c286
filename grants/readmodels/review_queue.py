"""A reviewer's queue: what was assigned to her, what comes next, and how far each is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.models import Member
from grants.access.reviews import own_reviews
from grants.choices import ApplicationStatus, ReviewStatus
from grants.models import Criterion, Review
from grants.models.reviews import ReviewQuerySet

PAGE = 50
OPEN = (ReviewStatus.IN_PROGRESS, ReviewStatus.ASSIGNED)
ACTS = {
    ReviewStatus.ASSIGNED.value: "Begin",
    ReviewStatus.IN_PROGRESS.value: "Continue",
    ReviewStatus.SUBMITTED.value: "Read",
    ReviewStatus.RECUSED.value: "See why",
}
GONE = "gone"
"""A review that nobody waits for any more: its application was withdrawn, or the scoring closed without it."""


class Row(NamedTuple):
    """One review in the queue. `blocks` draws the criteria: scored, or still to do."""

    review: Review
    status: str
    label: str
    act: str
    is_late: bool
    blocks: list[str]
    progress: str

    @property
    def tone(self) -> str:
        """The status that gives the chip its shape: what is handed in is done, for her."""
        return "complete" if self.status == ReviewStatus.SUBMITTED else self.status


class Queue(NamedTuple):
    """The whole queue. `next` is the one to open now, None when nothing waits."""

    next: Row | None
    page: Page[Review]
    rows: list[Row]
    counts: dict[str, int]

    @property
    def waiting(self) -> int:
        return self.counts.get("assigned", 0) + self.counts.get("in_progress", 0)

    @property
    def blocks(self) -> list[str]:
        """All of hers, one block each: submitted, begun, to begin, recused."""
        order = (("submitted", "on"), ("in_progress", "half"), ("assigned", ""), ("recused", "out"))
        return [block for status, block in order for _ in range(self.counts.get(status, 0))]

    @property
    def words(self) -> str:
        said = (("submitted", "submitted"), ("in_progress", "in progress"), ("assigned", "to begin"))
        parts = [f"{self.counts.get(status, 0)} {word}" for status, word in said]
        recused = self.counts.get("recused", 0)
        return ", ".join([*parts, f"{recused} recused"] if recused else parts)


def queue_of(member: Member, page: str | None) -> Queue:
    """Four queries, whatever the number of reviews: the counts, the next one, the number and the rows of the page."""
    rows = _with_progress(own_reviews(member))
    counts = Counter(own_reviews(member).filter(_alive()).values_list("status", flat=True))
    found = Paginator(rows, PAGE).get_page(page)
    now = timezone.now()
    lines = [row_of(review, now) for review in found.object_list]
    first = lines[0] if lines and found.number == 1 and lines[0].status in OPEN else None
    if found.number > 1:
        upcoming = rows.filter(_alive(), status__in=OPEN).first()
        first = row_of(upcoming, now) if upcoming else None
    return Queue(first, found, lines, dict(counts))


def _alive() -> Q:
    """Reviews that count or are still waited for."""
    return Q(application__status=ApplicationStatus.UNDER_REVIEW) | ~Q(status__in=OPEN)


def _with_progress(reviews: ReviewQuerySet) -> ReviewQuerySet:
    """With what a row reads; those to do first by due date, begun ones before the others, then those submitted last."""
    criteria = Criterion.objects.filter(round_id=OuterRef("application__round_id")).order_by()
    number = criteria.values("round_id").annotate(n=Count("pk")).values("n")
    given = Q(scores__points__isnull=False) & ~Q(scores__comment="")
    waiting = Q(application__status=ApplicationStatus.UNDER_REVIEW)
    return (
        reviews.select_related("application__round", "application__organization")
        .annotate(
            scored=Count("scores", filter=given),
            criteria=Coalesce(Subquery(number, output_field=IntegerField()), 0),
            turn=Case(
                When(waiting, status=ReviewStatus.IN_PROGRESS, then=Value(0)),
                When(waiting, status=ReviewStatus.ASSIGNED, then=Value(1)),
                When(status=ReviewStatus.SUBMITTED, then=Value(2)),
                default=Value(3),
            ),
        )
        .order_by("turn", F("submitted_at").desc(nulls_first=True), "due_at", "pk")
    )


def row_of(review: Review, now: dt.datetime) -> Row:
    """The row of a review that `_with_progress` brought."""
    is_open = review.status in OPEN
    if is_open and review.application.status != ApplicationStatus.UNDER_REVIEW:
        return Row(review, GONE, f"Not needed: {review.application.get_status_display().lower()}", "", False, [], "")
    scored, of = review.scored, review.criteria  # type: ignore[attr-defined]
    drawn = review.status in (ReviewStatus.IN_PROGRESS, ReviewStatus.SUBMITTED)
    return Row(
        review,
        review.status,
        review.get_status_display(),
        ACTS[review.status],
        is_open and review.due_at < now,
        ["on"] * scored + [""] * (of - scored) if drawn else [],
        f"{scored} of {of} criteria" if drawn else "",
    )
