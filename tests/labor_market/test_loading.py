"""The packaged data: all of it, once, and right."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from core.models import State
from labor_market.models import (
    Area,
    County,
    Dataset,
    Industry,
    IndustryFigure,
    Occupation,
    OccupationFigure,
    StaffingShare,
)
from labor_market.tasks import RELEASES, load_reference_data, load_release

pytestmark = pytest.mark.usefixtures("reference")
SECTORS = [
    *("11", "21", "22", "23", "31-33", "42", "44-45", "48-49", "51", "52"),
    *("53", "54", "55", "56", "61", "62", "71", "72", "81", "92"),
]


def figure(area: str, soc: str) -> OccupationFigure:
    return OccupationFigure.objects.current().get(area_id=area, occupation_id=soc)


@pytest.mark.claim(7)
def test_all_twenty_sectors_can_be_chosen():
    assert list(Industry.objects.filter(level=2).values_list("code", flat=True)) == SECTORS


def test_the_counties_of_the_demonstration_states():
    by_state = {f: County.objects.filter(state_fips=f).count() for f in ("13", "26", "40", "42")}
    assert by_state == {"13": 159, "26": 83, "40": 77, "42": 67}


@pytest.mark.claim(36)
@pytest.mark.parametrize(
    ("soc", "jobs", "lq"),
    [("493011", 4520, "11.10"), ("514041", 2000, "2.36"), ("514121", 4520, "3.68"), ("291141", 10880, "1.09")],
)
def test_tulsas_occupations_are_the_published_ones(soc, jobs, lq):
    found = figure("0046140", soc)
    assert (found.employment, str(found.location_quotient)) == (jobs, lq)


@pytest.mark.claim(36)
def test_tulsas_totals_pay_and_the_flag_case():
    assert figure("0046140", "000000").employment == 458730
    assert str(figure("0046140", "291141").hourly_median) == "40.76"
    technologists = figure("0046140", "173027")
    assert (technologists.employment, str(technologists.rse)) == (260, "33.1")
    assert technologists.reliability == "flagged"


@pytest.mark.claim(36)
@pytest.mark.parametrize(
    ("naics", "soc", "percent"),
    [("6221", "291141", 30.9), ("333", "514121", 5.8), ("3364", "519061", 4.6)],
)
def test_the_occupations_of_the_nations_industries(naics, soc, percent):
    found = StaffingShare.objects.current().get(industry_id=naics, occupation_id=soc)
    assert round(found.share * 100, 1) == percent


def test_what_was_not_released_is_null_and_never_zero():
    assert figure("0046140", "493011").hourly_median is None
    assert not OccupationFigure.objects.filter(employment=0).exists()


@pytest.mark.claim(38)
def test_every_figure_names_its_source_and_vintage():
    oews = Dataset.objects.get(key="oews-2025-05")
    assert (oews.source, oews.vintage) == ("U.S. Bureau of Labor Statistics", "May 2025")
    assert oews.rows == OccupationFigure.objects.count()


def test_areas_of_a_state_include_neighbors_that_reach_in():
    names = set(Area.objects.of_state(State(fips="40", usps="OK")).values_list("name", flat=True))
    assert {"Oklahoma", "Tulsa, OK", "Fort Smith, AR-OK"} <= names
    assert "National" not in names


def test_a_second_run_changes_nothing():
    before = Dataset.objects.get(key="oews-2025-05").loaded_at
    assert not any(loaded for _, loaded in load_reference_data())
    assert Dataset.objects.get(key="oews-2025-05").loaded_at == before


def test_a_corrected_file_replaces_its_release_whole():
    content = b"area_fips,own_code,industry_code,year,qtr,disclosure_code,annual_avg_emplvl\n40143,5,10,2016,A,N,0\n"
    _, loaded = load_release("qcew-tulsa-2016", RELEASES["qcew-tulsa-2016"], content)
    assert loaded
    (only,) = IndustryFigure.objects.filter(dataset__key="qcew-tulsa-2016")
    assert (only.disclosed, only.employment) == (False, None)


def test_the_command_takes_a_file_that_the_state_brings(tmp_path, capsys):
    good, bad = tmp_path / "2025.q1.csv", tmp_path / "bad.csv"
    good.write_text(
        "area_fips,own_code,industry_code,year,qtr,disclosure_code,month1_emplvl,month2_emplvl,month3_emplvl\n"
        "40143,5,10,2025,1,,10,20,30\n"
    )
    bad.write_text("a,b\n1,2\n")
    call_command("load_reference_data", qcew=[good], vintage="2025 Q1")
    assert IndustryFigure.objects.get(year=2025).employment == 20
    with pytest.raises(CommandError, match="bad.csv was not loaded"):
        call_command("load_reference_data", qcew=[bad])


def test_searches_find_by_words_and_by_code():
    assert "514041" in Occupation.objects.matching("machin").values_list("pk", flat=True)
    assert list(Occupation.objects.matching("49-3011").values_list("pk", flat=True)) == ["493011"]
    assert Industry.objects.matching("aerospace parts").first().code == "3364"
    assert "31-33" in Industry.objects.matching("31-33").values_list("pk", flat=True)
