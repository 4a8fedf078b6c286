"""Events: seats and the waiting list, guests by a link, attendance by code and by list, reminders, S10."""

from __future__ import annotations

import datetime as dt
import re
import threading
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone
from icalendar import Calendar

from core import jobs
from core.isolation import state_scope
from core.models import AuditEvent, Email
from core.moves import MoveRefused, check_move
from core.permissions import Role
from partnerships.access.passes import code_of, issue_pass
from partnerships.actions import events as actions
from partnerships.actions import registrations
from partnerships.choices.support import CheckedBy, EventStatus
from partnerships.jobs.events import LOOK_AFTER_EVENTS
from partnerships.models import Contact, Event, EventFile, Registration
from partnerships.readmodels.support_figures import support_figures
from partnerships.rules.events import EVENTS, reminder_due
from tests import factories
from tests.partnerships.supporting import attendance, event, scene

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


@pytest.fixture
def here(pa: Any) -> SimpleNamespace:
    return scene(pa)


def signed_up(found: Event, name: str, **more: Any) -> Registration:
    return registrations.register(found, name=name, email=f"{name.lower()}@pa.example", **more)


def begun(here: SimpleNamespace, **fields: Any) -> Event:
    """An event that began an hour ago."""
    now = timezone.now()
    return event(here, starts_at=now - HOUR, ends_at=now + 5 * HOUR, **fields)


def clock_strikes(here: SimpleNamespace) -> None:
    jobs.HANDLERS[LOOK_AFTER_EVENTS].run(state_id=here.state.pk)


@pytest.mark.claim(33)
@pytest.mark.parametrize("kind", ["summit", "workshop", "webinar", "learning_network"])
def test_an_event_is_set_up_opened_and_found(here, kind):
    officer = factories.client(here.state, here.officer)
    form = {"title": "All together", "kind": kind, "topics": ["evaluation"], "starts_at": "2031-05-04T09:00",
            "ends_at": "2031-05-04T16:00", "place": "Library", "capacity": "2", "takes_guests": "on"}  # fmt: skip
    assert officer.post("/support/events/new/", form).status_code == 302
    made = Event.objects.get()
    convener = factories.client(here.state, here.convener)
    assert convener.get(f"/support/events/{made.pk}/").status_code == 404
    officer.post(f"/support/events/{made.pk}/move/open/")
    page = convener.get(f"/support/events/{made.pk}/").content.decode()
    assert "2 of 2 left" in page
    assert "All together" in convener.get("/support/events/").content.decode()
    assert "All together" in factories.client(here.state).get("/support/events/").content.decode()


def test_what_cannot_be_is_said_and_what_was_typed_stays(here):
    form = {"title": "Backwards", "kind": "summit", "starts_at": "2031-05-04T09:00", "ends_at": "2031-05-04T08:00"}
    answer = factories.client(here.state, here.officer).post("/support/events/new/", form)
    assert answer.status_code == 422
    assert "It ends before it begins" in answer.content.decode()
    assert 'value="Backwards"' in answer.content.decode()
    nowhere = event(here, status="draft", place="")
    with pytest.raises(MoveRefused, match="Say where it is"):
        actions.move(nowhere, "open", by=here.officer)


def test_of_two_who_take_the_last_seat_one_is_told_that_she_waits(here):
    found = event(here, capacity=1)
    other_board = factories.organization("Other Board")
    other = factories.member(Role.CONVENER, over=other_board, name="Olga Other")
    first = factories.client(here.state, here.convener).post(
        f"/support/events/{found.pk}/register/", {"needs": ""}, follow=True
    )
    second = factories.client(here.state, other).post(
        f"/support/events/{found.pk}/register/", {"needs": ""}, follow=True
    )
    assert "You have a seat" in first.content.decode()
    assert "The last seat was taken just before. You are number 1 on the waiting list" in second.content.decode()
    assert Email.objects.get(to=other.email).subject.startswith("On the waiting list")
    assert Registration.objects.get(member=here.convener).organization == here.board


def test_a_seat_that_is_given_back_goes_to_the_first_who_waits(here):
    found = event(here, capacity=1)
    signed_up(found, "Ada")
    waiting = [signed_up(found, name) for name in ("Bea", "Cleo")]
    registrations.cancel_registration(Registration.objects.get(name="Ada"), by=here.officer)
    assert list(Registration.objects.filter(status="registered").values_list("name", flat=True)) == ["Bea"]
    assert Email.objects.filter(to=waiting[0].email, template="event_seated").exists()
    actions.save_event(found, {"capacity": 5}, by=here.officer)
    assert Registration.objects.filter(status="registered").count() == 2
    assert AuditEvent.objects.filter(deed="registration.seat", actor="Waiting list").count() == 2


