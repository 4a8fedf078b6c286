"""Whether a revised budget fits the award. On plain data."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from core.money import show
from grants.checks.applications import Line
from grants.checks.indirect import Claim, indirect_findings


class Months(NamedTuple):
    """An activity's months."""

    title: str
    starts: int | None
    ends: int | None


def faults_of_revision(
    lines: Sequence[Line],
    activities: Sequence[Months],
    *,
    award: Decimal,
    match_required: Decimal,
    months: int,
    claim: Claim,
    rule: str,
) -> list[str]:
    """What keeps a revised budget from being sent, a sentence each with the numbers, in dollars."""
    found = []
    total = sum((line.amount for line in lines), Decimal(0))
    if total != award:
        gap = f"{show(total - award)} too much" if total > award else f"{show(award - total)} too little"
        found.append(f"The lines add up to {show(total)}; the award is {show(award)}. That is {gap}.")
    match = sum((line.match for line in lines), Decimal(0))
    if match < match_required:
        found.append(f"The match adds up to {show(match)}. The award requires {show(match_required)}.")
    found += [finding.text for finding in indirect_findings(lines, claim, rule)]
    for one in activities:
        if one.starts and one.ends and one.ends < one.starts:
            found.append(f"“{one.title}” ends in month {one.ends}, before it starts in month {one.starts}.")
        if one.ends and one.ends > months:
            found.append(f"“{one.title}” ends in month {one.ends}. The award has {months} months.")
    return found
