"""A published round: addenda that extend and never shorten, questions answered in batches, confirmed subscriptions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from core import links
from core.audit import record
from core.models import Member, State
from core.moves import MoveRefused
from grants.actions.round_versions import freeze_notice, keep_first
from grants.choices import RoundStatus
from grants.emails import notices as emails
from grants.models import Addendum, Application, Round, RoundQuestion, Subscriber
from grants.models.notices import NEWS
from grants.readmodels.receipt import instant

CONFIRM_WITHIN, NEWS_FOR, AGAIN_AFTER = dt.timedelta(days=7), dt.timedelta(days=400), dt.timedelta(minutes=10)
TERMS = {"closes_at": "Closes", "questions_due_at": "Questions until"}


class Answered(NamedTuple):
    """A question as it is published, and its answer."""

    question: RoundQuestion
    shown: str
    answer: str


@transaction.atomic
def amend_round(
    round: Round,
    *,
    text: str,
    by: Member,
    closes_at: dt.datetime | None = None,
    questions_due_at: dt.datetime | None = None,
) -> Addendum:
    """Add to a published notice. A date may come later, never earlier, and the closing only before it has passed.

    Everybody who started an application or subscribed is told, once.
    """
    held = Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if held.status != RoundStatus.OPEN:
        raise MoveRefused(
            f"{held.name} is {held.get_status_display().lower()}. Only the notice of an open round is added to."
        )
    if not text.strip():
        raise MoveRefused("Say what is added, or why a date moves. Everybody reads it.")
    zone = State.objects.get(pk=held.state_id).zone
    keep_first(held, by=by)
    changes = []
    for term, after in (("closes_at", closes_at), ("questions_due_at", questions_due_at)):
        before = getattr(held, term)
        if after is None or after == before:
            continue
        _only_later(term, before, after, held)
        changes.append(
            {
                "term": term,
                "label": TERMS[term],
                "before": instant(before, zone) if before else "",
                "after": instant(after, zone),
            }
        )
        setattr(held, term, after)
    held.save(update_fields=["closes_at", "questions_due_at"])
    return publish(held, text.strip(), changes, by)


def _only_later(term: str, before: dt.datetime | None, after: dt.datetime, round: Round) -> None:
    now = timezone.now()
    if after <= now:
        raise MoveRefused(f"“{TERMS[term]}” would lie in the past. Give an instant that lies ahead.")
    if before is not None and after < before:
        raise MoveRefused(
            f"“{TERMS[term]}” can be moved to a later instant, never to an earlier one: people plan by it."
        )
    if term == "closes_at":
        if before is not None and before <= now:
            raise MoveRefused("The round has closed. A waiver opens it for one applicant; for all it stays closed.")
        if round.review_due_at and after >= round.review_due_at:
            raise MoveRefused("Reviews would be due before the round closes. Choose an earlier closing.")
    if term == "questions_due_at" and after > round.closes_at:
        raise MoveRefused("Questions would be taken after the round closes. Choose an earlier instant.")


def publish(
    round: Round, text: str, changes: list[dict[str, Any]], by: Member, *, told: Collection[str] = ()
) -> Addendum:
    """Add to the notice, and tell everybody who started an application or subscribed; `told` are told otherwise."""
    number = round.addenda.count() + 1
    made = Addendum.objects.create(round=round, number=number, text=text, changes=changes, by=by)
    record("round.addendum", round, by=by, number=number, changes=changes)
    starters = {
        starter.started_by.email
        for starter in Application.objects.filter(round=round).select_related("started_by__user")
    }
    freeze_notice(round, addendum=made, by=by)
    for email in sorted(starters - set(told)):
        emails.addendum(made, email)
    for subscriber in round.subscribers.filter(confirmed_at__isnull=False, ended_at__isnull=True).exclude(
        email__in=starters
    ):
        emails.addendum(made, subscriber.email, stop=news_link(subscriber, NEWS_FOR))
    return made


def news_link(subscriber: Subscriber, lasts: dt.timedelta) -> str:
    """A token that confirms or ends this subscription."""
    _, token = links.issue(
        NEWS, {"subscriber": subscriber.pk}, expires_at=timezone.now() + lasts, audience=subscriber.email
    )
    return token


# Questions


@transaction.atomic
def ask_question(round: Round, text: str, *, email: str = "", by: Member | None = None) -> RoundQuestion:
    """Ask about a round, until its questions are due. Who asks stays hidden."""
    until = round.questions_due_at or round.closes_at
    if round.status != RoundStatus.OPEN or until <= timezone.now():
        raise MoveRefused("Questions are no longer taken for this round. The answers stand in the notice.")
    if not text.strip():
        raise MoveRefused("Write your question.")
    asked = RoundQuestion.objects.create(
        round=round, text=text.strip()[:2000], email=email.strip().lower(), asked_by=by
    )
    record("round.question", round, by=by, actor="" if by else "Somebody", question=asked.pk)
    return asked


@transaction.atomic
def publish_answers(round: Round, answered: Sequence[Answered], *, by: Member) -> Addendum:
    """Publish answers in one batch: one addendum, one message to everybody who wants to hear."""
    ready = [one for one in answered if one.answer.strip()]
    if not ready:
        raise MoveRefused("Write at least one answer before you publish.")
    keep_first(round, by=by)
    for one in ready:
        held = RoundQuestion.objects.select_for_update(no_key=True).get(pk=one.question.pk, round=round)
        if not held.is_open:
            raise MoveRefused("One of these questions was dealt with already. Open the page again.")
        held.shown, held.answer = one.shown.strip() or held.text, one.answer.strip()
        held.answered_by, held.published_at = by, timezone.now()
        held.save()
    many = "One question is" if len(ready) == 1 else f"{len(ready)} questions are"
    return publish(round, f"{many} answered.", [], by)


@transaction.atomic
def refuse_question(question: RoundQuestion, *, reason: str, by: Member) -> RoundQuestion:
    """Leave a question unpublished; whoever asked reads why."""
    held = RoundQuestion.objects.select_for_update(no_key=True).get(pk=question.pk)
    if not held.is_open:
        raise MoveRefused("This question was dealt with already.")
    if not reason.strip():
        raise MoveRefused("Say why it is not published. Whoever asked reads it.")
    held.refusal, held.answered_by = reason.strip(), by
    held.save(update_fields=["refusal", "answered_by"])
    record("round.refuse_question", held.round, by=by, question=held.pk, reason=reason)
    emails.question_refused(held)
    return held


# Subscriptions


@transaction.atomic
def subscribe(round: Round, email: str) -> None:
    """Send a link that confirms the subscription. Says the same whether the address is known or not."""
    address, now = email.strip().lower(), timezone.now()
    held, is_new = Subscriber.objects.select_for_update(no_key=True).get_or_create(round=round, email=address)
    asked_lately = not is_new and now - held.asked_at < AGAIN_AFTER
    if (held.confirmed_at and not held.ended_at) or asked_lately:
        return
    held.asked_at = now
    held.save(update_fields=["asked_at"])
    emails.confirm_subscription(held, news_link(held, CONFIRM_WITHIN))


@transaction.atomic
def confirm(subscriber: Subscriber) -> None:
    Subscriber.objects.filter(pk=subscriber.pk).update(confirmed_at=timezone.now(), ended_at=None)


@transaction.atomic
def unsubscribe(subscriber: Subscriber) -> None:
    Subscriber.objects.filter(pk=subscriber.pk, ended_at__isnull=True).update(ended_at=timezone.now())
