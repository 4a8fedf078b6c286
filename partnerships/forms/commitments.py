"""What is typed about commitments, and about what lasts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from core.forms import MoneyField
from partnerships.access.work import ENDINGS
from partnerships.actions.commitments import Pledge
from partnerships.choices.work import IN_DOLLARS, CommitmentKind, CountsAs, LastingKind, Source
from partnerships.forms.meetings import day_field, offer
from partnerships.forms.plan import words
from partnerships.models import Commitment, PartnershipMember


def file_field(label: str, endings: Sequence[str] = ENDINGS) -> forms.FileField:
    help = f"One of {', '.join(endings)}, at most 20 MB. It is checked for viruses before anybody can open it."
    widget = forms.ClearableFileInput(attrs={"class": "rtp-file", "accept": ",".join(endings)})
    errors = {"required": "Choose the file.", "empty": "The file is empty. Choose it again."}
    return forms.FileField(label=label, help_text=help, error_messages=errors, widget=widget)


class PledgeForm(forms.Form):
    """What a member promises."""

    seat = forms.ChoiceField(label="Member", error_messages={"required": "Choose who promises it."})
    kind = forms.ChoiceField(label="What", choices=CommitmentKind.choices)
    title = forms.CharField(label="In words", max_length=200, error_messages={"required": "Say what is promised."})
    amount = MoneyField(label="Value in dollars", required=False, help_text="For cash, goods, hours and equipment.")
    quantity = forms.DecimalField(
        label="How many",
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        help_text="For seats and interviews; for a wage floor the dollars an hour.",
    )
    counts_as = forms.ChoiceField(label="It counts as", choices=CountsAs.choices)
    source = forms.ChoiceField(label="Whose money or goods", choices=Source.choices)
    pledged_on = day_field("Promised on")
    due_on = day_field("Expected by", required=False)

    def __init__(self, *args: Any, seats: Sequence[PartnershipMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(one.pk): one for one in seats}
        offer(self, "seat", [("", "Choose…"), *((pk, str(one)) for pk, one in self.by_id.items())])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        in_dollars = given.get("kind") in IN_DOLLARS
        name = "amount" if in_dollars else "quantity"
        if name not in self.errors and not given.get(name):
            self.add_error(name, "Give its value in dollars." if in_dollars else "Give how many, as a number.")
        return given

    def pledge(self) -> Pledge:
        given = {name: self.cleaned_data[name] for name in Pledge._fields}
        return Pledge(**(given | {"seat": self.by_id[given["seat"]]}))


def initial_of(one: Commitment) -> dict[str, Any]:
    """What the form of a correction shows of the entry."""
    names = ("kind", "title", "amount", "quantity", "counts_as", "source", "pledged_on", "due_on")
    return {name: getattr(one, name) for name in names} | {
        "seat": str(one.seat_id),
        "delivered": one.delivered or one.delivered_quantity,
    }


class CorrectionForm(PledgeForm):
    """An entry as it should have been, and why."""

    delivered = forms.DecimalField(
        label="Delivered",
        required=False,
        max_digits=14,
        decimal_places=2,
        help_text="Where it was delivered: the dollars, or how many.",
    )
    reason = words("Why it is corrected", rows=2, error_messages={"required": "Say what was wrong."})


class CommitForm(forms.Form):
    """The letter or agreement in which it is promised."""

    file = file_field("Letter or agreement")
    committed_on = day_field("Signed on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committed_on"].initial = timezone.localdate()


class DocumentForm(forms.Form):
    """What was delivered, with the evidence."""

    value = forms.DecimalField(
        label="Delivered",
        max_digits=14,
        decimal_places=2,
        error_messages={"required": "Give what was delivered as a number."},
    )
    documented_on = day_field("Delivered by")
    file = file_field("Evidence")
    note = words("What it shows", rows=2, required=False)

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        in_dollars = commitment.kind in IN_DOLLARS
        value: Decimal | None = commitment.amount if in_dollars else commitment.quantity
        self.fields["value"].initial = value
        self.fields["value"].label = "Delivered, in dollars" if in_dollars else "Delivered, how many"
        self.fields["documented_on"].initial = timezone.localdate()


class MilestoneForm(forms.Form):
    """A step by which the work goes on without the grant."""

    kind = forms.ChoiceField(label="Kind", choices=LastingKind.choices)
    title = forms.CharField(label="The step, in words", max_length=200, error_messages={"required": "Say the step."})
    owner = forms.ChoiceField(label="Who answers for it", required=False)
    yearly = MoneyField(label="What it brings each year", required=False)
    due_on = day_field("In place by")

    def __init__(self, *args: Any, seats: Sequence[PartnershipMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_id = {str(one.pk): one for one in seats}
        offer(self, "owner", [("", "The convener"), *((pk, str(one)) for pk, one in self.by_id.items())])

    @property
    def seat(self) -> PartnershipMember | None:
        return self.by_id.get(self.cleaned_data["owner"])


class InPlaceForm(forms.Form):
    """Since when it is in place, and what shows it."""

    done_on = day_field("In place since")
    evidence = words("What shows it", error_messages={"required": "Say what shows it."})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["done_on"].initial = timezone.localdate()
