"""The jobs of an import: reading the file for the preview, loading it, and taking a data set away.

Each may run twice. The loading is one transaction: a worker that is killed leaves nothing behind, and the next one
begins again. What is written of the progress meanwhile goes through a connection of its own.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, BinaryIO, cast

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from core import files, jobs
from core.isolation import state_scope
from core.models import State, StoredFile
from core.moves import make_move
from labor_market.access import IMPORT_ERRORS
from labor_market.checks.archives import MEGABYTE, CannotRead
from labor_market.checks.kinds import Opened
from labor_market.checks.tally import Fault
from labor_market.choices import ImportKind, ImportStatus
from labor_market.models import DataImport, Dataset
from labor_market.rules.geography import trend_refused
from labor_market.rules.imports import MOVES
from labor_market.rules.layouts import LayoutError
from labor_market.tasks.loading import AlreadyThere, Brought, already_there, load, nothing_in, opened
from labor_market.tasks.progress import Progress, counts_of, into_row

CHECK_IMPORT, LOAD_IMPORT, REMOVE_DATASET = "check_import", "load_import", "remove_dataset"
WORKER = "Import"
MOST_NAMED = 12


@jobs.handler(CHECK_IMPORT, queue="import", max_attempt=3)
def check_import(*, state_id: int, import_id: int) -> None:
    """Read the whole file and keep what was found, for the preview."""
    with state_scope(state_id):
        held = DataImport.objects.select_related("file").filter(pk=import_id).first()
        if held is None or held.status not in MOVES["check"].sources:
            return
        make_move(held, MOVES, "check", by=None, actor=WORKER, bytes_done=0, rows_read=0, rows_good=0, rows_refused=0)
        held = DataImport.objects.select_related("file").get(pk=import_id)
    faults = FaultFile()
    try:
        with brought_of(held) as brought, Progress(into_row(state_id, import_id)) as progress:
            refuse_double(brought)
            found = opened(brought)
            found.tally.on_fault = faults.add
            progress.watch(found)
            for _ in found.rows:
                pass
            if not found.tally.good:
                raise LayoutError(nothing_in(found))
    except LayoutError as wrong:
        give_up(state_id, import_id, wrong, faults)
        return
    with state_scope(state_id):
        held = DataImport.objects.get(pk=import_id)
        shown = [fault._asdict() for fault in found.tally.faults]
        about: dict[str, Any] = {"found": found_in(held, found), "errors": shown, "error_file": faults.keep(held)}
        make_move(held, MOVES, "ready", by=None, actor=WORKER, **counts_of(found), **about)


@jobs.handler(LOAD_IMPORT, queue="import", max_attempt=3)
def load_import(*, state_id: int, import_id: int) -> None:
    """Load the file: the data set and the end of the import are one transaction."""
    with state_scope(state_id):
        held = DataImport.objects.select_related("file").filter(pk=import_id).first()
        if held is None or held.status != ImportStatus.LOADING:
            return
    try:
        with state_scope(state_id), brought_of(held) as brought:
            refuse_double(brought)
            with Progress(into_row(state_id, import_id)) as progress:
                dataset = load(brought, progress.watch)
            assert progress.found is not None
            details = {"rows": dataset.rows, "withheld": dataset.withheld, "refused": dataset.refused}
            counts = counts_of(progress.found) | {"dataset": dataset}
            make_move(held, MOVES, "finish", by=None, actor=WORKER, details=details, **counts)
    except LayoutError as wrong:
        give_up(state_id, import_id, wrong, FaultFile())


@jobs.handler(REMOVE_DATASET, queue="import", max_attempt=3)
def remove_dataset(*, state_id: int, dataset_id: int) -> None:
    """Delete the rows of a data set that was taken out of use."""
    with state_scope(state_id), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        Dataset.objects.filter(pk=dataset_id, state=state_id, removed_at__isnull=False).delete()


@contextmanager
def brought_of(held: DataImport) -> Iterator[Brought]:
    """The file of an import, open, with what its analyst said about it."""
    state = State.objects.get(pk=held.state_id)
    with default_storage.open(held.file.key, "rb") as file:
        yield Brought(
            file=cast(BinaryIO, file),
            file_name=held.file_name,
            sha256=held.sha256,
            kind=held.kind,
            vintage=held.vintage,
            released=held.released,
            state=state,
            options=held.options,
            most=settings.LABOR_MARKET_UNPACKED_MB * MEGABYTE,
        )


def refuse_double(brought: Brought) -> None:
    """Raises AlreadyThere where the state reads this very file already."""
    found = already_there(brought.kind, brought.sha256, brought.state)
    if found is not None:
        who = "for every state" if found.state_id is None else "by this state"
        raise AlreadyThere(
            f"This file is loaded already, {who}: {found}, {found.rows:,} rows, since"
            f" {found.loaded_at:%B %-d, %Y}. There is nothing to do."
        )


def give_up(state_id: int, import_id: int, wrong: LayoutError, faults: FaultFile) -> None:
    """The import fails, and says why."""
    failure = str(wrong)
    with state_scope(state_id):
        held = DataImport.objects.get(pk=import_id)
        if held.status in MOVES["fail"].sources:
            shown = [fault._asdict() for fault in faults.first]
            kept: dict[str, Any] = {"errors": shown, "error_file": faults.keep(held)} if faults.count else {}
            kept |= {"found": {"header": list(wrong.header)}} if isinstance(wrong, CannotRead) and wrong.header else {}
            details = {"failure": failure}
            make_move(held, MOVES, "fail", by=None, actor=WORKER, details=details, failure=failure, **kept)


def found_in(held: DataImport, found: Opened) -> dict[str, Any]:
    """What the preview shows of a reading."""
    years = found.reader.years()
    areas = sorted(found.tally.areas)
    return {
        "header": found.header,
        "unknown": list(found.reader.unknown),
        "columns": list(found.reader.columns),
        "sample": found.tally.sample,
        "years": sorted(years),
        "is_quarterly": found.reader.is_quarterly,
        "areas": len(areas),
        "area_names": areas[:12],
        "passed": dict(found.tally.passed),
        "break": trend_refused(areas, years) if held.kind == ImportKind.QCEW else "",
        "files": found.lines.parts,
        "ignored": found.lines.ignored[:MOST_NAMED],
        "ignored_count": len(found.lines.ignored),
        "again": [[area, *files] for area, files in sorted(found.tally.again.items())[:1]],
        "again_count": len(found.tally.again),
    }


class FaultFile:
    """All refused lines as a CSV file, bounded by the number of lines that may be refused."""

    def __init__(self) -> None:
        self.text: IO[str] = io.StringIO()
        self.out = csv.writer(self.text)
        self.first: list[Fault] = []
        self.count = 0

    def add(self, fault: Fault) -> None:
        where = [fault.part] if fault.part else []  # of an archive with several files every line has one
        if not self.count:
            self.out.writerow([*(["File"] if where else []), "Line", "What is wrong"])
        self.count += 1
        if len(self.first) < 200:
            self.first.append(fault)
        self.out.writerow([*where, fault.line, fault.text])

    def keep(self, held: DataImport) -> StoredFile | None:
        """Stored for the download; None where no line was refused."""
        if not self.count:
            return None
        self.text.seek(0)
        name = f"Errors of {held.file_name}.csv"
        return files.store(self.text.read().encode(), name=name, purpose=IMPORT_ERRORS)
