"""The states to measure with have as many applications as were asked for, whatever was made before."""

from __future__ import annotations

from django.db import connections

from core.models import State
from home.management.volume.seeding import ALIAS, Seeder


def counted() -> dict[str, int]:
    """Applications of each volume state, seen by the role that looks past row-level security."""
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT code, count(a.id) FROM core_state s LEFT JOIN grants_application a ON a.state_id = s.id"
            " WHERE code LIKE 'vol%' GROUP BY code"
        )
        return dict(cursor.fetchall())


def test_the_others_stay_as_small_as_asked_though_the_first_was_made_large(committed_db):
    seeder = Seeder()
    seeder.seed(1, 600)
    model = counted()["vol000"]
    assert counted()["vol001"] >= 600 > model

    made = seeder.seed(3, 600, others=model + 1)

    assert [state.code for state in made] == ["vol002", "vol003"]
    now = counted()
    assert now["vol000"] == model
    assert now["vol002"] == now["vol003"] == 2 * model
    assert State.objects.filter(code__startswith="vol").count() == 4
    assert seeder.seed(3, 600) == []
