"""Seven attempts on each table to reach another state's row, as the role that the product runs as. All must fail.

The rows are real: one of each table of two states of the demonstration.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import Any, NamedTuple

import psycopg2
import pytest
from django.db import connection, models
from psycopg2 import errors, sql

from tests.isolation.tables import same_state_keys, tenant_models
from tests.plugin import BASE
from tools import servers

pytestmark = pytest.mark.xdist_group("demonstration")
REFUSED = (errors.InsufficientPrivilege, errors.ForeignKeyViolation, errors.UndefinedObject, errors.RaiseException)


class Pair(NamedTuple):
    """Of one table: its keys, a row of the attacker's own state and a row of the other's (None: it has none)."""

    table: str
    keys: list[str]
    own: dict[str, Any] | None
    theirs: dict[str, Any]
    own_state: int


Attempt = Callable[[Any, Pair], None]


@pytest.fixture
def pairs(demonstration: str) -> list[Pair]:
    """A row of Pennsylvania and one of Georgia of each table, read past the policy by the superuser."""
    with closing(servers.superuser(BASE, demonstration)) as super_connection, super_connection.cursor() as cursor:
        cursor.execute("SELECT id, code FROM core_state")
        ids = {code: pk for pk, code in cursor.fetchall()}
        found = [_pair(cursor, model, ids["pa"], ids["ga"]) for model in tenant_models()]
    return [pair for pair in found if pair is not None]


def _pair(cursor: Any, model: type[models.Model], mine: int, other: int) -> Pair | None:
    table = model._meta.db_table
    worked_out = {field.column for field in model._meta.concrete_fields if field.generated}

    def first(state: int) -> dict[str, Any] | None:
        cursor.execute(f'SELECT row_to_json(t) FROM "{table}" t WHERE state_id = %s ORDER BY id LIMIT 1', [state])
        row = cursor.fetchone()
        return {name: value for name, value in row[0].items() if name not in worked_out} if row else None

    theirs = first(other) or first(mine)
    if theirs is None:
        return None
    attacker = mine if theirs["state_id"] == other else other
    keys = [model._meta.get_field(name).column for name in same_state_keys(model)]  # type: ignore[union-attr]
    return Pair(table, keys, first(attacker), theirs, attacker)


@contextmanager
def attacking(state: int | None) -> Iterator[Any]:
    """A cursor of the product's own role inside one state's scope, rolled back afterwards."""
    settings = connection.settings_dict
    link = psycopg2.connect(
        dbname=settings["NAME"], user=settings["USER"], host=settings["HOST"], port=settings["PORT"] or None
    )
    try:
        with link.cursor() as cursor:
            if state is not None:
                cursor.execute("SET LOCAL app.state = %s", [str(state)])
            yield cursor
    finally:
        link.rollback()
        link.close()


def reads(cursor: Any, pair: Pair) -> None:
    cursor.execute(f'SELECT count(*) FROM "{pair.table}" WHERE id = %s', [pair.theirs["id"]])
    assert cursor.fetchone() == (0,)


def changes(cursor: Any, pair: Pair) -> None:
    cursor.execute(f'UPDATE "{pair.table}" SET state_id = state_id WHERE id = %s', [pair.theirs["id"]])
    assert cursor.rowcount == 0


def deletes(cursor: Any, pair: Pair) -> None:
    cursor.execute(f'DELETE FROM "{pair.table}" WHERE id = %s', [pair.theirs["id"]])
    assert cursor.rowcount == 0


def inserts(cursor: Any, pair: Pair) -> None:
    """A copy of their row under a new id, into their state."""
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in pair.theirs if name != "id")
    table = sql.Identifier(pair.table)
    query = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM json_populate_record(NULL::{}, %s::json)")
    cursor.execute(query.format(table, columns, columns, table), [json.dumps(pair.theirs)])
    raise AssertionError(f"{pair.table} took a row of another state")


def moves(cursor: Any, pair: Pair) -> None:
    """Her own row, into their state."""
    if pair.own is None:
        return
    cursor.execute(f'UPDATE "{pair.table}" SET state_id = %s WHERE id = %s', [pair.theirs["state_id"], pair.own["id"]])
    assert cursor.rowcount == 0


def forges_a_key(cursor: Any, pair: Pair) -> None:
    """Her own row, pointing at theirs."""
    for key in pair.keys:
        if pair.own is None or pair.theirs[key] is None:
            continue
        cursor.execute("SAVEPOINT forging")
        try:
            cursor.execute(f'UPDATE "{pair.table}" SET "{key}" = %s WHERE id = %s', [pair.theirs[key], pair.own["id"]])
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            raise AssertionError(f"{pair.table}.{key} took another state's id")
        except (
            errors.ForeignKeyViolation,
            errors.InsufficientPrivilege,
            errors.CheckViolation,
            errors.UniqueViolation,
        ):
            cursor.execute("ROLLBACK TO SAVEPOINT forging")


def reads_without_a_state(cursor: Any, pair: Pair) -> None:
    cursor.execute(f'SELECT 1 FROM "{pair.table}" LIMIT 1')
    raise AssertionError(f"{pair.table} could be read without a state")


ATTEMPTS: tuple[Attempt, ...] = (reads, changes, deletes, inserts, moves, forges_a_key)


def test_seven_attempts_a_table_all_fail(pairs, capsys):
    tried = 0
    for pair in pairs:
        for attempt in ATTEMPTS:
            with attacking(pair.own_state) as cursor:
                with suppress(*REFUSED):
                    attempt(cursor, pair)
                tried += 1
        with attacking(None) as cursor, pytest.raises((errors.UndefinedObject, errors.InvalidTextRepresentation)):
            reads_without_a_state(cursor, pair)
        tried += 1
    missing = {model._meta.db_table for model in tenant_models()} - {pair.table for pair in pairs}
    without = ", ".join(sorted(missing)) or "none"
    with capsys.disabled():
        print(f"\nisolation: {tried} attempts on {len(pairs)} tables refused; tables without a row: {without}")
    assert len(pairs) >= 0.9 * len(tenant_models())
