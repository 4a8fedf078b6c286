"""What those who are asked for a letter, and those who asked, are told."""

from __future__ import annotations

from core import mail
from grants.models import LetterRequest


def letter_asked(letter: LetterRequest, token: str, *, days: int | None = None) -> None:
    """To whom is asked: what for, until when, and the link. `days` marks a reminder: one for each number of days."""
    context = {"letter": letter, "application": letter.application, "token": token, "days": days}
    key = f"letter-{letter.pk}" + ("" if days is None else f"-reminder-{days}")
    mail.send("letter_asked", to=letter.email, context=context, key=key)


def letter_answered(letter: LetterRequest) -> None:
    """To whoever asked: signed, or declined and why."""
    context = {"letter": letter, "application": letter.application, "person": letter.requested_by}
    key = f"letter-{letter.status}-{letter.pk}"
    mail.send("letter_answered", to=letter.requested_by.email, context=context, key=key)


def letter_copy(letter: LetterRequest, token: str) -> None:
    """To the signer: what was signed, and the link to the PDF of it."""
    context = {"letter": letter, "application": letter.application, "token": token}
    mail.send("letter_copy", to=letter.email, context=context, key=f"letter-copy-{letter.pk}")
