"""What happened to an application, in its applicant's words. What is internal, or not decided yet, is left out."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import CharField, Q
from django.db.models.functions import Cast

from core.models import AuditEvent
from grants.models import Application, Waiver
from grants.readmodels.receipt import instant

WORDS = {
    "application.start": "started the application",
    "application.submit": "submitted it; receipt {receipt}",
    "application.resubmit": "submitted the corrections; receipt {receipt}",
    "application.return": "sent it back for correction, due {due_at}",
    "application.end_return": "went on with it as it was first sent",
    "application.resubmit_in_review": "submitted the corrections; receipt {receipt}",
    "application.end_return_in_review": "went on with it as it was first sent",
    "application.find_eligible": "found it eligible",
    "application.find_ineligible": "found it not eligible",
    "application.send_to_review": "sent it to review",
    "application.waitlist": "put it on the waiting list",
    "application.decline": "decided not to fund it",
    "application.offer": "offered an award",
    "application.accept_award": "accepted the award",
    "application.refuse_award": "refused the award",
    "application.lapse_award": "took the offer back, which was not answered",
    "application.withdraw": "withdrew it",
    "application.reinstate": "reinstated it",
    "application.start_again": "started again from it, as {number}",
    "application.take_up": "took the draft up again",
    "waiver.request": "asked for a waiver of the {kind}",
    "waiver.approve": "approved waiver {number}",
    "waiver.deny": "denied waiver {number}",
    "waiver.revoke": "took waiver {number} back",
    "waiver.withdraw": "took the request for waiver {number} back",
    "waiver.use": "used waiver {number}",
    "waiver.expire": "ended waiver {number}, which was not used",
}
TOLD_WHY = frozenset(
    {
        "application.start",
        "application.return",
        "application.end_return",
        "application.end_return_in_review",
        "application.find_ineligible",
        "application.refuse_award",
        "application.lapse_award",
        "application.withdraw",
        "application.reinstate",
        "waiver.request",
        "waiver.approve",
        "waiver.deny",
        "waiver.revoke",
    }
)
"""Deeds whose reason was written for the applicant, or by her. That of any other is for the file: a letter says what she is
told of a decision."""


class Step(NamedTuple):
    """One thing that happened, as components/feed.html reads it."""

    at: dt.datetime
    who: str
    what: str


def timeline_of(application: Application) -> list[Step]:
    """Everything that its applicant may read, latest first, with the reasons. Two queries."""
    waivers = Waiver.objects.filter(round_id=application.round_id, organization_id=application.organization_id)
    numbers = {str(one.pk): one for one in waivers}
    keys = waivers.order_by().values(key=Cast("pk", CharField()))
    about = Q(target_type="grants.application", target_id=str(application.pk)) | Q(
        target_type="grants.waiver", target_id__in=keys
    )
    events = AuditEvent.objects.filter(about, deed__in=WORDS).order_by("-seq")
    return [_step(event, numbers) for event in events]


def _step(event: AuditEvent, waivers: dict[str, Waiver]) -> Step:
    details: dict[str, Any] = event.details
    waiver = waivers.get(event.target_id) if event.target_type == "grants.waiver" else None
    given = {
        "receipt": details.get("receipt", ""),
        "due_at": _said(details.get("due_at")),
        "kind": waiver.get_kind_display().lower() if waiver else "",
        "number": waiver.number if waiver else details.get("number", ""),
    }
    what = WORDS[event.deed].format(**given)
    reason = str(details.get("reason") or "").strip() if event.deed in TOLD_WHY else ""
    return Step(event.at, event.actor, f"{what}: {reason}" if reason else what)


def _said(text: Any) -> str:
    return instant(dt.datetime.fromisoformat(text)) if isinstance(text, str) and text else ""
