"""Public reference data, which everyone who may see labor-market data may see all of; and the imports of a state's
analysts, which are theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from core import files
from core.access import StateRequest, demand
from core.models import FileStatus, Member, StoredFile
from core.permissions import Permission
from labor_market.models import Area, DataImport, Dataset, Industry
from labor_market.rules.imports import ENDED

IMPORTED, IMPORT_ERRORS = "labor-market-import", "labor-market-import-errors"
ENDINGS = (".csv", ".gz", ".zip", ".xlsx")


def get_area(code: str) -> Area:
    """An area by its seven-digit code; 404 for one that is not loaded."""
    return get_object_or_404(Area, pk=code)


def get_industry(code: str) -> Industry:
    """An industry by its NAICS 2022 code, such as 3364 or 31-33."""
    return get_object_or_404(Industry, pk=code)


def may_import(member: Member) -> bool:
    return member.can(Permission.LABOR_MARKET_IMPORT)


def get_import(request: StateRequest, pk: int) -> DataImport:
    """A file that an analyst of the state brought. 404 for who brings none herself."""
    found = DataImport.objects.select_related("created_by", "dataset", "file", "error_file").filter(pk=pk).first()
    may = found is not None and may_import(request.member)
    demand(request, may_see=may, may_do=may)
    assert found is not None
    return found


def get_own_dataset(request: StateRequest, pk: int) -> Dataset:
    """A data set that the state's own analyst brought; 404 for one that is shared, or another state's."""
    found = Dataset.objects.filter(pk=pk, state=request.state, removed_at=None).first()
    may = found is not None and may_import(request.member)
    demand(request, may_see=may, may_do=may)
    assert found is not None
    return found


@files.purpose(IMPORTED, endings=ENDINGS, max_size=settings.LABOR_MARKET_UPLOAD_MB * files.MEGABYTE, is_data=True)
def may_open_imported(stored: StoredFile, member: Member | None) -> bool:
    """Nobody: a worker reads it, and whoever brought it has it."""
    return False


@files.purpose(IMPORT_ERRORS, endings=(".csv",), is_ours=True)
def may_open_import_errors(stored: StoredFile, member: Member | None) -> bool:
    return member is not None and may_import(member)


@files.unused(IMPORTED)
def unused_imported(before: dt.datetime) -> QuerySet[StoredFile]:
    """Files that were loaded or discarded since, and those of a failure that nobody came back to."""
    ended = DataImport.objects.filter(Q(status__in=ENDED) | Q(status="failed"), changed_at__lt=before)
    kept = StoredFile.objects.filter(purpose=IMPORTED, created_at__lt=before).exclude(status=FileStatus.DELETED)
    return kept.filter(Q(pk__in=ended.values("file")) | ~Q(pk__in=DataImport.objects.values("file")))


# Who uses a data set

Use = Callable[[Dataset], str]
USES: list[Use] = []


def uses_of(dataset: Dataset) -> list[str]:
    """What uses a data set, a sentence each; empty: it may be removed."""
    return [said for use in USES if (said := use(dataset))]


def uses(found: Use) -> Use:
    """Register what may use data sets, for an app above: a function that says what does, or gives an empty text."""
    USES.append(found)
    return found
