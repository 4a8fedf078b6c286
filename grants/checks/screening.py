"""Whether an application may be reviewed at all: what can be computed of it. A person decides each point.

Pure functions on plain data. Each check says what was found, with the numbers, whether it holds or not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from core.templatetags.rt import money
from grants.checks.applications import Line, Seat, Terms, roster_findings, sums_of
from partnerships.rules.composition import judge, rule_of


class Check(NamedTuple):
    """One point of the checklist: what is asked, whether what was sent holds it, and what was found."""

    key: str
    question: str
    holds: bool
    found: str


class Sent(NamedTuple):
    """What was sent, as far as the checklist asks. `kind` is the applicant's kind in words, `empty` counts questions
    that were left empty; `is_whole` says that nothing required was missing when it was sent."""

    is_whole: bool
    empty: int
    received_at: dt.datetime
    received: str
    closes_at: dt.datetime
    closes: str
    kind: str
    is_eligible_kind: bool
    eligible_kinds: str
    seats: Sequence[Seat]
    no_labor_reason: str
    lines: Sequence[Line]
    requested: Decimal
    months: int | None


def checks_of(sent: Sent, terms: Terms) -> list[Check]:
    """The checklist of a round for one application, each point with its computed answer."""
    return [
        complete(sent),
        on_time(sent),
        kind(sent),
        composition(sent, terms),
        amount(sent, terms),
        match(sent, terms),
    ]


def complete(sent: Sent) -> Check:
    """Nothing can be sent while a required answer is missing; what may be left empty is only counted."""
    found = "Everything required was there when it was sent."
    if not sent.is_whole:
        found = "There is no frozen copy of what was sent: read the answers yourself."
    if sent.empty:
        found += f" {sent.empty} {'question' if sent.empty == 1 else 'questions'} that may stay empty did."
    return Check("complete", "Is it complete?", sent.is_whole, found)


def on_time(sent: Sent) -> Check:
    """The closing instant is the first that is too late."""
    holds = sent.received_at < sent.closes_at
    return Check("on_time", "Was it on time?", holds, f"Received {sent.received}; the round closed {sent.closes}.")


def kind(sent: Sent) -> Check:
    who = sent.eligible_kinds or "Any kind of organization"
    return Check("kind", "May this applicant apply?", sent.is_eligible_kind, f"{sent.kind}. {who} may apply.")


def composition(sent: Sent, terms: Terms) -> Check:
    """BR-05: whoever the round's rule of composition asks for."""
    wrong = roster_findings(sent.seats, sent.no_labor_reason, terms)
    if wrong:
        found = " ".join(finding.text for finding in wrong)
    else:
        lines = judge(rule_of(terms.composition, terms.min_employers), sent.seats, sent.no_labor_reason)
        found = "; ".join(f"{line.label}: {line.have}" for line in lines)
        found = f"{found}. {len(sent.seats)} partners in all."
        if sent.no_labor_reason.strip() and any(line.asks_reason for line in lines):
            found += f" No labor organization: {sent.no_labor_reason.strip()}"
    return Check("composition", "Does the partnership have who the round asks for?", not wrong, found)


def amount(sent: Sent, terms: Terms) -> Check:
    """BR-02: amount and months within the round's limits, both ends included."""
    in_range = terms.min_award <= sent.requested <= terms.max_award
    months = sent.months or 0
    in_time = terms.min_months <= months <= terms.max_months
    found = (
        f"{money(sent.requested)} for {months} months; the round gives {money(terms.min_award)} to "
        f"{money(terms.max_award)} for {terms.min_months} to {terms.max_months} months."
    )
    return Check("amount", "Are amount and length within the limits?", in_range and in_time, found)


def match(sent: Sent, terms: Terms) -> Check:
    """BR-03: the match on the basis that the round names."""
    sums = sums_of(sent.lines, terms)
    if not sums.needed:
        return Check("match", "Is the match met?", True, f"The round asks for none; {money(sums.match)} is offered.")
    found = f"{money(sums.match)} is offered of {money(sums.needed)} needed."
    return Check("match", "Is the match met?", sums.match >= sums.needed, found)


def unexplained(answers: Sequence[tuple[Check, bool, str]]) -> list[str]:
    """The keys of points that somebody answered against what was computed, without a note."""
    return [check.key for check, holds, note in answers if holds != check.holds and not note.strip()]
