"""What a proposal of reviewers is made from, and how it is shown and edited."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from core.models import Member
from grants.access.reviews import ASSIGNABLE, recused_from
from grants.choices import OUT_OF_REVIEW, ReviewStatus
from grants.models import Application, Conflict, Proposal, ProposalLine, Review, ReviewerProfile, Round
from grants.readmodels.ties import employers_of, profiles_of, reviewers
from grants.rules.proposing import Offer, Wanted, match_of, unmet_of
from partnerships.models import Region, TargetIndustry


class Question(NamedTuple):
    """What the solver is asked: plain data, with the pairs that are impossible and those that are there."""

    wanted: list[Wanted]
    offers: list[Offer]
    barred: set[tuple[int, int]]
    kept: set[tuple[int, int]]


def question_of(round: Round, *, each: int, most: int) -> Question:
    """Of a round's applications that can be assigned and its reviewers whose register holds. Nine queries."""
    applications = list(Application.objects.filter(round=round, status__in=ASSIGNABLE).order_by("number"))
    people, today = reviewers(), timezone.localdate()
    profiles = {pk: one for pk, one in profiles_of(people).items() if one.has_register(today)}
    people = [one for one in people if one.pk in profiles]
    rows = list(Review.objects.filter(application__round=round).values_list("application_id", "reviewer_id", "status"))
    kept = {(a, r) for a, r, status in rows if status not in OUT_OF_REVIEW}
    out = {(a, r) for a, r, status in rows if status in (ReviewStatus.RECUSED, ReviewStatus.DECLINED)}
    standing = Conflict.objects.standing().filter(application__in=applications)
    barred = out | set(standing.values_list("application_id", "reviewer_id"))
    load, have = Counter(r for _, r in kept), Counter(a for a, _ in kept)
    fields, regions = Fields(), list(Region.objects.all())
    employers = employers_of(people)
    wanted = [
        Wanted(one.pk, one.number, max(each - have[one.pk], 0), fields.of(one), _regions(one, regions))
        for one in applications
    ]
    offers = [
        _offer(one, profiles[one.pk], load[one.pk], most, regions, frozenset(employers.get(one.pk, {})))
        for one in people
    ]
    return Question(wanted, offers, barred, kept)


class Fields:
    """The target industries that an application is of, by its title or its NAICS codes."""

    def __init__(self) -> None:
        self.industries = list(TargetIndustry.objects.all())

    def of(self, application: Application) -> frozenset[int]:
        return frozenset(
            one.pk
            for one in self.industries
            if one.title == application.industry_title
            or any(code.startswith(tuple(one.naics)) for code in application.naics if one.naics)
        )


def _regions(application: Application, regions: list[Region]) -> frozenset[int]:
    counties = set(application.county_fips)
    return frozenset(one.pk for one in regions if counties & set(one.county_fips))


def _offer(
    member: Member,
    profile: ReviewerProfile,
    load: int,
    most: int,
    regions: list[Region],
    employers: frozenset[str],
) -> Offer:
    home = next((one.pk for one in regions if profile.county_fips in one.county_fips), None)
    room = max(min(most, profile.most) - load, 0)
    knows = frozenset(profile.industry_ids), frozenset(profile.region_ids)
    return Offer(member.pk, member.name, room, load, *knows, home, employers)


class Seat(NamedTuple):
    """A proposed reviewer at an application."""

    line: ProposalLine
    load: int
    fits: str


@dataclass(frozen=True)
class Row:
    """An application with who is proposed, who is there already, and who could be added."""

    application: Application
    seats: list[Seat]
    there: list[str]
    others: list[tuple[int, str]]


@dataclass(frozen=True)
class ProposalPage:
    """The whole proposal."""

    proposal: Proposal
    rows: list[Row]
    loads: list[tuple[str, int, int]]

    @property
    def pairs(self) -> int:
        return sum(len(row.seats) for row in self.rows)


def proposal_page(proposal: Proposal, by: Member) -> ProposalPage:
    """Without the applications that the reader is recused from herself."""
    asked = question_of(proposal.round, each=proposal.each, most=proposal.most)
    lines = list(proposal.lines.select_related("reviewer"))
    hidden = set(Application.objects.filter(recused_from(by), round=proposal.round).values_list("pk", flat=True))
    known = {one.pk: one for one in asked.offers}
    load = Counter(line.reviewer_id for line in lines)
    wanted = {one.pk: one for one in asked.wanted}
    names = {one.pk: one.name for one in asked.offers}
    rows = []
    applications = Application.objects.filter(
        round=proposal.round, pk__in=[*wanted, *(x.application_id for x in lines)]
    )
    for application in applications.select_related("organization").order_by("number"):
        if application.pk in hidden:
            continue
        own = [line for line in lines if line.application_id == application.pk]
        there = {r for a, r in asked.kept if a == application.pk}
        taken = there | {line.reviewer_id for line in own}
        free = [
            one
            for one in asked.offers
            if one.pk not in taken and (application.pk, one.pk) not in asked.barred and one.room > load[one.pk]
        ]
        one = wanted.get(application.pk)
        free.sort(key=lambda offer: (-match_of(one, offer) if one else 0, load[offer.pk] + offer.load, offer.name))
        rows.append(
            Row(
                application,
                [Seat(line, load[line.reviewer_id], _fits(one, known.get(line.reviewer_id))) for line in own],
                [names[r] for r in there if r in names],
                [(offer.pk, f"{offer.name}, {_fits(one, offer) or 'another field'}") for offer in free],
            )
        )
    loads = [(one.name, one.load + load[one.pk], one.load + one.room) for one in asked.offers]
    return ProposalPage(proposal, rows, sorted(loads, key=lambda row: (-row[1], row[0])))


def _fits(one: Wanted | None, offer: Offer | None) -> str:
    """Why she fits, in words."""
    if one is None or offer is None:
        return ""
    words = ["knows the field"] if one.fields & offer.fields else []
    return " and ".join([*words, "knows the region"] if one.regions & offer.regions else words)


def still_unmet(proposal: Proposal) -> list[str]:
    """What the proposal as it stands now does not meet."""
    asked = question_of(proposal.round, each=proposal.each, most=proposal.most)
    pairs = list(proposal.lines.values_list("application_id", "reviewer_id"))
    return unmet_of(pairs, asked.wanted, asked.offers, asked.barred | asked.kept, asked.kept)
