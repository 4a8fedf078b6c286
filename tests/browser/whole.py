"""The ground of the whole way: a state with its people, a form, a round; and a person in front of a browser."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page

from core import jobs
from core.isolation import state_scope
from core.models import State
from core.permissions import Role
from evaluation.actions.instruments import make_employer_instrument
from grants.choices import RoundKind, RoundStatus
from grants.jobs.reports import OPEN_REPORTS
from grants.models import Criterion, Round, RoundFund
from partnerships.choices import Comparability
from partnerships.models import Contact, Measure, Partnership, PartnershipMember
from questions.actions import composing
from questions.choices import Panel
from tests import factories
from tests.browser.test_look import violations
from tests.live import Live, text_of

RUBRIC = (
    ("Partnership", 60),
    ("Industry assessment", 100),
    ("Convener", 50),
    ("Work plan", 50),
    ("Budget", 40),
)
SECTIONS = (
    ("The partnership", Panel.PARTNERSHIP, ()),
    ("Partners", Panel.ROSTER, ()),
    ("Industry assessment", Panel.ASSESSMENT, ("Which labor market regions matter, and how do you know?",)),
    ("Convener", Panel.NEUTRALITY, ("Why are you neutral?",)),
    ("Work plan", Panel.WORK_PLAN, ("What will happen, when, and who leads it?",)),
    ("Targets", Panel.TARGETS, ()),
    ("Budget", Panel.BUDGET, ()),
    ("Match", Panel.MATCH, ()),
)


class World:
    """Pennsylvania with its staff and reviewers, one open planning round, and nothing else."""

    def __init__(self) -> None:
        self.state: State = factories.state("pa")
        State.objects.filter(pk=self.state.pk).update(contact_email="grants@pa.example")
        with timezone.override(self.state.zone), state_scope(self.state):
            self.director = factories.member(Role.DIRECTOR, name="Maria Alvarez", email="director@pa.example")
            self.officer = factories.member(Role.OFFICER, name="Dana Kowalczyk", email="officer@pa.example")
            self.reviewers = [
                factories.member(Role.REVIEWER, name=f"{name} Reviewer", email=f"{name.lower()}@reviewers.example")
                for name in ("Ann", "Ben", "Cleo")
            ]
            self.board = factories.organization("Lehigh Valley Workforce Board", county_fips="42077")
            self.measures = self._measures()
            self.round = self._round()

    def _measures(self) -> list[Measure]:
        return [
            factories.measure("W4", title="Workers who finished training", position=1),
            factories.measure("E1", title="Employers at the table", unit="employers", position=2),
            factories.measure(
                "W9",
                title="Placed after training",
                unit="percent",
                comparability=Comparability.RATE,
                numerator="placed",
                denominator="finished",
                position=3,
            ),
        ]

    def _form(self, title: str, kind: str, sections: Any) -> Any:
        version = composing.create_form(title, kind, by=self.officer)
        for name, panel, questions in sections:
            section = composing.save_section(version, None, title=name, intro="", panel=panel, by=self.officer)
            for label in questions:
                composing.save_question(
                    version,
                    None,
                    section=section,
                    by=self.officer,
                    type="long_text",
                    label=label,
                    options={"words": 300},
                )
        return composing.freeze_version(version, by=self.officer)

    def _round(self) -> Round:
        now = timezone.now()
        self._form("Quarterly narrative", "report", (("Progress", Panel.NONE, ("What did the partnership do?",)),))
        round = Round.objects.create(
            name="2026 Planning grants",
            slug="2026-planning-grants",
            kind=RoundKind.PLANNING,
            status=RoundStatus.OPEN,
            summary="For employers who want to find out what they share.",
            who_may_apply="Workforce boards, colleges and nonprofits that convene at least two employers.",
            form_version=self._form("Planning grant application", "application", SECTIONS),
            number_prefix="PA-26",
            total_available=Decimal(500_000),
            min_award=Decimal(25_000),
            max_award=Decimal(150_000),
            min_months=1,
            max_months=6,
            eligible_types=["workforce_board", "college", "community"],
            opens_at=now - dt.timedelta(days=1),
            closes_at=now + dt.timedelta(days=20),
            review_due_at=now + dt.timedelta(days=40),
            period_starts_on=dt.date(2026, 4, 1),
        )
        RoundFund.objects.create(
            round=round, fund=factories.fund("500000", name="Industry partnership fund"), amount=500_000
        )
        for position, (title, points) in enumerate(RUBRIC, start=1):
            Criterion.objects.create(
                round=round, position=position, title=title, points=points, tie_place=1 if position == 2 else None
            )
        return round

    def open_reports(self) -> None:
        """What the clock asks for every day: reports whose quarter has ended are opened."""
        with state_scope(self.state):
            jobs.enqueue(OPEN_REPORTS, key="now")

    def make_instrument(self) -> None:
        """The survey's questions, and the employer to ask: at the table, public, with an address."""
        with timezone.override(self.state.zone), state_scope(self.state):
            make_employer_instrument(by=self.officer)
            partnership = Partnership.objects.get()
            Partnership.objects.update(stage="implementing", is_public=True)
            forge = factories.organization("Forge Works", type="employer")
            PartnershipMember.objects.create(partnership=partnership, organization=forge, role="employer")
            Contact.objects.create(organization=forge, name="Flo Forge", email="flo@forge.example")


