"""Django's `migrate`, which on an empty database spends most of its minutes on a detour that this leaves out.

For each constraint that a migration adds Django draws the model and all its neighbors anew, and here nearly every table
has a state and several constraints. A constraint changes no field, so it is enough to write it into the model that is
drawn already. What is executed on the database is the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState
from django.db.models import BaseConstraint

NAME = "add_constraint"


class Command(migrate.Command):
    """`manage.py migrate` with constraints written into what is drawn."""

    def handle(self, *args: Any, **options: Any) -> None:
        with written_in():
            super().handle(*args, **options)


@contextmanager
def written_in() -> Iterator[None]:
    """Add constraints to the state of a project without drawing its models anew."""
    as_django_does = ProjectState.add_constraint
    setattr(ProjectState, NAME, _write_in)
    try:
        yield
    finally:
        setattr(ProjectState, NAME, as_django_does)


def _write_in(state: ProjectState, app_label: str, model_name: str, constraint: BaseConstraint) -> None:
    options = state.models[app_label, model_name].options
    options["constraints"] = [*options["constraints"], constraint]
    if "apps" in state.__dict__:
        drawn = state.apps.get_model(app_label, model_name)._meta
        drawn.constraints = [*drawn.constraints, constraint]
