"""The packaged reference data, loaded once for every test of this folder."""

from __future__ import annotations

import pytest
from django.db import transaction

from core.permissions import Role
from labor_market.tasks import load_reference_data
from tests import factories


@pytest.fixture(scope="session")
def _loaded(django_db_setup: None, django_db_blocker) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_data()


@pytest.fixture
def reference(_loaded: None, db: None) -> None:
    """Counties, industries, occupations and their figures, as packaged."""


@pytest.fixture
def analyst(pa):
    """An analyst of Pennsylvania, whose scope is open."""
    return factories.member(Role.ANALYST, name="Ada Analyst")
