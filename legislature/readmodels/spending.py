"""The money of an edition: available, awarded, spent; by fund, category and region. Amounts are strings of dollars."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from grants.choices import BudgetCategory
from grants.models import Award, Fund
from grants.readmodels.accepted import AcceptedSpending, accepted_spending
from grants.readmodels.terms import added_by
from legislature.readmodels.portfolio import IN_FORCE, awards_in_force

ZERO = Decimal(0)
EARLIEST = dt.date(1990, 1, 1)


def spending_up_to(end: dt.date) -> list[AcceptedSpending]:
    """Everything that accepted reports say was spent up to a day: whole quarters only."""
    return accepted_spending(EARLIEST, end)


def money_of(
    start: dt.date, end: dt.date, partnerships: list[dict[str, Any]], spending: list[AcceptedSpending]
) -> dict[str, Any]:
    """Where the money came from, who has it, and what accepted reports say was spent.

    The funds are those available in the period and those that pay an award in force in it. "Awarded" is everything
    awarded from them up to the period's last day; what is spent is known from accepted reports alone.
    """
    paying = set(awards_in_force(start, end).values_list("fund_id", flat=True))
    open_then = set(Fund.objects.filter(available_from__lte=end, available_to__gte=start).values_list("pk", flat=True))
    funds = list(Fund.objects.filter(pk__in=paying | open_then).order_by("-amount", "name"))
    awards = Award.objects.filter(fund__in=funds, status__in=IN_FORCE, starts_on__lte=end)
    awarded = {row["fund_id"]: row["total"] for row in awards.values("fund_id").annotate(total=Sum("amount"))}
    for fund, more in added_by("fund", awards, by_day=end).items():
        awarded[fund] += more
    numbers = {fund.pk for fund in funds}
    mine = [line for line in spending if line.fund_id in numbers]
    in_year = [line for line in mine if line.period_start >= start]
    available = sum((fund.amount for fund in funds), ZERO)
    all_awarded = sum(awarded.values(), ZERO)
    all_spent, spent = _total(mine), _total(in_year)
    new = awards.filter(starts_on__gte=start)
    cells = _cells(in_year)
    return {
        "available": str(available),
        "not_awarded": str(available - all_awarded),
        "awarded": str(all_awarded),
        "spent_before": str(all_spent - spent),
        "spent": str(spent),
        "left": str(all_awarded - all_spent),
        "match": str(sum((line.match for line in in_year), ZERO)),
        "awards": awards_in_force(start, end).count(),
        "new_awards": new.count(),
        "new_amount": str(new.aggregate(total=Sum("amount"))["total"] or ZERO),
        "reports": len({line.report_id for line in in_year}),
        "funds": [_fund(fund, awarded, cells) for fund in funds],
        "uses": _uses(funds, cells),
        "regions": _regions(partnerships),
    }


def _total(lines: list[AcceptedSpending]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)


def _cells(lines: list[AcceptedSpending]) -> dict[tuple[int, str], Decimal]:
    found: dict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for line in lines:
        found[line.fund_id, line.category] += line.amount
    return found


def _fund(fund: Fund, awarded: dict[int, Decimal], cells: dict[tuple[int, str], Decimal]) -> dict[str, str | None]:
    mine = [amount for (pk, _), amount in cells.items() if pk == fund.pk]
    return {
        "name": fund.name,
        "agency": fund.agency,
        "origin": fund.get_origin_display(),
        "amount": str(fund.amount),
        "awarded": str(awarded.get(fund.pk, ZERO)),
        "spent": str(sum(mine, ZERO)) if mine else None,
    }


def _uses(funds: list[Fund], cells: dict[tuple[int, str], Decimal]) -> list[dict[str, Any]]:
    """Spent in the year by category, largest first, cut by fund; categories without a dollar are left out."""
    rows = []
    for category in BudgetCategory:
        amounts = [cells.get((fund.pk, category.value), ZERO) for fund in funds]
        if any(amounts):
            rows.append({"label": category.label.partition(" ")[2], "amounts": [str(amount) for amount in amounts]})
    return sorted(rows, key=lambda row: -sum(map(Decimal, row["amounts"])))


def known_sum(rows: list[dict[str, Any]], name: str) -> str | None:
    """Dollars of several partnerships together, as far as they are known; None where none is."""
    known = [Decimal(row[name]) for row in rows if row[name] is not None]
    return str(sum(known, ZERO)) if known else None


def _regions(partnerships: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Awards in force and money spent in the year, by region."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for one in partnerships:
        found[one["region"]].append(one)
    rows = [
        {
            "name": name,
            "partnerships": sum(one["active"] for one in here),
            "awarded": known_sum(here, "awarded"),
            "spent": known_sum(here, "spent_in_year"),
            "spent_so_far": known_sum(here, "spent"),
        }
        for name, here in found.items()
    ]
    return sorted(rows, key=lambda row: (-Decimal(row["awarded"]), row["name"]))
