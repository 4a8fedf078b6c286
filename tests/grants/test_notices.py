"""A published round: what is added, asked and answered, who is told, and how somebody stops being told."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from core.models import Email
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import notices as actions
from grants.models import Addendum, Round, RoundQuestion, Subscriber
from tests import factories
from tests.grants import applying

DAY = dt.timedelta(days=1)


@pytest.fixture
def officer(pa):
    return factories.member(Role.OFFICER, name="Nadia Torres")


@pytest.fixture
def round(officer):
    made = applying.round()
    Round.objects.update(questions_due_at=timezone.now() + DAY, closes_at=timezone.now() + 10 * DAY, review_due_at=None)
    made.refresh_from_db()
    return made


def start(round, name="Alliance"):
    lead = factories.organization(name)
    who = factories.member(Role.CONVENER, over=lead, name=f"Convener of {name}")
    applying.start(round, lead, by=who, title=name)
    return who


def subscribed(round, email):
    return Subscriber.objects.create(round=round, email=email, confirmed_at=timezone.now())


# Addenda


def test_a_deadline_comes_later_and_everybody_concerned_is_told_once(round, officer):
    starter = start(round)
    subscribed(round, "press@paper.example")
    subscribed(round, starter.email)
    Subscriber.objects.create(round=round, email="unconfirmed@x.example")
    before, after = round.closes_at, round.closes_at + 2 * DAY

    made = actions.amend_round(round, text="A storm closed the offices.", closes_at=after, by=officer)

    round.refresh_from_db()
    assert round.closes_at == after
    assert made.changes[0]["label"] == "Closes"
    assert made.changes[0]["before"] != made.changes[0]["after"]
    told = Email.objects.filter(template="round_addendum")
    assert sorted(told.values_list("to", flat=True)) == sorted([starter.email, "press@paper.example"])
    assert "/stop/" in told.get(to="press@paper.example").text
    assert "/stop/" not in told.get(to=starter.email).text
    with pytest.raises(MoveRefused, match="never to an earlier one"):
        actions.amend_round(round, text="Back again", closes_at=before, by=officer)


@pytest.mark.parametrize(
    ("fields", "given", "said"),
    [
        ({"status": "closed"}, {"text": "More"}, "its notice stays as it is|open round is added to"),
        ({}, {"text": " "}, "Say what is added"),
        ({}, {"text": "x", "closes_at": -DAY}, "lie in the past"),
        ({"closes_at": -DAY}, {"text": "x", "closes_at": 9 * DAY}, "A waiver opens it for one"),
        ({}, {"text": "x", "questions_due_at": 30 * DAY}, "after the round closes"),
        ({"review_due_at": 12 * DAY}, {"text": "x", "closes_at": 13 * DAY}, "Reviews would be due"),
    ],
)
def test_what_an_addendum_may_not_do(round, officer, fields, given, said):
    now = timezone.now()
    fields = {name: now + value if isinstance(value, dt.timedelta) else value for name, value in fields.items()}
    if "closes_at" in fields:
        fields["opens_at"] = now - 40 * DAY
    Round.objects.update(**fields)
    given = {name: now + value if isinstance(value, dt.timedelta) else value for name, value in given.items()}
    with pytest.raises(MoveRefused, match=said):
        actions.amend_round(round, by=officer, **given)
    assert not Addendum.objects.exists()


def test_the_notice_shows_what_was_before_and_what_is_now(pa, round, officer):
    actions.amend_round(round, text="A storm closed the offices.", closes_at=round.closes_at + DAY, by=officer)
    page = factories.client(pa).get(f"/rounds/{round.slug}/").content.decode()
    assert "Addendum 1" in page
    assert "A storm closed the offices." in page
    assert "<del>" in page
    assert "<ins>" in page


def test_staff_add_to_a_notice_on_a_page_and_nothing_typed_is_lost(pa, round, officer):
    client = factories.client(pa, officer)
    at = f"/staff/rounds/{round.slug}/notices/"
    refused = client.post(f"{at}amend/", {"text": "Earlier, please", "closes_at": "2020-01-01T10:00"})
    assert refused.status_code == 422
    assert "Earlier, please" in refused.content.decode()
    assert client.post(f"{at}amend/", {"text": "A list of laboratories is added."}, follow=True).status_code == 200
    assert Addendum.objects.get().text == "A list of laboratories is added."
    auditor = factories.client(pa, factories.member(Role.AUDITOR))
    assert auditor.get(at).status_code == 200
    assert auditor.post(f"{at}amend/", {"text": "x"}).status_code == 403


# Questions and answers


def test_a_question_is_answered_in_a_batch_and_who_asked_stays_hidden(pa, round, officer):
    public = factories.client(pa)
    public.post(f"/rounds/{round.slug}/ask/", {"text": "May we, Acme Steel, apply?", "email": "boss@acme.example"})
    public.post(f"/rounds/{round.slug}/ask/", {"text": "Is rent allowed?"})
    first, second = RoundQuestion.objects.all()
    client = factories.client(pa, officer)
    typed = {
        "question": [first.pk, second.pk],
        f"shown-{first.pk}": "May a single employer apply?", f"answer-{first.pk}": "No, a partnership does.",
        f"shown-{second.pk}": "Is rent allowed?", f"answer-{second.pk}": "",
    }  # fmt: skip
    client.post(f"/staff/rounds/{round.slug}/notices/answers/", typed)

    page = public.get(f"/rounds/{round.slug}/").content.decode()
    assert "May a single employer apply?" in page
    assert "Acme" not in page
    assert "Is rent allowed?" not in page, "what has no answer yet waits"
    assert Addendum.objects.get().text == "One question is answered."


def test_a_question_is_left_unpublished_with_a_reason_told_to_who_asked(pa, round, officer):
    asked = actions.ask_question(round, "Will Acme win?", email="boss@acme.example")
    client = factories.client(pa, officer)
    at = f"/staff/rounds/{round.slug}/notices/answers/"
    refused = client.post(at, {"question": asked.pk, "refuse": asked.pk, f"answer-{asked.pk}": " "})
    assert refused.status_code == 422
    client.post(at, {"question": asked.pk, "refuse": asked.pk, f"answer-{asked.pk}": "It names a firm."})
    asked.refresh_from_db()
    assert asked.refusal == "It names a firm."
    assert "It names a firm." in Email.objects.get(template="question_refused").text
    with pytest.raises(MoveRefused, match="dealt with already"):
        actions.publish_answers(round, [actions.Answered(asked, "x", "y")], by=officer)


def test_questions_end_at_their_instant(pa, round):
    Round.objects.update(questions_due_at=timezone.now() - dt.timedelta(seconds=1))
    answer = factories.client(pa).post(f"/rounds/{round.slug}/ask/", {"text": "Still?"})
    assert answer.status_code == 422
    assert "no longer taken" in answer.content.decode()
    assert "Still?" in answer.content.decode()
    assert "Ask a question" not in factories.client(pa).get(f"/rounds/{round.slug}/").content.decode()


# Subscriptions


def link_in(template, word):
    text = Email.objects.filter(template=template).latest("pk").text
    return re.search(rf"https?://[^/]+(/rounds/[^\s]+/{word}/[^\s/]+/)", text)[1]


def test_nobody_is_told_before_the_address_is_confirmed_and_a_look_at_the_link_confirms_nothing(pa, round):
    public = factories.client(pa)
    public.post(f"/rounds/{round.slug}/subscribe/", {"email": " Press@Paper.example"})
    link = link_in("round_subscribe", "confirm")
    for _ in range(50):
        assert public.get(link).status_code == 200
    assert Subscriber.objects.get().confirmed_at is None
    assert public.post(link).status_code == 302
    assert Subscriber.objects.get(email="press@paper.example").confirmed_at


def test_the_answer_is_the_same_whether_an_address_is_known_and_mail_is_not_repeated(pa, round):
    subscribed(round, "press@paper.example")
    public = factories.client(pa)
    pages = [
        public.post(f"/rounds/{round.slug}/subscribe/", {"email": email}, follow=True).content.decode()
        for email in ("press@paper.example", "new@x.example", "new@x.example")
    ]
    assert all("a message with a link is on its way" in page for page in pages)
    assert list(Email.objects.filter(template="round_subscribe").values_list("to", flat=True)) == ["new@x.example"]


def test_one_press_ends_the_messages(pa, round, officer):
    subscribed(round, "press@paper.example")
    actions.amend_round(round, text="First", by=officer)
    public = factories.client(pa)
    link = link_in("round_addendum", "stop")
    assert public.get(link).status_code == 200
    public.post(link)
    actions.amend_round(round, text="Second", by=officer)
    assert Email.objects.filter(template="round_addendum").count() == 1


def test_a_token_of_another_round_opens_nothing(pa, round):
    factories.client(pa).post(f"/rounds/{round.slug}/subscribe/", {"email": "a@x.example"})
    link = link_in("round_subscribe", "confirm")
    factories.round(slug="another", name="Another", number_prefix="X")
    for client, path in (
        (factories.client(pa), link[:-4] + "xxx/"),
        (factories.client(pa), link.replace(round.slug, "another")),
    ):
        assert client.get(path).status_code == 404
        assert client.post(path).status_code == 404


# Dates and doors


def test_the_calendar_file_has_every_instant_and_rises_with_each_addendum(pa, round, officer):
    def events():
        file = factories.client(pa).get(f"/rounds/{round.slug}/calendar.ics")
        return {str(e["uid"]): e for e in Calendar.from_ical(file.content).walk("VEVENT")}

    before = events()
    assert len(before) == 3
    uid = next(uid for uid in before if "closes_at" in uid)
    assert before[uid].decoded("dtstart") == round.closes_at.replace(microsecond=0)
    actions.amend_round(round, text="Later", closes_at=round.closes_at + DAY, by=officer)
    after = events()
    assert set(after) == set(before)
    assert (before[uid]["sequence"], after[uid]["sequence"]) == (0, 1)
    assert after[uid].decoded("dtstart") > before[uid].decoded("dtstart")


@pytest.mark.parametrize(("role", "shown"), [(Role.REVIEWER, False), (Role.FISCAL, False), (Role.CONVENER, True)])
def test_only_those_who_can_are_asked_to_apply(pa, round, role, shown):
    who = factories.member(role, over=factories.organization() if role == Role.CONVENER else None)
    page = factories.client(pa, who).get(f"/rounds/{round.slug}/").content.decode()
    assert ("Start an application" in page) is shown
    assert ("Your account has another role" in page) is not shown


def test_a_notice_asks_the_same_number_of_questions_however_much_was_said(
    pa, round, officer, django_assert_max_num_queries
):
    public = factories.client(pa)
    for number in range(5):
        actions.amend_round(round, text=f"Number {number}", by=officer)
        asked = actions.ask_question(round, f"Question {number}?")
        actions.publish_answers(round, [actions.Answered(asked, "", "Yes.")], by=officer)
    with django_assert_max_num_queries(12):
        assert public.get(f"/rounds/{round.slug}/").status_code == 200


def test_a_mail_program_ends_them_with_one_click_as_often_as_it_likes(pa, round, officer, mailbox, run_jobs):
    """RFC 8058: a post without a page, a cookie or a token of ours; it says yes, and yes again."""
    subscribed(round, "press@paper.example")
    actions.amend_round(round, text="First", by=officer)
    run_jobs(pa)
    [message] = mailbox.to("press@paper.example", count=1)
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.fullmatch(r"<https?://[^/]+(/rounds/[^>]+)>", message["List-Unsubscribe"].strip())[1]
    service = Client(HTTP_HOST="pa.localhost", enforce_csrf_checks=True)
    for _ in range(2):
        answer = service.post(link, {"List-Unsubscribe": "One-Click"})
        assert (answer.status_code, answer.content) == (200, b"No more messages come.")
    ended = Subscriber.objects.get().ended_at
    assert ended is not None
    actions.amend_round(round, text="Second", by=officer)
    assert Email.objects.filter(template="round_addendum").count() == 1
    assert service.post(link.replace("/stop/", "/stop/x"), {"List-Unsubscribe": "One-Click"}).status_code == 404
    confirming = link.replace("/stop/", "/confirm/")
    assert service.post(confirming, {"List-Unsubscribe": "One-Click"}).status_code == 403, (
        "only ending is without a page"
    )


def test_who_only_starts_an_application_gets_no_unsubscribe_header(pa, round, officer):
    start(round)
    actions.amend_round(round, text="First", by=officer)
    assert Email.objects.get(template="round_addendum").unsubscribe_url == ""


def test_messages_about_a_cancelled_round_can_be_ended_too(pa, round, officer):
    subscribed(round, "press@paper.example")
    actions.amend_round(round, text="First", by=officer)
    Round.objects.update(status="cancelled")
    link = link_in("round_addendum", "stop")
    public = factories.client(pa)
    assert public.get(link).status_code == 200
    assert public.post(link)["Location"] == "/rounds/"
    assert Subscriber.objects.get().ended_at
