"""What follows a decision on the applicant's side: comments written for her, and appeals against the process."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from grants.choices.deciding import AppealGround, AppealStatus
from grants.models.applications import Application
from grants.models.awards import Letter
from grants.rules.appeals import OPEN

DECIDED = (AppealStatus.UPHELD, AppealStatus.DENIED, AppealStatus.REMANDED)


class ApplicantComment(StateModel):
    """What the office tells an applicant of her reviews, in its own words. Shown in her debrief; never changed."""

    application = StateForeignKey(Application, related_name="applicant_comments")
    text = models.TextField()
    by = StateForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "comment for the applicant"
        constraints = [
            *isolated("grants_applicantcomment", "application", "by"),
            models.CheckConstraint(condition=~Q(text=""), name="applicantcomment_says_something"),
        ]

    def __str__(self) -> str:
        return f"Comment on {self.application}"


class Appeal(StateModel):
    """An appeal against how a decision came about, not against the scores (BR-23).

    It is acknowledged by `acknowledge_by` and answered by `answer_by`; where an answer takes longer, `delay_reason` says
    why. Whoever took part in the decision does not decide on it.
    """

    application = StateForeignKey(Application, related_name="appeals")
    letter = StateForeignKey(Letter, related_name="appeals")
    ground = models.CharField(max_length=8, choices=AppealGround)
    words = models.TextField()
    status = models.CharField(max_length=12, choices=AppealStatus, default=AppealStatus.FILED)
    filed_by = StateForeignKey(Member, related_name="+")
    filed_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    answer_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    delay_reason = models.TextField(blank=True)
    outcome = models.TextField(blank=True, help_text="Why it was decided so, as the applicant reads it")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = StateForeignKey(Member, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-filed_at", "-pk"]
        verbose_name = "appeal"
        constraints = [
            *isolated("grants_appeal", "application", "letter", "filed_by", "acknowledged_by", "decided_by"),
            models.UniqueConstraint(
                fields=["state", "application"], condition=Q(status__in=OPEN), name="appeal_one_open"
            ),
            models.CheckConstraint(condition=Q(status__in=AppealStatus.values), name="appeal_status_known"),
            models.CheckConstraint(condition=Q(ground__in=AppealGround.values), name="appeal_about_the_process"),
            models.CheckConstraint(condition=~Q(words=""), name="appeal_says_what"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("filed_by")), name="appeal_two_people"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=DECIDED)
                | (Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(outcome="")),
                name="appeal_decision_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Appeal on {self.application}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def due_at(self) -> object:
        """The next instant that the office owes something by."""
        return self.acknowledge_by if self.status == AppealStatus.FILED else self.answer_by
