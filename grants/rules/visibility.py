"""The visibility policy of a round: what reviewers see of an application, of each other and of the sums, by phase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import TextChoices

from grants.choices.visibility import AggregatesShown, BudgetShown, Identities, OthersShown, Phase

ASKED: dict[str, tuple[str, type[TextChoices]]] = {
    "identities": ("Who the applicant and its partners are", Identities),
    "budget": ("The budget and what is asked for", BudgetShown),
    "others": ("The other reviews", OthersShown),
    "aggregates": ("The mean of the reviews", AggregatesShown),
}
"""What a policy says, with its words; of each list of choices the first holds where the round says nothing."""


class Policy(NamedTuple):
    """What one phase shows."""

    identities: str = Identities.SHOWN
    budget: str = BudgetShown.FULL
    others: str = OthersShown.AFTER_OWN
    aggregates: str = AggregatesShown.HIDDEN

    @property
    def hides_names(self) -> bool:
        return self.identities == Identities.HIDDEN

    @property
    def hides_amounts(self) -> bool:
        return self.budget == BudgetShown.NONE

    def shows_others(self, *, own_is_in: bool) -> bool:
        return self.others == OthersShown.ALWAYS or (self.others == OthersShown.AFTER_OWN and own_is_in)

    def shows_mean(self, *, own_is_in: bool) -> bool:
        return self.aggregates == AggregatesShown.AFTER_OWN and own_is_in


OPEN = Policy()
"""What staff see: everything but what their own pages hide."""


def policy_in(kept: Mapping[str, Mapping[str, str]], phase: str) -> Policy:
    """The policy of a phase; what the round does not say, or says in a word that is not known, is as by default."""
    said = kept.get(phase) or {}
    known = {name: said[name] for name, (_, choices) in ASKED.items() if said.get(name) in choices.values}
    return Policy(**known)


def changes_in(chosen: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """What a round keeps: only what differs from the default."""
    found = {}
    for phase in Phase.values:
        policy = policy_in(chosen, phase)
        differs = {name: str(value) for name, value in policy._asdict().items() if value != getattr(OPEN, name)}
        if differs:
            found[phase] = differs
    return found
