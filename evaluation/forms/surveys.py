"""Setting up a wave."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils import timezone

from core.forms import InstantField
from evaluation.models import Survey
from partnerships.models import Partnership


class SurveyForm(forms.Form):
    """A wave's name, the months that it asks about, its last moment, and which partnerships' employers are asked."""

    title = forms.CharField(label="Name of the wave", max_length=160, help_text="Such as Employer survey 2026.")
    period_start = forms.DateField(label="Asks about the time from", widget=forms.DateInput(attrs={"type": "date"}))
    period_end = forms.DateField(label="to", widget=forms.DateInput(attrs={"type": "date"}))
    closes_at = InstantField(label="Closes", help_text="The state’s own time. Four weeks from opening are usual.")
    partnerships: forms.ModelMultipleChoiceField[Partnership] = forms.ModelMultipleChoiceField(
        queryset=None,
        widget=forms.CheckboxSelectMultiple,
        help_text="Every active contact of every employer at their tables is invited once.",
        error_messages={"required": "Choose at least one partnership."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partnerships"].queryset = Partnership.objects.active()  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", "Save as draft"))

    def clean_title(self) -> str:
        title = self.cleaned_data["title"].strip()
        if Survey.objects.filter(title__iexact=title).exists():
            raise forms.ValidationError(f"A survey is called {title} already. Give this one another name.")
        return title

    def clean_closes_at(self) -> Any:
        if (closes := self.cleaned_data["closes_at"]) <= timezone.now():
            raise forms.ValidationError("That moment is past. Choose a later one.")
        return closes

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("period_start"), found.get("period_end")
        if first and last and last < first:
            self.add_error("period_end", f"{last:%m/%d/%Y} is before {first:%m/%d/%Y}. Choose a later last day.")
        return found
