"""Fetching applications with permission: staff see what was sent, those who prepare one see their own from the draft on."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from core import files
from core.access import StateRequest, demand
from core.choices import Scope
from core.models import Member, RoleGrant, StoredFile
from core.permissions import Permission, Role, permissions_of
from grants.access.reviews import is_recused, recused_from
from grants.access.visibility import policy_for
from grants.choices import TeamPart
from grants.models import Application, Submission, Teammate
from grants.models.applications import ApplicationQuerySet
from grants.rules.teams import CAN, Act, may_write
from partnerships.models import Organization, Partnership
from questions.models import AnswerFile
from questions.readmodels.answer_files import unused_files

RECEIPT, ANSWER_FILE = "receipt", "application_file"
DOCUMENTS = (".pdf", ".docx", ".xlsx", ".png", ".jpg", ".jpeg")
PREPARERS = [role for role in Role if Permission.APPLICATION_EDIT in permissions_of(role)]
"""Roles that prepare an application."""


def visible_to(member: Member) -> ApplicationQuerySet:
    """The applications she may see: all that were sent and that she is not recused from, or her own."""
    if member.can(Permission.APPLICATION_SEE):
        return Application.objects.sent().unsealed().exclude(recused_from(member))
    return own_applications(member)


def own_applications(member: Member) -> ApplicationQuerySet:
    """The applications that she prepares, sends or is on the team of, drafts too."""
    organizations = member.scope_ids(Permission.APPLICATION_EDIT, Scope.ORGANIZATION)
    partnerships = member.scope_ids(Permission.APPLICATION_EDIT, Scope.PARTNERSHIP)
    own = Q(organization_id__in=organizations) | Q(partnership_id__in=partnerships)
    if teams := member.scope_ids(Permission.APPLICATION_EDIT, Scope.APPLICATION):
        parts = Teammate.objects.current().filter(member=member, application__in=teams)
        own |= Q(pk__in=parts.values("application_id"))
    return Application.objects.filter(own)


def held_over(member: Member, application: Application) -> frozenset[Permission]:
    """Everything she may do to the application, in the words of doors; `acts_over` says it more closely."""
    held = member.permissions_over(organization=application.organization_id, partnership=application.partnership_id)
    acts = acts_over(member, application)
    if Act.SEE in acts:
        held |= {Permission.APPLICATION_EDIT}
    if Act.SUBMIT in acts:
        held |= {Permission.APPLICATION_SUBMIT}
    return held


def acts_over(member: Member, application: Application) -> frozenset[Act]:
    """What she may do to it while it is prepared: by her role over its organization or partnership, else by her part.

    A part counts only while she holds the role of a teammate over this application, so that whoever ends the role ends
    what it opens.
    """
    held = member.permissions_over(organization=application.organization_id, partnership=application.partnership_id)
    if Permission.APPLICATION_EDIT in held:
        return CAN[TeamPart.LEAD]
    if application.pk not in member.scope_ids(Permission.APPLICATION_EDIT, Scope.APPLICATION):
        return frozenset()
    part = Teammate.objects.current().filter(member=member, application=application).values_list("part", flat=True)
    return CAN.get(part.first() or "", frozenset())


def get_application(request: StateRequest, pk: int) -> Application:
    """The application, with what its pages read.

    404 for somebody else's, for staff while it is a draft, and for one who is recused from it; 403 for one who may see
    it but not do what the view declares.
    """
    found = (
        Application.objects.select_related(
            "round__form_version__form",
            "organization",
            "partnership",
            "response",
            "officer__user",
            "started_by",
            "submitted_by__user",
        )
        .filter(pk=pk)
        .first()
    )
    held = held_over(request.member, found) if found is not None else frozenset()
    demand(
        request,
        may_see=found is not None and may_see(request.member, found),
        may_do=request.needs is None or request.needs in held,
    )
    assert found is not None
    return found


def get_own_application(request: StateRequest, pk: int, *, to: Act = Act.SEE) -> Application:
    """An application that she prepares, or is on the team of, to do one thing to it.

    404 for anybody else, staff too, who have a page of their own; 403 for one whose part does not allow it.
    """
    found = get_application(request, pk)
    acts = acts_over(request.member, found)
    demand(request, may_see=Act.SEE in acts, may_do=to in acts)
    return found


def demand_writing(request: StateRequest, application: Application, panel: str) -> None:
    """403 unless her part lets her write the sections that have this panel."""
    if not may_write(acts_over(request.member, application), panel):
        raise PermissionDenied


def may_see(member: Member, application: Application) -> bool:
    """Whether she prepares it, or works for the state, it was sent, and she is not recused from it."""
    if prepares(member, application):
        return True
    was_sent = application.submitted_at is not None and not application.is_sealed
    return was_sent and member.can(Permission.APPLICATION_SEE) and not is_recused(member, application.pk)


def prepares(member: Member, application: Application) -> bool:
    """Whether she is one of those whose application it is, whatever her part."""
    return Act.SEE in acts_over(member, application)


def may_start(member: Member | None) -> bool:
    """Whether she holds a role that prepares applications."""
    return member is not None and bool(member.scope_ids(Permission.APPLICATION_EDIT, Scope.ORGANIZATION))


def organizations_to_apply_for(member: Member, *, is_rehearsal: bool = False) -> QuerySet[Organization]:
    """The organizations in whose name she may start an application: in a rehearsal test organizations, elsewhere others."""
    held = member.scope_ids(Permission.APPLICATION_EDIT, Scope.ORGANIZATION)
    return Organization.objects.filter(pk__in=held, is_test=is_rehearsal)


def is_tester(member: Member | None) -> bool:
    """Whether she rehearses: for the state, or in the name of a test organization."""
    if member is None:
        return False
    return member.can(Permission.ROUND_SEE) or organizations_to_apply_for(member, is_rehearsal=True).exists()


def partnerships_to_apply_for(member: Member) -> QuerySet[Partnership]:
    """The partnerships that she may apply for: those her organizations convene, and those she holds a role over."""
    return Partnership.objects.filter(
        Q(convener__in=organizations_to_apply_for(member))
        | Q(pk__in=member.scope_ids(Permission.APPLICATION_EDIT, Scope.PARTNERSHIP))
    ).select_related("industry")


def preparers_of(application: Application) -> list[RoleGrant]:
    """Who prepares and sends it by a role over its organization or partnership; a person once."""
    over = Q(scope=Scope.ORGANIZATION, scope_id=application.organization_id) | Q(
        scope=Scope.PARTNERSHIP, scope_id=application.partnership_id or 0
    )
    active = {"member__is_active": True, "member__user__is_active": True}
    rows = RoleGrant.objects.current().filter(over, role__in=PREPARERS, **active)
    found: dict[int, RoleGrant] = {}
    for grant in rows.select_related("member__user").order_by("member__name", "pk"):
        found.setdefault(grant.member_id, grant)
    return list(found.values())


@files.purpose(RECEIPT, is_ours=True)
def may_open_receipt(stored: StoredFile, member: Member | None) -> bool:
    """A receipt's PDF: for those who may see the application."""
    kept = Submission.objects.select_related("application").filter(receipt_id=stored.pk).first()
    return member is not None and kept is not None and may_see(member, kept.application)