def test_nobody_registers_twice_nor_for_what_is_not_open(here):
    found = event(here)
    signed_up(found, "Ada")
    with pytest.raises(MoveRefused, match="registered for this event already"):
        signed_up(found, "Ada")
    with pytest.raises(MoveRefused, match="registration closed"):
        signed_up(event(here, status="closed"), "Bea")


def test_a_guest_is_registered_only_when_she_follows_her_link_and_presses(here):
    found = event(here)
    guest = factories.client(here.state)
    sent = guest.post(
        f"/support/events/{found.pk}/guest/", {"name": "Gina", "email": "Gina@x.example", "affiliation": "Chamber"}
    )
    assert sent.status_code == 302
    assert not Registration.objects.exists()
    mail = Email.objects.get(template="event_guest")
    path = re.search(r"/support/pass/[\w-]+/", mail.text)[0]
    assert "Confirm that you come" in guest.get(path).content.decode()
    assert not Registration.objects.exists()
    page = guest.post(path, {"act": "register", "needs": "Step-free"}, follow=True).content.decode()
    assert '<svg class="rt-qr"' in page
    made = Registration.objects.get()
    assert (made.name, made.email, made.affiliation, made.organization) == ("Gina", "gina@x.example", "Chamber", None)
    guest.post(path, {"act": "cancel"})
    made.refresh_from_db()
    assert (made.status, made.needs) == ("canceled", "")
    assert guest.get("/support/pass/wrong/").status_code == 404


def test_guests_see_only_what_takes_guests(here):
    closed_to_them = event(here, takes_guests=False, title="Among ourselves")
    guest = factories.client(here.state)
    assert guest.get(f"/support/events/{closed_to_them.pk}/").status_code == 404
    assert guest.get(f"/support/events/{closed_to_them.pk}/guest/").status_code == 404
    assert "Among ourselves" not in guest.get("/support/events/").content.decode()
    assert factories.client(here.state, here.convener).get(f"/support/events/{closed_to_them.pk}/").status_code == 200


def test_a_code_checks_in_once_by_a_button_and_by_staff_alone(here):
    found = begun(here)
    made = signed_up(found, "Ada")
    path = f"/support/check-in/{code_of(made)}/"
    provider = factories.client(here.state, here.provider)
    assert "Check in" in provider.get(path).content.decode()
    made.refresh_from_db()
    assert made.attended_at is None
    assert "Ada is checked in." in provider.post(path).content.decode()
    assert "Ada was checked in before." in provider.post(path).content.decode()
    made.refresh_from_db()
    assert (made.checked_by, made.checked_in_by) == ("code", here.provider)
    assert factories.client(here.state, here.convener).post(path).status_code == 403
    assert provider.get(f"/support/check-in/{code_of(made)[:-2]}xx/").status_code == 404


def test_nobody_is_checked_in_weeks_ahead_nor_without_a_seat(here):
    with pytest.raises(MoveRefused, match="too early"):
        registrations.check_in(signed_up(event(here), "Ada"), CheckedBy.CODE, by=here.officer)
    found = begun(here, capacity=1)
    signed_up(found, "Bea")
    waiting = signed_up(found, "Cleo")
    with pytest.raises(MoveRefused, match="has no seat"):
        registrations.check_in(waiting, CheckedBy.CODE, by=here.officer)
    registrations.seat(waiting, by=here.officer)
    assert registrations.check_in(Registration.objects.get(pk=waiting.pk), CheckedBy.CODE, by=here.officer)


def test_attendance_by_list_adds_who_is_ticked_and_takes_out_who_is_not(here):
    found = begun(here)
    ada, bea, cleo = (signed_up(found, name) for name in ("Ada", "Bea", "Cleo"))
    registrations.check_in(ada, CheckedBy.CODE, by=here.officer)
    client = factories.client(here.state, here.officer)
    page = client.post(
        f"/support/events/{found.pk}/people/", {"present": [bea.pk, cleo.pk], "was": [ada.pk]}, follow=True
    ).content.decode()
    assert "2 added, 1 taken out" in page
    registrations.check_in(ada, CheckedBy.CODE, by=here.officer)
    client.post(f"/support/events/{found.pk}/people/", {"present": [bea.pk], "was": [bea.pk, cleo.pk]})
    ada.refresh_from_db()
    assert ada.attended_at is not None, "who was checked in at the door meanwhile stays"
    client.post(f"/support/events/{found.pk}/people/", {"present": [bea.pk, cleo.pk], "was": [ada.pk, bea.pk]})
    page = client.get(f"/support/events/{found.pk}/people/").content.decode()
    assert "2 of 3 came" in page
    door = {"name": "Dora", "email": "dora@x.example", "affiliation": "Union"}
    assert client.post(f"/support/events/{found.pk}/door/", door).status_code == 302
    assert client.post(f"/support/events/{found.pk}/door/", door).status_code == 422
    lines = client.get(f"/support/events/{found.pk}/people.csv").content.decode().splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("Name,E-mail,Organization")


