"""The state's policies with what they want and whom they owe a report, cited by its funds, program and rounds."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from grants.models import Citation
from home.management.demonstration.world import World, keep
from partnerships.choices.policies import PolicyKind as K
from partnerships.choices.policies import SupportType as S
from partnerships.models import PolicyGoal, ReportDuty, StatePolicy

ITEMS = (
    "Each partnership: what it does, where, and where it stands",
    "People in training by sex, race, income, county and education",
    "People with a credential or an identifiable skill",
    "People with a new position, a promotion or a raise",
    "Training needs of employers, and how they were measured",
)
WANTED = (
    ("P2", "People start training for jobs that employers named", 5200),
    ("P5", "More employers at the table", 420),
)
WANTED_BY_LAW = (("W6", "Who finishes has a credential or a skill that employers tested", 85),)


def make_policies(world: World) -> None:
    """Four policies with their goals and the report that the law asks for, cited by what they pay for."""
    law, money, plan, agreement = keep(_policies(world))
    goals = keep([*_goals(world, plan, WANTED), *_goals(world, law, WANTED_BY_LAW)])
    duty = ReportDuty(
        policy=law,
        month=12,
        day=31,
        recipients="Governor\nAppropriations committees of both chambers\nLabor committees of both chambers",
        required_items=list(ITEMS),
        delivery="In writing, and on the state's public pages",
    )
    keep([duty])
    _cite(world, law, money, plan, agreement, goals)


def _policies(world: World) -> list[StatePolicy]:
    """A statute, an appropriation, a plan, and an agreement of two agencies."""
    start, by = world.first_quarter.start, world.officer(0)

    def policy(title: str, kind: K, citation: str, days: int, supports: list[S], summary: str) -> StatePolicy:
        effective = start - dt.timedelta(days=days)
        return StatePolicy(
            title=title,
            kind=kind,
            citation=citation,
            effective_on=effective,
            support_types=supports,
            summary=summary,
            made_by=by,
        )

    years = f"{start.year} to {world.now.year}"
    law = "Grants for partnerships of employers in one industry and one region, and help for who convenes them."
    rows = [
        policy("Sector partnership act", K.STATUTE, world.profile.statute.partition(":")[0], 900, list(S), law),
        policy(f"Appropriation for sector partnerships, {years}", K.APPROPRIATION,
               "General appropriation act of the demonstration, line 411", 120, [S.FUNDING],
               "Pays for planning, implementation and coordination."),
        policy("Combined state plan: target industries", K.PLAN, "Section II (b)", 200, [S.PROGRAM_INITIATIVE],
               "Names the industries, and says that training follows what employers ask for."),
        policy("Agreement of labor and economic development", K.MOU, "", 150, [S.FUNDING, S.TECHNICAL_ASSISTANCE],
               "Both agencies pay into one pool; every dollar keeps its source."),
    ]  # fmt: skip
    rows[1].expires_on = start + dt.timedelta(days=365 * 5)
    return rows


def _goals(world: World, policy: StatePolicy, wanted: tuple[tuple[str, str, int], ...]) -> list[PolicyGoal]:
    due = dt.date(world.now.year + 1, 12, 31)
    return [
        PolicyGoal(
            policy=policy,
            text=text,
            measure=world.measures[code],
            target=Decimal(target if code == "W6" else world.count(target, 40)),
            due_on=due,
        )
        for code, text, target in wanted
    ]


def _cite(
    world: World,
    law: StatePolicy,
    money: StatePolicy,
    plan: StatePolicy,
    agreement: StatePolicy,
    goals: list[PolicyGoal],
) -> None:
    """The program by the act, funds by the appropriation, rounds by the plan's goals and the act's."""
    by = world.officer(0)
    rows = [Citation(policy=law, program=world.program, made_by=by)] if world.program else []
    rows += [Citation(policy=money if number < 2 else agreement, fund=one, made_by=by)
             for number, one in enumerate(world.funds)]  # fmt: skip
    for key in ("first", "second", "past", "review", "open"):
        if key in world.rounds:
            rows += [Citation(policy=goal.policy, goal=goal, round=world.rounds[key], made_by=by) for goal in goals]
    keep(rows)
