"""Fetching awards with permission: a convener's are her organization's and partnership's; staff see all but those
from whose application a conflict keeps them: these are no more theirs to see or to decide on than it was."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, Value

from core import files
from core.access import StateRequest, demand
from core.choices import Scope
from core.models import Member, StoredFile
from core.permissions import Permission
from grants.access.reviews import is_recused, officers_among, recused_from
from grants.models import Application, Award, Letter, SheetVersion
from grants.models.awards import AwardQuerySet

LETTER, SUBAWARD = "letter", "subaward"
STAFF = {Permission.AWARD_SEE, Permission.REPORT_SEE}
"""By these the state's own people are known."""


def visible_to(member: Member) -> AwardQuerySet:
    """The awards she may see."""
    if member.can(Permission.AWARD_SEE):
        return Award.objects.exclude(barred_to(member))
    organizations = member.scope_ids(Permission.AWARD_ACCEPT, Scope.ORGANIZATION)
    partnerships = member.scope_ids(Permission.AWARD_ACCEPT, Scope.PARTNERSHIP)
    return Award.objects.filter(Q(organization_id__in=organizations) | Q(partnership_id__in=partnerships))


def barred_to(member: Member) -> Q:
    """The condition on awards that a conflict keeps from her: `Award.objects.exclude(…)`."""
    return Q(application__in=Application.objects.filter(recused_from(member)).values("pk"))


def barred_awards(member: Member) -> AwardQuerySet:
    """The same for what hangs on an award: `Report.objects.exclude(award__in=…)`."""
    return Award.objects.filter(barred_to(member)).order_by()


def held_over(member: Member, award: Award) -> frozenset[Permission]:
    """Everything she may do to the award. While she is recused from its application her work for the state gives her
    nothing of it; what she holds over the grantee stays."""
    is_shut = bool(member.permissions_over() & STAFF) and is_barred(member, award)
    return member.permissions_over(
        organization=award.organization_id, partnership=award.partnership_id, statewide=not is_shut
    )


def is_barred(member: Member, award: Award) -> bool:
    """Whether a conflict keeps the award from her. No query for one that `get_award` has fetched for her, and not for
    somebody else."""
    if getattr(award, "fetched_for", None) == member.pk:
        return bool(award.is_barred)  # type: ignore[attr-defined]  # annotated by get_award
    return is_recused(member, award.application_id)


def officers_of(award: Award) -> list[Member]:
    """Who is told of it for the state."""
    return officers_among(award.officer, award.application_id)


def get_award(request: StateRequest, pk: int) -> Award:
    """The award, with what its page reads. 404 for somebody else's; 403 for one she may see but not act on."""
    award = (
        Award.objects.select_related(
            "application__round",
            "partnership__region",
            "partnership__industry",
            "organization",
            "fund",
            "officer__user",
        )
        .annotate(
            is_barred=Exists(Application.objects.filter(recused_from(request.member), pk=OuterRef("application"))),
            fetched_for=Value(request.member.pk),
        )
        .filter(pk=pk)
        .first()
    )
    held = held_over(request.member, award) if award is not None else frozenset()
    may_see = Permission.AWARD_SEE in held or Permission.AWARD_ACCEPT in held
    demand(request, may_see=may_see, may_do=request.needs is None or request.needs in held)
    assert award is not None
    return award


def get_letter(request: StateRequest, pk: int) -> Letter:
    """A letter that was sent: for staff without a conflict, and whoever may answer for the applicant."""
    letter = (
        Letter.objects.sent()
        .select_related("application__round", "application__organization", "file", "corrects")
        .filter(pk=pk)
        .first()
    )
    may_see = letter is not None and may_read_letter(request.member, letter)
    demand(request, may_see=may_see, may_do=True)
    assert letter is not None
    return letter


def get_letter_to_send(request: StateRequest, slug: str, pk: int) -> Letter:
    """A letter of the round's outbox, sent or not: 404 for whoever has a conflict with its application."""
    member = request.member
    letter = (
        Letter.objects.select_related("application__round", "application__organization", "file", "looked_by", "line")
        .select_related("made_by", "sent_by", "corrects")
        .filter(pk=pk, application__round__slug=slug)
        .first()
    )
    may_see = letter is not None and member.can(Permission.DECISION_SEE) and may_read_letter(member, letter)
    demand(request, may_see=may_see, may_do=member.can(request.needs or Permission.DECISION_SEE))
    assert letter is not None
    return letter


def letters_to(application: Application) -> list[Letter]:
    """The decision letters that its applicant has, the latest first."""
    return list(Letter.objects.sent().filter(application=application).select_related("file"))


def may_read_letter(member: Member, letter: Letter) -> bool:
    """The applicant reads a letter once it was sent; staff without a conflict before, too."""
    application = letter.application
    held = member.permissions_over(organization=application.organization_id, partnership=application.partnership_id)
    if Permission.AWARD_SEE in held:
        return not is_recused(member, application.pk)
    is_theirs = bool(held & {Permission.AWARD_ACCEPT, Permission.APPLICATION_SUBMIT})
    return is_theirs and letter.sent_at is not None


@files.purpose(LETTER, is_ours=True)
def may_open_letter(stored: StoredFile, member: Member | None) -> bool:
    """A letter's PDF: for those who may read the letter."""
    letter = Letter.objects.select_related("application").filter(file_id=stored.pk).first()
    return member is not None and letter is not None and may_read_letter(member, letter)


@files.purpose(SUBAWARD, is_ours=True)
def may_open_sheet(stored: StoredFile, member: Member | None) -> bool:
    """A subaward's data sheet: for the state's staff, and for the subrecipient, whom it is made for."""
    version = SheetVersion.objects.select_related("award").filter(file_id=stored.pk).first()
    return member is not None and version is not None and may_see(member, version.award)


def may_see(member: Member, award: Award) -> bool:
    return bool(held_over(member, award) & {Permission.AWARD_SEE, Permission.AWARD_ACCEPT})
