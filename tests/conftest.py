"""The ground under every test: real servers, a database migrated once, and the unprivileged role.

Tests run as `roundtable_app`, which owns nothing and cannot look past row-level security. `db` rolls back; a test that
needs commits, threads or a live server takes `committed_db`, its own clone of the migrated template.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from core.isolation import state_scope
from core.models import State
from tests import factories
from tests.plugin import BASE, demonstration_database
from tools import servers


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Groups come first: they take minutes on one worker, and none should be left alone with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


def use_database(name: str) -> None:
    """Point every alias of Django's connections at another database."""
    connections.close_all()
    for settings in connections.settings.values():
        settings["NAME"] = name


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """This worker's own clone of the template."""
    name = f"test_{uuid.uuid4().hex[:10]}"
    servers.make_database(BASE, name, template=os.environ["TEST_TEMPLATE"])
    use_database(name)
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        use_database(os.environ["TEST_TEMPLATE"])
    servers.drop_database(BASE, name)


@contextmanager
def clone(template: str, blocker: Any) -> Iterator[str]:
    """Work in a throwaway clone of a database, in which everything is really committed. Yields its name."""
    before = connections["default"].settings_dict["NAME"]
    name = f"test_{uuid.uuid4().hex[:10]}"
    servers.make_database(BASE, name, template=template)
    with blocker.unblock():
        use_database(name)
        yield name
        use_database(before)
    servers.drop_database(BASE, name)


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A throwaway clone of the empty, migrated database."""
    with clone(os.environ["TEST_TEMPLATE"], django_db_blocker) as name:
        yield name


@pytest.fixture(scope="session")
def demonstration_template() -> str:
    """The name of a database with the demonstration's four states in it, loaded once for a code of the loader."""
    return demonstration_database()


@pytest.fixture
def demonstration(demonstration_template: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A throwaway clone of the demonstration."""
    with clone(demonstration_template, django_db_blocker) as name:
        yield name


@pytest.fixture
def pa(db: None) -> Iterator[State]:
    """Pennsylvania, its scope open for the arrangement and the assertions, on its own day as in a request."""
    state = factories.state("pa")
    with timezone.override(state.zone), state_scope(state):
        yield state


@pytest.fixture
def ga(db: None) -> State:
    """Georgia beside it, its scope not open."""
    return factories.state("ga")


@pytest.fixture(autouse=True)
def cheap_passwords(settings: object) -> None:
    """A hash that takes no time: no test is about the strength of the real one."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
