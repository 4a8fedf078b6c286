"""A story with its consent."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout, Submit
from django import forms

from evaluation.choices import StoryKind
from evaluation.models import Story
from partnerships.models import Measure

DATE = {"type": "date"}


class StoryForm(forms.ModelForm):
    """The words, whose they are, which figure they stand beside, and what the teller agreed to."""

    kind = forms.ChoiceField(label="Whose story", choices=StoryKind, widget=forms.RadioSelect)
    measure: forms.ModelChoiceField[Measure] = forms.ModelChoiceField(
        queryset=None,
        required=False,
        label="Stands beside",
        empty_label="No figure (it is then marked so)",
        help_text="The measure that the story illustrates.",
    )
    consent_on = forms.DateField(label="Consent given on", required=False, widget=forms.DateInput(attrs=DATE))
    consent_until = forms.DateField(label="Consent ends on", required=False, widget=forms.DateInput(attrs=DATE))

    class Meta:
        model = Story
        fields = ["kind", "title", "text", "speaker", "speaker_role", "measure"]
        fields += ["consent_on", "consent_until", "consent_note"]
        labels = {"speaker_role": "Role", "consent_note": "What was agreed to, and how"}
        help_texts = {"text": "In the teller’s own words.", "consent_note": ""}
        widgets = {"text": forms.Textarea(attrs={"rows": 8}), "consent_note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["measure"].queryset = Measure.objects.all()  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.layout = Layout(
            *self.Meta.fields[:6],
            HTML('<h2 class="usa-legend usa-legend--large">Consent</h2>'),
            *self.Meta.fields[6:],
        )
        self.helper.add_input(Submit("save", "Save"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        given, until = found.get("consent_on"), found.get("consent_until")
        if given and not found.get("consent_note"):
            self.add_error("consent_note", "Write what the teller agreed to, in the words used.")
        if until and not given:
            self.add_error("consent_on", "Give the day on which consent was given.")
        if given and until and until < given:
            self.add_error("consent_until", f"{until:%m/%d/%Y} is before {given:%m/%d/%Y}, when it was given.")
        return found
