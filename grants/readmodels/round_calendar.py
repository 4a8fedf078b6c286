"""The instants of a round as a calendar file (RFC 5545), with stable identities that rise with each addendum."""

from __future__ import annotations

from grants.models import Round
from partnerships.readmodels.calendar_file import Entry, calendar_file

NAMES = {
    "opens_at": "{} opens for applications",
    "questions_due_at": "Last instant for questions about {}",
    "closes_at": "{} closes",
}


def calendar_of(round: Round, host: str, url: str) -> bytes:
    """One entry for each instant; its number rises with each addendum."""
    sequence, made_at = round.addenda.count(), round.created_at
    instants = [(name, words.format(round.name), getattr(round, name)) for name, words in NAMES.items()]
    return calendar_file(
        "Grant rounds",
        [
            Entry(f"round-{round.pk}-{name}@{host}", made_at, words, at, at, url, {"sequence": sequence})
            for name, words, at in instants
            if at is not None
        ],
    )
