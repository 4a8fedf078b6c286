"""What is told about industry analyses. One function a message."""

from __future__ import annotations

from django.utils import timezone

from core import mail
from core.choices import Scope
from core.models import Member, RoleGrant
from core.permissions import Role
from partnerships.choices import Stage
from partnerships.models import IndustryAnalysis, Partnership


def shared(analysis: IndustryAnalysis) -> None:
    """To those who convene in a region that it speaks of: write your region's version."""
    tables = Partnership.objects.exclude(stage__in=(Stage.DORMANT, Stage.MERGED, Stage.SUNSET))
    if analysis.county_fips:
        tables = tables.filter(region__county_fips__overlap=analysis.county_fips)
    held = RoleGrant.objects.current().filter(
        role=Role.CONVENER, scope=Scope.ORGANIZATION, scope_id__in=tables.order_by().values("convener_id")
    )
    people = Member.objects.active().filter(pk__in=held.values("member_id"))
    for person in people.select_related("user").order_by("pk"):
        _send("analysis_shared", analysis, person, "shared")


def handed_in(analysis: IndustryAnalysis) -> None:
    """To the analysts: a region's version waits for them."""
    for person in Member.objects.with_role(Role.ANALYST).select_related("user").order_by("pk"):
        _send("analysis_handed_in", analysis, person, "handed-in")


def sent_back(analysis: IndustryAnalysis, reason: str, by: Member) -> None:
    """To whoever wrote the region's version: what to change."""
    _send("analysis_sent_back", analysis, analysis.made_by, "back", reason=reason, by=by)


def published(analysis: IndustryAnalysis) -> None:
    """To whoever wrote the region's version: it is public now."""
    if analysis.published_by_id != analysis.made_by_id:
        _send("analysis_published", analysis, analysis.made_by, "published")


def _send(template: str, analysis: IndustryAnalysis, person: Member, deed: str, **more: object) -> None:
    """A move is made once, so its instant is in the key: a version that was sent back is handed in again."""
    context = {"analysis": analysis, "person": person, **more}
    key = f"analysis-{analysis.pk}-{deed}-{timezone.now():%Y%m%d%H%M%S%f}-{person.pk}"
    mail.send(template, to=person.email, context=context, key=key)
