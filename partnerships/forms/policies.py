"""What is typed about state policies, their goals and the reports that they ask for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms

from partnerships.choices.policies import PolicyKind, SupportType
from partnerships.models import Measure, StatePolicy

DATE = {"type": "date"}
MONTHS = [(number, f"{dt.date(2026, number, 1):%B}") for number in range(1, 13)]


def day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs=DATE, format="%Y-%m-%d"), **more)


class PolicyForm(forms.Form):
    """A statute, order, appropriation, plan, rule or memorandum."""

    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Give its title."})
    kind = forms.ChoiceField(label="Kind", choices=PolicyKind.choices)
    citation = forms.CharField(label="Citation", max_length=160, required=False, help_text="As lawyers cite it.")
    url = forms.URLField(label="Where it can be read", max_length=400, required=False, assume_scheme="https")
    effective_on = day("In effect from", required=False)
    expires_on = day("Last day", required=False, help_text="Empty where it has none.")
    support_types = forms.MultipleChoiceField(
        label="How it supports partnerships",
        choices=SupportType.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one way in which it supports partnerships."},
    )
    summary = forms.CharField(
        label="In a few sentences", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, policy: StatePolicy | None = None, **kwargs: Any) -> None:
        if policy is not None:
            kwargs["initial"] = {name: getattr(policy, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.policy = policy

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"]).strip()
        others = StatePolicy.objects.exclude(pk=self.policy.pk) if self.policy else StatePolicy.objects.all()
        if others.filter(title__iexact=title).exists():
            raise forms.ValidationError(f"{title} is in the register already. Give this one another title.")
        return title

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last = data.get("effective_on"), data.get("expires_on")
        if first and last and last < first:
            self.add_error("expires_on", "Its last day is before its first. Give a later day.")
        return data


class GoalForm(forms.Form):
    """So much of a measure by a day."""

    text = forms.CharField(label="What the state wants", max_length=300, error_messages={"required": "Say what."})
    measure: forms.ModelChoiceField = forms.ModelChoiceField(
        label="Measured by", queryset=None, error_messages={"required": "Choose a measure."}
    )
    target = forms.DecimalField(
        label="Target",
        min_value=0,
        max_digits=14,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        help_text="In the measure’s own unit; a share as percent.",
    )
    due_on = day("By")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = Measure.objects.order_by("position", "code")  # type: ignore[attr-defined]


class DutyForm(forms.Form):
    """A report that is owed each year."""

    month = forms.TypedChoiceField(label="Due in", choices=MONTHS, coerce=int)
    day = forms.IntegerField(
        label="On day", min_value=1, max_value=31, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    recipients = forms.CharField(
        label="To whom",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text="Offices and committees, one a line.",
        error_messages={"required": "Name who gets it."},
    )
    required_items = forms.CharField(
        label="What it has to contain",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=6000,
        help_text="One item a line.",
        error_messages={"required": "Write down what the report has to contain."},
    )
    delivery = forms.CharField(label="How it is delivered", max_length=200, required=False)

    def clean_required_items(self) -> list[str]:
        lines = str(self.cleaned_data["required_items"]).splitlines()
        items = [line.strip() for line in lines if line.strip()]
        if any(len(item) > 300 for item in items):
            raise forms.ValidationError("An item has at most 300 characters. Put each on a line of its own.")
        return items

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("month") and data.get("day"):
            try:
                dt.date(2024, data["month"], data["day"])
            except ValueError:
                self.add_error("day", "That month has no such day. Give another one.")
        return data
