"""Words found in a page: every run of text, nothing of a tag, and what came in stays escaped."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import NAME, TOKEN, looked_for, mark


def test_hits_are_marked_counted_and_one_is_the_current_one():
    found = mark("<p>Employers ask employers.</p><p>The Employers’ table</p>", "employers", at=2)
    assert (found.found, found.at) == (3, 2)
    assert found.html == (
        '<p><mark>Employers</mark> ask <mark id="hit" class="rt-hit">employers</mark>.</p>'
        "<p>The <mark>Employers</mark>’ table</p>"
    )


@pytest.mark.parametrize(("at", "current"), [(0, 3), (1, 1), (3, 3), (4, 1), (99_999, 3)])
def test_after_the_last_hit_comes_the_first(at, current):
    assert mark("<p>ab ab ab</p>", "ab", at=at).at == current


@pytest.mark.parametrize("words", ["jose", "JOSÉ", "josé"])
def test_case_and_accents_do_not_matter(words):
    assert "<mark" in mark("<p>José’s plant</p>", words).html


def test_quotation_marks_and_spaces_are_found_as_they_are_typed():
    assert mark("<p>the employers’ own\n numbers</p>", "employers' own  numbers").found == 1


def test_tags_attributes_and_what_is_not_read_are_left_alone():
    page = (
        '<h2>Wage plan</h2><div data-unread><div>wage</div> wage</div><p title="wage > wage">A <b>wage</b></p><p>wage'
    )
    found = mark(page, "wage", unread=("h2",))
    assert found.found == 2
    assert '<h2>Wage plan</h2><div data-unread><div>wage</div> wage</div><p title="wage > wage">A <b>' in found.html


def test_what_was_escaped_stays_escaped():
    found = mark("<p>R&amp;D &lt;script&gt; O&#x27;Neil</p>", "<script>")
    assert found.html == '<p>R&amp;D <mark id="hit" class="rt-hit">&lt;script&gt;</mark> O&#x27;Neil</p>'
    assert mark("<p>R&amp;D</p>", "amp").found == 0
    assert mark("<p>R&amp;D</p>", "r&d").found == 1


@pytest.mark.parametrize(
    ("typed", "words"), [("  a ", ""), ("", ""), (" two  words ", "two words"), ("x" * 200, "x" * 100)]
)
def test_what_is_looked_for(typed, words):
    assert looked_for(typed) == words


@given(st.lists(st.text(), max_size=5), st.text(min_size=2, max_size=4))
def test_the_text_is_the_same_with_and_without_marks(texts, words):
    page = "".join(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>" for text in texts)

    def read(html: str) -> str:
        return "".join(unescape(token) for token in TOKEN.findall(html) if not NAME.match(token))

    assert read(mark(page, looked_for(words)).html) == read(page)
