"""What a report may say, and how its numbers are said."""

from __future__ import annotations

import pytest

from legislature.checks.words import causal_words, faults_of, requests
from legislature.readmodels import saying
from legislature.readmodels.web import safe_cell


@pytest.mark.rule("BR-70")
@pytest.mark.claim(23)
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Wages rose after the training.", []),
        ("The program led to higher wages.", ["led to"]),
        ("Fewer left, due to the\npartnership; it caused joy.", ["caused", "due to"]),
        ("One employer said: “It led to fewer people leaving.”", []),
        ('He said "it resulted in savings".', []),
        ("The bell tolled together.", []),
    ],
)
def test_no_cause_is_claimed_below_level_three_outside_quotation_marks(text, found):
    assert causal_words(text) == found


def test_a_report_asks_for_nothing():
    assert requests("We urge you to vote for House Bill 1 and increase funding.") == [
        "vote for",
        "urge you",
        "increase funding",
    ]
    assert faults_of("The letter", "Please support us.") == [
        "The letter says “please support”. An impact report informs and asks for nothing; take it out."
    ]


def test_numbers_are_said_as_people_read_them():
    assert saying.percent("41.5") == "42%"
    assert saying.percent("0.4") == "under 1%"
    assert saying.percent("99.7") == "over 99%"
    assert saying.percent("0") == "0%"
    assert saying.percent(None) == "not computed"
    assert saying.points("-10.6") == "−11"
    assert saying.points("0.4") == "0"
    assert saying.count(None) == "fewer than 10"
    assert saying.dollars(None) == "not known"
    assert saying.dollars("15660000.00") == "$15.66 million"
    assert saying.thousands("-1500") == "−2"
    assert saying.number_word(7, capital=True) == "Seven"
    assert saying.number_word(81) == "81"


def test_a_ladder_has_as_many_full_rungs_as_its_level():
    assert str(saying.level(2)).count('class="on"') == 2
    assert "before and after, no comparison group" in saying.level(2)


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless():
    assert safe_cell("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert safe_cell("+13") == "+13"
    assert safe_cell("@x") == "'@x"
