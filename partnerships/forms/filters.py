"""The filters of the lists of support and of commitments. What is not understood is left out."""

from __future__ import annotations

from typing import Any

from django import forms

from partnerships.choices.support import EventKind, ExchangeStatus, Module, ResourceKind, Topic
from partnerships.choices.work import CommitmentKind, CommitmentStatus, CountsAs
from partnerships.models import Commitment, Partnership
from partnerships.readmodels.state_ledger import MINE


class _Filter(forms.Form):
    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "").strip() for name in self.fields}

    @property
    def is_on(self) -> bool:
        return any(self.wanted().values())


class EventFilter(_Filter):
    """By time, kind and topic."""

    when = forms.ChoiceField(label="Show", required=False, choices=[("", "Ahead"), ("past", "Over")])
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Every kind"), *EventKind.choices])
    topic = forms.ChoiceField(label="Topic", required=False, choices=[("", "Every topic"), *Topic.choices])


class LibraryFilter(_Filter):
    """By words, module of the toolkit, topic and kind."""

    q = forms.CharField(label="Words", required=False, max_length=100)
    module = forms.ChoiceField(label="Module", required=False, choices=[("", "Every module"), *Module.choices])
    topic = forms.ChoiceField(label="Topic", required=False, choices=[("", "Every topic"), *Topic.choices])
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Every kind"), *ResourceKind.choices])
    links = forms.ChoiceField(
        label="Links", required=False, choices=[("", "All"), ("dead", "Dead links"), ("unreached", "Not reached")]
    )


class PeerFilter(_Filter):
    """By topic and status."""

    topic = forms.ChoiceField(label="Topic", required=False, choices=[("", "Every topic"), *Topic.choices])
    show = forms.ChoiceField(label="Show", required=False, choices=[("", "All"), *ExchangeStatus.choices])


class LedgerFilter(_Filter):
    """By words, how far an entry is, what it counts as, its kind and its partnership. One query, for the partnerships."""

    q = forms.CharField(label="Commitment, organization or partnership", required=False, max_length=100)
    status = forms.ChoiceField(label="How far", required=False)
    counts_as = forms.ChoiceField(label="Counts as", required=False, choices=[("", "Either"), *CountsAs.choices])
    kind = forms.ChoiceField(label="Kind", required=False, choices=[("", "Every kind"), *CommitmentKind.choices])
    partnership = forms.ChoiceField(label="Partnership", required=False)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, verifies: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(MINE, "For me to verify")] if verifies else []
        every = [("", "All that count"), *own, *CommitmentStatus.choices]
        self.fields["status"].choices = every  # type: ignore[attr-defined]
        rows = Partnership.objects.filter(pk__in=Commitment.objects.order_by().values("partnership_id"))
        known = [(str(pk), name) for pk, name in rows.order_by("name", "pk").values_list("pk", "name")]
        self.fields["partnership"].choices = [("", "Every partnership"), *known]  # type: ignore[attr-defined]

    @property
    def is_on(self) -> bool:
        return any(value for name, value in self.wanted().items() if name != "sort")
