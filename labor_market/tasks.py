"""Loading reference data: safe to run twice, and every release under its own name.

Titles are updated in place. A release whose file has not changed is left alone; one that has is replaced whole, in
one transaction.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from django.db import connection, models, transaction

from labor_market.choices import DatasetKind
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
from labor_market.rules.layouts import OewsRow, read_oews, read_qcew

DATA = Path(__file__).parent / "data"
BLS = "U.S. Bureau of Labor Statistics"
BLS_LICENCE = "Public domain. BLS cannot vouch for data or analyses derived from these data after retrieval."
Rows = Iterable[dict[str, str]]
Loader = Callable[[Rows, Dataset], int]


class Release(NamedTuple):
    """A packaged file: what it is, and how to load it."""

    file: str
    kind: DatasetKind
    title: str
    source: str
    vintage: str
    released: date | None
    licence: str
    load: Loader


def column_of(model: type[models.Model], name: str) -> str:
    """The column of a field."""
    field: Any = model._meta.get_field(name)
    return str(field.column)


def copy(model: type[models.Model], columns: list[str], rows: Iterable[tuple[object, ...]]) -> int:
    """Insert rows by PostgreSQL's COPY; gives their number."""
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(column_of(model, c)) for c in columns)
    count = 0
    with tempfile.SpooledTemporaryFile(16 * 2**20, "w+", encoding="utf-8", newline="") as lines:
        out = csv.writer(lines)
        for row in rows:
            out.writerow(row)
            count += 1
        lines.seek(0)
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv)", lines)
    return count


def upsert(model: type[models.Model], things: list[models.Model], key: str, changes: list[str]) -> int:
    """Insert or update things by their public code."""
    model._default_manager.bulk_create(
        things, update_conflicts=True, unique_fields=[key], update_fields=changes, batch_size=1000
    )
    return len(things)


def load_counties(rows: Rows, dataset: Dataset) -> int:
    """Counties of the boundaries of 2020, before Connecticut's planning regions."""
    things = [County(r["fips5"], r["name"], r["state_fips"], 2020) for r in rows]
    return upsert(County, list(things), "fips5", ["name", "state_fips", "geo_vintage"])


def load_industries(rows: Rows, dataset: Dataset) -> int:
    things = [Industry(r["code"], r["title"], 2 if "-" in r["code"] else len(r["code"])) for r in rows]
    return upsert(Industry, list(things), "code", ["title", "level"])


def load_occupations(rows: Rows, dataset: Dataset) -> int:
    things = [Occupation(r["occ_code"], r["title"], int(r["level"])) for r in rows]
    return upsert(Occupation, list(things), "soc", ["title", "level"])


def load_oews(rows: Rows, dataset: Dataset) -> int:
    """Areas and their occupations."""
    estimates = list(read_oews(rows))
    areas = {e.area: area_of(e) for e in estimates}
    upsert(Area, list(areas.values()), "code", ["name", "kind", "prim_state", "reaches"])
    columns = ["dataset", "area", "occupation", "employment", "rse", "jobs_1000", "location_quotient", "hourly_mean"]
    columns += ["annual_mean", "annual_median", "hourly_p10", "hourly_p25", "hourly_median", "hourly_p75", "hourly_p90"]
    return copy(OccupationFigure, [*columns, "top_coded_from"], (_oews_cells(e, dataset.pk) for e in estimates))


def _oews_cells(e: OewsRow, dataset: int) -> tuple[object, ...]:
    jobs = (dataset, e.area, e.occupation, e.employment, e.rse, e.jobs_1000, e.location_quotient)
    yearly = (None if v is None else int(v) for v in (e.annual_mean, e.annual_median))
    return (*jobs, e.hourly_mean, *yearly, *e.hourly, e.top_coded_from)


def area_of(e: OewsRow) -> Area:
    """An area; the states that it reaches stand after the comma of its name."""
    tail = e.area_name.rpartition(", ")
    reaches = [s for s in tail[2].split("-") if len(s) == 2 and s.isupper()] if tail[1] else []
    return Area(e.area, e.area_name, e.area_kind, "" if e.prim_state == "00" else e.prim_state, reaches)


def load_staffing(rows: Rows, dataset: Dataset) -> int:
    columns = ["dataset", "industry", "occupation", "employment", "industry_employment"]
    known = set(Industry.objects.values_list("pk", flat=True))
    cells = (
        (dataset.pk, r["naics"], r["occ_code"], int(r["employment"]), int(r["industry_employment"]))
        for r in rows
        if r["naics"] in known
    )
    return copy(StaffingShare, columns, cells)


def load_qcew(rows: Rows, dataset: Dataset) -> int:
    columns = ["dataset", "area_fips", "own_code", "industry_code", "year", "quarter", "disclosed", "establishments"]
    columns += ["employment", "total_wages", "average_pay", "location_quotient"]
    return copy(IndustryFigure, columns, ((dataset.pk, *vars(r).values()) for r in read_qcew(rows)))


CENSUS = "U.S. Census Bureau"
RELEASES = {
    "counties-2020": Release(
        "counties_2020.csv.gz",
        DatasetKind.COUNTIES,
        "Counties and equivalents",
        CENSUS,
        "2020",
        None,
        "Public domain",
        load_counties,
    ),
    "naics-2022": Release(
        "naics_2022.csv.gz",
        DatasetKind.NAICS,
        "North American Industry Classification System",
        CENSUS,
        "2022",
        None,
        "Public domain",
        load_industries,
    ),
    "soc-2018": Release(
        "occupations_soc2018.csv.gz",
        DatasetKind.SOC,
        "Standard Occupational Classification",
        BLS,
        "2018",
        None,
        "Public domain",
        load_occupations,
    ),
    "oews-2025-05": Release(
        "oews_may2025.csv.gz",
        DatasetKind.OEWS,
        "Occupational Employment and Wage Statistics",
        BLS,
        "May 2025",
        date(2026, 5, 15),
        BLS_LICENCE,
        load_oews,
    ),
    "staffing-2025-05": Release(
        "oews_staffing_may2025.csv.gz",
        DatasetKind.STAFFING,
        "Occupational Employment and Wage Statistics by industry, nation",
        BLS,
        "May 2025",
        date(2026, 5, 15),
        BLS_LICENCE,
        load_staffing,
    ),
    "qcew-tulsa-2016": Release(
        "qcew_tulsa_2016.csv",
        DatasetKind.QCEW,
        "Quarterly Census of Employment and Wages",
        BLS,
        "2016",
        None,
        BLS_LICENCE,
        load_qcew,
    ),
}


def open_rows(content: bytes) -> Iterator[dict[str, str]]:
    """The rows of a CSV file, compressed or plain."""
    text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
    return iter(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


@transaction.atomic
def load_release(key: str, release: Release, content: bytes | None = None) -> tuple[Dataset, bool]:
    """One release into the database; tells whether anything was loaded."""
    content = (DATA / release.file).read_bytes() if content is None else content
    digest = hashlib.sha256(content).hexdigest()
    known = Dataset.objects.filter(key=key).first()
    if known and known.sha256 == digest:
        return known, False
    if known:
        known.delete()
    about = {name: getattr(release, name) for name in ("kind", "title", "source", "vintage", "released", "licence")}
    dataset = Dataset.objects.create(key=key, rows=0, sha256=digest, **about)
    dataset.rows = release.load(open_rows(content), dataset)
    dataset.save(update_fields=["rows"])
    return dataset, True


def load_reference_data() -> list[tuple[Dataset, bool]]:
    """Every packaged release, in the order in which they need each other."""
    return [load_release(key, release) for key, release in RELEASES.items()]
