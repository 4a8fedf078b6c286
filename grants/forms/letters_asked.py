"""What is typed to ask for a letter, and to sign one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from core.forms import MoneyField
from grants.actions.letters_asked import Offer
from grants.choices import LetterAskedKind


class AskLetterForm(forms.Form):
    """Who is asked for what."""

    kind = forms.ChoiceField(label="What do you ask for?", choices=LetterAskedKind.choices)
    organization = forms.CharField(label="Organization", max_length=200)
    person = forms.CharField(label="Who signs for it", max_length=120)
    email = forms.EmailField(label="E-mail address", help_text="The link goes there. No account is needed.")
    message = forms.CharField(
        label="A word of your own", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class SignForm(forms.Form):
    """What is offered, and the signature by typed name."""

    seats = forms.IntegerField(
        label="How many people will you hire or train?", required=False, min_value=0, max_value=100_000
    )
    wage_floor = MoneyField(label="The least you pay them, by the hour", required=False)
    hours = forms.IntegerField(
        label="Hours of your own people's time", required=False, min_value=0, max_value=1_000_000
    )
    cash = MoneyField(label="Cash", required=False)
    equipment = MoneyField(label="Equipment, space and materials: their value", required=False)
    text = forms.CharField(
        label="In your own words", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    resolved_on = forms.DateField(
        label="On which day did the board resolve it?",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Give the day of the resolution."},
    )
    scan = forms.FileField(
        label="The letter signed on paper, if there is one",
        required=False,
        help_text="A scan or photograph: PDF, PNG or JPG, up to 25 MB. It is checked for viruses before it is opened.",
    )
    name = forms.CharField(
        label="Type your full name to sign", max_length=120, error_messages={"required": "Type your full name to sign."}
    )
    title = forms.CharField(label="Your title", max_length=120, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != LetterAskedKind.COMMITMENT:
            for name in ("seats", "wage_floor", "hours", "cash", "equipment"):
                del self.fields[name]
            self.fields["text"].required = not self.files.get("scan")
            self.fields["text"].error_messages["required"] = "Say what you support, and why; or send the signed letter."
        if kind == LetterAskedKind.RESOLUTION:
            self.fields["text"].label = "What the board resolved"
            self.fields["text"].error_messages["required"] = "Write what the board resolved; or send the resolution."
        else:
            del self.fields["resolved_on"]

    def offer(self) -> Offer:
        given = self.cleaned_data
        return Offer(
            given.get("seats"),
            given.get("wage_floor"),
            given.get("hours"),
            given.get("cash") or Decimal(0),
            given.get("equipment") or Decimal(0),
            given.get("text", ""),
            given.get("resolved_on"),
        )
