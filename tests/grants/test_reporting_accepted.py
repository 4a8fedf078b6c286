"""What may be counted: accepted versions alone, and who owed a report and has none."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from grants.models import Report, ReportVersion
from grants.readmodels.accepted import accepted_figures, accepted_spending, missing_reports, reports_owed_count
from tests import factories

Q3, Q4 = (dt.date(2025, 7, 1), dt.date(2025, 9, 30)), (dt.date(2025, 10, 1), dt.date(2025, 12, 31))


def sent(award, quarter, values, *, status="accepted", number=1, accepted=True, spending=()):
    by = factories.member()
    report = Report.objects.filter(award=award, period_start=quarter[0]).first() or factories.report(
        award,
        period_start=quarter[0],
        period_end=quarter[1],
        status=status,
        submitted_at=timezone.now(),
        submitted_by=by,
    )
    figures = [
        {"measure": measure.pk, "value": value, "denominator": denominator}
        for measure, (value, denominator) in values.items()
    ]
    lines = [{"category": name, "amount": amount, "match": match} for name, amount, match in spending]
    ReportVersion.objects.create(
        report=report,
        number=number,
        content={"figures": figures, "spending": lines},
        sha256="0" * 64,
        by=by,
        accepted_at=timezone.now() if accepted else None,
    )
    return report


def test_figures_come_from_accepted_versions_alone(pa):
    award, other = factories.award(), factories.award()
    count, rate = factories.measure("W4"), factories.measure("W8")
    first = sent(award, Q3, {count: ("12.00", None)}, accepted=False)
    sent(award, Q3, {count: ("10.00", None), rate: ("8.00", "10.00")}, number=2)
    sent(other, Q3, {count: ("99.00", None)}, status="submitted", accepted=False)

    rows = accepted_figures(*Q3)

    common = {"award_id": award.pk, "partnership_id": award.partnership_id, "period_start": Q3[0]}
    assert [row._asdict() for row in rows] == [
        common
        | {"measure_id": count.pk, "value": Decimal(10), "denominator": None, "report_id": first.pk}
        | {"version_number": 2},
        common
        | {"measure_id": rate.pk, "value": Decimal(8), "denominator": Decimal(10), "report_id": first.pk}
        | {"version_number": 2},
    ]


def test_a_quarter_counts_only_when_it_lies_wholly_in_the_period(pa):
    award, measure = factories.award(), factories.measure()
    sent(award, Q3, {measure: ("1.00", None)})
    sent(award, Q4, {measure: ("2.00", None)})

    assert [row.value for row in accepted_figures(Q3[0], Q4[1])] == [1, 2]
    assert [row.value for row in accepted_figures(Q3[0], Q4[1] - dt.timedelta(days=1))] == [1]


def test_a_figure_that_was_not_given_is_left_out_and_zero_is_not(pa):
    award, asked, unasked = factories.award(), factories.measure("W4"), factories.measure("W5")
    sent(award, Q3, {asked: ("0.00", None), unasked: (None, None)})

    assert [(row.measure_id, row.value) for row in accepted_figures(*Q3)] == [(asked.pk, 0)]


def test_spending_keeps_its_category_match_and_fund(pa):
    award = factories.award()
    sent(award, Q3, {}, spending=[("personnel", "1200.50", "300.00"), ("travel", "-20.00", "0.00")])

    rows = accepted_spending(*Q3)

    assert [(row.category, row.amount, row.match, row.fund_id) for row in rows] == [
        ("personnel", Decimal("1200.50"), Decimal(300), award.fund_id),
        ("travel", Decimal(-20), Decimal(0), award.fund_id),
    ]


@pytest.mark.parametrize(
    ("status", "days", "standing"),
    [
        ("scheduled", 10, "not due"),
        ("open", 10, "not due"),
        ("open", -1, "missing"),
        ("submitted", -1, "waiting"),
        ("returned", -1, "returned"),
    ],
)
def test_an_award_without_an_accepted_report_is_listed_with_the_reason(pa, status, days, standing):
    award, fine = factories.award(), factories.award()
    sent(fine, Q3, {})
    sent_fields = {"submitted_at": timezone.now(), "submitted_by": factories.member()} if standing[0] in "wr" else {}
    due = timezone.now() + dt.timedelta(days=days)
    report = factories.report(award, status=status, due_at=due, **sent_fields)

    (row,) = missing_reports(*Q3)

    assert (row.report_id, row.award_number, row.standing) == (report.pk, award.number, standing)
    assert row.partnership == award.partnership.name
    assert reports_owed_count(*Q3) == 2


@pytest.mark.parametrize("awards", [1, 3])
def test_each_is_one_query(pa, awards, django_assert_num_queries):
    measure = factories.measure()
    for _ in range(awards):
        award = factories.award()
        sent(award, Q3, {measure: ("1.00", None)}, spending=[("travel", "1.00", "0.00")])
        factories.report(award, period_start=Q4[0], period_end=Q4[1])

    with django_assert_num_queries(3):
        assert len(accepted_figures(*Q3)) == len(accepted_spending(*Q3)) == awards
        assert len(missing_reports(Q3[0], Q4[1])) == awards
