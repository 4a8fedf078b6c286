"""What is typed about a round's notice: addenda, questions, answers, an address."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import InstantField
from grants.models import Round


class AddendumForm(forms.Form):
    """What is added, and the dates that move."""

    text = forms.CharField(
        label="What is added, or why a date moves",
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Printed in the notice, and mailed to everybody who started an application or subscribed.",
        error_messages={"required": "Say what is added, or why a date moves."},
    )
    closes_at = InstantField(label="Closes later, at", required=False)
    questions_due_at = InstantField(label="Questions are taken until", required=False)

    def __init__(self, *args: Any, round: Round, clock: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("closes_at", "questions_due_at"):
            self.fields[name].help_text = f"Left empty, it stays. In {clock}; later only."


class AskForm(forms.Form):
    """A question, and where the answer may be sent."""

    text = forms.CharField(
        label="Your question",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Published with its answer for everybody. Who asked is never shown, so leave names out.",
        error_messages={"required": "Write your question."},
    )
    email = forms.EmailField(
        label="Your e-mail address", required=False, help_text="Only to tell you if the question cannot be published."
    )


class SubscribeForm(forms.Form):
    """An address."""

    email = forms.EmailField(
        label="E-mail address",
        error_messages={"required": "Write an address.", "invalid": "Write an address such as name@company.example."},
    )
