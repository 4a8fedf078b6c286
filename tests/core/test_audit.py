"""The trail: written in the deed's transaction, numbered and chained a state, and every tampering found."""

from __future__ import annotations

from contextlib import closing
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from core import audit
from core.isolation import state_scope
from core.models import AuditEvent, State
from core.permissions import Role
from tests import factories
from tests.plugin import BASE
from tools import servers


def write(lines: int) -> None:
    officer = factories.member(Role.OFFICER, name="Dana Kowalczyk")
    for number in range(lines):
        audit.record("test.deed", officer, by=officer, number=number)


def test_a_line_says_who_did_what_to_which_thing(pa):
    officer = factories.member(Role.OFFICER, name="Dana Kowalczyk")
    token = audit.origin.set(audit.Origin("abc123", "192.0.2.7"))
    try:
        audit.record("report.accept", officer, by=officer, quarter="2026Q3")
    finally:
        audit.origin.reset(token)
    line = AuditEvent.objects.get()
    assert (line.seq, line.actor, line.deed, line.target) == (1, "Dana Kowalczyk", "report.accept", "Dana Kowalczyk")
    assert (line.details, line.request_id, line.address) == ({"quarter": "2026Q3"}, "abc123", "192.0.2.7")


def test_a_line_needs_somebody_who_acts(pa):
    with pytest.raises(RuntimeError, match="who acts"):
        audit.record("test.deed", pa, by=None)


def test_a_line_needs_the_deeds_transaction(committed_db):
    state = factories.state()
    with pytest.raises(RuntimeError, match="transaction"):
        audit.record("test.deed", state, by=None, actor="Clock")


def test_each_state_counts_its_own_lines(pa, ga):
    write(3)
    assert list(AuditEvent.objects.order_by("seq").values_list("seq", flat=True)) == [1, 2, 3]
    assert audit.faults() == []


@pytest.mark.parametrize("change", ["UPDATE core_auditevent SET actor = 'x'", "DELETE FROM core_auditevent"])
def test_the_product_cannot_change_or_delete_a_line(pa, change):
    write(1)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


TAMPERING = {
    "changed": "UPDATE core_auditevent SET actor = 'somebody else' WHERE seq = 2",
    "deleted in the middle": "DELETE FROM core_auditevent WHERE seq = 2",
    "cut off at the end": "DELETE FROM core_auditevent WHERE seq = 4",
    "reordered": "UPDATE core_auditevent SET seq = CASE seq WHEN 2 THEN 3 ELSE 2 END WHERE seq IN (2, 3)",
}


@pytest.mark.parametrize("how", TAMPERING)
@pytest.mark.claim(52)
def test_what_even_a_superuser_does_to_the_trail_is_found(committed_db, how):
    state = factories.state()
    with state_scope(state):
        write(4)
        assert audit.faults() == []
    tamper(committed_db, TAMPERING[how])
    with state_scope(state):
        assert audit.faults() != []


def tamper(database: str, statement: str) -> None:
    with closing(servers.superuser(BASE, database)) as link, link.cursor() as cursor:
        cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE core_auditevent DROP CONSTRAINT IF EXISTS auditevent_numbered")
        cursor.execute(statement)
        assert cursor.rowcount > 0


def test_two_at_once_get_two_numbers(committed_db: Any):
    state = factories.state()
    with state_scope(state):
        write(1)
    with state_scope(State.objects.get(pk=state.pk)):
        write(1)
        assert [line.seq for line in AuditEvent.objects.order_by("seq")] == [1, 2]
