"""The pool of reviewers: what each knows, whom each is tied to, and conflicts at every stage."""

from __future__ import annotations

import datetime as dt
import random
from contextlib import suppress

from core.models import Member
from core.moves import MoveRefused
from grants.actions.conflicts import scan
from grants.actions.proposals import make_proposal
from grants.choices import ApplicationStatus, ReviewStatus
from grants.choices.reviewing import ConflictStatus, Expertise
from grants.models import (
    Affiliation,
    Agreement,
    AgreementSignature,
    Application,
    Conflict,
    Finding,
    Partner,
    Review,
    ReviewerProfile,
)
from grants.rules.reviewers import FIRST, expires_after
from home.management.demonstration.world import SEED, World, keep

EMPLOYERS = (
    "Institute for Regional Work",
    "Retired, no employer",
    "State Extension Service",
    "County Economic Council",
    "Adult Learning Center",
    "Building Trades Training Fund",
    "Riverside Regional Hospital",
    "Center for Labor Studies",
)


def make_pool(world: World) -> None:
    """Every reviewer has a profile, a register and a signature; one register ends within a month, one has ended."""
    rng = random.Random(f"{SEED}-pool-{world.state.code}")
    industries, regions = [one.pk for one in world.industries.values()], [one.pk for one in world.regions.values()]
    profiles, lines, signatures = [], [], []
    for number, member in enumerate(world.reviewers):
        declared = world.now - dt.timedelta(days=350 if number == 4 else 380 if number == 5 else 20 + 9 * number)
        until = expires_after(declared.date())
        region = rng.choice(list(world.regions.values()))
        profiles.append(
            ReviewerProfile(
                member=member,
                county_fips=rng.choice(region.county_fips),
                industry_ids=rng.sample(industries, min(2, len(industries))),
                region_ids=rng.sample(regions, min(2, len(regions))),
                expertise=rng.sample(Expertise.values, 2),
                most=6 + number % 5,
                register_declared_at=declared,
                register_expires_on=until,
                changed_at=declared,
            )
        )
        signatures.append(AgreementSignature(member=member, version=1, name=member.name, signed_at=declared))
        name = EMPLOYERS[number % len(EMPLOYERS)]
        if not name.startswith("Retired"):
            lines.append(_line(member, "employer", "works", f"{name} {number // len(EMPLOYERS) + 1}", declared, until))
    keep(profiles)
    keep(signatures)
    keep(lines)


def _line(member: Member, kind: str, part: str, name: str, at: dt.datetime, until: dt.date) -> Affiliation:
    return Affiliation(member=member, kind=kind, part=part, name=name, declared_at=at, expires_on=until)


def make_conflicts(world: World) -> None:
    """In the round in review: one that a rule found and that blocks, one to decide, one cleared, one declared."""
    applications = [a for a in world.applications["review"] if a.status == ApplicationStatus.UNDER_REVIEW]
    free = world.reviewers[2:]
    ties = (("employer", "works"), ("professional", "other"), ("personal", "other"))
    for (kind, part), application in zip(ties, applications[5:], strict=False):
        seat = Partner.objects.filter(application=application, organization__isnull=False).order_by("pk").first()
        member = next((one for one in free if seat and not _reads(one, seat)), None)
        if seat is None or member is None:
            continue
        free.remove(member)
        profile = ReviewerProfile.objects.get(member=member)
        assert profile.register_expires_on is not None
        assert profile.register_declared_at is not None
        line = _line(member, kind, part, seat.name, profile.register_declared_at, profile.register_expires_on)
        line.organization = seat.organization
        line.save()
        scan([application], [member], by=None)
        if kind == "personal":
            _clear(world, Conflict.objects.filter(reviewer=member).first())
    _declared(world)
    _found_late(world)
    _proposed(world)


def _proposed(world: World) -> None:
    """A proposal for what is still without reviewers in the round in review, to look through and accept."""
    round = world.rounds["review"]
    Agreement.objects.create(version=1, text=FIRST, issued_by=world.people["director"], issued_at=world.ago(500))
    with suppress(MoveRefused):
        make_proposal(round, each=round.reviewers_each + 1, most=12, by=world.officers[0])


def _reads(member: Member, seat: Partner) -> bool:
    """Whether she reviews an application at whose table the organization sits."""
    at = Partner.objects.filter(organization=seat.organization).values("application_id")
    return Review.objects.filter(reviewer=member, application__in=at).exists()


def _clear(world: World, conflict: Conflict | None) -> None:
    if conflict is not None and conflict.severity == "soft":
        conflict.status, conflict.decided_by = ConflictStatus.CLEARED, world.people["director"]
        conflict.decided_at = world.ago(1)
        conflict.decision_reason = "They sat on one panel six years ago. That is no interest in the award."
        conflict.save()


def _declared(world: World) -> None:
    """What recused reviewers declared, as rows of their own."""
    for review in Review.objects.filter(status=ReviewStatus.RECUSED).select_related("reviewer", "application"):
        Conflict.objects.create(
            reviewer=review.reviewer,
            application=review.application,
            source="self",
            kind="board",
            severity="soft",
            status=ConflictStatus.CONFIRMED,
            evidence=review.conflict,
            declared_at=review.declared_at or world.ago(4),
            declared_by=review.reviewer,
            decided_by=world.officers[-1],
            decided_at=world.ago(1),
            decision_reason="A board seat within the last three years.",
        )


def _found_late(world: World) -> None:
    """A tie that came to light after an award: the decision stands, and the finding beside it."""
    decided = [a for a in world.applications["past"] if a.status == ApplicationStatus.AWARDED]
    review = Review.objects.counted().filter(application__in=decided, reviewer__in=world.reviewers[6:]).first()
    if review is None:
        return
    application: Application = review.application
    evidence = f"Told us that she advised {application.organization.legal_name} before the round opened."
    conflict = Conflict.objects.create(
        reviewer=review.reviewer,
        application=application,
        source="staff",
        kind="other",
        severity="soft",
        evidence=evidence,
        declared_at=world.ago(3),
        declared_by=world.people["officer"],
    )
    text = f"{evidence} This was found after the decision. Her review counts in the decision as it was made."
    Finding.objects.create(conflict=conflict, application=application, text=text, found_at=world.ago(3))