def test_a_formula_in_a_name_is_no_formula_in_the_file(here):
    found = begun(here)
    registrations.register(found, name="=HYPERLINK(1)", email="a@x.example")
    text = factories.client(here.state, here.officer).get(f"/support/events/{found.pk}/people.csv").content.decode()
    assert "'=HYPERLINK" in text


@pytest.mark.parametrize(
    ("left", "seated_before", "reminded", "due"),
    [
        (8 * DAY, 30 * DAY, None, None),
        (6 * DAY, 30 * DAY, None, 7),
        (6 * DAY, 30 * DAY, 7, None),
        (6 * DAY, DAY / 2, None, None),
        (20 * HOUR, 30 * DAY, 7, 1),
        (20 * HOUR, 30 * DAY, None, 1),
        (20 * HOUR, 30 * DAY, 1, None),
        (-HOUR, 30 * DAY, None, None),
    ],
)
def test_which_reminder_is_due(left, seated_before, reminded, due):
    now = timezone.now()
    assert reminder_due(now + left, now - seated_before, reminded, now) == due


def test_the_clock_reminds_once_marks_as_held_and_forgets_needs(here):
    now = timezone.now()
    soon = event(here, starts_at=now + 6 * DAY, ends_at=now + 6 * DAY + HOUR)
    over = event(here, starts_at=now - 40 * DAY, ends_at=now - 40 * DAY + HOUR)
    made = signed_up(soon, "Ada")
    Registration.objects.filter(pk=made.pk).update(seated_at=now - 20 * DAY)
    Registration.objects.create(event=over, name="Bea", email="bea@x.example", needs="No nuts", seated_at=now)
    state_id = here.state.pk
    for _ in range(2):
        jobs.HANDLERS[LOOK_AFTER_EVENTS].run(state_id=state_id)
    with state_scope(here.state):
        assert Email.objects.filter(template="event_reminder").count() == 1
        assert "In 6 days" in Email.objects.get(template="event_reminder").subject
        over.refresh_from_db()
        assert over.status == EventStatus.HELD
        assert Registration.objects.get(name="Bea").needs == ""


def test_canceling_needs_a_reason_and_tells_everybody(here, run_jobs):
    found = event(here)
    signed_up(found, "Ada")
    client = factories.client(here.state, here.officer)
    assert client.post(f"/support/events/{found.pk}/cancel/", {"reason": ""}).status_code == 422
    client.post(f"/support/events/{found.pk}/cancel/", {"reason": "Snow."})
    run_jobs(here.state)
    mail = Email.objects.get(template="event_canceled")
    assert "Snow." in mail.text
    with pytest.raises(MoveRefused):
        actions.move(found, "open", by=here.officer)


@pytest.mark.parametrize("name", EVENTS)
def test_each_move_starts_only_from_its_sources(name):
    for status in EventStatus:
        if status in EVENTS[name].sources:
            assert check_move(EVENTS, name, status, reason="Because.")
        else:
            with pytest.raises(MoveRefused):
                check_move(EVENTS, name, status, reason="Because.")


def test_the_calendar_file_tells_the_link_only_to_who_has_a_seat(here):
    found = event(here, place="", link="https://meet.pa.example/x")
    client = factories.client(here.state, here.convener)
    before = client.get(f"/support/events/{found.pk}/calendar.ics").content
    client.post(f"/support/events/{found.pk}/register/", {"needs": ""})
    after = client.get(f"/support/events/{found.pk}/calendar.ics").content
    assert b"meet.pa.example" not in before
    one = Calendar.from_ical(after).walk("VEVENT")[0]
    assert "meet.pa.example" in str(one["location"])
    assert one["dtstart"].dt == found.starts_at.replace(microsecond=0)


