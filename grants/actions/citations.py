"""A fund, a program or a round cites a state policy, or one of its goals."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from core.audit import record
from core.models import Member
from core.moves import MoveRefused
from grants.models import Citation, Fund, Program, Round
from partnerships.models import PolicyGoal, StatePolicy


@transaction.atomic
def cite(policy: StatePolicy, goal: PolicyGoal | None, by_what: Fund | Program | Round, *, by: Member) -> Citation:
    """Money of this is given by that policy. Raises MoveRefused where it says so already."""
    noun = type(by_what)._meta.model_name or ""
    try:
        with transaction.atomic():
            made = Citation.objects.create(policy=policy, goal=goal, made_by=by, **{noun: by_what})
    except IntegrityError as error:
        raise MoveRefused(f"The {noun} {by_what} cites this already.") from error
    record("citation.make", by_what, by=by, policy=policy.title, goal=goal.text if goal else "")
    return made


@transaction.atomic
def take_back(citation: Citation, *, by: Member) -> None:
    """It no longer cites the policy."""
    record("citation.take_back", citation.thing, by=by, policy=citation.policy.title)
    citation.delete()
