"""What follows from the boxes of a draft while they are typed: the money, what it covers, the running totals, what is
still wrong. It reads what the page sent; nothing is saved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.safestring import SafeString

from core.models import State
from grants.checks.slates import Fault, Line, exceptions_in, faults_of
from grants.models import Round, SlateLine
from grants.readmodels.purses import purses_of
from grants.readmodels.slate_money import Coverage, Money, coverage_of, money_of, percent_of
from grants.readmodels.slate_rows import plain_line, run_cell


class Live(NamedTuple):
    """The draft as it would stand if it were saved now. `runs` are the cells of the running total, in rank order."""

    money: Money
    coverage: Coverage
    runs: list[SafeString]
    faults: list[Fault]
    exceptions: int


def typed_over(line: SlateLine, wanted: Mapping[int, tuple[str, Decimal, int | None, str]]) -> Line:
    """A line with what is typed on it; as it is saved where that cannot be read."""
    plain = plain_line(line)
    if line.pk not in wanted:
        return plain
    decision, amount, fund_id, reason = wanted[line.pk]
    return plain._replace(decision=decision, amount=amount, fund_id=fund_id, reason=reason)


def live_of(
    round: Round,
    lines: Sequence[SlateLine],
    wanted: Mapping[int, tuple[str, Decimal, int | None, str]],
    unread: list[Fault],
    state: State,
    hidden: Collection[int] = (),
) -> Live:
    """`lines` in the order of the page with their applications; `wanted` holds decision, amount, fund and reason by line
    id; `hidden` the applications that the viewer is recused from, which have no running total.
    """
    purses = purses_of(round)
    plain = [typed_over(line, wanted) for line in lines]
    money = money_of(plain, purses)
    funded = [(line.application, bare.amount) for line, bare in zip(lines, plain, strict=True) if bare.is_funded]
    return Live(
        money,
        coverage_of(funded, state),
        _runs([bare for line, bare in zip(lines, plain, strict=True) if line.application_id not in hidden], money),
        [*unread, *faults_of(plain, purses, least=round.min_award, most=round.max_award)],
        len(exceptions_in(plain)),
    )


def _runs(plain: Sequence[Line], money: Money) -> list[SafeString]:
    last = max((i for i, line in enumerate(plain) if line.is_funded), default=-1)
    running, cells = Decimal(0), []
    for index, line in enumerate(plain):
        running += line.amount if line.is_funded else 0
        left = money.left if index == last else None
        percent = percent_of(running, money.available)
        cells.append(run_cell(line.id, running, percent, left, is_funded=line.is_funded, is_swapped=True))
    return cells
