"""The draft of a slate and its what-ifs side by side: money, coverage, and every line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from core.charts import Chart
from core.models import Member, State
from grants.access.reviews import recused_on
from grants.checks.slates import Line, Purse, exceptions_in, faults_of
from grants.choices import Ranking, SlateDecision, SlateStatus
from grants.models import Application, Round, Slate, SlateLine, WhatIf
from grants.readmodels.purses import purses_of
from grants.readmodels.slate_money import Money, Share, coverage_map, money_of, shares
from grants.readmodels.slate_rows import apart, labels_of, plain_line
from grants.rules.suggesting import Candidate

UNLIKE, OTHER_FUND = "Unlike the slate", "From another fund"
KINDS = {"industry": "industry", "applicant": "kind of applicant", "region": "region"}
"""By what awards may be counted, in words."""


class Cell(NamedTuple):
    """What one slate decides on one application; `unlike` says how it differs from the draft, empty where it does not."""

    words: str
    tone: str
    amount: Decimal | None
    reason: str
    unlike: str


class Row(NamedTuple):
    """One application and what each slate decides on it."""

    label: str
    application: Application
    cells: list[Cell]
    is_hidden: bool

    @property
    def differs(self) -> bool:
        return not self.is_hidden and any(cell.unlike == UNLIKE for cell in self.cells)


@dataclass(frozen=True)
class Column:
    """One slate: the draft (without a what-if), or a what-if."""

    name: str
    whatif: WhatIf | None
    money: Money
    counties: int
    map: Chart | None
    shares: list[list[Share]]
    exceptions: int
    faults: int
    changed: int


@dataclass(frozen=True)
class Comparison:
    """The page."""

    round: Round
    slate: Slate
    columns: list[Column]
    rows: list[Row]
    is_draft: bool

    @property
    def shares(self) -> list[tuple[str, list[list[Share]]]]:
        """Dollars by each kind of group, a column for each slate."""
        return [(label, [one.shares[place] for one in self.columns]) for place, label in enumerate(KINDS.values())]

    @property
    def has_whatifs(self) -> bool:
        return len(self.columns) > 1


class Ground(NamedTuple):
    """What all columns stand on."""

    round: Round
    state: State
    lines: list[SlateLine]
    draft: list[Line]
    purses: Mapping[int, Purse]


def comparison_of(slate: Slate, state: State, member: Member) -> Comparison:
    """The page for one viewer. The same number of queries for one line and three hundred, for one what-if and six."""
    hidden = recused_on(slate, member)
    lines = apart(lines_on(slate), hidden)
    ground = Ground(slate.round, state, lines, [plain_line(line) for line in lines], purses_of(slate.round))
    whatifs = list(slate.whatifs.select_related("made_by"))
    decided = [ground.draft, *(laid_over(ground.draft, whatif.lines) for whatif in whatifs)]
    labels = labels_of(lines, hidden)
    rows = [
        Row(
            labels[line.pk],
            line.application,
            [_cell(other[index], ground.draft[index]) for other in decided],
            line.application_id in hidden,
        )
        for index, line in enumerate(lines)
    ]
    columns = [_column(ground, one, whatif) for one, whatif in zip(decided, [None, *whatifs], strict=True)]
    return Comparison(slate.round, slate, columns, rows, slate.status == SlateStatus.DRAFT)


def lines_on(slate: Slate) -> list[SlateLine]:
    """The slate's lines with what a comparison reads, best rank first."""
    rows = slate.lines.select_related("application__organization", "application__partnership__region")
    return list(rows.order_by("rank", "application__number"))


def laid_over(plain: Sequence[Line], decided: Mapping[str, Sequence]) -> list[Line]:
    """The slate's lines as a what-if decides them."""
    found = []
    for line in plain:
        decision, amount, fund_id, reason = decided.get(
            str(line.id), (line.decision, str(line.amount), line.fund_id, line.reason)
        )
        found.append(line._replace(decision=decision, amount=Decimal(amount), fund_id=fund_id, reason=reason))
    return found


def _column(ground: Ground, decided: list[Line], whatif: WhatIf | None) -> Column:
    pairs = zip(ground.lines, decided, strict=True)
    funded = [(line.application, bare.amount) for line, bare in pairs if bare.is_funded]
    limits = {"least": ground.round.min_award, "most": ground.round.max_award}
    key = f"coverage-{whatif.pk if whatif else 'draft'}"
    return Column(
        name=whatif.name if whatif else "The slate",
        whatif=whatif,
        money=money_of(decided, ground.purses),
        counties=len({fips for application, _ in funded for fips in application.county_fips}),
        map=coverage_map([application.county_fips for application, _ in funded], ground.state, key=key),
        shares=[
            shares((groups_of(application)[kind] or "Not named", amount) for application, amount in funded)
            for kind in KINDS
        ],
        exceptions=len(exceptions_in(decided)),
        faults=len(faults_of(decided, ground.purses, **limits)),
        changed=sum(_unlike(one, other) == UNLIKE for one, other in zip(decided, ground.draft, strict=True)),
    )


def _unlike(one: Line, draft: Line) -> str:
    if (one.decision, one.amount) != (draft.decision, draft.amount):
        return UNLIKE
    return OTHER_FUND if one.fund_id != draft.fund_id else ""


def _cell(line: Line, draft: Line) -> Cell:
    tone = {SlateDecision.FUND.value: "ok", SlateDecision.WAITLIST.value: "hold"}.get(line.decision, "calm")
    part = line.is_funded and line.amount < line.requested
    words = "Fund in part" if part else str(SlateDecision(line.decision).label)
    return Cell(words, tone, line.amount if line.is_funded else None, line.reason, _unlike(line, draft))


def groups_of(application: Application) -> dict[str, str]:
    """What an application counts under, by kind; empty where it names none."""
    region = application.partnership.region.name if application.partnership else ""
    return {
        "industry": application.industry_title,
        "applicant": application.organization.get_type_display(),
        "region": region,
    }


def candidates_on(slate: Slate) -> list[Candidate]:
    """The applications as the solver reads them: the score is the one that governs."""
    is_adjusted = slate.run is not None and slate.run.governs == Ranking.ADJUSTED
    return [
        Candidate(
            line.pk,
            line.application.number,
            line.rank,
            Fraction(line.adjusted) if is_adjusted and line.adjusted is not None else line.mean,
            line.application.requested,
            groups_of(line.application),
        )
        for line in lines_on(slate)
    ]