def test_materials_are_for_those_who_have_a_seat(here):
    found = event(here, capacity=2)
    client = factories.client(here.state, here.officer)
    sent = SimpleUploadedFile("notes.txt", b"What was agreed.", content_type="text/plain")
    client.post(f"/support/events/{found.pk}/materials/", {"file": sent, "title": "Notes"})
    kept = EventFile.objects.get()
    stored, page = kept.file_id, f"/support/events/{found.pk}/"
    convener, stranger = factories.client(here.state, here.convener), factories.client(here.state)
    for who in (convener, stranger):
        assert who.get(f"/files/{stored}/").status_code == 404
        text = who.get(page).content.decode()
        assert "1 file for those who have a seat." in text
        assert "Notes" not in text
    convener.post(f"{page}register/", {"needs": ""})
    assert convener.get(f"/files/{stored}/").status_code == 200
    assert "Notes" in convener.get(page).content.decode()
    guest = {"name": "Gina", "email": "gina@x.example", "affiliation": ""}
    token = issue_pass(found, **guest)
    assert stranger.get(f"/support/pass/{token}/materials/{kept.pk}/").status_code == 404
    assert "Notes" not in stranger.get(f"/support/pass/{token}/").content.decode()
    made = registrations.register(found, **guest)
    assert f"/support/pass/{token}/materials/{kept.pk}/" in stranger.get(f"/support/pass/{token}/").content.decode()
    assert stranger.get(f"/support/pass/{token}/materials/{kept.pk}/").status_code == 200
    assert stranger.get(f"/support/pass/{token}/materials/{kept.pk + 1}/").status_code == 404
    Registration.objects.filter(pk=made.pk).update(status="waiting")
    assert stranger.get(f"/support/pass/{token}/materials/{kept.pk}/").status_code == 404
    wrong = SimpleUploadedFile("run.exe", b"MZ", content_type="application/x-dosexec")
    page = client.post(f"/support/events/{found.pk}/materials/", {"file": wrong}, follow=True).content.decode()
    assert "is not one of" in page


@pytest.mark.claim(33)
def test_attendance_feeds_the_share_of_conveners_who_learn_together(here):
    """S10: of two conveners one was at two events this year; canceled and unattended registrations do not count."""
    other = factories.partnership(factories.organization("Other Board"))
    events = [begun(here, title=f"Event {number}") for number in range(2)]
    for number, one in enumerate(events):
        attendance(one, here.partnership, f"Ada {number}")
    attendance(events[0], other, "Olga")
    signed_up(events[1], "Bea", organization=other.convener)
    figures = support_figures(here.state)
    assert (figures.attending, figures.conveners, figures.events_each) == (1, 2, 2)


def test_for_whom_somebody_comes_who_named_nobody(here):
    """By her role, by the record of people to reach, else counted apart."""
    found = begun(here)
    union = factories.organization("Lodge 1288", "labor")
    Contact.objects.create(organization=union, name="Uma", email="uma@pa.example")
    door = {"at_door_by": here.officer}
    convener = registrations.register(found, name="Elena", email=here.convener.email.upper(), **door)
    uma, gus = signed_up(found, "Uma", **door), signed_up(found, "Gus", **door)
    assert [one.organization for one in (convener, uma, gus)] == [here.board, union, None]
    for one in (convener, uma, gus):
        registrations.check_in(one, CheckedBy.LIST, by=here.officer)
    figures = support_figures(here.state)
    assert figures.others == 1
    assert "1 person without an organization on record not counted" in figures.shown[-1]["note"]


def test_the_lists_ask_the_same_number_of_questions_for_one_and_ten(here, django_assert_num_queries):
    client = factories.client(here.state, here.officer)
    found = event(here)
    for number in (1, 10):
        for one in range(number):
            event(here)
            signed_up(found, f"Ada{number}x{one}", organization=here.board)
        with django_assert_num_queries(10):
            client.get("/support/events/")
        with django_assert_num_queries(12):
            client.get(f"/support/events/{found.pk}/people/")


def test_of_five_who_press_at_the_same_instant_two_get_the_two_seats(committed_db):
    """In a database that commits, each in a connection of her own."""
    state = factories.state("pa")
    with state_scope(state):
        found = event(scene(state), capacity=2)
    ready, seen = threading.Barrier(5), []

    def press(name: str) -> None:
        try:
            ready.wait()
            with state_scope(state):
                seen.append(signed_up(found, name).status)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=(name,)) for name in ("Ada", "Bea", "Cleo", "Dora", "Eve")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(seen) == ["registered", "registered", "waiting", "waiting", "waiting"]
    with state_scope(state):
        assert Registration.objects.filter(status="registered").count() == 2
