"""The clock, a worker and a mail server as they run in production: a report opens by itself and its people hear of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core import clock
from core.isolation import state_scope
from grants.jobs.reports import OPEN_REPORTS
from grants.models import Report
from tests import factories
from tests.grants.reporting import scene
from tests.live import text_of


@pytest.fixture
def due(live) -> Report:
    """A report whose quarter ended yesterday, scheduled before the workers start."""
    state = factories.state("pa")
    with state_scope(state):
        made = scene()
        today = timezone.localdate(timezone=state.zone)
        return factories.report(
            made.award,
            status="scheduled",
            period_start=today - dt.timedelta(days=90),
            period_end=today - dt.timedelta(days=1),
        )


def test_the_clock_opens_it_and_the_convener_is_written_to(live, due, workers):
    convener = _convener(due)
    told = live.mail.to(convener, count=2, within=60)  # the clock looks at the partnership's table as well

    (message,) = [one for one in told if "is open" in one["Subject"]]
    assert f"/my/reports/{due.pk}/" in text_of(message)
    with state_scope(due.state_id):
        assert Report.objects.get(pk=due.pk).status == "open"


def test_every_process_knows_the_schedule():
    assert dt.timedelta(hours=1) in [one.every for one in clock.SCHEDULES if one.kind == OPEN_REPORTS]


def _convener(report: Report) -> str:
    with state_scope(report.state_id):
        return report.award.application.submitted_by.email
