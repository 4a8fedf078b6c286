"""Who may sit on a panel, and who of it has to leave the room for which application."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import QuerySet

from core.models import Member
from core.permissions import Role
from grants.choices import OUT_OF_REVIEW, ReviewStatus
from grants.models import Application, Conflict, PanelItem, PanelMeeting, PanelMember, Review, Round


def members_for(round: Round) -> list[Member]:
    """The reviewers of the round: who was asked to review something in it and did not hand it back. One query."""
    asked = Review.objects.filter(application__round=round).exclude(status__in=OUT_OF_REVIEW).values("reviewer_id")
    recused = Review.objects.filter(application__round=round, status=ReviewStatus.RECUSED).values("reviewer_id")
    rows = Member.objects.with_role(Role.REVIEWER).select_related("user")
    return list((rows.filter(pk__in=asked) | rows.filter(pk__in=recused)).distinct().order_by("name", "pk"))


def chairs_for(round: Round) -> list[Member]:
    """Who may lead a panel of the round: its reviewers, and the program officers. Two queries."""
    officers = Member.objects.with_role(Role.OFFICER).select_related("user").order_by("name", "pk")
    return list({one.pk: one for one in [*officers, *members_for(round)]}.values())


def recused_on(meeting: PanelMeeting, wanted: QuerySet[Application] | None = None) -> dict[int, set[int]]:
    """By application, the members with a conflict that stands: they leave the room. Two queries.

    Of the agenda, unless other applications are `wanted`.
    """
    out: dict[int, set[int]] = defaultdict(set)
    people = PanelMember.objects.filter(meeting=meeting).values("member_id")
    agenda = (
        PanelItem.objects.filter(meeting=meeting).order_by().values("application_id")
        if wanted is None
        else wanted.values("pk")
    )
    conflicts = Conflict.objects.standing().filter(reviewer_id__in=people, application_id__in=agenda)
    reviews = Review.objects.filter(status=ReviewStatus.RECUSED, reviewer_id__in=people, application_id__in=agenda)
    for rows in (conflicts, reviews):
        for application_id, member_id in rows.order_by().values_list("application_id", "reviewer_id"):
            out[application_id].add(member_id)
    return out
