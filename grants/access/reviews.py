"""Fetching reviews, and the applications to assign, with permission."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from core.access import StateRequest, demand
from core.models import Member
from core.permissions import Permission, Role
from grants.choices import ApplicationStatus, ReviewStatus
from grants.models import Application, Conflict, PanelItem, Partner, Review, Round, Slate, WhatIf
from grants.models.reviews import ReviewQuerySet

ASSIGNABLE = (ApplicationStatus.ELIGIBLE, ApplicationStatus.UNDER_REVIEW)

OUT_OF_HANDS = (ReviewStatus.RECUSED, ReviewStatus.DECLINED)
"""Reviews of which their reviewer sees nothing but the name."""


def own_reviews(member: Member) -> ReviewQuerySet:
    """Every review assigned to her, recused ones too: for the queue, which shows names alone."""
    return Review.objects.filter(reviewer_id=member.pk)


def get_assignment(request: StateRequest, pk: int) -> Review:
    """A review that was assigned to her, recused or not, with the names alone to show. 404 for anybody else's.

    `is_barred` says whether a conflict stands between her and the application, whatever the review's own status, and
    `is_locked` whether the panel has begun to discuss it.
    """
    stands = Conflict.objects.standing().filter(
        application_id=OuterRef("application_id"), reviewer_id=request.member.pk
    )
    before_panel = PanelItem.objects.locking().filter(application_id=OuterRef("application_id"))
    review = (
        Review.objects.select_related("application__round", "application__organization", "application__partnership")
        .annotate(is_barred=Exists(stands), is_locked=Exists(before_panel))
        .filter(pk=pk, reviewer_id=request.member.pk)
        .first()
    )
    may_do = request.member.can_somewhere(Permission.REVIEW_DO)
    demand(request, may_see=review is not None, may_do=may_do)
    assert review is not None
    review.reviewer = request.member
    return review


def get_own_review(request: StateRequest, pk: int) -> Review:
    """Her review, with what the header of the page reads. 404 for anybody else's, and while a conflict stands."""
    review = get_assignment(request, pk)
    if review.status in OUT_OF_HANDS or review.is_barred:  # type: ignore[attr-defined]  # annotated by get_assignment
        raise Http404
    return review


def get_cleared_review(request: StateRequest, pk: int) -> Review:
    """Her review once she has declared that she has no conflict: before that there is no content to be had."""
    review = get_own_review(request, pk)
    if review.status == ReviewStatus.ASSIGNED:
        raise Http404
    return review


def get_review_for_staff(request: StateRequest, pk: int) -> Review:
    """Any review, for staff who may see every review and are not themselves recused from its application."""
    review = (
        Review.objects.select_related("application__round", "application__organization", "reviewer")
        .filter(pk=pk)
        .first()
    )
    may_see = request.member.can(Permission.REVIEW_SEE_ALL)
    if review is None or (may_see and is_recused(request.member, review.application_id)):
        raise Http404
    demand(request, may_see=may_see, may_do=request.member.can(request.needs or Permission.REVIEW_SEE_ALL))
    return review


def is_recused(member: Member, application_id: int) -> bool:
    """Whether a conflict stands between her and this application: then nothing of it is hers to see."""
    return Application.objects.filter(recused_from(member), pk=application_id).exists()


def recused_from(member: Member) -> Q:
    """The condition on applications that leaves out those she is recused from: `Application.objects.exclude(…)`."""
    reviews = Review.objects.filter(reviewer_id=member.pk, status=ReviewStatus.RECUSED).values("application_id")
    conflicts = Conflict.objects.standing().filter(reviewer_id=member.pk).values("application_id")
    return Q(pk__in=reviews.order_by()) | Q(pk__in=conflicts.order_by())


def without_conflict(people: Iterable[Member], application_id: int) -> list[Member]:
    """Those of the people who are not recused from the application: whom a message about it may go to. Two queries."""
    recused = Review.objects.filter(application_id=application_id, status=ReviewStatus.RECUSED)
    barred = set(recused.order_by().values_list("reviewer_id", flat=True))
    standing = Conflict.objects.standing().filter(application_id=application_id)
    barred |= set(standing.order_by().values_list("reviewer_id", flat=True))
    return [person for person in people if person.pk not in barred]


def officers_among(officer: Member | None, application_id: int) -> list[Member]:
    """Who is told of an application for the state: its officer, or else every program officer; nobody with a conflict."""
    own = [] if officer is None else without_conflict([officer], application_id)
    if own:
        return own
    everybody = Member.objects.with_role(Role.OFFICER).select_related("user").order_by("pk")
    return without_conflict(everybody, application_id)


def recused_on(slate: Slate, member: Member) -> set[int]:
    """The ids of the applications on the slate that she is recused from."""
    rows = Application.objects.filter(recused_from(member), slate_lines__slate=slate)
    return set(rows.values_list("pk", flat=True))


def get_application_to_assign(request: StateRequest, pk: int) -> Application:
    """An application that reviewers can be assigned to. 404 unless she may see applications."""
    application = (
        Application.objects.select_related("round", "organization", "partnership")
        .filter(pk=pk)
        .sent()
        .unsealed()
        .first()
        if request.member.can(Permission.APPLICATION_SEE)
        else None
    )
    demand(request, may_see=application is not None, may_do=request.member.can(Permission.REVIEW_ASSIGN))
    assert application is not None
    return application


def get_round_to_decide(request: StateRequest, slug: str) -> Round:
    """A round, for staff: 403 for those who may look at it but not do what the view declares."""
    found = Round.objects.opened().filter(slug=slug).first()
    member = request.member
    demand(
        request,
        may_see=found is not None and member.can(Permission.DECISION_SEE),
        may_do=member.can(request.needs or Permission.DECISION_SEE),
    )
    assert found is not None
    return found


def get_slate(request: StateRequest, slug: str) -> Slate:
    """The slate of a round, to act on. 404 while there is none."""
    round = get_round_to_decide(request, slug)
    slate = Slate.objects.select_related("round", "run", "recommended_by", "approved_by").filter(round=round).first()
    if slate is None:
        raise Http404
    return slate


def get_whatif(request: StateRequest, slug: str, pk: int) -> WhatIf:
    """A what-if of the round's slate. 404 for another round's."""
    slate = get_slate(request, slug)
    return get_object_or_404(WhatIf.objects.select_related("slate__round"), slate=slate, pk=pk)


def get_application_reviewed(request: StateRequest, slug: str, pk: int) -> Application:
    """An application of the round whose reviews staff may read: 404 for one that she is herself recused from."""
    found = (
        Application.objects.select_related("round", "organization")
        .filter(pk=pk, round__slug=slug)
        .sent()
        .unsealed()
        .first()
    )
    may_see = found is not None and request.member.can(Permission.REVIEW_SEE_ALL)
    may_see = may_see and found is not None and not is_recused(request.member, found.pk)
    demand(request, may_see=may_see, may_do=request.member.can(request.needs or Permission.REVIEW_SEE_ALL))
    assert found is not None
    return found


def organizations_of(application: Application) -> set[int]:
    """The ids of everybody at the applicant's table: lead, convener and partners."""
    ids = {application.organization_id}
    if application.partnership is not None:
        ids.add(application.partnership.convener_id)
    partners = Partner.objects.filter(application_id=application.pk, organization__isnull=False)
    return ids | set(partners.values_list("organization_id", flat=True))
