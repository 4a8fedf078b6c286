"""Asking others for letters, and what comes back through the link: a signature by typed name, or a refusal."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import files, jobs, links
from core.audit import record
from core.models import Member, State
from core.moves import ClockNow, MoveRefused, make_move
from grants.access.letters_asked import LETTER_SCAN, PURPOSE
from grants.actions.conflicts import scan_roster
from grants.choices import LetterAskedStatus, LettersRule
from grants.emails import letters_asked as emails
from grants.models import Application, LetterRequest
from grants.readmodels.receipt import instant
from grants.rules.letters_asked import MOVES
from grants.tasks.signed_letters import DRAW_SIGNED
from questions.readmodels import sha256_of

COPY_FOR = dt.timedelta(days=365)
MOST = 60
"""How many letters one application may ask for."""


class Offer(NamedTuple):
    """What the letter offers: people, dollars an hour, hours, dollars in cash and in equipment, and its words.

    `resolved_on`: the day of a board's resolution.
    """

    seats: int | None = None
    wage_floor: Decimal | None = None
    hours: int | None = None
    cash: Decimal = Decimal(0)
    equipment: Decimal = Decimal(0)
    text: str = ""
    resolved_on: dt.date | None = None


def due_of(application: Application) -> dt.datetime:
    """Until when a letter counts: the round's own instant for letters where they may follow, else its closing."""
    round = application.round
    if round.letters_rule == LettersRule.AFTER and round.letters_due_at:
        return round.letters_due_at
    return round.closes_at


@transaction.atomic
def ask_for_letter(
    application: Application, kind: str, *, organization: str, person: str, email: str, message: str = "", by: Member
) -> LetterRequest:
    """Send the link that the letter is signed through. Raises MoveRefused when it would come too late."""
    due = due_of(application)
    if due <= timezone.now():
        raise MoveRefused("Letters are no longer taken for this application.")
    if application.letters_asked.count() >= MOST:
        raise MoveRefused(f"An application can ask for {MOST} letters. Withdraw one that is no longer needed.")
    made = LetterRequest.objects.create(
        application=application,
        kind=kind,
        organization=organization.strip(),
        person=person.strip(),
        email=email.strip().lower(),
        message=message.strip(),
        due_at=due,
        requested_by=by,
    )
    record("letter.request", made, by=by, application=application.number, kind=kind)
    emails.letter_asked(made, token_for(made))
    scan_roster(application, by=by)
    return made


def token_for(letter: LetterRequest) -> str:
    """A fresh link; earlier ones go on until they end."""
    _, token = links.issue(PURPOSE, {"letter": letter.pk}, expires_at=letter.due_at, audience=letter.email)
    return token


@transaction.atomic
def sign_letter(
    letter: LetterRequest, offer: Offer, *, name: str, title: str, scan: UploadedFile | None = None
) -> LetterRequest:
    """Sign by typed name, or by a scan of the letter signed on paper; once, while it is due.

    What was signed is frozen under its hash, and drawn as a PDF. Whoever asked is told, and the signer gets a copy.
    Raises core.files.FileRefused for a scan that cannot be taken.
    """
    if not name.strip():
        raise MoveRefused("Type your full name to sign.")
    kept = files.store_upload(scan, purpose=LETTER_SCAN) if scan is not None else None
    signed: LetterRequest = make_move(
        letter,
        MOVES,
        "sign",
        by=None,
        actor=f"{name.strip()}, {letter.organization}",
        only_if=Q(due_at__gt=ClockNow()),
        refused="This letter is no longer due. Write to whoever asked you for it.",
        signed_name=name.strip()[:120],
        signed_title=title.strip()[:120],
        decided_at=ClockNow(),
        scan=kept,
        **offer._asdict(),
    )
    signed.facts = facts_of(signed)
    signed.facts_sha256 = sha256_of(signed.facts)
    signed.save(update_fields=["facts", "facts_sha256"])
    jobs.enqueue(DRAW_SIGNED, letter_id=signed.pk)
    emails.letter_answered(signed)
    emails.letter_copy(signed, copy_token(signed))
    return signed


def copy_token(letter: LetterRequest) -> str:
    """A link for the signer under which the copy stays for a year."""
    until = timezone.now() + COPY_FOR
    _, token = links.issue(PURPOSE, {"letter": letter.pk}, expires_at=until, audience=letter.email)
    return token


def facts_of(letter: LetterRequest) -> dict[str, Any]:
    """What was signed, as plain JSON: what the letter's hash is the hash of."""
    state, application = State.objects.get(pk=letter.state_id), letter.application
    assert letter.decided_at is not None
    names = ("organization", "seats", "hours", "text", "signed_name", "signed_title")
    amounts = {name: str(getattr(letter, name) or "") for name in ("wage_floor", "cash", "equipment")}
    scan = letter.scan
    return (
        {name: getattr(letter, name) for name in names}
        | amounts
        | {
            "version": 1,
            "state": state.name,
            "agency": state.word("agency"),
            "kind": letter.get_kind_display(),
            "round": application.round.name,
            "number": application.number,
            "title": application.title,
            "applicant": application.organization.legal_name,
            "resolved_on": letter.resolved_on.isoformat() if letter.resolved_on else "",
            "signed_at": instant(letter.decided_at, state.zone),
            "scan": {"name": scan.name, "size": scan.size, "sha256": scan.sha256} if scan else None,
        }
    )


@transaction.atomic
def decline_letter(letter: LetterRequest, *, reason: str) -> LetterRequest:
    """Decline, with a reason that whoever asked reads."""
    declined: LetterRequest = make_move(
        letter,
        MOVES,
        "decline",
        by=None,
        actor=f"{letter.person}, {letter.organization}",
        reason=reason,
        refusal=reason.strip(),
        decided_at=ClockNow(),
    )
    emails.letter_answered(declined)
    return declined


@transaction.atomic
def withdraw_letter(letter: LetterRequest, *, by: Member) -> LetterRequest:
    """No longer ask for it: the link shows that it is not needed."""
    withdrawn: LetterRequest = make_move(letter, MOVES, "withdraw", by=by)
    scan_roster(withdrawn.application, by=by)
    return withdrawn


@transaction.atomic
def remind(letter: LetterRequest) -> None:
    """Send the link once more, by the clock, a week and two days before it is due."""
    if letter.status == LetterAskedStatus.REQUESTED:
        emails.letter_asked(letter, token_for(letter), days=(letter.due_at - timezone.now()).days)
