"""Reading the Bureau's files: every spelling of the header, and what was not released."""

from __future__ import annotations

from decimal import Decimal

import pytest

from labor_market.choices import AreaKind
from labor_market.rules.layouts import LayoutError, read_oews, read_qcew

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


@pytest.mark.claim(36)
def test_a_may_file_is_read_with_what_was_withheld_as_missing():
    row = next(read_oews([OEWS]))
    assert (row.area, row.area_kind, row.occupation) == ("0046140", AreaKind.METRO, "493011")
    assert row.employment == 4520
    assert row.location_quotient == Decimal("11.10")
    assert row.hourly_mean is None
    assert row.annual_median is None


def test_pay_at_the_ceiling_is_not_a_number_but_is_remembered():
    row = next(read_oews([OEWS]))
    assert row.hourly == (Decimal("20.11"), Decimal("30.00"), Decimal("98.10"), None, None)
    assert row.top_coded_from == 75


def test_the_series_spelling_is_read_too():
    row = next(
        read_oews(
            [
                {
                    "area_code": "4000001",
                    "area_name": "Northeast Oklahoma nonmetropolitan area",
                    "areatype": "M",
                    "occ_code": "291141",
                    "employment": "-",
                    "employment_percent_relative_standard_error": "-",
                    "location_quotient": "",
                    "hourly_median_wage": "38.02",
                }
            ]
        )
    )
    assert (row.area_kind, row.employment, row.hourly[2]) == (AreaKind.NONMETRO, None, Decimal("38.02"))


@pytest.mark.claim(38)
def test_qcew_annual_counts_with_hyphen_or_underscore_and_old_names():
    old = {("annual_avg_estabs_count" if k == "annual_avg_estabs" else k): v for k, v in QCEW.items()}
    for row in read_qcew([QCEW, old]):
        assert (row.industry_code, row.quarter, row.establishments) == ("31-33", 0, 1101)
        assert (row.employment, row.location_quotient) == (Decimal("35018"), Decimal("1.16"))


@pytest.mark.claim(36)
def test_a_withheld_count_is_missing_and_never_zero():
    withheld = {**QCEW, "disclosure_code": "N", "annual_avg_emplvl": "0", "total_annual_wages": "0"}
    row = next(read_qcew([withheld]))
    assert not row.disclosed
    assert (row.employment, row.total_wages, row.average_pay, row.location_quotient) == (None, None, None, None)
    assert row.establishments == 1101


def test_a_disclosed_zero_is_a_zero():
    assert next(read_qcew([{**QCEW, "annual_avg_emplvl": "0"}])).employment == 0


def test_a_quarters_employment_is_the_mean_of_its_months():
    quarterly = {k: v for k, v in QCEW.items() if not k.startswith(("annual", "total", "avg"))}
    quarterly |= {"qtr": "2", "qtrly_estabs_count": "9", "total_qtrly_wages": "900"}
    quarterly |= {f"month{i}_emplvl": str(n) for i, n in enumerate((100, 101, 101), 1)}
    row = next(read_qcew([quarterly]))
    assert (row.quarter, row.employment, row.establishments) == (2, Decimal("100.7"), 9)


def test_a_file_of_something_else_is_refused_with_what_it_lacks():
    with pytest.raises(LayoutError, match="no column own_code"):
        next(read_qcew([{"area_fips": "40143", "industry_code": "10"}]))
    with pytest.raises(LayoutError, match="not a file of OEWS"):
        next(read_oews([{"a": "1"}]))
