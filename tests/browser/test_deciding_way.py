"""From the pool of reviewers to a closed award: each step as the person who does it, in a real browser.

Where `test_whole_way` walks the short way of a grant, this walks what a decision has to stand on: ties that are declared,
reviewers who are proposed, three who score at once, a panel, two approvals, an agreement that both sides sign, a change
of the award, and its end.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.utils import timezone

from core.isolation import state_scope
from core.models import Member, State
from core.permissions import Role
from grants.actions.agreement_templates import make_template, use_template
from grants.models import Activity, Award, BudgetLine, Fund, Report, Target
from grants.rules.agreements import STARTER
from tests import factories
from tests.browser.test_agreement import assess, countersign, fill_sheet, make_and_send, sign
from tests.browser.test_reviewing import application, rubric
from tests.browser.whole import Person, link_in
from tests.grants.reporting import BUDGET, NARRATIVE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("deciding-way")]
REVIEWERS = ("Ann Adler", "Ben Ortiz", "Cleo Pham", "Ruth Carbon")
POINTS = {"Ann Adler": (52, 90, 44, 40, 30), "Ben Ortiz": (50, 84, 40, 41, 31), "Cleo Pham": (48, 80, 42, 39, 29)}
CONSENSUS = ("60", "85", "42", "40", "30")


@pytest.fixture
def world(live) -> SimpleNamespace:
    """A round whose time to apply is over, with two eligible applications; nobody is in the pool yet."""
    pa = factories.state("pa")
    State.objects.filter(pk=pa.pk).update(contact_email="grants@pa.example")
    with timezone.override(pa.zone), state_scope(pa):
        made = SimpleNamespace(state=pa, live=live)
        made.officer = factories.member(Role.OFFICER, name="Dana Kowalczyk")
        made.director = factories.member(Role.DIRECTOR, name="Maria Alvarez")
        made.fiscal = factories.member(Role.FISCAL, name="Fred Fiscal")
        made.reviewers = [_invited(name) for name in REVIEWERS]
        start = timezone.localdate() - dt.timedelta(days=30)
        name = "Planning grants, spring 2027"
        made.round = factories.round("review", name=name, money="100000", criteria=False, period_starts_on=start)
        Fund.objects.update(origin="federal", aln="17.258")
        rubric(made.round)
        factories.form_version("report", NARRATIVE)
        use_template(made.round, make_template("Standard agreement", STARTER, by=made.officer), by=made.officer)
        made.good = application(
            made.round, "Capital Region Health Careers", "Capital Region Council", requested=100_000
        )
        _plan(made.good)
        made.other = application(made.round, "Carbon Hospitality Careers", "Carbon Chamber", requested=90_000)
        lead = made.good.organization
        made.convener = factories.member(Role.CONVENER, over=lead, name="Marcus Oyelaran")
        made.certifier = factories.member(Role.CERTIFIER, over=lead, name="Yolanda Kerr")
        Member.objects.filter(pk=made.certifier.pk).update(title="President")
    return made


def _invited(name: str) -> Member:
    """A reviewer who has signed and declared nothing yet."""
    made = factories.member(name=name)
    made.role_grants.create(role=Role.REVIEWER, scope="state", starts_on=dt.date(2020, 1, 1))
    return made


def _plan(of) -> None:
    """Budget, target and activity of an application."""
    for position, (category, amount, cash, kind) in enumerate(BUDGET):
        BudgetLine.objects.create(
            application=of,
            category=category,
            description="Basis",
            amount=amount,
            match_cash=cash,
            match_in_kind=kind,
            position=position,
        )
    Target.objects.create(application=of, measure=factories.measure("W4"), value=64, position=1)
    Activity.objects.create(application=of, title="Meet monthly", starts=1, ends=6)


@pytest.fixture
def seat(live, workers, browser) -> Iterator:
    """Seats somebody by her membership; every window is closed at the end, and shown where the way broke off."""
    people: list[Person] = []

    def sit(member: Member) -> Person:
        people.append(Person(browser, live).sign_in(member.user.email))
        return people[-1]

    yield sit
    for person in people:
        if not person.page.is_closed():
            print(f"\n--- {person.page.url}\n{person.page.inner_text('body')[:4000]}")
            person.page.context.close()


def test_the_way_of_a_decision(world, seat, live):
    pool = {member.name: seat(member) for member in world.reviewers}
    for name, reviewer in pool.items():
        join_the_pool(reviewer, tie="Carbon Chamber" if name == "Ruth Carbon" else "")
    dana = seat(world.officer)
    propose_and_assign(dana, world)
    ruth = pool.pop("Ruth Carbon")
    see_no_more_than_a_stranger(ruth, world)
    three_score_at_once(pool)
    meet(dana, pool["Ann Adler"], world)
    maria, fred = seat(world.director), seat(world.fiscal)
    ask_for_two_approvals(maria)
    decide(dana, maria, fred, world)
    send_the_letters(dana, world)
    yolanda = seat(world.certifier)
    award = bind(dana, maria, yolanda, world, live)
    marcus = seat(world.convener)
    amend(marcus, maria, award)
    the_period_ends(world, award)
    close(dana, marcus, award)
    for person in (*pool.values(), ruth, dana, maria, fred, yolanda, marcus):
        person.done()


def join_the_pool(reviewer: Person, *, tie: str) -> None:
    page = reviewer.open("/reviews/profile/")
    reviewer.look()
    page.locator('#agreement [name="name"]').fill("My Own Name")
    reviewer.press("Sign version 1")
    page = reviewer.open("/reviews/profile/")
    if tie:
        line = page.locator("form[action*='register/add']")
        line.locator('[name="name"]').fill(tie)
        line.locator("button").click()
        page.wait_for_load_state()
        assert tie in page.inner_text("#register")
    reviewer.press("It is complete, for twelve months")
    assert "It holds until" in page.inner_text("#register")


def propose_and_assign(dana: Person, world: SimpleNamespace) -> None:
    dana.open("/reviewers/")
    dana.look()
    page = dana.open(f"/staff/rounds/{world.round.slug}/propose/")
    page.locator('[name="each"]').fill("3")
    dana.look()
    dana.press("Propose", exact=True)
    dana.look()
    [row] = page.locator("#edit tbody tr", has_text=world.other.number).all()
    assert "Ruth Carbon" not in row.inner_text()
    offered = page.locator(f'[name="add-{world.other.pk}"] option').all_inner_texts()
    assert not [words for words in offered if "Ruth Carbon" in words]
    ruth = page.locator('#edit label:has-text("Ruth Carbon")')
    for number in range(ruth.count()):  # she may have been proposed for the other: the officer knows better
        ruth.nth(number).click()
        page.locator(f'[name="add-{world.good.pk}"]').select_option(label=free(page, world.good.pk))
    dana.press("Accept and assign")
    assert "Accepted" in page.inner_text("main")


def free(page, pk: int) -> str:
    """Who can be added to an application, by the words of the list."""
    options = page.locator(f'[name="add-{pk}"] option').all_inner_texts()
    return next(words for words in options if words.startswith(tuple(POINTS)))


def see_no_more_than_a_stranger(ruth: Person, world: SimpleNamespace) -> None:
    page = ruth.open("/reviews/")
    assert world.other.title not in page.inner_text("main")
    for path in (f"/applications/{world.other.pk}/", f"/applications/{world.good.pk}/", "/applications/"):
        answer = page.goto(ruth.live.url(path))
        assert answer is not None
        assert answer.status in {403, 404}, path


def three_score_at_once(pool: dict[str, Person]) -> None:
    """Each has both applications; the three sit before the same criterion at the same time."""
    for _ in range(2):
        for reviewer in pool.values():
            page = reviewer.open("/reviews/")
            page.locator(".rt-next a.usa-button").click()
            page.wait_for_load_state()
            page.locator('label[for="id_statement"]').click()
            reviewer.press("Open the application")
            reviewer.look()
        for place in range(5):
            for name, reviewer in pool.items():
                box = reviewer.page.locator("details[data-criterion]").nth(place)
                if box.get_attribute("open") is None:
                    box.locator("summary").click()
                box.locator('input[name^="points-"]').fill(str(POINTS[name][place]))
                box.locator('textarea[name^="reason-"]').fill("It is what the round asks for.")
            for reviewer in pool.values():
                box = reviewer.page.locator("details[data-criterion]").nth(place)
                box.get_by_text("Saved", exact=False).first.wait_for()
        for reviewer in pool.values():
            page = reviewer.page
            page.locator('input[name="recommendation"][value="fund"]').check()
            page.get_by_text("Everything is there").first.wait_for()
            page.locator("#review-bar button", has_text="Submit").first.click()
            page.get_by_text("is submitted").first.wait_for()


def meet(dana: Person, ann: Person, world: SimpleNamespace) -> None:
    """The panel is called, scores are locked when it talks, one consensus is settled, the other reviews stand."""
    page = dana.open(f"/staff/rounds/{world.round.slug}/panels/new/")
    page.locator('[name="starts_at"]').fill((timezone.now() + dt.timedelta(days=2)).strftime("%Y-%m-%dT10:00"))
    page.locator('[name="place"]').fill("Room 4, Harrisburg")
    page.locator('[name="chair"]').select_option(label="Dana Kowalczyk")
    for name in POINTS:
        page.locator("label", has_text=name).first.click()
    page.locator('[name="quorum"]').fill("3")
    dana.press("Call a panel")
    home = page.url.split("?")[0].removesuffix("agenda/")
    page = dana.open(f"{home}agenda/")
    for box in page.locator('input[name="on"]').all():
        box.check()
    dana.press("Save the agenda")
    page = dana.open(home)
    for name in page.locator("label[for^=present-]").all():
        name.click()
    dana.press("Open the meeting")
    member = ann.open(home)
    for number, title in enumerate((world.good.title, world.other.title)):
        page = dana.open(home)
        dana.follow(title)
        dana.press("Begin the discussion")
        dana.look()
        if number == 0:
            for box, points in zip(page.locator(".rt-talk__points").all(), CONSENSUS, strict=True):
                box.fill(points)
            page.locator("textarea[id^=reason-]:visible").first.fill("Employers chair the table, as Ann showed.")
            dana.press("Settle the consensus")
        else:
            page.locator("details", has=page.locator("#stand-reason")).locator("summary").first.click()
            page.locator("#stand-reason").fill("The three reviews say the same.")
            dana.press("Let them stand")
    member = ann.open(home)
    ann.look()
    assert "257" in member.inner_text("main")
    dana.open(home)
    dana.press("Close the meeting")
    dana.wait_for(page.get_by_role("link", name="Minutes"))


def ask_for_two_approvals(maria: Person) -> None:
    page = maria.open("/staff/approval-levels/")
    maria.look()
    page.locator('[name="above"]').fill("50,000")
    page.locator('[name="role"]').select_option(label="Fiscal officer")
    page.locator("form[action*='levels/add'] button").click()
    page.wait_for_load_state()
    assert "$50,000" in page.inner_text("main")


def decide(dana: Person, maria: Person, fred: Person, world: SimpleNamespace) -> None:
    path = f"/decisions/{world.round.slug}/"
    page = dana.open(path)
    page.locator("form[action*='start'] button").last.click()
    page.wait_for_load_state()
    dana.look()
    dana.press("Recommend")
    assert "You recommended this slate" in page.inner_text("main")
    maria.open(path)
    maria.look()
    maria.press("Approve slate")
    assert "The approval of a fiscal officer" in maria.page.inner_text("main")
    fred.open(path)
    fred.press("Approve slate")
    assert "2 letters are merged and wait to be looked at" in fred.page.inner_text("main")


def send_the_letters(dana: Person, world: SimpleNamespace) -> None:
    page = dana.open(f"/decisions/{world.round.slug}/letters/")
    page.get_by_role("link", name="Look at the letters").click()
    page.wait_for_load_state()
    dana.press("I have looked at these 2 letters")
    page = dana.open(f"/decisions/{world.round.slug}/letters/")
    dana.look()
    dana.press("Send all 2 looked at")
    assert "2 letters are on the way" in page.inner_text("main")


def bind(dana: Person, maria: Person, yolanda: Person, world: SimpleNamespace, live) -> int:
    """Risk, the sheet of the subaward, an agreement that both sides sign. The award's id."""
    with state_scope(world.state):
        award = Award.objects.get(application=world.good).pk
    page = dana.open(f"/awards/{award}/")
    dana.look()
    assess(dana)
    fill_sheet(dana, f"/awards/{award}/subaward/")
    make_and_send(dana, f"/awards/{award}/agreement/")
    sign(yolanda, link_in(live, world.certifier.user.email, r"http\S+/agreement/"))
    countersign(maria, f"/awards/{award}/agreement/")
    page = dana.open(f"/awards/{award}/")
    assert "Active" in page.inner_text("main")
    return award


