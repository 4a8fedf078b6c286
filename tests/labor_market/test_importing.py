"""From an analyst's file to a data set: what is read, what is withheld, what is refused, and who sees it."""

from __future__ import annotations

import datetime as dt
import gzip
from decimal import Decimal

import pytest
from django.db.models import QuerySet

from core.isolation import state_scope
from core.models import AuditEvent, StoredFile
from core.moves import MoveRefused
from core.permissions import Role
from labor_market import access
from labor_market.actions import imports
from labor_market.choices import ImportStatus
from labor_market.models import (
    Area,
    DataImport,
    Dataset,
    IndustryFigure,
    OccupationFigure,
    OccupationProjection,
    StaffingShare,
)
from labor_market.readmodels.areas import areas_of
from labor_market.readmodels.panel import panel_for
from labor_market.rules.imports import MOVES
from labor_market.rules.indicators import Change, location_quotient, shift_share
from labor_market.tasks import DATA
from labor_market.tasks.imports import load_import, remove_dataset
from tests import factories
from tests.labor_market.bringing import GOOD, HEADER, annual, bring, checked, csv_of, loaded, own, workbook, zipped


def figures() -> QuerySet[IndustryFigure]:
    return IndustryFigure.objects.filter(dataset__in=own())


# What is found and what is loaded


def test_a_file_is_read_first_and_loaded_when_the_analyst_says_so(analyst):
    held = bring(GOOD, analyst)
    assert (held.status, held.rows_read, held.rows_good, held.withheld, held.rows_refused) == ("ready", 3, 3, 1, 0)
    assert (held.found["years"], held.found["areas"], held.found["area_names"]) == ([2024], 2, ["40000", "40143"])
    assert not own().exists()
    held = loaded(held, analyst)
    assert (held.status, held.dataset.rows, held.dataset.withheld) == ("loaded", 3, 1)
    assert (held.dataset.first_year, held.dataset.last_year, held.dataset.areas) == (2024, 2024, 2)
    assert (held.dataset.geo_vintage, held.dataset.state, str(held.dataset)) == (
        2022,
        held.dataset.state,
        "Quarterly Census of Employment and Wages, 2024",
    )
    deeds = list(AuditEvent.objects.order_by("seq").values_list("deed", "actor"))
    assert deeds == [
        ("dataimport.bring", "Ada Analyst"),
        ("dataimport.check", "Import"),
        ("dataimport.ready", "Import"),
        ("dataimport.load", "Ada Analyst"),
        ("dataimport.finish", "Import"),
    ]


def test_a_withheld_figure_is_missing_and_never_zero(analyst):
    loaded(bring(GOOD, analyst), analyst)
    row = figures().get(industry_code="3331")
    assert (row.employment, row.total_wages, row.average_pay, row.weekly_wage) == (None,) * 4
    assert row.location_quotient is None
    assert (row.wages_quotient, row.employment_change, row.wages_change, row.disclosed) == (None, None, None, False)
    assert row.establishments == 17
    assert not figures().filter(employment=0).exists()
    whole = figures().get(industry_code="3364")
    assert (whole.employment, whole.employment_change, whole.employment_before) == (3386, -457, 3843)
    assert (whole.agglvl, whole.wages_quotient) == (76, Decimal("3.05"))


