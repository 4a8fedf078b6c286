"""What cites a policy: one choice out of funds, programs and rounds."""

from __future__ import annotations

from typing import Any

from django import forms

from grants.models import Fund, Program, Round
from partnerships.models import StatePolicy

MODELS: dict[str, Any] = {"fund": Fund, "program": Program, "round": Round}
"""What may cite, by the word before the number in the choice."""


class CiteForm(forms.Form):
    """A fund, program or round, and which goal it is for."""

    thing = forms.ChoiceField(label="What cites it", error_messages={"required": "Choose a fund, program or round."})
    goal: forms.ModelChoiceField = forms.ModelChoiceField(
        label="For which goal", queryset=None, required=False, empty_label="The policy as a whole"
    )

    def __init__(self, *args: Any, policy: StatePolicy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rounds = Round.objects.counted().order_by("-closes_at")
        rows = {"fund": Fund.objects.all(), "program": Program.objects.all(), "round": rounds}
        groups = [
            (f"{noun.capitalize()}s", [(f"{noun}-{one.pk}", one.name) for one in found]) for noun, found in rows.items()
        ]
        self.fields["thing"].choices = [("", "Choose"), *groups]  # type: ignore[attr-defined]
        self.fields["goal"].queryset = policy.goals.all()  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Fund | Program | Round:
        noun, _, pk = self.cleaned_data["thing"].partition("-")
        found: Fund | Program | Round = MODELS[noun].objects.get(pk=pk)
        return found
