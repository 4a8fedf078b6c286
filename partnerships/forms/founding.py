"""What a convener says of a new partnership, and the spreadsheet that brings many."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from core import geography
from core.models import State
from partnerships.models import Organization, Region, TargetIndustry


class FoundingForm(forms.Form):
    """Who, where, which industry, and why."""

    name = forms.CharField(label="Name", max_length=160, help_text="Such as: Lehigh Valley Manufacturing Partnership.")
    convener: Any = forms.ModelChoiceField(label="Who convenes it", queryset=None, empty_label=None)
    industry: Any = forms.ModelChoiceField(label="Industry", queryset=None, empty_label="Choose")
    region: Any = forms.ModelChoiceField(label="Region", queryset=None, empty_label="Choose")
    counties = forms.MultipleChoiceField(
        label="Only these counties of the region",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave all open for the whole region.",
    )
    challenge = forms.CharField(
        label="What employers and workers want to change",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "data-words": "150"}),
    )
    summary = forms.CharField(
        label="In one or two sentences, who does what",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "data-words": "60"}),
    )
    reason = forms.CharField(
        label="Why now",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Who asked for it, and with whom you have talked. The state's officer reads it first.",
    )

    def __init__(self, *args: Any, state: State, conveners: QuerySet[Organization], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["convener"].queryset = conveners
        fields["industry"].queryset = TargetIndustry.objects.exclude(status="retired").order_by("title")
        fields["region"].queryset = Region.objects.order_by("name")
        fields["counties"].choices = [(county.fips, county.name) for county in geography.counties_of(state.fips)]

    def clean(self) -> None:
        super().clean()
        region, counties = self.cleaned_data.get("region"), self.cleaned_data.get("counties") or []
        outside = sorted(set(counties) - set(region.county_fips)) if region else []
        if region and outside:
            names = ", ".join(geography.county_name(fips) for fips in outside)
            self.add_error("counties", f"{names} lies outside {region.name}. Choose counties of the region.")


class ImportForm(forms.Form):
    """The filled-in template."""

    sheet = forms.FileField(label="Spreadsheet", help_text="The template, filled in, as .xlsx of at most 10 MB.")
