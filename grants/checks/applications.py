"""What keeps an application from being submitted. Pure functions on plain data: the same beside the field and at the end.

Each finding is one sentence that says what is wrong, with the numbers, and what to do. `place` is the table of the form
it belongs to and `field` the id of the box on its page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

from core.money import MatchBasis, match_required, show
from partnerships.choices import PartnerRole
from partnerships.rules.composition import judge, rule_of

UEI = re.compile(r"^(?!.*\d{9})[1-9A-HJ-NP-Z][0-9A-HJ-NP-Z]{11}$")
PARTNERSHIP, ROSTER, BUDGET, TARGETS = "partnership", "roster", "budget", "targets"


class Finding(NamedTuple):
    place: str
    field: str
    text: str


class Terms(NamedTuple):
    """What a round asks for. `match_basis` is None where it asks for no match; amounts in dollars.

    `composition` is the round's rule of who must sit at the table; the usual one where it is empty.
    """

    min_award: Decimal
    max_award: Decimal
    min_months: int
    max_months: int
    match_percent: int = 0
    match_basis: MatchBasis | None = None
    min_employers: int = 2
    needs_uei: bool = False
    composition: Mapping[str, Any] = MappingProxyType({})
    match_from_employers_only: bool = False


class Seat(NamedTuple):
    """A line of the roster. `size_band` is the employer's size band, where it is known."""

    name: str
    role: str
    city: str = ""
    commitment: str = ""
    size_band: str = ""


class Line(NamedTuple):
    """A line of the budget, in dollars. `label` is the category in words."""

    category: str
    label: str
    description: str = ""
    amount: Decimal = Decimal(0)
    match_cash: Decimal = Decimal(0)
    match_in_kind: Decimal = Decimal(0)
    match_source: str = ""
    mtdc: str = ""
    subrecipient: str = ""
    match_kind: str = ""
    evidence: str = ""
    tests: tuple[str, ...] = ()

    @property
    def match(self) -> Decimal:
        return self.match_cash + self.match_in_kind


class Sums(NamedTuple):
    """The budget added up, and the match it needs, in dollars."""

    amount: Decimal
    match_cash: Decimal
    match_in_kind: Decimal
    needed: Decimal

    @property
    def match(self) -> Decimal:
        return self.match_cash + self.match_in_kind

    @property
    def total(self) -> Decimal:
        return self.amount + self.match

    @property
    def short(self) -> Decimal:
        """The match still to be found."""
        return max(self.needed - self.match, Decimal(0))


def sums_of(lines: Sequence[Line], terms: Terms) -> Sums:
    amount = sum((line.amount for line in lines), Decimal(0))
    needed = match_required(amount, terms.match_percent, terms.match_basis) if terms.match_basis else Decimal(0)
    cash = sum((line.match_cash for line in lines), Decimal(0))
    return Sums(amount, cash, sum((line.match_in_kind for line in lines), Decimal(0)), needed)


# Who applies, where, for how long


def partnership_findings(
    *, title: str, industry: str, naics: Sequence[str], counties: Sequence[str], months: int | None, terms: Terms
) -> list[Finding]:
    """The partnership's name, its industry and region (without which no assessment can be judged), and the months."""
    found = []
    if not title.strip():
        found.append(Finding(PARTNERSHIP, "id_title", "Give the partnership a name."))
    if not industry.strip():
        found.append(Finding(PARTNERSHIP, "id_industry_title", "Name the industry in words, such as food processing."))
    if not naics:
        found.append(Finding(PARTNERSHIP, "id_naics", "Name at least one industry by its NAICS code."))
    if not counties:
        found.append(Finding(PARTNERSHIP, "id_counties", "Name at least one county of the region."))
    if months is None:
        low, high = terms.min_months, terms.max_months
        found.append(Finding(PARTNERSHIP, "id_months", f"Say for how many months: {low} to {high} in this round."))
    elif wrong := months_finding(months, terms):
        found.append(wrong)
    return found


def months_finding(months: int, terms: Terms) -> Finding | None:
    """BR-02: within the round's limits, both ends included."""
    if terms.min_months <= months <= terms.max_months:
        return None
    limits = f"{terms.min_months} to {terms.max_months}"
    return Finding(PARTNERSHIP, "id_months", f"{months} months. This round pays for {limits} months: change it.")


def uei_finding(uei: str, organization: str, terms: Terms) -> Finding | None:
    """BR-30: shape only, for the rule of the last character is not published. Needed where a federal fund pays."""
    if not uei.strip():
        if not terms.needs_uei:
            return None
        text = f"Federal money pays in this round: give the Unique Entity ID of {organization}."
        return Finding(PARTNERSHIP, "id_uei", text)
    if UEI.match(uei.strip().upper()):
        return None
    text = f"“{uei.strip()}” has not the shape of a UEI: 12 letters and digits, without O and I. Look it up at SAM.gov."
    return Finding(PARTNERSHIP, "id_uei", text)


# Who sits at the table


def roster_findings(seats: Sequence[Seat], no_labor_reason: str, terms: Terms) -> list[Finding]:
    """BR-05: whoever the round's rule of composition asks for, each that is missing in a sentence."""
    lines = judge(rule_of(terms.composition, terms.min_employers), seats, no_labor_reason)
    return [
        Finding(ROSTER, "id_no_labor_reason" if line.asks_reason else "id_roster", line.sentence)
        for line in lines
        if not line.met
    ]


