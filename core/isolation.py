"""One state never sees another: the scope, the base model and the constraints that make the database say no.

A tenant table carries `state_id` and PostgreSQL row-level security that compares it with the setting `app.state`. The
setting is made with `SET LOCAL` inside a transaction by `state_scope`, so it cannot outlive the request, and a query
outside a scope raises. Foreign keys between tenant tables are composite, `(state_id, x_id) → (state_id, id)`, because
PostgreSQL's own foreign-key check looks past row-level security.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection, models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.constraints import BaseConstraint

_current: ContextVar[int | None] = ContextVar("app_state", default=None)

POLICY = "state_id = current_setting('app.state')::bigint"


class NoStateScope(RuntimeError):
    """A tenant table was asked for outside `state_scope`."""


class OtherStateScope(RuntimeError):
    """A scope for one state was opened inside the scope of another."""


def current_state_id() -> int:
    """The id of the state whose scope is open.

    Raises NoStateScope when none is.
    """
    state_id = _current.get()
    if state_id is None:
        raise NoStateScope("No state is set. Open core.isolation.state_scope(state) around this query.")
    return state_id


def in_scope() -> bool:
    """Whether a state's scope is open here."""
    return _current.get() is not None


@contextmanager
def state_scope(state: Any) -> Iterator[None]:
    """Open a transaction in which the rows of one state, and no others, can be read and written.

    `state` is a State or its id. Entered again for the same state it is a savepoint; for another it raises
    OtherStateScope: one transaction belongs to one state.
    """
    state_id = int(getattr(state, "pk", state))
    current = _current.get()
    if current == state_id:
        with transaction.atomic():
            yield
        return
    if current is not None:
        raise OtherStateScope(f"The scope of state {current} is open; it must end before that of state {state_id}.")
    with transaction.atomic():
        _set_local(str(state_id))
        token = _current.set(state_id)
        try:
            yield
        finally:
            _current.reset(token)
        # Inside an outer transaction (a test's) SET LOCAL would live on; an empty value makes the policy raise again.
        if connection.savepoint_ids and not connection.needs_rollback:
            _set_local("")


def _set_local(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL app.state = %s", [value])


class StateQuerySet(models.QuerySet):
    """Rows of the state in scope. `bulk_create` fills in the state."""

    def bulk_create(self, objs: Iterable[Any], *args: Any, **kwargs: Any) -> list[Any]:
        objs = list(objs)
        for obj in objs:
            if obj.state_id is None:
                obj.state_id = current_state_id()
        return super().bulk_create(objs, *args, **kwargs)


class StateManager(models.Manager):
    """Starts every query from the state in scope, and raises outside one: the ring in Python, before the database's."""

    _queryset_class: type[models.QuerySet] = StateQuerySet

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(state_id=current_state_id())


class StateModel(models.Model):
    """A row that belongs to one state. Its `Meta.constraints` start with `*isolated("<table>", …)`."""

    state = models.ForeignKey("core.State", on_delete=models.PROTECT, related_name="+", db_index=False, editable=False)

    objects = StateManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.state_id is None:
            self.state_id = current_state_id()
        super().save(*args, **kwargs)


class StateForeignKey(models.ForeignKey):
    """A foreign key between two tables of one state. `SameState` makes the constraint and the index in the database."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        kwargs["db_index"] = False
        super().__init__(to, on_delete=on_delete, **kwargs)


class _TableRule(BaseConstraint):
    """A rule of the database's own that Django's migrations carry. Nothing to check in Python."""

    def statements(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> list[str]:
        raise AssertionError("each rule says its own SQL")

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        return self.create_sql(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        """Nothing to run at once: a composite key needs its parent's unique key, so this waits for the migration's end."""
        schema_editor.deferred_sql.extend(self.statements(model, schema_editor))

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """The database checks it."""


class StateIsolation(_TableRule):
    """Row-level security, forced on the owner too, with the one policy."""

    def statements(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> list[str]:
        table = editor.quote_name(model._meta.db_table)
        return [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY state_isolation ON {table} USING ({POLICY}) WITH CHECK ({POLICY})",
        ]

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return (
            f"DROP POLICY state_isolation ON {table}; ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
            f" ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StateIsolation) and self.name == other.name

    __hash__ = BaseConstraint.__hash__


class SameState(_TableRule):
    """The foreign key named `fk` points to a row of the same state: composite key, deferred, with its index."""

    def __init__(self, fk: str, *, name: str) -> None:
        super().__init__(name=name)
        self.fk = fk

    def statements(self, model: type[models.Model], editor: BaseDatabaseSchemaEditor) -> list[str]:
        field: Any = model._meta.get_field(self.fk)
        table, column = editor.quote_name(model._meta.db_table), editor.quote_name(field.column)
        parent = editor.quote_name(field.remote_field.model._meta.db_table)
        return [
            f"ALTER TABLE {table} ADD CONSTRAINT {editor.quote_name(self.name)} FOREIGN KEY (state_id, {column})"
            f" REFERENCES {parent} (state_id, id) DEFERRABLE INITIALLY DEFERRED",
            f"CREATE INDEX {editor.quote_name(self._index)} ON {table} (state_id, {column})",
        ]

    @property
    def _index(self) -> str:
        return f"{self.name[:58]}_ix"

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = schema_editor.quote_name(model._meta.db_table)
        return (
            f"ALTER TABLE {table} DROP CONSTRAINT {schema_editor.quote_name(self.name)};"
            f" DROP INDEX {schema_editor.quote_name(self._index)}"
        )

    def deconstruct(self) -> tuple[str, tuple, dict]:
        path, _, kwargs = super().deconstruct()
        return path, (self.fk,), kwargs

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SameState) and (self.name, self.fk) == (other.name, other.fk)

    __hash__ = BaseConstraint.__hash__


def isolated(table: str, *foreign_keys: str) -> list[BaseConstraint]:
    """What every tenant table starts its constraints with: the key children refer to, the policy, the same-state keys."""
    return [
        models.UniqueConstraint(fields=["state", "id"], name=f"{table}_state_id"),
        StateIsolation(name=f"{table}_isolated"),
        *(SameState(fk, name=f"{table}_{fk}_same_state") for fk in foreign_keys),
    ]
