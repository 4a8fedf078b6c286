"""What bends a round's terms for one applicant: waivers, and returns for correction."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from grants.choices import AskedHow, WaiverKind, WaiverStatus
from grants.models.applications import Application
from grants.models.rounds import Round
from partnerships.models import Organization

PENDING = (WaiverStatus.REQUESTED, WaiverStatus.APPROVED)


class Waiver(StateModel):
    """One term of a round set aside for one organization, asked for by one person and decided by another.

    A deadline's `until` is the last instant that is too late; `match_percent` takes the place of the round's;
    `question_key` names the document that may be missing. Where staff ask on behalf of the applicant, `asked_by` is who
    turned to them, `asked_how`, and `evidence` the words of the message or a note of the call.
    """

    number = models.CharField(max_length=12)
    kind = models.CharField(max_length=14, choices=WaiverKind)
    status = models.CharField(max_length=10, choices=WaiverStatus, default=WaiverStatus.REQUESTED)
    round = StateForeignKey(Round, related_name="waivers")
    organization = StateForeignKey(Organization, related_name="waivers")
    application = StateForeignKey(Application, null=True, blank=True, related_name="waivers")
    reason = models.TextField(help_text="Why it is asked for")
    requested_by = StateForeignKey(Member, related_name="+")
    asked_by = models.CharField(max_length=160, blank=True)
    asked_how = models.CharField(max_length=8, choices=AskedHow, blank=True)
    evidence = models.TextField(blank=True)
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    justification = models.TextField(blank=True, help_text="Why it was approved, denied or revoked")
    decided_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    match_percent = models.PositiveSmallIntegerField(null=True, blank=True)
    question_key = models.SlugField(max_length=60, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        verbose_name = "waiver"
        constraints = [
            *isolated("grants_waiver", "round", "organization", "application", "requested_by", "decided_by"),
            models.UniqueConstraint(fields=["state", "number"], name="waiver_number_once"),
            models.UniqueConstraint(
                fields=["state", "round", "organization", "kind", "question_key"],
                condition=Q(status__in=PENDING),
                name="waiver_one_pending",
            ),
            models.CheckConstraint(condition=Q(kind__in=WaiverKind.values), name="waiver_kind_known"),
            models.CheckConstraint(condition=Q(status__in=WaiverStatus.values), name="waiver_status_known"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")), name="waiver_two_people"
            ),
            models.CheckConstraint(
                condition=Q(asked_by="", asked_how="", evidence="")
                | (~Q(asked_by="") & Q(asked_how__in=AskedHow.values) & ~Q(evidence="")),
                name="waiver_on_behalf_has_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(kind=WaiverKind.DEADLINE, status__in=["approved", "used"]) | Q(until__isnull=False),
                name="waiver_deadline_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display().lower()}"

    @property
    def has_ended(self) -> bool:
        """Whether an approved one was not used in its time."""
        return self.status == WaiverStatus.APPROVED and self.until is not None and self.until <= timezone.now()


class ApplicationReturn(StateModel):
    """Some sections sent back, with the reason and the instant by which they are due again.

    `in_review` is one that was sent back while it was under review, and goes on being reviewed once it is corrected.
    """

    application = StateForeignKey(Application, related_name="returns")
    section_keys = ArrayField(models.CharField(max_length=40))
    reason = models.TextField()
    due_at = models.DateTimeField()
    by = StateForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    in_review = models.BooleanField(default=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            *isolated("grants_applicationreturn", "application", "by"),
            models.CheckConstraint(condition=~Q(reason="") & ~Q(section_keys=[]), name="applicationreturn_says_what"),
        ]

    def __str__(self) -> str:
        return f"Return of {self.application_id}"
