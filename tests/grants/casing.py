"""An application whose form asks for the assessment, the work plan and the convener's disclosures as tables."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from core.models import Member
from grants.actions import application_case as actions
from grants.checks.application_case import Region, Step, Tie
from grants.checks.applications import Line
from grants.checks.match import split
from grants.choices import Interest, MatchKind, MatchTest
from grants.models import Application, Round
from questions.models import Section
from tests.grants import applying

REGIONS = [
    Region(
        "Lehigh Valley",
        ("42077",),
        "Seven in ten who work here live here.",
        "Census LODES, 2022",
        "71% of jobs are held by residents.",
        14,
        dt.date(2026, 10, 7),
    ),
    Region("Berks", ("42011",), "Its plants recruit toward Lancaster.", "Employer survey, 2026", "Nine of 12 say so."),
]
STEPS = [
    Step("Ask every plant", "Blue Mountain Bakery", 1, 2, "A list of needs", ""),
    Step("Train the first group", "Lehigh Carbon Community College", 3, 6, "24 people certified", "W4"),
]
TIES = [
    Tie(Interest.MONEY, True, "Dues of $500 a firm.", "Dues buy no vote."),
    *(Tie(one, False) for one in (Interest.TRAINING, Interest.HIRES, Interest.MEMBER, Interest.BOARD)),
]
PANELS = {"industry-assessment": "assessment", "work-plan": "work_plan", "partners": "roster"}


def round(*, match: bool = False, **fields: Any) -> Round:
    """A round whose form has the three tables, the disclosures in a section of their own; with `match` also its rows."""
    made = applying.round(**fields)
    sections = Section.objects.filter(version=made.form_version)
    for key, panel in PANELS.items():
        sections.filter(key=key).update(panel=panel)
    Section.objects.create(
        version=made.form_version, position=9, key="convener", title="The convener", panel="neutrality"
    )
    if match:
        Section.objects.create(version=made.form_version, position=10, key="match", title="Match", panel="match")
    return made


def given(amount: str = "20000", giver: str = "Keystone Snack Works", kind: str = MatchKind.CASH, **more: Any) -> Line:
    """A row of the match, whole."""
    cash, in_kind = split(kind, Decimal(amount))
    facts = {"match_kind": kind, "evidence": "Letter of October 3", "tests": tuple(MatchTest.values)} | more
    return Line("contractual", "f. Contractual", "Invoices", Decimal(0), cash, in_kind, giver, **facts)


def fill(application: Application, *, by: Member) -> Application:
    """Everything that the form asks for, the three tables too."""
    if Section.objects.filter(version=application.round.form_version, panel="match").exists():
        applying.fill(application, by=by, lines=[applying.line(cash="0", match_source="")])
        actions.save_match(application, [given(), given("4000", kind=MatchKind.SPACE)], version=0, by=by)
    else:
        applying.fill(application, by=by)
    actions.save_assessment(application, REGIONS, version=0, by=by)
    actions.save_work_plan(application, STEPS, version=0, by=by)
    actions.save_neutrality(application, TIES, version=0, by=by)
    application.refresh_from_db()
    return application
