"""What must be fixed and what must be explained, by the numbers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from grants.checks.report_money import Spent, money_flags, read_amount
from grants.checks.reports import (
    EXPLAIN,
    FIX,
    Measured,
    Pace,
    measure_flags,
    read_count,
    story_flags,
    unexplained,
)

HALF = Pace(4, 8)
AWARD = Decimal(100_000)


def measured(raw: str, **fields):
    return Measured(**{"pk": 1, "title": "Workers enrolled", "raw": raw, "target": Decimal(100)} | fields)


def spent(raw: str, **fields):
    given = {"category": "travel", "label": "Travel", "raw": raw, "budget": Decimal(10_000)} | fields
    return Spent(**given)


def found(flags):
    return [(flag.key, flag.level) for flag in flags]


@pytest.mark.parametrize(
    ("raw", "value", "error"),
    [
        ("", None, ""),
        ("58", 58, ""),
        (" 1,058 ", 1058, ""),
        ("0", 0, ""),
        ("-0", 0, ""),
        ("ten", None, "“ten” is not a number"),
        ("1,05", None, "is not a number"),
        ("47.5", None, "is not whole"),
        ("9999999999999", None, "too large"),
        ("-3", None, "−3 would take the total from 214 to 211, and a total only grows"),
        ("\N{MINUS SIGN}3", None, "would take the total from 214 to 211"),
        ("٣", None, "is not a number"),
    ],
)
def test_a_count_is_read_or_the_sentence_says_what_is_wrong(raw, value, error):
    reading = read_count(raw, prior=Decimal(214))

    assert reading.value == value
    assert error in reading.error
    assert bool(error) == bool(reading.error)


def test_dollars_and_hours_may_have_decimals():
    assert read_count("18.75", whole=False).value == Decimal("18.75")


@pytest.mark.parametrize(
    ("raw", "value"), [("", None), ("$1,200.50", "1200.50"), ("(250)", "-250.00"), ("-1", "-1.00")]
)
def test_an_amount_is_read_as_people_type_it(raw, value):
    assert read_amount(raw).value == (None if value is None else Decimal(value))


def test_a_missing_count_stops_and_is_a_gap():
    (flag,) = measure_flags([measured("")], HALF)

    assert (flag.level, flag.field, flag.is_gap) == (FIX, "figure.1", True)
    assert flag.sentence == "Workers enrolled: no number for this quarter. Write 0 if nothing happened."


@pytest.mark.rule("BR-42")
@pytest.mark.parametrize(
    ("raw", "flagged"),
    [("40", False), ("39", True), ("60", False), ("61", True), ("50", False)],
)
def test_more_than_a_fifth_off_pace_is_explained_either_way(raw, flagged):
    """100 by quarter 8 means 50 by quarter 4: 40 to 60 is within a fifth."""
    assert found(measure_flags([measured(raw)], HALF)) == ([("measures.pace.1", EXPLAIN)] if flagged else [])


def test_pace_counts_what_was_accepted_before():
    assert measure_flags([measured("10", prior=Decimal(40))], HALF) == []


def test_one_more_or_less_is_never_off_pace():
    assert measure_flags([measured("1", target=Decimal(3))], Pace(1, 8)) == []


def test_without_a_target_there_is_no_pace():
    assert measure_flags([measured("900", target=None)], HALF) == []


def rate(raw: str, raw_of: str, **fields):
    given = {"is_rate": True, "numerator": "placed", "denominator": "completed", "target": Decimal(75)} | fields
    return measured(raw, raw_of=raw_of, title="Placed", **given)


def test_a_rate_asks_for_both_counts_and_the_first_is_part_of_the_second():
    assert found(measure_flags([rate("6", "")], HALF)) == [("measures.of.1", FIX)]
    assert found(measure_flags([rate("9", "8")], HALF)) == [("measures.rate.1", FIX)]
    assert measure_flags([rate("0", "0")], HALF) == []


def test_a_rate_is_pooled_from_its_counts_and_never_averaged():
    """8 of 10 and then 45 of 90: 53 of 100, not the mean of 80 and 50."""
    line = rate("45", "90", prior=Decimal(8), prior_of=Decimal(10))

    assert line.rate == 53
    (flag,) = measure_flags([line], HALF)
    assert (flag.level, flag.strong) == (EXPLAIN, "Placed: 53% to date, and the target is 75%.")


def test_more_completions_than_enrollments_are_explained():
    lines = [
        measured("4", target=None),
        measured("5", pk=2, title="Workers who completed training", target=None),
    ]
    assert found(measure_flags(lines, HALF)) == [("measures.path.2", EXPLAIN)]
    assert measure_flags(list(reversed(lines))[1:], HALF) == []


# Money


def test_an_empty_amount_stops_for_the_grant_and_where_asked_for_the_match():
    assert found(money_flags([spent("")], HALF, AWARD)) == [("money.grant.travel", FIX)]
    assert found(money_flags([spent("5000", asks_match=True)], HALF, AWARD)) == [("money.match.travel", FIX)]


@pytest.mark.parametrize(
    ("raw", "level"),
    [("10,000.00", None), ("10,000.01", EXPLAIN), ("20,000.00", EXPLAIN), ("20,000.01", FIX)],
)
def test_a_line_may_be_exceeded_by_a_tenth_of_the_award_with_a_word_of_why(raw, level):
    flags = money_flags([spent(raw)], Pace(8, 8), AWARD)

    assert found(flags) == ([("money.over.travel", level)] if level else [])


def test_the_tenth_is_of_all_lines_together():
    lines = [spent("16000"), spent("16000", category="supplies", label="Supplies")]
    assert {flag.level for flag in money_flags(lines, Pace(8, 8), AWARD)} == {FIX}


def test_more_than_the_award_stops():
    flags = money_flags([spent("100,000.01", budget=AWARD)], Pace(8, 8), AWARD)
    assert ("money.total", FIX) in found(flags)


@pytest.mark.parametrize(
    ("raw", "prior", "expected"),
    [
        ("-500", "500", [("money.less.travel", EXPLAIN)]),
        ("-500.01", "500", [("money.grant.travel", FIX)]),
        ("-1", "0", [("money.grant.travel", FIX)]),
    ],
)
def test_an_amount_may_correct_what_was_reported_and_no_more(raw, prior, expected):
    flags = money_flags([spent(raw, prior=Decimal(prior))], Pace(1, 8), AWARD)
    assert [pair for pair in found(flags) if pair[0] != "money.nothing"] == expected


def test_a_line_that_stood_still_is_explained_with_what_it_used_to_spend():
    (flag,) = money_flags([spent("0", prior=Decimal(4500))], HALF, AWARD)

    assert flag.sentence == "Travel: nothing this quarter. You spent $1,500.00 a quarter until now."


def test_a_quarter_without_a_dollar_is_explained_once():
    lines = [spent("0", budget=Decimal(500)), spent("0", category="supplies", label="Supplies", budget=Decimal(500))]
    assert found(money_flags(lines, Pace(1, 8), AWARD)) == [("money.nothing", EXPLAIN)]


@pytest.mark.parametrize(("raw", "flagged"), [("4000", False), ("3999.99", True), ("6000", False), ("6000.01", True)])
def test_a_line_more_than_ten_points_off_plan_is_explained(raw, flagged):
    assert found(money_flags([spent(raw)], HALF, AWARD)) == ([("money.plan.travel", EXPLAIN)] if flagged else [])


def test_a_small_line_off_plan_is_let_be():
    """All of a $1,000 line is 50 points over plan, and less than 1% of the award."""
    assert money_flags([spent("1000", budget=Decimal(1_000))], HALF, AWARD) == []


# The story, and explanations

WHOLE = {
    "title": "A credential",
    "text": "She passed.",
    "speaker": "Rosa",
    "role": "Nursing assistant",
    "consent": "You may use my words.",
    "until": "2030-12-31",
}
TODAY = dt.date(2026, 11, 24)


def test_a_story_is_optional_and_one_that_is_begun_is_whole():
    assert story_flags({}, TODAY) == []
    assert story_flags(WHOLE, TODAY) == []
    for name in WHOLE:
        (flag,) = story_flags(WHOLE | {name: " "}, TODAY)
        assert (flag.level, flag.field) == (FIX, f"story.{name}")


@pytest.mark.parametrize(
    ("until", "words"),
    [("2026-11-24", "the consent ended"), ("2020-01-01", "the consent ended"), ("soon", "is not a date")],
)
def test_a_story_needs_consent_that_still_runs(until, words):
    (flag,) = story_flags(WHOLE | {"until": until}, TODAY)
    assert words in flag.text


def test_a_story_has_its_limits():
    (flag,) = story_flags(WHOLE | {"title": "x" * 121}, TODAY)
    assert flag.text == "121 of 120 characters."


def test_only_a_written_sentence_explains_a_flag():
    flags = measure_flags([measured("39"), measured("", pk=2)], HALF)

    assert [flag.key for flag in unexplained(flags, {})] == ["measures.pace.1"]
    assert unexplained(flags, {"measures.pace.1": "  "}) != []
    assert unexplained(flags, {"measures.pace.1": "Classes start late."}) == []
