"""What is typed about a resource of the library."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from partnerships.checks.links import link_fault
from partnerships.choices.support import Module, ResourceKind, Topic
from partnerships.models import Resource


class ResourceForm(forms.Form):
    """A file of our own or a link, with module and topics."""

    title = forms.CharField(label="Title", max_length=160, error_messages={"required": "Give it a title."})
    kind = forms.ChoiceField(label="Kind", choices=ResourceKind.choices)
    module = forms.TypedChoiceField(
        label="Module of the sector strategies toolkit",
        choices=[("", "None"), *Module.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    topics = forms.MultipleChoiceField(
        label="Topics", choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    summary = forms.CharField(
        label="What it is good for", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    address = forms.CharField(
        label="Link",
        max_length=400,
        required=False,
        help_text="Of a page elsewhere, such as https://example.org/guide, or of this site, such as /partnerships/.",
    )
    file = forms.FileField(label="Or a file", required=False)
    reviewed_on = forms.DateField(
        label="Last read on",
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Give the day on which somebody last read it."},
    )
    is_listed = forms.BooleanField(label="Listed in the library", required=False, initial=True)

    def __init__(self, *args: Any, resource: Resource | None = None, **kwargs: Any) -> None:
        if resource is not None:
            names = [name for name in self.base_fields if name != "file"]
            kwargs["initial"] = {name: getattr(resource, name) for name in names}
        super().__init__(*args, **kwargs)
        self.resource = resource

    def clean_address(self) -> str:
        address = str(self.cleaned_data["address"]).strip()
        if address and (fault := link_fault(address)):
            raise forms.ValidationError(fault)
        return address

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        has_file = self.resource is not None and self.resource.file_id is not None
        if not data.get("address") and not data.get("file") and not has_file and "address" not in self.errors:
            self.add_error("address", "Give a link or a file.")
        if data.get("address") and data.get("file"):
            self.add_error("file", "Give a link or a file, not both.")
        return data

    @property
    def words(self) -> dict[str, Any]:
        """Everything but the file."""
        return {name: value for name, value in self.cleaned_data.items() if name != "file"}
