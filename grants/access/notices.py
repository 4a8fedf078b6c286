"""Fetching what a published round says: subscriptions by their token, questions by their round."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404

from core import links
from grants.choices import RoundStatus
from grants.models import Round, RoundQuestion, Subscriber
from grants.models.notices import NEWS


def get_round_of_news(slug: str) -> Round:
    """The round whose messages somebody ends: one that was cancelled too, since its messages were sent."""
    return get_object_or_404(Round.objects.exclude(status=RoundStatus.DRAFT), slug=slug)


def get_subscriber(round: Round, token: str) -> Subscriber:
    """The subscription that a token confirms or ends. 404 for any other token, with the same words for all."""
    link = links.find(token, NEWS)
    if link is None:
        raise Http404
    return get_object_or_404(Subscriber, pk=link.subject.get("subscriber", 0), round=round)


def get_open_questions(round: Round, keys: list[int]) -> list[RoundQuestion]:
    """Those of the round's questions that wait for an answer."""
    return list(RoundQuestion.objects.filter(round=round, pk__in=keys, published_at__isnull=True, refusal=""))
