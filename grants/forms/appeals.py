"""What is typed about appeals and debriefs."""

from __future__ import annotations

from django import forms

from grants.choices.deciding import AppealGround


class AppealForm(forms.Form):
    """What of the process was wrong, and how."""

    ground = forms.ChoiceField(
        label="What was wrong?",
        choices=AppealGround,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what of the process was wrong."},
    )
    words = forms.CharField(
        label="What happened",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Say what should have been done, what was done, and how you know. The scores are not decided anew.",
        error_messages={"required": "Say what happened."},
    )


class OutcomeForm(forms.Form):
    """What the appeal comes to."""

    name = forms.ChoiceField(
        label="The appeal is",
        choices=[("uphold", "Upheld"), ("deny", "Denied"), ("remand", "Sent back: part of the process is done again")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the appeal comes to."},
    )
    outcome = forms.CharField(
        label="Why, as the applicant reads it",
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say why. The applicant reads it word for word."},
    )
