"""What is typed about meetings: when and where, what is proposed, who came, what was decided, the minutes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from core.forms import InstantField
from partnerships.actions.decisions import Decision
from partnerships.actions.meetings import Came, Plan
from partnerships.choices.work import Adopts, DecidedHow, Seniority
from partnerships.models import AgendaItem, PartnershipMember


def offer(form: forms.Form, name: str, choices: Iterable[tuple[Any, str]]) -> None:
    """Set what a field of choices offers."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)


def day_field(label: str, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={"required": "Give a day."}, **kwargs)


class MeetingForm(forms.Form):
    """When and where the partnership meets."""

    title = forms.CharField(
        label="Name of the meeting", max_length=120, error_messages={"required": "Give the meeting a name."}
    )
    starts_at = InstantField(label="Day and hour", error_messages={"required": "Give the day and the hour."})
    minutes_long = forms.IntegerField(
        label="How long, in minutes",
        min_value=5,
        max_value=1440,
        initial=90,
        widget=forms.NumberInput(attrs={"data-suffix": "minutes"}),
    )
    place = forms.CharField(
        label="Place",
        max_length=300,
        help_text="A room, or the link of the call.",
        error_messages={"required": "Say where the partnership meets, or paste the link of the call."},
    )

    def __init__(self, *args: Any, clock: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].help_text = clock

    def plan(self) -> Plan:
        given = self.cleaned_data
        return Plan(given["title"].strip(), given["starts_at"], given["minutes_long"], given["place"].strip())


class ProposalForm(forms.Form):
    """Something that should be talked about, and which member proposes it."""

    title = forms.CharField(
        label="What should the partnership talk about?",
        max_length=200,
        error_messages={"required": "Say in a few words what it is about."},
    )
    about = forms.CharField(
        label="More about it", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    proposed_by = forms.ChoiceField(label="Proposed by", error_messages={"required": "Choose who proposes it."})

    def __init__(
        self,
        *args: Any,
        seats: Sequence[PartnershipMember],
        own: Sequence[PartnershipMember],
        by_convener: bool,
        **kwargs: Any,
    ) -> None:
        """`own` are the seats that she speaks for, and alone can propose for; the convener may enter what any proposed."""
        super().__init__(*args, **kwargs)
        shown = list(seats) if by_convener else list(own)
        self.by_id = {str(one.pk): one for one in shown}
        names = [(pk, str(one)) for pk, one in self.by_id.items()]
        convener = [("convener", "The convener")] if by_convener else []
        blank = [("", "Choose…")] if len(names) + len(convener) > 1 else []
        offer(self, "proposed_by", [*blank, *convener, *names])

    @property
    def seat(self) -> PartnershipMember | None:
        return self.by_id.get(self.cleaned_data["proposed_by"])


class DecisionForm(forms.Form):
    """What became of an item."""

    outcome = forms.ChoiceField(
        label="What became of it",
        choices=[
            ("decided", "It was decided"),
            ("discussed", "It was talked over; nothing was to decide"),
            ("open", "It was not reached, or stays open: carry it forward"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what became of it."},
    )
    words = forms.CharField(
        label="What was decided, or said",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="As it will stand in the minutes.",
    )
    how = forms.ChoiceField(label="How", choices=DecidedHow.choices, widget=forms.RadioSelect, required=False)
    votes_for = forms.IntegerField(label="Votes for", min_value=0, max_value=9999, required=False)
    votes_against = forms.IntegerField(label="Against", min_value=0, max_value=9999, required=False)
    votes_abstained = forms.IntegerField(label="Abstaining", min_value=0, max_value=9999, required=False)
    adopts = forms.ChoiceField(
        label="It adopts",
        choices=Adopts.choices,
        required=False,
        help_text="The plan of work counts as adopted by employers when more than half of those present are employers.",
    )
    recused = forms.MultipleChoiceField(
        label="Who left the room for it",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Because of an interest in it. They are not counted as present.",
    )
    recused_why = forms.CharField(label="Why they left", required=False, max_length=300)

    def __init__(self, *args: Any, present: Sequence[PartnershipMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "recused", [(str(one.pk), str(one)) for one in present])
        if not present:
            del self.fields["recused"], self.fields["recused_why"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("outcome") == "decided" and not (given.get("words") or "").strip():
            self.add_error("words", "Write what was decided, as it will stand in the minutes.")
        if given.get("outcome") == "decided" and not given.get("how"):
            self.add_error("how", "Say whether it was by consensus or by vote.")
        return given

    def decision(self) -> Decision:
        given = self.cleaned_data
        votes = (given["votes_for"] or 0, given["votes_against"] or 0, given["votes_abstained"] or 0)
        why = given.get("recused_why") or ""
        recused = {int(pk): why for pk in given.get("recused") or []}
        return Decision(given["words"], given["how"], given["adopts"], votes, recused)


def initial_of(item: AgendaItem) -> dict[str, Any]:
    """What a decision form shows of what was recorded already."""
    outcome = {"decided": "decided", "discussed": "discussed"}.get(item.status, "")
    left = list(item.recusals.all())
    return {
        "outcome": outcome,
        "words": item.decision,
        "how": item.decided_how,
        "votes_for": item.votes_for,
        "votes_against": item.votes_against,
        "votes_abstained": item.votes_abstained,
        "adopts": item.adopts,
        "recused": [str(one.seat_id) for one in left],
        "recused_why": left[0].reason if left else "",
    }


class MinutesForm(forms.Form):
    """The minutes in words, which member led the meeting, and who else came."""

    chair = forms.ChoiceField(label="Which member led it", required=False)
    guests = forms.CharField(
        label="Guests",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Who came without a seat at the table.",
    )
    minutes = forms.CharField(
        label="Minutes",
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="What was said. Agenda, decisions and who came are added from the record.",
    )

    def __init__(self, *args: Any, seats: Sequence[PartnershipMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(one.pk): one for one in seats}
        offer(self, "chair", [("", "Not recorded, or the convener"), *((pk, str(s)) for pk, s in self.by_id.items())])

    @property
    def led_by(self) -> PartnershipMember | None:
        return self.by_id.get(self.cleaned_data["chair"])


class AdoptForm(forms.Form):
    """The day on which the members adopted the minutes."""

    adopted_on = day_field("Adopted on")


def came_from(data: QueryDict, seats: Iterable[PartnershipMember]) -> list[Came]:
    """Who is ticked; of a second person of a seat the name alone says that she came."""
    found = []
    for seat in seats:
        if f"here-{seat.pk}" in data:
            found.append(
                Came(seat.pk, data.get(f"person-{seat.pk}", ""), data.get(f"rank-{seat.pk}", Seniority.UNKNOWN))
            )
        if more := data.get(f"person2-{seat.pk}", "").strip():
            found.append(Came(seat.pk, more, data.get(f"rank2-{seat.pk}", Seniority.UNKNOWN)))
    return found


def order_from(data: QueryDict) -> list[int]:
    """The ticked items of an agenda, by the numbers beside them."""
    rows: list[tuple[int, int, int]] = []
    for text in data.getlist("on"):
        if text.isascii() and text.isdecimal() and len(text) < 19:
            number = data.get(f"place-{text}", "").strip()
            place = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 99_999
            rows.append((place, len(rows), int(text)))
    return [pk for _, _, pk in sorted(rows)]