def fill_case(person: Person, look: Any) -> None:
    """The tables of the assessment, of the convener and of the work plan, each with the question below it."""
    page = person.page
    tables: tuple[tuple[dict[str, str], str], ...] = (
        (
            {
                "a0-name": "Lehigh Valley",
                "a0-distinct": "Seven in ten who work here live here.",
                "a0-source": "Census LODES, 2022",
                "a0-evidence": "71% of the jobs are held by residents.",
            },
            "Two commuting areas, by county.",
        ),
        ({"n-money-what": "Dues of $500 a firm.", "n-money-managed": "Dues buy no vote."}, "We sell no training."),
        (
            {"w0-title": "Meet monthly", "w0-starts": "1", "w0-ends": "6", "w0-deliverable": "A plan that all signed"},
            "Meet monthly; adopt a plan by June.",
        ),
    )
    for boxes, text in tables:
        for box in page.locator('[name="a0-counties"]').all():
            box.check()
        for number, label in enumerate(page.locator(".rt-case__radios").all()):
            label.get_by_text("Yes" if number == 0 else "No", exact=True).click()
        if "w0-title" in boxes:
            page.locator('[name="w0-owner"]').select_option("Forge Works")
        for name, value in boxes.items():
            page.locator(f'[name="{name}"]').fill(value)
        page.locator('textarea[name^="q-"]').fill(text)
        page.get_by_text("Saved", exact=False).first.wait_for()
        look()
        person.press("Save and continue", exact=True)


def fill_targets(page: Page, measures: list[Measure], values: tuple[str, ...]) -> None:
    """Targets on the first measures, each with how it is measured."""
    for measure, value in zip(measures, values, strict=False):
        page.locator(f'[name="t{measure.pk}"]').fill(value)
        page.locator(f"#target-{measure.code} summary").click()
        page.locator(f'[name="t{measure.pk}-source"]').fill("Lists of the college, each quarter")


LEGISLATORS = (
    "id,name,current_party,current_district,current_chamber,given_name,family_name,email,capitol_address,capitol_voice\n"
    "ocd-person/1,Sofia Senator,Neither,16,upper,Sofia,Senator,senator@legis.example,Room 1,717-555-0100\n"
)
"""A member of the legislature as Open States writes them."""


class Person:
    """Somebody in front of a browser of her own."""

    def __init__(self, browser: Browser, live: Live, *, phone: bool = False) -> None:
        size = {"width": 360, "height": 740} if phone else {"width": 1280, "height": 900}
        self.live, self.phone = live, phone
        self.page: Page = browser.new_context(viewport=size, locale="en-US").new_page()
        self.page.set_default_timeout(12_000)
        self.faults: list[str] = []
        self.looked: set[str] = set()
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))

    def sign_in(self, email: str, password: str = factories.PASSWORD) -> Person:
        self.open("/accounts/login/")
        self.page.get_by_label("Email").or_(self.page.get_by_label("E-mail")).first.fill(email)
        self.page.locator('input[name="password"]').fill(password)
        self.page.get_by_role("button", name="Sign in", exact=True).click()
        self.page.wait_for_url("**/home/")
        return self

    def open(self, path: str) -> Page:
        answer = self.page.goto(path if path.startswith("http") else self.live.url(path))
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        return self.page

    def press(self, name: str, *, exact: bool = False) -> Page:
        self.page.get_by_role("button", name=name, exact=exact).first.click()
        self.page.wait_for_load_state()
        return self.page

    def wait_for(self, thing: Locator, *, seconds: int = 90) -> None:
        """Until something stands on the page that a worker has to make first."""
        for _ in range(seconds):
            if thing.count():
                return
            self.page.wait_for_timeout(1000)
            self.page.reload()
        raise AssertionError(f"{thing} did not come to {self.page.url} within {seconds} s")

    def follow(self, name: str) -> Page:
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        return self.page

    def look(self) -> None:
        """What axe finds here at both widths, and whether the page scrolls sideways; each page once."""
        path = re.sub(r"/\d+/", "/N/", self.page.url.split("localhost", 1)[-1].split("?")[0].split("/", 1)[-1])
        if path in self.looked:
            return
        self.looked.add(path)
        for width in (360, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            self.faults += [f"/{path} at {width}: {fault}" for fault in violations(self.page)]
            if self.page.evaluate("document.documentElement.scrollWidth") > width:
                self.faults.append(f"/{path} at {width}: scrolls sideways")

    def done(self) -> None:
        """She leaves; nothing on her way may have been amiss."""
        assert not self.faults, "\n".join(self.faults)
        self.page.context.close()


def link_in(live: Live, address: str, pattern: str, *, count: int = 1) -> str:
    """The newest link of a kind in the mail to somebody, as a path."""
    texts = [text_of(message) for message in live.mail.to(address, count=count, within=90)]
    found = [match for text in texts if (match := re.search(pattern, text))]
    assert found, texts
    return re.sub(r"^https?://[^/]+", "", found[-1][0])
