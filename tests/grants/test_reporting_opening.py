"""How a report opens: filled with what is known, by the clock, the day after its quarter."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from core.models import AuditEvent, Email
from core.moves import MoveRefused
from core.permissions import Role
from grants.actions import reports as actions
from grants.jobs.reports import open_reports
from grants.models import Report
from grants.rules.reports import opens_on
from tests import factories
from tests.grants.reporting import FIRST, opened, scene


@pytest.fixture
def made(pa):
    return scene()


def test_an_opened_report_holds_its_measures_budget_lines_and_questions(made):
    report = opened(made)

    assert report.status == "open"
    assert set(report.figures.values_list("measure__code", "value")) == {("W4E", None), ("W4C", None), ("W5", None)}
    assert report.spending.count() == 5
    assert report.response is not None
    assert AuditEvent.objects.get(deed="report.open").actor == "Clock"
    (message,) = Email.objects.filter(template="report_opened")
    assert message.to == made.convener.email
    assert f"/my/reports/{report.pk}/" in message.text


def test_everybody_who_prepares_the_report_is_told_once_and_nobody_else(made):
    both = factories.member(Role.CONVENER, Role.CERTIFIER, over=made.lead)
    partner = factories.member(Role.CERTIFIER, over=made.partnership)
    factories.member(Role.CONVENER, over=factories.organization())

    opened(made)

    told = set(Email.objects.filter(template="report_opened").values_list("to", flat=True))
    assert told == {made.convener.email, both.email, partner.email}
    assert Email.objects.filter(template="report_opened").count() == 3


def test_without_a_frozen_form_a_report_opens_with_figures_alone(pa):
    assert opened(scene(form=False)).response is None


def test_the_newest_frozen_form_is_taken(made):
    newest = factories.form_version("report", {"one": [{"key": "a", "type": "text", "label": "A?"}]})

    assert opened(made).response.version == newest


@pytest.mark.rule("BR-41")
def test_the_clock_opens_what_has_ended_and_nothing_else(pa, made):
    today = timezone.localdate(timezone=pa.zone)
    past, future = today - dt.timedelta(days=1), today
    ended = factories.report(made.award, status="scheduled", period_start=past - dt.timedelta(days=89), period_end=past)
    running = factories.report(
        made.award, status="scheduled", period_start=past - dt.timedelta(days=40), period_end=future
    )
    refused = factories.report(factories.award(status="refused"), status="scheduled", period_start=FIRST[0])

    for _ in range(2):
        open_reports(state_id=pa.pk)

    assert [Report.objects.get(pk=one.pk).status for one in (ended, running, refused)] == ["open"] + ["scheduled"] * 2
    assert AuditEvent.objects.filter(deed="report.open").count() == 1
    assert opens_on(FIRST[1]) == dt.date(2025, 10, 1)


def test_opening_twice_is_refused(made):
    report = opened(made)
    with pytest.raises(MoveRefused, match="it is open now"):
        actions.open_report(report)
