"""Fetching editions, documents and deliveries: staff see every edition, everybody sees what is published."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from core import files
from core.access import StateRequest, demand
from core.models import Member, StoredFile
from core.permissions import Permission
from legislature.choices import EditionStatus
from legislature.models import Delivery, Document, Edition

DOCUMENT = "edition-document"
PART = "edition-part"


def visible_to(member: Member) -> QuerySet[Edition]:
    """The editions she may see before they are published."""
    return Edition.objects.all() if member.can(Permission.EDITION_SEE) else Edition.objects.none()


def get_edition(request: StateRequest, pk: int) -> Edition:
    """An edition for staff. 404 for who may not see it, 403 for who may see it but not do what the page does."""
    edition = Edition.objects.select_related("built_by__user", "approved_by", "corrects").filter(pk=pk).first()
    may_see = edition is not None and request.member.can(Permission.EDITION_SEE)
    demand(request, may_see=may_see, may_do=request.needs is None or request.member.can(request.needs))
    assert edition is not None
    return edition


def get_delivery(request: StateRequest, pk: int) -> Delivery:
    """A delivery, for those who may send and withdraw."""
    delivery = Delivery.objects.select_related("edition", "legislator__district", "link").filter(pk=pk).first()
    may_see = delivery is not None and request.member.can(Permission.EDITION_SEE)
    demand(request, may_see=may_see, may_do=request.needs is None or request.member.can(request.needs))
    assert delivery is not None
    return delivery


def published() -> QuerySet[Edition]:
    """What anybody may read, the latest period first and in it the latest edition."""
    return Edition.objects.filter(status=EditionStatus.PUBLISHED).order_by("-period_end", "-pk")


def get_published(pk: int) -> Edition:
    """A published edition; 404 for one that is not."""
    return get_object_or_404(published().select_related("corrects"), pk=pk)


@files.purpose(DOCUMENT, is_ours=True)
def may_open_document(stored: StoredFile, member: Member | None) -> bool:
    """A report's PDF: for staff who see editions; the statewide report of a published edition for everybody.

    A legislator's own document is hers by her link, through the page of the link.
    """
    document = Document.objects.select_related("edition").filter(file_id=stored.pk).first()
    if document is None:
        return False
    if document.edition.status == EditionStatus.PUBLISHED and document.district_id is None:
        return True
    return member is not None and member.can(Permission.EDITION_SEE)


@files.purpose(PART, is_ours=True)
def may_open_part(stored: StoredFile, member: Member | None) -> bool:
    """The pages that all documents of an edition share are kept for the workers; nobody opens them alone."""
    return False
