"""What the tests of reporting share: an award with targets and a budget, its people, and a report that can be sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django.test import Client

from core.permissions import Role
from grants.actions import report_drafts as drafts
from grants.actions.reports import open_report
from grants.models import BudgetLine, Report, Target
from partnerships.models import Measure
from questions.actions import answers
from questions.models import Question
from tests import factories

NAME = "Marcus Oyelaran"
FIRST = (dt.date(2025, 7, 1), dt.date(2025, 9, 30))
SECOND = (dt.date(2025, 10, 1), dt.date(2025, 12, 31))
NARRATIVE = {
    "what-happened": [
        {
            "key": "decisions",
            "type": "long_text",
            "label": "What did employers decide or change this quarter?",
            "help": "Name the decision, who made it, and the date.",
            "options": {"words": 200},
        }
    ],
    "help-wanted": [
        {
            "key": "barriers",
            "type": "long_text",
            "label": "What is in the way, and how can the state help?",
            "required": False,
        }
    ],
}
BUDGET = [
    ("personnel", 48_000, 0, 0),
    ("travel", 6_000, 0, 0),
    ("supplies", 6_000, 0, 2_000),
    ("contractual", 30_000, 20_000, 0),
    ("indirect", 10_000, 0, 0),
]
TYPED = {
    "grant.personnel": "6,000.00",
    "grant.travel": "700",
    "grant.supplies": "750",
    "grant.contractual": "3,750",
    "grant.indirect": "1,250",
    "match.supplies": "250",
    "match.contractual": "2,500",
}


def scene(*, number: str = "PA-2025-0014", form: bool = True) -> SimpleNamespace:
    """An active award of $100,000 over eight quarters, with three measures and a budget, and its people."""
    lead = factories.organization("Capital Region Workforce Council")
    partnership = factories.partnership(
        lead, name="South Central Health Care Partnership", county_fips=["42043", "42133"]
    )
    officer = factories.member(Role.OFFICER, name="Dana Kowalczyk")
    convener = factories.member(Role.CONVENER, over=lead, name="Marcus Oyelaran")
    application = factories.application(
        factories.round("awarded"), lead, by=convener, status="awarded", partnership=partnership, number=f"{number}-P"
    )
    award = factories.award(
        application, number=number, officer=officer, partnership=partnership, match_required=Decimal(20_000)
    )
    known = {measure.code: measure for measure in Measure.objects.all()}
    enrolled = known.get("W4E") or factories.measure("W4E", title="Workers enrolled in training", position=1)
    completed = known.get("W4C") or factories.measure("W4C", title="Workers who completed training", position=2)
    placed = known.get("W5") or factories.measure(
        "W5",
        title="Placed in a job",
        comparability="B",
        unit="percent",
        numerator="placed",
        denominator="completed training",
        position=3,
    )
    for position, (measure, value) in enumerate([(enrolled, 80), (completed, 64), (placed, 75)], start=1):
        Target.objects.create(application=application, measure=measure, value=value, position=position)
    for position, (category, amount, cash, kind) in enumerate(BUDGET):
        BudgetLine.objects.create(
            application=application,
            category=category,
            description="Basis",
            amount=amount,
            match_cash=cash,
            match_in_kind=kind,
            position=position,
        )
    if form:
        factories.form_version("report", NARRATIVE)
    return SimpleNamespace(
        award=award,
        application=application,
        lead=lead,
        partnership=partnership,
        officer=officer,
        convener=convener,
        enrolled=enrolled,
        completed=completed,
        placed=placed,
    )


def opened(made: SimpleNamespace, quarter: tuple[dt.date, dt.date] = FIRST, **fields: Any) -> Report:
    """The award's report for a quarter, opened as the clock does it."""
    report = factories.report(made.award, status="scheduled", period_start=quarter[0], period_end=quarter[1], **fields)
    return open_report(report)


def fill(made: SimpleNamespace, report: Report, **other: str) -> Report:
    """Type a report that nothing is wrong with. `other` are further boxes, written with __ for the dot."""
    figures = {
        f"figure.{made.enrolled.pk}": "10",
        f"figure.{made.completed.pk}": "8",
        f"figure.{made.placed.pk}": "6",
        f"of.{made.placed.pk}": "8",
    }
    typed = figures | TYPED | {key.replace("__", "."): text for key, text in other.items()}
    versions = {key: (report.typed.get(key) or {}).get("version", 0) for key in typed}
    late = drafts.save_boxes(report, {key: (text, versions[key]) for key, text in typed.items()}, by=made.convener)
    assert not late
    answer(report, "decisions", "Nine employers agreed on one skills checklist.", by=made.convener)
    return report


def answer(report: Report, key: str, text: str, *, by: Any, version: int = 0) -> None:
    """Answer a question of the narrative."""
    if report.response is not None:
        question = Question.objects.get(section__version=report.response.version, key=key)
        answers.save_answer(report.response, question, text, version=version, by=by)


def clients(state: Any, made: SimpleNamespace) -> Callable[[str], Client]:
    """A client for each part in the state, by name."""
    people = {
        "convener": made.convener,
        "certifier": factories.member(Role.CERTIFIER, over=made.lead),
        "partner": factories.member(Role.CONVENER, over=made.partnership),
        "neighbor": factories.member(Role.CONVENER, over=factories.organization()),
        "officer": made.officer,
        "fiscal": factories.member(Role.FISCAL),
        "director": factories.member(Role.DIRECTOR),
        "auditor": factories.member(Role.AUDITOR),
        "reviewer": factories.member(Role.REVIEWER),
        "stranger": None,
    }
    return lambda name: factories.client(state, people[name])
