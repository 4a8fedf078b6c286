"""The golden numbers of the evidence: what a share of few answers may and may not say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.statistics import (
    Gate,
    Share,
    employers_hidden,
    equity_gap,
    headline_gate,
    line_is_safe,
    nonresponse_bounds,
    paired_change,
    pooled,
    sampling_margin,
    shown_percent,
    suppress,
    suppress_table,
    wilson,
)


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [(17, 41, 27.8, 56.6), (9, 22, 23.3, 61.3), (7, 12, 32.0, 80.7), (25, 25, 86.7, 100), (0, 25, 0, 13.3)],
)
def test_wilson_gives_the_published_intervals(yes: int, n: int, low: float, high: float) -> None:
    assert wilson(yes, n) == pytest.approx((low, high), abs=0.05)


@pytest.mark.claim(18)
def test_turnover_41_of_100_prints_its_interval() -> None:
    assert shown_percent(Share(41, 100)) == "41%"
    assert wilson(41, 100) == pytest.approx((31.9, 50.8), abs=0.05)


@pytest.mark.claim(6)
def test_a_groups_gap_is_what_newcombe_published_scaled_to_everybody() -> None:
    """56 of 70 against 48 of 80: 20 points, 5.24 to 33.39 (Newcombe 1998); the 80 are 8/15 of everybody."""
    gap = equity_gap(Share(56, 70), Share(56 + 48, 150))
    assert gap is not None
    assert [15 / 8 * one for one in gap] == pytest.approx([20, 5.24, 33.39], abs=0.005)
    assert gap.is_gap
    assert equity_gap(Share(5, 5), Share(5, 5)) is None
    assert equity_gap(Share(0, 0), Share(5, 9)) is None


@given(st.tuples(*[st.integers(0, 200)] * 4))
def test_a_gap_lies_in_its_interval_and_the_group_among_everybody(counts: tuple[int, ...]) -> None:
    yes, no, others_yes, others_no = counts
    group, everybody = Share(yes, yes + no), Share(yes + others_yes, sum(counts))
    gap = equity_gap(group, everybody)
    if group.n and everybody.n > group.n:
        assert gap is not None
        assert gap.low <= gap.points <= gap.high
        assert gap.points == pytest.approx((group.percent or 0) - (everybody.percent or 0), abs=1e-9)
    else:
        assert gap is None


@pytest.mark.claim(19)
def test_rework_19_of_100() -> None:
    assert wilson(19, 100) == pytest.approx((12.5, 27.8), abs=0.05)


@pytest.mark.claim(20)
def test_complaints_23_of_100() -> None:
    assert wilson(23, 100) == pytest.approx((15.8, 32.2), abs=0.05)


@pytest.mark.claim(21)
def test_everybody_is_never_plus_minus_nothing() -> None:
    assert shown_percent(Share(22, 22)) == "100%"
    assert wilson(22, 22) == pytest.approx((85.1, 100), abs=0.05)


@pytest.mark.claim(14)
def test_poverty_64_to_35_in_the_same_hundred_people() -> None:
    change = paired_change(100, before=64, gained=4, lost=33)
    assert (change.before, change.after, change.points) == (64, 35, -29)
    assert (change.low, change.high) == pytest.approx((-39.5, -18.5), abs=0.05)
    assert change.is_change


@pytest.mark.claim(15)
def test_health_insurance_49_to_73() -> None:
    change = paired_change(100, before=49, gained=30, lost=6)
    assert (change.before, change.after) == (49, 73)
    assert change.is_change


@pytest.mark.claim(16)
def test_paid_sick_leave_35_to_58() -> None:
    change = paired_change(100, before=35, gained=28, lost=5)
    assert (change.before, change.after) == (35, 58)
    assert change.is_change


def test_a_change_whose_interval_holds_zero_is_none() -> None:
    change = paired_change(1_497, before=855, gained=143, lost=131)
    assert (change.low, change.high) == pytest.approx((-1.4, 3.0), abs=0.1)
    assert not change.is_change


def test_pairs_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        paired_change(100, before=20, gained=0, lost=21)


def test_silence_has_bounds_and_a_census_no_margin() -> None:
    assert nonresponse_bounds(17, 41, 60) == pytest.approx((28.3, 60.0), abs=0.05)
    assert sampling_margin(17, 41) == pytest.approx(15.1, abs=0.05)
    assert sampling_margin(17, 41, population=60) == pytest.approx(8.6, abs=0.05)


def test_rates_are_pooled_not_averaged() -> None:
    together = pooled([Share(8, 10), Share(45, 90), Share(3, 4), Share(60, 160)])
    assert (together.yes, together.n) == (116, 264)
    assert together.percent == pytest.approx(43.9, abs=0.05)
    assert pooled([]).percent is None
    assert pooled([]).interval is None


@pytest.mark.parametrize(
    ("answers", "completed", "invited", "gate"),
    [
        (9, 60, 60, Gate.TOO_FEW),
        (10, 30, 100, Gate.HEADLINE),
        (10, 29, 100, Gate.INDICATIVE),
        (500, 0, 0, Gate.INDICATIVE),
    ],
)
def test_a_headline_needs_answers_and_response(answers: int, completed: int, invited: int, gate: Gate) -> None:
    assert headline_gate(answers, completed=completed, invited=invited) is gate


def test_a_single_small_cell_takes_a_second_with_it() -> None:
    shown = suppress({"Adams": 40, "Berks": 4, "Centre": 0, "Dauphin": 15})
    assert shown.cells == {"Adams": 40, "Berks": None, "Centre": 0, "Dauphin": None}
    assert shown.total == 59
    assert shown.hidden == ["Berks", "Dauphin"]


def test_two_tiny_cells_are_not_left_to_be_guessed() -> None:
    assert suppress({"a": 1, "b": 1, "c": 80, "d": 90}).hidden == ["a", "b", "c"]
    assert suppress({"a": 6, "b": 7, "c": 80}).hidden == ["a", "b"]


def test_the_total_goes_when_no_second_cell_is_there() -> None:
    assert suppress({"a": 3, "b": 0}).total is None
    assert suppress({"a": 30, "b": 0}).total == 30


def test_a_table_is_safe_along_rows_and_columns() -> None:
    rows = {
        "Women": {"done": 4, "left": 30},
        "Men": {"done": 50, "left": 60},
        "Other": {"done": 20, "left": 70},
    }
    shown = suppress_table(rows)
    assert shown["Women"] == {"done": None, "left": None}
    for column in ("done", "left"):
        assert line_is_safe([row[column] for row in rows.values()], [row[column] for row in shown.values()])
    for key, row in rows.items():
        assert line_is_safe(list(row.values()), list(shown[key].values()))


@given(st.dictionaries(st.text(max_size=3), st.integers(min_value=0, max_value=60), max_size=8))
def test_suppression_never_shows_or_betrays_a_small_cell(counts: dict[str, int]) -> None:
    shown = suppress(counts)
    assert all(count is None or count == 0 or count >= 10 for count in shown.cells.values())
    if shown.hidden and shown.total is not None:
        assert len(shown.hidden) > 1
        assert sum(counts[key] for key in shown.hidden) >= 10


def test_employers_are_hidden_when_few_or_dominated() -> None:
    assert employers_hidden([100, 200])
    assert employers_hidden([900, 50, 50, 10])
    assert not employers_hidden([100, 200, 300])
    assert not employers_hidden([])


def test_shares_are_blunt_near_the_ends() -> None:
    assert shown_percent(Share(4, 9)) == "fewer than 10 answers"
    assert shown_percent(Share(2, 100)) == "under 5%"
    assert shown_percent(Share(98, 100)) == "over 95%"
    assert shown_percent(Share(0, 0)) == "fewer than 10 answers"
