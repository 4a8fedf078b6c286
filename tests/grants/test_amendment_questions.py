"""A request that is sent back with a question: answered, changed where need be, and sent again; nothing of it is lost."""

from __future__ import annotations

import datetime as dt

import pytest

from core.models import AuditEvent, Email
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import amendment_questions as asking
from grants.actions import amendments as actions
from grants.models import Amendment, AmendmentQuestion
from tests import factories
from tests.grants.amending import DAY, Office

QUESTION = "Which classes need the six months?"


@pytest.fixture
def office(pa):
    return Office()


@pytest.fixture
def returned(office):
    """A later end, sent back with a question."""
    sent = office.ask("extension", ends_on=office.ends_on + 30 * DAY)
    return asking.ask_back(sent, QUESTION, by=office.director)


def item_of(amendment: Amendment):
    return amendment.items.select_related("amendment__award__fund").get()


def test_it_comes_back_with_the_question_and_the_convener_is_told(office, returned):
    assert returned.status == "returned"
    mail = Email.objects.get(template="amendment_asked", to=office.convener.email)
    assert QUESTION in mail.text
    with pytest.raises(MoveRefused, match="You cannot approve"):
        office.approve(returned)


def test_a_question_is_written_by_another_and_not_left_out(office):
    sent = office.ask("extension", ends_on=office.ends_on + 30 * DAY)
    with pytest.raises(MoveRefused, match="Write the question"):
        asking.ask_back(sent, "  ", by=office.director)
    office.add("extension", by=office.officer, ends_on=office.ends_on + 40 * DAY)
    told = actions.Told("Elena", "email", "Please ask for more time.")
    draft = Amendment.objects.get(status="draft")
    own = actions.send_amendment(draft, wanted_on=office.today, by=office.officer, told=told)
    with pytest.raises(MoveRefused, match="You asked for this amendment yourself"):
        asking.ask_back(own, QUESTION, by=office.officer)


def test_the_answer_sends_it_again_and_both_stay(office, returned):
    with pytest.raises(MoveRefused, match="Answer the question"):
        asking.answer(returned, " ", wanted_on=office.today, by=office.convener)
    again = asking.answer(returned, "The two evening classes.", wanted_on=office.today, by=office.convener)
    assert again.status == "requested"
    kept = AmendmentQuestion.objects.get()
    assert (kept.question, kept.answer, kept.answered_by) == (QUESTION, "The two evening classes.", office.convener)
    assert "The two evening classes." in Email.objects.get(template="amendment_answered").text
    asking.ask_back(again, "And who pays?", by=office.director)
    asking.answer(again, "The board.", wanted_on=office.today, by=office.convener)
    assert [one.question for one in again.questions.all()] == [QUESTION, "And who pays?"]
    again.refresh_from_db()
    assert office.approve(again).status == "approved"


def test_what_waits_can_be_changed_and_the_trail_keeps_what_it_said(office, returned):
    later = office.ends_on + 20 * DAY
    asking.change_item(item_of(returned), {"ends_on": later, "what": "Two classes."}, by=office.convener)
    assert returned.items.get().ends_on == later
    line = AuditEvent.objects.get(deed="amendment.change")
    assert line.details["before"]["what"] == "Because it is needed."
    assert line.details["after"]["what"] == "Two classes."
    with pytest.raises(MoveRefused):
        asking.change_item(item_of(returned), {"ends_on": office.ends_on - 400 * DAY}, by=office.convener)


def test_nothing_is_changed_once_it_was_sent_again(office, returned):
    item = item_of(returned)
    asking.answer(returned, "The two evening classes.", wanted_on=office.today, by=office.convener)
    with pytest.raises(MoveRefused, match="not open"):
        asking.change_item(item, {"what": "Something else."}, by=office.convener)


def test_a_change_that_needs_no_approval_any_more_takes_force(office):
    sent = office.ask("person", party="Ellen", event="less", percent=30)
    returned = asking.ask_back(sent, "For how long?", by=office.director)
    asking.change_item(item_of(returned), {"percent": 10}, by=office.convener)
    done = asking.answer(returned, "It is less than we thought.", wanted_on=office.today, by=office.convener)
    assert done.status == "recorded"
    assert done.items.get().in_force_on == office.today


def test_it_can_be_taken_back_instead(office, returned):
    assert actions.withdraw_amendment(returned, by=office.convener).status == "withdrawn"


# The pages


def test_from_the_question_to_the_second_sending_in_the_browser(pa, office):
    sent = office.ask("extension", ends_on=office.ends_on + 30 * DAY)
    director, convener = factories.client(pa, office.director), factories.client(pa, office.convener)
    state, own = f"/awards/{office.award.pk}/terms/", f"/my/awards/{office.award.pk}/terms/"
    data = {f"a{sent.pk}-reason": QUESTION, "act": "ask"}
    director.post(f"{state}{sent.pk}/decide/", data)
    assert "Answer the question about amendment 1" in convener.get("/home/").content.decode()
    assert "Answer about an amendment" in director.get("/home/").content.decode()
    page = convener.get(own).content.decode()
    assert QUESTION in page
    assert "Send the request again" in page
    item = sent.items.get()
    form = convener.get(f"{own}{sent.pk}/change/{item.pk}/").content.decode()
    assert item.what in form
    later = f"{office.ends_on + 20 * DAY:%Y-%m-%d}"
    convener.post(f"{own}{sent.pk}/change/{item.pk}/", {"ends_on": later, "what": "Two evening classes."})
    refused = convener.post(f"{own}{sent.pk}/answer/", {f"a{sent.pk}-wanted_on": f"{office.today}"})
    assert refused.status_code == 422
    answer = {f"a{sent.pk}-wanted_on": f"{office.today}", f"a{sent.pk}-answer": "Said above."}
    convener.post(f"{own}{sent.pk}/answer/", answer)
    sent.refresh_from_db()
    assert sent.status == "requested"
    page = director.get(state).content.decode()
    assert "Said above." in page
    assert "Two evening classes." in page


def test_only_who_asked_answers(pa, office, returned):
    data = {f"a{returned.pk}-wanted_on": f"{dt.date.today()}", f"a{returned.pk}-answer": "Mine."}
    tail = f"awards/{office.award.pk}/terms/{returned.pk}"
    assert factories.client(pa, office.officer).post(f"/{tail}/answer/", data).status_code == 404
    stranger = factories.client(pa, factories.member(Role.CONVENER, over=factories.organization()))
    assert stranger.post(f"/my/{tail}/answer/", data).status_code == 404
    assert factories.client(pa, office.officer).get(f"/{tail}/change/{returned.items.get().pk}/").status_code == 404
    returned.refresh_from_db()
    assert returned.status == "returned"
