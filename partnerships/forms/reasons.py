"""Why something is done: one form for every deed that needs a reason."""

from __future__ import annotations

from django import forms


class ReasonForm(forms.Form):
    """A reason that stays in the record."""

    reason = forms.CharField(
        label="Why",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays in the record, where the others read it.",
        error_messages={"required": "Say why. It stays in the record."},
    )
