"""What both sides are told about a revised budget. One function a message."""

from __future__ import annotations

from collections.abc import Iterable

from core import mail
from core.models import Member
from grants.models import AwardRevision


def revision_sent(revision: AwardRevision, officers: Iterable[Member]) -> None:
    """To the officer: a revised budget waits to be read."""
    for officer in officers:
        key = f"revision-{revision.pk}-{revision.version}-{revision.sent_at}-{officer.pk}"
        mail.send("revision_sent", to=officer.user.email, context={"revision": revision}, key=key)


def revision_decided(revision: AwardRevision) -> None:
    """To whoever sent it: accepted, or returned with the reason."""
    key = f"revision-{revision.pk}-{revision.status}-{revision.decided_at}"
    mail.send("revision_decided", to=revision.changed_by.user.email, context={"revision": revision}, key=key)
