"""The impact report in a browser: built, approved, published, read by a legislator on a phone; accessible everywhere.

Set LOOK_AT to a folder to keep the pictures.
"""

from __future__ import annotations

import os
import re

import pytest
from django.conf import settings

from core.isolation import state_scope
from core.models import Email
from core.pdf import broken_parents
from legislature.actions import deliveries, editions
from legislature.models import District, Document, Edition
from tests import factories
from tests.browser.test_look import violations
from tests.legislature import scene

pytestmark = pytest.mark.browser


def sign_in(context, live, state, member):
    """The session of a member, as the sign-in page would have made it."""
    client = factories.client(state, member)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie.value, "url": live.url("/")}])


@pytest.fixture
def stage(live, run_jobs):
    """A published edition whose two documents are really drawn, a draft, and a legislator's link."""
    pa = factories.state("pa")
    with state_scope(pa):
        here = scene.set_scene(pa)
        scene.tell_story(here.partnership, "We had two setters close to retirement. Four people work here now.")
        District.objects.filter(county_fips=[]).delete()
        edition = editions.approve(
            editions.freeze(scene.start_edition(here.officer), by=here.officer), by=here.director
        )
    run_jobs(pa)
    with state_scope(pa):
        edition = editions.publish(Edition.objects.get(pk=edition.pk), by=here.officer)
        deliveries.deliver(edition, by=here.officer)
        draft = scene.start_edition(here.officer)
    run_jobs(pa)
    with state_scope(pa):
        text = Email.objects.get(to="dana@house.example", template="edition_delivery").text
        link = re.search(r"(/i/\S+/)", text)
        assert link
        drawn = Document.objects.filter(edition=edition, file__isnull=False).count()
        assert drawn == 4
        frozen = editions.freeze(scene.start_edition(here.officer), by=here.officer)
    return pa, here, edition, draft, frozen, link[1]


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_the_report_are_accessible_and_fit(browser, live, stage, width):
    pa, here, edition, draft, frozen, link = stage
    staff = ["/editions/", "/editions/new/", "/legislators/", "/legislators/import/", "/legislators/counties/"]
    staff += [f"/editions/{one.pk}/" for one in (edition, draft, frozen)]
    with state_scope(pa):
        staff.append(f"/deliveries/{edition.deliveries.first().pk}/withdraw/")
    wrong = look(browser, live, width, ["/impact/", f"/impact/{edition.pk}/", link])
    wrong += look(browser, live, width, staff, lambda context: sign_in(context, live, pa, here.officer))
    assert not wrong, "\n".join(wrong)


def look(browser, live, width, paths, enter=None):
    """What is wrong with the pages at this width."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": width, "height": 900})
    if enter:
        enter(context)
    page = context.new_page()
    page.on("console", lambda message: wrong.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    for path in paths:
        answer = page.goto(live.url(path))
        if answer.status != 200:
            wrong.append(f"{path}: {answer.status}")
        if os.environ.get("LOOK_AT"):
            name = re.sub(r"\W+", "-", path if not path.startswith("/i/") else "link").strip("-")
            page.screenshot(path=f"{os.environ['LOOK_AT']}/{name}-{width}.png", full_page=True)
        across = page.evaluate("document.documentElement.scrollWidth")
        if across > width:
            wrong.append(f"{path} is {across} px wide at {width}")
        wrong += [f"{path} {width}: {each}" for each in violations(page)]
    context.close()
    return wrong


def test_a_legislator_takes_her_pdf_from_the_link(browser, live, stage):
    pa, _, edition, _, _, link = stage
    context = browser.new_context(viewport={"width": 360, "height": 800}, accept_downloads=True)
    try:
        page = context.new_page()
        page.goto(live.url(link))
        assert "House District 84" in page.inner_text("h1")
        with page.expect_download() as download:
            page.get_by_role("button", name="Download your PDF").click()
        content = download.value.path().read_bytes()
    finally:
        context.close()
    assert content.startswith(b"%PDF")
    assert broken_parents(content) == []
    with state_scope(pa):
        assert edition.deliveries.get(legislator__name="Dana Whitcomb").status == "opened"
