"""Applications with everything in them, in every status, and what was frozen of those that were sent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from core import jobs, money
from grants.actions.application_case import BELOW
from grants.actions.screening import Answer
from grants.actions.submissions import receipt_number
from grants.choices import ApplicationStatus as S
from grants.choices import BudgetCategory as B
from grants.choices import MatchKind, MatchTest, RoundKind, ScreeningOutcome
from grants.models import Application, BudgetLine, Partner, Round, Screening, Submission, Target
from grants.readmodels.application_content import content_to_freeze
from grants.readmodels.screening import checklist_of
from grants.tasks.receipts import DRAW_RECEIPT
from home.management.demonstration.answers import Writer
from home.management.demonstration.cases import write_cases
from home.management.demonstration.rounds import calls
from home.management.demonstration.world import World, keep
from partnerships.models import Partnership
from questions.choices import ResponseStatus
from questions.models import Question, Response
from questions.readmodels import sha256_of

FORCED = {
    "first": (0, 4, 11, 1, 5),
    "second": (17, 12),
    "seed": (4, 5),
    "review": (0, 1),
    "open": (6, 8),
    "past": (6, 8),
}
"""Partnerships, by number, of the two conveners of the sign-in page."""
OFFSET = {"first": 2, "second": 33, "past": 58, "seed": 20, "decision": 62, "review": 40, "open": 55}
OPEN_STATUSES = (S.DRAFT, S.SUBMITTED, S.DRAFT, S.SUBMITTED, S.ELIGIBLE, S.DRAFT, S.SUBMITTED, S.DRAFT, S.ELIGIBLE)
SHARES = {
    B.PERSONNEL: 30,
    B.FRINGE: 9,
    B.TRAVEL: 2,
    B.SUPPLIES: 6,
    B.CONTRACTUAL: 38,
    B.OTHER: 10,
    B.INDIRECT: 5,
}
BASIS = {
    B.PERSONNEL: "Coordinator at 0.6 and data assistant at 0.1 of full time",
    B.FRINGE: "30% of salaries, as the organization's audited rate",
    B.TRAVEL: "Site visits at the state's mileage rate",
    B.SUPPLIES: "Training parts and safety gear that are used up",
    B.CONTRACTUAL: "Training by the college, by the person",
    B.OTHER: "Rides, tools and child care for people in training",
    B.INDIRECT: "De minimis rate on modified total direct costs",
}
MEASURED = {
    "P": "The partnership's list of members and minutes, counted each quarter",
    "S": "The log of changes, confirmed by two employers",
    "W": "Rosters of the provider, and talks with each person at exit and six months later",
    "C": "Records of the member firms, signed each quarter",
}
"""How the measures of a family are known, by the first letter of their code."""
MISSED = "The fiscal agent named in the budget did not sign, and was not named when we asked on the second day."
PROMISES = (
    "Hosts learners and releases people four hours a week",
    "Instructor for one day a week",
    "Letter of commitment, hires from the training",
    "Training site and equipment",
    "Recruits and supports people",
    "Sits on the steering group",
)


def pick(world: World, key: str, count: int) -> list[Partnership]:
    """Which partnerships apply in a round: those of the known conveners first, then others in turn."""
    found = [world.partnerships[n] for n in FORCED.get(key, ()) if n < world.profile.partnerships]
    turn = OFFSET[key]
    while len(found) < count:
        one = world.partnerships[turn % world.profile.partnerships]
        turn += 1
        if one not in found:
            found.append(one)
        if turn > OFFSET[key] + world.profile.partnerships:
            break
    return found[:count]


def make_applications(world: World) -> None:
    """Every round's applications. What becomes of those that were reviewed is written by later steps."""
    for call in calls(world):
        if not call.applications:
            continue
        round = world.rounds[call.key]
        chosen = pick(world, call.key, world.count(call.applications, 4))
        assert round.form_version is not None
        responses = keep([Response(version=round.form_version, created_at=round.opens_at) for _ in chosen])
        rows = [
            _application(world, call.key, round, number, partnership, response)
            for number, (partnership, response) in enumerate(zip(chosen, responses, strict=True), start=1)
        ]
        world.applications[call.key] = keep(rows)
        _fill(world, round, world.applications[call.key])


def status_at(key: str, number: int) -> S:
    """Where an application of a round stands before any is reviewed further on."""
    if key == "open":
        return {12: S.INELIGIBLE, 13: S.WITHDRAWN}.get(number, OPEN_STATUSES[(number - 1) % len(OPEN_STATUSES)])
    if key == "review":
        return {5: S.INELIGIBLE, 9: S.WITHDRAWN, 14: S.ELIGIBLE, 21: S.ELIGIBLE}.get(number, S.UNDER_REVIEW)
    return S.SCORED


