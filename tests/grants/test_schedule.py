"""The reports an award owes."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from grants.rules.schedule import reports_owed

EASTERN = ZoneInfo("America/New_York")


@pytest.mark.rule("BR-41")
def test_one_report_a_quarter_that_the_period_touches_and_the_last_is_final():
    owed = reports_owed(dt.date(2026, 2, 15), dt.date(2026, 10, 3), zone=EASTERN, next_business_day=True)

    assert [due.period_start for due in owed] == [
        dt.date(2026, 1, 1),
        dt.date(2026, 4, 1),
        dt.date(2026, 7, 1),
        dt.date(2026, 10, 1),
    ]
    assert [due.is_final for due in owed] == [False, False, False, True]
    assert owed[0].due_at == dt.datetime(2026, 4, 30, 23, 59, 59, tzinfo=EASTERN)


@pytest.mark.rule("BR-44")
@pytest.mark.parametrize(("next_business_day", "day"), [(True, dt.date(2027, 2, 1)), (False, dt.date(2027, 1, 30))])
def test_a_saturday_moves_to_monday_where_the_state_says_so(next_business_day, day):
    (due,) = reports_owed(
        dt.date(2026, 10, 1), dt.date(2026, 12, 31), zone=EASTERN, next_business_day=next_business_day
    )
    assert due.due_at.astimezone(EASTERN).date() == day


@pytest.mark.rule("BR-41")
def test_the_last_second_is_the_states_own():
    zone = ZoneInfo("America/Chicago")
    (due,) = reports_owed(dt.date(2026, 7, 1), dt.date(2026, 7, 31), zone=zone, next_business_day=False)
    assert due.due_at.astimezone(dt.UTC) == dt.datetime(2026, 10, 31, 4, 59, 59, tzinfo=dt.UTC)
