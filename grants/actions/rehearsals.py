"""Who rehearses: organizations that exist for rehearsals alone."""

from __future__ import annotations

from django.db import transaction

from core import audit
from core.models import Member
from core.moves import MoveRefused
from partnerships.choices import OrganizationType
from partnerships.models import Organization


@transaction.atomic
def add_test_organization(name: str, *, by: Member) -> Organization:
    """A test organization; the one that is there where there is one of that name.

    Raises MoveRefused without a name, or for the name of a real organization.
    """
    if not name.strip():
        raise MoveRefused("Give the test organization a name.")
    found = Organization.objects.filter(legal_name__iexact=name.strip()).order_by("pk").first()
    if found is not None and not found.is_test:
        raise MoveRefused(f"{found.legal_name} is a real organization. Give the test organization another name.")
    if found is not None:
        return found
    made = Organization.objects.create(
        legal_name=name.strip()[:200], type=OrganizationType.WORKFORCE_BOARD, is_test=True
    )
    audit.record("organization.add_test", made, by=by)
    return made
