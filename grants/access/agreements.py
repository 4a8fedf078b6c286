"""Fetching agreements with permission, and who may sign one for a grantee."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from core import files
from core.access import StateRequest
from core.choices import Scope
from core.models import Member, RoleGrant, StoredFile
from core.permissions import Permission, Role
from grants.access.awards import held_over
from grants.choices.awarding import AgreementStatus
from grants.models import AgreementTemplate, Award, AwardAgreement

AGREEMENT, AGREEMENT_SCAN = "agreement", "agreement_scan"
SIGNS = (Role.CERTIFIER, Role.CONVENER)
ROWS = ("text__template", "signer__user", "file", "scan", "made_by", "signed_by", "countersigned_by", "executed_file")


def signers_of(award: Award) -> QuerySet[Member]:
    """Who may sign for the grantee: today's authorized representatives and conveners of its organization or partnership."""
    over = Q(scope=Scope.ORGANIZATION, scope_id=award.organization_id) | Q(
        scope=Scope.PARTNERSHIP, scope_id=award.partnership_id
    )
    grants = RoleGrant.objects.current().filter(over, role__in=SIGNS)
    found: QuerySet[Member] = Member.objects.active().filter(pk__in=grants.values("member_id")).order_by("name")
    return found


def agreements_of(award: Award) -> QuerySet[AwardAgreement]:
    """Every agreement of an award, the latest first."""
    found: QuerySet[AwardAgreement] = AwardAgreement.objects.filter(award_id=award.pk).select_related(*ROWS)
    return found.order_by("-number")


def live_agreement(award: Award) -> AwardAgreement | None:
    """The one that is not void. One query."""
    return agreements_of(award).exclude(status=AgreementStatus.VOID).first()


def get_live_agreement(award: Award, *, was_sent: bool = False) -> AwardAgreement:
    """The one that is not void; for the grantee only once it was sent. 404 where there is none."""
    found = live_agreement(award)
    if found is None or (was_sent and found.sent_at is None):
        raise Http404
    found.award = award
    return found


def get_template(request: StateRequest, pk: int) -> AgreementTemplate:
    """A template, for staff who see awards (the view's door)."""
    return get_object_or_404(AgreementTemplate, pk=pk)


@files.purpose(AGREEMENT, is_ours=True)
def may_open_agreement(stored: StoredFile, member: Member | None) -> bool:
    """The document: for the state's staff, and once it was sent for those who may sign it."""
    both = Q(file_id=stored.pk) | Q(executed_file_id=stored.pk)
    return _may_open(AwardAgreement.objects.select_related("award").filter(both).first(), member)


@files.purpose(AGREEMENT_SCAN, endings=(".pdf", ".png", ".jpg", ".jpeg"), max_size=25 * files.MEGABYTE)
def may_open_scan(stored: StoredFile, member: Member | None) -> bool:
    """A scan of what was signed on paper: for both sides."""
    return _may_open(AwardAgreement.objects.select_related("award").filter(scan_id=stored.pk).first(), member)


def _may_open(agreement: AwardAgreement | None, member: Member | None) -> bool:
    if agreement is None or member is None:
        return False
    held = held_over(member, agreement.award)
    is_theirs = Permission.AWARD_ACCEPT in held and agreement.sent_at is not None
    return Permission.AWARD_SEE in held or is_theirs
