"""Which migrated database the tests start from."""

from __future__ import annotations

import pytest

from tests.plugin import nearest

OURS = {"a/0001.py": "x", "a/0002.py": "y", "roles.sql": "r"}


@pytest.mark.parametrize(
    ("known", "chosen"),
    [
        ({}, None),
        ({"one": {"a/0001.py": "x"}, "two": {"a/0001.py": "x", "roles.sql": "r"}}, "two"),
        ({"changed": OURS | {"a/0002.py": "z"}, "one": {"a/0001.py": "x"}}, "one"),
        ({"further": OURS | {"a/0003.py": "q"}}, None),
        ({"same": OURS}, "same"),
    ],
)
def test_only_added_migrations_are_run_on_a_copy_of_what_has_the_others(known, chosen):
    assert nearest(OURS, known) == chosen
