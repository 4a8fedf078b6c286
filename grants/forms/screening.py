"""The checklist as a person fills it in: each point prefilled by what was computed, and decided by her."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms

from grants.actions.screening import Answer
from grants.checks.screening import Check, unexplained
from grants.choices import ScreeningOutcome

YES_NO = [("yes", "Yes"), ("no", "No")]


class Point(NamedTuple):
    """One point with its boxes."""

    check: Check
    holds: forms.BoundField
    note: forms.BoundField


class ScreeningForm(forms.Form):
    """A yes or no and a note for each point, the outcome, and the reason."""

    outcome = forms.ChoiceField(
        label="Outcome",
        choices=ScreeningOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the application is eligible."},
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where it is not eligible. The applicant reads it word for word.",
    )

    def __init__(self, *args: Any, checks: Sequence[Check], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.checks = list(checks)
        for check in self.checks:
            self.fields[f"holds-{check.key}"] = forms.ChoiceField(
                label=check.question,
                choices=YES_NO,
                initial="yes" if check.holds else "no",
                widget=forms.RadioSelect,
                error_messages={"required": f"Answer “{check.question}”"},
            )
            self.fields[f"note-{check.key}"] = forms.CharField(
                label=f"Note on “{check.question}”", required=False, max_length=500
            )

    def points(self) -> Iterator[Point]:
        for check in self.checks:
            yield Point(check, self[f"holds-{check.key}"], self[f"note-{check.key}"])

    def answers(self) -> list[Answer]:
        data = self.cleaned_data
        return [Answer(c, data.get(f"holds-{c.key}") == "yes", data.get(f"note-{c.key}", "")) for c in self.checks]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        answers = self.answers()
        missed = [answer.check for answer in answers if not answer.holds and f"holds-{answer.check.key}" in data]
        if data.get("outcome") == ScreeningOutcome.INELIGIBLE and not data.get("reason", "").strip():
            self.add_error("reason", "Say why it is not eligible: the applicant reads this.")
        if data.get("outcome") == ScreeningOutcome.ELIGIBLE and missed:
            self.add_error(
                "outcome", f"You answered No to “{missed[0].question}” That and Eligible do not go together."
            )
        for key in unexplained([(one.check, one.holds, one.note) for one in answers]):
            if f"holds-{key}" in data:
                self.add_error(f"note-{key}", "You decided otherwise than was computed: write why in a few words.")
        return data

    def summary(self) -> list[tuple[str, str]]:
        """Every error with the id of its box."""
        ids = {"outcome": "id_outcome_0"} | {f"holds-{c.key}": f"id_holds-{c.key}_0" for c in self.checks}
        return [(ids.get(name, f"id_{name}"), str(errors[0])) for name, errors in self.errors.items()]
