"""The scene of the tests of announcements."""

from __future__ import annotations

import pytest

from tests import factories
from tests.legislature import scene
from tests.legislature.announcing import awarded


@pytest.fixture
def here(pa):
    return scene.set_scene(pa)


@pytest.fixture
def round(here):
    return factories.round("awarded", head_start_hours=24, name="Round of spring", slug="spring")


@pytest.fixture
def awards(round):
    return awarded(round, "Lathe", scene.LYCOMING), awarded(round, "Nursing", scene.UNION, status="offered")
