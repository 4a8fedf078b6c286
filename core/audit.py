"""Write and check the audit trail.

Every action writes one line in its own transaction. Who is acting comes from the caller; the request's number and address
from the middleware, through a context variable, so that no action has to see the request.
"""

from __future__ import annotations

import json
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from core.isolation import current_state_id
from core.models.people import Member


class Origin(NamedTuple):
    """Where a deed came from."""

    request_id: str = ""
    address: str = ""


origin: ContextVar[Origin] = ContextVar("audit_origin", default=Origin())

# The trigger `core_audit_chain` numbers, stamps and chains the line (migration 0002).
INSERT = """
INSERT INTO core_auditevent (state_id, seq, at, actor_id, actor, deed, target_type, target_id, target, details,
                             request_id, address, prev, hash)
VALUES (%s, 0, now(), %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, '', '')
"""

BROKEN = """
WITH line AS (
    SELECT e.*, lag(e.seq) OVER w AS seq_before, lag(e.hash) OVER w AS hash_before
    FROM core_auditevent e WHERE e.state_id = %(state)s WINDOW w AS (ORDER BY e.seq)
)
SELECT seq, CASE
    WHEN seq <> coalesce(seq_before, 0) + 1 THEN 'a line before it is missing'
    WHEN prev <> coalesce(hash_before, ''::bytea) THEN 'it does not follow the line before it'
    ELSE 'its content was changed' END
FROM line
WHERE seq <> coalesce(seq_before, 0) + 1 OR prev <> coalesce(hash_before, ''::bytea)
   OR hash <> core_audit_hash(line.prev, line.state_id, line.seq, line.at, line.actor_id, line.actor, line.deed,
                              line.target_type, line.target_id, line.target, line.details, line.request_id, line.address)
ORDER BY seq LIMIT 20
"""

TAIL = """
SELECT h.seq FROM core_audithead h
WHERE h.state_id = %(state)s AND NOT EXISTS (
    SELECT 1 FROM core_auditevent e WHERE e.state_id = h.state_id AND e.seq = h.seq AND e.hash = h.hash)
"""


def record(deed: str, target: models.Model, *, by: Member | None, actor: str = "", **details: Any) -> None:
    """Write one line, inside the transaction that does the deed.

    `by` is the member who acts; where nobody is signed in (a survey answer, a job) give `actor`, such as "Clock". A thing
    that may not be called by its name in the trail, which all staff read, has a `trail_name`.
    Raises RuntimeError outside a transaction or when nobody is named.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"audit.record({deed!r}) must run in the transaction that it describes.")
    if by is None and not actor:
        raise RuntimeError(f"audit.record({deed!r}) must say who acts: a member, or a name.")
    here = origin.get()
    line = [
        current_state_id(),
        by.pk if by else None,
        (by.name if by else actor)[:200],
        deed,
        target._meta.label_lower,
        str(target.pk),
        (getattr(target, "trail_name", "") or str(target))[:200],
        json.dumps(details, cls=DjangoJSONEncoder),
        here.request_id,
        here.address,
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, line)


def length() -> int:
    """How many lines the trail of the state in scope has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(seq), 0) FROM core_audithead WHERE state_id = %s", [current_state_id()])
        return int(cursor.fetchone()[0])


def faults() -> list[str]:
    """What is wrong with the trail of the state in scope; empty when it is whole.

    Finds a changed, missing, inserted or reordered line, and a tail that was cut off.
    """
    state = {"state": current_state_id()}
    with connection.cursor() as cursor:
        cursor.execute(BROKEN, state)
        found = [f"Line {seq}: {what}." for seq, what in cursor.fetchall()]
        cursor.execute(TAIL, state)
        found += [f"The trail should end with line {seq}, which is missing or changed." for (seq,) in cursor.fetchall()]
    return found
