"""What partnerships do together: plans with owners and milestones, goals on a scale, employers' deeds, commitments.

A random source of its own, so that what is made after it stays as it was.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from decimal import Decimal

from core import files
from core.models import StoredFile
from home.management.demonstration.documents import escaped
from home.management.demonstration.meetings import make_meetings
from home.management.demonstration.world import SEED, World, keep
from partnerships.access.charters import LETTER
from partnerships.access.work import PROOF
from partnerships.choices import ACTIVE_STAGES, PartnerRole, Stage
from partnerships.choices.work import EngagementKind, LastingKind, ProductKind, Seniority, Source, StrategyKind
from partnerships.models import (
    Activity,
    Challenge,
    ChallengeOwner,
    Commitment,
    Contact,
    EngagementEvent,
    Goal,
    GoalScore,
    Partnership,
    PartnershipMember,
    Product,
    Strategy,
    SustainabilityMilestone,
)

Seats = list[PartnershipMember]
STATEMENTS = (
    (
        "Openings stay unfilled while people nearby look for work",
        "People who are ready for the first job, in numbers that do not empty the next firm.",
        "Training outside working hours, a way to get there, and a wage that is known beforehand.",
    ),
    (
        "Experienced people retire faster than others learn what they know",
        "Somebody who takes over before the last one leaves.",
        "Time to learn on the job, and a raise for what was learned.",
    ),
)
STRATEGIES = (
    (StrategyKind.TRAINING, "A class in the evening, twice a year", "Hold the first class of twelve"),
    (StrategyKind.CURRICULUM, "One list of skills that all employers test", "Agree on the list of skills"),
    (StrategyKind.HR_PRACTICE, "The same entry wage at every member", "Publish the entry wages together"),
    (StrategyKind.APPRENTICESHIP, "A registered apprenticeship", "Send the standards in for registration"),
)
SOURCES = {
    PartnerRole.EMPLOYER: Source.EMPLOYERS,
    PartnerRole.EDUCATION: Source.EDUCATION,
    PartnerRole.LABOR: Source.LABOR,
    PartnerRole.WORKFORCE_BOARD: Source.WORKFORCE,
    PartnerRole.ECONOMIC_DEVELOPMENT: Source.ECONOMIC_DEVELOPMENT,
}
LEVELS = (
    "Less than half of the target",
    "At least half of the target",
    "The target is reached",
    "A quarter more than the target",
    "Half as much again as the target",
)


def make_work(world: World) -> None:
    """Every active partnership has some; those of the known conveners have most."""
    rng = random.Random(f"{SEED}-work-{world.state.code}")
    active = [one for one in world.partnerships if one.stage in ACTIVE_STAGES]
    seats: dict[int, Seats] = defaultdict(list)
    for seat in PartnershipMember.objects.filter(left_on__isnull=True).select_related("organization").order_by("pk"):
        seats[seat.partnership_id].append(seat)
    known = {one.pk for one in world.conveners[:2]}
    mine = [one for one in active if one.convener_id in known]
    own = Partnership.objects.filter(convener=world.conveners[0]).order_by("pk").first()
    assert own is not None
    speaker = next(one for one in seats[own.pk] if one.role == PartnerRole.EMPLOYER)
    partner = world.people["partner"]
    Contact.objects.create(organization=speaker.organization, name=partner.name, email=partner.email)
    make_meetings(world, rng, active, mine, seats, speaker)
    _make_plans(world, rng, active, seats)
    _make_scores(world, rng, mine)
    _make_events(world, rng, active, seats)
    _make_pledges(world, rng, active, seats)
    _make_ledgers(world, rng, mine, seats)
    _make_steps(world, rng, active, mine)
    _keep_letters(world, mine, seats)


def _employers(seats: Seats) -> Seats:
    return [one for one in seats if one.role == PartnerRole.EMPLOYER]


def _make_plans(world: World, rng: random.Random, active: list[Partnership], seats: dict[int, Seats]) -> None:
    """A challenge that employers own, two strategies, an activity or two each, and here and there a product."""
    today = world.now.date()
    challenges, owners, strategies, activities = [], [], [], []
    for number, one in enumerate(active):
        employers = _employers(seats[one.pk])
        if len(employers) < 2:
            continue
        statement, employers_need, workers_need = STATEMENTS[number % len(STATEMENTS)]
        challenge = Challenge(
            partnership=one,
            statement=statement,
            employer_need=employers_need,
            worker_need=workers_need if number % 9 else "",
            made_by=world.convener_of(one.convener),
            made_at=world.now - dt.timedelta(days=300),
        )
        challenges.append(challenge)
        owners.append((challenge, rng.sample(employers, 2)))
        strategies += [(challenge, one, *STRATEGIES[(number + at) % len(STRATEGIES)]) for at in range(2)]
    keep(challenges)
    keep([ChallengeOwner(challenge=challenge, seat=seat) for challenge, two in owners for seat in two])
    made = keep([Strategy(challenge=row[0], kind=row[2], title=row[3]) for row in strategies])
    for strategy, row in zip(made, strategies, strict=True):
        activities.append(_activity(rng, today, strategy, row[4], rng.choice(seats[row[1].pk])))
    keep(activities)
    keep(
        [
            Product(activity=one, kind=ProductKind.STANDARDS, title="List of skills", made_on=one.done_on)
            for one in activities
            if one.done_on is not None and one.strategy.kind == StrategyKind.CURRICULUM
        ]
    )


def _activity(rng: random.Random, today: dt.date, strategy: Strategy, title: str, owner: PartnershipMember) -> Activity:
    """A milestone that lies behind or ahead; most of those behind were done, some of them late."""
    due = today + dt.timedelta(days=rng.randint(-150, 120))
    is_done = due < today and rng.random() < 0.8
    done = min(today, due + dt.timedelta(days=rng.choice((-6, -2, 0, 9)))) if is_done else None
    return Activity(
        strategy=strategy,
        title=title,
        owner=owner,
        is_milestone=True,
        due_on=due + dt.timedelta(days=30) if not is_done and due < today else due,
        first_due_on=due,
        done_on=done,
        note="It was done with the members at one table." if done else "",
    )


def _make_scores(world: World, rng: random.Random, mine: list[Partnership]) -> None:
    """Levels for every goal of the known conveners, and scores for most."""
    goals = list(Goal.objects.filter(partnership__in=mine).select_related("partnership__convener").order_by("pk"))
    today = world.now.date()
    for goal in goals:
        goal.levels, goal.levels_set_on = list(LEVELS), today - dt.timedelta(days=300)
    Goal.objects.bulk_update(goals, ["levels", "levels_set_on"])
    keep(
        [
            GoalScore(
                goal=goal,
                level=rng.choice((-2, -1, -1, 0, 0, 0, 1, 1, 2)),
                scored_on=today - dt.timedelta(days=rng.randint(10, 90)),
                evidence="The last accepted report, and the list that the members keep.",
                scored_by=world.convener_of(goal.partnership.convener),
            )
            for goal in goals
            if rng.random() < 0.75
        ]
    )


def _make_events(world: World, rng: random.Random, active: list[Partnership], seats: dict[int, Seats]) -> None:
    """What employers did in the last three quarters."""
    rows = []
    for one in active:
        for seat in _employers(seats[one.pk]):
            for _ in range(rng.choice((0, 0, 1, 1, 2))):
                rows.append(
                    EngagementEvent(
                        partnership=one,
                        employer=seat.organization,
                        happened_on=world.now.date() - dt.timedelta(days=rng.randint(1, 250)),
                        kind=rng.choice(EngagementKind.values),
                        seniority=rng.choice(Seniority.values),
                        hours=Decimal(rng.randint(1, 12)),
                        entered_by=world.convener_of(one.convener),
                    )
                )
    keep(rows)


def _make_pledges(world: World, rng: random.Random, active: list[Partnership], seats: dict[int, Seats]) -> None:
    """A promise or two at each table, in dollars or in seats to hire."""
    rows = []
    for one in active:
        for at, seat in enumerate(rng.sample(_employers(seats[one.pk]), min(2, len(_employers(seats[one.pk]))))):
            rows.append(
                Commitment(
                    partnership=one,
                    seat=seat,
                    kind="seats" if at else "cash",
                    counts_as="match" if rng.random() < 0.6 else "leverage",
                    source="employers",
                    title="Seats for people who finish the class" if at else "Cash for the class",
                    amount=None if at else Decimal(rng.randrange(1000, 20_000, 500)),
                    quantity=Decimal(rng.randint(2, 12)) if at else None,
                    pledged_on=world.now.date() - dt.timedelta(days=rng.randint(20, 300)),
                    entered_by=world.convener_of(one.convener),
                )
            )
    keep(rows)


def _make_ledgers(world: World, rng: random.Random, mine: list[Partnership], seats: dict[int, Seats]) -> None:
    """Entries that went further, with their letters and bills: committed, documented, verified."""
    today, rows = world.now.date(), []
    for one in mine:
        by = world.convener_of(one.convener)
        for status, kind, title in (
            ("committed", "hours", "Two trainers, one day a week"),
            ("documented", "equipment", "A lathe on loan"),
            ("verified", "cash", "Stipends for learners"),
        ):
            seat, amount = rng.choice(seats[one.pk]), Decimal(rng.randrange(4000, 40_000, 250))
            letter = _kept(f"{title}: {one.name}, letter", by)
            entry = Commitment(
                partnership=one,
                seat=seat,
                kind=kind,
                counts_as="leverage" if kind == "equipment" else "match",
                source=SOURCES.get(PartnerRole(seat.role), Source.OTHER),
                title=title,
                amount=amount,
                status=status,
                pledged_on=today - dt.timedelta(days=200),
                entered_by=by,
                document=letter,
                committed_on=today - dt.timedelta(days=180),
                committed_by=by,
            )
            if status != "committed":
                entry.evidence, entry.delivered = _kept(f"{title}: {one.name}, bill", by), amount - Decimal(250)
                entry.documented_on, entry.documented_by = today - dt.timedelta(days=40), by
            if status == "verified":
                entry.verified_on, entry.verified_by = today - dt.timedelta(days=20), world.officers[0]
            rows.append(entry)
    keep(rows)


def _kept(text: str, by: object, purpose: str = PROOF) -> StoredFile:
    """A sheet of plain text as the store keeps it."""
    name = f"{escaped(text)[:60]}.txt"
    return files.store(f"{text}\n".encode(), name=name, purpose=purpose, by=by)  # type: ignore[arg-type]


def _keep_letters(world: World, mine: list[Partnership], seats: dict[int, Seats]) -> None:
    """The letters of the first two members of the known conveners' tables, by which they committed themselves."""
    rows = []
    for one in mine:
        for seat in seats[one.pk][:2]:
            text = f"Letter of commitment, {seat.organization.legal_name}"
            seat.commitment_file = _kept(text, world.convener_of(one.convener), LETTER)
            rows.append(seat)
    PartnershipMember.objects.bulk_update(rows, ["commitment_file"])


def _make_steps(world: World, rng: random.Random, active: list[Partnership], mine: list[Partnership]) -> None:
    """What should outlive the grants: for those that sustain themselves and those of the known conveners."""
    rows, today = [], world.now.date()
    for one in active:
        if one.stage != Stage.SUSTAINING and one not in mine:
            continue
        for kind, title, yearly in (
            (LastingKind.DUES, "Dues of members, by size", 18_000),
            (LastingKind.COORDINATOR, "Half a coordinator, paid by five employers", 36_000),
            (LastingKind.PROGRAM, "The college keeps the class in its catalog", None),
        ):
            due = today + dt.timedelta(days=rng.randint(-200, 400))
            is_done = due < today and rng.random() < 0.7
            rows.append(
                SustainabilityMilestone(
                    partnership=one,
                    kind=kind,
                    title=title,
                    yearly=Decimal(yearly) if yearly else None,
                    due_on=due,
                    done_on=due if is_done else None,
                    evidence="Decided by the members; the minutes show it." if is_done else "",
                    made_by=world.convener_of(one.convener),
                )
            )
    keep(rows)
