"""Two records of one organization become one: everything that points to the double points to the one that is kept.

What points to an organization is found from the models themselves, those of the apps above among them, so that a table
that is added later moves too. A row that the kept record has already (the same seat, the same contact) stays with the
double, closed, so that nothing is lost. The double stays as a name that leads to the other.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from core import audit
from core.choices import Scope
from core.models import Invitation, Member, RoleGrant
from partnerships.actions.records import Refused
from partnerships.models import (
    Activity,
    AgendaItem,
    ChallengeOwner,
    Commitment,
    Contact,
    Organization,
    OrganizationMerge,
    PartnershipMember,
    SustainabilityMilestone,
)
from partnerships.readmodels.merging import moving_keys, record_of
from partnerships.rules.organizations import filled_from, merge_fault

STAYS = "stay with the double"


@transaction.atomic
def merge_organizations(kept: Organization, double: Organization, *, by: Member, reason: str) -> OrganizationMerge:
    """Make `double` a name of `kept`. Raises Refused with the reason why not."""
    rows = Organization.objects.select_for_update().in_bulk([kept.pk, double.pk])
    kept, double = rows[kept.pk], rows[double.pk]
    fault = merge_fault(record_of(kept), record_of(double), is_same=kept.pk == double.pk)
    if fault or not reason.strip():
        raise Refused(fault or "Give the reason why the two are one. It becomes part of the record.")
    moved = Counter[str]()
    moved.update(_close_same_seats(kept, double))
    for key in moving_keys():
        moved.update(_point(key, kept, double))
    moved.update(_move_roles(kept, double))
    told = _in_words(moved)
    facts = filled_from(_facts(kept), _facts(double))
    names = dict.fromkeys([*kept.aliases, double.legal_name, *double.aliases])
    facts["aliases"] = [name for name in names if name != kept.legal_name]
    facts["ownership"] = sorted({*kept.ownership, *double.ownership})
    double.merged_into = kept
    double.save(update_fields=["merged_into"])
    for name, value in facts.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(facts))
    made = OrganizationMerge.objects.create(kept=kept, merged=double, reason=reason.strip(), moved=told, made_by=by)
    filled = sorted(name for name in facts if name not in ("aliases", "ownership"))
    audit.record(
        "organization.merge",
        kept,
        by=by,
        double=double.legal_name,
        reason=reason.strip(),
        moved=told,
        filled=filled,
    )
    return made


def _in_words(moved: Counter[str]) -> dict[str, int]:
    """One contact is called a contact."""
    single = {str(key.model._meta.verbose_name_plural): str(key.model._meta.verbose_name) for key in moving_keys()}
    return {single.get(label, label) if number == 1 else label: number for label, number in sorted(moved.items())}


def _facts(organization: Organization) -> dict[str, Any]:
    return {field.attname: getattr(organization, field.attname) for field in Organization._meta.concrete_fields}


def _close_same_seats(kept: Organization, double: Organization) -> dict[str, int]:
    """Where both sit at one table in one role, the double's seat ends today, so that the organization counts once.

    What that seat answers for goes on with the kept record's seat: a problem without its owner would look abandoned.
    """
    today, moved = timezone.localdate(), Counter[str]()
    rows = PartnershipMember.objects.filter(organization=kept, left_on__isnull=True)
    held = {(seat.partnership_id, seat.role): seat for seat in rows}
    for seat in PartnershipMember.objects.filter(organization=double, left_on__isnull=True):
        if (own := held.get((seat.partnership_id, seat.role))) is not None:
            moved["work of the same seat"] += _hand_on(seat, own)
            seat.left_on = max(today, seat.joined_on)
            seat.save(update_fields=["left_on", "commitment_file"])
    return {label: number for label, number in moved.items() if number}


def _hand_on(seat: PartnershipMember, own: PartnershipMember) -> int:
    """Give what a seat owns, promised and proposed to the seat that stays. Returns how many rows moved."""
    owned = ChallengeOwner.objects.filter(seat=seat)
    owned.filter(challenge__in=ChallengeOwner.objects.filter(seat=own).values("challenge_id")).delete()
    number: int = owned.update(seat=own)
    number += Activity.objects.filter(owner=seat).update(owner=own)
    number += SustainabilityMilestone.objects.filter(owner=seat).update(owner=own)
    number += Commitment.objects.filter(seat=seat).update(seat=own)
    number += AgendaItem.objects.filter(proposed_by=seat).update(proposed_by=own)
    own.is_champion = own.is_champion or seat.is_champion
    own.joined_on = min(own.joined_on, seat.joined_on)
    own.commitment = own.commitment or seat.commitment
    if own.commitment_file_id is None and seat.commitment_file_id is not None:
        own.commitment_file_id, seat.commitment_file_id = seat.commitment_file_id, None
        number += 1
    own.save(update_fields=["is_champion", "joined_on", "commitment", "commitment_file"])
    return number


def _point(key: models.ForeignKey, kept: Organization, double: Organization) -> dict[str, int]:
    """Point a table's rows to the kept record; row by row where the kept record has one of them already."""
    manager = key.model._default_manager
    rows = manager.filter(**{key.name: double})
    title = str(key.model._meta.verbose_name_plural)
    try:
        with transaction.atomic():
            number = rows.update(**{key.name: kept})
        return {title: number} if number else {}
    except IntegrityError:
        found = Counter[str]()
        for row in rows.order_by("pk"):
            found[title if _point_one(manager, key, row, kept) else f"{title} that {STAYS}"] += 1
        return dict(found)


def _point_one(manager: Any, key: models.ForeignKey, row: Any, kept: Organization) -> bool:
    try:
        with transaction.atomic():
            manager.filter(pk=row.pk).update(**{key.name: kept})
        return True
    except IntegrityError:
        if isinstance(row, Contact):
            manager.filter(pk=row.pk).update(is_active=False)
        return False


def _move_roles(kept: Organization, double: Organization) -> dict[str, int]:
    """Roles held over the double are held over the kept record. One that is held over both ends for the double."""
    over = {"scope": Scope.ORGANIZATION, "scope_id": double.pk}
    number = Invitation.objects.filter(**over).update(scope_id=kept.pk)
    for grant in RoleGrant.objects.filter(**over):
        try:
            with transaction.atomic():
                RoleGrant.objects.filter(pk=grant.pk).update(scope_id=kept.pk)
            number += 1
        except IntegrityError:
            RoleGrant.objects.filter(pk=grant.pk).update(ends_on=max(timezone.localdate(), grant.starts_on))
    return {"roles and invitations": number} if number else {}
