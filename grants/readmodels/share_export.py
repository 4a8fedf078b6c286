"""The report of one fund's share as CSV: each line says of which part of the report it is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from core.sheets import MARK, csv_text
from grants.readmodels.shares import ShareReport

HEAD = (
    "Part of the report",
    "Name",
    "Partnership",
    "Counties",
    "Dollars held",
    "Dollars spent by accepted reports",
    "Reports accepted",
    "Reports not accepted yet",
    "Reported",
    "Of",
    "How it is put together",
)


def csv_of(report: ShareReport) -> str:
    """The whole file, with the mark by which spreadsheets know its encoding."""
    rows = ([*row, *[""] * (len(HEAD) - len(row))] for row in _rows(report))
    return MARK + csv_text([HEAD, *rows])


def _rows(report: ShareReport) -> Iterator[list[Any]]:
    fund = report.row
    yield ["Fund", fund.fund.name, fund.fund.agency, "", fund.fund.amount]
    yield ["Fund", "Administration", "", "", fund.admin]
    yield ["Fund", "Promised in awards that stand", "", "", fund.awarded, report.spent]
    yield ["Fund", "Promised by rounds that are not decided", "", "", fund.promised]
    yield ["Fund", "Free", "", "", fund.free]
    for year in report.years:
        yield ["Fiscal year", year.label, "", "", year.awarded, year.spent, year.accepted, year.missing]
    for category in report.categories:
        yield ["Cost category", category.label, "", "", "", category.spent]
    for line in report.awards:
        award = line.money.award
        place = [award.number, award.partnership.name, "; ".join(line.counties)]
        yield ["Award", *place, line.money.amount, line.money.spent, line.accepted, line.missing]
        for measure, value, of in line.achieved:
            yield ["Award reports", measure.title, *place[1:], *[""] * 4, value, of or "", award.number]
    for outcome in report.outcomes:
        pooled = "" if outcome.value is None else outcome.value.quantize(Decimal("0.01"))
        basis = f"{outcome.basis}; {outcome.reporting} of {len(report.awards)} awards"
        yield ["All awards", outcome.measure.title, *[""] * 6, pooled, "", basis]
