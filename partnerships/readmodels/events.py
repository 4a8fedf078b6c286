"""Events as lists and pages show them, who registered, the calendar file and the QR code of a registration."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import qrcode
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode.image.svg import SvgPathImage

from core.models import Member, State
from core.moves import moves_open_to
from core.permissions import Permission as P
from core.sheets import csv_text
from partnerships.access.events import events_for, has_seat, own_registration, sees_drafts
from partnerships.choices.support import EventKind, EventStatus, RegistrationStatus
from partnerships.models import Event, EventFile, Registration
from partnerships.readmodels.calendar_file import Change, Entry, calendar_file, organizer_of
from partnerships.rules.events import EVENTS, may_check_in

PAGE = 30
SEATED, WAITING = (Q(registrations__status=one) for one in (RegistrationStatus.REGISTERED, RegistrationStatus.WAITING))
CAME = Q(registrations__attended_at__isnull=False)
HEAD = ("Name", "E-mail", "Organization", "Status", "Registered", "Attended", "Checked in by", "Needs")


@dataclass(frozen=True)
class EventList:
    """Events ahead, the next first, or those that are over, the latest first."""

    page: Page
    rows: list[Any]
    own: dict[int, str]
    is_past: bool


def event_list(member: Member | None, wanted: dict[str, str], page: str | None) -> EventList:
    """Three queries for any number of events; two for a guest."""
    is_past, now = wanted.get("when") == "past", timezone.now()
    rows = events_for(member)
    rows = rows.filter(ends_at__lte=now) if is_past else rows.filter(ends_at__gt=now)
    if wanted.get("kind") in EventKind.values:
        rows = rows.filter(kind=wanted["kind"])
    if topic := wanted.get("topic"):
        rows = rows.filter(topics__contains=[topic])
    rows = rows.annotate(
        seated=Count("registrations", filter=SEATED, distinct=True),
        waiting=Count("registrations", filter=WAITING, distinct=True),
        came=Count("registrations", filter=CAME, distinct=True),
    )
    paged = Paginator(rows.order_by("-starts_at" if is_past else "starts_at", "pk"), PAGE).get_page(page)
    shown = list(paged.object_list)
    own: dict[int, str] = {}
    if member is not None and shown:
        mine = Registration.objects.filter(member=member, event__in=[one.pk for one in shown])
        own = {pk: RegistrationStatus(status).label for pk, status in mine.exclude(
            status=RegistrationStatus.CANCELED).values_list("event_id", "status")}  # fmt: skip
    return EventList(paged, shown, own, is_past)


@dataclass(frozen=True)
class EventPage:
    """Everything that the page of an event shows."""

    event: Event
    materials: list[EventFile]
    own: Registration | None
    counts: Counter[str]
    came: int
    moves: list[str]
    may_edit: bool
    may_register: bool
    takes_guests: bool
    can_check_in: bool
    sees_drafts: bool

    @property
    def seats_left(self) -> int | None:
        if self.event.capacity is None:
            return None
        return max(0, self.event.capacity - self.counts[RegistrationStatus.REGISTERED])

    @property
    def opens_materials(self) -> bool:
        """The files are for those with a seat, and for who sets events up."""
        return self.sees_drafts or has_seat(self.own)

    @property
    def shows_link(self) -> bool:
        """The link for taking part is for those with a seat, and for who sets the event up."""
        has_seat = self.own is not None and self.own.status == RegistrationStatus.REGISTERED
        return bool(self.event.link) and (self.may_edit or has_seat)

    @property
    def figures(self) -> list[dict[str, Any]]:
        registered, waiting = (self.counts[one] for one in (RegistrationStatus.REGISTERED, RegistrationStatus.WAITING))
        seats = f"of {self.event.capacity} seats" if self.event.capacity else "without a limit"
        return [
            {"label": "Registered", "value": registered, "note": seats},
            {"label": "On the waiting list", "value": waiting},
            {"label": "Came", "value": self.came, "note": f"of {registered} registered"},
        ]


def event_page(event: Event, member: Member | None) -> EventPage:
    """Three queries; one more for a member."""
    rows = Registration.objects.filter(event=event).order_by().values_list("status")
    counted = list(rows.annotate(number=Count("pk"), came=Count("attended_at")))
    may_edit = member is not None and member.can(P.EVENT_EDIT)
    attends = member is not None and member.can_somewhere(P.EVENT_ATTEND)
    is_open, now = event.status == EventStatus.OPEN and event.ends_at > timezone.now(), timezone.now()
    return EventPage(
        event=event,
        materials=list(event.materials.select_related("file").order_by("pk")),
        own=own_registration(event, member),
        counts=Counter({status: number for status, number, _ in counted}),
        came=sum(came for _, _, came in counted),
        moves=moves_open_to(EVENTS, event.status, {P.EVENT_EDIT}) if may_edit else [],
        may_edit=may_edit,
        may_register=attends and is_open,
        takes_guests=event.takes_guests and is_open and member is None,
        can_check_in=may_edit and may_check_in(event.starts_at, now) and event.status not in (
            EventStatus.DRAFT, EventStatus.CANCELED),
        sees_drafts=sees_drafts(member),
    )  # fmt: skip


class Person(NamedTuple):
    """A registration in the list of an event."""

    registration: Registration
    place: int | None


@dataclass(frozen=True)
class People:
    """Who has a seat, who waits in which place, who canceled."""

    seated: list[Registration]
    waiting: list[Person]
    canceled: int

    @property
    def came(self) -> int:
        return sum(1 for one in self.seated if one.attended_at is not None)


def people_of(event: Event) -> People:
    """One query."""
    rows = list(Registration.objects.filter(event=event).select_related("organization").order_by("name", "pk"))
    waiting = sorted((one for one in rows if one.status == RegistrationStatus.WAITING), key=lambda r: (r.made_at, r.pk))
    return People(
        seated=[one for one in rows if one.status == RegistrationStatus.REGISTERED],
        waiting=[Person(one, place) for place, one in enumerate(waiting, start=1)],
        canceled=sum(1 for one in rows if one.status == RegistrationStatus.CANCELED),
    )


def place_of(registration: Registration) -> int:
    """Her place on the waiting list, from 1."""
    before = Registration.objects.filter(event=registration.event_id, status=RegistrationStatus.WAITING)
    earlier = Q(made_at__lt=registration.made_at) | Q(made_at=registration.made_at, pk__lt=registration.pk)
    return before.filter(earlier).count() + 1


def csv_of(event: Event) -> str:
    """Who registered, as CSV."""
    lines: list[Iterable[Any]] = [HEAD]
    rows = Registration.objects.filter(event=event).select_related("organization", "checked_in_by")
    for one in rows.order_by("status", "name", "pk"):
        where = one.organization.legal_name if one.organization else one.affiliation
        came = _local(one.attended_at) if one.attended_at else ""
        cells = [one.name, one.email, where, one.get_status_display(), _local(one.made_at), came]
        cells += [one.get_checked_by_display() if one.checked_by else "", one.needs]
        lines.append(cells)
    return csv_text(lines)


def _local(at: dt.datetime) -> str:
    return timezone.localtime(at).isoformat(sep=" ", timespec="minutes")


def calendar_of(event: Event, state: State, host: str, url: str, *, with_link: bool) -> bytes:
    """The event as a calendar file; the link for taking part only for who has a seat."""
    words = [event.description, f"Take part: {event.link}" if with_link and event.link else ""]
    more = {
        "location": event.place or (event.link if with_link else "Online"),
        "description": "\n\n".join(word for word in words if word),
    }
    organizer = organizer_of(state, f"{state.name} {state.word('program')}")
    change = Change(event.sequence, event.changed_at, organizer, event.status == EventStatus.CANCELED)
    uid, now = f"event-{event.pk}@{host}", timezone.now()
    entry = Entry(uid, now, event.title, event.starts_at, event.ends_at, url, more, change)
    return calendar_file("Events", [entry])


def qr_svg(url: str, label: str) -> SafeString:
    """A QR code as inline SVG without any style of its own; `label` is what a screen reader says."""
    image = qrcode.make(url, image_factory=SvgPathImage, border=2, box_size=10)
    drawn = image.to_string(encoding="unicode")
    path, box = re.search(r'<path d="([^"]+)"', drawn), re.search(r'viewBox="([^"]+)"', drawn)
    assert path is not None
    assert box is not None
    frame = '<svg class="rt-qr" viewBox="{}" role="img" aria-label="{}"><path d="{}"/></svg>'
    return format_html(frame, box[1], label, path[1])
