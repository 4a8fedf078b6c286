"""The lists of reports: what waits, awards by quarters, and a convener's own."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from core.calendars import Quarter
from grants.actions import report_drafts as drafts
from grants.actions import reports as actions
from grants.models import Report
from grants.readmodels.report_page import page_of
from tests import factories
from tests.grants.reporting import FIRST, NAME, SECOND, clients, fill, opened, scene


@pytest.fixture
def made(pa):
    return scene()


@pytest.fixture
def report(made):
    return fill(made, opened(made))


@pytest.fixture
def sent(made, report):
    actions.submit_report(report, certified_as=NAME, by=made.convener)
    report.refresh_from_db()
    return report


@pytest.fixture
def who(pa, made):
    """A client for each part."""
    return clients(pa, made)


def test_what_waits_for_me_is_mine_and_the_longest_waiting_stands_first(pa, made, who):
    reports = []
    for number, quarter in enumerate((FIRST, SECOND)):
        report = fill(made, opened(made, quarter))
        key = f"measures.pace.{made.enrolled.pk}"
        typed = {f"why.{flag}": ("Because.", 0) for flag in _explained(report)} | {f"why.{key}": ("Because.", 0)}
        drafts.save_boxes(report, typed, by=made.convener)
        actions.submit_report(report, certified_as=NAME, by=made.convener)
        Report.objects.filter(pk=report.pk).update(submitted_at=timezone.now() - dt.timedelta(days=number))
        reports.append(report)
    other = scene(number="PA-2025-0099")
    theirs = fill(other, opened(other))
    actions.submit_report(theirs, certified_as=NAME, by=other.convener)

    page = who("officer").get(reverse("reports")).content.decode()

    first, second = (page.index(f"/reports/{report.pk}/") for report in reversed(reports))
    assert first < second
    assert f"/reports/{theirs.pk}/" not in page
    assert f"/reports/{theirs.pk}/" in who("officer").get(reverse("reports"), {"view": "waiting"}).content.decode()


def _explained(report):
    return [flag.key for flag in page_of(report).to_explain]


@pytest.mark.parametrize(
    ("name", "words"), [("officer", "Waiting for me"), ("fiscal", "All waiting"), ("auditor", "By quarter")]
)
def test_each_starts_with_what_is_hers_to_do(who, sent, name, words):
    page = who(name).get(reverse("reports")).content.decode()

    assert f'aria-current="page">{words}' in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, True),
        ({"q": "south central"}, True),
        ({"q": "PA-2025-0014"}, True),
        ({"q": "nobody"}, False),
        ({"status": "submitted"}, True),
        ({"status": "accepted"}, False),
        ({"status": "late"}, False),
        ({"status": "nonsense"}, True),
    ],
)
def test_the_grid_finds_by_words_and_status(made, who, sent, asked, shown):
    now = Quarter.of(timezone.localdate())
    Report.objects.filter(pk=sent.pk).update(period_start=now.start, period_end=now.end)

    page = who("auditor").get(reverse("reports"), {"view": "quarters"} | asked).content.decode()

    assert (f"/awards/{made.award.pk}/" in page) == shown


def test_my_reports_say_what_to_do_and_what_comes(made, who, report):
    factories.report(made.award, status="scheduled", period_start=SECOND[0], period_end=SECOND[1])

    page = who("convener").get(reverse("my-reports")).content.decode()

    assert "Fill in" in page
    assert "opens January 1, 2026" in page
    assert "Nothing waits for you" in who("neighbor").get(reverse("my-reports")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("view", "most"), [("mine", 14), ("waiting", 14), ("quarters", 15)])
def test_the_lists_read_as_much_for_three_awards_as_for_one(
    pa, made, who, view, most, rows, django_assert_max_num_queries
):
    for number in range(rows):
        other = scene(number=f"PA-2025-1{number}") if number else made
        report = fill(other, opened(other))
        actions.submit_report(report, certified_as=NAME, by=other.convener)
    client = who("officer")

    with django_assert_max_num_queries(most):
        assert client.get(reverse("reports"), {"view": view}).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_my_reports_read_as_much_for_three_as_for_one(made, who, rows, django_assert_max_num_queries):
    for number in range(rows):
        start = dt.date(2025, 7 + number, 1)
        factories.report(made.award, period_start=start, period_end=start + dt.timedelta(days=27))
    client = who("convener")

    with django_assert_max_num_queries(8):
        assert client.get(reverse("my-reports")).status_code == 200


def test_a_report_page_stays_within_its_queries(who, sent, report, django_assert_max_num_queries):
    staff, own = who("officer"), who("convener")
    with django_assert_max_num_queries(12):
        assert staff.get(reverse("report", args=[sent.pk])).status_code == 200
    with django_assert_max_num_queries(20):
        assert own.get(reverse("my-report", args=[sent.pk])).status_code == 200
