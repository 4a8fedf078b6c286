"""What applicants are told about the last day of an offer. One function a message."""

from __future__ import annotations

from django.utils import timezone

from core import mail
from core.models import Member
from grants.access.reports import preparers_of
from grants.choices.awarding import Turn
from grants.models import Award

TO_DO = {
    Turn.ACCEPT: "accept or refuse it",
    Turn.REVISE: "revise the budget and the work plan, and send them",
    Turn.SIGN: "sign its agreement",
}


def offer_reminder(award: Award, turn: Turn, days: int, signer: Member | None) -> None:
    """To the applicant's people, or to whoever signs: how many days are left, and for what."""
    left = (award.answer_by - timezone.localdate()).days if award.answer_by else days
    key = f"offer-{award.pk}-{award.answer_by}-reminder-{days}"
    for person in [signer] if signer else _people(award):
        _send(award, "reminder", person, key, turn=turn, left=left)


def offer_extended(award: Award, turn: Turn, reason: str) -> None:
    """To the applicant's people: until when they have now, and why."""
    for person in _people(award):
        _send(award, "extended", person, f"offer-{award.pk}-{award.answer_by}-extended", turn=turn, reason=reason)


def offer_lapsed(award: Award, reason: str, signer: Member | None) -> None:
    """To the applicant's people, and whoever was to sign: the offer is taken back, and why."""
    people = {person.pk: person for person in [*_people(award), *([signer] if signer else [])]}
    for person in people.values():
        _send(award, "lapsed", person, f"offer-{award.pk}-lapsed", reason=reason)


def _people(award: Award) -> list[Member]:
    """The convener's people, and whoever sent the application, each once."""
    sender = award.application.submitted_by
    found = {person.pk: person for person in [*preparers_of(award), *([sender] if sender else [])]}
    return list(found.values())


def _send(
    award: Award, deed: str, person: Member, key: str, *, turn: Turn | None = None, reason: str = "", left: int = 0
) -> None:
    todo = TO_DO.get(turn, "") if turn else ""
    context = {"award": award, "deed": deed, "person": person, "todo": todo, "reason": reason, "left": left}
    mail.send("award_offer", to=person.email, context=context, key=f"{key}-{person.pk}")
