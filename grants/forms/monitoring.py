"""What is typed about visits and findings."""

from __future__ import annotations

from typing import Any

from django import forms

from grants.choices.monitoring import Answer, Severity, VisitKind
from grants.rules.monitoring import CHECKLIST

LONG = {"rows": 3}


def day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={"required": "Give a day."})


class PlanForm(forms.Form):
    """A visit to plan."""

    kind = forms.ChoiceField(label="How", choices=VisitKind.choices)
    planned_on = day("On which day")
    about = forms.CharField(
        label="What it is about, and who should take part",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=LONG),
        help_text="The convener reads it.",
    )


class HoldForm(forms.Form):
    """What a visit looked at: each point of the checklist, with words where something is not in order."""

    held_on = day("Held on")
    participants = forms.CharField(
        label="Who took part",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say who took part."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in CHECKLIST.items():
            self.fields[key] = forms.ChoiceField(
                label=label,
                choices=Answer.choices,
                widget=forms.RadioSelect,
                error_messages={"required": "Say whether this is in order, or was not looked at."},
            )
            self.fields[f"{key}_comment"] = forms.CharField(
                label=f"Comment: {label.lower()}",
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["notes"] = forms.CharField(
            label="Notes", required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 5})
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for key in CHECKLIST:
            if cleaned.get(key) == Answer.NO and not cleaned.get(f"{key}_comment", "").strip():
                self.add_error(f"{key}_comment", "Say what is not in order.")
        return cleaned

    @property
    def given(self) -> tuple[dict[str, str], dict[str, str]]:
        """Answers and comments by point."""
        data = self.cleaned_data
        return {key: data[key] for key in CHECKLIST}, {key: data[f"{key}_comment"] for key in CHECKLIST}


class FindingForm(forms.Form):
    """Something found, what has to be done, by whom and until when."""

    severity = forms.ChoiceField(label="How grave", choices=Severity.choices)
    text = forms.CharField(
        label="What was found",
        max_length=4000,
        widget=forms.Textarea(attrs=LONG),
        error_messages={"required": "Say what was found."},
    )
    action = forms.CharField(
        label="What has to be done",
        max_length=4000,
        widget=forms.Textarea(attrs=LONG),
        error_messages={"required": "Say what has to be done."},
    )
    owner = forms.CharField(
        label="Who of the convener answers for it",
        max_length=160,
        error_messages={"required": "Name who answers for it."},
    )
    due_on = day("By which day")


class WordsForm(forms.Form):
    """An answer, or the reason of a deed."""

    words = forms.CharField(
        max_length=4000, widget=forms.Textarea(attrs=LONG), error_messages={"required": "Write what is to be kept."}
    )

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
