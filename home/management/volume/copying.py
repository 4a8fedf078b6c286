"""Copies rows inside the database: a state's applications many times over, or a whole state into a new one.

Runs as the role that migrates, which looks past row-level security; nothing leaves the server, so a million rows take
seconds. Identifiers are reserved from the tables' own sequences.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from core.isolation import StateModel
from core.models import AuditEvent, AuditHead, Email, Job, StoredFile
from grants.models import (
    Activity,
    Application,
    AssessmentRegion,
    Award,
    BudgetLine,
    Disclosure,
    Partner,
    Report,
    ReportFigure,
    ReportReturn,
    ReportSpending,
    ReportVersion,
    Review,
    Score,
    Screening,
    Submission,
    Target,
)
from partnerships.models import Commitment
from questions.models import Answer, AnswerFile, Response

Model = type[models.Model]
LEFT_OUT = (AnswerFile, AuditEvent, AuditHead, Commitment, Email, Job, StoredFile)
"""The trail belongs to the state that wrote it; nobody is written to from a copied state; what members gave is proven by
files, which are not copied."""
PARENTS: tuple[Model, ...] = (Response, Application, Review, Award, Report)
"""Rows that others point to: each copy has an identifier of its own. In the order in which they are inserted."""
CHILDREN: tuple[Model, ...] = (
    *(Answer, Partner, BudgetLine, Target, AssessmentRegion, Activity, Disclosure),
    *(Submission, Screening, Score),
    *(ReportFigure, ReportSpending, ReportVersion, ReportReturn),
)
SERIAL = "to_char(10000 + c * n_application.many + m_application.place, 'FM0000000')"
NUMBERS = {
    Application: f"regexp_replace(s.number, '[0-9]+$', '') || {SERIAL}",
    Submission: f"regexp_replace(s.number, '[0-9]+-R1$', '') || {SERIAL} || '-R1'",
    Award: f"regexp_replace(s.number, '[0-9]+-A$', '') || {SERIAL} || '-A'",
}


def tenant_models() -> list[Model]:
    """Every table that belongs to a state, without those left out and those that cannot be without one of them."""
    found = [m for m in apps.get_models() if issubclass(m, StateModel) and m not in LEFT_OUT]
    left = set(LEFT_OUT)
    while more := {m for m in found if any(points_to(f) in left and not f.null for f in columns(m))} - left:
        left |= more
    return sorted((m for m in found if m not in left), key=lambda m: m._meta.db_table)


def columns(model: Model) -> Iterator[models.Field]:
    """The model's columns, its own key and state apart, and those that the database works out."""
    for field in model._meta.concrete_fields:
        if field.name not in ("id", "state") and not field.generated:
            yield field


def points_to(field: models.Field) -> Model | None:
    """The tenant table that a foreign key points to; None for another column or a shared table."""
    related: Any = field.related_model if field.is_relation else None
    return related if isinstance(related, type) and issubclass(related, StateModel) else None


# Many applications in one state


