"""The packaged reference data, loaded once for every test of this folder."""

from __future__ import annotations

import pytest
from django.db import transaction

from labor_market.tasks import load_reference_data


@pytest.fixture(scope="session")
def _loaded(django_db_setup: None, django_db_blocker) -> None:
    with django_db_blocker.unblock(), transaction.atomic():
        load_reference_data()


@pytest.fixture
def reference(_loaded: None, db: None) -> None:
    """Counties, industries, occupations and their figures, as packaged."""