@files.purpose(ANSWER_FILE, endings=DOCUMENTS, max_size=100 * files.MEGABYTE)
def may_open_answer_file(stored: StoredFile, member: Member | None) -> bool:
    """A file in an application's answers: for its preparers, and once it was sent for staff and cleared reviewers.

    One file may stand in two applications: one that was withdrawn, and the one begun from it.
    """
    links = AnswerFile.objects.filter(file=stored) if member is not None else AnswerFile.objects.none()
    sent = dict(links.values_list("answer__response_id", "sent_at"))
    rows = Application.objects.select_related("round").filter(response_id__in=sent)
    return any(may_read(member, one, was_sent=sent[one.response_id] is not None) for one in rows if member is not None)


def may_read(member: Member, application: Application, *, was_sent: bool) -> bool:
    """Whether she reads something of an application: its preparers; what was sent also staff and cleared reviewers."""
    if prepares(member, application):
        return True
    reviews = application.reviews.filter(reviewer_id=member.pk, status__in=["in_progress", "submitted"])
    reads = reviews.exists() and not is_recused(member, application.pk)
    reads = reads and not policy_for(member, application).hides_names
    return was_sent and (may_see(member, application) or reads)


@files.unused(ANSWER_FILE)
def unused_answer_files(before: dt.datetime) -> QuerySet[StoredFile]:
    """Files that no application has held since, and that none of them sent."""
    return unused_files(ANSWER_FILE, before)
