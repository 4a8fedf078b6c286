"""Quarters, fiscal years and due dates as values: no database, no clock.

A quarter is always a calendar quarter. State fiscal year, program year and federal fiscal year are views of
it (BR-43): the same three months have a different name in each, and in some states fall into two
years.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

MONTHS = 12


@dataclass(frozen=True, order=True)
class Quarter:
    """Three calendar months: `Quarter(2026, 3)` is July to September 2026. Quarters sort in time."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3, 4):
            raise ValueError(f"A quarter is 1, 2, 3 or 4, not {self.number}.")

    @classmethod
    def of(cls, day: date) -> Quarter:
        """The quarter that `day` falls in."""
        return cls(day.year, (day.month - 1) // 3 + 1)

    @classmethod
    def parse(cls, text: str) -> Quarter:
        """Back from `str(quarter)`: "2026Q3". Raises ValueError on anything else."""
        year, _, number = text.strip().upper().partition("Q")
        if not (year.isdigit() and len(year) == 4 and number in ("1", "2", "3", "4")):
            raise ValueError(f"Write a quarter as 2026Q3, not {text!r}.")
        return cls(int(year), int(number))

    @property
    def months(self) -> tuple[int, int, int]:
        """Its month numbers, 1 to 12."""
        first = self.number * 3 - 2
        return first, first + 1, first + 2

    @property
    def start(self) -> date:
        """First day."""
        return date(self.year, self.months[0], 1)

    @property
    def end(self) -> date:
        """Last day."""
        return self.next.start - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The quarter after."""
        return self + 1

    @property
    def previous(self) -> Quarter:
        """The quarter before."""
        return self + -1

    @property
    def label(self) -> str:
        """July–September 2026."""
        first, _, last = self.months
        return f"{calendar.month_name[first]}–{calendar.month_name[last]} {self.year}"

    @property
    def short_label(self) -> str:
        """Jul–Sep 2026, for table heads and axes."""
        first, _, last = self.months
        return f"{calendar.month_abbr[first]}–{calendar.month_abbr[last]} {self.year}"

    def __add__(self, quarters: int) -> Quarter:
        year, number = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(year, number + 1)

    def __sub__(self, other: Quarter) -> int:
        """Quarters from `other` to this one."""
        return (self.year - other.year) * 4 + self.number - other.number

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def quarters_between(first: date, last: date) -> Iterator[Quarter]:
    """Every quarter that has a day in `first` to `last`, both included."""
    quarter = Quarter.of(first)
    while quarter.start <= last:
        yield quarter
        quarter = quarter.next


class Naming(Enum):
    """Which calendar year names a fiscal year."""

    FIRST_YEAR = "first"
    LAST_YEAR = "last"


@dataclass(frozen=True)
class FiscalQuarter:
    """A quarter of some fiscal year: `SFY2026 Q1`."""

    prefix: str
    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.prefix}{self.year} Q{self.number}"


@dataclass(frozen=True)
class FiscalCalendar:
    """A year that starts in any month, named by its first or its last calendar year."""

    prefix: str
    start_month: int
    naming: Naming = Naming.LAST_YEAR

    def year_of(self, day: date) -> int:
        """The number that names the fiscal year `day` falls in."""
        first = day.year if day.month >= self.start_month else day.year - 1
        return first + self._offset

    def quarter_of(self, day: date) -> FiscalQuarter:
        """The fiscal quarter `day` falls in."""
        months_in = (day.month - self.start_month) % MONTHS
        return FiscalQuarter(self.prefix, self.year_of(day), months_in // 3 + 1)

    def views(self, quarter: Quarter) -> list[FiscalQuarter]:
        """The fiscal quarters that a calendar quarter lies in: one, or two where the years do not line up
        (Texas)."""
        days = (date(quarter.year, month, 1) for month in quarter.months)
        return list(dict.fromkeys(self.quarter_of(day) for day in days))

    def label(self, quarter: Quarter) -> str:
        """SFY2026 Q1, or both names joined by "and" where a calendar quarter straddles two."""
        return " and ".join(map(str, self.views(quarter)))

    def start(self, year: int) -> date:
        """First day of the fiscal year of that name."""
        return date(year - self._offset, self.start_month, 1)

    def end(self, year: int) -> date:
        """Last day of the fiscal year of that name."""
        return self.start(year + 1) - timedelta(days=1)

    @property
    def _offset(self) -> int:
        return 1 if self.naming is Naming.LAST_YEAR and self.start_month > 1 else 0


PROGRAM_YEAR = FiscalCalendar("PY", 7, Naming.FIRST_YEAR)
FEDERAL_FISCAL_YEAR = FiscalCalendar("FFY", 10, Naming.LAST_YEAR)


def state_fiscal_year(start_month: int, naming: Naming = Naming.LAST_YEAR) -> FiscalCalendar:
    """A state's own fiscal year; 46 states start in July and name the year by its end."""
    if not 1 <= start_month <= MONTHS:
        raise ValueError(f"A fiscal year starts in month 1 to 12, not {start_month}.")
    return FiscalCalendar("SFY", start_month, naming)


class Roll(Enum):
    """What becomes of a due date that falls on a day without business (BR-44)."""

    NEXT_BUSINESS_DAY = "next"
    PREVIOUS_BUSINESS_DAY = "previous"
    KEEP = "keep"


def is_business_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Monday to Friday and no holiday."""
    return day.weekday() < 5 and day not in holidays


def due_date(after: date, days: int, *, roll: Roll = Roll.NEXT_BUSINESS_DAY, holidays: Collection[date] = ()) -> date:
    """`days` after a date, moved off weekends and holidays as the state's policy says.

    Closeout (BR-38): due_date(date(2026, 6, 30), 90) is September 28, 2026.
    """
    day = after + timedelta(days=days)
    if roll is Roll.KEEP:
        return day
    step = timedelta(days=1 if roll is Roll.NEXT_BUSINESS_DAY else -1)
    while not is_business_day(day, holidays):
        day += step
    return day


def due_instant(day: date, zone: ZoneInfo, at: time = time(23, 59)) -> datetime:
    """The instant a due date ends, to the minute, in the state's time zone."""
    return datetime.combine(day, at, tzinfo=zone)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day if it is shorter."""
    year, month = divmod(day.year * MONTHS + day.month - 1 + months, MONTHS)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def last_day_of(start: date, months: int) -> date:
    """Last day of a period of whole months: six months from January 15 end on July 14."""
    return add_months(start, months) - timedelta(days=1)