def multiply(cursor: Any, state_id: int, wanted: int) -> int:
    """Copy the state's applications, with all that belongs to them, until there are at least `wanted`.

    Returns how many there are. The copies keep round, partnership and status, so the state's shape stays as it is.
    """
    cursor.execute("SET LOCAL statement_timeout = 0")
    cursor.execute("SELECT count(*) FROM grants_application WHERE state_id = %s", [state_id])
    have = int(cursor.fetchone()[0])
    copies = -(-(wanted - have) // have) if have < wanted else 0
    if not copies:
        return have
    for model in PARENTS:
        _number(cursor, model, state_id, copies)
    for model in (*PARENTS, *CHILDREN):
        cursor.execute(_copy(model), {"state": state_id, "copies": copies})
    for model in PARENTS:
        cursor.execute(f"DROP TABLE m_{_short(model)}, n_{_short(model)}")
    return have * (copies + 1)


def _short(model: Model) -> str:
    return str(model._meta.model_name)


def _number(cursor: Any, model: Model, state_id: int, copies: int) -> None:
    """Give each row of a parent a place, and reserve identifiers for its copies."""
    short, table = _short(model), model._meta.db_table
    whole: dict[Model, str] = {
        Response: "SELECT response_id FROM grants_application WHERE state_id = %(state)s UNION"
        " SELECT response_id FROM grants_report WHERE state_id = %(state)s AND response_id IS NOT NULL",
    }
    rows = whole.get(model, f"SELECT id FROM {table} WHERE state_id = %(state)s")
    cursor.execute(
        f"CREATE TEMP TABLE m_{short} AS SELECT id AS old, row_number() OVER (ORDER BY id) - 1 AS place"
        f" FROM ({rows}) AS found(id)",
        {"state": state_id},
    )
    cursor.execute(f"ALTER TABLE m_{short} ADD PRIMARY KEY (old)")
    cursor.execute(f"SELECT count(*) FROM m_{short}")
    many = int(cursor.fetchone()[0])
    cursor.execute(f"CREATE TEMP TABLE n_{short} AS SELECT %s::bigint AS many, %s::bigint AS first",
                   [many, reserve(cursor, table, many * copies)])  # fmt: skip
    cursor.execute(f"ANALYZE m_{short}")


def reserve(cursor: Any, table: str, count: int) -> int:
    """The first of `count` identifiers that nobody else will get."""
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
    sequence = cursor.fetchone()[0]
    cursor.execute("SELECT nextval(%s)", [sequence])
    first = int(cursor.fetchone()[0])
    cursor.execute("SELECT setval(%s, %s)", [sequence, first + max(count, 1)])
    return first


def _copy(model: Model) -> str:
    """INSERT … SELECT of every row of a table that hangs on a copied parent, once for each copy."""
    names, values, joins = ["state_id"], ["s.state_id"], []
    if model in PARENTS:
        names.insert(0, "id")
        values.insert(0, _new(model))
        joins.append(_join(model, "s.id"))
    for field in columns(model):
        names.append(str(field.column))
        target = points_to(field)
        if target in PARENTS:
            assert target is not None
            values.append(_new(target))
            joins.append(_join(target, f"s.{field.column}", left=field.null))
        elif field.column == "number" and model in NUMBERS:
            values.append(NUMBERS[model])
        elif model is Application and field.column in ("changed_at", "created_at"):
            values.append(f"s.{field.column} - c * interval '7 minutes'")
        else:
            values.append(f"s.{field.column}")
    quoted = ", ".join(f'"{name}"' for name in names)
    return (
        f'INSERT INTO "{model._meta.db_table}" ({quoted}) SELECT {", ".join(values)}'
        f' FROM "{model._meta.db_table}" s {" ".join(joins)} CROSS JOIN generate_series(0, %(copies)s - 1) c'
        " WHERE s.state_id = %(state)s"
    )


def _new(model: Model) -> str:
    short = _short(model)
    return f"n_{short}.first + c * n_{short}.many + m_{short}.place"


def _join(model: Model, column: str, *, left: bool = False) -> str:
    short, kind = _short(model), "LEFT JOIN" if left else "JOIN"
    return f"{kind} m_{short} ON m_{short}.old = {column} CROSS JOIN n_{short}"


# A whole state


def copy_state(cursor: Any, source_id: int, target_id: int, shift: int) -> int:
    """Copy every row of a state into an empty one, with identifiers `shift` higher. Returns how many rows."""
    cursor.execute("SET LOCAL statement_timeout = 0")
    rows, copied = 0, tenant_models()
    for model in copied:
        names, values = ["id", "state_id"], ["id + %(shift)s", "%(target)s"]
        for field in columns(model):
            to = points_to(field)
            if to is not None and to not in copied:
                continue  # it points to what is not copied, and may be empty
            names.append(str(field.column))
            inside = to is not None or field.column == "scope_id"
            values.append(f'"{field.column}" + %(shift)s' if inside else f'"{field.column}"')
        quoted = ", ".join(f'"{name}"' for name in names)
        cursor.execute(
            f'INSERT INTO "{model._meta.db_table}" ({quoted}) SELECT {", ".join(values)}'
            f' FROM "{model._meta.db_table}" WHERE state_id = %(source)s',
            {"shift": shift, "target": target_id, "source": source_id},
        )
        rows += cursor.rowcount
    return rows


def highest_id(cursor: Any) -> int:
    """The highest identifier in use in any tenant table."""
    tops = " UNION ALL ".join(f'SELECT max(id) AS top FROM "{m._meta.db_table}"' for m in tenant_models())
    cursor.execute(f"SELECT coalesce(max(top), 0) FROM ({tops}) AS tops")
    return int(cursor.fetchone()[0])


def raise_sequences(cursor: Any) -> None:
    """Let every table's sequence go on after its highest identifier."""
    for model in tenant_models():
        table = model._meta.db_table
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest((SELECT max(id) FROM \"{table}\"), 1))", [table]
        )
