"""An employer answers on a phone: consent, Next, Spanish, two windows, no, thanks, closed, and links that open nothing."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.utils import timezone

from core import links
from core.models import AuditEvent
from core.permissions import Role
from evaluation.models import Survey, SurveyInvite
from questions.models import Answer, Snapshot
from tests import factories
from tests.evaluation import scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(pa):
    return scene.wave(factories.member(Role.OFFICER, email="dana@pa.example"))


@pytest.fixture
def invite(survey):
    table = factories.partnership(name="South Central Health Care Partnership")
    contact = scene.employer(table, "Penn Hollow Senior Living")
    return SurveyInvite.objects.create(
        survey=survey, partnership=table, organization=contact.organization, contact=contact
    )


@pytest.fixture
def url(invite):
    return f"/s/{token_of(invite)}/"


@pytest.fixture
def phone(pa):
    return factories.client(pa)


def token_of(invite: SurveyInvite, **fields) -> str:
    given = {"expires_at": timezone.now() + dt.timedelta(days=60)} | fields
    return links.issue("survey", {"invite": invite.pk}, **given)[1]


def text_of(page) -> str:
    return page.content.decode()


def begin(phone, url):
    return phone.post(url, {"act": "start", "lang": "en"}, follow=True)


def version_on(page) -> str:
    return re.search(r'name="version" value="(\d+)"', text_of(page))[1]


def say(phone, url, key, *values, version=0, lang="en", follow=True):
    data = {"act": "answer", "lang": lang, "key": key, "version": version, f"q-{key}": list(values)}
    return phone.post(url, data, follow=follow)


def test_consent_comes_first_and_says_what_who_and_until_when(phone, url, invite):
    page = text_of(phone.get(url))

    assert "Is the South Central Health Care Partnership worth your time?" in page
    assert "Your convener and other employers never do" in page
    assert "Eastern Time (ET)" in page
    assert "<script" not in page
    invite.refresh_from_db()
    assert (invite.status, invite.response) == ("invited", None)


def test_looking_writes_nothing(phone, url, invite):
    begin(phone, url)
    before = (Answer.objects.count(), AuditEvent.objects.count())

    for query in ("", "?q=4", "?q=99", "?q=x", "?q=4&lang=es", "?lang=zz"):
        assert phone.get(url + query).status_code == 200

    assert (Answer.objects.count(), AuditEvent.objects.count()) == before


def test_the_whole_way_without_script(phone, url, invite):
    page = begin(phone, url)
    assert "Question 1 of 12" in text_of(page)
    page = say(phone, url, "collaboration", "agree")
    assert "Question 2 of 12" in text_of(page)
    for key, value in (("value", "valuable"), ("hire_quality", "too_early"), ("turnover", "lower"), ("rework", "same")):
        page = say(phone, url, key, value)
    for key in ("complaints", "time_to_fill"):
        page = say(phone, url, key)
    page = say(phone, url, "credit", "turnover", "hire_quality")
    for key in ("employers_lead", "neutral_convener"):
        page = say(phone, url, key, "agree")
    page = say(phone, url, "practice_changed", "no")
    assert "Send my answers" in text_of(page)
    page = say(phone, url, "comment", "More evening classes.")

    assert "Thank you. We have your answers." in text_of(page)
    invite.refresh_from_db()
    assert invite.status == "answered"
    assert Snapshot.objects.get(response=invite.response).content["survey"] == "Employer survey 2026"
    values = dict(Answer.objects.filter(response=invite.response).values_list("question__key", "value"))
    assert values["credit"] == ["turnover", "hire_quality"]
    assert values["complaints"] is None
    assert Answer.objects.filter(saved_by__isnull=False).count() == 0


def test_nothing_improved_means_one_question_fewer(phone, url):
    begin(phone, url)
    for key in ("hire_quality", "turnover", "rework", "complaints", "time_to_fill"):
        say(phone, url, key, "same")

    assert "of 11" in text_of(phone.get(url))


def test_the_same_link_goes_on_where_one_stopped(phone, url, pa):
    begin(phone, url)
    say(phone, url, "collaboration", "agree")
    say(phone, url, "value", "valuable")

    assert "Question 3 of 12" in text_of(factories.client(pa).get(url))
    assert re.search(r'value="valuable" checked', text_of(phone.get(url + "?q=2")))


@pytest.mark.claim(54)
def test_too_early_and_dont_know_stand_apart(phone, url):
    begin(phone, url)
    page = text_of(phone.get(url + "?q=4"))

    assert page.index("Many more leave") < page.index("Or:") < page.index("Too early to tell")


def test_spanish_keeps_the_answers(phone, url, invite):
    begin(phone, url)
    say(phone, url, "collaboration", "agree")

    page = text_of(phone.get(url + "?q=1&lang=es"))

    assert '<html lang="es">' in page
    assert "Pregunta 1 de 12" in page
    assert re.search(r'value="agree" checked><span>De acuerdo', page)
    page = say(phone, url, "value", "too_early", lang="es")
    assert "Pregunta 3 de 12" in text_of(page)
    assert not re.search(r">(Next|Back|Question \d)", text_of(page))


def test_every_question_speaks_both_languages(survey):
    questions = [q for section in survey.form_version.sections.all() for q in section.questions.all()]

    assert len(questions) == 12
    for question in questions:
        own = question.options["es"]
        assert own["label"] != question.label
        given = question.options.get("choices", [])
        assert [value for value, _ in own.get("choices", [])] == [value for value, _ in given]


def test_of_two_windows_the_slower_is_asked(phone, url, pa, invite):
    begin(phone, url)
    other = factories.client(pa)
    version = version_on(other.get(url + "?q=1"))
    say(phone, url, "collaboration", "agree")

    page = say(other, url, "collaboration", "disagree", version=version)

    assert page.status_code == 409
    assert "Another window saved a different answer" in text_of(page)
    assert re.search(r'value="disagree" checked', text_of(page))
    assert Answer.objects.get(question__key="collaboration").value == "agree"
    say(other, url, "collaboration", "disagree", version=version_on(page))
    assert Answer.objects.get(question__key="collaboration").value == "disagree"


def test_two_windows_that_agree_share_one_response(phone, url, pa, invite):
    begin(phone, url)
    page = begin(factories.client(pa), url)

    assert "Question 1 of 12" in text_of(page)
    assert invite.survey.form_version.responses.count() == 1


def finish(phone, url):
    begin(phone, url)
    say(phone, url, "collaboration", "agree")
    return say(phone, url, "comment", "Fine.")


def test_sent_answers_can_be_changed_while_it_is_open(phone, url, invite):
    finish(phone, url)
    assert "Change an answer" in text_of(phone.get(url))
    assert "Thank you" in text_of(say(phone, url, "collaboration", "disagree"))
    assert Answer.objects.get(question__key="collaboration").value == "agree"

    page = phone.post(url, {"act": "change"}, follow=True)
    say(phone, url, "collaboration", "disagree", version=version_on(page))
    last = version_on(phone.get(url + "?q=12")) if "of 12" in text_of(page) else version_on(phone.get(url + "?q=11"))
    page = say(phone, url, "comment", "Better.", version=last)

    assert "Thank you" in text_of(page)
    assert Snapshot.objects.filter(response__survey_invites=invite).count() == 2
    assert Answer.objects.get(question__key="collaboration").value == "disagree"


def test_no_means_no_letter_again_and_no_question(phone, url, invite):
    page = phone.post(url, {"act": "decline"}, follow=True)

    assert "We will not write again" in text_of(page)
    assert "We will not write again" in text_of(begin(phone, url))
    invite.refresh_from_db()
    assert (invite.status, invite.response) == ("declined", None)


@pytest.mark.parametrize("status", ["open", "closed"])
def test_closed_says_when_and_whom_to_ask_and_takes_nothing(phone, url, invite, survey, status):
    begin(phone, url)
    past = timezone.now() - dt.timedelta(seconds=1)
    Survey.objects.filter(pk=survey.pk).update(status=status, closes_at=past)

    page = say(phone, url, "collaboration", "agree")

    assert "This survey has closed" in text_of(page)
    assert "dana@pa.example" in text_of(page)
    assert not Answer.objects.exists()
    assert "This survey has closed" in text_of(phone.post(url, {"act": "decline"}, follow=True))
    invite.refresh_from_db()
    assert invite.status == "started"


def test_thanks_after_closing_offers_no_change(phone, url, survey):
    finish(phone, url)
    Survey.objects.filter(pk=survey.pk).update(status="closed", closes_at=timezone.now())

    page = text_of(phone.get(url))
    assert "Thank you" in page
    assert "Change an answer" not in page
    assert "Thank you" in text_of(phone.post(url, {"act": "change"}, follow=True))


def bare(page) -> str:
    """A page without what differs from visit to visit: the form's token, the address asked for."""
    return re.sub(r"(?i)csrftoken[^>]*|/s/[^/]*/", "", text_of(page))


