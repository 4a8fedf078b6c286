"""Running a wave: set it up, open it once, remind, close it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from core import audit, jobs
from core.models import Job, Member
from core.moves import ClockNow, MoveRefused, make_move
from evaluation.actions.instruments import make_employer_instrument
from evaluation.choices import Audience, SurveyStatus
from evaluation.models import Survey, SurveyInvite
from evaluation.rules import SURVEY_MOVES
from evaluation.tasks import INVITE, REMIND, WAITING
from partnerships.choices import PartnerRole
from partnerships.models import Contact, Partnership, PartnershipMember

BETWEEN_REMINDERS = dt.timedelta(days=7)


@transaction.atomic
def create_survey(
    *,
    title: str,
    period_start: dt.date,
    period_end: dt.date,
    closes_at: dt.datetime,
    partnerships: Iterable[Partnership],
    by: Member,
) -> Survey:
    """A draft wave of our own employer survey, with whom it will be sent to: every active contact of every employer who
    sits in the chosen partnerships today, once for each partnership."""
    survey = Survey.objects.create(
        title=title,
        audience=Audience.EMPLOYER,
        form_version=make_employer_instrument(by=by),
        period_start=period_start,
        period_end=period_end,
        closes_at=closes_at,
        created_by=by,
    )
    SurveyInvite.objects.bulk_create(
        [
            SurveyInvite(
                survey=survey, partnership_id=partnership, organization_id=contact.organization_id, contact=contact
            )
            for partnership, contact in _frame(partnerships)
        ]
    )
    audit.record("survey.create", survey, by=by, invited=survey.invites.count())
    return survey


def _frame(partnerships: Iterable[Partnership]) -> list[tuple[int, Contact]]:
    """Everybody to invite, as (partnership, contact)."""
    seats = PartnershipMember.objects.filter(
        partnership__in=list(partnerships), role=PartnerRole.EMPLOYER, left_on__isnull=True
    ).values_list("organization_id", "partnership_id")
    tables: dict[int, set[int]] = {}
    for organization, partnership in seats:
        tables.setdefault(organization, set()).add(partnership)
    contacts = Contact.objects.filter(organization__in=tables, is_active=True).order_by("pk")
    return [(table, contact) for contact in contacts for table in sorted(tables[contact.organization_id])]


@transaction.atomic
def open_survey(survey: Survey, *, by: Member) -> Survey:
    """Open the wave: the wording is locked already, and a job writes to everybody invited.

    Raises MoveRefused when nobody would be invited or its last day is past.
    """
    people = survey.invites.count()
    if not people:
        raise MoveRefused("Nobody would be invited: the partnerships chosen have no employer with an active contact.")
    if survey.closes_at is None or survey.closes_at <= timezone.now():
        raise MoveRefused("The day on which it closes is past. Make a new survey with a later one.")
    now = timezone.now()
    survey = make_move(survey, SURVEY_MOVES, "open", by=by, opens_at=now, details={"invited": people})
    survey.invites.update(invited_at=now)
    jobs.enqueue(INVITE, survey_id=survey.pk)
    return survey


@transaction.atomic
def close_survey(survey: Survey, *, by: Member) -> Survey:
    """Close the wave now: nobody can answer any more, and its results can go into a report."""
    return make_move(survey, SURVEY_MOVES, "close", by=by, closes_at=ClockNow())


@transaction.atomic
def remind(survey: Survey, *, by: Member) -> int:
    """Write again to those who have not answered. Returns how many. Raises MoveRefused within a week of the last time."""
    held = Survey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    if held.status != SurveyStatus.OPEN:
        raise MoveRefused("Only an open survey has reminders.")
    if (wait := next_reminder(held)) > timezone.now():
        day = timezone.localtime(wait)
        raise MoveRefused(f"Everybody was written to less than a week ago. Remind them from {day:%B} {day.day} on.")
    waiting = held.invites.filter(status__in=WAITING).count()
    number = Job.objects.filter(kind=REMIND, args__survey_id=held.pk).count() + 1
    jobs.enqueue(REMIND, survey_id=held.pk, number=number)
    audit.record("survey.remind", held, by=by, number=number, people=waiting)
    return waiting


def next_reminder(survey: Survey) -> dt.datetime:
    """From when on a reminder may be sent: a week after the invitation or the last reminder."""
    last = Job.objects.filter(kind=REMIND, args__survey_id=survey.pk).order_by("-created_at").first()
    since = last.created_at if last else survey.opens_at or timezone.now()
    return since + BETWEEN_REMINDERS