def _application(
    world: World, key: str, round: Round, number: int, partnership: Partnership, response: Response
) -> Application:
    rng, by = world.rng, world.convener_of(partnership.convener)
    status = status_at(key, number)
    started = round.opens_at + dt.timedelta(days=rng.randint(1, 20), minutes=rng.randint(0, 500))
    sent = _sent_at(world, round) if status != S.DRAFT else None
    least, most = int(round.min_award), int(round.max_award)
    requested = Decimal(rng.randrange(least + (most - least) // 5, most + 1, 200 if most < 200_000 else 500))
    moved = {S.ELIGIBLE: 4, S.INELIGIBLE: 5, S.WITHDRAWN: 2, S.UNDER_REVIEW: 3}.get(status, 0)
    changed = min(
        (sent or world.ago(rng.uniform(0.05, 9))) + dt.timedelta(days=moved and rng.randint(1, moved)),
        world.now - dt.timedelta(minutes=rng.randint(3, 300)),
    )
    return Application(
        round=round,
        number=f"{round.number_prefix}-{number:04}",
        title=partnership.name,
        organization=partnership.convener,
        partnership=partnership,
        response=response,
        status=status,
        industry_title=partnership.industry.title,
        naics=partnership.industry.naics,
        county_fips=partnership.county_fips,
        months=rng.randint(round.min_months, round.max_months),
        requested=requested,
        officer=world.officer(number) if status != S.DRAFT else None,
        started_by=by,
        created_at=min(started, changed),
        changed_at=changed,
        submitted_at=sent,
        submitted_by=by if sent else None,
    )


def _sent_at(world: World, round: Round) -> dt.datetime:
    """Most people send on the last two days; nobody after the deadline."""
    latest = min(round.closes_at, world.now) - dt.timedelta(minutes=world.rng.randint(2, 90))
    return max(
        latest - dt.timedelta(hours=world.rng.choice((0, 0, 1, 3, 20, 28, 75, 190))),
        round.opens_at + dt.timedelta(days=2),
    )


def _fill(world: World, round: Round, applications: list[Application]) -> None:
    """Answers, partners, budget and targets; screening and submission of those that were sent."""
    questions = list(
        Question.objects.filter(section__version_id=round.form_version_id).order_by("section__position", "position")
    )
    answers, partners, lines, targets = [], [], [], []
    for application in applications:
        writer = Writer(world, application, application.pk)
        upto = 1.0 if application.submitted_at else world.rng.choice((0.2, 0.45, 0.6, 0.8))
        saved = application.submitted_at or application.changed_at
        answers += writer.answers(questions, application.response, upto=upto, saved=saved)
        partners += _partners(world, application)
        lines += _budget(world, application)
        targets += _targets(world, application)
    keep(answers)
    keep(partners)
    keep(lines)
    keep(targets)
    write_cases(world, applications, partners, targets)
    sent = [application for application in applications if application.submitted_at]
    Response.objects.filter(pk__in=[a.response_id for a in sent]).update(status=ResponseStatus.SUBMITTED)
    submissions = keep([_submission(world, application) for application in sent])
    for submission in submissions:
        if world.profile.extras and submission.application.organization in world.conveners[:2]:
            jobs.enqueue(DRAW_RECEIPT, submission_id=submission.pk)
    _screen(world, sent)


def _partners(world: World, application: Application) -> list[Partner]:
    assert application.partnership is not None
    rng = world.rng
    table = world.tables[application.partnership.pk]
    some = table if application.submitted_at else table[: rng.randint(2, 6)]
    return [
        Partner(
            application=application,
            organization=organization,
            name=organization.legal_name,
            role=role,
            city=organization.city,
            commitment=rng.choice(PROMISES) if rng.random() < 0.8 else "",
            position=position,
        )
        for position, (organization, role) in enumerate(some, start=1)
    ]


def _budget(world: World, application: Application) -> list[BudgetLine]:
    """Lines that add up to what is requested, and a little more match than the round asks for."""
    rng, round = world.rng, application.round
    weights = {category: share + rng.randint(0, 3) for category, share in SHARES.items()}
    parts = money.split(application.requested / 10, weights)
    amounts = {category: part.quantize(Decimal(1)) * 10 for category, part in parts.items()}
    amounts[B.CONTRACTUAL] += application.requested - sum(amounts.values())
    needed = application.requested * round.match_percent / 100 * Decimal("1.04")
    cash = (needed * rng.randint(35, 65) / 100).quantize(Decimal(10))
    kind = needed.quantize(Decimal(10)) + 10 - cash if needed else Decimal(0)
    return [
        BudgetLine(
            application=application,
            category=category,
            description=BASIS[category],
            amount=amount,
            position=position,
        )
        for position, (category, amount) in enumerate(amounts.items(), start=1)
    ] + (_match(world, application, cash, kind) if needed else [])


def _match(world: World, application: Application, cash: Decimal, kind: Decimal) -> list[BudgetLine]:
    """Cash of one employer, and in kind what two others give: the wages of people in training, and a shop floor."""
    assert application.partnership is not None
    table = world.tables[application.partnership.pk]
    firms = [organization.legal_name for organization, role in table if role == "employer"] or ["The first employer"]
    space = (kind / 4).quantize(Decimal(10))
    given = (
        (B.CONTRACTUAL, MatchKind.CASH, cash, "Its share of the price of training, by the person"),
        (B.PERSONNEL, MatchKind.WAGES, kind - space, "Hours of people in training, at the pay that they have"),
        (B.OTHER, MatchKind.SPACE, space, "A bay of the shop floor, at the rent of the market by the square foot"),
    )
    return [
        BudgetLine(
            application=application,
            category=category,
            description=basis,
            match_cash=amount if what == MatchKind.CASH else Decimal(0),
            match_in_kind=Decimal(0) if what == MatchKind.CASH else amount,
            match_source=firms[number % len(firms)],
            match_kind=what,
            evidence="Signed letter of commitment; payroll and invoices kept for five years",
            tests=MatchTest.values,
            position=BELOW + number,
        )
        for number, (category, what, amount, basis) in enumerate(given)
    ]


def _targets(world: World, application: Application) -> list[Target]:
    """What is promised: people and rates in an implementation round, employers and milestones in the others."""
    rng = world.rng
    people = int(application.requested) // rng.randint(2050, 3150)
    promised = {"P5": rng.randint(3, 12), "S7": rng.choice((80, 90, 100))}
    if application.round.kind == RoundKind.IMPLEMENTATION:
        promised = {
            "P2": people,
            "W4": rng.choice((75, 80, 85)),
            "W5": rng.choice((65, 70, 75)),
            "W6": rng.choice((70, 75, 80)),
            "W7": rng.choice((45, 50, 60)),
            "P5": rng.randint(3, 14),
            "P7": rng.randrange(20_000, 120_000, 5_000),
        } | ({"C1": rng.randrange(40, 260, 10)} if rng.random() < 0.4 else {})
    if not application.submitted_at and rng.random() < 0.5:
        return []
    return [
        Target(
            application=application,
            measure=world.measures[code],
            value=Decimal(value),
            baseline=None if code[0] == "W" else Decimal(value) / 2 if code == "S7" else Decimal(0),
            by_month=None if position > 1 else max(1, (application.months or 1) * 3 // 4),
            source=MEASURED[code[0]],
            position=position,
        )
        for position, (code, value) in enumerate(promised.items(), start=1)
    ]


def _submission(world: World, application: Application) -> Submission:
    """The frozen form of what was sent."""
    assert application.submitted_by is not None
    assert application.submitted_at is not None
    content = content_to_freeze(application, certified_by=application.submitted_by, state=world.state)
    return Submission(
        application=application,
        number=receipt_number(application, 1),
        received_at=application.submitted_at,
        by=application.submitted_by,
        content=content,
        sha256=sha256_of(content),
    )


def _screen(world: World, applications: list[Application]) -> None:
    """Everything that went on was found eligible; the others say why not."""
    rows = []
    for application in applications:
        if application.status in (S.SUBMITTED, S.WITHDRAWN):
            continue
        checks = checklist_of(application)
        bad, submitted = application.status == S.INELIGIBLE, application.submitted_at
        assert submitted is not None
        said = [Answer(check, not (bad and check == checks[-1]), MISSED if bad else "").kept() for check in checks]
        rows.append(
            Screening(
                application=application,
                outcome=ScreeningOutcome.INELIGIBLE if bad else ScreeningOutcome.ELIGIBLE,
                checks=said,
                reason=MISSED if bad else "",
                by=application.officer,
                at=max(application.changed_at - dt.timedelta(hours=1), submitted),
            )
        )
    keep(rows)
