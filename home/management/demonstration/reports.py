"""Quarterly reports of every award: eight quarters of figures and dollars that add up, late ones, returned ones."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from core.money import CENT
from grants.choices import AwardStatus, ReportStatus
from grants.models import Award, Report, ReportFigure, ReportReturn, ReportSpending, ReportVersion
from grants.readmodels.ledger import budget_of
from grants.readmodels.report_content import content_of
from grants.readmodels.report_page import page_of
from grants.rules.schedule import Due, reports_owed
from home.management.demonstration.answers import Writer
from home.management.demonstration.stories import told_in_a_report
from home.management.demonstration.world import World, keep
from questions.choices import ResponseStatus
from questions.models import Answer, Question, Response
from questions.readmodels import sha256_of

R = ReportStatus
LAST = (R.ACCEPTED, R.SUBMITTED, R.ACCEPTED, R.ACCEPTED, R.SUBMITTED, R.ACCEPTED, R.OPEN, R.ACCEPTED, R.RETURNED)
"""Where the reports of the last quarter stand, in turn. The quarters before are accepted."""
COMMENTS = {
    "measures": "Completed is more than last quarter’s enrolled. Please say whether people of an earlier group are in it.",
    "money": "Contractual is well under plan. Say when the college’s invoice is expected.",
    "progress": "Please name the firms at the September meeting; two are not on the roster.",
}
NOTES = (
    "The college bills in the month after a group ends, so this evens out next quarter.",
    "Two groups started in the same quarter. Over the award we expect to end on plan.",
    "One firm paused hiring until its new line is in; the others took the people.",
    "Fewer people than we thought needed help with rides; we will ask to move part of the line.",
    "The instructor was ill for five weeks. The group ends in the next quarter.",
)


@dataclass
class Course:
    """What an award did quarter by quarter: people who entered, and its running shares of money and targets."""

    award: Award
    targets: dict[str, Decimal]
    entered: list[int] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)


def make_reports(world: World) -> dict[int, Course]:
    """Schedules and fills. Returns how many people entered in each quarter, by award id, for the people themselves."""
    accepted = (AwardStatus.ACTIVE, AwardStatus.ENDED, AwardStatus.CLOSED)
    awards = [award for award in world.awards if award.status in accepted]
    courses = {award.pk: _course(world, award) for award in awards}
    rows: list[Report] = []
    for number, award in enumerate(awards):
        zone, roll = world.state.zone, world.state.due_next_business_day
        for place, due in enumerate(reports_owed(award.starts_on, award.ends_on, zone=zone, next_business_day=roll)):
            rows.append(_report(world, award, due, number, place))
    reports = keep(rows)
    begun = [report for report in reports if report.status != R.SCHEDULED]
    _answers(world, begun)
    _rows(world, begun, courses)
    _freeze(world, begun)
    return courses


def _course(world: World, award: Award) -> Course:
    rng = world.rng
    targets = {t.measure.code: t.value for t in award.application.targets.select_related("measure")}
    quarters = len(list(reports_owed(award.starts_on, award.ends_on, zone=world.state.zone, next_business_day=True)))
    course, done = Course(award, targets), 0
    pace = rng.uniform(0.8, 1.08)
    people = int(targets.get("P2", 0))
    for number in range(1, quarters + 1):
        share = number / quarters
        upto = round(people * share * pace * rng.uniform(0.92, 1.04))
        course.entered.append(max(0, upto - done))
        done = max(done, upto)
        course.shares.append(min(1.0, max(course.shares[-1:] or [0.0]) + 1 / quarters * rng.uniform(0.72, 1.1)))
    return course


def _status(world: World, award: Award, due: Due, number: int) -> R:
    if due.period_end > world.quarter.end:
        return R.SCHEDULED
    if due.period_end < world.quarter.end:
        return R.ACCEPTED
    if award.organization == world.conveners[0]:
        return R.OPEN if award.application.number.endswith("-0001") else R.ACCEPTED
    if award.organization == world.conveners[1]:
        return R.RETURNED if award.application.number.endswith("-0004") else R.SUBMITTED
    return LAST[number % len(LAST)]


def _report(world: World, award: Award, due: Due, number: int, place: int) -> Report:
    rng, by = world.rng, world.convener_of(award.organization)
    status = _status(world, award, due, number)
    due_at = due.due_at
    if status == R.OPEN and award.organization == world.conveners[0] and due_at < world.now:
        due_at = world.at(world.business_day(world.now.date() + dt.timedelta(days=5)), 23, 59, 59)
    late = (number * 7 + place * 3) % 11 == 0
    days = -rng.randint(1, 9) if late else rng.randint(0, 12)
    submitted = min(due_at - dt.timedelta(days=days, minutes=rng.randint(5, 700)), world.ago(rng.uniform(1, 8)))
    decided = min(submitted + dt.timedelta(days=rng.randint(3, 16), minutes=rng.randint(1, 300)), world.ago(0.3))
    sent = status in (R.SUBMITTED, R.RETURNED, R.ACCEPTED)
    return Report(
        award=award,
        period_start=due.period_start,
        period_end=due.period_end,
        due_at=due_at,
        status=status,
        is_final=due.is_final,
        story=told_in_a_report(world, award) if sent and rng.random() < 0.25 else {},
        opened_at=None if status == R.SCHEDULED else world.at(due.period_end + dt.timedelta(days=1), 6),
        submitted_at=submitted if sent else None,
        submitted_by=by if sent else None,
        certified_as=by.name if sent else "",
        decided_at=decided if status in (R.RETURNED, R.ACCEPTED) else None,
        decided_by=award.officer if status in (R.RETURNED, R.ACCEPTED) else None,
    )


def _answers(world: World, reports: list[Report]) -> None:
    """The narrative of each report; of an open one the beginning."""
    version = world.forms["narrative"]
    questions = list(Question.objects.filter(section__version=version).order_by("section__position", "position"))
    status = {R.OPEN: ResponseStatus.DRAFT, R.RETURNED: ResponseStatus.RETURNED}
    responses = keep(
        [
            Response(
                version=version,
                status=status.get(R(report.status), ResponseStatus.SUBMITTED),
                open_sections=["progress"] if report.status == R.RETURNED else [],
                created_at=_known(report.opened_at),
            )
            for report in reports
        ]
    )
    answers: list[Answer] = []
    for report, response in zip(reports, responses, strict=True):
        report.response = response
        writer = Writer(world, report.award.application, report.pk)
        upto = 1.0 if report.submitted_at else 0.3
        answers += writer.answers(questions, response, upto=upto, saved=report.submitted_at or world.ago(1))
    Report.objects.bulk_update(reports, ["response"], batch_size=500)
    keep(answers)


def _rows(world: World, reports: list[Report], courses: dict[int, Course]) -> None:
    """Figures and spending. An open report has its rows, empty but for what was typed."""
    figures: list[ReportFigure] = []
    spending: list[ReportSpending] = []
    turns: dict[int, int] = defaultdict(int)
    budgets = {pk: budget_of(course.award.application) for pk, course in courses.items()}
    for report in sorted(reports, key=lambda r: (r.award_id, r.period_start)):
        place = turns[report.award_id]
        turns[report.award_id] += 1
        course, is_open = courses[report.award_id], report.status == R.OPEN
        for code, (value, of) in _figures(world, course, place).items():
            figures.append(
                ReportFigure(
                    report=report,
                    measure=world.measures[code],
                    value=None if is_open else Decimal(value),
                    denominator=None if is_open or of is None else Decimal(of),
                )
            )
        part = course.shares[place] - (course.shares[place - 1] if place else 0.0)
        scale = course.award.amount / course.award.application.requested
        budget = budgets[report.award_id]
        for category, planned in budget.grant.items():
            noise = Decimal(str(round(part * world.rng.uniform(0.9, 1.0), 6)))
            beside = budget.match[category] * noise
            spending.append(
                ReportSpending(
                    report=report,
                    category=category,
                    amount=Decimal(0) if is_open else (planned * scale * noise).quantize(CENT),
                    match=Decimal(0) if is_open else beside.quantize(CENT),
                )
            )
    keep(figures)
    keep(spending)


def _figures(world: World, course: Course, place: int) -> dict[str, tuple[int, int | None]]:
    """(value or numerator, denominator) of a quarter by measure. Who finishes entered a quarter ago."""
    rng, targets = world.rng, course.targets
    before = course.entered[place - 1] if place else 0
    finished = round(before * rng.uniform(0.74, 0.92))
    new = round(finished * 0.55)
    wanted: dict[str, tuple[int, int | None]] = {
        "P2": (course.entered[place], None),
        "W4": (finished, before),
        "W5": (round(new * rng.uniform(0.62, 0.86)), new),
        "W6": (round(finished * rng.uniform(0.7, 0.95)), finished),
        "W7": (round((finished - new) * rng.uniform(0.4, 0.7)), finished - new),
        "P5": (rng.choice((0, 0, 1, 1, 2)), None),
        "P7": (rng.randrange(1000, 14_000, 250), None),
        "S7": ((done := rng.randint(2, 4)), done + rng.choice((0, 0, 1))),
        "C1": (rng.randint(0, 34), None),
    }
    return {code: pair for code, pair in wanted.items() if code in targets}


def _freeze(world: World, reports: list[Report]) -> None:
    """What was sent, as it was sent: flags are explained, returned reports have two versions."""
    sent = [report for report in reports if report.submitted_at]
    versions, returns = [], []
    for number, report in enumerate(sorted(sent, key=lambda r: (r.period_start, r.pk))):
        page = page_of(report)
        report.flag_notes = {flag.key: world.rng.choice(NOTES) for flag in page.flags if not flag.stops}
        content = content_of(page, certified_as=report.certified_as)
        content["flags"] = [flag | {"note": report.flag_notes.get(flag["key"], "")} for flag in content["flags"]]
        was_returned = report.status == R.RETURNED or (report.status == R.ACCEPTED and number % 13 == 5)
        first = _version(report, 1, content)
        versions.append(first)
        if was_returned:
            at, sent_at = _known(report.decided_at), _known(report.submitted_at)
            back = at if report.status == R.RETURNED else sent_at + (at - sent_at) / 3
            part = {R.RETURNED: ("money", "progress")}.get(R(report.status), ("measures",))
            returns.append(
                ReportReturn(
                    report=report,
                    comments={name: COMMENTS[name] for name in part},
                    by=report.award.officer,
                    at=back,
                )
            )
        if was_returned and report.status == R.ACCEPTED:
            first = _version(report, 2, content)
            sent_at, decided_at = _known(report.submitted_at), _known(report.decided_at)
            first.at = sent_at + (decided_at - sent_at) * 2 / 3
            versions.append(first)
        if report.status == R.ACCEPTED:
            first.accepted_at = report.decided_at
    Report.objects.bulk_update(sent, ["flag_notes"], batch_size=500)
    keep(versions)
    keep(returns)


def _known(instant: dt.datetime | None) -> dt.datetime:
    """An instant that a report of this status has."""
    assert instant is not None
    return instant


def _version(report: Report, number: int, content: dict[str, Any]) -> ReportVersion:
    return ReportVersion(
        report=report,
        number=number,
        content=content,
        sha256=sha256_of(content),
        at=_known(report.submitted_at),
        by=report.submitted_by,
    )
