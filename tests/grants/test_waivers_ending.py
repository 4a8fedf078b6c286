"""How waivers end: used when something is sent under them, ended by the clock, asked for by staff on behalf of somebody."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core.isolation import state_scope
from core.models import AuditEvent, Email
from core.moves import MoveRefused
from grants.actions import waivers
from grants.actions.waivers import Told
from grants.choices import AskedHow, WaiverStatus
from grants.jobs.rounds import close_rounds
from grants.models import Waiver
from grants.readmodels.application_timeline import timeline_of
from tests import factories
from tests.grants.submitting import Desk

SECOND = dt.timedelta(seconds=1)
TOLD = Told("Ruth Adler", AskedHow.EMAIL, "From Ruth Adler, Nov 20, 4:12 PM: Our network is down. May we have a day?")


@pytest.fixture
def desk(pa):
    return Desk()


def ended(waiver: Waiver, ago: dt.timedelta = SECOND) -> Waiver:
    Waiver.objects.filter(pk=waiver.pk).update(until=timezone.now() - ago)
    waiver.refresh_from_db()
    return waiver


def test_a_waiver_that_was_not_used_is_recorded_as_ended_and_its_applicant_reads_it(desk):
    desk.close()
    waiver = ended(desk.allow(desk.ask()))
    waivers.expire_by_clock(waiver)
    waiver.refresh_from_db()
    assert waiver.status == WaiverStatus.EXPIRED
    event = AuditEvent.objects.get(deed="waiver.expire")
    assert (event.actor, event.details["before"], event.details["after"]) == ("the clock", "approved", "expired")
    assert timeline_of(desk.draft)[0].what == f"ended waiver {waiver.number}, which was not used"


def test_the_clock_ends_no_waiver_that_still_holds(desk):
    desk.close()
    waiver = desk.allow(desk.ask())
    assert not waivers.past_their_end().exists()
    with pytest.raises(MoveRefused, match="has not ended"):
        waivers.expire_by_clock(waiver)


def test_a_waiver_without_an_instant_ends_with_its_round(desk):
    waiver = desk.allow(desk.ask("match"), match_percent=10)
    assert not waivers.past_their_end().exists()
    desk.close(status="decision")
    assert list(waivers.past_their_end()) == [waiver]


def test_a_waiver_that_an_application_was_sent_under_is_used(desk):
    waiver = desk.allow(desk.ask("match"), match_percent=10)
    desk.submit()
    waiver.refresh_from_db()
    assert waiver.status == WaiverStatus.USED


def test_after_one_that_ended_a_second_of_the_deadline_needs_the_director(desk):
    desk.close()
    waivers.expire_by_clock(ended(desk.allow(desk.ask())))
    again = desk.ask()
    with pytest.raises(MoveRefused, match="director decides on a second"):
        desk.allow(again)


def test_two_clocks_and_a_missed_tick_end_each_waiver_once(committed_db):
    state = factories.state("pa")
    with state_scope(state):
        desk = Desk()
        desk.close()
        ended(desk.allow(desk.ask()), dt.timedelta(days=3))

    def run() -> None:
        try:
            close_rounds(state_id=state.pk)
        finally:
            connection.close()

    clocks = [threading.Thread(target=run) for _ in range(3)]
    for clock in clocks:
        clock.start()
    for clock in clocks:
        clock.join()
    close_rounds(state_id=state.pk)
    with state_scope(state):
        assert Waiver.objects.get().status == WaiverStatus.EXPIRED
        assert AuditEvent.objects.filter(deed="waiver.expire").count() == 1
        assert AuditEvent.objects.filter(deed="round.close").count() == 1


# On behalf of somebody


def behalf(desk: Desk, **changes: object) -> dict[str, object]:
    given = {"organization": desk.lead.pk, "kind": "deadline", "asked_by": TOLD.name, "asked_how": "email"}
    return given | {"evidence": TOLD.words, "reason": "Their network was down."} | changes


def address(desk: Desk) -> str:
    return f"/staff/rounds/{desk.round.slug}/waivers/ask/"


def test_an_officer_asks_on_behalf_of_an_applicant_and_somebody_else_decides(desk, pa):
    client = factories.client(pa, desk.officer)
    assert client.post(address(desk), behalf(desk)).status_code == 302
    waiver = Waiver.objects.get()
    assert (waiver.asked_by, waiver.asked_how, waiver.evidence) == TOLD
    assert waiver.application == desk.draft
    shown = client.get(f"/waivers/{waiver.pk}/").content.decode()
    assert "Ruth Adler, by e-mail" in shown
    assert "May we have a day?" in shown
    with pytest.raises(MoveRefused, match="Somebody else has to decide"):
        desk.allow(waiver)

    Email.objects.all().delete()
    waivers.deny_waiver(waiver, justification="A day is not enough.", by=desk.director)
    assert set(Email.objects.values_list("to", flat=True)) == {desk.officer.email, desk.elena.email}
    theirs = factories.client(pa, desk.elena).get(f"/my/applications/{desk.draft.pk}/").content.decode()
    assert "Nadia Torres asked for it on your behalf, after Ruth Adler turned to the program office by e-mail" in theirs


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"asked_by": ""}, "Say who of the applicant asked you."),
        ({"evidence": " "}, "Quote the message, or note what was said."),
        ({"organization": ""}, "Choose the applicant."),
        ({"reason": ""}, "Say why the waiver is needed."),
    ],
)
def test_nothing_is_asked_for_without_evidence_and_what_was_typed_stays(desk, pa, changes, said):
    answer = factories.client(pa, desk.officer).post(address(desk), behalf(desk, **changes))
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert said in shown
    kept = TOLD.name if "evidence" in changes else "May we have a day?"
    assert kept in shown
    assert not Waiver.objects.exists()


def test_the_database_wants_evidence_too(desk):
    waiver = desk.ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Waiver.objects.filter(pk=waiver.pk).update(asked_by="Ruth Adler")


@pytest.mark.parametrize(("who", "status"), [("officer", 200), ("director", 200), ("elena", 403)])
def test_who_may_ask_on_behalf(desk, pa, who, status):
    assert factories.client(pa, getattr(desk, who)).get(address(desk)).status_code == status
