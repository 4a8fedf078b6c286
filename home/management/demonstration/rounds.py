"""Funds, and the rounds they are given out in: one open, one in review, one before the director, others past."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.text import slugify

from core.calendars import add_months
from grants.choices import FundOrigin, MatchBasis, Merit, RoundKind, RoundStatus
from grants.models import Criterion, Fund, Pool, PoolShare, Program, Round, RoundFund, RoundPromise
from grants.readmodels.round_promise import promise_of
from home.management.demonstration.eligibility import ask_first
from home.management.demonstration.world import World, keep
from partnerships.choices import OrganizationType as T
from questions.readmodels import sha256_of

THOUSAND = Decimal(1000)


@dataclass(frozen=True)
class Call:
    """One round. `opens`, `closes`, `review_due` and `starts` are days from now; money in thousands for Pennsylvania."""

    key: str
    name: str
    kind: RoundKind
    status: RoundStatus
    opens: int
    closes: int
    starts: int
    money: int
    least: int
    most: int
    months: tuple[int, int]
    match: int
    applications: int
    summary: str
    prefix: str


SEED, PLANNING, DOING = RoundKind.SEED, RoundKind.PLANNING, RoundKind.IMPLEMENTATION
S = RoundStatus
FIND_OUT = (
    "For employers who want to find out what they share. The grant pays for an industry assessment, for bringing employers"
    " together, and for a plan that they adopt themselves."
)
TRAIN = (
    "For a partnership that has a plan and is ready to train people. The grant pays for training, for the people who hold"
    " the table together, and for what workers need to stay."
)
TRY = "For trying one new idea with at least two employers, in six months or less, and telling the others how it went."


def calls(world: World) -> list[Call]:
    """All rounds of a state; those of the past count from its reporting quarters."""
    year, today = world.now.year, world.now.date()

    def days(to: dt.date) -> int:
        return (to - today).days

    first, second = days(world.first_quarter.start), days((world.first_quarter + 3).start)
    past = days((world.first_quarter + 2).start)
    coming = days(add_months(today.replace(day=1), 4))
    seed = days(add_months(today.replace(day=1), 2))
    old, newer = year - 2, year - 1
    return [
        Call("first", f"{old} Implementation grants", DOING, S.AWARDED, first - 190, first - 130, first, 6600, 100, 450,
             (24, 36), 25, 34, TRAIN, f"I{old % 100}"),
        Call("past", f"{newer} Planning grants", PLANNING, S.AWARDED, past - 170, past - 115, past, 760, 25, 100,
             (6, 6), 0, 14, FIND_OUT, f"P{newer % 100}"),
        Call("second", f"{newer} Implementation grants", DOING, S.AWARDED, second - 180, second - 125, second, 6200, 100,
             400, (24, 24), 25, 32, TRAIN, f"I{newer % 100}"),
        Call("seed", f"{year} Seed grants", SEED, S.AWARDED, -120, -75, seed, 330, 25, 60, (4, 6), 0, 11, TRY,
             f"S{year % 100}"),
        Call("decision", f"Fall {year} Planning grants", PLANNING, S.DECISION, -150, -84, coming, 840, 25, 100, (4, 6), 0,
             15, FIND_OUT, f"F{year % 100}"),
        Call("review", f"{year + 1} Implementation grants", DOING, S.REVIEW, -96, -26, coming, 6500, 150, 500, (12, 36),
             25, 32, TRAIN, f"I{(year + 1) % 100}"),
        Call("open", f"{year + 1} Planning grants", PLANNING, S.OPEN, -39, 21, coming, 900, 25, 100, (3, 6), 0, 21,
             FIND_OUT, f"P{(year + 1) % 100}"),
        Call("rehearsal", f"Rehearsal of the {year + 1} Planning grants", PLANNING, S.OPEN, -3, 25, coming, 900, 25, 100,
             (3, 6), 0, 0, FIND_OUT, f"R{(year + 1) % 100}"),
        Call("draft", f"{year + 1} Seed grants", SEED, S.DRAFT, 68, 110, 220, 300, 25, 60, (4, 6), 0, 0, TRY,
             f"S{(year + 1) % 100}"),
    ]  # fmt: skip


RUBRIC = (
    ("Partnership and employer leadership", 60, ("partnership", "partners"), 2)
    + ("Do employers lead, and are those at the table who must be?",),
    ("Industry assessment", 100, ("assessment",), 1)
    + ("Are the labor market regions that matter to these industries distinct, and is the evidence named and recent?",),
    ("Convener: capacity and neutrality", 50, ("convener",), None)
    + ("Has the convener done this before, and does it help without steering?",),
    ("Work plan and outcomes", 50, ("work-plan", "outcomes", "after-the-grant"), None)
    + ("Would these steps lead to these outcomes for these people?",),
    ("Budget and leverage", 40, ("budget",), None) + ("Is each line needed, and who else pays?",),
)
"""The one-third rubric: the assessment is 100 of 300 points (BR-20)."""
MERITS = (Merit.CAPACITY, Merit.NEED, Merit.CAPACITY, Merit.QUALITY, Merit.COST)
BANDS = (
    (0.87, "Exemplary", "Evidence for every statement; nothing to ask."),
    (0.70, "Superior", "Convincing, with a question or two that do not change the judgment."),
    (0.53, "Adequate", "Meets what was asked; important things are said without evidence."),
    (0.0, "Needs improvement", "Something that was asked for is missing or does not convince."),
)
WHO = (
    "A local workforce board, college, chamber, union, trade association or nonprofit that convenes a partnership with at"
    " least {n} employers. A single employer or a for-profit trainer may take part, but may not lead."
)
PURPOSE = (
    "Bring the employers of an industry and a region together with those who teach and those who speak for workers, so that"
    " people are trained for jobs that are there."
)
AGREEMENT = "Memorandum of understanding of the two agencies; every dollar keeps its source"
LEADERS = [T.WORKFORCE_BOARD, T.COMMUNITY, T.CHAMBER, T.COLLEGE, T.LABOR, T.TRADE_ASSOCIATION, T.ECONOMIC_DEVELOPMENT]


def make_funds(world: World) -> None:
    """Two state funds and a federal one. Their amounts are set when it is known what they must carry."""
    agency, start = world.state.word("agency"), world.first_quarter.start
    usps, name = world.profile.usps, world.profile.name
    far = start + dt.timedelta(days=365 * 5)
    world.funds = keep(
        [
            Fund(
                name=f"{name} sector partnership appropriation, {start.year} and {start.year + 1}",
                agency=agency,
                origin=FundOrigin.STATE_GENERAL,
                amount=Decimal(1),
                available_from=start - dt.timedelta(days=120),
                available_to=far,
            ),
            Fund(
                name=f"{name} sector partnership appropriation, {world.now.year}",
                agency=agency,
                origin=FundOrigin.STATE_GENERAL,
                amount=Decimal(1),
                available_from=world.quarter.start,
                available_to=far,
            ),
            Fund(
                name=f"Governor's reserve, WIOA Title I ({usps})",
                agency="U.S. Department of Labor",
                origin=FundOrigin.FEDERAL,
                aln="17.258",
                amount=Decimal(1),
                available_from=start - dt.timedelta(days=120),
                available_to=far,
            ),
        ]
    )


def make_programs(world: World) -> None:
    """The program that every round belongs to, and the braided pool of its two funds of today."""
    name = world.profile.name
    world.program = keep(
        [
            Program(
                name=f"{name} sector partnerships",
                agency=world.state.word("agency"),
                purpose=PURPOSE,
                citation=world.profile.statute,
            )
        ]
    )[0]
    world.pool = keep([Pool(name=f"{name} sector partnership pool", agreement=AGREEMENT)])[0]
    keep(
        [
            PoolShare(pool=world.pool, fund=world.funds[1], ratio=75),
            PoolShare(pool=world.pool, fund=world.funds[2], ratio=25),
        ]
    )


def make_rounds(world: World) -> None:
    """Each round with its money and its rubric."""
    listed = calls(world)
    rows = [_round(world, call) for call in listed]
    made = keep(rows)
    world.rounds = {call.key: round for call, round in zip(listed, made, strict=True)}
    shares, criteria = [], []
    for call, round in zip(listed, made, strict=True):
        state_fund = world.funds[0] if call.key in ("first", "past", "second") else world.funds[1]
        federal = (round.total_available / 4).quantize(THOUSAND)
        shares.append(RoundFund(round=round, fund=state_fund, amount=round.total_available - federal))
        shares.append(RoundFund(round=round, fund=world.funds[2], amount=federal))
        criteria += [
            Criterion(
                round=round,
                position=place,
                title=title,
                points=points,
                guidance=guidance,
                bands=bands_of(points),
                section_keys=list(keys),
                tie_place=tie,
                merit=MERITS[place - 1],
            )
            for place, (title, points, keys, tie, guidance) in enumerate(RUBRIC, start=1)
        ]
    keep(shares)
    keep(criteria)
    if world.profile.extras:
        ask_first(world, world.rounds["open"])
    kept = [(round, promise_of(round)) for round in made if round.status != S.DRAFT]
    keep([RoundPromise(round=round, content=copy, sha256=sha256_of(copy), at=round.opens_at) for round, copy in kept])


def bands_of(points: int) -> list[list[Any]]:
    """The bands of a criterion, highest first: each ends a point below the one above it, so that none shares a score."""
    bands, high = [], points
    for share, name, text in BANDS:
        low = round(share * points)
        bands.append([low, high, name, text])
        high = low - 1
    return bands


def _round(world: World, call: Call) -> Round:
    today = world.now.date()
    opens = world.at(world.business_day(today + dt.timedelta(days=call.opens)), 9)
    closes = world.at(world.business_day(today + dt.timedelta(days=call.closes)), 17)
    starts = today + dt.timedelta(days=call.starts)
    doing = call.kind == RoundKind.IMPLEMENTATION
    due = {S.REVIEW: world.at(world.business_day(today + dt.timedelta(days=12)), 17)}
    money = max(Decimal(call.most) * 3, Decimal(call.money) * Decimal(str(world.size))).quantize(Decimal(1)) * THOUSAND
    return Round(
        program=world.program,
        pool=world.pool if call.status in (S.OPEN, S.DRAFT) else None,
        is_rehearsal=call.key == "rehearsal",
        name=call.name,
        slug=slugify(call.name),
        kind=call.kind,
        status=call.status,
        summary=call.summary,
        who_may_apply=WHO.format(n=4 if doing else 2),
        form_version=world.forms["implementation" if doing else "planning"],
        number_prefix=f"{world.profile.usps}-{call.prefix}",
        total_available=money,
        min_award=call.least * THOUSAND,
        max_award=call.most * THOUSAND,
        min_months=call.months[0],
        max_months=call.months[1],
        match_percent=call.match,
        match_basis=MatchBasis.OF_AWARD if call.match else MatchBasis.NONE,
        eligible_types=LEADERS,
        min_employers=4 if doing else 2,
        opens_at=opens,
        closes_at=closes,
        award_by=starts - dt.timedelta(days=30),
        period_starts_on=starts,
        review_due_at=due.get(call.status, closes + dt.timedelta(days=45)),
        reviewers_each=3,
        split_points=45,
        created_at=opens - dt.timedelta(days=30),
    )


def settle_funds(world: World) -> None:
    """What a fund holds: what was awarded from it and what the rounds not yet decided may give, rounded up."""
    undecided = [r.pk for key, r in world.rounds.items() if r.status != RoundStatus.AWARDED and not r.is_rehearsal]
    for fund in world.funds:
        given = sum((award.amount for award in world.awards if award.fund_id == fund.pk), Decimal(0))
        promised = sum(
            RoundFund.objects.filter(fund=fund, round__in=undecided).values_list("amount", flat=True), Decimal(0)
        )
        fund.admin_percent = Decimal(0) if fund.origin == FundOrigin.FEDERAL else Decimal(5)
        needed = (given + promised) * 100 / (100 - fund.admin_percent)
        fund.amount = (needed / 50_000 + 1).quantize(Decimal(1)) * 50_000
    Fund.objects.bulk_update(world.funds, ["amount", "admin_percent"])
