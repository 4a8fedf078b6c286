"""Match by contributor: what each row lacks before it counts (BR-04). Pure functions on plain data."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from core.money import show
from grants.checks.applications import Finding, Line, Seat, Terms, giver_findings, match_finding
from grants.choices import ApplicationStatus, MatchKind, MatchTest

MATCH = "match"
PROMISED = (ApplicationStatus.OFFERED, ApplicationStatus.AWARDED)
"""Where the same match is spoken for; elsewhere it may still come free."""


class Elsewhere(NamedTuple):
    """The same match of the same contributor in another application: of which row, which one, and where it stands."""

    row: int
    number: str
    title: str
    status: str

    @property
    def is_taken(self) -> bool:
        return self.status in PROMISED


def split(kind: str, amount: Decimal) -> tuple[Decimal, Decimal]:
    """An amount as match in cash and match in kind."""
    return (amount, Decimal(0)) if kind == MatchKind.CASH else (Decimal(0), amount)


def match_findings(
    lines: Sequence[Line], seats: Sequence[Seat], terms: Terms, *, elsewhere: Sequence[Elsewhere] = ()
) -> list[Finding]:
    """What keeps the match from counting. `lines` are all of the budget, those of the match among them.

    `elsewhere` are only those that the applicant may know of.
    """
    rows = [line for line in lines if line.match_kind]
    found = [
        Finding(MATCH, f"match-{n}", f"{line.match_source or 'This row'}: {text}")
        for n, line in enumerate(rows, start=1)
        for text in row_lacks(line)
    ]
    found += giver_findings(rows, seats, terms, place=MATCH)
    found += [
        Finding(MATCH, f"match-{one.row}", f"{rows[one.row - 1].match_source}: {taken(one)}")
        for one in elsewhere
        if one.is_taken
    ]
    loose = sum((line.match for line in lines if not line.match_kind), Decimal(0))
    if loose:
        text = f"{show(loose)} of match stands in the budget itself. Put it into rows here, and take it out there."
        found.append(Finding(MATCH, "id_match", text))
    short = match_finding(lines, terms, place=MATCH)
    return [*found, short] if short else found


def row_lacks(line: Line) -> list[str]:
    """What one row lacks: BR-04 asks for seven things to be true, and for evidence."""
    left = len(set(MatchTest.values) - set(line.tests))
    lacking = [
        (line.match_source.strip(), "name who gives it."),
        (line.match, "give its amount."),
        (line.description.strip(), f"say how the {show(line.match)} was worked out."),
        (line.evidence.strip(), "say what evidence there is, such as a signed letter."),
        (not left, f"{left} of {len(MatchTest)} statements are not confirmed. Match counts only if all are true."),
    ]
    return [text for has, text in lacking if not has]


def taken(one: Elsewhere) -> str:
    return f"the same match is promised to award {one.number}, {one.title}. It counts once: take it out of one."
