"""The register of state policies as it is kept: policies, what the state wants by them, and the reports it owes."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from core.audit import record
from core.models import Member
from core.moves import MoveRefused
from partnerships.models import PolicyGoal, ReportDuty, StatePolicy

FEW = 3
"""How many of those who cite a policy are named; the others are counted."""


@transaction.atomic
def save_policy(policy: StatePolicy | None, given: dict[str, Any], *, by: Member) -> StatePolicy:
    """Enter a policy, or change what is written of it."""
    made = policy or StatePolicy(made_by=by)
    for name, value in given.items():
        setattr(made, name, value)
    made.save()
    record("statepolicy.change" if policy else "statepolicy.enter", made, by=by, kind=made.kind, citation=made.citation)
    return made


@transaction.atomic
def delete_policy(policy: StatePolicy, *, by: Member) -> None:
    """Take a policy out of the register. Raises MoveRefused while money is given by it."""
    title = policy.title
    record("statepolicy.delete", policy, by=by)
    try:
        with transaction.atomic():
            policy.delete()
    except ProtectedError as error:
        raise MoveRefused(_cited(f"You cannot delete {title}", error, "Its last day is a better end")) from error


@transaction.atomic
def add_goal(policy: StatePolicy, given: dict[str, Any], *, by: Member) -> PolicyGoal:
    """What the state wants by a policy."""
    made = PolicyGoal.objects.create(policy=policy, **given)
    record("statepolicy.goal", policy, by=by, goal=made.text, wanted=str(made.target), due_on=made.due_on)
    return made


@transaction.atomic
def remove_goal(goal: PolicyGoal, *, by: Member) -> None:
    """Take a goal back. Raises MoveRefused while something is given money for it."""
    record("statepolicy.goal_remove", goal.policy, by=by, goal=goal.text)
    try:
        with transaction.atomic():
            goal.delete()
    except ProtectedError as error:
        raise MoveRefused(_cited("You cannot remove this goal", error, "Take the citations back first")) from error


@transaction.atomic
def add_duty(policy: StatePolicy, given: dict[str, Any], *, by: Member) -> ReportDuty:
    """A report that the policy asks for each year."""
    made = ReportDuty.objects.create(policy=policy, **given)
    record("statepolicy.duty", policy, by=by, due=f"{made.month}-{made.day}", items=len(made.required_items))
    return made


@transaction.atomic
def remove_duty(duty: ReportDuty, *, by: Member) -> None:
    """The report is no longer asked for."""
    record("statepolicy.duty_remove", duty.policy, by=by, due=f"{duty.month}-{duty.day}")
    duty.delete()


def _cited(cannot: str, error: ProtectedError, instead: str) -> str:
    """The sentence that names who cites it."""
    cited = sorted(str(one) for one in error.protected_objects)
    more = f" and {len(cited) - FEW} more" if len(cited) > FEW else ""
    return f"{cannot}: {', '.join(cited[:FEW])}{more} cite{'s' if len(cited) == 1 else ''} it. {instead}."
