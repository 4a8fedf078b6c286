"""A reviewer reads on a tablet and works by keyboard alone: search, note, correction, from her queue to the submission."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.isolation import state_scope
from grants.models import Review, ReviewNote, Score
from tests.browser.test_reviewing import ANSWERS, criterion_id, sit, world  # noqa: F401  # fixtures

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 820, 1024, 1280])
def test_words_are_found_and_the_rubric_stays_beside_the_text(sit, world, width):  # noqa: F811
    desk = sit(world.marcus, width)
    page = desk.open(f"/reviews/{world.mine[0].pk}/")
    page.fill("#find", "machin")
    said = page.locator("#find-said")
    expect(said).to_contain_text("1 of ")
    count = int(said.inner_text().split(" of ")[1].split(",")[0])
    assert count == page.locator("#application mark").count() > 2
    page.locator("#find").press("Enter")
    expect(said).to_contain_text(f"2 of {count}, in ")
    page.locator("#find").press("Shift+Enter")
    page.locator("#find").press("Shift+Enter")
    expect(said).to_contain_text(f"{count} of {count}")
    page.click("button:has-text('Next')")
    expect(said).to_contain_text(f"1 of {count}")
    expect(page.locator("mark.rt-hit")).to_be_in_viewport()
    if width >= 768:
        assert is_beside(page), f"at {width} px the rubric does not stand beside the text"
        expect(page.locator("#rub")).to_be_in_viewport()
    else:
        expect(page.locator(".rt-jump a[href='#rub']")).to_be_visible()
    desk.look("review-found")
    page.fill("#find", "zeppelin")
    expect(said).to_contain_text("Nothing found for “zeppelin”")
    expect(page.locator("#application mark")).to_have_count(0)
    desk.leave()


def is_beside(page: Page) -> bool:
    text, rubric = (page.locator(where).bounding_box() for where in ("#application", "#rubric"))
    assert text is not None
    assert rubric is not None
    return rubric["x"] >= text["x"] + text["width"] and text["width"] > 380


def test_without_script_the_search_goes_from_hit_to_hit(sit, world):  # noqa: F811
    page = sit(world.marcus, java_script_enabled=False).open(f"/reviews/{world.mine[0].pk}/")
    page.fill("#find", "machin")
    page.click("button:has-text('Find')")
    expect(page.locator("#find-said")).to_contain_text("1 of ")
    page.click("button:has-text('Next')")
    expect(page.locator("#find-said")).to_contain_text("2 of ")
    expect(page.locator("mark.rt-hit")).to_have_count(1)
    assert page.url.endswith("#hit")


@pytest.mark.parametrize("width", [820, 1280])
def test_a_correction_is_seen_and_confirmed(sit, world, width):  # noqa: F811
    desk = sit(world.marcus, width)
    with state_scope(world.state):
        review = world.mine[0]
        section = {"section": "work-plan", "title": "Work plan", "panel": "targets"}
        changed = {"type": "long_text", "question": "What will happen, when, and who leads it?"}
        freeze_again(review.application, [section | {"answers": [changed | {"shown": ANSWERS[2][1]}]}])
    page = desk.open(f"/reviews/{review.pk}/")
    expect(page.locator("#correction")).to_contain_text("Your scores were given for the version of")
    expect(page.locator("#correction ins").first).to_be_visible()
    desk.look("review-corrected")
    page.click("text=My scores stand for this version")
    expect(page.locator("main")).to_contain_text("your scores stand for the corrected version")
    desk.look("review-confirmed")
    desk.leave()


def freeze_again(application: Any, sections: list[dict[str, Any]]) -> None:
    """A second submission: the first with one section changed."""
    first = application.submissions.first()
    kept = [part for part in first.content["sections"] if part["section"] != "work-plan"]
    first.pk, first.number, first.place = None, f"{first.number}2", 2
    first.content = first.content | {"sections": [*kept[:2], *sections, *kept[2:]]}
    first.save(force_insert=True)


def test_a_review_is_written_and_submitted_by_keyboard_alone(sit, world):  # noqa: F811
    desk = sit(world.marcus)
    page = desk.open("/reviews/")
    press_to(page, f"main a[href='/reviews/{world.mine[0].pk}/']")
    page.keyboard.press("Enter")
    expect(page.locator("#rub")).to_be_visible()
    review = world.mine[0].pk
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("employers")
    expect(page.locator("#find-said")).to_contain_text("1 of ")
    page.keyboard.press("Enter")
    expect(page.locator("#find-said")).to_contain_text("2 of ")
    leave_box(page)
    for position, points in enumerate(("51", "82", "44", "40", "30"), start=1):
        page.keyboard.press("j")
        expect(page.locator(f"#criterion-{criterion_id(world, position)} summary")).to_be_focused()
        press_to(page, f"#points-{criterion_id(world, position)}")
        page.keyboard.press("Control+a")
        page.keyboard.type(points)
        leave_box(page, f"#criterion-{criterion_id(world, position)} summary")
        page.keyboard.press("n")
        expect(page.locator(f"#reason-{criterion_id(world, position)}")).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type("Because.")
        leave_box(page, f"#criterion-{criterion_id(world, position)} summary")
    press_to(page, "input[name=recommendation]")
    page.keyboard.press("Space")
    press_to(page, "#note summary")
    page.keyboard.press("Enter")
    press_to(page, "#id_note")
    page.keyboard.type("For me alone.")
    expect(page.locator("#note [data-status]")).to_contain_text("Saved")
    expect(page.locator("#review-bar")).to_contain_text("Everything is there", timeout=15_000)
    page.keyboard.press("Control+Enter")
    expect(page.locator("main")).to_contain_text("is submitted. Thank you.")
    desk.leave()
    with state_scope(world.state):
        assert sum(Score.objects.filter(review_id=review).values_list("points", flat=True)) == 247
        assert ReviewNote.objects.get(review_id=review).text == "For me alone."
        assert Review.objects.get(pk=review).status == "submitted"


def press_to(page: Page, where: str, most: int = 60) -> None:
    """Tab until the focus stands there, and not one key more than a person would bear."""
    for _ in range(most):
        if page.evaluate("(where) => document.activeElement.matches(where)", where):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{where} was not reached in {most} presses of Tab")


TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select"


def leave_box(page: Page, where: str = "*") -> None:
    """Back out of a box, where letters are keys again: Shift and Tab as far as the heading of its criterion."""
    there = "([box, where]) => !document.activeElement.matches(box) && document.activeElement.matches(where)"
    for _ in range(12):
        page.keyboard.press("Shift+Tab")
        if page.evaluate(there, [TYPING, where]):
            return
    pytest.fail(f"{where} was not reached")