# The money


def budget_findings(lines: Sequence[Line], terms: Terms) -> list[Finding]:
    """BR-02 and BR-03: the grant within the round's limits, the match met, and each line explained."""
    found = grant_findings(lines, terms)
    wrong = match_finding(lines, terms) if lines else None
    return [*found, wrong] if wrong else found


def grant_findings(lines: Sequence[Line], terms: Terms) -> list[Finding]:
    """BR-02: each line explained and the grant within the round's limits."""
    if not lines:
        return [Finding(BUDGET, "id_budget", "Put at least one line into the budget.")]
    found = [one for row, line in enumerate(lines, start=1) for one in line_findings(row, line)]
    wrong = amount_finding(sum((line.amount for line in lines), Decimal(0)), terms)
    return [*found, wrong] if wrong else found


def match_finding(lines: Sequence[Line], terms: Terms, *, place: str = BUDGET) -> Finding | None:
    """BR-03: the match that is still to be found, on the basis that the round names."""
    sums = sums_of(lines, terms)
    if not sums.short:
        return None
    text = f"Match is {show(sums.match)}. You need {show(sums.needed)}, {of_what(sums, terms)}. "
    return Finding(place, f"id_{place}", f"{text}Find {show(sums.short)} more.")


def column_findings(lines: Sequence[Line], seats: Sequence[Seat], terms: Terms) -> list[Finding]:
    """What is wrong with match that stands in the columns of the budget."""
    short = match_finding(lines, terms) if lines else None
    return [*([short] if short else []), *giver_findings(lines, seats, terms)]


def giver_findings(lines: Sequence[Line], seats: Sequence[Seat], terms: Terms, *, place: str = BUDGET) -> list[Finding]:
    """Where only employers' match counts (Pennsylvania's, Washington's), each line's giver is an employer at the table."""
    if not terms.match_from_employers_only:
        return []
    employers = {plain_name(seat.name) for seat in seats if seat.role == PartnerRole.EMPLOYER}
    found = []
    for row, line in enumerate(lines, start=1):
        giver = line.match_source.strip()
        if line.match and giver and plain_name(giver) not in employers:
            text = f"{line.label}: match counts from employers at the table only, and “{giver}” is not one of them."
            advice = "Name the employer as on the roster, or take the match out."
            found.append(Finding(place, f"{place}-{row}", f"{text} {advice}"))
    return found


def line_findings(row: int, line: Line) -> list[Finding]:
    found = []
    if not line.description.strip() and (line.amount or line.match):
        text = f"{line.label}: say how {show(line.amount + line.match)} is made up."
        found.append(Finding(BUDGET, f"budget-{row}", text))
    if line.match and not line.match_source.strip():
        text = f"{line.label}: name who gives the match of {show(line.match)}, so that it can be verified."
        found.append(Finding(BUDGET, f"budget-{row}", text))
    return found


def amount_finding(amount: Decimal, terms: Terms) -> Finding | None:
    """BR-02: within the round's limits, both ends included."""
    if amount < terms.min_award:
        less = show(terms.min_award - amount)
        text = f"You ask for {show(amount)}. The least in this round is {show(terms.min_award)}: ask for {less} more."
        return Finding(BUDGET, "id_budget", text)
    if amount > terms.max_award:
        more = show(amount - terms.max_award)
        text = f"You ask for {show(amount)}. The most in this round is {show(terms.max_award)}: take out {more}."
        return Finding(BUDGET, "id_budget", text)
    return None


def of_what(sums: Sums, terms: Terms) -> str:
    """What the match is a share of, in words: the two bases give different amounts (BR-03)."""
    if terms.match_basis is MatchBasis.AWARD:
        return f"which is {terms.match_percent}% of the {show(sums.amount)} you ask for"
    return f"so that it is {terms.match_percent}% of the whole project of {show(sums.amount + sums.needed)}"


class Aim(NamedTuple):
    """A target. `baseline` is what it is today, None where not known; `by_month` None for the end of the award."""

    code: str
    title: str
    value: Decimal
    baseline: Decimal | None = None
    by_month: int | None = None
    source: str = ""
    remark: str = ""


def target_findings(aims: Sequence[Aim], months: int | None) -> list[Finding]:
    """At least one; each with how it is measured, different from today or explained, and within the award."""
    if not aims:
        return [Finding(TARGETS, "id_targets", "Set a target on at least one measure.")]
    return [
        Finding(TARGETS, f"target-{aim.code}", f"{aim.title}: {text}")
        for aim in aims
        for text in aim_lacks(aim, months)
    ]


def aim_lacks(aim: Aim, months: int | None) -> list[str]:
    found = []
    if not aim.source.strip():
        found.append("say how you will measure it, and where the figures come from.")
    if aim.baseline == aim.value and not aim.remark.strip():
        same = f"{aim.value:,.2f}".rstrip("0").rstrip(".")
        found.append(f"the target is what it is today, {same}. Change one of them, or say why keeping it is worth it.")
    if aim.by_month and months and aim.by_month > months:
        found.append(f"month {aim.by_month} is after the award, which has {months} months. Choose an earlier one.")
    return found


# The end


def same_name(typed: str, name: str) -> bool:
    """Whether a typed name is the person's: letters alone count, not case, accents or spaces."""
    return plain_name(typed) == plain_name(name) != ""


def plain_name(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).casefold()
    return "".join(letter for letter in bare if letter.isalnum())
