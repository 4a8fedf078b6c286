"""What is typed to invite to a team, to hand its lead over, to comment, and to ask for a certification."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from core.models import Member
from grants.choices import TeamPart
from grants.rules.teams import DOES

PARTS = [(part.value, f"{part.label}: {DOES[part]}") for part in TeamPart if part != TeamPart.LEAD]
NAMED = [(part.value, part.label) for part in TeamPart if part != TeamPart.LEAD]


class TeamInviteForm(forms.Form):
    """Whom to invite, as what."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail address", max_length=254, help_text="The invitation goes there.")
    part = forms.ChoiceField(label="What may this person do?", choices=PARTS, initial=TeamPart.EDITOR)


class PartForm(forms.Form):
    """Another part for somebody who is on the team."""

    part = forms.ChoiceField(label="Part", choices=PARTS)


class PersonForm(forms.Form):
    """One of those who are on the application, with a reason or a note."""

    person = forms.ChoiceField(label="Who")
    note = forms.CharField(label="A note", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, people: Iterable[Member], note: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        self.fields["person"].choices = [(pk, one.name) for pk, one in self.people.items()]  # type: ignore[attr-defined]
        if note:
            self.fields["note"].label = note

    def clean_person(self) -> Member:
        return self.people[self.cleaned_data["person"]]


class CommentForm(forms.Form):
    """One thing to say."""

    text = forms.CharField(
        label="Comment",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write what you want to say."},
    )


class DeclineForm(forms.Form):
    """Why somebody does not certify."""

    reason = forms.CharField(label="Why not?", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
