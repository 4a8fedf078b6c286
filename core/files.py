"""Files that people send and documents that we draw: kept under random keys, served only through a permission.

What may be stored for a purpose, and who may open it, is registered by the app that owns the purpose. A file that came
from outside stays in quarantine until ClamAV found it clean; where the operator runs without a scanner it is marked as
not scanned, and the page says so.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO, NamedTuple, cast

from clamav_client.clamd import ClamdNetworkSocket
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone

from core import audit, jobs, uploads
from core.isolation import current_state_id, state_scope
from core.models import FileStatus, Member, State, StoredFile

PDF = "application/pdf"
TYPES = {
    ".pdf": PDF,
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".txt": "text/plain",
    ".csv": "text/csv",
    ".json": "application/json",
    ".gz": "application/gzip",
    ".zip": "application/zip",
}
MEGABYTE, PIECE = 1024 * 1024, 256 * 1024


class FileRefused(Exception):
    """The file cannot be taken. The message says why and what to do, fit for the person who sent it."""


class ScanFailed(Exception):
    """The scanner gave no verdict. The file stays in quarantine, and the job is tried again."""


class Purpose(NamedTuple):
    """What a purpose allows: endings, size in bytes, whether the file is our own work, and who may open it.

    `is_data`: nobody ever opens it; the app's own reader goes through it, a piece at a time and within limits of its
    own. It is neither inspected nor scanned, since no scanner takes files of a gigabyte.
    """

    may_open: Callable[[StoredFile, Member | None], bool]
    endings: tuple[str, ...]
    max_size: int
    is_ours: bool
    is_data: bool


PURPOSES: dict[str, Purpose] = {}


def purpose(
    name: str,
    *,
    endings: tuple[str, ...] = (".pdf",),
    max_size: int = 20 * MEGABYTE,
    is_ours: bool = False,
    is_data: bool = False,
) -> Callable[[Callable[[StoredFile, Member | None], bool]], Callable[[StoredFile, Member | None], bool]]:
    """Register a purpose. The decorated function tells whether a member (None: nobody signed in) may open a file."""

    def register(
        may_open: Callable[[StoredFile, Member | None], bool],
    ) -> Callable[[StoredFile, Member | None], bool]:
        PURPOSES[name] = Purpose(may_open, endings, max_size, is_ours, is_data)
        return may_open

    return register


def store(content: bytes, *, name: str, purpose: str, by: Member | None = None) -> StoredFile:
    """Keep bytes that are in memory. Raises FileRefused with a sentence for the person who sent them."""
    return _keep(io.BytesIO(content), len(content), name=name, purpose=purpose, by=by, most=None)


def store_upload(
    upload: UploadedFile, *, purpose: str, by: Member | None = None, most: int | None = None
) -> StoredFile:
    """Keep a file as it came in, a piece at a time and never whole in memory.

    `most`: the largest size in bytes where less than the purpose allows. Raises FileRefused with a sentence.
    """
    file = cast(BinaryIO, upload.file or upload)
    return _keep(file, upload.size or 0, name=upload.name or "file", purpose=purpose, by=by, most=most)


def _keep(file: BinaryIO, size: int, *, name: str, purpose: str, by: Member | None, most: int | None) -> StoredFile:
    rule = PURPOSES[purpose]
    name = plain_name(name)
    ending = PurePosixPath(name).suffix.lower()
    _check(size, name, ending, rule.endings, min(rule.max_size, most or rule.max_size))
    if not rule.is_ours:
        _check_room(size, name)
    if not rule.is_ours and not rule.is_data:
        try:
            file = uploads.inspect(file, ending) or file
        except uploads.Wrong as wrong:
            raise FileRefused(f"{name} {wrong}. Save it again as {ending} and send that.") from None
    key = f"{current_state_id()}/{secrets.token_hex(24)}{ending}"
    file.seek(0)
    digest = hashlib.sha256()
    while piece := file.read(MEGABYTE):
        digest.update(piece)
    size = file.tell()
    default_storage.save(key, File(file))
    stored = StoredFile.objects.create(
        key=key,
        name=name,
        purpose=purpose,
        content_type=TYPES[ending],
        size=size,
        sha256=digest.hexdigest(),
        status=_first_status(rule),
        created_by=by,
    )
    if stored.status == FileStatus.QUARANTINED:
        jobs.enqueue("scan_file", file_id=stored.pk)
    return stored


def _first_status(rule: Purpose) -> FileStatus:
    if rule.is_ours:
        return FileStatus.CLEAN
    return FileStatus.QUARANTINED if settings.CLAMAV_HOST and not rule.is_data else FileStatus.UNSCANNED


def read(stored: StoredFile) -> bytes:
    """The bytes of a file that may be served.

    Raises FileRefused while it is being checked, when it was refused, and when it was deleted.
    """
    return b"".join(pieces(stored))


def pieces(stored: StoredFile) -> Iterator[bytes]:
    """The bytes of a file that may be served, a piece at a time. Raises FileRefused at once, as `read` does."""
    _check_served(stored)

    def each() -> Iterator[bytes]:
        with default_storage.open(stored.key, "rb") as file:
            while piece := file.read(PIECE):
                yield piece

    return each()


def _check_served(stored: StoredFile) -> None:
    if stored.status == FileStatus.DELETED:
        raise FileRefused(f"{stored.name} is no longer kept: it was never part of anything that was sent.")
    if not stored.is_ready:
        raise FileRefused(f"{stored.name} is {stored.get_status_display().lower()}. Try again in a minute.")


def plain_name(name: str) -> str:
    """The last part of a path, without control or direction-changing characters, at most 120 long."""
    name = PureWindowsPath(PurePosixPath(name.replace("\x00", "")).name).name
    name = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")
    name = re.sub(r"[\"';/\\<>|:*?]", "", name).strip(". ") or "file"
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix
    return f"{stem[: 120 - len(ending)]}{ending}"


def _check(size: int, name: str, ending: str, endings: tuple[str, ...], most: int) -> None:
    if ending not in endings or ending not in TYPES:
        raise FileRefused(f"{name} is not one of {', '.join(endings)}. Save it as one of these and send it again.")
    if not size:
        raise FileRefused(f"{name} is empty. Choose the file again.")
    if size > most:
        raise FileRefused(
            f"{name} has {size / MEGABYTE:.1f} MB; the limit is {most / MEGABYTE:.0f} MB. Make it smaller or split it."
        )


def used() -> int:
    """Bytes that the files of the state in scope take, ours and theirs."""
    kept = StoredFile.objects.exclude(status=FileStatus.DELETED)
    return int(kept.aggregate(sum=Sum("size"))["sum"] or 0)


def _check_room(size: int, name: str) -> None:
    state = State.objects.get(pk=current_state_id())
    if used() + size > state.quota_all_mb * MEGABYTE:
        tell = f" Tell {state.contact_email}." if state.contact_email else " Tell the program office."
        raise FileRefused(
            f"{name} was not kept: the storage of {state.name} for files, {state.quota_all_mb:,} MB, is full.{tell}"
        )


# What nobody needs


Unused = Callable[[dt.datetime], QuerySet[StoredFile]]
UNUSED: dict[str, Unused] = {}
GRACE = dt.timedelta(days=30)
"""How long a file is kept that was never attached, or was taken out before anything was sent."""


def unused(purpose: str) -> Callable[[Unused], Unused]:
    """Register what a purpose no longer needs: a function of an instant, of which the files were unused before."""

    def register(found: Unused) -> Unused:
        UNUSED[purpose] = found
        return found

    return register


def tidy(state_id: int) -> int:
    """Delete what no purpose needs any more, thirty days after it was last needed; returns how many files.

    The row stays with name, size and hash, and one line of the audit trail lists what went. A file under a legal hold
    is never touched. Content is deleted after the commit; one whose worker died in between is deleted by the next run.
    """
    with state_scope(state_id):
        before = timezone.now() - GRACE
        keys = [pk for found in UNUSED.values() for pk in found(before).values_list("pk", flat=True)]
        rows = StoredFile.objects.select_for_update(of=("self",)).filter(pk__in=keys, is_held=False)
        gone = list(rows.exclude(status=FileStatus.DELETED).order_by("pk"))
        marked = StoredFile.objects.filter(pk__in=[one.pk for one in gone])
        marked.update(status=FileStatus.DELETED, deleted_at=timezone.now())
        if gone:
            listed = [{"file": one.pk, "name": one.name, "sha256": one.sha256} for one in gone]
            state = State.objects.get(pk=state_id)
            audit.record("files.tidy", state, by=None, actor="Clock", files=listed)
        week = timezone.now() - dt.timedelta(days=7)
        lately = list(StoredFile.objects.filter(deleted_at__gte=week).values_list("key", flat=True))
    for key in lately:
        default_storage.delete(key)
    return len(gone)


@transaction.atomic
def set_quotas(state: State, *, each_mb: int, all_mb: int, by: Member) -> None:
    """How much the files of one application, and of the whole state, may take, in MB."""
    before = {"each_mb": state.quota_each_mb, "all_mb": state.quota_all_mb}
    state.quota_each_mb, state.quota_all_mb = each_mb, all_mb
    state.save(update_fields=["quota_each_mb", "quota_all_mb"])
    audit.record("state.quota", state, by=by, before=before, each_mb=each_mb, all_mb=all_mb)


def scan(state_id: int, file_id: int) -> None:
    """Have ClamAV look at a file in quarantine. Without a scanner within reach the job fails and is tried again."""
    with state_scope(state_id):
        stored = StoredFile.objects.get(pk=file_id)
    if stored.status != FileStatus.QUARANTINED:
        return
    scanner = ClamdNetworkSocket(settings.CLAMAV_HOST, settings.CLAMAV_PORT, timeout=60)
    with default_storage.open(stored.key, "rb") as file:
        found, name = scanner.instream(cast(BinaryIO, file))["stream"]
    if found not in {"OK", "FOUND"}:
        raise ScanFailed(f"The virus scanner answered {found} {name or ''} to {stored.key}.")
    with state_scope(state_id):
        status = FileStatus.CLEAN if found == "OK" else FileStatus.REFUSED
        refusal = "" if found == "OK" else f"The virus scanner found {name}."
        StoredFile.objects.filter(pk=file_id, status=FileStatus.QUARANTINED).update(
            status=status, refusal=refusal[:200]
        )
