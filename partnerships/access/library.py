"""The library with permission: what is listed for whoever attends events or sees support, all for who keeps it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from core import files
from core.access import StateRequest
from core.models import FileStatus, Member, StoredFile
from core.permissions import Permission as P
from partnerships.models import Resource

RESOURCE = "library_resource"
"""The purpose of the library's files in the store of files."""
ENDINGS = (".pdf", ".docx", ".xlsx", ".csv", ".txt", ".png", ".jpg", ".jpeg")


def keeps(member: Member | None) -> bool:
    return member is not None and member.can(P.RESOURCE_EDIT)


def resources_for(member: Member | None) -> QuerySet[Resource]:
    """What she may list; nothing for whoever has no part in support."""
    if member is None or not any(member.can_somewhere(one) for one in (P.SUPPORT_SEE, P.EVENT_ATTEND)):
        return Resource.objects.none()
    return Resource.objects.all() if keeps(member) else Resource.objects.filter(is_listed=True)


def may_read(member: Member | None) -> bool:
    return member is not None and any(member.can_somewhere(one) for one in (P.SUPPORT_SEE, P.EVENT_ATTEND))


def get_resource(request: StateRequest, pk: int) -> Resource:
    """A resource that she may see."""
    if not may_read(request.member):
        raise Http404
    return get_object_or_404(resources_for(request.member).select_related("file", "made_by"), pk=pk)


@files.purpose(RESOURCE, endings=ENDINGS)
def may_open_resource(stored: StoredFile, member: Member | None) -> bool:
    """Whoever may see the resource, once the file was checked."""
    if keeps(member):
        return Resource.objects.filter(file=stored.pk).exists()
    is_ready = stored.status in (FileStatus.CLEAN, FileStatus.UNSCANNED)
    return is_ready and resources_for(member).filter(file=stored.pk).exists()
