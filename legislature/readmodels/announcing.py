"""The awards of an announcement: which can be in it, what its facts are, and whom it concerns by district."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from grants.models import Award, Round, Submission
from grants.models.awards import CAME_TO_NOTHING, held_back
from legislature.checks.sentences import own_texts
from legislature.choices import NoticeStatus
from legislature.models import Announcement, AwardNotice, Edition, Legislator
from legislature.readmodels.portfolio import awards_in_force
from legislature.readmodels.roster import counties_text
from legislature.rules import UNDER_WAY


def awards_to_announce(round: Round, corrects: Announcement | None = None) -> QuerySet[Award]:
    """Awards of the round whose letter was sent, neither refused nor lapsed, without an instant of release yet; with
    those of the announcement that is corrected."""
    rows = Award.objects.standing().filter(application__round=round)
    wanted = Q(public_from__isnull=True)
    if corrects is not None:
        wanted |= Q(pk__in=corrects.awards.values("award_id"))
    return rows.filter(wanted).select_related("partnership__industry", "organization", "application").order_by("number")


def texts_of(awards: Iterable[Award]) -> dict[int, list[tuple[str, str]]]:
    """By award the long answers of its application as it was last sent. One query."""
    applications = {award.application_id: award.pk for award in awards}
    rows = Submission.objects.filter(application_id__in=applications).order_by("application_id", "place")
    return {applications[row.application_id]: own_texts(row.content) for row in rows}


def facts_of(announcement: Announcement) -> dict[str, Any]:
    """Everything that a message says, with the legislators whom it concerns: as it is when the announcement is proposed."""
    rows = announcement.awards.select_related("award__partnership__industry", "award__organization")
    awards = [_award(one.award, one.sentence) for one in rows.order_by("award__number")]
    return {
        "round": announcement.round.name,
        "release_at": announcement.release_at.isoformat(),
        "hours": announcement.hours,
        "words": announcement.words,
        "press": list(announcement.press),
        "what_changed": announcement.what_changed,
        "awards": awards,
        "legislators": [
            {"id": one.legislator.pk, "name": one.legislator.name, "email": one.legislator.email, "awards": one.awards}
            for one in concerned(announcement, awards)
        ],
    }


def _award(award: Award, sentence: str) -> dict[str, Any]:
    counties = sorted(award.partnership.county_fips)
    return {
        "id": award.pk,
        "number": award.number,
        "partnership": award.partnership.name,
        "lead": award.organization.legal_name,
        "amount": str(award.amount),
        "industry": award.partnership.industry.title,
        "counties": counties,
        "county_names": counties_text(counties),
        "sentence": sentence,
    }


class Concerned(NamedTuple):
    """A legislator and the ids of the awards that touch her district; none where a correction takes hers away."""

    legislator: Legislator
    awards: list[int]


def concerned(announcement: Announcement, awards: list[dict[str, Any]]) -> list[Concerned]:
    """Who sits for a district that an awarded partnership serves, and who was told what this one corrects."""
    told: set[int] = set()
    if announcement.corrects_id:
        notices = AwardNotice.objects.filter(announcement=announcement.corrects_id, status=NoticeStatus.SENT)
        told = set(notices.exclude(legislator=None).values_list("legislator_id", flat=True))
    found = []
    for one in Legislator.objects.filter(Q(is_current=True) | Q(pk__in=told)).select_related("district__chamber"):
        inside = set(one.district.county_fips)
        hers = [award["id"] for award in awards if inside & set(award["counties"])]
        if (hers and one.is_current) or one.pk in told:
            found.append(Concerned(one, hers))
    return found


def awards_held_back(edition: Edition) -> int:
    """How many awards a frozen edition counts of which the public is not to know yet."""
    counted = awards_in_force(edition.period_start, edition.period_end).filter(answered_at__lte=edition.frozen_at)
    return counted.filter(held_back()).count()


def still_given(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """The awards of frozen facts without those refused or lapsed since: nobody is told of money that nobody takes."""
    keys = [award["id"] for award in facts["awards"]]
    refused = set(Award.objects.filter(pk__in=keys, status__in=CAME_TO_NOTHING).values_list("pk", flat=True))
    return [award for award in facts["awards"] if award["id"] not in refused]


def announcements_of(round: Round) -> QuerySet[Announcement]:
    """Every announcement of a round, the latest first, with the counts that the list shows."""
    told = Q(notices__status=NoticeStatus.SENT, notices__legislator__isnull=False)
    return (
        Announcement.objects.filter(round=round)
        .select_related("drafted_by__user", "approved_by__user", "corrects")
        .annotate(awards_all=Count("awards", distinct=True), told_all=Count("notices", filter=told, distinct=True))
    )


def under_way(round: Round) -> Announcement | None:
    return Announcement.objects.filter(round=round, status__in=UNDER_WAY).first()


def notices_of(announcement: Announcement) -> QuerySet[AwardNotice]:
    """Who gets it: legislators by name, then the press. Those without an address first of all."""
    rows = AwardNotice.objects.filter(announcement=announcement).select_related(
        "legislator__district__chamber", "message"
    )
    return rows.order_by("legislator__family_name", "legislator__given_name", "email", "pk")


def standing_of(announcement: Announcement) -> dict[str, int]:
    """How many were told, have no address, or are still to be told. One query."""
    rows = AwardNotice.objects.filter(announcement=announcement)
    legislators, press = Q(legislator__isnull=False), Q(legislator__isnull=True)
    found = rows.aggregate(
        legislators=Count("pk", filter=legislators),
        without=Count("pk", filter=Q(status=NoticeStatus.NO_ADDRESS)),
        told=Count("pk", filter=legislators & Q(status=NoticeStatus.SENT)),
        press=Count("pk", filter=press),
        press_told=Count("pk", filter=press & Q(status=NoticeStatus.SENT)),
    )
    return dict(found)
