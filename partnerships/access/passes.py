"""How somebody shows that a registration is hers: the signed token in a QR code, and a guest's link by e-mail.

The token in the code is signed for one state and holds the registration's number alone; it opens nothing but the page on
which staff check somebody in. A guest's link is one of `core.links`: of it only the hash is kept.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.core import signing
from django.http import Http404

from core import links
from core.isolation import current_state_id
from partnerships.choices.support import RegistrationStatus
from partnerships.models import Event, Registration

GUEST = "event-guest"
"""The purpose of the links that guests get."""
AFTER = dt.timedelta(days=30)
"""How long after an event a guest's link opens her page, for the materials."""


def _salt() -> str:
    return f"event-check-in-{current_state_id()}"


def code_of(registration: Registration) -> str:
    """The token in the QR code of a registration."""
    return signing.dumps(registration.pk, salt=_salt())


def registration_of(code: str) -> Registration:
    """The registration that a code names in this state; 404 for every bad code alike."""
    try:
        pk = signing.loads(code, salt=_salt())
    except signing.BadSignature:
        raise Http404 from None
    found = Registration.objects.select_related("event", "organization").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


class Pass(NamedTuple):
    """What a guest's link opens: an event, who she is, and her registration once there is one."""

    event: Event
    name: str
    email: str
    affiliation: str
    registration: Registration | None


def issue_pass(event: Event, *, name: str, email: str, affiliation: str) -> str:
    """A new link for a guest; its token."""
    subject: dict[str, Any] = {"event": event.pk, "name": name, "email": email, "affiliation": affiliation}
    return links.issue(GUEST, subject, expires_at=event.ends_at + AFTER, audience=email)[1]


def find_pass(token: str) -> Pass:
    """What a guest's link opens; 404 for every bad link alike. Opening changes nothing."""
    link = links.find(token, GUEST)
    event = Event.objects.announced().filter(pk=link.subject.get("event")).first() if link else None
    if link is None or event is None:
        raise Http404
    given = link.subject
    rows = Registration.objects.filter(event=event, email=given["email"])
    found = rows.exclude(status=RegistrationStatus.CANCELED).select_related("event").first()
    return Pass(event, given["name"], given["email"], given["affiliation"], found)
