"""What is typed about amendments: one change of a kind, the request that carries it, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from core.forms import MoneyField
from core.money import show
from core.templatetags.rt import long_day
from grants.choices import AskedHow, BudgetCategory
from grants.choices.amending import PARTY_EVENTS, PERSON_EVENTS, SCOPE_EVENTS, ChangeKind, Event
from grants.models import AmendmentItem
from grants.rules.amendments import Terms
from partnerships.models import Measure

LONG = {"rows": 4}
CHANGED = (
    *("what", "amount", "category_from", "category_to", "ends_on", "measure_id", "value"),
    *("party", "event", "months", "percent", "for_participants"),
)
"""What of a change is typed."""
REQUIRED = {"required": "Fill this in."}


def day_field(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget, error_messages={"required": "Give a day."})


class ChangeForm(forms.Form):
    """One change. Which fields it has depends on its kind."""

    def __init__(self, *args: Any, kind: ChangeKind, terms: Terms, measures: Mapping[int, Measure], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.kind, self.terms = kind, terms
        self.fields.update(FIELDS[kind](terms, measures))
        self.fields["what"] = forms.CharField(
            label="What changes, and why",
            max_length=4000,
            widget=forms.Textarea(attrs=LONG),
            help_text="Whoever decides reads it word for word, and it becomes part of the record.",
            error_messages={"required": "Say what changes, and why."},
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.kind == ChangeKind.PERSON:
            self._clean_person(cleaned)
        if self.kind in (ChangeKind.AMOUNT, ChangeKind.MATCH) and cleaned.get("amount") == 0:
            self.add_error("amount", "Give an amount above zero.")
        if cleaned.get("direction") == "less" and cleaned.get("amount"):
            cleaned["amount"] = -cleaned["amount"]
        cleaned.pop("direction", None)
        if cleaned.get("measure_id"):
            cleaned["measure_id"] = int(cleaned["measure_id"])
        return cleaned

    def _clean_person(self, cleaned: dict[str, Any]) -> None:
        """How long, or how much less, where the event asks for it; the other box is let be."""
        event = cleaned.get("event")
        if event == Event.AWAY and not cleaned.get("months"):
            self.add_error("months", "Say for how many months.")
        if event == Event.LESS and not cleaned.get("percent"):
            self.add_error("percent", "Say how much less, in percent.")
        if event != Event.AWAY:
            cleaned["months"] = None
        if event != Event.LESS:
            cleaned["percent"] = None


Fields = dict[str, forms.Field]


def _period(terms: Terms, measures: Mapping[int, Measure]) -> Fields:
    now = long_day(terms.ends_on)
    return {"ends_on": day_field("New last day of the award", f"It ends on {now} now.")}


def _budget(terms: Terms, measures: Mapping[int, Measure]) -> Fields:
    return {
        "category_from": forms.ChoiceField(label="From", choices=_categories(terms, held_alone=True)),
        "category_to": forms.ChoiceField(label="To", choices=_categories(terms)),
        "amount": _dollars("Amount to move"),
        "for_participants": forms.BooleanField(
            label="It takes money meant for participants, such as stipends, transport or child care", required=False
        ),
    }


def _amount(terms: Terms, measures: Mapping[int, Measure]) -> Fields:
    return {
        "direction": _direction("more", "less", f"The award is {show(terms.amount)} now."),
        "amount": _dollars("By how much"),
        "category_to": forms.ChoiceField(label="In which budget category", choices=_categories(terms)),
    }


def _match(terms: Terms, measures: Mapping[int, Measure]) -> Fields:
    return {
        "direction": _direction("more", "less", f"{show(terms.match_required)} of match is required now."),
        "amount": _dollars("By how much"),
    }


def _person(terms: Terms, measures: Mapping[int, Measure]) -> Fields:
    return {
        "party": _name("Who"),
        "event": _event(PERSON_EVENTS),
        "months": forms.IntegerField(
            label="Months away", required=False, min_value=1, max_value=120, help_text="Only for somebody who is away."
        ),
        "percent": forms.IntegerField(
            label="How much less time, in percent",
            required=False,
            min_value=1,
            max_value=100,
            help_text="Only for somebody who gives less time: 25 is a quarter less than was agreed.",
        ),
    }


def _scope(terms: Terms, measures: Mapping[int, Measure]) -> Fields:
    return {"event": _event(SCOPE_EVENTS)}


def _target(terms: Terms, measures: Mapping[int, Measure]) -> Fields:
    named = [(pk, f"{measures[pk].title} ({value.normalize():f} now)") for pk, value in terms.targets.items()]
    return {
        "measure_id": forms.ChoiceField(label="Which target", choices=named),
        "value": forms.DecimalField(
            label="New target", min_value=Decimal(0), max_digits=14, decimal_places=2, error_messages=REQUIRED
        ),
    }


def _party(terms: Terms, measures: Mapping[int, Measure]) -> Fields:
    return {"party": _name("Which organization"), "event": _event(PARTY_EVENTS)}


def _nothing(terms: Terms, measures: Mapping[int, Measure]) -> Fields:
    return {}


FIELDS = {
    ChangeKind.EXTENSION: _period,
    ChangeKind.PERIOD: _period,
    ChangeKind.BUDGET: _budget,
    ChangeKind.AMOUNT: _amount,
    ChangeKind.MATCH: _match,
    ChangeKind.PERSON: _person,
    ChangeKind.SCOPE: _scope,
    ChangeKind.TARGET: _target,
    ChangeKind.SUBRECIPIENT: _party,
    ChangeKind.OTHER: _nothing,
}


def _categories(terms: Terms, *, held_alone: bool = False) -> list[tuple[str, str]]:
    """The federal form's categories with what each has now; those with money alone where some is taken."""
    named = [(value, label.split(". ", 1)[-1]) for value, label in BudgetCategory.choices]
    found = [(value, f"{label} ({show(terms.grant[value])})") for value, label in named if terms.grant.get(value)]
    return found if held_alone else found + [pair for pair in named if not terms.grant.get(pair[0])]


