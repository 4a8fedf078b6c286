"""From any dollar to a goal of the state and back: fund → program → round → award → partnership → measure → policy goal.

A policy reaches an award when the award's fund, the program of its round, or the round itself cites the policy. On a goal
count the accepted figures of those awards on the goal's measure: counts are added up, shares are pooled (numerators over
denominators), and what partnerships count each in their own way is never added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, Sum

from grants.choices import ReportStatus
from grants.choices.amending import ChangeKind
from grants.models import Award, Citation, Closeout, Fund, PoolShare, ReportFigure, Round
from grants.models.awards import AwardQuerySet
from grants.readmodels.funds import FundRow, awarded_of, promised_of
from grants.readmodels.ledger import spent_by_award
from grants.readmodels.terms import settled
from partnerships.choices import Comparability
from partnerships.models import Goal, Measure, PolicyGoal, StatePolicy

NOTHING = Decimal(0)
ACCEPTED = (ReportStatus.ACCEPTED,)
Figures = dict[tuple[int, int], tuple[Decimal, Decimal]]
"""(award, code of a measure) → what it counted, and of how many."""


class AwardMoney(NamedTuple):
    """An award in dollars: what it holds with amendments and without what it gave back, what accepted reports spent."""

    award: Award
    amount: Decimal
    spent: Decimal

    @property
    def left(self) -> Decimal:
        return self.amount - self.spent


class GoalLine(NamedTuple):
    """A goal of the state, and what accepted reports say on its measure."""

    goal: PolicyGoal
    value: Decimal | None
    basis: str
    reporting: int

    @property
    def percent(self) -> int | None:
        """How much of the target is reached, at most 100."""
        if self.value is None or not self.goal.target:
            return None
        return min(100, int(self.value * 100 / self.goal.target))


@dataclass(frozen=True)
class RoundMoney:
    """The awards of one round out of what is traced, with the policies that it cites."""

    round: Round
    rows: list[AwardMoney]
    cites: list[Citation]

    @property
    def amount(self) -> Decimal:
        return sum((row.amount for row in self.rows), NOTHING)

    @property
    def spent(self) -> Decimal:
        return sum((row.spent for row in self.rows), NOTHING)

    @property
    def left(self) -> Decimal:
        return self.amount - self.spent


@dataclass(frozen=True)
class Traced:
    """Rounds with their awards, which add up to the whole, and the goals that they serve."""

    rounds: list[RoundMoney]
    goals: list[GoalLine]

    @property
    def amount(self) -> Decimal:
        return sum((one.amount for one in self.rounds), NOTHING)

    @property
    def spent(self) -> Decimal:
        return sum((one.spent for one in self.rounds), NOTHING)

    @property
    def left(self) -> Decimal:
        return self.amount - self.spent

    @property
    def awards(self) -> int:
        return sum(len(one.rows) for one in self.rounds)


@dataclass(frozen=True)
class FundTrace:
    """A fund: what it is made of, the pools it pays into, its policies, and where its dollars went."""

    row: FundRow
    pools: list[PoolShare]
    cites: list[Citation]
    traced: Traced


@dataclass(frozen=True)
class AwardTrace:
    """An award: where its dollars come from, and what they are for."""

    money: AwardMoney
    cites: list[Citation]
    pools: list[PoolShare]
    own_goals: list[tuple[Goal, GoalLine | None, Decimal | None, Decimal | None]]
    goals: list[GoalLine]


@dataclass(frozen=True)
class PolicyTrace:
    """A policy: who cites it, what its goals have reached, and the money behind them."""

    policy: StatePolicy
    cites: list[Citation]
    traced: Traced


def fund_trace(fund: Fund) -> FundTrace:
    """Twelve queries, whatever the number of awards."""
    key = [fund.pk]
    row = FundRow(fund, promised_of(key).get(fund.pk, NOTHING), awarded_of(key).get(fund.pk, NOTHING))
    awards = Award.objects.standing().filter(fund=fund)
    cites = list(Citation.objects.select_related("policy", "goal__measure", "fund", "program", "round"))
    return FundTrace(row, _pools(fund), [one for one in cites if one.fund_id == fund.pk], _traced(awards, cites))


def policy_trace(policy: StatePolicy) -> PolicyTrace:
    """Eight queries, whatever the number of awards."""
    rows = Citation.objects.filter(policy=policy).select_related("policy", "goal__measure", "fund", "program", "round")
    cites = list(rows)
    reached = Q(fund__in=[one.fund_id for one in cites if one.fund_id])
    reached |= Q(application__round__in=[one.round_id for one in cites if one.round_id])
    reached |= Q(application__round__program__in=[one.program_id for one in cites if one.program_id])
    awards = Award.objects.standing().filter(reached) if cites else Award.objects.none()
    goals = list(policy.goals.select_related("measure", "policy"))
    return PolicyTrace(policy, cites, _traced(awards, cites, goals))


def award_trace(award: Award) -> AwardTrace:
    """Eleven queries."""
    money = money_of(Award.objects.filter(pk=award.pk))[0]
    every = Citation.objects.select_related("policy", "goal__measure", "fund", "program", "round")
    round = award.application.round
    hers = Q(fund=award.fund_id) | Q(round=round.pk)
    if round.program_id:
        hers |= Q(program=round.program_id)
    cites = list(every.filter(hers))
    figures = figures_of([award.pk])
    lines = goal_lines(_goals_of(cites), [award], cites, figures)
    by_code = {line.goal.measure.code: line for line in lines}
    own = []
    for goal in award.partnership.goals.select_related("measure"):
        value, of = figures.get((award.pk, goal.measure_id), (None, None))
        own.append((goal, by_code.get(goal.measure.code), value, of))
    return AwardTrace(money, cites, _pools(award.fund), own, lines)


def _pools(fund: Fund) -> list[PoolShare]:
    """The pools into which a fund pays."""
    return list(PoolShare.objects.filter(fund=fund).select_related("pool").order_by("pool__name"))


def _traced(awards: AwardQuerySet, cites: Sequence[Citation], goals: list[PolicyGoal] | None = None) -> Traced:
    """The awards by round, and the goals that reach them."""
    rows = money_of(awards)
    by_round: dict[int, list[AwardMoney]] = defaultdict(list)
    for row in rows:
        by_round[row.award.application.round_id].append(row)
    rounds = {row.award.application.round_id: row.award.application.round for row in rows}
    wanted = goals if goals is not None else _goals_of(cites)
    held = [row.award for row in rows]
    lines = goal_lines(wanted, held, cites, figures_of([one.pk for one in held]))
    if goals is None:
        lines = [line for line in lines if line.reporting or line.value is not None]
    ordered = sorted(rounds.values(), key=lambda one: (one.opens_at, one.pk))
    return Traced(
        [RoundMoney(one, by_round[one.pk], [c for c in cites if c.round_id == one.pk]) for one in ordered], lines
    )


def _goals_of(cites: Iterable[Citation]) -> list[PolicyGoal]:
    """Every goal of the policies that are cited, once. One query."""
    policies = {one.policy_id for one in cites}
    rows = PolicyGoal.objects.filter(policy__in=policies).select_related("measure", "policy")
    return list(rows.order_by("policy__title", "due_on", "pk")) if policies else []


def money_of(awards: AwardQuerySet) -> list[AwardMoney]:
    """Each award with what amendments added, what its closeout released and what accepted reports spent. Four queries."""
    held = awards.select_related("application__round__program", "partnership", "fund", "organization")
    rows = list(held.order_by("number", "pk"))
    keys = [one.pk for one in rows]
    added = settled().filter(kind=ChangeKind.AMOUNT, amendment__award__in=keys).order_by()
    more = dict(added.values_list("amendment__award_id").annotate(total=Sum("amount")))
    back = Closeout.objects.filter(award__in=keys).order_by()
    released = dict(back.values_list("award_id").annotate(total=Sum("released")))
    spent = spent_by_award(keys, ACCEPTED)
    return [
        AwardMoney(
            one,
            one.amount + (more.get(one.pk) or NOTHING) - (released.get(one.pk) or NOTHING),
            spent.get(one.pk, (NOTHING, NOTHING))[0],
        )
        for one in rows
    ]


def figures_of(award_ids: list[int]) -> Figures:
    """What accepted reports say, by award and measure; of a share only where both its counts are given. One query.

    Another version of a definition is another measure, and is not added to it.
    """
    rows = ReportFigure.objects.filter(report__award__in=award_ids, report__status__in=ACCEPTED, value__isnull=False)
    rows = rows.exclude(measure__comparability=Comparability.RATE, denominator__isnull=True)
    grouped = rows.order_by().values_list("report__award_id", "measure_id")
    return {
        (award, measure): (counted, of or NOTHING)
        for award, measure, counted, of in grouped.annotate(counted=Sum("value"), of=Sum("denominator"))
    }


def reaches(cite: Citation, award: Award) -> bool:
    """Whether a citation speaks of this award's money."""
    round = award.application.round
    if cite.fund_id is not None:
        return bool(cite.fund_id == award.fund_id)
    if cite.program_id is not None:
        return bool(cite.program_id == round.program_id)
    return bool(cite.round_id == round.pk)


