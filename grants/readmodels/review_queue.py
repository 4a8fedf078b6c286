"""A reviewer's queue: what was assigned to her, what comes next, and how far each is."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.models import Member
from grants.access.reviews import own_reviews
from grants.access.visibility import Head, head_of, in_phase
from grants.choices import ApplicationStatus, ReasonRule, ReviewStatus
from grants.models import Criterion, PanelItem, Review, Score
from grants.models.reviews import ReviewQuerySet

PAGE = 50
MOST_BLOCKS = 120
OPEN = (ReviewStatus.IN_PROGRESS, ReviewStatus.ASSIGNED)
ACTS = {
    ReviewStatus.ASSIGNED.value: "Begin",
    ReviewStatus.IN_PROGRESS.value: "Continue",
    ReviewStatus.SUBMITTED.value: "Read",
    ReviewStatus.RECUSED.value: "See why",
    ReviewStatus.DECLINED.value: "See why",
    ReviewStatus.VOID.value: "Read",
}
READ = ("status", "title", "number", "requested", "round__name", "round__visibility", "organization__legal_name")
"""What a row reads of the application."""
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
    head: Head

    @property
    def tone(self) -> str:
        """The status that gives the chip its shape: what is handed in is done, for her."""
        return "complete" if self.status == ReviewStatus.SUBMITTED else self.status


class Queue(NamedTuple):
    """The whole queue. `next` is the one to open now, None when nothing waits."""

    next: Row | None
    page: Page[int]
    rows: list[Row]
    counts: dict[str, int]

    @property
    def waiting(self) -> int:
        return self.counts.get("assigned", 0) + self.counts.get("in_progress", 0)

    @property
    def blocks(self) -> list[str]:
        """All of hers, one block each: submitted, begun, to begin, recused. None where they would be too many to count."""
        order = (("submitted", "on"), ("in_progress", "half"), ("assigned", ""), ("recused", "out"))
        drawn = [block for status, block in order for _ in range(self.counts.get(status, 0))]
        return drawn if len(drawn) <= MOST_BLOCKS else []

    @property
    def words(self) -> str:
        said = (("submitted", "submitted"), ("in_progress", "in progress"), ("assigned", "to begin"))
        parts = [f"{self.counts.get(status, 0)} {word}" for status, word in said]
        recused = self.counts.get("recused", 0)
        return ", ".join([*parts, f"{recused} recused"] if recused else parts)


def queue_of(member: Member, page: str | None) -> Queue:
    """Three queries, four past the first page: the counts, the ids of the page, and what its rows read."""
    own = own_reviews(member)
    counts: Counter[str] = Counter()
    number, alive = 0, ExpressionWrapper(_alive(), BooleanField())
    for status, is_alive, n in own.order_by().values_list("status", alive).annotate(n=Count("pk")):
        number += n
        counts[status] += n if is_alive else 0
    found = Paginator(range(number), PAGE).get_page(page)
    start = max(found.start_index() - 1, 0)
    turns = _in_turn(own)
    ids = list(turns[start : start + PAGE]) if number else []
    upcoming = [*turns.filter(_alive(), status__in=OPEN)[:1]] if found.number > 1 else []
    now = timezone.now()
    lines = {review.pk: row_of(review, now) for review in _with_progress([*ids, *upcoming])}
    rows = [lines[pk] for pk in ids]
    first = next((lines[pk] for pk in upcoming or ids[:1] if lines[pk].status in OPEN), None)
    return Queue(first, found, rows, dict(counts))


def _alive() -> Q:
    """Reviews that count or are still waited for."""
    return Q(application__status=ApplicationStatus.UNDER_REVIEW) | ~Q(status__in=OPEN)


def _in_turn(reviews: ReviewQuerySet) -> Any:
    """Their ids; those to do first by due date, begun ones before the others, then those submitted last."""
    waiting = Q(application__status=ApplicationStatus.UNDER_REVIEW)
    turn = Case(
        When(waiting, status=ReviewStatus.IN_PROGRESS, then=Value(0)),
        When(waiting, status=ReviewStatus.ASSIGNED, then=Value(1)),
        When(status=ReviewStatus.SUBMITTED, then=Value(2)),
        default=Value(3),
    )
    return reviews.order_by(turn, F("submitted_at").desc(nulls_first=True), "due_at", "pk").values_list("pk", flat=True)


def _with_progress(ids: list[int]) -> ReviewQuerySet:
    """These reviews with what a row reads, in no order."""
    criteria = Criterion.objects.filter(round_id=OuterRef("application__round_id")).order_by()
    explained = ~Q(comment="") | (Q(does_not_apply=False) & ~Q(criterion__reason_rule=ReasonRule.ALWAYS))
    settled = Q(points__isnull=False) | Q(does_not_apply=True)
    scores = Score.objects.filter(settled, explained, review_id=OuterRef("pk")).order_by()
    return (
        Review.objects.filter(pk__in=ids)
        .order_by()
        .select_related("application__round", "application__organization")
        .only("status", "due_at", *(f"application__{name}" for name in READ))
        .annotate(
            scored=_number(scores, "review_id"),
            criteria=_number(criteria, "round_id"),
            on_agenda=Exists(PanelItem.objects.filter(application_id=OuterRef("application_id"), is_current=True)),
        )
    )


def _number(rows: Any, by: str) -> Coalesce:
    counted = rows.values(by).annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def row_of(review: Review, now: dt.datetime) -> Row:
    """The row of a review that `_with_progress` brought."""
    is_open = review.status in OPEN
    policy = in_phase(review.application, on_agenda=review.on_agenda)  # type: ignore[attr-defined]
    head = head_of(review.application, policy)
    if is_open and review.application.status != ApplicationStatus.UNDER_REVIEW:
        return Row(
            review, GONE, f"Not needed: {review.application.get_status_display().lower()}", "", False, [], "", head
        )
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
        head,
    )
