"""By which state policy, and for which of its goals, money is given: a fund, a program or a round cites it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member
from grants.models.programs import Program
from grants.models.rounds import Fund, Round
from partnerships.models import PolicyGoal, StatePolicy

CITING = ("fund", "program", "round")
"""What may cite a policy. One row cites for one of them."""


def _just(one: str) -> Q:
    """This one is named and no other."""
    return Q(**{f"{name}__isnull": name != one for name in CITING})


class Citation(StateModel):
    """One fund, program or round cites a policy. A cited policy cannot be deleted: the trace of a dollar leads to it."""

    policy = StateForeignKey(StatePolicy, related_name="citations")
    goal = StateForeignKey(PolicyGoal, related_name="citations", null=True, blank=True)
    fund = StateForeignKey(Fund, related_name="citations", null=True, blank=True)
    program = StateForeignKey(Program, related_name="citations", null=True, blank=True)
    round = StateForeignKey(Round, related_name="citations", null=True, blank=True)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = "citation"
        constraints = [
            *isolated("grants_citation", "policy", "goal", "fund", "program", "round", "made_by"),
            models.CheckConstraint(
                condition=_just("fund") | _just("program") | _just("round"), name="citation_is_by_one_thing"
            ),
            models.UniqueConstraint(
                fields=["state", "policy", "goal", "fund", "program", "round"],
                nulls_distinct=False,
                name="citation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"the {self.noun} {self.thing}"

    @property
    def noun(self) -> str:
        return next(name for name in CITING if getattr(self, f"{name}_id") is not None)

    @property
    def thing(self) -> Fund | Program | Round:
        """What cites the policy."""
        found: Fund | Program | Round = getattr(self, self.noun)
        return found
