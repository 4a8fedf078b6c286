"""Survey waves and their invitations. Answers are responses of the question engine."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import AccessLink, Member
from evaluation.choices import Audience, InviteStatus, SurveyStatus
from partnerships.models import Contact, Organization, Partnership
from questions.models import FormVersion, Response


class Survey(StateModel):
    """One wave of one survey. The wording is locked with its form version when it opens."""

    title = models.CharField(max_length=160)
    audience = models.CharField(max_length=10, choices=Audience)
    form_version = StateForeignKey(FormVersion, related_name="surveys")
    status = models.CharField(max_length=10, choices=SurveyStatus, default=SurveyStatus.DRAFT)
    period_start = models.DateField()
    period_end = models.DateField()
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    created_by = StateForeignKey(Member, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-period_end", "title"]
        verbose_name = "survey"
        constraints = [
            *isolated("evaluation_survey", "form_version", "created_by"),
            models.UniqueConstraint(fields=["state", "title"], name="survey_title_once"),
            models.CheckConstraint(condition=Q(status__in=SurveyStatus.values), name="survey_status_known"),
            models.CheckConstraint(condition=Q(period_end__gte=F("period_start")), name="survey_period_in_order"),
            models.CheckConstraint(
                condition=Q(status=SurveyStatus.DRAFT) | Q(opens_at__isnull=False, closes_at__isnull=False),
                name="survey_has_dates_before_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SurveyInviteQuerySet(StateQuerySet):
    def answered(self) -> SurveyInviteQuerySet:
        return self.filter(status=InviteStatus.ANSWERED)


class SurveyInvite(StateModel):
    """One invitation: whom, for which partnership, by which link. The answer stays apart from the convener's eyes."""

    survey = StateForeignKey(Survey, related_name="invites")
    partnership = StateForeignKey(Partnership, related_name="survey_invites")
    organization = StateForeignKey(Organization, null=True, blank=True, related_name="survey_invites")
    contact = StateForeignKey(Contact, null=True, blank=True, related_name="survey_invites")
    link = StateForeignKey(AccessLink, null=True, blank=True, related_name="+")
    response = StateForeignKey(Response, null=True, blank=True, related_name="survey_invites")
    status = models.CharField(max_length=10, choices=InviteStatus, default=InviteStatus.INVITED)
    language = models.CharField(max_length=5, default="en")
    invited_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = StateManager.from_queryset(SurveyInviteQuerySet)()

    class Meta:
        constraints = [
            *isolated(
                "evaluation_surveyinvite",
                "survey",
                "partnership",
                "organization",
                "contact",
                "link",
                "response",
            ),
            models.UniqueConstraint(fields=["state", "survey", "contact", "partnership"], name="surveyinvite_once"),
            models.CheckConstraint(condition=Q(status__in=InviteStatus.values), name="surveyinvite_status_known"),
            models.CheckConstraint(
                condition=~Q(status=InviteStatus.ANSWERED) | Q(answered_at__isnull=False, response__isnull=False),
                name="surveyinvite_answer_whole",
            ),
        ]
        indexes = [models.Index(fields=["state", "survey", "status"], name="surveyinvite_of_a_survey")]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"
