"""Fetching appeals: staff without a conflict see them all, an applicant those of her own applications."""

from __future__ import annotations

from django.db.models import QuerySet

from core.access import StateRequest, demand
from core.models import Member
from core.permissions import Permission
from grants.access.reviews import recused_from
from grants.models import Appeal, Application, Letter, Review


def appeals_for_staff(member: Member) -> QuerySet[Appeal]:
    """Every appeal but those on applications that she has a conflict with."""
    rows = Appeal.objects.exclude(application__in=Application.objects.filter(recused_from(member)))
    return rows.select_related("application__round", "application__organization", "filed_by__user", "letter__line")


def get_appeal(request: StateRequest, pk: int) -> Appeal:
    """An appeal, for staff; 403 for one who may not do what the view declares."""
    member = request.member
    found = appeals_for_staff(member).select_related("decided_by", "acknowledged_by").filter(pk=pk).first()
    demand(
        request,
        may_see=found is not None and member.can(Permission.DECISION_SEE),
        may_do=member.can(request.needs or Permission.DECISION_SEE),
    )
    assert found is not None
    return found


def get_own_appeal(request: StateRequest, pk: int) -> Appeal:
    """An appeal of her own organization's."""
    found = Appeal.objects.select_related("application__round", "application__organization").filter(pk=pk).first()
    demand(request, may_see=found is not None and may_appeal(request.member, found.application), may_do=True)
    assert found is not None
    return found


def may_appeal(member: Member, application: Application) -> bool:
    """Whoever may answer for the applicant."""
    held = member.permissions_over(organization=application.organization_id, partnership=application.partnership_id)
    return bool(held & {Permission.AWARD_ACCEPT, Permission.APPLICATION_SUBMIT}) and Permission.AWARD_SEE not in held


def part_in(member: Member, letter: Letter) -> str:
    """What part she had in the decision that a letter tells; empty where none."""
    if Review.objects.filter(application=letter.application_id, reviewer=member).exists():
        return "reviewed the application"
    if member.pk in (letter.looked_by_id, letter.sent_by_id, letter.made_by_id):
        return "saw to the letter"
    if letter.line is None:
        return ""
    slate = letter.line.slate
    if slate.recommended_by_id == member.pk or slate.approvals.filter(recommended_by=member).exists():
        return "recommended the slate"
    if slate.approved_by_id == member.pk or slate.approvals.filter(by=member).exists():
        return "approved the slate"
    return ""
