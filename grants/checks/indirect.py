"""Indirect costs (BR-33): modified total direct costs, what may be asked for, and subawards with budgets of their own."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from core.money import CENT, show
from grants.checks.applications import BUDGET, Finding, Line
from grants.choices import BudgetCategory as C
from grants.choices import IndirectBase, IndirectBasis, IndirectRule, Mtdc

NEVER = (C.EQUIPMENT, C.CONSTRUCTION)
"""Categories that never count: equipment and capital."""


class Rule(NamedTuple):
    """A de minimis rate in percent, and how much of each subaward counts, in dollars."""

    percent: Decimal
    first_of_subaward: Decimal


RULES = {
    IndirectRule.GUIDANCE_2024: Rule(Decimal(15), Decimal(50_000)),
    IndirectRule.GUIDANCE_2020: Rule(Decimal(10), Decimal(25_000)),
}


class Claim(NamedTuple):
    """By what right indirect costs are asked for. `rate` in percent, for a negotiated one."""

    basis: str = IndirectBasis.DE_MINIMIS
    rate: Decimal | None = None
    base: str = IndirectBase.MTDC


class Part(NamedTuple):
    """A line of a subaward's own budget, in dollars."""

    subrecipient: str
    category: str
    description: str = ""
    amount: Decimal = Decimal(0)


class Indirect(NamedTuple):
    """What is asked for, and what may be: a rate in percent of a base in dollars."""

    asked: Decimal
    rate: Decimal
    base: Decimal
    base_words: str
    allowed: Decimal


def mtdc(lines: Sequence[Line], first_of_subaward: Decimal) -> Decimal:
    """Modified total direct costs of the grant's money: all that counts in full, and the first part of each subaward."""
    whole, subawards = Decimal(0), dict[str, Decimal]()
    for line in lines:
        how = counts_as(line)
        if how == Mtdc.COUNTED:
            whole += line.amount
        elif how == Mtdc.SUBAWARD:
            name = line.subrecipient.strip().casefold()
            subawards[name] = subawards.get(name, Decimal(0)) + line.amount
    return whole + sum((min(amount, first_of_subaward) for amount in subawards.values()), Decimal(0))


def counts_as(line: Line) -> str:
    """How a line counts: equipment, construction and indirect costs never; the others in full, unless it says otherwise."""
    if line.category in NEVER or line.category == C.INDIRECT:
        return Mtdc.LEFT_OUT
    return line.mtdc or Mtdc.COUNTED


def indirect_of(lines: Sequence[Line], claim: Claim, rule: str) -> Indirect:
    """What is asked for beside what may be asked for under the round's rule."""
    asked = sum((line.amount for line in lines if line.category == C.INDIRECT), Decimal(0))
    kept = RULES.get(IndirectRule(rule))
    if kept is None:
        return Indirect(asked, Decimal(0), Decimal(0), "nothing", Decimal(0))
    rate, base, words = kept.percent, mtdc(lines, kept.first_of_subaward), "modified total direct costs"
    if claim.basis == IndirectBasis.NEGOTIATED:
        rate = claim.rate or Decimal(0)
        if claim.base == IndirectBase.DIRECT:
            direct = (line.amount for line in lines if line.category != C.INDIRECT)
            base, words = sum(direct, Decimal(0)), "all direct costs"
        elif claim.base == IndirectBase.SALARIES:
            pay = (line.amount for line in lines if line.category in (C.PERSONNEL, C.FRINGE))
            base, words = sum(pay, Decimal(0)), "salaries and fringe benefits"
    allowed = (base * rate / 100).quantize(CENT, rounding=ROUND_DOWN)
    return Indirect(asked, rate, base, words, allowed)


def indirect_findings(lines: Sequence[Line], claim: Claim, rule: str) -> list[Finding]:
    """More than may be asked for, with the numbers; a negotiated rate that is not said."""
    found = indirect_of(lines, claim, rule)
    if not found.asked:
        return []
    if rule == IndirectRule.NONE:
        return [Finding(BUDGET, "id_indirect", f"This round pays no indirect costs: take out {show(found.asked)}.")]
    if claim.basis == IndirectBasis.NEGOTIATED and claim.rate is None:
        return [Finding(BUDGET, "id_indirect_rate", "Say the negotiated rate in percent, as your agreement has it.")]
    if found.asked <= found.allowed:
        return []
    text = (
        f"You ask for {show(found.asked)} of indirect costs. {found.rate.normalize():f}% of {show(found.base)}, "
        f"{found.base_words}, is {show(found.allowed)}: take out {show(found.asked - found.allowed)}."
    )
    return [Finding(BUDGET, "id_indirect", text)]


def subaward_findings(lines: Sequence[Line], parts: Sequence[Part]) -> list[Finding]:
    """Each subaward names who gets it and has a budget of its own that adds up to it."""
    found, given = [], dict[str, tuple[str, Decimal]]()
    for row, line in enumerate(lines, start=1):
        if line.mtdc == Mtdc.SUBAWARD:
            name = line.subrecipient.strip()
            if not name:
                text = f"{line.label}: name who gets the subaward of {show(line.amount)}."
                found.append(Finding(BUDGET, f"budget-{row}", text))
            else:
                before = given.get(name.casefold(), (name, Decimal(0)))[1]
                given[name.casefold()] = (name, before + line.amount)
    own: dict[str, Decimal] = {}
    for part in parts:
        own[part.subrecipient.strip().casefold()] = (
            own.get(part.subrecipient.strip().casefold(), Decimal(0)) + part.amount
        )
    for key, (name, amount) in given.items():
        found += _sum_finding(name, amount, own.pop(key, None))
    for part in parts:
        if part.subrecipient.strip().casefold() in own:
            text = f"{part.subrecipient}: the budget gives no subaward of this name. Write it as in the budget line."
            found.append(Finding(BUDGET, "id_subawards", text))
            own.pop(part.subrecipient.strip().casefold())
    return found


def _sum_finding(name: str, amount: Decimal, own: Decimal | None) -> list[Finding]:
    if own is None:
        text = f"{name}: say below what its subaward of {show(amount)} pays for, by category."
        return [Finding(BUDGET, "id_subawards", text)]
    if own == amount:
        return []
    apart, way = abs(amount - own), "less" if own < amount else "more"
    text = f"{name}: its own budget is {show(own)}, {show(apart)} {way} than the {show(amount)} of its subaward."
    return [Finding(BUDGET, "id_subawards", text)]
