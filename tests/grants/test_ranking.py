"""Ranking, rubric and slate arithmetic: pure functions on plain data."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grants.checks.scores import Given, NotPoints, band_of, missing, points_typed
from grants.checks.slates import (
    Line,
    Purse,
    exceptions_in,
    faults_of,
    funded_lines_have_money,
    funds_are_not_overdrawn,
    leaving_rank_order_has_a_reason,
    part_awards_say_why,
)
from grants.rules.assignment import share_out
from grants.rules.ranking import (
    OnTie,
    Scored,
    is_split,
    mean_of,
    rank,
    share_of_total,
    shares_on,
    tie_words,
    two_places,
)

RUBRIC = [60, 100, 50, 50, 40]


@pytest.mark.rule("BR-20")
@pytest.mark.claim(42)
def test_the_industry_assessment_is_exactly_one_third_of_300_points():
    assert sum(RUBRIC) == 300
    assert share_of_total(100, RUBRIC) == Fraction(1, 3)
    assert share_of_total(33, [33, 67]) != Fraction(1, 3)


@pytest.mark.rule("BR-24")
def test_the_mean_of_9_10_9_is_shown_as_9_33_and_kept_exactly():
    mean = mean_of([9, 10, 9])
    assert mean == Fraction(28, 3)
    assert two_places(mean) == "9.33"
    assert two_places(mean_of([9, 10, 9] * 2)) == "9.33"
    assert two_places(Fraction(1, 200)) == "0.01"
    assert two_places(None) == "–"


@pytest.mark.rule("BR-24")
@pytest.mark.claim(42)
def test_rounding_never_decides_a_rank():
    better = Scored(1, (251,) * 100 + (250,) * 101)
    worse = Scored(2, (251,) * 99 + (250,) * 101)
    assert two_places(better.mean) == two_places(worse.mean) == "250.50"

    assert [entry.label for entry in rank([worse, better])] == ["1", "2"]
    assert rank([worse, better])[0].scored is better


@pytest.mark.rule("BR-24")
def test_a_tie_is_broken_by_the_tie_break_criterion_and_then_shared():
    a = Scored(1, (240, 250), (Fraction(81, 100),))
    b = Scored(2, (245, 245), (Fraction(90, 100),))
    c = Scored(3, (245, 245, 245), (Fraction(81, 100),))
    d = Scored(4, (200,), (Fraction(70, 100),))

    ranked = rank([d, c, b, a])

    assert [(entry.scored.application_id, entry.label) for entry in ranked] == [
        (2, "1"),
        (1, "2="),
        (3, "2="),
        (4, "4"),
    ]


@pytest.mark.rule("BR-24")
def test_the_second_tie_break_is_asked_only_where_the_first_ties():
    ahead_on_second = Scored(1, (245,), (Fraction(8, 10), Fraction(1)))
    ahead_on_first = Scored(2, (245,), (Fraction(9, 10), Fraction(0)))
    behind_on_both = Scored(3, (245,), (Fraction(8, 10), Fraction(1, 2)))
    ranked = rank([behind_on_both, ahead_on_second, ahead_on_first])
    assert [(one.scored.application_id, one.label) for one in ranked] == [(2, "1"), (1, "2"), (3, "3")]


@pytest.mark.rule("BR-24")
def test_a_tie_break_that_does_not_apply_leaves_both_sums():
    full_on_what_applies = shares_on([1], [[OnTie(1, 100, 100)]], Fraction(1, 2))
    on_both = shares_on([1], [[OnTie(1, 80, 100), OnTie(1, 80, 100)]], Fraction(1, 2))
    assert (full_on_what_applies, on_both) == ((Fraction(1),), (Fraction(8, 10),))
    assert shares_on([1], [[OnTie(1, 2, 3)], [], [OnTie(1, 1, 3)]], Fraction(0)) == (Fraction(1, 2),)
    assert shares_on([1, 2], [[OnTie(2, 3, 4)]], Fraction(5, 6)) == (Fraction(5, 6), Fraction(3, 4))


def test_the_tie_breaks_are_said_in_their_order():
    assert tie_words([(2, "Leadership"), (None, "Budget"), (1, "Assessment")]) == "Assessment, then Leadership"
    assert tie_words([(1, "A"), (1, "B"), (2, "C")]) == "A and B together, then C"
    assert tie_words([(None, "Budget")]) == ""


def test_an_application_without_a_counted_review_has_no_rank():
    assert rank([Scored(1, ())]) == []


@given(st.lists(st.lists(st.integers(0, 300), min_size=1, max_size=5), min_size=1, max_size=12))
def test_whoever_ranks_higher_has_the_higher_exact_mean(totals):
    ranked = rank([Scored(i, tuple(given)) for i, given in enumerate(totals)])
    for first, second in zip(ranked, ranked[1:], strict=False):
        assert first.scored.mean >= second.scored.mean
        assert (first.rank == second.rank) == (first.scored.mean == second.scored.mean)


@pytest.mark.parametrize(("spread", "split"), [(44, False), (45, True), (46, True)])
@pytest.mark.rule("BR-24")
def test_reviewers_are_split_from_45_of_300_points(spread, split):
    assert Scored(1, (200, 200 + spread)).spread == spread
    assert is_split(spread, 45) is split


@pytest.mark.parametrize(("typed", "points"), [("", None), (" 82 ", 82), ("0", 0), ("100", 100)])
def test_points_are_whole_numbers_from_0_to_the_maximum(typed, points):
    assert points_typed(typed, 100) == points


@pytest.mark.parametrize("typed", ["84.5", "120", "-1", "eighty", "1e2", "٤٢", "9" * 40])
def test_anything_else_is_refused_with_the_range(typed):
    with pytest.raises(NotPoints, match="whole number from 0 to 100"):
        points_typed(typed, 100)


@pytest.mark.rule("BR-21")
def test_points_fall_in_one_band():
    bands = [[90, 100, "Outstanding", ""], [70, 89, "Strong", ""], [0, 69, "Weak", ""]]
    assert [band_of(points, bands) for points in (100, 90, 89, 0, None)] == [0, 0, 1, 2, None]


def test_what_is_missing_is_said_criterion_by_criterion():
    given = [Given(1, "Need", 60, 50, "Clear."), Given(2, "Data", 100, None, "Thin."), Given(3, "Plan", 50, 10, " ")]

    lacking = missing(given, "")

    assert [one.criterion_id for one in lacking] == [2, 3, None]
    assert missing(given[:1], "fund") == []


def line(
    rank: int, decision: str = "fund", amount: int = 100, *, fund: int = 1, asked: int = 100, reason: str = ""
) -> Line:
    funded = decision == "fund"
    return Line(
        rank,
        rank,
        f"N{rank}",
        Decimal(asked),
        decision,
        Decimal(amount if funded else 0),
        fund if funded else None,
        reason,
    )


def test_a_fund_cannot_be_overdrawn_and_the_sentence_has_the_numbers():
    purses = {1: Purse(1, "Reemployment Fund", Decimal(188))}

    (fault,) = funds_are_not_overdrawn([line(1), line(2)], purses)

    assert fault.sentence.startswith("Reemployment Fund: $12.00 too much. $200.00 is recommended and $188.00")
    assert funds_are_not_overdrawn([line(1), line(2, amount=88)], purses) == []


@pytest.mark.rule("BR-25")
def test_leaving_the_rank_order_needs_a_reason_on_either_line():
    skipped = [line(1), line(2, "decline"), line(3), line(4)]
    (fault,) = leaving_rank_order_has_a_reason(skipped)
    assert fault.line_id == 2
    assert "rank 2 is declined while ranks 3, 4 are funded" in fault.sentence

    explained = [line(1), line(2, "decline", reason="Asked to combine."), line(3), line(4)]
    leaped = [line(1), line(2, "decline"), line(3, reason="Only one in its region.")]
    assert leaving_rank_order_has_a_reason(explained) == []
    assert leaving_rank_order_has_a_reason(leaped) == []
    assert exceptions_in(skipped) == {2, 3, 4}
    assert exceptions_in(explained) == {2}
    assert exceptions_in(leaped) == {3}


@given(
    st.lists(
        st.tuples(st.integers(1, 6), st.sampled_from(["fund", "waitlist", "decline"]), st.sampled_from(["", "Why."])),
        max_size=9,
    )
)
def test_where_the_order_is_left_agrees_with_comparing_every_pair(given):
    lines = [line(pk, decision, reason=why)._replace(rank=rank) for pk, (rank, decision, why) in enumerate(given, 1)]
    standing = {"fund": 2, "waitlist": 1, "decline": 0}

    def is_left(one):
        below = [o for o in lines if o.rank > one.rank and standing[o.decision] > standing[one.decision]]
        above = [o for o in lines if o.rank < one.rank and standing[o.decision] < standing[one.decision]]
        return any(one.reason or not o.reason for o in below) or any(not o.reason for o in above)

    assert exceptions_in(lines) == {one.id for one in lines if is_left(one)}


@pytest.mark.rule("BR-25")
def test_a_waiting_place_below_a_decline_leaves_the_order_too_but_equal_ranks_never_do():
    assert leaving_rank_order_has_a_reason([line(1, "decline"), line(2, "waitlist")])
    equal = [line(1)._replace(rank=7), line(2, "decline")._replace(rank=7)]
    assert leaving_rank_order_has_a_reason(equal) == []


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (line(1, amount=120), "more than the $100.00 asked for"),
        (line(1, amount=0), "give an amount and the fund"),
        (line(1, amount=9), "outside this round's"),
        (line(1)._replace(fund_id=None), "give an amount and the fund"),
    ],
)
def test_a_funded_line_has_money_within_the_request_and_the_round(bad, said):
    (fault,) = funded_lines_have_money([bad], Decimal(10), Decimal(100))
    assert said in fault.sentence


def test_a_part_award_says_why():
    assert part_awards_say_why([line(1, amount=60)])
    assert part_awards_say_why([line(1, amount=60, reason="Equipment is not allowed.")]) == []
    assert part_awards_say_why([line(1), line(2, "decline")]) == []


def test_a_sound_slate_has_no_fault():
    purses = {1: Purse(1, "Fund", Decimal(200))}
    assert faults_of([line(1), line(2), line(3, "waitlist")], purses, least=Decimal(1), most=Decimal(100)) == []


def test_applications_are_shared_out_evenly_around_conflicts():
    wanted = dict.fromkeys(range(10), 3)
    load = dict.fromkeys(range(100, 106), 0)

    given = share_out(wanted, load, barred=[(0, 100), (1, 100)], taken=[(2, 101)])

    counts = {r: sum(r in chosen for chosen in given.values()) for r in load}
    assert all(len(chosen) == len(set(chosen)) == 3 for chosen in given.values())
    assert max(counts.values()) - min(counts.values()) <= 1
    assert 100 not in given[0]
    assert 100 not in given[1]
    assert 101 not in given[2]


def test_too_few_reviewers_give_what_there_are():
    assert share_out({1: 3}, {7: 0, 8: 5}, barred=[(1, 7)]) == {1: [8]}
