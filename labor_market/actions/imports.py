"""Bringing a file of figures, having it read and loaded, letting go of it, and taking a data set out of use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core import audit, files, jobs
from core.models import Job, JobStatus, Member
from core.moves import MoveRefused, make_move
from labor_market.access import IMPORTED, uses_of
from labor_market.choices import ImportStatus
from labor_market.models import DataImport, Dataset
from labor_market.rules.imports import MOVES
from labor_market.tasks.imports import CHECK_IMPORT, LOAD_IMPORT, REMOVE_DATASET


@transaction.atomic
def bring(
    upload: UploadedFile,
    *,
    kind: str,
    vintage: str,
    released: dt.date | None,
    options: Mapping[str, Any],
    by: Member,
) -> DataImport:
    """Keep the file and have it read for the preview. Raises files.FileRefused with a sentence."""
    stored = files.store_upload(upload, purpose=IMPORTED, by=by)
    held = DataImport.objects.create(
        kind=kind,
        vintage=vintage,
        released=released,
        file=stored,
        file_name=stored.name,
        size=stored.size,
        sha256=stored.sha256,
        options=dict(options) | {"reading": 1},
        bytes_all=stored.size,
        created_by=by,
    )
    audit.record("dataimport.bring", held, by=by, kind=kind, sha256=stored.sha256, size=stored.size)
    jobs.enqueue(CHECK_IMPORT, key=f"{held.pk}:1", import_id=held.pk)
    return held


@transaction.atomic
def reread(
    held: DataImport, *, vintage: str, released: dt.date | None, options: Mapping[str, Any], by: Member
) -> DataImport:
    """Have it read again, the headings otherwise. Raises MoveRefused."""
    number = int(held.options.get("reading", 1)) + 1
    given = dict(options) | {"reading": number}
    cleared: dict[str, Any] = {"failure": "", "errors": [], "error_file": None, "found": {}, "rows_read": 0}
    cleared |= {"vintage": vintage, "released": released, "options": given}
    held = make_move(held, MOVES, "reread", by=by, details={"options": given}, **cleared)
    jobs.enqueue(CHECK_IMPORT, key=f"{held.pk}:{number}", import_id=held.pk)
    return held


@transaction.atomic
def load(held: DataImport, *, by: Member) -> DataImport:
    """Have it loaded. Raises MoveRefused, also while a colleague has the same file loaded."""
    same = DataImport.objects.filter(kind=held.kind, sha256=held.sha256, status=ImportStatus.LOADING)
    other = same.exclude(pk=held.pk).select_related("created_by").first()
    if other is not None:
        raise MoveRefused(
            f"{other.created_by.name} is loading the same file: {other.file_name}, since"
            f" {timezone.localtime(other.changed_at):%-I:%M %p}. Discard this one."
        )
    held = make_move(held, MOVES, "load", by=by, rows_read=0, rows_good=0, bytes_done=0)
    jobs.enqueue(LOAD_IMPORT, key=str(held.pk), import_id=held.pk)
    return held


@transaction.atomic
def discard(held: DataImport, *, by: Member) -> DataImport:
    """Let go of the file: nothing of it was loaded. Raises MoveRefused."""
    return make_move(held, MOVES, "discard", by=by)


@transaction.atomic
def take_back(held: DataImport, *, by: Member) -> DataImport:
    """End an import whose job an operator would have to start again. Raises MoveRefused while a worker is at it."""
    if not job_of(held, JobStatus.DEAD):
        raise MoveRefused(f"{held.file_name} is still being worked on. Look again in a minute.")
    failure = "It was taken back after the work on it had stopped. Bring the file again."
    return make_move(held, MOVES, "fail", by=by, failure=failure)


def job_of(held: DataImport, *statuses: str) -> Job | None:
    """The job that reads or loads it now, where it is in one of the statuses."""
    if held.status == ImportStatus.LOADING:
        kind, key = LOAD_IMPORT, str(held.pk)
    else:
        kind, key = CHECK_IMPORT, f"{held.pk}:{held.options.get('reading', 1)}"
    return Job.objects.filter(kind=kind, key=key, status__in=statuses).first()


@transaction.atomic
def remove(dataset: Dataset, *, by: Member) -> None:
    """Take a data set of the state out of use; a job deletes its rows. Raises MoveRefused while anything uses it."""
    held = Dataset.objects.select_for_update().filter(pk=dataset.pk, state=by.state_id, removed_at=None).first()
    if held is None:
        raise MoveRefused("This data set was removed already.")
    if used := uses_of(held):
        raise MoveRefused(f"{held} cannot be removed: {' '.join(used)}")
    DataImport.objects.filter(dataset=held).update(dataset=None)
    held.removed_at = timezone.now()
    held.save(update_fields=["removed_at"])
    audit.record("dataset.remove", held, by=by, key=held.key, rows=held.rows, sha256=held.sha256)
    jobs.enqueue(REMOVE_DATASET, dataset_id=held.pk)
