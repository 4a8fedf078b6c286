"""What employers and workers said, with their consent; what changed for good; and what others published."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from evaluation.choices import ChangeStatus, ChangeType, EvidenceLevel, StoryKind
from evaluation.models import Claim, Story, SystemsChange
from grants.models import Award
from home.management.demonstration.profiles import INDUSTRIES
from home.management.demonstration.world import World, keep
from partnerships.models import Partnership

EMPLOYER = (
    (
        "We stopped taking one another’s people",
        "Five of us hired the same welders in turn, a dollar at a time. Now we send people to one class and the pay is"
        " posted. I have not lost a second-year {job_one} since.",
    ),
    (
        "The class moved to our floor",
        "I said that nobody learns this from slides. The college moved the class to our floor in March. The first six"
        " people were useful in their second week.",
    ),
    (
        "I would pay for it",
        "If you ask me whether I would pay to keep the table, I would. I sit down with nine competitors and leave with"
        " something I can use. That never happened before.",
    ),
    (
        "We asked for the wrong thing",
        "We asked for more applicants. What we needed was somebody who told new people what the second job pays. We wrote"
        " it on one page, and people stay.",
    ),
    (
        "Four hours a week",
        "Letting people go for four hours with pay sounded dear. Overtime on that line is down by a third, so I stopped"
        " counting.",
    ),
)
WORKER = (
    (
        "Two jobs, then one",
        "I cleaned offices at night and stocked shelves by day. The class was in the evening, and somebody watched my son."
        " I have one job now, and it has a dentist.",
    ),
    (
        "Somebody called every week",
        "I had started school twice. This time somebody called each week to ask what was in the way. Once it was tires.",
    ),
    (
        "My name on the board",
        "There is a ladder on the wall with the pay beside each step and my name on the second one. I know what the third"
        " one asks of me.",
    ),
    (
        "From the line to the tool room",
        "I ran the same machine for six years. Now I fix it. The raise is good; being asked is better.",
    ),
)
CONSENT = "May be printed in the state’s reports and on its pages, with my name and job, until the day given."
CHANGES = (
    (
        ChangeType.HR_PRACTICE,
        "Pay steps posted where people work",
        "Pay was told at the offer, and differed by who asked.",
    )
    + ("Nine firms post the pay of each step beside the line and tell it in the first interview.", 3),
    (ChangeType.COLLEGE_PROGRAM, "Evening certificate in {credential_of}", "The course ran by day, once a year.")
    + ("The college offers it every term in the evening, in its own budget.", 5),
    (ChangeType.CURRICULUM, "Curriculum rewritten with employers", "The course followed a textbook of 2009.")
    + ("Employers and instructors revise it each spring; a third of it is taught at a firm.", 2),
    (ChangeType.APPRENTICESHIP, "Registered apprenticeship across six small firms", "None of the firms could host one.")
    + ("Six firms share a sponsor, a related course and eleven apprentices.", 3),
    (ChangeType.CREDENTIAL, "One credential asked for by all", "Each firm tested people in its own way.")
    + ("Eleven firms ask for the same credential and say so in their postings.", 3),
    (ChangeType.PATHWAY, "A first job that leads to a second", "People left the first job after seven months.")
    + ("A written path with pay at each step, agreed by seven firms.", 2),
    (ChangeType.AGREEMENT, "Two boards share one intake", "People were enrolled twice and counted twice.")
    + ("One form and one record for both boards, by written agreement.", 4),
    (ChangeType.SHARED_DATA, "Schools and employers look at the same figures", "Each had its own count of openings.")
    + ("A quarterly sheet of openings, applicants and who finished, signed by both.", 2),
)


def told_in_a_report(world: World, award: Award) -> dict[str, str]:
    """The story that a convener offers with a report."""
    title, text = world.rng.choice(WORKER + EMPLOYER)
    industry = next(i for i in INDUSTRIES.values() if i.title == award.partnership.industry.title)
    firm = next((o.legal_name for o, role in world.tables[award.partnership_id] if role == "employer"), "a member firm")
    return {
        "title": title,
        "text": text.format(job_one=industry.jobs[0].rstrip("s")),
        "speaker": world.names.person(),
        "role": f"{industry.jobs[0].rstrip('s').capitalize()} at {firm}",
        "consent": CONSENT,
        "until": (world.now.date() + dt.timedelta(days=730)).isoformat(),
    }


def make_evidence(world: World) -> None:
    """Stories, systems changes and published claims."""
    stories = [_story(world, number) for number in range(world.count(34, 6))]
    keep(stories)
    changes = [_change(world, number) for number in range(world.count(26, 5))]
    keep(changes)
    if world.state.code == "pa":
        keep(_claims())
    keep(_benchmarks())


def _working(world: World) -> list[Partnership]:
    return [p for p in world.partnerships if p.stage in ("implementing", "sustaining")]


def _story(world: World, number: int) -> Story:
    """Consent is given for three years; the second one was taken back, the fifth has run out."""
    rng, working = world.rng, _working(world)
    partnership = working[number * 3 % len(working)]
    industry = next(i for i in INDUSTRIES.values() if i.title == partnership.industry.title)
    employers = [o for o, role in world.tables[partnership.pk] if role == "employer"]
    firm = rng.choice(employers)
    from_worker = number % 3 == 2
    title, text = (WORKER if from_worker else EMPLOYER)[number // 3 % (len(WORKER) if from_worker else len(EMPLOYER))]
    told = world.quarter.end - dt.timedelta(days=rng.randint(20, 480))
    role = f"{industry.jobs[1].rstrip('s').capitalize()}" if from_worker else "Plant manager"
    return Story(
        partnership=partnership,
        organization=firm,
        measure=world.measures["W7" if from_worker else "E1" if number % 2 else "E4"],
        kind=StoryKind.WORKER if from_worker else StoryKind.EMPLOYER,
        title=title,
        text=text.format(job_one=industry.jobs[0].rstrip("s")),
        speaker=world.names.person(),
        speaker_role=f"{role}, {firm.legal_name}",
        county_fips=firm.county_fips,
        told_on=told,
        consent_on=None if number % 17 == 9 else told,
        consent_until=told + dt.timedelta(days=10 if number == 4 else 1095),
        consent_note=CONSENT,
        revoked_at=world.ago(30) if number == 1 else None,
        created_by=world.convener_of(partnership.convener),
    )


def _change(world: World, number: int) -> SystemsChange:
    """Three in five are verified, by an officer who did not write them down."""
    working = _working(world)
    partnership = working[number * 5 % len(working)]
    industry = next(i for i in INDUSTRIES.values() if i.title == partnership.industry.title)
    type, title, before, now, depth = CHANGES[number % len(CHANGES)]
    status = (ChangeStatus.VERIFIED, ChangeStatus.VERIFIED, ChangeStatus.EVIDENCED, ChangeStatus.VERIFIED)[number % 4]
    status = ChangeStatus.CLAIMED if number % 7 == 6 else status
    return SystemsChange(
        partnership=partnership,
        type=type,
        title=title.format(credential_of=industry.title.lower()),
        before=before,
        now=now,
        effective_on=world.quarter.end - dt.timedelta(days=world.rng.randint(10, 460)),
        depth=depth,
        evidence="" if status == ChangeStatus.CLAIMED else "Signed statement of the chair, and the document itself.",
        status=status,
        created_by=world.convener_of(partnership.convener),
        verified_by=world.officer(number) if status == ChangeStatus.VERIFIED else None,
    )


def _claims() -> list[Claim]:
    """What was published about Pennsylvania's partnerships: figures that do not agree, each with its source."""
    faq = {"source_title": "Sector Strategies FAQ", "source_date": dt.date(2012, 9, 12)}
    workers = {"unit": "workers", "topic": "workers trained", "level": EvidenceLevel.COUNT}
    return [
        Claim(
            statement="81 industry partnerships were at work", value=Decimal(81), unit="partnerships", topic="P1", **faq
        ),
        Claim(
            statement="Over 18,000 workers have been trained",
            value=Decimal(18_000),
            period="since 2004",
            **workers,
            **faq,
        ),
        Claim(
            statement="More than 70,000 workers have been trained",
            value=Decimal(70_000),
            period="since 2005",
            source_title="Pennsylvania Industry Partnerships, booklet of the state",
            note="Enrollments, it seems, rather than people",
            **workers,
        ),
        Claim(
            statement="More than 118,000 workers have been trained",
            value=Decimal(118_000),
            period="since 2005, as of June 2011",
            source_title="Release of a state senator",
            source_date=dt.date(2011, 6, 1),
            note="Definition not given",
            **workers,
        ),
    ]


def _benchmarks() -> list[Claim]:
    """The third-party evaluation that the FAQ quotes, beside which a state's own survey is printed."""
    rows = (
        ("E1", 41, "41% of employers surveyed reported reduced turnover"),
        ("E2", 19, "19% of employers surveyed reported less rework"),
        ("E3", 23, "23% of employers surveyed reported fewer customer complaints"),
        ("E4", 100, "100% of companies said that the partnership was valuable"),
    )
    return [
        Claim(
            statement=statement,
            value=Decimal(value),
            unit="percent",
            population="Employers in Massachusetts",
            topic=topic,
            source_title="Third-party evaluation in Massachusetts, in the Sector Strategies FAQ",
            source_date=dt.date(2012, 9, 12),
            note="The number of answers is not stated",
        )
        for topic, value, statement in rows
    ]
