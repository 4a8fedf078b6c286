"""The deadline to the second by the database's clock, and one submission however many press at once."""

from __future__ import annotations

import datetime as dt
import threading
from contextlib import closing
from types import SimpleNamespace

import pytest
from django.db import connection, connections
from django.utils import timezone

from core import files, pdf
from core.isolation import state_scope
from core.models import AuditEvent, Email, State, StoredFile
from core.moves import MoveRefused
from core.permissions import Role
from grants.access.applications import may_open_receipt
from grants.actions import applications as actions
from grants.actions import submissions
from grants.models import Application, Round, Submission, Waiver
from tests import factories
from tests.grants import applying
from tests.plugin import BASE
from tools import servers

SECOND = dt.timedelta(seconds=1)
CLOCK = """
CREATE SCHEMA still;
CREATE TABLE still.clock (at timestamptz);
CREATE FUNCTION still.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE AS 'SELECT at FROM still.clock';
GRANT USAGE ON SCHEMA still TO roundtable_app; GRANT ALL ON still.clock TO roundtable_app;
"""


def scene(state: State) -> SimpleNamespace:
    """A whole draft of an applicant with two people who may submit, and an officer."""
    lead = factories.organization("Lehigh and Berks Workforce Alliance")
    people = [factories.member(Role.CONVENER, over=lead, name=name) for name in ("Elena Márquez", "Nadia Farouk")]
    factories.member(Role.OFFICER, name="Olive Officer")
    round = applying.round()
    draft = applying.fill(applying.start(round, lead, by=people[0]), by=people[0])
    applying.shared(draft, by=people[1])
    return SimpleNamespace(state=state, lead=lead, round=round, draft=draft, people=people)


@pytest.fixture
def stopped(committed_db: str) -> str:
    """A database whose clock can be stopped: a schema that is looked in before the built-in functions."""
    with closing(servers.superuser(BASE, committed_db)) as owner, owner.cursor() as cursor:
        cursor.execute(CLOCK)
        owner.commit()
    return committed_db


