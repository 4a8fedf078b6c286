"""A planning round with a whole form, and a draft filled in through the applicant's own deeds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core.models import Member
from grants.actions import applications as actions
from grants.actions.applications import PartnershipFacts, Promise
from grants.checks.applications import Line, Seat
from grants.models import Application, Round, SectionLease
from partnerships.models import Measure, Organization
from questions.models import FormVersion, Question, Section
from tests import factories

SECTIONS = {
    "partnership": ("The partnership and its region", "partnership", []),
    "partners": ("Partners", "roster", []),
    "industry-assessment": (
        "Industry assessment",
        "",
        [
            ("evidence", "long_text", "What do these employers face together?", {"words": 350}),
            ("interviews", "number", "How many employers did you ask?", {}),
        ],
    ),
    "work-plan": ("Work plan", "", [("plan", "long_text", "What will happen, month by month?", {"words": 200})]),
    "budget": ("Budget and match", "budget", []),
    "targets": ("Goals and measures", "targets", []),
}
SEATS = [
    Seat("Blue Mountain Bakery", "employer", "Allentown", "Two supervisors, two hours a week"),
    Seat("Keystone Snack Works", "employer", "Reading", "$20,000 in cash"),
    Seat("Lehigh Carbon Community College", "education", "Schnecksville", "A maintenance lab on Fridays"),
    Seat("Bakery Workers Local 53", "labor", "Bethlehem", "Seats for members first"),
]


def form() -> FormVersion:
    """A frozen form with every table of an application."""
    version = factories.form_version()
    Question.objects.filter(section__version=version).delete()
    Section.objects.filter(version=version).delete()
    for position, (key, (title, panel, questions)) in enumerate(SECTIONS.items(), start=1):
        section = Section.objects.create(version=version, position=position, key=key, title=title, panel=panel)
        for place, (name, kind, label, options) in enumerate(questions, start=1):
            Question.objects.create(section=section, position=place, key=name, type=kind, label=label, options=options)
    return version


def round(**fields: Any) -> Round:
    """An open planning round with the whole form, 25 % of the award as match, and the assessment worth a third."""
    given: dict[str, Any] = {
        "name": "2027 Planning grants",
        "slug": "2027-planning",
        "number_prefix": "PA-27",
        "form_version": form(),
        "match_percent": 25,
        "match_basis": "of_award",
    } | fields
    made = factories.round(**given)
    made.criteria.filter(title="Industry assessment").update(section_keys=["industry-assessment"])
    return made


def line(amount: str = "80000", cash: str = "20000", **fields: Any) -> Line:
    given = {"category": "personnel", "label": "a. Personnel", "description": "One coordinator, 12 months"}
    given |= {"match_source": "Keystone Snack Works"} | fields
    return Line(amount=Decimal(amount), match_cash=Decimal(cash), **given)


def fill(application: Application, *, by: Member, lines: list[Line] | None = None, months: int = 6) -> Application:
    """Everything that the form asks for."""
    facts = PartnershipFacts(
        application.title or "Lehigh Valley Food", "Food manufacturing", ["3118", "3121"], ["42077", "42011"], months
    )
    actions.save_partnership(application, facts, version=0, by=by)
    actions.save_roster(application, SEATS, version=0, by=by)
    actions.save_budget(application, [line()] if lines is None else lines, version=0, by=by)
    measure = Measure.objects.filter(code="W4").first() or factories.measure("W4", title="Completed training")
    actions.save_targets(
        application, [Promise(measure, Decimal(120), source="Rosters of the college")], version=0, by=by
    )
    answers = {
        "evidence": "Twenty-four plants named industrial maintenance.",
        "interviews": "31",
        "plan": "January: meet.",
    }
    for key, text in answers.items():
        question = Question.objects.get(section__version=application.round.form_version, key=key)
        actions.answer_saver(application)(application.response, question, text, version=0, by=by)
    leave(application)
    application.refresh_from_db()
    return application


def leave(application: Application) -> None:
    """Whoever wrote in it has gone on: every section is free."""
    SectionLease.objects.filter(application=application).delete()


def shared(application: Application, *, by: Member) -> Application:
    """Somebody else saved a table too: both prepared it, so where there are two either may certify."""
    actions.save_roster(application, SEATS, version=application.panels["roster"]["version"], by=by)
    leave(application)
    application.refresh_from_db()
    return application


def start(round: Round, lead: Organization, *, by: Member, title: str = "Lehigh Valley Food") -> Application:
    return actions.start_application(round, lead, title=title, by=by)[0]
