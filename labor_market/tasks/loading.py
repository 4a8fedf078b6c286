"""A file becomes a data set, whole or not at all. The same for the analyst's import, the operator's command and what
is packaged.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, BinaryIO

from django.db import DataError, IntegrityError, connection, models, transaction
from django.utils.text import slugify

from core.models import State
from labor_market.checks.archives import MEGABYTE, CannotRead
from labor_market.checks.kinds import Known, Opened, open_file
from labor_market.choices import DatasetKind, ImportKind
from labor_market.models import (
    Area,
    Dataset,
    Industry,
    IndustryFigure,
    Occupation,
    OccupationFigure,
    OccupationProjection,
    StaffingShare,
)
from labor_market.rules.geography import geo_vintage
from labor_market.rules.layouts import LayoutError
from labor_market.tasks.copying import column_of, copy

BLS = "U.S. Bureau of Labor Statistics"
BLS_LICENCE = "Public domain. BLS cannot vouch for data or analyses derived from these data after retrieval."
MODELS: dict[str, type[models.Model]] = {
    ImportKind.QCEW: IndustryFigure,
    ImportKind.OEWS: OccupationFigure,
    ImportKind.STAFFING: StaffingShare,
    ImportKind.PROJECTION: OccupationProjection,
}
TITLES = {
    ImportKind.QCEW: "Quarterly Census of Employment and Wages",
    ImportKind.OEWS: "Occupational Employment and Wage Statistics",
    ImportKind.STAFFING: "Occupational Employment and Wage Statistics by industry, nation",
    ImportKind.PROJECTION: "Projections of employment by occupation",
}
YEAR = re.compile(r"(?:19|20)\d\d")
AREAS_AT_ONCE = 500


class AlreadyThere(LayoutError):
    """The same file is a data set already."""


@dataclass(frozen=True)
class Brought:
    """A file and what is said about it. `state`: whose analyst brings it; None: for every state."""

    file: BinaryIO
    file_name: str
    sha256: str
    kind: str
    vintage: str
    released: dt.date | None = None
    state: State | None = None
    key: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    most: int = 6_000 * MEGABYTE

    @property
    def title(self) -> str:
        return TITLES[ImportKind(self.kind)]


Watch = Callable[[Opened], None]


def known_codes(kind: str) -> Known:
    """The codes that files of this kind are held against."""
    if kind not in {ImportKind.OEWS, ImportKind.STAFFING}:
        return Known()
    occupations = frozenset(Occupation.objects.values_list("pk", flat=True))
    return Known(occupations, frozenset(Industry.objects.values_list("pk", flat=True)))


def opened(brought: Brought) -> Opened:
    """The file with its headings read. Raises LayoutError with a sentence."""
    return open_file(brought.file, brought.kind, brought.options, known_codes(brought.kind), most=brought.most)


def digest_of(file: BinaryIO) -> str:
    """SHA-256 of a file, a piece at a time."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(MEGABYTE):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def already_there(kind: str, sha256: str, state: State | int | None) -> Dataset | None:
    """The data set that the state reads already and that was made from this very file."""
    return Dataset.objects.for_state(state).filter(kind=kind, sha256=sha256).first()


@transaction.atomic
def load(brought: Brought, watch: Watch = lambda found: None) -> Dataset:
    """Make the data set. `watch` is told once of what is being read, whose counts then grow.

    Raises LayoutError with a sentence: for a file that cannot be read, that holds no row, or that is there already.
    """
    with connection.cursor() as cursor:  # the loading takes as long as it takes; the product's own limits are for pages
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL lock_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
    found = opened(brought)
    watch(found)
    dataset = _begin(brought)
    columns = ("dataset", *found.reader.columns)
    rows = ((dataset.pk, *row) for row in found.rows)
    try:
        with transaction.atomic():
            dataset.rows = copy(MODELS[brought.kind], columns, rows)
            save_areas(found, brought.state)  # after the rows that name them: keys are checked at the commit
    except IntegrityError as error:
        raise CannotRead(twice(str(error), brought)) from error
    except DataError as error:
        raise CannotRead(f"A figure does not fit: {str(error).splitlines()[0]}.") from error
    if not dataset.rows:
        raise CannotRead(nothing_in(found))
    return _end(dataset, found)


