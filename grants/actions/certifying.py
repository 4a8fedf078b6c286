"""Asking somebody to certify a draft, and the refusal. Certifying itself is part of the submission."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from core.audit import record
from core.models import Member
from core.moves import ClockNow, MoveRefused, make_move
from grants.access.teams import certifiers_of
from grants.choices import CertificationStatus
from grants.emails import teams as emails
from grants.models import Application, CertificationRequest
from grants.readmodels.team import certifying_of
from grants.rules.teams import CERTIFICATION_MOVES


@transaction.atomic
def ask_to_certify(application: Application, certifier: Member, *, note: str = "", by: Member) -> CertificationRequest:
    """Send it to somebody who may certify it. A request that waits is replaced; the draft stays a draft.

    Raises MoveRefused for somebody who may not certify what she prepared, while others can.
    """
    rows = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("organization", "round")
    held = rows.get(pk=application.pk)
    if not held.is_writable:
        raise MoveRefused(f"{held.number} was sent or withdrawn, so there is nothing to certify.")
    if certifier.pk not in certifiers_of(held):
        raise MoveRefused(f"{certifier.name} may not certify this application.")
    found = certifying_of(held, certifier)
    if not found.allowed:
        raise MoveRefused(f"{certifier.name} helped to prepare it. Ask {' or '.join(found.others)}, who did not.")
    for old in CertificationRequest.objects.filter(application=held, status=CertificationStatus.WAITING):
        make_move(old, CERTIFICATION_MOVES, "withdraw", by=by, decided_at=ClockNow())
    asked = CertificationRequest.objects.create(application=held, certifier=certifier, note=note.strip(), asked_by=by)
    record("certificationrequest.ask", asked, by=by, application=held.number, certifier=certifier.name)
    emails.certification_asked(asked)
    return asked


@transaction.atomic
def decline_to_certify(asked: CertificationRequest, *, reason: str, by: Member) -> CertificationRequest:
    """The certifier says no, and why. Who asked is told; the draft is what it was, and so is its deadline."""
    made: CertificationRequest = make_move(
        asked,
        CERTIFICATION_MOVES,
        "decline",
        by=by,
        reason=reason.strip(),
        refusal=reason.strip(),
        only_if=Q(certifier=by),
        refused="Only whoever was asked can decline.",
        decided_at=ClockNow(),
    )
    emails.certification_declined(made)
    return made


@transaction.atomic
def withdraw_request(asked: CertificationRequest, *, by: Member) -> CertificationRequest:
    """No longer ask for it."""
    made: CertificationRequest = make_move(asked, CERTIFICATION_MOVES, "withdraw", by=by, decided_at=ClockNow())
    return made


def settle_request(application: Application, *, by: Member) -> None:
    """The application was certified and sent, by whoever it was: the request that waited is over."""
    for asked in CertificationRequest.objects.filter(application=application, status=CertificationStatus.WAITING):
        name = "certify" if asked.certifier_id == by.pk else "withdraw"
        make_move(asked, CERTIFICATION_MOVES, name, by=by, decided_at=ClockNow())
