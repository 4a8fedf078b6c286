"""The filters of the lists of support. What is not understood is left out."""

from __future__ import annotations

from django import forms

from partnerships.choices.support import EventKind, ExchangeStatus, Module, ResourceKind, Topic


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
