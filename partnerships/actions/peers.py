"""Exchange between peers: one partnership offers or asks, another answers, both write what they learned."""

from __future__ import annotations

from django.db import transaction

from core.audit import record
from core.models import Member
from core.moves import ClockNow, MoveRefused, make_move
from partnerships.emails import support as emails
from partnerships.models import Partnership, PeerExchange
from partnerships.rules.support import EXCHANGES


@transaction.atomic
def put_up(partnership: Partnership, side: str, topic: str, words: str, *, by: Member) -> PeerExchange:
    """What a partnership offers its peers, or asks of them."""
    made = PeerExchange.objects.create(partnership=partnership, side=side, topic=topic, words=words.strip(), made_by=by)
    record("peerexchange.put_up", made, by=by, side=side, topic=topic)
    return made


@transaction.atomic
def join(exchange: PeerExchange, peer: Partnership, *, by: Member) -> PeerExchange:
    """Another partnership answers; the people of both get each other's addresses."""
    if peer.pk == exchange.partnership_id:
        raise MoveRefused("It takes two: choose another partnership than the one that put it up.")
    done: PeerExchange = make_move(
        exchange, EXCHANGES, "join", by=by, details={"peer": peer.name}, peer=peer, matched_by=by, matched_at=ClockNow()
    )
    emails.joined(done)
    return done


@transaction.atomic
def finish(exchange: PeerExchange, notes: str, *, by: Member) -> PeerExchange:
    """Either of the two writes what they learned, and it is done."""
    done: PeerExchange = make_move(exchange, EXCHANGES, "finish", by=by, notes=notes.strip(), ended_at=ClockNow())
    return done


@transaction.atomic
def withdraw(exchange: PeerExchange, *, by: Member) -> PeerExchange:
    """Take it back."""
    done: PeerExchange = make_move(exchange, EXCHANGES, "withdraw", by=by, ended_at=ClockNow())
    return done
