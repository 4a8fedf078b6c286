"""Two people press at once: a published analysis has one version that follows it."""

from __future__ import annotations

import threading

from django.db import connection

from core.isolation import state_scope
from core.permissions import Role
from labor_market.tasks import load_reference_data
from partnerships.actions import analyses as deeds
from partnerships.models import IndustryAnalysis
from tests import factories
from tests.partnerships.analysing import figures, saved, talked, written


def test_two_presses_at_once_make_one_version(committed_db):
    load_reference_data()
    with state_scope(pa := factories.state("pa")):
        figures()
        nadia = factories.member(Role.ANALYST)
        first = written(saved(pa, nadia), nadia)
        talked(first, 5, nadia)
        first = deeds.publish_analysis(first, by=nadia)
    made: list[int] = []
    start = threading.Barrier(2)

    def press() -> None:
        try:
            with state_scope(pa):
                start.wait()
                made.append(deeds.renew_analysis(first, state=pa, by=nadia).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(made) == 2
    assert len(set(made)) == 1
    with state_scope(pa):
        assert IndustryAnalysis.objects.filter(replaces=first).count() == 1
