"""What is told about requests for assistance and exchanges between peers. One function a message."""

from __future__ import annotations

from core import mail
from core.models import Member
from partnerships.access.people import convener_people, officers
from partnerships.models import AssistanceRequest, AssistanceWord, Partnership, PeerExchange


def asked(request: AssistanceRequest) -> None:
    """To those who assign: a convener asks for help."""
    for person in officers():
        _send("assistance_asked", request, person, "asked")


def assigned(request: AssistanceRequest) -> None:
    """To whoever gives it, and to whoever asked."""
    key = f"assigned-{request.provider_id}-{request.assigned_at:%Y%m%d%H%M%S}"
    if request.provider is not None:
        _send("assistance_given_to_you", request, request.provider, key)
    _send("assistance_assigned", request, request.asked_by, key)


def done(request: AssistanceRequest) -> None:
    """To whoever asked: it is done; how useful was it?"""
    _send("assistance_done", request, request.asked_by, "done")


def declined(request: AssistanceRequest) -> None:
    """To whoever asked: the state does not give it, and why."""
    _send("assistance_ended", request, request.asked_by, "declined")


def withdrawn(request: AssistanceRequest) -> None:
    """To whoever gives it: the convener needs it no more, and why."""
    if request.provider is not None:
        _send("assistance_ended", request, request.provider, "withdrawn")


def said(word: AssistanceWord) -> None:
    """To the others in the talk."""
    request = word.request
    others = {one.pk: one for one in (request.asked_by, request.provider, request.assigned_by) if one is not None}
    others.pop(word.by_id, None)
    for person in others.values():
        context = {"request": request, "word": word, "person": person}
        mail.send("assistance_word", to=person.email, context=context, key=f"word-{word.pk}-{person.pk}")


def joined(exchange: PeerExchange) -> None:
    """To the people of both partnerships: who is matched with whom."""
    assert exchange.peer is not None
    _both(exchange, exchange.partnership, exchange.peer)
    _both(exchange, exchange.peer, exchange.partnership)


def _both(exchange: PeerExchange, own: Partnership, other: Partnership) -> None:
    for person in convener_people(own):
        context = {"exchange": exchange, "other": other, "others": convener_people(other), "person": person}
        mail.send("exchange_matched", to=person.email, context=context, key=f"exchange-{exchange.pk}-{person.pk}")


def _send(template: str, request: AssistanceRequest, person: Member, deed: str) -> None:
    context = {"request": request, "person": person}
    mail.send(template, to=person.email, context=context, key=f"assistance-{request.pk}-{deed}-{person.pk}")
