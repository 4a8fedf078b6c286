"""Searching within the application on the reviewing screen, and the reviewer's note to herself."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.models import AuditEvent, State
from core.permissions import Role
from grants.actions import reviews as actions
from grants.actions.review_notes import StaleNote, delete_old_notes, save_note
from grants.models import Appeal, Application, Letter, Review, ReviewNote, Round
from tests import factories
from tests.grants.conftest import score_all
from tests.grants.pages import SECRET, review_at, rubric, text

MINE = "Ask the panel whether Mercer was consulted."

# Searching


def test_without_script_the_form_marks_and_counts_in_every_section(cleared):
    page = text(cleared.client.get(review_at(cleared.review), {"find": "two trainers"}))
    assert '<mark id="hit" class="rt-hit">Two trainers</mark>' in page
    assert "1 of 1 hit" in page
    many = text(cleared.client.get(review_at(cleared.review), {"find": "on", "at": "2"}))
    assert many.count("<mark") >= 2
    assert "2 of " in many
    assert 'name="at" value="3"' in many
    assert 'name="at" value="1"' in many


def test_as_one_types_the_application_comes_back_with_its_marks_and_the_count(cleared):
    answer = text(cleared.client.get(review_at(cleared.review, "find/"), {"find": "Nine OF fourteen"}))
    assert f'<mark id="hit" class="rt-hit">{SECRET[:16]}</mark>' in answer
    assert 'hx-swap-oob="innerHTML:#find-said"' in answer
    assert "Your review" not in answer
    assert "Nothing found for “zinc”." in text(cleared.client.get(review_at(cleared.review, "find/"), {"find": "zinc"}))
    assert "Type at least 2 letters." in text(cleared.client.get(review_at(cleared.review, "find/"), {"find": "n"}))


def test_questions_headings_and_published_figures_are_not_searched(cleared):
    for words in ("Which regions", "Industry assessment", "What published data say", "judged by"):
        assert "Nothing found" in text(cleared.client.get(review_at(cleared.review, "find/"), {"find": words})), words


def test_what_is_looked_for_is_escaped_and_a_silly_place_is_the_first(cleared):
    page = text(cleared.client.get(review_at(cleared.review), {"find": '"><script>x'}))
    assert "<script>x" not in page
    assert "Nothing found for" in page
    assert "1 of " in text(cleared.client.get(review_at(cleared.review), {"find": "nine", "at": "-9"}))


@pytest.mark.parametrize(
    ("shows", "words"), [({"identities": "hidden"}, "Bright Metals"), ({"budget": "none"}, "One coordinator")]
)
def test_the_search_finds_nothing_that_the_round_does_not_show(cleared, shows, words):
    assert "1 of 1 hit" in text(cleared.client.get(review_at(cleared.review, "find/"), {"find": words}))
    Round.objects.filter(pk=cleared.round.pk).update(visibility={"review": shows})
    answer = text(cleared.client.get(review_at(cleared.review, "find/"), {"find": words}))
    assert "Nothing found" in answer
    assert "<mark" not in answer


def test_nobody_else_searches_in_it(cleared, pa):
    people = cleared.people
    for other in (people.reviewers[1], people.officer, people.director, factories.member(Role.AUDITOR)):
        answer = factories.client(pa, other).get(review_at(cleared.review, "find/"), {"find": "nine"})
        assert answer.status_code in (403, 404)
    Review.objects.filter(pk=cleared.review.pk).update(status="assigned", declared_at=None)
    assert cleared.client.get(review_at(cleared.review, "find/"), {"find": "nine"}).status_code == 404


# The note


def write(desk, words: str, version: int = 0):
    return desk.client.post(review_at(desk.review, "save/"), {"field": "note", "version": version, "note": words})


def test_a_note_is_saved_as_one_types_and_a_late_window_loses_nothing(cleared):
    first = write(cleared, MINE)
    assert (first.status_code, first["X-Version"]) == (200, "1")
    assert (write(cleared, f"{MINE} Twice.", 1)["X-Version"]) == "2"
    late = write(cleared, "From the other window.", 1)
    assert (late.status_code, late["X-Version"]) == (409, "2")
    assert "Twice." in late.content.decode()
    assert ReviewNote.objects.get().text == f"{MINE} Twice."
    assert f"{MINE} Twice.</textarea>" in text(cleared.client.get(review_at(cleared.review)))


def test_emptying_the_note_deletes_it(cleared):
    write(cleared, MINE)
    assert write(cleared, "  ", 1)["X-Version"] == "0"
    assert not ReviewNote.objects.exists()
    with pytest.raises(IntegrityError, match="reviewnote_says_something"), transaction.atomic():
        ReviewNote.objects.create(review=cleared.review, text="")


def test_the_plain_buttons_keep_the_note_and_say_when_another_window_was_faster(cleared):
    sent = rubric(cleared, ["50", "82", "", "", ""], note=MINE) | {"version-note": "0"}
    assert cleared.client.post(review_at(cleared.review, "keep/"), sent).status_code == 302
    assert ReviewNote.objects.get().text == MINE
    late = rubric(cleared, ["50", "82", "", "", ""], note="Late.") | {"version-note": "0"}
    page = text(cleared.client.post(review_at(cleared.review, "keep/"), late), 409)
    assert "Late.</textarea>" in page
    assert MINE in page
    assert 'href="#id_note"' in page


def test_a_submitted_review_keeps_its_note_to_write_on(cleared):
    score_all(cleared.review, [50, 80, 40, 40, 30], by=cleared.rita)
    actions.submit_review(cleared.review, by=cleared.rita)
    assert write(cleared, MINE).status_code == 200
    sent = {"note": f"{MINE} Seen.", "version-note": "1"}
    assert cleared.client.post(review_at(cleared.review, "note/"), sent).status_code == 302
    page = text(cleared.client.get(review_at(cleared.review)))
    assert f"{MINE} Seen.</textarea>" in page
    assert "Save the note" in page
    late = text(cleared.client.post(review_at(cleared.review, "note/"), sent | {"note": "Late."}), 409)
    assert "Late.</textarea>" in late
    assert "Seen." in late


def test_nobody_but_her_reads_or_writes_it(cleared, pa):
    write(cleared, MINE)
    score_all(cleared.review, [50, 80, 40, 40, 30], by=cleared.rita)
    actions.submit_review(cleared.review, by=cleared.rita)
    people, number = cleared.people, cleared.application.pk
    pages = [
        f"/applications/{number}/",
        f"/decisions/{cleared.round.slug}/applications/{number}/",
        f"/decisions/{cleared.round.slug}/",
        review_at(cleared.review),
        "/reviews/",
        "/audit/",
        "/applications/?export=csv",
    ]
    others = [people.officer, people.director, people.reviewers[1], factories.member(Role.AUDITOR)]
    for other in others:
        client = factories.client(pa, other)
        for page in pages:
            assert "Mercer was consulted" not in client.get(page).content.decode(), (other.name, page)
        assert client.post(review_at(cleared.review, "note/"), {"note": "Hers?"}).status_code in (403, 404)
    (line,) = AuditEvent.objects.filter(deed="review.note")
    assert line.details == {}


def test_a_note_of_a_review_that_is_not_hers_any_more_is_not_saved(cleared):
    actions.declare_conflict(cleared.review, "My sister works there.", by=cleared.rita)
    assert write(cleared, MINE).status_code == 404
    with pytest.raises(Exception, match="not yours any more"):
        save_note(cleared.review, MINE, 0, by=cleared.rita)
    assert not ReviewNote.objects.exists()


def test_the_clock_deletes_notes_that_have_served_and_no_others(cleared, pa):
    state = State.objects.get(pk=pa.pk)
    write(cleared, MINE)
    assert delete_old_notes(state) == 0
    Review.objects.filter(pk=cleared.review.pk).update(status="declined", decline_reason="capacity")
    assert delete_old_notes(state) == 1
    assert AuditEvent.objects.filter(deed="review.forget_notes").count() == 1


@pytest.mark.parametrize(("days", "appeal", "left"), [(89, False, 1), (91, False, 0), (91, True, 1)])
def test_a_note_goes_90_days_after_the_letter_unless_an_appeal_is_open(cleared, pa, days, appeal, left):
    write(cleared, MINE)
    sent = timezone.now() - dt.timedelta(days=days)
    Application.objects.filter(pk=cleared.application.pk).update(status="declined")
    letter = sent_letter(cleared, sent)
    if appeal:
        day = timezone.now() + dt.timedelta(days=9)
        given = {"words": "The rules were not kept.", "filed_at": sent, "acknowledge_by": day, "answer_by": day}
        who = {"application": cleared.application, "letter": letter, "filed_by": cleared.people.officer}
        Appeal.objects.create(ground="rule", **who, **given)
    delete_old_notes(State.objects.get(pk=pa.pk))
    assert ReviewNote.objects.count() == left


def sent_letter(desk, at) -> Letter:
    """The letter that told the applicant, as an outbox sends it."""
    return Letter.objects.create(
        application=desk.application, kind="decline", facts={}, facts_sha256="0" * 64, sent_at=at, looked_at=at
    )


def test_two_at_once_on_the_note_lose_nothing(cleared):
    save_note(cleared.review, "One.", 0, by=cleared.rita)
    with pytest.raises(StaleNote):
        save_note(cleared.review, "Two.", 0, by=cleared.rita)
    assert ReviewNote.objects.get().text == "One."