@pytest.mark.claim(36)
@pytest.mark.claim(38)
def test_the_sample_of_tulsa_gives_the_published_numbers(analyst):
    """Seven industries of 2015 and 2016: quotients against Oklahoma, and why their jobs changed."""
    dataset = loaded(
        bring((DATA / "qcew_tulsa_2016.csv").read_bytes() + b"\n", analyst, vintage="2016"), analyst
    ).dataset
    jobs = {(f.area_fips, f.industry_code, f.year): f.employment for f in dataset.industry_figures.all()}
    tulsa, state = (Change(jobs[area, "10", 2015], jobs[area, "10", 2016]) for area in ("40143", "40000"))
    assert (tulsa.before, tulsa.after) == (Decimal("315966.8"), Decimal("316188.3"))
    assert round(float(state.after / state.before - 1) * 100, 3) == -1.373
    golden = {
        "21": ("5560.3", "4647.1", "117715", "3.08", -76.4),
        "31-33": ("37070.3", "35018.5", "57268", "1.16", -509.2),
        "48-49": ("16142.2", "17034.3", "64054", "1.45", -221.7),
        "62": ("48664.7", "49859.8", "51182", "1.07", -668.4),
        "3364": ("3843.4", "3386.1", "60264", "2.82", -52.8),
        "3331": ("2214.7", "1703.7", "66295", "3.35", -30.4),
    }
    for naics, (before, after, pay, quotient, national) in golden.items():
        row = dataset.industry_figures.get(area_fips="40143", industry_code=naics, year=2016)
        assert (jobs["40143", naics, 2015], row.employment) == (Decimal(before), Decimal(after))
        assert (row.average_pay, row.location_quotient) == (Decimal(pay), Decimal(quotient))
        shift = shift_share(Change(Decimal(before), row.employment), state, state)
        assert round(float(shift.national), 1) == national
    assert location_quotient(jobs["40143", "3364", 2016], tulsa.after, 1, None) is None
    assert (dataset.vintage, dataset.first_year, dataset.last_year, dataset.geo_vintage) == ("2016", 2015, 2016, 2020)


@pytest.mark.parametrize("spelling", ["annual_avg_estabs", "annual_avg_estabs_count"])
@pytest.mark.parametrize("wrapping", ["csv", "gz", "zip"])
def test_every_spelling_and_wrapping_gives_the_same(analyst, spelling, wrapping):
    content = csv_of(annual(), header=[spelling if name == "annual_avg_estabs" else name for name in HEADER])
    if wrapping != "csv":
        content = gzip.compress(content) if wrapping == "gz" else zipped(qcew__csv=content)
    held = loaded(bring(content, analyst, name=f"2024.annual.singlefile.{wrapping}"), analyst)
    assert held.status == ImportStatus.LOADED
    assert held.dataset.industry_figures.get().establishments == 17
    assert held.bytes_done == held.bytes_all == held.size


def test_quarters_of_a_file_stand_beside_each_other_with_the_mean_of_their_months(analyst):
    header = ["area_fips", "own_code", "industry_code", "agglvl_code", "size_code", "year", "qtr", "disclosure_code"]
    header += ["qtrly_estabs", "month1_emplvl", "month2_emplvl", "month3_emplvl", "total_qtrly_wages", "avg_wkly_wage"]
    start = ["40143", "5", "10", "71", "0", "2025"]
    lines = [[*start, q, "", 9, q * 100, q * 100 + 1, q * 100 + 1, 5000, 900] for q in (1, 2, 3, 4)]
    dataset = loaded(bring(csv_of(*lines, header=header), analyst, vintage="2025"), analyst).dataset
    assert dataset.is_quarterly
    assert [(f.quarter, str(f.employment)) for f in dataset.industry_figures.order_by("quarter")] == [
        (q, f"{q * 100}.7") for q in (1, 2, 3, 4)
    ]


@pytest.mark.usefixtures("reference")
def test_a_may_workbook_with_headings_in_capitals_is_loaded(analyst):
    header = ["AREA", "AREA_TITLE", "AREA_TYPE", "PRIM_STATE", "NAICS", "I_GROUP", "OCC_CODE", "OCC_TITLE", "O_GROUP"]
    header += ["TOT_EMP", "EMP_PRSE", "JOBS_1000", "LOC_QUOTIENT", "H_MEAN", "A_MEAN", "H_MEDIAN", "H_PCT90"]
    lines = [
        [
            "42",
            "Pennsylvania",
            "2",
            "PA",
            "000000",
            "cross-industry",
            soc,
            "",
            "",
            jobs,
            1.5,
            2.0,
            1.25,
            30.5,
            63440,
            28.9,
            "#",
        ]
        for soc, jobs in (("00-0000", 6000000), ("49-3011", 4210), ("51-4041", "**"))
    ]
    lines.append(["99", "U.S.", "1", "US", "336400", "4-digit", "49-3011", "", "", 9, 1, "", "", 1, 1, 1, 1])
    held = bring(workbook(header, *lines), analyst, name="oesm24st.xlsx", kind="oews", vintage="May 2026")
    assert (held.status, held.rows_good, held.withheld) == ("ready", 3, 1), held.failure
    assert held.found["passed"] == {"occupations of one industry or of one kind of owner": 1}
    loaded(held, analyst)
    figure = OccupationFigure.objects.current().get(occupation="493011")
    assert (figure.area_id, figure.employment, str(figure.hourly_median)) == ("4200000", 4210, "28.90")
    assert (figure.dataset.last_year, figure.top_coded_from) == (2026, 90)
    assert Area.objects.get(pk="4200000").name == "Pennsylvania"


