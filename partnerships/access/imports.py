"""Spreadsheets of partnerships: who may send them, look at them and open the file."""

from __future__ import annotations

from core import files
from core.access import StateRequest, demand
from core.models import Member, StoredFile
from core.permissions import Permission
from partnerships.models import PartnershipImport

PARTNERSHIP_SHEET = "partnership_sheet"
"""Purpose in the store of files."""
LARGEST = 10


@files.purpose(PARTNERSHIP_SHEET, endings=(".xlsx",), max_size=LARGEST * files.MEGABYTE)
def may_open_sheet(stored: StoredFile, member: Member | None) -> bool:
    return member is not None and member.can(Permission.PARTNERSHIP_IMPORT)


def get_import(request: StateRequest, pk: int) -> PartnershipImport:
    """An import, for those who may send one. 404 otherwise."""
    rows = PartnershipImport.objects.select_related("file", "made_by", "applied_by").filter(pk=pk)
    found = rows.first()
    demand(request, may_see=found is not None and request.member.can(Permission.PARTNERSHIP_IMPORT), may_do=True)
    assert found is not None
    return found
