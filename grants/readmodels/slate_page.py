"""The page of a decision: the steps, the money, the ranked list with what is recommended, what it covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from core.models import AuditEvent, Member, State
from grants.access.reviews import recused_on
from grants.checks.slates import Fault, faults_of
from grants.choices import SlateDecision, SlateStatus
from grants.models import Criterion, Round, ScoringRun, Slate
from grants.readmodels.purses import purses_of
from grants.readmodels.severities import Severity, severities_kept
from grants.readmodels.slate_money import Coverage, Money, coverage_of, money_of
from grants.readmodels.slate_rows import Common, Row, Typed, apart, awards_of, plain_line, rows_of, totals_of
from grants.readmodels.slate_steps import Approvals, Step, approvals_of, history_of, sent_back_of, steps_of, why_not
from grants.rules.ranking import tie_words

FOLD = 6


class Viewer(NamedTuple):
    """Who looks, in which state, and what she may do here."""

    member: Member
    state: State
    may_recommend: bool
    may_approve: bool


class Unsaved(NamedTuple):
    """What was sent and could not be saved: boxes by line, the note, and why."""

    typed: Mapping[int, Typed]
    note: str | None
    faults: list[Fault] | None


NOTHING = Unsaved({}, None, None)


@dataclass(frozen=True)
class SlatePage:
    """Everything on the page once there is a slate."""

    round: Round
    slate: Slate
    rows: list[Row]
    money: Money
    faults: list[Fault]
    steps: list[Step]
    axis: tuple[int, int]
    coverage: Coverage
    own_conflicts: list[str]
    sent_back: AuditEvent | None
    criteria: list[Criterion]
    viewer: Viewer
    severities: list[Severity]
    why_not: str
    note: str
    approvals: Approvals

    @property
    def run(self) -> ScoringRun | None:
        """The calculation that the ranking came from."""
        return self.slate.run

    @property
    def points(self) -> int:
        return sum(criterion.points for criterion in self.criteria)

    @property
    def tie_break(self) -> str:
        """The criteria that break ties, in their order; empty where none does."""
        return tie_words((one.tie_place, one.title) for one in self.criteria)

    @property
    def is_draft(self) -> bool:
        return self.slate.status == SlateStatus.DRAFT

    @property
    def is_approved(self) -> bool:
        return self.slate.status == SlateStatus.APPROVED

    @property
    def is_edited(self) -> bool:
        """Whether this viewer sees boxes to fill."""
        return self.is_draft and self.viewer.may_recommend

    @property
    def shown(self) -> list[Row]:
        """All rows of a draft; else down to the last that is not declined, and a few more."""
        last = max((i for i, row in enumerate(self.rows) if row.line.decision != SlateDecision.DECLINE), default=-1)
        end = last + FOLD
        return self.rows if self.is_draft or len(self.rows) - end < FOLD else self.rows[:end]

    @property
    def folded(self) -> list[Row]:
        return self.rows[len(self.shown) :]

    @property
    def exceptions(self) -> list[Row]:
        return [row for row in self.rows if row.is_exception and not row.is_hidden]

    @property
    def splits(self) -> list[Row]:
        return [row for row in self.rows if row.is_split and row.is_funded and not row.is_hidden]

    @property
    def reviews(self) -> str:
        """How many reviews each application has."""
        numbers = sorted({row.line.reviews_counted for row in self.rows})
        return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}" if numbers else "0"

    @property
    def decisions(self) -> list[tuple[str, str]]:
        return list(SlateDecision.choices)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """The faults for the summary of a refusal, which is never empty."""
        return self.fault_links or [("list", "What you typed is in the boxes below.")]

    @property
    def fault_links(self) -> list[tuple[str, str]]:
        return [(f"{f.box}-{f.line_id}" if f.line_id else "money", f.sentence) for f in self.faults]


def slate_page(slate: Slate, viewer: Viewer, unsaved: Unsaved = NOTHING) -> SlatePage:
    """The page, with `unsaved` laid over what is saved. The same number of queries for one line and for three hundred."""
    round, member = slate.round, viewer.member
    rows = slate.lines.select_related("application__organization", "application__partnership__region", "fund").order_by(
        "rank", "application__number"
    )
    hidden = recused_on(slate, member)
    lines = apart(rows, hidden)
    purses = purses_of(round)
    plain = [plain_line(line) for line in lines]
    money = money_of(plain, purses)
    faults = unsaved.faults
    if faults is None:
        is_done = slate.status == SlateStatus.APPROVED
        faults = [] if is_done else faults_of(plain, purses, least=round.min_award, most=round.max_award)
    common = Common(totals_of(slate), hidden, unsaved.typed, awards_of(slate), money.available, round.split_points)
    found = rows_of(lines, plain, faults, common)
    history, approvals = history_of(slate), approvals_of(slate)
    conflicts = [row.application.number for row in found if row.is_hidden]
    return SlatePage(
        round=round,
        slate=slate,
        rows=found,
        money=money,
        faults=faults,
        steps=steps_of(slate, history, approvals),
        axis=common.axis,
        coverage=coverage_of([(row.application, row.line.amount) for row in found if row.is_funded], viewer.state),
        own_conflicts=conflicts,
        sent_back=sent_back_of(history),
        criteria=list(round.criteria.all()),
        viewer=viewer,
        severities=severities_kept(slate.run),
        why_not=why_not(slate, member, viewer.may_approve, conflicts, approvals),
        note=slate.note if unsaved.note is None else unsaved.note,
        approvals=approvals,
    )
