"""Quarters and the years they belong to."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from core.calendars import (
    FEDERAL_FISCAL_YEAR,
    PROGRAM_YEAR,
    FiscalCalendar,
    Naming,
    Quarter,
    Roll,
    add_months,
    due_date,
    due_instant,
    last_day_of,
    quarters_between,
    state_fiscal_year,
)

JULY, NEW_YORK, TEXAS, MICHIGAN = (state_fiscal_year(month) for month in (7, 4, 9, 10))
Q3, Q4, Q1, Q2 = Quarter(2025, 3), Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2)
GOLDEN = [
    (Q3, PROGRAM_YEAR, "PY2025 Q1"),
    (Q4, PROGRAM_YEAR, "PY2025 Q2"),
    (Q1, PROGRAM_YEAR, "PY2025 Q3"),
    (Q2, PROGRAM_YEAR, "PY2025 Q4"),
    (Q3, JULY, "SFY2026 Q1"),
    (Q4, JULY, "SFY2026 Q2"),
    (Q1, JULY, "SFY2026 Q3"),
    (Q2, JULY, "SFY2026 Q4"),
    (Q3, NEW_YORK, "SFY2026 Q2"),
    (Q4, NEW_YORK, "SFY2026 Q3"),
    (Q1, NEW_YORK, "SFY2026 Q4"),
    (Q2, NEW_YORK, "SFY2027 Q1"),
    (Q3, TEXAS, "SFY2025 Q4 and SFY2026 Q1"),
    (Q4, TEXAS, "SFY2026 Q1 and SFY2026 Q2"),
    (Q1, TEXAS, "SFY2026 Q2 and SFY2026 Q3"),
    (Q2, TEXAS, "SFY2026 Q3 and SFY2026 Q4"),
    (Q3, MICHIGAN, "SFY2025 Q4"),
    (Q4, MICHIGAN, "SFY2026 Q1"),
    (Q1, MICHIGAN, "SFY2026 Q2"),
    (Q2, MICHIGAN, "SFY2026 Q3"),
    (Q3, FEDERAL_FISCAL_YEAR, "FFY2025 Q4"),
    (Q4, FEDERAL_FISCAL_YEAR, "FFY2026 Q1"),
    (Q1, FEDERAL_FISCAL_YEAR, "FFY2026 Q2"),
    (Q2, FEDERAL_FISCAL_YEAR, "FFY2026 Q3"),
]


@pytest.mark.rule("BR-43")
@pytest.mark.parametrize(("quarter", "calendar", "name"), GOLDEN)
def test_a_quarter_has_its_name_in_every_calendar(quarter: Quarter, calendar: FiscalCalendar, name: str) -> None:
    assert calendar.label(quarter) == name


@pytest.mark.rule("BR-43")
def test_texas_splits_a_quarter_where_its_year_begins() -> None:
    assert [str(TEXAS.quarter_of(date(2025, month, 15))) for month in (7, 8, 9)] == [
        "SFY2025 Q4",
        "SFY2025 Q4",
        "SFY2026 Q1",
    ]


@pytest.mark.rule("BR-43")
def test_a_fiscal_year_knows_its_first_and_last_day() -> None:
    assert (JULY.start(2026), JULY.end(2026)) == (date(2025, 7, 1), date(2026, 6, 30))
    assert (PROGRAM_YEAR.start(2025), PROGRAM_YEAR.end(2025)) == (date(2025, 7, 1), date(2026, 6, 30))
    assert (NEW_YORK.start(2026), NEW_YORK.end(2026)) == (date(2025, 4, 1), date(2026, 3, 31))
    assert state_fiscal_year(1).year_of(date(2026, 5, 1)) == 2026
    assert state_fiscal_year(7, Naming.FIRST_YEAR).year_of(date(2026, 5, 1)) == 2025


def test_a_quarter_is_a_value() -> None:
    assert (Q3.start, Q3.end) == (date(2025, 7, 1), date(2025, 9, 30))
    assert Q4.next == Q1
    assert Q1.previous == Q4
    assert Quarter(2026, 4) == Q3 + 5
    assert Q2 - Q3 == 3
    assert sorted([Q1, Q3, Q2, Q4]) == [Q3, Q4, Q1, Q2]
    assert Quarter.of(date(2024, 2, 29)) == Quarter(2024, 1)
    assert date(2024, 2, 29) in Quarter(2024, 1)
    assert (Q3.label, Q3.short_label, str(Q3)) == ("July–September 2025", "Jul–Sep 2025", "2025Q3")
    assert Quarter.parse(" 2025q3 ") == Q3
    assert list(quarters_between(date(2025, 9, 30), date(2026, 1, 1))) == [Q3, Q4, Q1]


@pytest.mark.parametrize("text", ["2025Q5", "25Q1", "Q1 2025", ""])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Write a quarter as"):
        Quarter.parse(text)


@pytest.mark.rule("BR-38")
def test_closeout_is_due_90_and_120_days_after_the_period() -> None:
    period_end = date(2026, 6, 30)
    assert due_date(period_end, 90) == date(2026, 9, 28)
    assert due_date(period_end, 120) == date(2026, 10, 28)


@pytest.mark.rule("BR-44")
def test_a_due_date_leaves_weekends_and_holidays_as_the_policy_says() -> None:
    saturday = date(2026, 7, 4)
    before = date(2026, 6, 4)
    assert due_date(before, 30, roll=Roll.KEEP) == saturday
    assert due_date(before, 30) == date(2026, 7, 6)
    assert due_date(before, 30, holidays={date(2026, 7, 6)}) == date(2026, 7, 7)
    assert due_date(before, 30, roll=Roll.PREVIOUS_BUSINESS_DAY, holidays={date(2026, 7, 3)}) == date(2026, 7, 2)


def test_a_deadline_is_an_instant_in_the_states_zone() -> None:
    instant = due_instant(date(2026, 9, 28), ZoneInfo("America/New_York"), time(17, 0))
    assert instant.isoformat() == "2026-09-28T17:00:00-04:00"


def test_whole_months_end_the_day_before() -> None:
    assert last_day_of(date(2026, 1, 15), 6) == date(2026, 7, 14)
    assert last_day_of(date(2026, 7, 1), 12) == date(2027, 6, 30)
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 1, 31), -1) == date(2025, 12, 31)
