"""A file that the state's analyst brought: read, with a line that was not understood, and not loaded yet."""

from __future__ import annotations

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile

from core import geography
from home.management.demonstration.world import World
from labor_market.actions.imports import bring
from labor_market.tasks.imports import check_import

HEADINGS = (
    "area_fips,own_code,industry_code,agglvl_code,size_code,year,qtr,disclosure_code,annual_avg_estabs,annual_avg_emplvl,"
    "total_annual_wages,avg_annual_pay"
)
NAICS = ("236", "332", "484", "541", "621", "623")


def make_imports(world: World) -> None:
    """An annual file by area, of a county, as its analyst finds it when she comes back."""
    rng, year = world.rng, world.now.year - 2
    county = geography.counties_of(world.state.fips)[0]
    text = io.StringIO()
    out = csv.writer(text)
    out.writerow(HEADINGS.split(","))
    for code in NAICS:
        jobs, pay = rng.randint(60, 4000), rng.randint(38, 96) * 1000
        start = [county.fips, 5, code, 75, 0, year, "A"]
        hidden = code == "484"
        figures = ["N", 4, 0, 0, 0] if hidden else ["", rng.randint(8, 90), jobs, jobs * pay, pay]
        out.writerow([*start, *figures])
    out.writerow([county.fips, 5, "722", 75, 0, year])
    upload = SimpleUploadedFile(f"{year}.annual.{county.fips}.csv", text.getvalue().encode())
    by = world.people["analyst"]
    held = bring(upload, kind="qcew", vintage=str(year), released=None, options={}, by=by)
    check_import(state_id=world.state.pk, import_id=held.pk)
