"""The packaged reference data: safe to load twice, and every release under its own name.

Titles are updated in place. A release whose file has not changed is left alone; one that has is replaced whole, in
one transaction.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.db import models, transaction

from labor_market.choices import DatasetKind
from labor_market.models import County, Dataset, Industry, Occupation
from labor_market.tasks.loading import BLS, BLS_LICENCE, Brought, load

DATA = Path(__file__).parent.parent / "data"
CENSUS = "U.S. Census Bureau"
PUBLIC = "Public domain"
Rows = Iterable[dict[str, str]]


class Release(NamedTuple):
    """A packaged file, and what it is. `titles` loads a list of titles; without it the file holds figures."""

    file: str
    kind: DatasetKind
    title: str
    source: str
    vintage: str
    released: date | None
    licence: str
    titles: Callable[[Rows], int] | None = None


def upsert(model: type[models.Model], things: list[models.Model], key: str, changes: list[str]) -> int:
    """Insert or update things by their public code."""
    model._default_manager.bulk_create(
        things, update_conflicts=True, unique_fields=[key], update_fields=changes, batch_size=1000
    )
    return len(things)


def load_counties(rows: Rows) -> int:
    """Counties of the boundaries of 2020, and Connecticut's planning regions of 2022."""
    things = [County(r["fips5"], r["name"], r["state_fips"], int(r["geo_vintage"])) for r in rows]
    return upsert(County, list(things), "fips5", ["name", "state_fips", "geo_vintage"])


def load_industries(rows: Rows) -> int:
    things = [Industry(r["code"], r["title"], 2 if "-" in r["code"] else len(r["code"])) for r in rows]
    return upsert(Industry, list(things), "code", ["title", "level"])


def load_occupations(rows: Rows) -> int:
    things = [Occupation(r["occ_code"], r["title"], int(r["level"])) for r in rows]
    return upsert(Occupation, list(things), "soc", ["title", "level"])


K, MAY = DatasetKind, date(2026, 5, 15)
OEWS = "Occupational Employment and Wage Statistics"
RELEASES = {
    "counties-2020": Release(
        "counties_2020.csv.gz", K.COUNTIES, "Counties and equivalents", CENSUS, "2020", None, PUBLIC, load_counties
    ),
    "naics-2022": Release(
        "naics_2022.csv.gz",
        K.NAICS,
        "North American Industry Classification System",
        CENSUS,
        "2022",
        None,
        PUBLIC,
        load_industries,
    ),
    "soc-2018": Release(
        "occupations_soc2018.csv.gz",
        K.SOC,
        "Standard Occupational Classification",
        BLS,
        "2018",
        None,
        PUBLIC,
        load_occupations,
    ),
    "oews-2025-05": Release("oews_may2025.csv.gz", K.OEWS, OEWS, BLS, "May 2025", MAY, BLS_LICENCE),
    "staffing-2025-05": Release(
        "oews_staffing_may2025.csv.gz", K.STAFFING, f"{OEWS} by industry, nation", BLS, "May 2025", MAY, BLS_LICENCE
    ),
    "qcew-tulsa-2016": Release(
        "qcew_tulsa_2016.csv",
        K.QCEW,
        "Quarterly Census of Employment and Wages",
        BLS,
        "2016",
        None,
        BLS_LICENCE,
    ),
}


def open_rows(content: bytes) -> Iterator[dict[str, str]]:
    """The rows of a list of titles."""
    return iter(csv.DictReader(io.StringIO(gzip.decompress(content).decode("utf-8-sig"))))


@transaction.atomic
def load_release(key: str, release: Release, content: bytes | None = None) -> tuple[Dataset, bool]:
    """One release into the database; tells whether anything was loaded. Raises LayoutError with a sentence."""
    content = (DATA / release.file).read_bytes() if content is None else content
    digest = hashlib.sha256(content).hexdigest()
    known = Dataset.objects.filter(key=key).first()
    if known and known.sha256 == digest:
        return known, False
    if known:
        known.delete()
    if release.titles is not None:
        about = {name: getattr(release, name) for name in ("kind", "title", "source", "vintage", "released", "licence")}
        rows = release.titles(open_rows(content))
        return Dataset.objects.create(key=key, rows=rows, sha256=digest, file_name=release.file, **about), True
    file = io.BytesIO(content)
    brought = Brought(file, release.file, digest, release.kind, release.vintage, release.released, key=key)
    return load(brought), True


def load_reference_data() -> list[tuple[Dataset, bool]]:
    """Every packaged release, in the order in which they need each other."""
    return [load_release(key, release) for key, release in RELEASES.items()]
