"""The rows of an award's page."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from core.calendars import Quarter
from grants.models import Report
from grants.readmodels.report_grid import Cell
from grants.readmodels.report_rows import Dollars


class BudgetRow(NamedTuple):
    """One budget category: before the latest quarter, in it, to date, against the budget."""

    label: str
    before: Decimal
    latest: Decimal
    dollars: Dollars
    flag: str


class ReportRow(NamedTuple):
    report: Report
    quarter: Quarter
    cell: Cell
    sent_at: dt.datetime | None
    spent: Decimal | None
    reached: str
    plan: str
    note: str


class TargetRow(NamedTuple):
    """A target: what was reached so far, the plan by now and by the end, and the reading in words."""

    title: str
    so_far: str
    plan: str
    target: str
    percent: Decimal | None
    reading: str
    tone: str
