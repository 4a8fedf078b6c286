"""Stories: staff keep all of them but those of awards that a conflict keeps from them, a convener those of hers."""

from __future__ import annotations

from django.db.models import Q

from core.access import StateRequest, demand
from core.choices import Scope
from core.models import Member
from core.permissions import Permission
from evaluation.models import Story
from evaluation.models.evidence import StoryQuerySet
from grants.access.awards import barred_awards
from grants.choices import ReportStatus
from grants.models import Report
from grants.models.reports import ReportQuerySet

OFFERED = (ReportStatus.SUBMITTED, ReportStatus.ACCEPTED)
"""Where a report stands whose story may be taken up."""


def _hers(member: Member, convener: str, partnership: str) -> Q:
    organizations = member.scope_ids(Permission.STORY_EDIT, Scope.ORGANIZATION)
    partnerships = member.scope_ids(Permission.STORY_EDIT, Scope.PARTNERSHIP)
    return Q(**{f"{convener}__in": organizations}) | Q(**{f"{partnership}__in": partnerships})


def visible_to(member: Member) -> StoryQuerySet:
    """The stories she keeps."""
    rows = Story.objects.select_related("partnership", "organization", "measure")
    if member.can(Permission.STORY_EDIT):
        return rows.exclude(report__award__in=barred_awards(member))
    return rows.filter(_hers(member, "partnership__convener_id", "partnership_id"))


def offered_to(member: Member) -> ReportQuerySet:
    """The reports with a story that nobody has taken up yet."""
    rows = Report.objects.filter(status__in=OFFERED, story__has_key="text", stories=None).exclude(story__text="")
    if member.can(Permission.STORY_EDIT):
        rows = rows.exclude(award__in=barred_awards(member))
    else:
        rows = rows.filter(_hers(member, "award__partnership__convener_id", "award__partnership_id"))
    return rows.select_related("award__partnership", "award__organization")


def get_story(request: StateRequest, pk: int) -> Story:
    """A story she keeps; 404 for another's."""
    found = visible_to(request.member).filter(pk=pk).first()
    demand(request, may_see=found is not None, may_do=True)
    assert found is not None
    return found


def get_offered(request: StateRequest, pk: int) -> Report:
    """A report whose story she may take up; 404 for any other."""
    found = offered_to(request.member).filter(pk=pk).first()
    demand(request, may_see=found is not None, may_do=True)
    assert found is not None
    return found
