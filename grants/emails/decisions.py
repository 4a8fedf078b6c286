"""What approvers, officers and applicants are told about decisions and awards. One function a message."""

from __future__ import annotations

from collections.abc import Iterable

from core import mail
from core.models import Member
from grants.models import Award, Letter, Slate, WaitingOffer


def slate_recommended(slate: Slate, approvers: Iterable[Member]) -> None:
    """To those who may approve: a slate waits for a second person."""
    for approver in approvers:
        context = {"slate": slate, "approver": approver}
        mail.send("slate_recommended", to=approver.email, context=context, key=f"{slate.pk}-{slate.recommended_at}")


def slate_sent_back(slate: Slate, reason: str, recommender: Member) -> None:
    """To whoever recommended it: what to change."""
    context = {"slate": slate, "reason": reason}
    mail.send("slate_sent_back", to=recommender.email, context=context, key=f"{slate.pk}-{reason}")


def offer_proposed(offer: WaitingOffer, approvers: Iterable[Member]) -> None:
    """To those who may approve: an offer from the waiting list waits for them."""
    for approver in approvers:
        context = {"offer": offer, "approver": approver}
        mail.send("offer_proposed", to=approver.email, context=context, key=f"offer-{offer.pk}")


def letter_ready(letter: Letter, to: Member) -> None:
    """To the applicant: the decision is there; sign in to read the letter and, for an award, to answer it."""
    context = {"letter": letter, "facts": letter.facts, "person": to}
    mail.send("decision_letter", to=to.email, context=context, key=f"letter-{letter.pk}")


def award_answered(award: Award, to: Member, *, accepted: bool, reason: str = "") -> None:
    """To the officer: the award was accepted or refused."""
    context = {"award": award, "accepted": accepted, "reason": reason}
    mail.send("award_answered", to=to.email, context=context, key=f"award-{award.pk}-{to.pk}")
