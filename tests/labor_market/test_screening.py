"""Screening a region: the textbook's table, what is withheld, ranks, years and Connecticut's break."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from labor_market.models import Dataset, IndustryFigure
from labor_market.readmodels.screening import Asked, screen
from labor_market.readmodels.screening_shown import rows_of
from labor_market.rules.indicators import shift_share
from labor_market.rules.screening import (
    GOVERNMENT,
    Change,
    Counted,
    ranked,
    rounded_parts,
    warning_of,
)
from tests import factories
from tests.labor_market.screening import TEXTBOOK, TEXTBOOK_NATION, dataset, figure, fill

EVEN = {"concentration": 20, "growth": 20, "competitive_share": 20, "pay": 20, "size": 20}


def asked(*areas: str, **more) -> Asked:
    return Asked(**{"place": "The valley", "areas": areas or ("42077",), "depth": 2} | more)


def by_code(facts: dict) -> dict[str, dict]:
    return {line["code"]: line for line in facts["candidates"]}


@pytest.fixture
def pa_only(reference):
    Dataset.objects.filter(kind="qcew").delete()
    return factories.state("pa")


@pytest.mark.claim(35)
def test_the_textbooks_region_is_screened_as_in_the_textbook(pa_only):
    held = dataset()
    fill(held, "42077", TEXTBOOK)
    fill(held, "US000", TEXTBOOK_NATION)

    facts = screen(asked(weights=EVEN), pa_only)

    found = by_code(facts)
    assert facts["years"] == [2024, 2025]
    before = {code: found[code]["quotient"] - found[code]["quotient_change"] for code in TEXTBOOK}
    assert {code: round(lq, 3) for code, lq in before.items()} == {"11": 5, "21": 0.5, "22": 0.5, "23": 0.667}
    parts = {code: tuple(found[code][part] for part in ("national", "mix", "competitive")) for code in TEXTBOOK}
    assert parts == {"11": (145, -95, 450), "21": (29, -9, -20), "22": (58, 2, -10), "23": (58, 22, 0)}
    assert sum(sum(part) for part in parts.values()) == 630


def test_all_twenty_sectors_stand_in_the_list_and_an_empty_one_says_so(pa_only):
    held = dataset()
    fill(held, "42077", TEXTBOOK)
    fill(held, "US000", TEXTBOOK_NATION)

    found = by_code(screen(asked(weights=EVEN), pa_only))

    assert len(found) == 20
    assert found["92"]["missing"]["size"] == GOVERNMENT
    assert found["51"]["missing"]["size"] == "not in the file"
    assert found["92"]["rank"] is None


def test_a_sector_without_private_employers_here_is_told_from_one_that_the_file_lacks(pa_only):
    held = dataset()
    fill(held, "42077", TEXTBOOK)
    fill(held, "US000", TEXTBOOK_NATION | {"71": (5, 6)})

    two, four = by_code(screen(asked(weights=EVEN), pa_only)), by_code(screen(asked(depth=4), pa_only))

    assert two["71"]["missing"]["size"] == "no private jobs here"
    assert two["51"]["missing"]["size"] == "not in the file"
    assert two["92"]["missing"]["size"].startswith("no private jobs: public administration is counted apart")
    within = by_code(screen(asked(sector="71"), pa_only))
    assert within["71"]["missing"]["size"] == "no private jobs here"
    assert {line["missing"]["size"] for line in four.values()} == {"not in the file", GOVERNMENT}
    assert {line["code"][:2] for line in four.values() if line["missing"]["size"] == GOVERNMENT} == {"92"}


@pytest.mark.claim(36)
def test_counties_are_added_up_and_what_is_withheld_is_missing_and_never_zero(pa_only):
    held = dataset()
    fill(held, "42077", {"11": (500, 1000), "21": (100, None), "22": (200, 250)})
    fill(held, "42095", {"11": (100, 200), "21": (40, 50), "22": (1, 2)})
    fill(held, "US000", TEXTBOOK_NATION)

    facts = screen(asked("42077", "42095"), pa_only)

    found = by_code(facts)
    assert (found["11"]["before"], found["11"]["jobs"]) == (600, 1200)
    mining = found["21"]
    assert mining["jobs"] is None
    assert mining["missing"]["size"] == "suppressed in 1 of 2 counties, which have 50% of its 20 establishments"
    assert mining["score"] is mining["rank"] is None
    assert any("1 of 20 industries is not computed: suppressed" in note for note in facts["notes"])


def test_a_little_that_is_withheld_leaves_a_lower_bound_that_says_so(pa_only):
    held = dataset()
    fill(held, "42077", {"11": (500, 1000)})
    rows = [figure(held, "42095", "11", year, None, establishments=1) for year in (2024, 2025)]
    rows += [figure(held, "42095", "10", year, 70) for year in (2024, 2025)]
    IndustryFigure.objects.bulk_create(rows)
    fill(held, "US000", TEXTBOOK_NATION)

    line = by_code(screen(asked("42077", "42095"), pa_only))["11"]

    assert line["jobs"] == 1000
    assert line["partial"] == "suppressed in 1 of 2 counties, which have 9% of its 11 establishments"


@pytest.mark.claim(36)
@pytest.mark.parametrize(
    ("naics", "national", "mix", "competitive"),
    [("21", -76.4, -927.8, 91.0), ("31-33", -509.2, -1721.4, 178.8), ("62", -668.4, 1326.5, 537.0)],
)
def test_the_packaged_tulsa_file_gives_the_published_shift_share_once_oklahomas_industry_is_there(
    reference, naics, national, mix, competitive
):
    oklahoma = factories.state("ok")
    held = Dataset.objects.get(key="qcew-tulsa-2016")
    before = IndustryFigure.objects.get(dataset=held, area_fips="40143", industry_code=naics, year=2015).employment
    rate = 1 + Fraction(str(national + mix)) / Fraction(before)
    IndustryFigure.objects.bulk_create(
        [figure(held, "40000", naics, 2015, 100_000), figure(held, "40000", naics, 2016, float(100_000 * rate))]
    )

    facts = screen(asked("40143", place="Tulsa", reference="40000"), oklahoma)

    line = by_code(facts)[naics]
    assert (line["national"], line["mix"], line["competitive"]) == pytest.approx((national, mix, competitive), abs=0.3)
    assert line["national"] + line["mix"] + line["competitive"] == pytest.approx(line["jobs"] - line["before"])


def test_without_the_reference_the_bureaus_own_quotient_stands_in_for_the_nation(reference):
    facts = screen(asked("40143", place="Tulsa"), factories.state("ok"))

    found = by_code(facts)
    assert facts["years"] == [2015, 2016]
    assert (found["62"]["quotient"], found["62"]["competitive"]) == (1.07, None)
    assert found["62"]["missing"] == {"competitive_share": "the reference area has no figure for it"}
    assert any("United States is not loaded" in note for note in facts["notes"])
    assert facts["sources"][0]["vintage"] == "2016"


def test_four_quarters_make_a_year_and_two_files_make_two_years(pa_only):
    older, newer = dataset("qcew-2024"), dataset("qcew-2025")
    fill(older, "42077", {"11": (500, 0)}, (2024, 2023))
    for quarter, jobs in enumerate((600, 600, 640, 640), 1):
        for code in ("11", "10"):
            figure(newer, "42077", code, 2025, jobs, quarter=quarter, total_wages=5_000_000).save()

    facts = screen(asked(), pa_only)

    line = by_code(facts)["11"]
    assert (line["before"], line["jobs"], line["pay"]) == (500, 620, round(20_000_000 / 620))
    assert len(facts["sources"]) == 2


def test_one_file_makes_two_years_by_the_changes_that_it_prints(pa_only):
    held = dataset()
    change = {"employment_change": 100}
    rows = [figure(held, "42077", code, 2025, 620, **change) for code in ("11", "10")]
    rows.append(figure(held, "42077", "21", 2025, 50, employment_change=None))
    IndustryFigure.objects.bulk_create(rows)

    facts = screen(asked(), pa_only)

    found = by_code(facts)
    assert facts["years"] == [2024, 2025]
    assert (found["11"]["before"], found["11"]["jobs"]) == (520, 620)
    assert found["21"]["missing"]["growth"] == "suppressed"


@pytest.mark.parametrize(
    ("areas", "sentence"),
    [
        (("42077",), "No county counts of jobs (QCEW) are loaded for The valley."),
        (("42003", "42077"), "are loaded for Lehigh. Import them, or leave these counties out."),
        (("42003",), "Only one year is loaded for The valley."),
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_to_do(pa_only, areas, sentence):
    if "42003" in areas:
        figure(dataset(), "42003", "10", 2025, 700).save()

    facts = screen(asked(*areas), pa_only)

    assert sentence in facts["refused"]
    assert facts["candidates"] == []


@pytest.mark.rule("BR-80")
def test_a_trend_across_connecticuts_break_is_refused_with_the_reason(pa_only):
    held = dataset()
    fill(held, "09110", TEXTBOOK, (2023, 2024))

    refused = screen(asked("09110"), pa_only)["refused"]

    assert refused.startswith(
        "No trend of 2023 to 2024 can be drawn for 09110: Connecticut’s eight counties were replaced"
    )


def test_a_screening_asks_the_database_the_same_number_of_times_for_any_region(pa_only):
    held = dataset()
    for area in ("42077", "42095", "42003", "US000"):
        fill(held, area, TEXTBOOK)
    numbers = []
    for areas in (("42077",), ("42077", "42095", "42003")):
        with CaptureQueriesContext(connection) as queries:
            screen(asked(*areas), pa_only)
        numbers.append(len(queries))
    assert numbers == [5, 5]


def test_equal_scores_share_a_rank_and_an_indicator_without_weight_may_be_missing():
    weights = {"pay": 100, "growth": 0}
    found = ranked(
        {code: {"pay": pay, "growth": None} for code, pay in zip("abc", (2.0, 2.0, 1.0), strict=True)}, weights
    )
    assert found == {"a": (75, 1.5), "b": (75, 1.5), "c": (0, 3)}
    with pytest.raises(ValueError, match="sum to 99"):
        ranked({}, {"pay": 99})


@pytest.mark.parametrize("seed", range(20))
def test_printed_parts_sum_to_the_printed_change(seed):
    local = Change(Decimal(1000 + 37 * seed), Decimal(1100 + 13 * seed) / 3)
    shift = shift_share(local, Change(7, 9), Change(3 + seed, 11))
    parts = rounded_parts([shift.national, shift.mix, shift.competitive])
    assert abs(sum(parts) - Decimal(float(shift.change))) <= Decimal("0.06")
    assert all(abs(float(part) - float(exact)) < 0.1 for part, exact in zip(parts, shift, strict=True))


def test_retail_and_restaurants_come_with_a_warning_whatever_they_pay():
    assert "retail and restaurants" in warning_of("722", 0.01, 1.2)
    assert "26% below" in warning_of("561", 0.06, 0.74)
    assert warning_of("561", 0.04, 0.74) == warning_of("3364", 0.06, 1.2) == ""


def test_a_county_without_a_single_published_figure_is_suppressed():
    assert Counted(areas=1, withheld=1).withheld_words == "suppressed"
    assert Counted(jobs=Decimal(1), firms=None, areas=3, withheld=1).is_withheld


@pytest.mark.claim(36)
def test_two_years_are_chosen_and_growth_is_told_as_a_whole_and_by_the_year(pa_only):
    held = dataset()
    for area, found in (("42077", TEXTBOOK), ("US000", TEXTBOOK_NATION)):
        fill(held, area, found, (2019, 2021))
        fill(held, area, {code: (jobs[1], jobs[1]) for code, jobs in found.items()}, (2022, 2023))

    newest, chosen = screen(asked(weights=EVEN), pa_only), screen(asked(weights=EVEN, years=(2019, 2021)), pa_only)
    absent = screen(asked(years=(2018, 2023)), pa_only)

    assert (newest["years"], newest["loaded"]) == ([2022, 2023], [2019, 2021, 2022, 2023])
    assert chosen["years"] == [2019, 2021]
    line = by_code(chosen)["11"]
    assert (line["growth"], line["growth_yearly"]) == (1, round(2**0.5 - 1, 6))
    row = next(row for row in rows_of(chosen) if row.code == "11")
    assert (row.growth, row.growth_yearly) == ("+100.0%", "+41.4%")
    assert rows_of(newest)[0].growth_yearly == ""
    assert absent["refused"] == (
        "2018 and 2023 are not both loaded for The valley. Choose two of 2019, 2021, 2022, 2023, or import the years that"
        " lack."
    )


@pytest.mark.rule("BR-80")
def test_connecticuts_refusal_names_two_years_that_may_be_compared(pa_only):
    held = dataset()
    fill(held, "09110", TEXTBOOK, (2023, 2024))
    rows = [figure(held, "09110", "10", 2025, 5)]
    IndustryFigure.objects.bulk_create(rows)

    refused = screen(asked("09110", years=(2023, 2024)), pa_only)["refused"]

    assert refused.endswith("Loaded here are 2023, 2024, 2025: choose 2024 and 2025.")
