"""From an open round to a PDF on a legislator's desk: each step as the person who does it, in a real browser.

Real database, broker, worker, clock and mail server. Every page on the way is looked at by axe at 360 and 1280 pixels.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.browser.whole import LEGISLATORS, Person, World, fill_case, fill_targets, link_in

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("whole-way")]
PASSWORD = "four words that one remembers"


@pytest.fixture
def someone(live, workers, browser) -> Iterator[Callable[..., Person]]:
    """Puts somebody in front of a browser of her own; at the end no page on the way may have had a fault."""
    people: list[Person] = []

    def sit_down(email: str = "", **how: bool) -> Person:
        people.append(Person(browser, live, **how))
        return people[-1].sign_in(email) if email else people[-1]

    yield sit_down
    for person in people:
        if not person.page.is_closed():
            print(f"\n--- {person.page.url}\n{person.page.inner_text('body')[:4000]}")  # shown when the test failed
            person.page.context.close()


def test_the_whole_way(live, someone, tmp_path):
    world = World()
    the_public_reads_the_round(someone)
    elena = a_convener_is_invited(someone, live)
    apply(elena, live, world)
    dana = someone("officer@pa.example")
    screen_and_assign(dana)
    for reviewer, points in zip(world.reviewers, (270, 255, 240), strict=True):
        review(someone(reviewer.user.email), points)
    recommend(dana)
    approve(someone("director@pa.example"))
    send_the_letters(dana)
    accept_the_award(elena, live)
    world.open_reports()
    report(elena, dana)
    survey(someone, dana, world, live)
    edition(someone, dana)
    a_legislator_reads(someone, live, tmp_path)
    elena.done()
    dana.done()


def the_public_reads_the_round(someone) -> None:
    somebody = someone()
    page = somebody.open("/")
    assert "$25,000 to $150,000" in page.content()
    somebody.look()
    somebody.follow("Read the round")
    somebody.look()
    somebody.done()


def a_convener_is_invited(someone, live) -> Person:
    director = someone("director@pa.example")
    page = director.open("/people/")
    page.get_by_label("Name", exact=False).last.fill("Elena Márquez")
    page.locator('input[name="email"]').fill("elena@board.example")
    page.locator('select[name="role"]').last.select_option("convener")
    page.locator('select[name="organization"]').select_option(label="Lehigh Valley Workforce Board")
    director.press("Send invitation")
    director.look()
    director.done()
    elena = someone()
    page = elena.open(link_in(live, "elena@board.example", r"http\S+/invitations/\S+/"))
    elena.look()
    page.get_by_label("Choose a password").fill(PASSWORD)
    elena.press("Accept and sign in")
    page.wait_for_url("**/home/")
    elena.look()
    return elena


def apply(elena: Person, live, world: World) -> None:
    page = elena.open("/rounds/2026-planning-grants/apply/")
    page.locator("#id_title").fill("Lehigh Valley Steel Partnership")
    elena.look()
    elena.press("Start the draft")
    elena.look()
    draft = page.url
    page.locator('.rtp-task:has-text("The partnership")').click()
    for code, box in (("42077", "counties"), ("42095", "counties"), ("331", "naics")):
        page.locator(f"#id_{box}_add").fill(code)
        page.locator(f'button[name="add"][value="{box}"]').click()
        page.wait_for_load_state()
    page.locator('[name="industry_title"]').fill("Primary metals")
    page.locator('[name="months"]').fill("6")
    elena.look()
    elena.press("Save and continue", exact=True)
    for row, (name, role) in enumerate(
        (("Forge Works", "employer"), ("Mill & Sons", "employer"), ("Steel College", "education"))
    ):
        page.locator(f'[name="p{row}-name"]').fill(name)
        page.locator(f'[name="p{row}-role"]').select_option(role)
        page.locator(f'[name="p{row}-commitment"]').fill("Two people, a day a month")
    page.locator('[name="no_labor_reason"]').fill("The locals were asked and will join for training.")
    elena.look()
    elena.press("Save and continue", exact=True)
    fill_case(elena, elena.look)
    fill_targets(page, world.measures, ("40", "12"))
    elena.look()
    elena.press("Save and continue", exact=True)
    page.locator('[name="b0-description"]').fill("One coordinator, half time")
    page.locator('[name="b0-amount"]').fill("60,000")
    elena.look()
    elena.press("Save and continue", exact=True)
    elena.look()
    elena.press("Save and go to the list")
    page.goto(draft + "check/")
    elena.look()
    page.locator('[name="name"]').fill("Elena Márquez")
    elena.press("Submit application")
    elena.look()
    assert re.search(r"[0-9a-f]{64}", page.inner_text("main"))
    assert "PA-26-0001" in link_in(live, "elena@board.example", r"PA-26-0001\S*", count=2)
    elena.wait_for(page.get_by_role("link", name="PDF"))


def screen_and_assign(dana: Person) -> None:
    page = dana.open("/applications/")
    assert "Lehigh Valley Steel Partnership" in page.content()
    dana.look()
    page.locator("table tbody th a").first.click()
    page.wait_for_load_state()
    dana.look()
    for yes in page.locator('#screening input[type="radio"][value="yes"]').all():
        yes.check()
    page.locator('#screening input[type="radio"][value="eligible"]').check()
    dana.press("Save the screening")
    application = page.url.split("?")[0].split("#")[0]
    page.goto(application + "reviewers/")
    assert page.locator('input[name="reviewers"]:checked').count() == 3
    dana.look()
    dana.press("Assign", exact=True)
    assert "3" in page.inner_text("main")


def review(reviewer: Person, points: int) -> None:
    page = reviewer.open("/reviews/")
    reviewer.look()
    page.locator("main a[href*='/reviews/']").filter(has_not_text="keys").first.click()
    page.wait_for_load_state()
    reviewer.look()
    page.locator('label[for="id_statement"]').click()
    reviewer.press("Open the application")
    reviewer.look()
    for number, (box, most) in enumerate(
        zip(page.locator("details[data-criterion]").all(), (60, 100, 50, 50, 40), strict=True)
    ):
        if box.get_attribute("open") is None:
            box.locator("summary").click()
        box.locator('input[name^="points-"]').fill(str(most * points // 300))
        box.locator('textarea[name^="reason-"]').fill(f"Reason {number + 1}: it is what the round asks for.")
        box.get_by_text("Saved", exact=False).first.wait_for()
    page.locator('input[name="recommendation"][value="fund"]').check()
    page.wait_for_timeout(1500)
    page.locator("#review-bar button", has_text="Submit").first.click()
    page.wait_for_load_state()
    assert "submitted" in page.inner_text("main").lower()
    reviewer.done()


def recommend(dana: Person) -> None:
    page = dana.open("/decisions/2026-planning-grants/")
    dana.look()
    assert "254.67" in page.inner_text("main")  # three exact totals: 270, 255 and 239
    page.locator("form[action*='start'] button").last.click()
    page.wait_for_load_state()
    dana.look()
    dana.press("Recommend")
    assert "Recommended" in page.inner_text("main")


def approve(maria: Person) -> None:
    page = maria.open("/home/")
    assert "Approve the slate" in page.inner_text("main")
    maria.look()
    page = maria.open("/decisions/2026-planning-grants/")
    maria.look()
    maria.press("Approve slate")
    assert "Approved" in page.inner_text("main")
    maria.done()


def send_the_letters(dana: Person) -> None:
    page = dana.open("/home/")
    assert "Look at the letters and send them" in page.inner_text("main")
    page = dana.open("/decisions/2026-planning-grants/letters/")
    dana.look()
    page.get_by_role("link", name="Look at the letters").click()
    page.wait_for_load_state()
    dana.look()
    dana.press("I have looked at this letter")
    dana.look()
    page.locator("table tbody th a").first.click()
    page.wait_for_load_state()
    dana.look()
    page.go_back()
    dana.press("Send the one looked at")
    assert "1 letter is on the way" in page.inner_text("main")


def accept_the_award(elena: Person, live) -> None:
    elena.open(link_in(live, "elena@board.example", r"http\S+/my/letters/\d+/", count=3))
    elena.look()
    page = elena.open("/my/awards/")
    elena.look()
    page.locator("main a[href^='/my/awards/']").first.click()
    page.wait_for_load_state()
    elena.look()
    page.locator("#id_signature").fill("Elena Márquez")
    elena.press("Accept the award")
    elena.look()
    assert "Active" in page.inner_text("main")


def report(elena: Person, dana: Person) -> None:
    page = elena.open("/my/reports/")
    elena.look()
    elena.wait_for(page.locator("main a[href^='/my/reports/']"))
    page.locator("main a[href^='/my/reports/']").first.click()
    page.wait_for_load_state()
    mine = page.url.split("?")[0]
    fill_the_report(elena, finished="38")
    elena.look()
    theirs = mine.replace("/my/", "/")
    page = dana.open("/reports/")
    dana.look()
    dana.open(theirs)
    dana.look()
    comment = page.locator("details.rt-comment").nth(1)
    comment.locator("summary").click()
    comment.locator("textarea").fill("38 or 28? The sign-in sheets say 28.")
    dana.press("Return with comments")
    page = elena.open(mine)
    assert "The sign-in sheets say 28." in page.inner_text("main")
    elena.look()
    fill_the_report(elena, finished="28")
    page = dana.open(theirs)
    dana.press("Accept", exact=True)
    assert "Accepted" in dana.page.inner_text("main")


def fill_the_report(elena: Person, *, finished: str) -> None:
    """Every open box, and an explanation wherever the page asks for one."""
    page = elena.page
    for prefix, values in (("grant.", ["20000"]), ("figure.", [finished, "12"])):
        for box, value in zip(page.locator(f'input[name^="{prefix}"]').all(), values, strict=False):
            box.fill(value)
    explain(elena)
    elena.press("Save and finish later")
    explain(elena)
    page.locator("#id_certified_as").fill("Elena Márquez")
    elena.press("Certify and send")
    assert "was not sent" not in page.inner_text("main")


def explain(elena: Person) -> None:
    for area in elena.page.locator("main form textarea").all():
        is_story = area.evaluate("box => Boolean(box.closest('#part-story'))")
        if area.is_visible() and not is_story and not area.input_value():
            area.fill("Twelve employers met; the first cohort started in May.")


def survey(someone, dana: Person, world: World, live) -> None:
    world.make_instrument()
    page = dana.open("/surveys/new/")
    page.locator('[name="title"]').fill("Employer survey 2026")
    page.locator('[name="period_start"]').fill("2025-07-01")
    page.locator('[name="period_end"]').fill("2026-06-30")
    page.locator('[name="closes_at"]').fill("2030-01-31T17:00")
    if not page.locator('[name="partnerships"]').first.is_checked():
        page.locator('label[for="id_partnerships_0"]').click()
    dana.look()
    page.locator("main form button.usa-button").last.click()
    page.wait_for_load_state()
    dana.look()
    page.locator("form[action*='open'] button").click()
    page.wait_for_load_state()
    flo = someone(phone=True)
    phone = flo.open(link_in(live, "flo@forge.example", r"http\S+/s/\S+"))
    flo.look()
    phone.locator('button[value="start"]').click()
    phone.wait_for_load_state()
    for _ in range(30):
        if not phone.locator(".sv-nav button").count():
            break
        flo.look()
        if phone.locator(".sv-tile input").count():
            phone.locator(".sv-tile").first.click()
        phone.locator(".sv-nav button").click()
        phone.wait_for_load_state()
    assert "Thank" in phone.inner_text("main")
    flo.look()
    flo.done()
    page.reload()
    assert "Too few answers to report" in page.inner_text("main")
    page.locator("form[action*='close'] button").click()


def edition(someone, dana: Person) -> None:
    page = dana.open("/legislators/import/")
    dana.look()
    page.locator('input[type="file"]').set_input_files(
        {"name": "pa.csv", "mimeType": "text/csv", "buffer": LEGISLATORS.encode()}
    )
    page.locator("main form [type=submit], main form button").last.click()
    page.wait_for_load_state()
    dana.press("Import", exact=True)
    page = dana.open("/legislators/counties/")
    page.locator('[name="lines"]').fill("upper 16,42077\nupper 16,42095")
    dana.look()
    page.locator("main form [type=submit], main form button").last.click()
    page.wait_for_load_state()
    page = dana.open("/editions/new/")
    choose_year(page)
    page.locator('[name="title"]').fill("Impact report 2025–26")
    page.locator('[name="requested_by"]').fill("Act 67 of 2011, section 1305, annual report")
    dana.look()
    page.locator("main form [type=submit], main form button.usa-button").last.click()
    page.wait_for_load_state()
    mine = page.url.split("?")[0]
    dana.look()
    page.locator('[name="letter"]').fill("The steel employers of two counties met for the first time this year.")
    page.locator('[name="what_did_not_work"]').fill("No union sat at the table until June.")
    page.locator("form:has([name=letter]) button, form:has([name=letter]) [type=submit]").last.click()
    page.wait_for_load_state()
    dana.press("Freeze the facts")
    dana.look()
    maria = someone("director@pa.example")
    maria.open(mine)
    maria.press("Approve the report")
    maria.look()
    maria.done()
    for _ in range(120):
        page = dana.open(mine)
        button = page.get_by_role("button", name="Publish")
        if button.count() and button.is_enabled():
            break
        page.wait_for_timeout(1000)
    button.click()
    page.wait_for_load_state()
    dana.press("Send to every member")
    dana.look()


def choose_year(page) -> None:
    """The state fiscal year from July 2025 to June 2026."""
    options = page.locator('[name="year"] option').all_inner_texts()
    [wanted] = [one for one in options if "2026" in one and "2027" not in one]
    page.locator('[name="year"]').select_option(label=wanted)


def a_legislator_reads(someone, live, tmp_path) -> None:
    senator = someone()
    page = senator.open(link_in(live, "senator@legis.example", r"http\S+/i/\S+"))
    senator.look()
    assert "Lehigh Valley Steel Partnership" in page.inner_text("main")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download your PDF").click()
    file = tmp_path / "report.pdf"
    download.value.save_as(file)
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    for words in ("Impact report 2025", "Act 67 of 2011", "Lehigh Valley Steel Partnership", "$20,000", "No union sat"):
        assert words in text, words
    senator.done()
