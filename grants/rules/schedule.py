"""Which quarterly reports an award owes, and when each is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple
from zoneinfo import ZoneInfo

from core.calendars import Roll, due_date, due_instant, quarters_between

DAYS_AFTER_THE_QUARTER = 30
LAST_SECOND = dt.time(23, 59, 59)


class Due(NamedTuple):
    """One report: its quarter's first and last day, and the last instant that is on time."""

    period_start: dt.date
    period_end: dt.date
    due_at: dt.datetime
    is_final: bool


def reports_owed(
    starts_on: dt.date,
    ends_on: dt.date,
    *,
    zone: ZoneInfo,
    next_business_day: bool,
    holidays: Collection[dt.date] = (),
) -> list[Due]:
    """One report for each calendar quarter that the period touches, so never more than quarterly (BR-41).

    Due 30 days after the quarter, at the last second of that day in the state; off a weekend where the state says so
    (BR-44). The last one is the final report.
    """
    roll = Roll.NEXT_BUSINESS_DAY if next_business_day else Roll.KEEP
    quarters = list(quarters_between(starts_on, ends_on))
    return [
        Due(
            quarter.start,
            quarter.end,
            due_instant(due_date(quarter.end, DAYS_AFTER_THE_QUARTER, roll=roll, holidays=holidays), zone, LAST_SECOND),
            quarter == quarters[-1],
        )
        for quarter in quarters
    ]