def amend(marcus: Person, maria: Person, award: int) -> None:
    """A change that needs prior approval, asked for by the convener and decided by the director."""
    page = marcus.open(f"/my/awards/{award}/terms/add/scope/")
    marcus.look()
    page.locator('[name="what"]').fill("Nursing assistants are trained too: three hospitals asked for it.")
    page.get_by_text("The scope or an objective changes").click()
    marcus.press("Add to the draft")
    marcus.look()
    page.locator('[name="wanted_on"]').fill(timezone.localdate().isoformat())
    marcus.press("Send the request")
    page = maria.open(f"/awards/{award}/terms/")
    maria.look()
    page.locator('[name$="from_day"]').fill(timezone.localdate().isoformat())
    page.locator('[name$="reason"]').fill("It serves the same employers.")
    maria.press("Approve", exact=True)
    assert "Amendment 1" in page.inner_text("main")
    page = marcus.open(f"/my/awards/{award}/terms/")
    assert "Approved" in page.inner_text("main")


def the_period_ends(world: SimpleNamespace, award: int) -> None:
    """The calendar goes on: the last day was yesterday, and every report is accepted."""
    with timezone.override(world.state.zone), state_scope(world.state):
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        Award.objects.filter(pk=award).update(starts_on=yesterday - dt.timedelta(days=180), ends_on=yesterday)
        Report.objects.filter(award_id=award).delete()
        factories.report(
            Award.objects.get(pk=award),
            status="accepted",
            period_start=yesterday - dt.timedelta(days=90),
            period_end=yesterday,
            is_final=True,
            submitted_at=timezone.now(),
            submitted_by=world.convener,
        )


def close(dana: Person, marcus: Person, award: int) -> None:
    page = dana.open(f"/awards/{award}/closeout/")
    dana.press("Begin the closeout")
    dana.look()
    page = marcus.open(f"/my/awards/{award}/closeout/")
    marcus.look()
    for _ in range(9):
        waiting = page.locator("details.rtp-more", has=page.locator('button[value="do"]'))
        if not waiting.count():
            break
        finish(waiting.first, marcus)
        page = marcus.open(f"/my/awards/{award}/closeout/")
    page = dana.open(f"/awards/{award}/closeout/")
    for _ in range(9):
        button = page.get_by_role("button", name="Close the award")
        if button.count():
            break
        waiting = page.locator("details.rtp-more")
        finish(waiting.first, dana)
        page = dana.open(f"/awards/{award}/closeout/")
    dana.press("Close the award")
    assert "Closed" in page.inner_text("main")
    dana.look()


def finish(box, person: Person) -> None:
    """One step, by what its form asks for."""
    box.locator("summary").click()
    for area in box.locator("textarea, input[type=text]").all():
        area.fill("At the office of the council, with its bookkeeper.")
    box.locator("button").click()
    person.page.wait_for_load_state()