def _dollars(label: str) -> MoneyField:
    return MoneyField(label=label, min_value=Decimal("0.01"), error_messages={"required": "Give an amount."})


def _direction(more: str, less: str, help_text: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="More or less?",
        choices=[(more, "More"), (less, "Less")],
        initial=more,
        widget=forms.RadioSelect,
        help_text=help_text,
    )


def _event(events: tuple[Event, ...]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label="What happens",
        choices=[(one.value, one.label) for one in events],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens."},
    )


def _name(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=160, error_messages={"required": "Give the name."})


class SendForm(forms.Form):
    """From which day the changes should hold; and, where staff ask, on whose behalf."""

    wanted_on = day_field("From which day should the changes hold?")
    asked_by = forms.CharField(
        label="Who asked you?", max_length=160, error_messages={"required": "Say who of the convener asked you."}
    )
    asked_how = forms.ChoiceField(label="How?", choices=AskedHow.choices, initial=AskedHow.EMAIL)
    evidence = forms.CharField(
        label="What was said",
        max_length=6000,
        widget=forms.Textarea(attrs=LONG),
        help_text="Paste the e-mail with its date, or note what was said and when. It becomes part of the record.",
        error_messages={"required": "Quote the message, or note what was said."},
    )

    def __init__(self, *args: Any, on_behalf: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not on_behalf:
            for name in ("asked_by", "asked_how", "evidence"):
                del self.fields[name]


class AnswerForm(forms.Form):
    """The answer to a question with which a request came back, and from which day the changes should hold."""

    wanted_on = day_field("From which day should the changes hold?")
    answer = forms.CharField(
        label="Your answer",
        max_length=4000,
        widget=forms.Textarea(attrs=LONG),
        help_text="Whoever decides reads it word for word. Change what needs changing above first.",
        error_messages={"required": "Answer the question before you send the request again."},
    )


def initial_of(item: AmendmentItem) -> dict[str, Any]:
    """A change as it was asked for, to be changed."""
    facts = {name: getattr(item, name) for name in CHANGED}
    if item.kind in (ChangeKind.AMOUNT, ChangeKind.MATCH) and item.amount is not None:
        facts |= {"direction": "more" if item.amount > 0 else "less", "amount": abs(item.amount)}
    return facts


class DecideForm(forms.Form):
    """Approve, from a day on, deny, or send back with a question; each in words that the convener reads."""

    from_day = day_field("In force from", "For an approval. What needed no approval keeps its own day.")
    reason = forms.CharField(
        label="Reason, or your question",
        max_length=4000,
        widget=forms.Textarea(attrs=LONG),
        help_text="The convener reads it word for word.",
        error_messages={"required": "Give the reason for the decision, or write the question. The convener reads it."},
    )
