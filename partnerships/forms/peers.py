"""What is typed about exchanges between peers."""

from __future__ import annotations

from typing import Any

from django import forms

from partnerships.choices.support import Side, Topic
from partnerships.models import Partnership


class _OfPartnership(forms.Form):
    """One of the partnerships for which she may speak."""

    partnership = forms.ChoiceField(label="Partnership")

    def __init__(self, *args: Any, partnerships: list[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnerships = {str(one.pk): one for one in partnerships}
        choices = [(key, one.name) for key, one in self.partnerships.items()]
        self.fields["partnership"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Partnership:
        return self.partnerships[self.cleaned_data["partnership"]]


class PutUpForm(_OfPartnership):
    """An offer or a question."""

    side = forms.ChoiceField(
        label="You",
        choices=[(Side.OFFERS, "offer something"), (Side.ASKS, "ask for something")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you offer or ask."},
    )
    topic = forms.ChoiceField(label="On", choices=Topic.choices)
    words = forms.CharField(
        label="In a few sentences",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say in a few sentences what you offer or ask."},
    )


class JoinForm(_OfPartnership):
    """For which partnership she answers."""


class NotesForm(forms.Form):
    """What was learned."""

    notes = forms.CharField(
        label="What you learned from each other",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write in a sentence or two what you learned."},
    )
