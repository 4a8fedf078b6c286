"""Surveys for those who see results; one invitation for whoever holds its link."""

from __future__ import annotations

from django.http import Http404
from django.utils import timezone

from core import links
from core.access import StateRequest, demand
from core.permissions import Permission
from evaluation.choices import SurveyStatus
from evaluation.models import Survey, SurveyInvite

LINK = "survey"
"""The purpose of a respondent's link."""


def get_survey(request: StateRequest, pk: int) -> Survey:
    """A wave of the state's. 404 without it; 403 for whoever may see it but not do what the view declares."""
    found = Survey.objects.select_related("form_version__form", "created_by__user").filter(pk=pk).first()
    may_see = found is not None and request.member.can(Permission.SURVEY_SEE)
    demand(request, may_see=may_see, may_do=request.member.can(request.needs or Permission.SURVEY_SEE))
    assert found is not None
    return found


def get_invite(token: str) -> SurveyInvite:
    """The invitation that a link opens; 404 in the same words for any link that opens nothing."""
    link = links.find(token, LINK)
    rows = SurveyInvite.objects.select_related(
        "survey__form_version", "survey__created_by__user", "partnership", "organization", "contact", "response"
    )
    found = (
        rows.filter(pk=link.subject.get("invite")).exclude(survey__status=SurveyStatus.DRAFT).first() if link else None
    )
    if found is None:
        raise Http404
    return found


def is_open(survey: Survey) -> bool:
    """Whether answers are taken now, to the second."""
    now = timezone.now()
    return survey.status == SurveyStatus.OPEN and survey.closes_at is not None and now < survey.closes_at
