"""Events that are moved: who is told when, at what cost, which reminder follows, and what calendars read."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from core import jobs
from core.isolation import state_scope
from core.models import Email
from partnerships.actions import events as actions
from partnerships.actions import registrations
from partnerships.jobs.events import LOOK_AFTER_EVENTS
from partnerships.models import Event, Registration
from tests import factories
from tests.partnerships.supporting import event, scene

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def here(pa: Any) -> SimpleNamespace:
    return scene(pa)


def signed_up(found: Event, name: str) -> Registration:
    return registrations.register(found, name=name, email=f"{name.lower()}@pa.example")


def clock_strikes(here: SimpleNamespace) -> None:
    jobs.HANDLERS[LOOK_AFTER_EVENTS].run(state_id=here.state.pk)


def test_who_was_just_told_of_the_new_day_is_reminded_on_the_day_before_alone(here, run_jobs):
    found, now = event(here), timezone.now()
    made = signed_up(found, "Ada")
    Registration.objects.filter(pk=made.pk).update(seated_at=now - 20 * DAY)
    times = {"starts_at": now + 3 * DAY, "ends_at": now + 3 * DAY + HOUR}
    actions.save_event(found, times, by=here.officer)
    run_jobs(here.state)
    with state_scope(here.state):
        assert Email.objects.filter(template="event_moved").count() == 1
    clock_strikes(here)
    with state_scope(here.state):
        assert not Email.objects.filter(template="event_reminder").exists()
        Event.objects.filter(pk=found.pk).update(told_at=now - 2 * DAY, starts_at=now + 20 * HOUR)
    clock_strikes(here)
    with state_scope(here.state):
        subject = Email.objects.get(template="event_reminder").subject
    assert subject.startswith(("Tomorrow: ", "Today: "))


def test_a_reminder_that_comes_late_counts_the_days_that_are_left(here):
    now = timezone.now()
    soon = event(here, starts_at=now + 4 * DAY, ends_at=now + 4 * DAY + HOUR)
    made = signed_up(soon, "Ada")
    Registration.objects.filter(pk=made.pk).update(seated_at=now - 20 * DAY)
    clock_strikes(here)
    with state_scope(here.state):
        assert "In 4 days" in Email.objects.get(template="event_reminder").subject


@pytest.mark.parametrize("number", [1, 12])
def test_moving_costs_the_same_for_any_number_who_registered(here, number, django_assert_num_queries):
    found = event(here)
    for one in range(number):
        signed_up(found, f"Ada{one}")
    later = {"starts_at": found.starts_at + DAY, "ends_at": found.ends_at + DAY}
    with django_assert_num_queries(9):
        actions.save_event(found, later, by=here.officer)
    assert not Email.objects.filter(template="event_moved").exists()


def test_of_two_moves_at_once_the_last_is_told_once(here, run_jobs):
    found = event(here)
    signed_up(found, "Ada")
    signed_up(found, "Bea")
    actions.save_event(found, {"place": "Town hall"}, by=here.officer)
    actions.save_event(found, {"place": "Library"}, by=here.officer)
    run_jobs(here.state)
    mails = Email.objects.filter(template="event_moved")
    assert sorted(mails.values_list("to", flat=True)) == ["ada@pa.example", "bea@pa.example"]
    assert all("Library" in mail.text for mail in mails)


def test_the_calendar_file_tells_which_version_of_the_event_it_is(here):
    here.state.contact_email = "grants@pa.example"
    here.state.save()
    found = event(here)

    def entry() -> Any:
        content = factories.client(here.state, here.convener).get(f"/support/events/{found.pk}/calendar.ics").content
        return Calendar.from_ical(content).walk("VEVENT")[0]

    first = entry()
    assert (first["sequence"], first["status"]) == (0, "CONFIRMED")
    assert first["organizer"] == "mailto:grants@pa.example"
    actions.save_event(found, {"description": "Bring your plan."}, by=here.officer)
    assert entry()["sequence"] == 0
    actions.save_event(found, {"place": "Town hall"}, by=here.officer)
    moved = entry()
    assert (moved["sequence"], moved["uid"]) == (1, first["uid"])
    assert moved["last-modified"].dt >= first["last-modified"].dt
    actions.cancel(found, "Snow.", by=here.officer)
    gone = entry()
    assert (gone["sequence"], gone["status"]) == (2, "CANCELLED")
