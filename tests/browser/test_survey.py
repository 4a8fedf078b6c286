"""The employer's survey and the staff's pages about it in a real browser: without script, accessible, no sideways scroll.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

import datetime as dt
import os
from functools import partial
from types import SimpleNamespace

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from core import links
from core.isolation import state_scope
from core.permissions import Role
from evaluation.actions.surveys import create_survey, open_survey
from evaluation.models import Claim, Story, SurveyInvite
from tests import factories
from tests.browser.test_applying import context_of, heard
from tests.browser.test_look import violations
from tests.evaluation import scene as made_of
from tests.live import text_of

pytestmark = pytest.mark.browser
NAMES = ("South Central Health Care Partnership", "Lehigh Valley Food and Beverage Partnership", "Berks Metals")


def scene() -> SimpleNamespace:
    """A wave that is open with answers, a draft, stories in each standing, and an employer to invite."""
    officer = factories.member(Role.OFFICER, name="Dana Kowalczyk", email="dana@pa.example")
    evaluator = factories.member(Role.EVALUATOR, name="Uma Patel")
    tables = [factories.partnership(name=name) for name in NAMES]
    wave = made_of.wave(officer)
    for number, table in enumerate(tables):
        happy = {"value": "valuable", "collaboration": "agree", "turnover": "lower", "credit": ["turnover"]}
        happy |= {"hire_quality": "better", "rework": "same", "complaints": "too_early", "practice_changed": "yes"}
        other = {"value": "slightly", "collaboration": "neither", "turnover": "same", "rework": "dont_know"}
        made_of.answered(wave, table, *[happy] * (6 + number), *[other] * 5, {"comment": "Evening."}, silent=7)
    Claim.objects.create(statement="41% reported", value=41, topic="E1", source_title="FAQ", level=1)
    contact = made_of.employer(tables[0], "Penn Hollow Senior Living")
    invite = SurveyInvite.objects.create(
        survey=wave, partnership=tables[0], organization=contact.organization, contact=contact
    )
    common = {"kind": "employer", "speaker": "Penny Hollow", "speaker_role": "Administrator"}
    tell = {"partnership": tables[0], "text": "We hired six and six are still here."} | common
    Story.objects.create(title="Six who stayed", consent_on=dt.date(2026, 1, 1), consent_note="Signed.", **tell)
    kept = Story.objects.create(title="The night shift", **tell)
    Story.objects.create(title="Taken back", revoked_at=timezone.now(), **tell)
    by = factories.member(Role.CONVENER)
    factories.report(status="submitted", story={"title": "A new class", "text": "It fills."}, submitted_by=by,
                     submitted_at=timezone.now())  # fmt: skip
    ends = timezone.now() + dt.timedelta(days=28)
    period = {"period_start": made_of.START, "period_end": made_of.END}
    draft = create_survey(title="Employer survey 2027", closes_at=ends, partnerships=tables, by=officer, **period)
    return SimpleNamespace(officer=officer, evaluator=evaluator, wave=wave, draft=draft, invite=invite, story=kept)


@pytest.fixture
def made(live) -> SimpleNamespace:
    state = factories.state("pa")
    state.words = {"partnership": "industry partnership", "partnerships": "industry partnerships"}
    state.contact_email = "survey@workforce-pa.example"
    state.save()
    with state_scope(state), timezone.override(state.zone):
        found = scene()
        token = links.issue("survey", {"invite": found.invite.pk}, expires_at=timezone.now() + dt.timedelta(9))[1]
    found.state, found.link = state, f"/s/{token}/"
    return found


def faults(page: Page, name: str, width: int) -> list[str]:
    """What is wrong with the page that is open."""
    if os.environ.get("LOOK_AT"):
        page.screenshot(path=f"{os.environ['LOOK_AT']}/{name}-{width}.png", full_page=True)
    across = page.evaluate("document.documentElement.scrollWidth")
    wide = [f"{name} is {across} px wide at {width}"] if across > width else []
    return wide + [f"{name} {width}: {each}" for each in violations(page)]


@pytest.mark.parametrize("width", [360, 1280])
def test_an_employer_answers_in_two_languages(browser, live, made, width):
    wrong: list[str] = []
    with context_of(browser, live, made.state, None, width) as context:
        page = context.new_page()
        page.on("console", partial(heard, wrong))
        page.goto(live.url(made.link))
        wrong += faults(page, "survey-start", width)
        page.get_by_role("button", name="I agree. Start the survey").click()
        page.get_by_text("Agree", exact=True).click()
        page.get_by_role("button", name="Next").click()
        page.get_by_role("link", name="Back").click()
        assert page.get_by_label("Agree", exact=True).is_checked()
        page.goto(live.url(f"{made.link}?q=4"))
        page.get_by_text("Fewer leave", exact=True).click()
        wrong += faults(page, "survey-question", width)
        page.get_by_role("button", name="Next").click()
        page.get_by_role("link", name="Español").click()
        wrong += faults(page, "survey-spanish", width)
        page.goto(live.url(f"{made.link}?q=8&lang=es"))
        wrong += faults(page, "survey-many", width)
        page.goto(live.url(f"{made.link}?q=12&lang=en"))
        page.get_by_label("What should the partnership do differently?").fill("Evening classes.")
        wrong += faults(page, "survey-comment", width)
        page.get_by_role("button", name="Send my answers").click()
        page.get_by_role("heading", name="Thank you. We have your answers.").wait_for()
        wrong += faults(page, "survey-thanks", width)
        assert context.new_page().goto(live.url("/s/nothing/")).status == 404

    assert not wrong, "\n".join(wrong)


def test_the_survey_needs_no_script(browser, live, made):
    with context_of(browser, live, made.state, None, 360, script=False) as context:
        page = context.new_page()
        page.goto(live.url(made.link))
        page.get_by_role("button", name="No, thank you").click()
        assert "We will not write again" in page.content()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_staffs_pages_are_accessible_and_fit(browser, live, made, width):
    pages = {
        "surveys": "/surveys/",
        "survey-draft": f"/surveys/{made.draft.pk}/",
        "survey-open": f"/surveys/{made.wave.pk}/",
        "survey-new": "/surveys/new/",
        "stories": "/stories/",
        "story": f"/stories/{made.story.pk}/",
    }
    wrong: list[str] = []
    for who, visits in ((made.officer, pages), (made.evaluator, {"raw": f"/surveys/{made.wave.pk}/answers/"})):
        with context_of(browser, live, made.state, who, width) as context:
            page = context.new_page()
            page.on("console", partial(heard, wrong))
            for name, path in visits.items():
                answer = page.goto(live.url(path))
                assert answer is not None
                assert answer.status == 200, path
                wrong += faults(page, name, width)

    assert not wrong, "\n".join(wrong)


def test_an_invitation_arrives_once_and_its_link_opens_the_survey(live, made, run_jobs):
    with state_scope(made.state):
        survey = open_survey(made.draft, by=made.officer)
        to = survey.invites.get().contact.email
    run_jobs(made.state)
    run_jobs(made.state)

    (message,) = live.mail.to(to, count=1)
    link = next(word for word in text_of(message).split() if "/s/" in word)
    page = factories.client(made.state).get("/s/" + link.split("/s/")[1])
    assert page.status_code == 200
    assert "South Central Health Care Partnership" in page.content.decode()
