"""A year of events: what was held with who came, and what lies ahead with who registered."""

from __future__ import annotations

import datetime as dt
import random

from core import files
from core.models import Member
from home.management.demonstration.world import SEED, World, keep
from partnerships.access.events import MATERIAL
from partnerships.choices.support import CheckedBy, EventKind, EventStatus, RegistrationStatus
from partnerships.choices.support import Topic as T
from partnerships.models import Event, EventFile, Organization, Registration

YEAR = (
    (-236, "Summit of sector partnerships", EventKind.SUMMIT, (T.EMPLOYER_DRIVEN, T.COORDINATION), 420, 200)
    + ("State Library, Forum Auditorium", EventStatus.HELD, 0.9),
    (-170, "Workshop: the second meeting with employers", EventKind.WORKSHOP, (T.EMPLOYER_ENGAGEMENT,), 180, 30)
    + ("Community college, room 114", EventStatus.HELD, 0.5),
    (-121, "Learning network, spring", EventKind.LEARNING_NETWORK, (T.DESIGNING_MEETINGS,), 120, None)
    + ("Online", EventStatus.HELD, 0.45),
    (-63, "Webinar: reading openings and wages", EventKind.WEBINAR, (T.INDUSTRY_ANALYSIS,), 60, None)
    + ("Online", EventStatus.HELD, 0.6),
    (-20, "Learning network, fall", EventKind.LEARNING_NETWORK, (T.EVALUATION,), 120, None)
    + ("Online", EventStatus.HELD, 0.5),
    (6, "Workshop: a plan that members voted for", EventKind.WORKSHOP, (T.STRATEGIC_PLANNING,), 180, 8)
    + ("Workforce board, training room", EventStatus.OPEN, 0.8),
    (
        34,
        "Summit of sector partnerships: employers speak",
        EventKind.SUMMIT,
        (T.EMPLOYER_DRIVEN, T.EVALUATION),
        420,
        200,
    )
    + ("State Library, Forum Auditorium", EventStatus.OPEN, 0.7),
    (75, "Webinar: three figures that members believe", EventKind.WEBINAR, (T.EVALUATION,), 60, None)
    + ("Online", EventStatus.DRAFT, 0.0),
)
"""Days from now, title, kind, topics, minutes, seats, place, status, share of conveners who register."""
TEXT = (
    "For conveners and the members of their partnerships. Bring a question that your table could not answer; half of the"
    " time is for those."
)
GUESTS = (
    ("Harriet Lindgren", "Chamber of commerce"),
    ("Osei Mensah", "Plumbers and pipefitters, local union"),
    ("Claudia Ferrante", "Office of a state senator"),
)


def make_events(world: World) -> None:
    """Events with registrations; of those that were held most who registered came."""
    rng = random.Random(f"{SEED}-{world.state.code}-events")
    events = keep([_event(world, *row) for row in YEAR])
    rows: list[Registration] = []
    for event, row in zip(events, YEAR, strict=True):
        if event.status != EventStatus.DRAFT:
            rows += _registrations(world, rng, event, row[8])
    keep(rows)
    _make_material(world, events[0])


def _event(
    world: World,
    days: int,
    title: str,
    kind: EventKind,
    topics: tuple[T, ...],
    minutes: int,
    seats: int | None,
    place: str,
    status: EventStatus,
    share: float,
) -> Event:
    day = world.business_day((world.now + dt.timedelta(days=days)).date())
    starts = world.at(day, 9 if minutes > 100 else 13)
    is_online = place == "Online"
    return Event(
        title=title,
        kind=kind,
        status=status,
        topics=list(topics),
        starts_at=starts,
        ends_at=starts + dt.timedelta(minutes=minutes),
        place="" if is_online else place,
        link=f"https://meet.{world.state.code}.example/{kind}" if is_online else "",
        capacity=seats,
        description=TEXT,
        made_by=world.officer(0),
        made_at=min(world.now, starts) - dt.timedelta(days=60),
    )


def _registrations(world: World, rng: random.Random, event: Event, share: float) -> list[Registration]:
    """Conveners' people first, then guests; whoever comes after the last seat waits."""
    going: list[tuple[str, str, Member | None, Organization | None, str]] = []
    for number, organization in enumerate(world.conveners):
        if number < 1 or rng.random() < share:  # the first convener of the sign-in page never misses one
            person = world.convener_of(organization)
            going.append((person.name, person.email, person, organization, organization.legal_name))
    for number, (guest, where) in enumerate(GUESTS[: 3 if event.kind == EventKind.SUMMIT else 1]):
        going.append((guest, f"guest{number}@{world.state.code}.example", None, None, where))
    rows = []
    for place, (name, email, who, convener, affiliation) in enumerate(going):
        made = event.made_at + dt.timedelta(days=2, hours=place)
        seated = event.capacity is None or place < event.capacity
        row = Registration(
            event=event,
            member=who,
            organization=convener,
            name=name,
            email=email.lower(),
            affiliation=affiliation,
            status=RegistrationStatus.REGISTERED if seated else RegistrationStatus.WAITING,
            made_at=made,
            seated_at=made if seated else None,
        )
        if seated and event.status == EventStatus.HELD and (place < 1 or rng.random() < 0.85):
            row.attended_at = event.starts_at + dt.timedelta(minutes=rng.randint(-15, 12))
            row.checked_by = rng.choice((CheckedBy.CODE, CheckedBy.CODE, CheckedBy.LIST))
            row.checked_in_by = world.people["provider"]
        rows.append(row)
    return rows


def _make_material(world: World, event: Event) -> None:
    content = f"{event.title}\n\nWho spoke, what was agreed, and what each table took home.\n".encode()
    stored = files.store(content, name="Summit notes.txt", purpose=MATERIAL, by=world.officer(0))
    keep([EventFile(event=event, file=stored, title="Notes of the day", made_by=world.officer(0))])
