"""What is typed about panel meetings, their agenda and their discussions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict

from core.forms import InstantField
from core.models import Member
from grants.actions.panel_talks import Said, Typed
from grants.actions.panels import Plan
from grants.choices import ConflictKind
from grants.forms.reviews import text_of


class MeetingForm(forms.Form):
    """When and where the panel meets, who leads it, and who sits on it."""

    starts_at = InstantField(label="Day and hour", error_messages={"required": "Give the day and the hour."})
    place = forms.CharField(
        label="Place",
        max_length=300,
        help_text="A room, or the link of the call.",
        error_messages={"required": "Say where the panel meets, or paste the link of the call."},
    )
    chair = forms.ChoiceField(
        label="Who leads it",
        help_text="One of the members, or a program officer who takes no part in the scores.",
    )
    members = forms.MultipleChoiceField(
        label="Members",
        widget=forms.CheckboxSelectMultiple,
        help_text="Reviewers of this round. Each gets an e-mail.",
        error_messages={"required": "Choose who sits on the panel."},
    )
    quorum = forms.IntegerField(
        label="Quorum",
        min_value=1,
        max_value=99,
        help_text="So many members must take part in each discussion. Who leaves the room does not count.",
        error_messages={"required": "Say how many members must take part."},
    )

    def __init__(
        self,
        *args: Any,
        chairs: Sequence[Member],
        people: Sequence[tuple[int, str]],
        clock: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(one.pk): one for one in chairs}
        self._offer("chair", [("", "Choose…"), *((pk, one.name) for pk, one in self.by_id.items())])
        self._offer("members", [(str(pk), words) for pk, words in people])
        self.fields["starts_at"].help_text = clock

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def plan(self) -> Plan:
        given = self.cleaned_data
        members = [self.by_id[pk] for pk in given["members"] if pk in self.by_id]
        return Plan(given["starts_at"], given["place"].strip(), self.by_id[given["chair"]], given["quorum"], members)


class TieForm(forms.Form):
    """A member's conflict with an application on the agenda."""

    kind = forms.ChoiceField(
        label="What is the tie?", choices=ConflictKind.choices, error_messages={"required": "Choose what the tie is."}
    )
    words = forms.CharField(
        label="Say it in a sentence",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Which organization, and how. The program officer reads this; the applicant does not.",
        error_messages={"required": "Say in a sentence which organization it is and how you are tied to it."},
    )

    def conflict(self) -> str:
        return f"{ConflictKind(self.cleaned_data['kind']).label}: {self.cleaned_data['words'].strip()}"


class Agenda(NamedTuple):
    """The ticked applications with who introduces each, None where that is left to be chosen; and the places typed."""

    wanted: dict[int, int | None]
    places: dict[int, int]


def agenda_from(data: QueryDict) -> Agenda:
    """A place that is no number from 1 to 999 counts as none: the application comes after those that have one."""
    agenda = Agenda({}, {})
    for text in data.getlist("on"):
        if text.isdecimal():
            chosen, place = data.get(f"introducer-{text}", ""), data.get(f"place-{text}", "").strip()
            agenda.wanted[int(text)] = int(chosen) if chosen.isdecimal() else None
            if place.isascii() and place.isdecimal() and 0 < int(place[:6]) < 1000:
                agenda.places[int(text)] = int(place[:6])
    return agenda


def present_from(data: QueryDict) -> list[int]:
    return [int(text) for text in data.getlist("present") if text.isdecimal()]


def consensus_from(data: QueryDict, criterion_ids: Iterable[int]) -> Said:
    """The boxes of the consensus, with the version that the page was opened with."""
    scores = {
        pk: Typed(data.get(f"points-{pk}", ""), text_of(data.get(f"reason-{pk}", "")), f"leaves-out-{pk}" in data)
        for pk in criterion_ids
    }
    version = data.get("version", "")
    known = int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else -1
    return Said(scores, text_of(data.get("reason", "")), known)
