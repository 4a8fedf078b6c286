"""Reviews: one reviewer, one application, a conflict declaration first, then a score and a comment a criterion."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from grants.choices import Recommendation, ReviewStatus
from grants.choices.reviewing import DeclineReason
from grants.models.applications import Application, Submission
from grants.models.rounds import Criterion


class ReviewQuerySet(StateQuerySet):
    def counted(self) -> ReviewQuerySet:
        """The reviews that make the score: submitted and not recused (BR-24)."""
        return self.filter(status=ReviewStatus.SUBMITTED)


class Review(StateModel):
    """One reviewer's review of one application. Until she clears herself of conflict she sees the names alone.

    What it sums up to is fixed when it is submitted: `given` points `out_of` the points of the criteria that apply.
    `version_read` is the submission that it judges: the newest when she began to read, and a newer one only once she
    has said that her scores stand for it. Of a recused one the scores stay, with who recused her and when (`recused_by`
    None: a rule did), and are never counted.
    """

    application = StateForeignKey(Application, related_name="reviews")
    reviewer = StateForeignKey(Member, related_name="reviews")
    status = models.CharField(max_length=12, choices=ReviewStatus, default=ReviewStatus.ASSIGNED)
    due_at = models.DateTimeField()
    assigned_by = StateForeignKey(Member, related_name="+")
    assigned_at = models.DateTimeField(default=timezone.now, editable=False)
    declared_at = models.DateTimeField(null=True, blank=True)
    conflict = models.TextField(blank=True, help_text="What the conflict is, where one was declared")
    recused_at = models.DateTimeField(null=True, blank=True)
    recused_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    version_read = StateForeignKey(Submission, null=True, blank=True, related_name="+")
    version_read_at = models.DateTimeField(null=True, blank=True)
    before_recusal = models.CharField(max_length=12, choices=ReviewStatus, blank=True)
    decline_reason = models.CharField(max_length=12, choices=DeclineReason, blank=True)
    decline_words = models.CharField(max_length=500, blank=True)
    recommendation = models.CharField(max_length=12, choices=Recommendation, blank=True)
    comment = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    given = models.PositiveIntegerField(null=True, blank=True)
    out_of = models.PositiveIntegerField(null=True, blank=True)

    objects: ClassVar = StateManager.from_queryset(ReviewQuerySet)()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = "review"
        constraints = [
            *isolated("grants_review", "application", "reviewer", "assigned_by", "recused_by", "version_read"),
            models.UniqueConstraint(fields=["state", "application", "reviewer"], name="review_once_a_reviewer"),
            models.CheckConstraint(condition=Q(status__in=ReviewStatus.values), name="review_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=[ReviewStatus.IN_PROGRESS, ReviewStatus.SUBMITTED])
                | Q(declared_at__isnull=False),
                name="review_declared_before_it_moves",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReviewStatus.RECUSED) | ~Q(conflict=""),
                name="review_recusal_names_the_conflict",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReviewStatus.DECLINED) | ~Q(decline_reason=""),
                name="review_decline_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReviewStatus.SUBMITTED) | Q(submitted_at__isnull=False),
                name="review_submission_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReviewStatus.SUBMITTED)
                | Q(given__isnull=False, out_of__gte=1, given__lte=F("out_of")),
                name="review_submission_adds_up",
            ),
        ]
        indexes = [models.Index(fields=["state", "reviewer", "status"], name="review_of_a_reviewer")]

    def __str__(self) -> str:
        return f"Review {self.pk}"


class Score(StateModel):
    """Points and a reason on one criterion, or that it does not apply. `version` rises with every save."""

    review = StateForeignKey(Review, related_name="scores")
    criterion = StateForeignKey(Criterion, related_name="scores")
    points = models.PositiveSmallIntegerField(null=True, blank=True)
    does_not_apply = models.BooleanField(default=False)
    comment = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["criterion__position"]
        constraints = [
            *isolated("grants_score", "review", "criterion"),
            models.UniqueConstraint(fields=["state", "review", "criterion"], name="score_once_a_criterion"),
            models.CheckConstraint(
                condition=Q(does_not_apply=False) | Q(points__isnull=True), name="score_points_or_does_not_apply"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.points}"


class ReviewNote(StateModel):
    """What a reviewer writes to herself while she reads: hers alone, in no page, list, file or export of anybody else.

    It is deleted when she empties it, when the review is no longer hers, and `rules.reviews.NOTES_KEPT_DAYS` after the
    application was decided. `version` rises with every save.
    """

    review = StateForeignKey(Review, related_name="notes")
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]
        verbose_name = "note to herself"
        verbose_name_plural = "notes to herself"
        constraints = [
            *isolated("grants_reviewnote", "review"),
            models.UniqueConstraint(fields=["state", "review"], name="reviewnote_once_a_review"),
            models.CheckConstraint(condition=~Q(text=""), name="reviewnote_says_something"),
        ]

    def __str__(self) -> str:
        return f"Note {self.pk}"
