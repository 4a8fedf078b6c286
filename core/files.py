"""Files that people send and documents that we draw: kept under random keys, served only through a permission.

What may be stored for a purpose, and who may open it, is registered by the app that owns the purpose. A file that came
from outside stays in quarantine until ClamAV found it clean; where the operator runs without a scanner it is marked as
not scanned, and the page says so.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import unicodedata
from collections.abc import Callable
from pathlib import PurePosixPath, PureWindowsPath
from typing import BinaryIO, NamedTuple, cast

from clamav_client.clamd import ClamdNetworkSocket
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from core import jobs, uploads
from core.isolation import current_state_id, state_scope
from core.models import FileStatus, Member, StoredFile

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
}
MEGABYTE = 1024 * 1024


class FileRefused(Exception):
    """The file cannot be taken. The message says why and what to do, fit for the person who sent it."""


class ScanFailed(Exception):
    """The scanner gave no verdict. The file stays in quarantine, and the job is tried again."""


class Purpose(NamedTuple):
    """What a purpose allows: endings, size in bytes, whether the file is our own work, and who may open it."""

    may_open: Callable[[StoredFile, Member | None], bool]
    endings: tuple[str, ...]
    max_size: int
    is_ours: bool


PURPOSES: dict[str, Purpose] = {}


def purpose(
    name: str, *, endings: tuple[str, ...] = (".pdf",), max_size: int = 20 * MEGABYTE, is_ours: bool = False
) -> Callable[[Callable[[StoredFile, Member | None], bool]], Callable[[StoredFile, Member | None], bool]]:
    """Register a purpose. The decorated function tells whether a member (None: nobody signed in) may open a file."""

    def register(
        may_open: Callable[[StoredFile, Member | None], bool],
    ) -> Callable[[StoredFile, Member | None], bool]:
        PURPOSES[name] = Purpose(may_open, endings, max_size, is_ours)
        return may_open

    return register


def store(content: bytes, *, name: str, purpose: str, by: Member | None = None) -> StoredFile:
    """Keep a file. Raises FileRefused with a sentence for the person who sent it."""
    rule = PURPOSES[purpose]
    name = plain_name(name)
    ending = PurePosixPath(name).suffix.lower()
    _check(content, name, ending, rule)
    if not rule.is_ours:
        try:
            content = uploads.inspected(content, ending)
        except uploads.Wrong as wrong:
            raise FileRefused(f"{name} {wrong}. Save it again as {ending} and send that.") from None
    key = f"{current_state_id()}/{secrets.token_hex(24)}{ending}"
    status = FileStatus.CLEAN if rule.is_ours else FileStatus.QUARANTINED
    if status == FileStatus.QUARANTINED and not settings.CLAMAV_HOST:
        status = FileStatus.UNSCANNED
    default_storage.save(key, ContentFile(content))
    stored = StoredFile.objects.create(
        key=key,
        name=name,
        purpose=purpose,
        content_type=TYPES[ending],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        status=status,
        created_by=by,
    )
    if status == FileStatus.QUARANTINED:
        jobs.enqueue("scan_file", file_id=stored.pk)
    return stored


def read(stored: StoredFile) -> bytes:
    """The bytes of a file that may be served.

    Raises FileRefused while it is being checked or when it was refused.
    """
    if stored.status not in {FileStatus.CLEAN, FileStatus.UNSCANNED}:
        raise FileRefused(f"{stored.name} is {stored.get_status_display().lower()}. Try again in a minute.")
    with default_storage.open(stored.key, "rb") as file:
        return file.read()


def plain_name(name: str) -> str:
    """The last part of a path, without control or direction-changing characters, at most 120 long."""
    name = PureWindowsPath(PurePosixPath(name.replace("\x00", "")).name).name
    name = "".join(c for c in unicodedata.normalize("NFC", name) if unicodedata.category(c)[0] != "C")
    name = re.sub(r"[\"';/\\<>|:*?]", "", name).strip(". ") or "file"
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix
    return f"{stem[: 120 - len(ending)]}{ending}"


def _check(content: bytes, name: str, ending: str, rule: Purpose) -> None:
    allowed = ", ".join(rule.endings)
    if ending not in rule.endings or ending not in TYPES:
        raise FileRefused(f"{name} is not one of {allowed}. Save it as one of these and send it again.")
    if not content:
        raise FileRefused(f"{name} is empty. Choose the file again.")
    if len(content) > rule.max_size:
        size, limit = len(content) / MEGABYTE, rule.max_size / MEGABYTE
        raise FileRefused(f"{name} has {size:.1f} MB; the limit is {limit:.0f} MB. Make it smaller or split it.")


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