@pytest.mark.usefixtures("reference")
def test_the_packaged_files_can_be_brought_by_hand_too(analyst):
    """The packaged May 2025 data, packed anew so that it is not the file that everybody has."""
    for name, kind, model in (
        ("oews_may2025.csv.gz", "oews", OccupationFigure),
        ("oews_staffing_may2025.csv.gz", "staffing", StaffingShare),
    ):
        content = gzip.decompress((DATA / name).read_bytes())
        before = model.objects.count()
        held = loaded(bring(content, analyst, name=name.removesuffix(".gz"), kind=kind, vintage="May 2025"), analyst)
        assert (held.status, held.rows_refused) == ("loaded", 0)
        assert model.objects.filter(dataset=held.dataset).count() == before


HEADINGS = b"Region,SOC,Title,Count A (2022),2032 Projected,Exits,Transfers,Total openings"
PROJECTED = HEADINGS + b"\nStatewide,49-3011,X,100,120,3,5,10\n"


def test_projections_are_loaded_by_the_headings_that_the_analyst_confirms(analyst):
    held = bring(PROJECTED, analyst, name="ltproj.csv", kind="projection", vintage="2022 to 2032")
    assert held.status == "failed"
    assert held.failure.startswith(
        "It is not said which heading holds: Jobs in the base year. The headings are Region,"
    )
    mapping = {
        "area": "Region",
        "soc": "SOC",
        "base_employment": "Count A (2022)",
        "projected_employment": "2032 Projected",
    }
    mapping |= {"exits": "Exits", "openings": "Total openings"}
    held = imports.reread(held, vintage="2022 to 2032", released=None, options={"mapping": mapping}, by=analyst)
    held = loaded(checked(held), analyst)
    row = OccupationProjection.objects.current().get()
    assert (row.area, row.soc, row.base_year, row.projected_year, row.change, row.openings) == (
        "Statewide", "493011", 2022, 2032, 20, 10,
    )  # fmt: skip
    assert (row.transfers, row.percent, row.dataset.source) == (None, 20, "State projections")


# Twice, at once, again


def test_the_same_file_is_not_loaded_twice(analyst):
    first = loaded(bring(GOOD, analyst), analyst)
    again = bring(GOOD, analyst)
    assert again.status == ImportStatus.FAILED
    assert again.failure.startswith(f"This file is loaded already, by this state: {first.dataset}, 3 rows, since")
    load_import(state_id=first.state_id, import_id=first.pk)
    assert own().count() == 1


def test_of_two_who_load_the_same_file_one_is_told(analyst):
    ben = factories.member(Role.ANALYST, name="Ben")
    mine, hers = bring(GOOD, ben), bring(GOOD, analyst)
    imports.load(hers, by=analyst)
    with pytest.raises(MoveRefused, match=r"^Ada Analyst is loading the same file: qcew\.csv, since"):
        imports.load(mine, by=ben)


def test_a_job_that_runs_twice_does_it_once(analyst):
    held = bring(GOOD, analyst)
    imports.load(held, by=analyst)
    for _ in range(2):
        load_import(state_id=held.state_id, import_id=held.pk)
    assert own().count() == 1
    assert figures().count() == 3
    assert AuditEvent.objects.filter(deed="dataimport.finish").count() == 1


