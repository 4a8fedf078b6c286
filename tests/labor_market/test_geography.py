"""Connecticut's break: no trend across it, and the reason said."""

from __future__ import annotations

import pytest

from labor_market.models import County
from labor_market.rules.geography import AFTER, BEFORE, geo_vintage, trend_refused


@pytest.mark.rule("BR-80")
@pytest.mark.parametrize(
    ("areas", "years", "refused"),
    [
        (["09001"], [2022, 2023], False),
        (["09001"], [2023, 2024], True),
        (["09110"], [2023, 2024], True),
        (["09110"], [2024, 2025], False),
        (["09001", "09110"], [2023], True),
        (["09000"], [2019, 2025], False),
        (["42003"], [2019, 2025], False),
        (["42003", "09190"], [2019, 2025], True),
        (["09001"], [], False),
    ],
)
def test_a_trend_across_connecticuts_break_is_refused(areas, years, refused):
    assert bool(trend_refused(areas, years)) is refused


@pytest.mark.rule("BR-80")
def test_the_refusal_says_why_and_what_to_do():
    assert trend_refused(["09001", "09110", "42003"], [2023, 2024]) == (
        "No trend of 2023 to 2024 can be drawn for 09001, 09110: Connecticut’s eight counties were replaced by nine"
        " planning regions (09110 to 09190), in which jobs are counted from 2024, and the Bureau of Labor Statistics"
        " gives no way from one to the other. Choose years on one side of 2024, or the state as a whole (09000)."
    )


@pytest.mark.rule("BR-80")
@pytest.mark.usefixtures("reference")
def test_counties_and_counts_carry_the_vintage_of_their_boundaries():
    found = County.objects.filter(state_fips="09")
    assert (found.filter(geo_vintage=BEFORE).count(), found.filter(geo_vintage=AFTER).count()) == (8, 9)
    assert County.objects.get(pk="09110").name == "Capitol"
    assert (geo_vintage(2015, 2016), geo_vintage(2024, 2025), geo_vintage(2023, 2024)) == (BEFORE, AFTER, None)
    assert geo_vintage(None, None) is None
