"""Fetching reports with permission: staff see all; those who prepare them see their organization's and partnership's."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from core import files
from core.access import StateRequest, demand
from core.choices import Scope
from core.models import Member, RoleGrant, StoredFile
from core.permissions import Permission, Role, permissions_of
from grants.access.applications import DOCUMENTS
from grants.access.awards import barred_awards, held_over
from grants.choices import ReportStatus
from grants.models import Award, Report
from grants.models.reports import ReportQuerySet
from questions.models import AnswerFile
from questions.readmodels.answer_files import unused_files

REPORT_FILE = "report_file"
PREPARERS = [role for role in Role if Permission.REPORT_SUBMIT in permissions_of(role)]
"""Roles that can send a report; those who hold one over an award are written to about its reports."""


def visible_to(member: Member) -> ReportQuerySet:
    """The reports she may see: all of the state's but those of awards that a conflict keeps from her, or those she
    prepares."""
    if member.can(Permission.REPORT_SEE):
        return Report.objects.exclude(award__in=barred_awards(member))
    return own_reports(member)


def own_reports(member: Member) -> ReportQuerySet:
    """The reports that she prepares or sends."""
    organizations = member.scope_ids(Permission.REPORT_EDIT, Scope.ORGANIZATION)
    partnerships = member.scope_ids(Permission.REPORT_EDIT, Scope.PARTNERSHIP)
    return Report.objects.filter(
        Q(award__organization_id__in=organizations) | Q(award__partnership_id__in=partnerships)
    )


def get_report(request: StateRequest, pk: int) -> Report:
    """A report, for staff; 404 for everybody else and while a conflict stands, 403 for staff who may not decide."""
    member = request.member
    report = _found(visible_to(member), pk)
    demand(
        request,
        may_see=report is not None and member.can(Permission.REPORT_SEE),
        may_do=request.needs is None or member.can(request.needs),
    )
    assert report is not None
    return report


def get_own_report(request: StateRequest, pk: int) -> Report:
    """A report that she prepares: 404 for somebody else's, 403 for one she may prepare but not send."""
    report = _found(Report.objects.all(), pk)
    held = held_over(request.member, report.award) if report is not None else frozenset()
    demand(
        request,
        may_see=Permission.REPORT_EDIT in held or Permission.REPORT_SUBMIT in held,
        may_do=request.needs is None or request.needs in held,
    )
    assert report is not None
    return report


def _found(rows: ReportQuerySet, pk: int) -> Report | None:
    return (
        rows.select_related(
            "award__application__round",
            "award__partnership",
            "award__organization",
            "award__officer__user",
            "response",
            "submitted_by",
            "decided_by",
        )
        .filter(pk=pk)
        .first()
    )


def preparers_of(award: Award) -> list[Member]:
    """The people who prepare and send the award's reports, each once."""
    over = Q(scope=Scope.ORGANIZATION, scope_id=award.organization_id) | Q(
        scope=Scope.PARTNERSHIP, scope_id=award.partnership_id
    )
    holders: QuerySet[RoleGrant] = RoleGrant.objects.current().filter(over, role__in=PREPARERS)
    return list(
        Member.objects.active().filter(pk__in=holders.values("member_id")).select_related("user").order_by("pk")
    )


@files.purpose(REPORT_FILE, endings=DOCUMENTS, max_size=100 * files.MEGABYTE)
def may_open_report_file(stored: StoredFile, member: Member | None) -> bool:
    """A file in a report's narrative: for those who prepare it, and for staff once it was sent."""
    link = AnswerFile.objects.select_related("answer").filter(file=stored).first() if member is not None else None
    rows = Report.objects.select_related("award")
    report = rows.filter(response_id=link.answer.response_id).first() if link else None
    if report is None or member is None:
        return False
    held = held_over(member, report.award)
    if Permission.REPORT_EDIT in held:
        return True
    return Permission.REPORT_SEE in held and report.status != ReportStatus.OPEN


@files.unused(REPORT_FILE)
def unused_report_files(before: dt.datetime) -> QuerySet[StoredFile]:
    """Files that no report has held since, and that none of them sent."""
    return unused_files(REPORT_FILE, before)
