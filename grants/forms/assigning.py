"""Who reviews an application, and until when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from core.forms import InstantField
from core.models import Member
from grants.readmodels.tables import Candidate


class AssignForm(forms.Form):
    """The reviewers that are ticked, and the instant by which they should be done."""

    reviewers = forms.MultipleChoiceField(
        label="Reviewers",
        error_messages={"required": "Tick at least one reviewer.", "invalid_choice": "Choose reviewers from the list."},
    )
    due_at = InstantField(label="Reviews are due")

    def __init__(self, *args: Any, candidates: Sequence[Candidate], clock: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(one.member.pk): one for one in candidates if one.review is None and not one.blocked}
        names = [(key, one.member.name) for key, one in self.candidates.items()]
        self.fields["reviewers"].choices = names  # type: ignore[attr-defined]
        self.fields["due_at"].help_text = f"In {clock}." if clock else ""

    def clean_due_at(self) -> Any:
        due = self.cleaned_data["due_at"]
        if due <= timezone.now():
            raise forms.ValidationError("This is past. Give reviewers a day that is still to come.")
        return due

    def chosen(self) -> list[Member]:
        return [self.candidates[key].member for key in self.cleaned_data["reviewers"]]

    def ticked(self) -> set[str]:
        """What is ticked when the page is drawn: what was sent, or what is suggested."""
        if self.is_bound:
            return set(self.data.getlist("reviewers"))  # type: ignore[attr-defined]
        return {key for key, one in self.candidates.items() if one.is_suggested}


class ProposeForm(forms.Form):
    """What the solver is asked for."""

    each = forms.IntegerField(
        label="Reviewers an application",
        min_value=1,
        max_value=9,
        error_messages={"required": "Say how many reviewers an application gets."},
    )
    most = forms.IntegerField(
        label="Most applications a reviewer",
        min_value=1,
        max_value=60,
        initial=12,
        help_text="Where a reviewer's own limit is lower, hers holds.",
        error_messages={"required": "Say how many applications a reviewer gets at most."},
    )


def edits_from(data: QueryDict) -> tuple[list[int], dict[int, int]]:
    """The lines to take out, and the reviewer to add to each application, from the page of a proposal.

    Each line that the page showed is named in `shown`; those that are no longer ticked go.
    """
    kept = set(data.getlist("line"))
    out = [int(one) for one in data.getlist("shown") if one.isdecimal() and one not in kept]
    added = {}
    for name, value in data.items():
        application = name.removeprefix("add-")
        if name.startswith("add-") and application.isdecimal() and str(value).isdecimal():
            added[int(application)] = int(str(value))
    return out, added