def _begin(brought: Brought) -> Dataset:
    """The row of the data set: the first thing, so that of two who load the same file one waits and is told."""
    key = brought.key or "-".join(
        [
            brought.kind,
            brought.state.code if brought.state else "all",
            slugify(brought.vintage)[:24],
            brought.sha256[:12],
        ]
    )
    source = BLS if brought.kind != ImportKind.PROJECTION else brought.options.get("source") or "State projections"
    try:
        with transaction.atomic():
            return Dataset.objects.create(
                key=key,
                kind=DatasetKind(brought.kind),
                state=brought.state,
                title=brought.title,
                source=source,
                vintage=brought.vintage,
                released=brought.released,
                licence=BLS_LICENCE if source == BLS else "As published by its source",
                file_name=brought.file_name[:160],
                rows=0,
                sha256=brought.sha256,
            )
    except IntegrityError as error:
        raise AlreadyThere(f"{brought.file_name} is loaded already: somebody else was faster.") from error


def _end(dataset: Dataset, found: Opened) -> Dataset:
    """What was found goes into the row."""
    years = found.reader.years() or {int(year) for year in YEAR.findall(dataset.vintage)}
    dataset.first_year, dataset.last_year = min(years, default=None), max(years, default=None)
    dataset.is_quarterly = found.reader.is_quarterly
    if dataset.kind == DatasetKind.QCEW:
        dataset.geo_vintage = geo_vintage(dataset.first_year, dataset.last_year)
    dataset.areas, dataset.withheld = len(found.tally.areas), found.tally.withheld
    dataset.refused = found.tally.refused
    dataset.save()
    return dataset


def save_areas(found: Opened, state: State | None) -> None:
    """Areas of a file for everybody are brought up to date; one that a state brings adds those that are lacking."""
    areas = [Area(a.code, a.name, a.kind, a.prim_state, reaches(a.name)) for a in found.reader.new_areas()]
    if state is not None:
        Area.objects.bulk_create(areas, ignore_conflicts=True, batch_size=AREAS_AT_ONCE)
        return
    changes = ["name", "kind", "prim_state", "reaches"]
    Area.objects.bulk_create(
        areas, update_conflicts=True, unique_fields=["code"], update_fields=changes, batch_size=AREAS_AT_ONCE
    )


def reaches(name: str) -> list[str]:
    """The states that an area reaches stand after the comma of its name."""
    tail = name.rpartition(", ")
    return [s for s in tail[2].split("-") if len(s) == 2 and s.isupper()] if tail[1] else []


def twice(error: str, brought: Brought) -> str:
    """What the database says of a row that comes twice, as a sentence, with the two lines that it comes from."""
    told = re.search(r"\(dataset_id, ([^)]*)\)=\(\d+, (.*)\) already exists", error)
    if told is None:
        return "The file has the same line twice. Remove one of them and bring it again."
    columns, values = told.groups()
    where = " and ".join(places_of(brought, columns.split(", "), values))
    return (
        f"The file has the same line twice: {values}{f' ({where})' if where else ''}. Remove one of them and bring it"
        " again."
    )


def places_of(brought: Brought, columns: Sequence[str], values: str) -> list[str]:
    """The first two lines whose `columns` hold these values, printed as the database prints them; the file is read anew."""
    found = opened(brought)
    names = [column_of(MODELS[brought.kind], name) for name in found.reader.columns]
    at = [names.index(column) for column in columns]
    same = (found.lines.place for row in found.rows if ", ".join(str(row[place]) for place in at) == values)
    return list(islice(same, 2))


def nothing_in(found: Opened) -> str:
    """Why there is not one row to load."""
    if found.tally.faults:
        first = found.tally.faults[0]
        return f"No line could be read. The first: {first.place}: {first.text}"
    if found.tally.passed:
        return f"The file holds nothing but {', '.join(found.tally.passed)}. Choose another kind or another file."
    return "The file has headings and no lines below them."