def goal_lines(
    goals: Iterable[PolicyGoal], awards: Sequence[Award], cites: Sequence[Citation], figures: Figures
) -> list[GoalLine]:
    """Each goal with what the awards that it reaches have reported on its measure."""
    lines = []
    for goal in goals:
        for_it = [one for one in cites if one.policy_id == goal.policy_id and one.goal_id in (None, goal.pk)]
        reached = [award.pk for award in awards if any(reaches(one, award) for one in for_it)]
        found = [figures[pk, goal.measure_id] for pk in reached if (pk, goal.measure_id) in figures]
        lines.append(_line(goal, found))
    return lines


def _line(goal: PolicyGoal, found: list[tuple[Decimal, Decimal]]) -> GoalLine:
    return GoalLine(goal, *pooled(goal.measure, found), len(found))


def pooled(measure: Measure, found: Sequence[tuple[Decimal, Decimal]]) -> tuple[Decimal | None, str]:
    """What several awards say on a measure, and how it was put together.

    Counts are added up, shares are pooled, own measures are not added up.
    """
    kind = measure.comparability
    counted, of = sum((one[0] for one in found), NOTHING), sum((one[1] for one in found), NOTHING)
    if not found:
        return None, "nothing is reported yet"
    if kind == Comparability.COUNT:
        return counted, "added up"
    if kind == Comparability.RATE and of:
        return counted * 100 / of, f"{counted.normalize():,f} of {of.normalize():,f}, pooled"
    if kind == Comparability.RATE:
        return None, "nobody to count a share of is reported yet"
    return None, "each partnership counts in its own way: never added up"
