"""A survey with answers, and workers before and after, as the tests of evaluation need them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from core.models import Member
from evaluation.actions.instruments import make_employer_instrument
from evaluation.models import Survey, SurveyInvite, Worker
from partnerships.models import Contact, Partnership
from questions.models import Answer, Question, Response
from tests import factories

START, END = dt.date(2025, 7, 1), dt.date(2026, 6, 30)


def wave(by: Member, status: str = "open", **fields: Any) -> Survey:
    """A wave of our own instrument, open since yesterday for four weeks."""
    now = timezone.now()
    fields = {
        "title": "Employer survey 2026",
        "audience": "employer",
        "period_start": START,
        "period_end": END,
        "opens_at": now - dt.timedelta(days=1),
        "closes_at": now + dt.timedelta(days=27),
    } | fields
    return Survey.objects.create(form_version=make_employer_instrument(by=by), status=status, created_by=by, **fields)


def employer(partnership: Partnership, name: str = "") -> Contact:
    """An employer at the table, with somebody to write to."""
    firm = factories.organization(name, type="employer")
    partnership.members.create(organization=firm, role="employer")
    return firm.contacts.create(name=f"Ann of {firm}", email=f"ann{firm.pk}@firm.example")


def answered(survey: Survey, partnership: Partnership, *answers: dict[str, Any], silent: int = 0) -> None:
    """An invitation for each respondent, answered with typed values by key; and the silent ones."""
    questions = {q.key: q for q in Question.objects.filter(section__version=survey.form_version)}
    firm = factories.organization(type="employer")
    contacts = [
        firm.contacts.create(name=f"Person {i}", email=f"p{i}@firm{firm.pk}.example")
        for i in range(len(answers) + silent)
    ]
    for contact in contacts[len(answers) :]:
        SurveyInvite.objects.create(survey=survey, partnership=partnership, organization=firm, contact=contact)
    for contact, values in zip(contacts, answers, strict=False):
        response = Response.objects.create(version=survey.form_version, status="submitted")
        Answer.objects.bulk_create(
            [
                Answer(response=response, question=questions[key], value=value, raw=str(value))
                for key, value in values.items()
            ]
        )
        SurveyInvite.objects.create(
            survey=survey,
            partnership=partnership,
            organization=firm,
            contact=contact,
            response=response,
            status="answered",
            answered_at=timezone.now(),
        )


def people(partnership: Partnership, *rows: dict[str, Any]) -> None:
    """Workers who entered and were followed up in the period."""
    common = {"entered_on": dt.date(2025, 8, 1), "followed_up_on": dt.date(2026, 5, 1), "worker_type": "entry"}
    taken = Worker.objects.count()
    Worker.objects.bulk_create(
        [
            Worker(**({"partnership": partnership, "pseudonym": f"P{taken + i:09}"} | common | row))
            for i, row in enumerate(rows)
        ]
    )


def pairs(key: str, *, both: int, lost: int, gained: int, neither: int) -> list[dict[str, Any]]:
    """People asked twice about one thing."""
    kinds = [(True, True, both), (True, False, lost), (False, True, gained), (False, False, neither)]
    return [{f"{key}_before": before, f"{key}_after": after} for before, after, count in kinds for _ in range(count)]
