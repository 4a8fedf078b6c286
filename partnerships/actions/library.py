"""The resource library as it is kept: resources, when somebody last read them, and what became of their links."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from core import files
from core.audit import record
from core.models import Member
from core.moves import ClockNow
from partnerships.access.library import RESOURCE
from partnerships.choices.support import LinkState
from partnerships.models import Resource


@transaction.atomic
def save_resource(
    resource: Resource | None, given: dict[str, Any], upload: UploadedFile | None, *, by: Member
) -> Resource:
    """Add a resource, or change one. A new file takes the place of a link, and a link that of a file.

    Raises FileRefused with a sentence.
    """
    made = resource or Resource(made_by=by)
    before = made.address
    for name, value in given.items():
        setattr(made, name, value)
    if upload is not None:
        made.file, made.address = files.store_upload(upload, purpose=RESOURCE, by=by), ""
    elif made.address:
        made.file = None
    if made.address != before or not made.address:
        made.link_state = LinkState.UNCHECKED if made.address else LinkState.NONE
        made.link_note, made.link_checked_at = "", None
    made.save()
    record("resource.change" if resource else "resource.add", made, by=by, module=made.module, address=made.address)
    return made


@transaction.atomic
def mark_read(resource: Resource, *, by: Member) -> None:
    """Somebody read it today, and it still holds."""
    Resource.objects.filter(pk=resource.pk).update(reviewed_on=timezone.localdate())
    record("resource.read", resource, by=by)


@transaction.atomic
def keep_link_state(resource: Resource, state: LinkState, note: str) -> None:
    """What a look at the link found; the trail tells only of a change."""
    rows = Resource.objects.filter(pk=resource.pk, address=resource.address)
    if not rows.update(link_state=state, link_note=note[:200], link_checked_at=ClockNow()):
        return
    if resource.link_state != state:
        record("resource.link", resource, by=None, actor="Clock", before=resource.link_state, after=state, note=note)
