"""What each phase of a round shows to its reviewers."""

from __future__ import annotations

from typing import Any

from django import forms

from grants.choices.visibility import Phase
from grants.models import Round
from grants.rules.visibility import ASKED, policy_in


class VisibilityForm(forms.Form):
    """A choice for each phase and thing; the first of each list is the default."""

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for phase in Phase:
            stands = policy_in(round.visibility, phase)._asdict()
            for name, (label, choices) in ASKED.items():
                self.fields[f"{phase}-{name}"] = forms.ChoiceField(
                    label=f"{label}, {phase.label.lower()}", choices=choices.choices, initial=stands[name]
                )

    def rows(self) -> list[tuple[str, list[forms.BoundField]]]:
        """For the table: each thing with its box a phase."""
        return [(label, [self[f"{phase}-{name}"] for phase in Phase]) for name, (label, _) in ASKED.items()]

    def chosen(self) -> dict[str, dict[str, str]]:
        given = self.cleaned_data
        return {phase.value: {name: given[f"{phase}-{name}"] for name in ASKED} for phase in Phase}


def said_in(round: Round) -> list[tuple[str, list[str]]]:
    """The same in words, for a round that was opened."""
    policies = [policy_in(round.visibility, phase)._asdict() for phase in Phase]
    return [(label, [str(choices(one[name]).label) for one in policies]) for name, (label, choices) in ASKED.items()]
