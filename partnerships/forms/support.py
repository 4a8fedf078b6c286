"""What is typed about assistance: the question, whose it is, a session, a rating, a word; the filter of the queue."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from core.models import Member
from partnerships.choices.support import Format, RequestStatus, Topic
from partnerships.models import Partnership
from partnerships.rules.support import RATINGS

SHOW = [
    ("", "All"),
    ("running", "Not done yet"),
    ("unmet", "Unmet for more than 30 days"),
    *RequestStatus.choices,
]


class QueueFilter(forms.Form):
    """What is not understood is left out."""

    q = forms.CharField(label="Partnership or words", required=False, max_length=100)
    show = forms.ChoiceField(label="Show", required=False, choices=SHOW)
    topic = forms.ChoiceField(label="Topic", required=False, choices=[("", "Every topic"), *Topic.choices])

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "").strip() for name in self.fields}

    @property
    def is_on(self) -> bool:
        return any(self.wanted().values())


class AskForm(forms.Form):
    """A question on one of the topics."""

    partnership = forms.ChoiceField(label="For which partnership")
    topic = forms.ChoiceField(
        label="Topic",
        choices=Topic.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the topic that fits best."},
    )
    words = forms.CharField(
        label="What would help",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "data-words": "200"}),
        help_text="What you tried, and what you would like to be able to do afterward.",
        error_messages={"required": "Say in a few sentences what would help."},
    )

    def __init__(self, *args: Any, partnerships: list[Partnership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partnerships = {str(one.pk): one for one in partnerships}
        choices = [(key, one.name) for key, one in self.partnerships.items()]
        self.fields["partnership"].choices = choices  # type: ignore[attr-defined]

    @property
    def partnership_chosen(self) -> Partnership:
        return self.partnerships[self.cleaned_data["partnership"]]


class AssignForm(forms.Form):
    """Whose it is."""

    provider = forms.ChoiceField(label="Who gives it", error_messages={"required": "Choose who gives it."})

    def __init__(self, *args: Any, providers: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.providers = {str(one.pk): one for one in providers}
        named = [(key, f"{one.name}, {one.title}" if one.title else one.name) for key, one in self.providers.items()]
        self.fields["provider"].choices = [("", "Choose"), *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> Member:
        return self.providers[self.cleaned_data["provider"]]


class SessionForm(forms.Form):
    """A session as it was held."""

    held_on = forms.DateField(
        label="Held on",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Give the day of the session."},
    )
    hours = forms.DecimalField(
        label="Hours",
        min_value=Decimal("0.25"),
        max_value=24,
        max_digits=4,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "data-suffix": "hours", "autocomplete": "off"}),
        help_text="Such as 1.5.",
        error_messages={
            "required": "Say how long it was, such as 1.5.",
            "invalid": "Write hours as a number, such as 1.5.",
            "min_value": "A session takes a quarter of an hour or more.",
            "max_value": "A session of one day has 24 hours or fewer.",
        },
    )
    format = forms.ChoiceField(label="How it was given", choices=Format.choices)
    who = forms.CharField(
        label="Who took part", max_length=300, error_messages={"required": "Say who took part, by name or by part."}
    )
    notes = forms.CharField(
        label="What came of it",
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The convener reads it too.",
    )


class RateForm(forms.Form):
    """How useful it was."""

    rating = forms.TypedChoiceField(
        label="How useful was it?",
        choices=RATINGS,
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "usa-radio__input--tile"}),
        error_messages={"required": "Choose how useful it was."},
    )
    comment = forms.CharField(
        label="What was useful, and what was missing?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WordForm(forms.Form):
    """A word in the talk."""

    text = forms.CharField(
        label="Write to the others",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what you want to say."},
    )
