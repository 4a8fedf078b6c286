"""What those who applied, subscribed or asked are told about a round's notice."""

from __future__ import annotations

import hashlib

from django.urls import reverse

from core import mail
from grants.models import Addendum, RoundQuestion, Subscriber


def addendum(made: Addendum, to: str, *, stop: str = "") -> None:
    """To one address: what was added, and for a subscriber the link that ends the messages."""
    context = {"addendum": made, "round": made.round, "stop": stop}
    end = reverse("round-unsubscribe", args=[made.round.slug, stop]) if stop else ""
    mail.send("round_addendum", to=to, context=context, key=f"addendum-{made.pk}-{short(to)}", unsubscribe=end)


def confirm_subscription(subscriber: Subscriber, token: str) -> None:
    """To the address itself: nothing more comes unless the link is followed and the button pressed."""
    context = {"round": subscriber.round, "token": token}
    key = f"subscribe-{subscriber.pk}-{subscriber.asked_at:%Y%m%d%H%M%S}"
    mail.send("round_subscribe", to=subscriber.email, context=context, key=key)


def question_refused(question: RoundQuestion) -> None:
    """To whoever asked, where we know an address: why the question is not published."""
    to = question.email or (question.asked_by.email if question.asked_by else "")
    if to:
        context = {"question": question, "round": question.round}
        mail.send("question_refused", to=to, context=context, key=f"question-refused-{question.pk}")


def short(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:12]
