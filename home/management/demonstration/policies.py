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
WANTED_BY_LAW = (("W6", "People end training with a credential or a skill", 3000),)


def make_policies(world: World) -> None:
    """Four policies: a statute, an appropriation, a plan, and an agreement of two agencies."""
    start = world.first_quarter.start
    by = world.officer(0)
    law, money, plan, agreement = keep(
        [
            StatePolicy(
                title="Sector partnership act",
                kind=K.STATUTE,
                citation=world.profile.statute.partition(":")[0],
                effective_on=start - dt.timedelta(days=900),
                support_types=[S.FUNDING, S.TECHNICAL_ASSISTANCE, S.PROGRAM_INITIATIVE],
                summary="Grants for partnerships of employers in one industry and one region, and help for who convenes"
                " them. Each year the legislature is told what came of it.",
                made_by=by,
            ),
            StatePolicy(
                title=f"Appropriation for sector partnerships, {start.year} to {world.now.year}",
                kind=K.APPROPRIATION,
                citation="General appropriation act of the demonstration, line 411",
                effective_on=start - dt.timedelta(days=120),
                expires_on=start + dt.timedelta(days=365 * 5),
                support_types=[S.FUNDING],
                summary="Pays for planning, implementation and coordination.",
                made_by=by,
            ),
            StatePolicy(
                title="Combined state plan: target industries",
                kind=K.PLAN,
                citation="Section II (b)",
                effective_on=start - dt.timedelta(days=200),
                support_types=[S.PROGRAM_INITIATIVE],
                summary="Names the industries, and says that training follows what employers ask for.",
                made_by=by,
            ),
            StatePolicy(
                title="Agreement of labor and economic development",
                kind=K.MOU,
                effective_on=start - dt.timedelta(days=150),
                support_types=[S.FUNDING, S.TECHNICAL_ASSISTANCE],
                summary="Both agencies pay into one pool; every dollar keeps its source.",
                made_by=by,
            ),
        ]
    )
    goals = keep([*_goals(world, plan, WANTED), *_goals(world, law, WANTED_BY_LAW)])
    keep(
        [
            ReportDuty(
                policy=law,
                month=12,
                day=31,
                recipients="Governor\nAppropriations committees of both chambers\nLabor committees of both chambers",
                required_items=list(ITEMS),
                delivery="In writing, and on the state's public pages",
            )
        ]
    )
    _cite(world, law, money, plan, agreement, goals)


def _goals(world: World, policy: StatePolicy, wanted: tuple[tuple[str, str, int], ...]) -> list[PolicyGoal]:
    due = dt.date(world.now.year + 1, 12, 31)
    return [
        PolicyGoal(
            policy=policy,
            text=text,
            measure=world.measures[code],
            target=Decimal(world.count(target, 40)),
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
