"""Reading, showing and splitting money."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import MatchBasis, NotMoney, match_required, parse, show, show_short, split

CENTS = st.integers(min_value=-(10**11), max_value=10**11).map(lambda cents: Decimal(cents) / 100)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$1,234.50", "1234.50"),
        ("1234.5", "1234.50"),
        (" $ 12 ", "12.00"),
        (".5", "0.50"),
        ("(250.00)", "-250.00"),
        ("-$250", "-250.00"),
        ("−1,000,000", "-1000000.00"),
    ],
)
def test_money_is_read_as_people_type_it(text: str, amount: str) -> None:
    assert parse(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", "$", ".", "12,34", "1.234", "1e5", "NaN", "twelve", "1,2345", "10 €", "--5", "-5)", "٣"]
)
def test_what_is_no_money_is_refused_in_words(text: str) -> None:
    with pytest.raises(NotMoney, match="is not an amount"):
        parse(text)


def test_more_than_the_column_holds_is_refused() -> None:
    with pytest.raises(NotMoney, match="more than the largest amount"):
        parse("1000000000000")


@given(CENTS)
def test_what_is_shown_can_be_read_again(amount: Decimal) -> None:
    assert parse(show(amount)) == amount


def test_money_is_shown_short_in_sentences() -> None:
    assert show(Decimal("1234.5")) == "$1,234.50"
    assert show(Decimal("1234.5"), cents=False) == "$1,235"
    assert show(Decimal("-0.001")) == "$0.00"
    assert show_short(Decimal(15660000)) == "$15.66 million"
    assert show_short(Decimal(999999)) == "$999,999"


@pytest.mark.rule("BR-50")
def test_an_expenditure_splits_over_the_pool_without_losing_a_cent() -> None:
    parts = split(Decimal("12345.67"), {"workforce": 60, "economic development": 30, "higher education": 10})
    assert list(parts.values()) == [Decimal("7407.40"), Decimal("3703.70"), Decimal("1234.57")]
    assert sum(parts.values()) == Decimal("12345.67")


@given(CENTS, st.lists(st.integers(min_value=0, max_value=10_000), min_size=1, max_size=9).filter(any))
def test_every_split_is_exact_and_fair_to_a_cent(total: Decimal, weights: list[int]) -> None:
    parts = split(total, dict(enumerate(weights)))
    assert sum(parts.values()) == total
    for key, weight in enumerate(weights):
        assert abs(parts[key] - total * weight / sum(weights)) < Decimal("0.01")


@pytest.mark.parametrize("weights", [{}, {"a": 0}, {"a": 2, "b": -1}])
def test_weights_that_share_nothing_are_refused(weights: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="Weights"):
        split(Decimal(10), weights)


@pytest.mark.rule("BR-03")
def test_the_basis_of_a_match_changes_what_is_owed() -> None:
    award = Decimal(200_000)
    assert match_required(award, 25, MatchBasis.AWARD) == Decimal("50000.00")
    assert match_required(award, 25, MatchBasis.PROJECT) == Decimal("66666.67")
    assert match_required(award, 0, MatchBasis.PROJECT) == 0
    with pytest.raises(ValueError, match="cannot be met"):
        match_required(award, 100, MatchBasis.PROJECT)
