"""Reading the Bureau's files: every spelling of the header, and what was not released."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from typing import Any

import pytest

from labor_market.checks.kinds import Known, Opened, open_file
from labor_market.choices import AreaKind
from labor_market.rules.layouts import LayoutError

OEWS = {
    "AREA": "46140",
    "AREA_TITLE": "Tulsa, OK",
    "AREA_TYPE": "4",
    "PRIM_STATE": "OK",
    "OCC_CODE": "49-3011",
    "TOT_EMP": "4,520",
    "EMP_PRSE": "1.6",
    "JOBS_1000": "9.857",
    "LOC_QUOTIENT": "11.10",
    "H_MEAN": "*",
    "A_MEAN": "*",
    "H_PCT10": "20.11",
    "H_PCT25": "30.00",
    "H_MEDIAN": "98.10",
    "H_PCT75": "#",
    "H_PCT90": "#",
    "A_MEDIAN": "*",
}
QCEW = {
    "area_fips": "40143",
    "own_code": "5",
    "industry_code": "31_33",
    "year": "2016",
    "qtr": "A",
    "disclosure_code": "",
    "annual_avg_estabs": "1101",
    "annual_avg_emplvl": "35018",
    "total_annual_wages": "2005000000",
    "avg_annual_pay": "57268",
    "lq_disclosure_code": "",
    "lq_annual_avg_emplvl": "1.16",
}


def opened(kind: str, *rows: dict[str, str], **options: Any) -> Opened:
    """A file with these rows, under their names as headings."""
    text = io.StringIO()
    out = csv.writer(text)
    out.writerows([list(rows[0]), *(list(row.values()) for row in rows)])
    known = Known(frozenset({"493011", "291141"}), frozenset({"3364"}))
    return open_file(io.BytesIO(text.getvalue().encode()), kind, options, known)


def read(kind: str, *rows: dict[str, str], **options: Any) -> list[dict[str, Any]]:
    """The rows as they will be loaded; a refused line fails."""
    found = opened(kind, *rows, **options)
    made = [dict(zip(found.reader.columns, row, strict=True)) for row in found.rows]
    assert found.tally.faults == []
    return made


def number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


@pytest.mark.claim(36)
def test_a_may_file_is_read_with_what_was_withheld_as_missing():
    (row,) = read("oews", OEWS)
    assert (row["area"], row["occupation"]) == ("0046140", "493011")
    assert row["employment"] == 4520
    assert row["location_quotient"] == Decimal("11.10")
    assert row["hourly_mean"] is None
    assert row["annual_median"] is None


def test_the_areas_of_a_may_file_get_the_codes_of_the_series():
    nation = OEWS | {"AREA": "99", "AREA_TITLE": "U.S.", "AREA_TYPE": "1", "PRIM_STATE": "US"}
    state = OEWS | {"AREA": "40", "AREA_TITLE": "Oklahoma", "AREA_TYPE": "2"}
    rest = OEWS | {"AREA": "500003", "AREA_TITLE": "Central Arkansas nonmetropolitan area", "AREA_TYPE": "6"}
    found = opened("oews", OEWS, nation, state, rest)
    assert [row[0] for row in found.rows] == ["0046140", "0000000", "4000000", "0500003"]
    assert [(a.kind, a.prim_state) for a in found.reader.new_areas()] == [
        (AreaKind.METRO, "40"),
        (AreaKind.NATION, ""),
        (AreaKind.STATE, "40"),
        (AreaKind.NONMETRO, "40"),
    ]


def test_pay_at_the_ceiling_is_not_a_number_but_is_remembered():
    (row,) = read("oews", OEWS)
    money = [row[f"hourly_{p}"] for p in ("p10", "p25", "median", "p75", "p90")]
    assert money == [Decimal("20.11"), Decimal("30.00"), Decimal("98.10"), None, None]
    assert row["top_coded_from"] == 75


def test_the_series_spelling_is_read_too():
    series = {
        "area_code": "4000001",
        "area_name": "Northeast Oklahoma nonmetropolitan area",
        "areatype": "M",
        "occ_code": "291141",
        "employment": "-",
        "employment_percent_relative_standard_error": "-",
        "location_quotient": "",
        "hourly_median_wage": "38.02",
    }
    found = opened("oews", series)
    (row,) = (dict(zip(found.reader.columns, row, strict=True)) for row in found.rows)
    (area,) = found.reader.new_areas()
    assert (area.kind, row["employment"], row["hourly_median"]) == (AreaKind.NONMETRO, None, Decimal("38.02"))


def test_lines_of_one_industry_are_no_estimates_of_an_area_but_staffing():
    line = {"AREA": "99", "AREA_TYPE": "1", "NAICS": "336400", "I_GROUP": "4-digit", "OWN_CODE": "5"}
    total = OEWS | line | {"OCC_CODE": "00-0000", "TOT_EMP": "500,000"}
    mechanics = OEWS | line | {"TOT_EMP": "25,000"}
    found = opened("oews", total, mechanics)
    assert list(found.rows) == []
    assert dict(found.tally.passed) == {"occupations of one industry or of one kind of owner": 2}
    (row,) = read("staffing", total, mechanics)
    assert row == {"industry": "3364", "occupation": "493011", "employment": 25000, "industry_employment": 500000}


@pytest.mark.claim(38)
def test_qcew_annual_counts_with_hyphen_or_underscore_and_old_names():
    old = {("annual_avg_estabs_count" if k == "annual_avg_estabs" else k): v for k, v in QCEW.items()}
    for row in (*read("qcew", QCEW), *read("qcew", old)):
        assert (row["industry_code"], row["quarter"], row["establishments"]) == ("31-33", 0, "1101")
        assert (number(row["employment"]), row["location_quotient"]) == (Decimal("35018"), Decimal("1.16"))


@pytest.mark.claim(36)
def test_a_withheld_count_is_missing_and_never_zero():
    withheld = {**QCEW, "disclosure_code": "N", "annual_avg_emplvl": "0", "total_annual_wages": "0"}
    (row,) = read("qcew", withheld)
    assert not row["disclosed"]
    names = ("employment", "total_wages", "average_pay", "location_quotient")
    assert [row[name] for name in names] == [None] * 4
    assert row["establishments"] == "1101"


def test_changes_over_the_year_and_quotients_are_withheld_on_their_own_account():
    more = {"oty_disclosure_code": "", "oty_annual_avg_emplvl_chg": "-2052", "oty_total_annual_wages_chg": "-90"}
    (whole,) = read("qcew", QCEW | more)
    assert (whole["employment_change"], whole["wages_change"]) == (Decimal(-2052), Decimal(-90))
    (apart,) = read("qcew", QCEW | more | {"oty_disclosure_code": "N", "oty_annual_avg_emplvl_chg": "0"})
    assert (apart["employment_change"], apart["wages_change"]) == (None, None)
    assert (number(apart["employment"]), apart["location_quotient"]) == (35018, Decimal("1.16"))
    (quotient,) = read("qcew", QCEW | more | {"lq_disclosure_code": "N", "lq_annual_avg_emplvl": "0"})
    assert (quotient["location_quotient"], quotient["employment_change"]) == (None, Decimal(-2052))


def test_a_disclosed_zero_is_a_zero():
    (row,) = read("qcew", {**QCEW, "annual_avg_emplvl": "0"})
    assert number(row["employment"]) == 0


@pytest.mark.parametrize("spelling", ["qtrly_estabs", "qtrly_estabs_count"])
def test_a_quarters_employment_is_the_mean_of_its_months(spelling):
    quarterly = {k: v for k, v in QCEW.items() if not k.startswith(("annual", "total", "avg", "lq"))}
    quarterly |= {"qtr": "2", spelling: "9", "total_qtrly_wages": "900"}
    quarterly |= {f"month{i}_emplvl": str(n) for i, n in enumerate((100, 101, 101), 1)}
    quarterly |= {f"oty_month{i}_emplvl_chg": str(n) for i, n in enumerate((-3, -4, -6), 1)}
    (row,) = read("qcew", quarterly)
    assert (row["quarter"], row["employment"], row["establishments"]) == (2, Decimal("100.7"), "9")
    assert row["employment_change"] == Decimal("-4.3")


def test_counts_by_size_of_establishment_are_passed_over():
    found = opened("qcew", QCEW | {"size_code": "3"}, QCEW | {"size_code": "0"})
    assert len(list(found.rows)) == 1
    assert dict(found.tally.passed) == {"counts by size of establishment": 1}


@pytest.mark.parametrize("area", ["US000", "40000", "40143", "40999", "C4614", "CS538"])
@pytest.mark.parametrize("owner", list("01235"))
def test_every_kind_of_area_and_owner_is_read(area, owner):
    (row,) = read("qcew", QCEW | {"area_fips": area, "own_code": owner})
    assert (row["area_fips"], row["own_code"]) == (area, owner)


def test_a_file_of_something_else_is_refused_with_what_it_lacks():
    with pytest.raises(LayoutError, match="no column own_code"):
        opened("qcew", {"area_fips": "40143", "industry_code": "10"})
    with pytest.raises(LayoutError, match="not a file of OEWS"):
        opened("oews", {"a": "1"})
    with pytest.raises(LayoutError, match="It looks like a file of QCEW: choose that kind"):
        opened("oews", QCEW)


PROJECTED = {
    "Area Name": "Northwest",
    "SOC Code": "49-3011",
    "Occupation Title": "Aircraft mechanics",
    "2022 Employment": "1,000",
    "2032 Projected": "1,100",
    "Numeric Change": "100",
    "Percent Change": "10.0%",
    "Exits": "300",
    "Transfers": "500",
    "Total Openings": "900",
}


def test_the_headings_of_projections_are_guessed_and_years_read_from_them():
    (row,) = read("projection", PROJECTED, is_total=True)
    assert (row["area"], row["soc"], row["base_year"], row["projected_year"]) == ("Northwest", "493011", 2022, 2032)
    assert (row["base_employment"], row["projected_employment"], row["change"]) == (1000, 1100, 100)
    assert (row["percent"], row["exits"], row["transfers"], row["openings"]) == (10, 30, 50, 90)


def test_projections_are_read_by_the_headings_that_the_analyst_names():
    odd = {"A": "49-3011", "B": "10", "C": "12", "D": "4"}
    mapping = {"soc": "A", "base_employment": "B", "projected_employment": "C", "openings": "D"}
    (row,) = read("projection", odd, mapping=mapping, base_year=2024, projected_year=2034)
    assert (row["area"], row["change"], row["percent"], row["openings"]) == ("Statewide", 2, 20, 4)
    with pytest.raises(LayoutError, match="not said which heading holds: Jobs in the base year, Jobs in the proj"):
        opened("projection", odd, mapping={"soc": "A"})
    with pytest.raises(LayoutError, match="Give the year"):
        opened("projection", odd, mapping=mapping)
