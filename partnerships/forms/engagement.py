"""What is typed about what employers did."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from partnerships.choices import PartnerRole
from partnerships.choices.work import EngagementKind, Seniority
from partnerships.forms.meetings import day_field, offer
from partnerships.models import Organization, PartnershipMember


class EventForm(forms.Form):
    """One thing that an employer did."""

    employer = forms.ChoiceField(label="Employer", required=False)
    named = forms.CharField(
        label="Or another employer, by its name",
        required=False,
        max_length=200,
        help_text="One that has no seat at the table yet.",
    )
    happened_on = day_field("When")
    kind = forms.ChoiceField(label="What it did", choices=EngagementKind.choices)
    person = forms.CharField(label="Who did it", required=False, max_length=120)
    seniority = forms.ChoiceField(
        label="Position", choices=Seniority.choices, initial=Seniority.UNKNOWN, required=False
    )
    hours = forms.DecimalField(label="Hours", required=False, min_value=0, max_digits=6, decimal_places=1)
    note = forms.CharField(label="Note", required=False, max_length=300)

    def __init__(self, *args: Any, seats: Sequence[PartnershipMember], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [one for one in seats if one.role == PartnerRole.EMPLOYER]
        self.by_id = {str(one.organization_id): one.organization for one in mine}
        offer(self, "employer", [("", "Choose…"), *((pk, o.legal_name) for pk, o in self.by_id.items())])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("employer") and not (given.get("named") or "").strip():
            self.add_error("employer", "Choose an employer of the table, or name another.")
        given["seniority"] = given.get("seniority") or Seniority.UNKNOWN
        return given

    @property
    def chosen(self) -> Organization | None:
        return self.by_id.get(self.cleaned_data["employer"])
