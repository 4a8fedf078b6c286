"""What an officer sends of a slate: a decision, an amount, a fund and a reason a line."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.http import QueryDict

from core import money
from grants.actions.decisions import Choice
from grants.checks.slates import Fault
from grants.choices import SlateDecision
from grants.forms.reviews import text_of
from grants.models import SlateLine

BOXES = ("decision", "amount", "fund", "reason")


class Sent(NamedTuple):
    """The boxes as typed, by line; the choices that they mean; and what cannot be read, each fault on its line."""

    typed: dict[int, dict[str, str]]
    choices: dict[int, Choice]
    faults: list[Fault]
    note: str


def slate_from(data: QueryDict, lines: Iterable[SlateLine], fund_ids: Iterable[int]) -> Sent:
    """Everything that the page of a draft sends. A line that it did not bring is left out."""
    sent = Sent({}, {}, [], text_of(data.get("note", "")))
    funds = {str(pk): pk for pk in fund_ids}
    for line in lines:
        if f"decision-{line.pk}" not in data:
            continue
        typed = {box: text_of(data.get(f"{box}-{line.pk}", "")) for box in BOXES}
        sent.typed[line.pk] = typed
        choice = _choice(line, typed, funds, data.get(f"was-{line.pk}", ""))
        if isinstance(choice, Fault):
            sent.faults.append(choice)
        else:
            sent.choices[line.pk] = choice
    return sent


def _choice(line: SlateLine, typed: dict[str, str], funds: dict[str, int], was: str) -> Choice | Fault:
    """What the boxes of one line mean, or why they cannot be read."""
    number, decision = line.application.number, typed["decision"]
    if decision not in SlateDecision.values:
        return Fault(line.pk, f"{number}: choose fund, waiting list or decline.", "decision")
    if decision != SlateDecision.FUND:
        return Choice(decision, reason=typed["reason"].strip(), was=was)
    try:
        amount = money.parse(typed["amount"]) if typed["amount"].strip() else Decimal(0)
    except money.NotMoney as wrong:
        return Fault(line.pk, f"{number}: {wrong}")
    fund_id = funds.get(typed["fund"])
    if amount <= 0:
        return Fault(line.pk, f"{number}: give the amount to fund it with, or choose another decision.")
    if fund_id is None:
        return Fault(line.pk, f"{number}: choose the fund that the money comes from.", "fund")
    return Choice(decision, amount, fund_id, typed["reason"].strip(), was)
