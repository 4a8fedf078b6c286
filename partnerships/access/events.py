"""Events with permission: drafts for who sets them up, announced ones for who attends, open ones for guests too."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from core import files
from core.access import StateRequest, demand
from core.choices import Scope
from core.models import FileStatus, Member, StoredFile
from core.permissions import Permission
from partnerships.choices.support import EventStatus, RegistrationStatus
from partnerships.models import Contact, Event, EventFile, Organization, Registration
from partnerships.models.events import EventQuerySet

MATERIAL = "event_material"
"""The purpose of an event's materials in the store of files."""
ENDINGS = (".pdf", ".docx", ".xlsx", ".csv", ".txt", ".png", ".jpg", ".jpeg")


def sees_drafts(member: Member | None) -> bool:
    return member is not None and (member.can(Permission.SUPPORT_SEE) or member.can(Permission.EVENT_EDIT))


def events_for(member: Member | None) -> EventQuerySet:
    """The events that somebody may see: guests those that take guests, members every announced one."""
    if sees_drafts(member):
        return Event.objects.all()
    announced = Event.objects.announced()
    if member is not None and member.can_somewhere(Permission.EVENT_ATTEND):
        return announced
    return announced.filter(takes_guests=True)


def get_event(request: StateRequest, pk: int) -> Event:
    """An event that she may see."""
    found: Event = get_object_or_404(events_for(request.member), pk=pk)
    return found


def get_event_to_edit(request: StateRequest, pk: int) -> Event:
    """An event that she may set up; 403 for one that she may only see."""
    found = get_event(request, pk)
    demand(request, may_see=True, may_do=request.member.can(Permission.EVENT_EDIT))
    return found


def get_registration(event: Event, pk: int) -> Registration:
    return get_object_or_404(Registration.objects.select_related("event"), event=event, pk=pk)


def own_registration(event: Event, member: Member | None) -> Registration | None:
    """A member's own registration that was not canceled, with its event."""
    if member is None:
        return None
    rows = Registration.objects.select_related("event").filter(event=event, member=member)
    return rows.exclude(status="canceled").first()


def organizations_of(member: Member) -> list[Organization]:
    """The organizations for which she may register: those over which she may attend events."""
    ids = member.scope_ids(Permission.EVENT_ATTEND, Scope.ORGANIZATION)
    return list(Organization.objects.filter(pk__in=ids).order_by("legal_name")) if ids else []


def organization_behind(member: Member | None, email: str) -> Organization | None:
    """For whom somebody comes who named nobody: the one organization of her role, of the partnership that she convenes,
    or of the record of people to reach. None where that is not known, or where it could be more than one."""
    who = member or Member.objects.filter(user__email__iexact=email).select_related("user").first()
    found: list[Organization] = []
    if who is not None:
        convened = who.scope_ids(Permission.PARTNERSHIP_EDIT, Scope.PARTNERSHIP)
        found = organizations_of(who) or list(
            Organization.objects.filter(partnerships_convened__in=convened).distinct() if convened else ()
        )
    if not found:
        known = Contact.objects.filter(email__iexact=email, is_active=True).values("organization_id")
        found = list(Organization.objects.filter(pk__in=known, merged_into__isnull=True)[:2])
    return found[0] if len(found) == 1 else None


def get_material(event: Event, pk: int) -> EventFile:
    return get_object_or_404(EventFile.objects.select_related("file"), event=event, pk=pk)


@files.purpose(MATERIAL, endings=ENDINGS)
def may_open_material(stored: StoredFile, member: Member | None) -> bool:
    """Whoever sets events up at any time; others once it was checked, where they have a seat. Guests use their link."""
    found = EventFile.objects.filter(file=stored.pk).select_related("event").first()
    if found is None:
        return False
    if sees_drafts(member):
        return True
    return is_checked(stored) and has_seat(own_registration(found.event, member))


def is_checked(stored: StoredFile) -> bool:
    return stored.status in (FileStatus.CLEAN, FileStatus.UNSCANNED)


def has_seat(own: Registration | None) -> bool:
    """Materials are for those who come: neither for who waits nor for who only looks."""
    return own is not None and own.status == RegistrationStatus.REGISTERED


def get_public_event(pk: int) -> Event:
    """An event at which guests may register now; 404 for any other."""
    found = Event.objects.filter(pk=pk, takes_guests=True, status=EventStatus.OPEN).first()
    if found is None:
        raise Http404
    return found
