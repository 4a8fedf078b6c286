"""The quarterly measures over all partnerships: accepted versions alone, pooled, with who reported and who did not."""

from __future__ import annotations

import pytest

from evaluation.readmodels import measures
from partnerships.models import Measure
from tests import factories
from tests.grants.test_reporting_accepted import Q3, sent


def row(measure: Measure) -> dict:
    return next(one for one in measures(*Q3) if one["id"] == measure.pk)


def test_counts_add_up_and_rates_pool(pa):
    count = factories.measure("W4")
    rate = factories.measure("W5", comparability="B", unit="percent", numerator="placed", denominator="completed")
    for people, above, below in (("5", "8", "10"), ("6", "45", "90"), ("7", "3", "4"), ("8", "60", "160")):
        sent(factories.award(), Q3, {count: (people, None), rate: (above, below)})
    sent(factories.award(), Q3, {count: ("99", None)}, status="submitted", accepted=False)

    assert row(count)["value"] == "26"
    found = row(rate)
    assert (found["value"], found["denominator"], found["share"], found["of"]) == ("116", "264", "43.9", "116 of 264")
    assert found["coverage"] == [4, 1, 0, 0]
    assert [one["standing"] for one in found["not_reported"]] == ["waiting"]


@pytest.mark.claim(57)
def test_a_custom_measure_has_no_total_and_says_why(pa):
    own = factories.measure("D1", comparability="D", tier="custom")
    sent(factories.award(), Q3, {own: ("3", None)})

    found = row(own)

    assert (found["value"], found["pooled"], found["reported"]) == (None, False, 1)
    assert "cannot be added up" in found["reason"]


@pytest.mark.parametrize("awards", [1, 3])
def test_the_queries_do_not_grow_with_the_partnerships(pa, awards, django_assert_num_queries):
    count = factories.measure("W4")
    for _ in range(awards):
        sent(factories.award(), Q3, {count: ("5", None)})
    with django_assert_num_queries(4):
        measures(*Q3)
