"""What people type, and what becomes of it."""

from __future__ import annotations

import pytest

from questions.checks import nested, parse
from questions.choices import QuestionType

CHOICES = {"choices": [["a", "Apples"], ["b", "Pears"], ["c", "Plums"]]}


@pytest.mark.parametrize(
    ("kind", "raw", "options", "value"),
    [
        ("text", "  Blue  Mountain ", {}, "Blue Mountain"),
        ("long_text", "one\r\ntwo", {"words": 2}, "one\ntwo"),
        ("number", "1,250", {}, 1250),
        ("number", "12.5", {"decimals": 1}, 12.5),
        ("number", "-3", {}, -3),
        ("number", "40%", {}, 40),
        ("money", "$1,200.5", {}, "1200.50"),
        ("date", "04/28/2027", {}, "2027-04-28"),
        ("date", "2027-04-28", {}, "2027-04-28"),
        ("date", "April 28, 2027", {}, "2027-04-28"),
        ("email", "elena@lvwa.example", {}, "elena@lvwa.example"),
        ("yes_no", "yes", {}, True),
        ("yes_no", "no", {}, False),
        ("choice", "b", CHOICES, "b"),
        ("choices", "a\nc\na", CHOICES, ["a", "c"]),
        ("scale", "4", {}, 4),
        ("counties", "42077\nBerks, PA", {}, ["42077", "42011"]),
        ("counties", "Northampton County, Pennsylvania", {}, ["42095"]),
        ("industry", "3118 Bakeries\n3121", {}, ["3118", "3121"]),
        ("attestation", "yes", {}, True),
        ("number", "dont_know", {"apart": ["dont_know"]}, "dont_know"),
        ("choices", "dont_know", CHOICES | {"apart": ["dont_know"]}, ["dont_know"]),
        ("text", "   ", {}, None),
    ],
)
def test_what_can_be_read_becomes_a_typed_value(kind, raw, options, value):
    assert parse(kind, raw, options).value == value


@pytest.mark.parametrize(
    ("kind", "raw", "options", "sentence"),
    [
        ("text", "x" * 12, {"max": 10}, "12 characters. Take out 2 to reach 10."),
        ("long_text", "a b c d", {"words": 3}, "4 words. Take out 1 to reach 3."),
        ("number", "many", {}, "“many” is not a number. Write digits, such as 12."),
        ("number", "NaN", {}, "“NaN” is not a number. Write digits, such as 12."),
        ("number", "1.5", {}, "1.5 is not a whole number. Write one without a decimal point."),
        ("number", "120", {"max": 100}, "120 is more than 100, the most that can be given here."),
        ("number", "0", {"min": 1}, "0 is less than 1, the least that can be given here."),
        ("money", "-5", {}, "\N{MINUS SIGN}$5.00 is less than $0.00, the least that can be given here."),
        ("money", "lots", {}, "lots is not an amount. Write dollars and cents, such as 1,234.50."),
        ("date", "02/30/2027", {}, "“02/30/2027” is not a date. Write month, day and year, such as 04/28/2027."),
        ("date", "01/01/2026", {"min": "2026-07-01"}, "01/01/2026 is before 07/01/2026, the first possible day."),
        ("email", "elena", {}, "“elena” is not an e-mail address. Write one such as name@company.example."),
        ("yes_no", "maybe", {}, "“maybe” is neither yes nor no. Choose one."),
        ("choice", "x", CHOICES, "“x” is not one of the answers. Choose one of: Apples, Pears, Plums."),
        ("choices", "a\nb\nc", CHOICES | {"max": 2}, "You chose 3. Take out 1: at most 2 can be chosen."),
        ("scale", "6", {}, "“6” is not on the scale. Choose a number from 1 to 5."),
        (
            "counties",
            "Atlantis, PA",
            {},
            "No county is called “Atlantis, PA”. Write its name and state, such as “Lehigh, PA”.",
        ),
        ("counties", "42077\n42011", {"max": 1}, "You named 2 counties. Take out 1: at most 1."),
        ("industry", "bakery", {}, "“bakery” is not a NAICS code. Write its two to six digits, such as 3118."),
        ("industry", "311\n3118", {}, "3118 lies inside 311. Keep one of the two."),
        ("industry", "31-33\n311", {}, "311 lies inside 31-33. Keep one of the two."),
        ("file", "x.pdf", {}, "Choose the file again: a file cannot be typed."),
        ("number", "3\ndont_know", {"apart": ["dont_know"]}, None),
    ],
)
def test_what_cannot_be_read_says_what_is_wrong_with_the_numbers(kind, raw, options, sentence):
    found = parse(kind, raw, options)
    assert found.value is None
    assert found.error == (sentence or "“Don't know” goes with no other answer. Take it out, or take out the others.")


def test_a_county_name_that_several_states_have_asks_for_the_state():
    assert "states have a county named Washington. Add the state" in parse("counties", "Washington").error


@pytest.mark.parametrize("kind", QuestionType.values)
@pytest.mark.parametrize("raw", ["", "\x07", "0", "9" * 400, "<b>", "١٢", "1e999", "🙂\n🙂", "31-33\n31-33"])
def test_nothing_that_is_typed_breaks_the_reading(kind, raw):
    found = parse(kind, raw, {"choices": [["a", "A"], ["b", "B"]]})
    assert found.value is None or not found.error


def test_nested_finds_the_outer_code_whatever_the_order():
    assert nested(["3118", "31-33"]) == ("31-33", "3118")
    assert nested(["3118", "3121"]) is None