def stop(at: dt.datetime) -> None:
    """For the rest of the transaction the database says that it is this instant."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM still.clock")
        cursor.execute("INSERT INTO still.clock VALUES (%s)", [at])
        cursor.execute("SET LOCAL search_path = still, pg_catalog, public")


@pytest.mark.parametrize("code", ["pa", "ok"])
def test_the_deadline_is_exact_by_the_databases_clock(stopped, code):
    state = factories.state(code)
    closes = timezone.now().astimezone(state.zone).replace(hour=17, minute=0, second=0, microsecond=0)
    with state_scope(state):
        found = scene(state)
        Round.objects.filter(pk=found.round.pk).update(opens_at=closes - dt.timedelta(days=30), closes_at=closes)
    elena = found.people[0]

    for late in (dt.timedelta(0), dt.timedelta(microseconds=1), SECOND):
        with state_scope(state):
            stop(closes + late)
            with pytest.raises(MoveRefused, match=r"5:00:00 PM [EC][SD]T\. This application reached us after that"):
                submissions.submit_application(found.draft, certified_name=elena.name, by=elena)
    with state_scope(state):
        stop(closes - SECOND)
        made = submissions.submit_application(found.draft, certified_name=elena.name, by=elena)
        assert made.received_at == closes - SECOND


def moved_deadline(found, closes: dt.datetime, how: str) -> dt.datetime:
    """Give the draft more time than the round gives, and say when that ends."""
    end = closes + dt.timedelta(minutes=30)
    if how == "grace":
        Round.objects.filter(pk=found.round.pk).update(grace_minutes=30)
        Application.objects.filter(pk=found.draft.pk).update(created_at=closes - dt.timedelta(days=1))
    else:
        officer = factories.member(Role.OFFICER, name="Wanda Waiver")
        Waiver.objects.create(
            number="W-0001", kind="deadline", status="approved", round=found.round, organization=found.lead, reason="x",
            requested_by=found.people[0], decided_by=officer, until=end,
        )  # fmt: skip
    return end


@pytest.mark.parametrize("how", ["grace", "waiver"])
@pytest.mark.parametrize("code", ["pa", "ok"])
def test_grace_and_waiver_are_as_exact_as_the_closing(stopped, code, how):
    state = factories.state(code)
    closes = timezone.now().astimezone(state.zone).replace(hour=17, minute=0, second=0, microsecond=0)
    with state_scope(state):
        found = scene(state)
        Round.objects.filter(pk=found.round.pk).update(opens_at=closes - dt.timedelta(days=30), closes_at=closes)
        end = moved_deadline(found, closes, how)
    elena = found.people[0]
    for late in (dt.timedelta(0), SECOND):
        with state_scope(state):
            stop(end + late)
            with pytest.raises(MoveRefused):
                submissions.submit_application(found.draft, certified_name=elena.name, by=elena)
    with state_scope(state):
        stop(end - SECOND)
        made = submissions.submit_application(found.draft, certified_name=elena.name, by=elena)
        assert (made.received_at, made.sent_in) == (end - SECOND, how)


@pytest.mark.parametrize("seconds", [-1, 0])
def test_a_round_that_is_not_open_yet_takes_nothing(stopped, seconds):
    state = factories.state("pa")
    opens = timezone.now() + dt.timedelta(hours=1)
    with state_scope(state):
        found = scene(state)
        Round.objects.filter(pk=found.round.pk).update(opens_at=opens)
        found.draft.refresh_from_db()
        elena = found.people[0]
        stop(opens + seconds * SECOND)
        if seconds < 0:
            with pytest.raises(MoveRefused, match="is not open yet"):
                submissions.submit_application(found.draft, certified_name=elena.name, by=elena)
        else:
            assert submissions.submit_application(found.draft, certified_name=elena.name, by=elena).number


@pytest.mark.parametrize("who", [[0, 0, 0, 0], [0, 1, 0, 1]], ids=["one person, four clicks", "two people, two tabs"])
def test_however_many_press_at_once_one_is_received(committed_db, who):
    state = factories.state("pa")
    with state_scope(state):
        found = scene(state)
    start, results = threading.Barrier(len(who)), []

    def press(person) -> None:
        try:
            start.wait()
            with state_scope(state):
                draft = Application.objects.get(pk=found.draft.pk)
                results.append(submissions.submit_application(draft, certified_name=person.name, by=person).number)
        except MoveRefused as refusal:
            results.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=press, args=[found.people[n]]) for n in who]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(results)[0] == "PA-27-0001-R1"
    assert sorted(results)[1:] == ["You cannot submit this application: it is submitted now."] * (len(who) - 1)
    with state_scope(state):
        assert Submission.objects.count() == 1
        assert AuditEvent.objects.filter(deed="application.submit").count() == 1
        assert Email.objects.filter(template="application_received").count() == 1


def test_drafts_that_start_at_once_get_numbers_of_their_own(committed_db):
    state = factories.state("pa")
    with state_scope(state):
        found = scene(state)
    start, numbers = threading.Barrier(4), []

    def begin(title: str) -> None:
        start.wait()
        with state_scope(state):
            made, _ = actions.start_application(found.round, found.lead, title=title, by=found.people[0])
            numbers.append(made.number)
        connections.close_all()

    threads = [threading.Thread(target=begin, args=[title]) for title in ("Metals", "Health", "Wood", "wood")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(set(numbers)) == ["PA-27-0002", "PA-27-0003", "PA-27-0004"]


def test_the_receipt_is_drawn_once_from_what_was_frozen(committed_db, run_jobs):
    state = factories.state("pa")
    with state_scope(state):
        found = scene(state)
        elena = found.people[0]
        made = submissions.submit_application(found.draft, certified_name=elena.name, by=elena)
        Application.objects.filter(pk=found.draft.pk).update(title="Renamed later")

    run_jobs(state)
    with state_scope(state):
        made.refresh_from_db()
        content = files.read(made.receipt)
        assert content.startswith(b"%PDF")
        assert pdf.page_count(content) >= 1
        assert may_open_receipt(made.receipt, elena)
        stranger = factories.member(Role.CONVENER, over=factories.organization())
        assert not may_open_receipt(made.receipt, stranger)
        assert not may_open_receipt(made.receipt, None)
        assert StoredFile.objects.count() == 1