def test_the_table_of_moves_holds(analyst):
    for status in ImportStatus.values:
        for name, move in MOVES.items():
            if name in {"load", "discard"} and status not in move.sources:
                held = DataImport(status=status, kind="qcew", sha256="0" * 64, pk=1, file_name="x")
                with pytest.raises(MoveRefused):
                    getattr(imports, name)(held, by=analyst)


def test_what_was_discarded_is_deleted_a_month_later(analyst):
    held = bring(GOOD, analyst)
    imports.discard(held, by=analyst)
    soon, later = (held.changed_at + dt.timedelta(hours=h) for h in (-1, 1))
    assert not access.unused_imported(soon).exists()
    StoredFile.objects.filter(pk=held.file_id).update(created_at=soon)
    DataImport.objects.filter(pk=held.pk).update(changed_at=soon)
    assert list(access.unused_imported(later)) == [held.file]


# Whose it is


def seen_by(state) -> tuple[object, ...]:
    """Everything that depends on which data sets a state reads."""
    with state_scope(state):
        newest = [Dataset.objects.newest(kind).get().pk for kind in ("oews", "qcew", "staffing")]
        models = (OccupationFigure, IndustryFigure, OccupationProjection, StaffingShare)
        counts = [model.objects.current().count() for model in models]
        areas = [(line.area.name, line.jobs, line.median) for line in areas_of(state)]
        return newest, counts, areas, list(Dataset.objects.for_state().order_by("pk")), panel_for(["13121"], ["3364"])


@pytest.mark.usefixtures("reference")
def test_what_one_state_brings_changes_nothing_that_another_sees():
    """The newest vintage, figures, the list of areas and their names: Georgia sees the same before and after."""
    georgia, pennsylvania = factories.state("ga"), factories.state("pa")
    before, own = seen_by(georgia), seen_by(pennsylvania)
    header = [
        "AREA",
        "AREA_TITLE",
        "AREA_TYPE",
        "PRIM_STATE",
        "OCC_CODE",
        "TOT_EMP",
        "EMP_PRSE",
        "LOC_QUOTIENT",
        "H_MEDIAN",
    ]
    theirs = ["13", "Georgia is ours", "2", "GA", "00-0000", "5", "1", "1", "1"]
    new = ["99999", "Newtown, GA", "4", "GA", "00-0000", "5", "1", "1", "1"]
    projected = PROJECTED.replace(b"Count A (2022)", b"Base Emp 2022")
    with state_scope(pennsylvania):
        by = factories.member(Role.ANALYST)
        loaded(bring(csv_of(annual(area="13121")), by), by)
        loaded(bring(csv_of(theirs, new, header=header), by, name="o.csv", kind="oews", vintage="May 2030"), by)
        loaded(bring(projected, by, name="p.csv", kind="projection"), by)
        assert list(DataImport.objects.values_list("status", flat=True)) == ["loaded"] * 3
        assert Dataset.objects.newest("oews").get().vintage == "May 2030"
    assert seen_by(georgia) == before
    assert seen_by(pennsylvania) != own
    assert Area.objects.get(pk="1300000").name == "Georgia"
    assert Dataset.objects.newest("qcew").get().pk in before[0]  # outside of a scope: what is shared alone


def test_only_its_state_may_remove_a_data_set_and_only_while_nothing_uses_it(analyst, monkeypatch):
    held = loaded(bring(GOOD, analyst), analyst)
    dataset = held.dataset
    monkeypatch.setattr(access, "USES", [lambda found: "The analysis Northwest reads it." * (found == dataset)])
    with pytest.raises(MoveRefused, match="cannot be removed: The analysis Northwest reads it."):
        imports.remove(dataset, by=analyst)
    monkeypatch.setattr(access, "USES", [])
    imports.remove(dataset, by=analyst)
    assert dataset not in Dataset.objects.for_state()
    held.refresh_from_db()
    assert held.dataset is None
    remove_dataset(state_id=dataset.state_id, dataset_id=dataset.pk)
    assert not figures().exists()
    assert bring(GOOD, analyst).status == ImportStatus.READY
