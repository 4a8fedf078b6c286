"""Makes the states to measure with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.db import connections, transaction

from core.models import HostName, State
from home.management.demonstration.loading import load_state
from home.management.demonstration.profiles import PROFILES, Profile
from home.management.volume import copying

MODEL = "vol000"
"""The state that the others are copies of. It stays as small as it was loaded."""
ALIAS = "migrate"
"""The connection that looks past row-level security: an operator's, never the product's."""


class Seeder:
    """Makes states vol001, vol002 … Those that are there already are left alone.

    With `trusting` the database does not check foreign keys of the copied rows one by one; the role must have been given
    the right to say so. For benchmarks, on a database that is thrown away.
    """

    def __init__(self, *, trusting: bool = False, say: Callable[[str], None] = lambda _: None) -> None:
        self.trusting, self.say = trusting, say

    def seed(self, states: int, applications: int, *, others: int | None = None) -> list[State]:
        """The first state gets `applications`, the rest `others` (or as many). Returns those that were made."""
        codes = [f"vol{number:03}" for number in range(1, states + 1)]
        have = set(State.objects.filter(code__in=[MODEL, *codes]).values_list("code", flat=True))
        if MODEL not in have:
            load_state(model_profile(MODEL))
        made = [self._copy(code) for code in codes if code not in have]
        with self._cursor() as cursor:
            copying.raise_sequences(cursor)
        for state in made:
            wanted = applications if others is None or state.code == codes[0] else others
            with self._cursor() as cursor:
                count = copying.multiply(cursor, state.pk, wanted)
            self.say(f"{state.code}: {count:,} applications")
        return made

    def analyze(self) -> None:
        """Tell the planner what there is now, and mark what all may see, as autovacuum does in time."""
        connection = connections[ALIAS]
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)")

    def _copy(self, code: str) -> State:
        """A state of that code, with everything that the model has."""
        source = State.objects.get(code=MODEL)
        state = State.objects.get(pk=source.pk)
        state.pk = None
        state.code, state.name = code, model_profile(code).name
        state.save(force_insert=True)
        HostName.objects.create(state=state, host=f"{code}.localhost")
        with self._cursor() as cursor:
            shift = -(-copying.highest_id(cursor) // 1_000_000) * 1_000_000
            copying.copy_state(cursor, source.pk, state.pk, shift)
        return state

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        """One transaction of the migrating role."""
        with transaction.atomic(using=ALIAS), connections[ALIAS].cursor() as cursor:
            if self.trusting:
                cursor.execute("SET LOCAL session_replication_role = replica")
            yield cursor


def model_profile(code: str) -> Profile:
    """A state as large as the demonstration's Pennsylvania, without what is drawn and sent."""
    return replace(PROFILES[0], code=code, name=f"Volume {code.removeprefix('vol')}", extras=False)
