"""What staff send of the outbox of a decided round."""

from __future__ import annotations

from django import forms
from django.http import QueryDict


class CorrectionForm(forms.Form):
    """A letter that corrects one that was sent."""

    words = forms.CharField(
        label="What was wrong, as the applicant reads it",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Stands at the top of the new letter, such as: Our letter gave the rank as 4. It is 3.",
        error_messages={"required": "Say to the applicant what was wrong."},
    )
    about = forms.CharField(
        label="About this decision",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The reason that the letter gives, as it should be. Leave it as it is where it was right.",
    )
    reason = forms.CharField(
        label="Reason, for the file",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who noticed, and why the letter was wrong. The applicant does not read it.",
        error_messages={"required": "Write for the file why the letter is corrected."},
    )


def keys_from(data: QueryDict) -> list[int]:
    """The letters that were ticked."""
    return [int(key) for key in data.getlist("letter") if key.isdecimal() and len(key) < 19]


def marks_from(data: QueryDict) -> dict[int, str]:
    """The letters that were shown in full, each with the digest of what was shown."""
    pairs = [mark.partition(":") for mark in data.getlist("seen")]
    return {int(key): mark for key, _, mark in pairs if key.isdecimal() and len(key) < 19}
