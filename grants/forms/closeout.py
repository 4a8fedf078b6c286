"""What is typed while an award is closed: a step, more time, a reason."""

from __future__ import annotations

from typing import Any

from django import forms

DATE = {"type": "date"}


class StepForm(forms.Form):
    """What was done, or why it is waived; of equipment, also when it was disposed of."""

    note = forms.CharField(
        label="What was done",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what was done, or why it is waived."},
    )
    on = forms.DateField(
        label="Day on which it was disposed of",
        required=False,
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        help_text="Leave empty where nothing was sold, given away or returned.",
    )

    def __init__(self, *args: Any, has_day: bool, waive: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_day or waive:
            del self.fields["on"]
        if waive:
            self.fields["note"].label = "Why it is waived"


class TimeForm(forms.Form):
    """A later day for the convener, and why."""

    due_on = forms.DateField(
        label="New last day for the convener",
        widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"),
        error_messages={"required": "Give the new last day."},
    )
    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give the reason. It becomes part of the record."},
    )


class ReasonForm(forms.Form):
    """The reason of a deed."""

    reason = forms.CharField(
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Give the reason. It becomes part of the record."},
    )