def test_every_bad_link_gets_the_same_page(phone, invite, survey, ga):
    now = timezone.now()
    used = links.issue("survey", {"invite": invite.pk}, expires_at=now + dt.timedelta(days=1))
    links.revoke(used[0], by=survey.created_by)
    bad = [
        "x" * 43,
        used[1],
        token_of(invite, expires_at=now - dt.timedelta(seconds=1)),
        links.issue("edition", {"invite": invite.pk}, expires_at=now + dt.timedelta(days=1))[1],
        links.issue("survey", {"invite": 0}, expires_at=now + dt.timedelta(days=1))[1],
    ]

    pages = [phone.get(f"/s/{token}/") for token in bad]
    posts = [phone.post(f"/s/{token}/", {"act": "start"}) for token in bad]

    assert {page.status_code for page in [*pages, *posts]} == {404}
    assert len({bare(page) for page in pages}) == 1
    invite.refresh_from_db()
    assert invite.status == "invited"


def test_another_states_host_does_not_know_the_link(url, ga, pa):
    good = factories.client(pa).get(url)
    assert good.status_code == 200
    assert good["Referrer-Policy"] == "same-origin"


def test_a_draft_answers_nobody(phone, url, survey):
    Survey.objects.filter(pk=survey.pk).update(status="draft")

    assert phone.get(url).status_code == 404


def test_what_cannot_be_kept_comes_back_as_typed(phone, url):
    begin(phone, url)
    page = say(phone, url, "comment", "word " * 201)

    assert page.status_code == 422
    assert "201 words. Take out 1" in text_of(page)
    assert "word word" in text_of(page)


def test_a_page_with_its_style_is_light(phone, url):
    begin(phone, url)
    with open("static/css/survey.css", "rb") as sheet:
        weight = len(sheet.read()) + len(phone.get(url + "?q=4").content)

    assert weight < 16_000


def test_a_question_costs_few_queries(phone, url, django_assert_max_num_queries):
    begin(phone, url)
    with django_assert_max_num_queries(14):
        phone.get(url + "?q=4")
