"""Constraints are written into the models that a migration has drawn: the same state as Django's, without drawing."""

from __future__ import annotations

from django.core.management import get_commands
from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from core.management.commands.migrate import written_in

POSITIVE = models.CheckConstraint(condition=models.Q(points__gt=0), name="sheet_points_positive")


def state() -> ProjectState:
    """Two models, the second of which points at the first; both are drawn."""
    made = ProjectState()
    made.add_model(
        ModelState("made_up", "sheet", [("id", models.AutoField(primary_key=True)), ("points", models.IntegerField())])
    )
    link = models.ForeignKey("made_up.sheet", models.CASCADE)
    made.add_model(ModelState("made_up", "line", [("id", models.AutoField(primary_key=True)), ("sheet", link)]))
    assert made.apps.get_model("made_up", "sheet")
    return made


def test_the_state_is_that_of_django_and_nothing_is_drawn_anew():
    theirs, ours = state(), state()
    drawn = ours.apps.get_model("made_up", "sheet")
    theirs.add_constraint("made_up", "sheet", POSITIVE)
    with written_in():
        ours.add_constraint("made_up", "sheet", POSITIVE)
    assert ours == theirs
    assert ours.apps.get_model("made_up", "sheet") is drawn
    assert drawn._meta.constraints == theirs.apps.get_model("made_up", "sheet")._meta.constraints == [POSITIVE]


def test_a_field_that_is_added_later_draws_the_model_with_its_constraints():
    made = state()
    with written_in():
        made.add_constraint("made_up", "sheet", POSITIVE)
        made.add_field("made_up", "sheet", "note", models.TextField(default=""), preserve_default=True)
    drawn = made.apps.get_model("made_up", "sheet")
    assert [one.name for one in drawn._meta.constraints] == ["sheet_points_positive"]
    assert drawn._meta.get_field("note")


def test_manage_py_migrate_is_ours_and_django_is_left_as_it_was():
    assert get_commands()["migrate"] == "core"
    before = ProjectState.add_constraint
    with written_in():
        assert ProjectState.add_constraint is not before
    assert ProjectState.add_constraint is before
