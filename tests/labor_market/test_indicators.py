"""The formulas, against a textbook's table and against real figures of Tulsa."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction

import pytest

from labor_market.choices import Reliability
from labor_market.rules.indicators import (
    Change,
    growth,
    location_quotient,
    percentile_ranks,
    relative_pay,
    reliability,
    scores,
    shift_share,
    wider_codes,
    yearly_growth,
)
from labor_market.tasks import DATA

LOCAL = [Change(500, 1000), Change(100, 100), Change(200, 250), Change(200, 280)]
NATION = [Change(10, 11), Change(20, 24), Change(40, 52), Change(30, 42)]
NATION_TOTAL = Change(100, 129)


@pytest.mark.claim(35)
def test_the_textbook_region_has_the_textbook_location_quotients():
    found = [location_quotient(a.before, 1000, b.before, 100) for a, b in zip(LOCAL, NATION, strict=True)]
    assert [round(lq, 3) for lq in found] == [5, 0.5, 0.5, 0.667]


@pytest.mark.claim(35)
def test_the_textbook_regions_change_splits_as_in_the_textbook():
    shifts = [shift_share(a, b, NATION_TOTAL) for a, b in zip(LOCAL, NATION, strict=True)]
    assert [s.national for s in shifts] == [145, 29, 58, 58]
    assert [s.mix for s in shifts] == [-95, -9, 2, 22]
    assert [s.competitive for s in shifts] == [450, -20, -10, 0]
    assert sum(s.change for s in shifts) == 630


def test_shift_share_sums_exactly_even_where_decimals_do_not():
    local = Change(Decimal("3843.4"), Decimal("3386.1"))
    shift = shift_share(local, Change(7, 9), Change(3, 11))
    assert shift.national + shift.mix + shift.competitive == Fraction(local.after) - Fraction(local.before)


# NAICS: change, pay against the county, national share, industry mix, competitive share (domain research, 7.3).
TULSA = {
    "21": ("-913.2", 2.43, -76.4, -927.8, 91.0),
    "31-33": ("-2051.8", 1.18, -509.2, -1721.4, 178.8),
    "48-49": ("892.1", 1.32, -221.7, 576.3, 537.6),
    "62": ("1195.1", 1.06, -668.4, 1326.5, 537.0),
    "3364": ("-457.3", 1.24, -52.8, 117.5, -522.0),
    "3331": ("-511.0", 1.37, -30.4, -526.4, 45.8),
}


def tulsa() -> dict[tuple[str, str, str], dict[str, str]]:
    with (DATA / "qcew_tulsa_2016.csv").open() as lines:
        return {(r["area_fips"], r["industry_code"], r["year"]): r for r in csv.DictReader(lines)}


@pytest.mark.claim(36)
@pytest.mark.parametrize("naics", TULSA)
def test_tulsa_countys_industries_moved_as_published(naics):
    change, pay, national, mix, competitive = TULSA[naics]
    rows = tulsa()
    jobs = {key: Decimal(row["annual_avg_emplvl"]) for key, row in rows.items()}
    local = Change(jobs["40143", naics, "2015"], jobs["40143", naics, "2016"])
    state = Change(jobs["40000", "10", "2015"], jobs["40000", "10", "2016"])
    assert local.after - local.before == Decimal(change)
    # Oklahoma's own change in the industry is what the published industry mix implies.
    rate = (Fraction(str(mix)) + Fraction(local.before) * Fraction(state.after) / Fraction(state.before)) / Fraction(
        local.before
    )
    shift = shift_share(local, Change(1, rate), state)
    assert float(shift.national) == pytest.approx(national, abs=0.06)
    assert float(shift.competitive) == pytest.approx(competitive, abs=0.21)
    paid = relative_pay(int(rows["40143", naics, "2016"]["avg_annual_pay"]), 48447)
    assert round(paid, 2) == pay


@pytest.mark.claim(36)
@pytest.mark.parametrize(
    ("occupation", "jobs", "national", "computed", "published"),
    [
        ("aircraft mechanics", 4520, 138130, 11.095, 11.10),
        ("registered nurses", 10880, 3381200, 1.091, 1.09),
    ],
)
def test_a_location_quotient_of_tulsa_is_the_published_one(occupation, jobs, national, computed, published):
    lq = location_quotient(jobs, 458730, national, 155495730)
    assert lq == pytest.approx(computed, abs=0.003)
    assert lq == pytest.approx(published, abs=0.01)


def test_what_is_missing_stays_missing():
    assert location_quotient(None, 10, 10, 10) is None
    assert location_quotient(5, 10, 0, 10) is None
    assert growth(None, 3) is None
    assert growth(0, 3) is None
    assert relative_pay(10, None) is None
    assert yearly_growth(100, None, 3) is None


def test_growth_and_growth_a_year():
    assert growth(200, 250) == 0.25
    assert yearly_growth(100, 121, 2) == pytest.approx(0.1)


@pytest.mark.parametrize(
    ("estimate", "error", "expected"),
    [
        (260, "25.0", Reliability.GOOD),
        (260, "25.1", Reliability.FLAGGED),
        (260, "33.1", Reliability.FLAGGED),
        (260, "50.0", Reliability.FLAGGED),
        (260, "50.1", Reliability.HIDDEN),
        (None, None, Reliability.MISSING),
        (260, None, Reliability.GOOD),
    ],
)
def test_an_estimate_is_flagged_over_25_and_hidden_over_50(estimate, error, expected):
    assert reliability(estimate, error and Decimal(error)) is expected


def test_ties_share_the_mean_rank_and_the_missing_have_none():
    assert percentile_ranks([1.0, 2.0, 2.0, None, 4.0]) == [0, 50, 50, None, 100]


def test_the_score_is_the_weighted_rank_and_is_not_made_from_suppressed_figures():
    weights = {"concentration": 60, "pay": 40}
    found = scores(
        {
            "a": {"concentration": 3.0, "pay": 10.0},
            "b": {"concentration": 2.0, "pay": 30.0},
            "c": {"concentration": 1.0, "pay": 20.0},
            "d": {"concentration": None, "pay": 90.0},
        },
        weights,
    )
    assert found == {"a": 60, "b": 70, "c": 20, "d": None}


def test_weights_that_do_not_sum_to_100_are_refused():
    with pytest.raises(ValueError, match="sum to 90"):
        scores({}, {"concentration": 90})


def test_the_codes_that_contain_a_code():
    assert wider_codes("336411") == ["336411", "33641", "3364", "336", "31-33"]
    assert wider_codes("31-33") == ["31-33"]
    assert wider_codes("62") == ["62"]
