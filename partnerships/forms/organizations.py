"""How organizations are found, and the forms by which their records are kept."""

from __future__ import annotations

from typing import Any

from django import forms

from core import geography
from core.models import State
from partnerships.choices import OrganizationType, SizeBand
from partnerships.choices.standing import ConsentHow, Ownership
from partnerships.models import Organization, Site
from partnerships.readmodels.organizations import CONVENES, NOWHERE, SITS

DAY = {"type": "date"}


def _counties(state: State, empty: str) -> list[tuple[str, str]]:
    return [("", empty), *((county.fips, county.name) for county in geography.counties_of(state.fips))]


class OrganizationFilter(forms.Form):
    """What is not understood is left out."""

    q = forms.CharField(label="Name, city, UEI", required=False, max_length=100)
    type = forms.ChoiceField(label="Kind", required=False, choices=[("", "Every kind"), *OrganizationType.choices])
    county_fips = forms.ChoiceField(label="County", required=False)
    size_band = forms.ChoiceField(label="Size", required=False, choices=[("", "Any size"), *SizeBand.choices])
    union = forms.ChoiceField(
        label="Union", required=False, choices=[("", "Either"), ("yes", "With a union"), ("no", "Without")]
    )
    does = forms.ChoiceField(
        label="At a table",
        required=False,
        choices=[("", "Any"), (CONVENES, "Convenes one"), (SITS, "Sits at one"), (NOWHERE, "At none")],
    )

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["county_fips"].choices = _counties(state, "Every county")  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "").strip() for name in self.fields}

    @property
    def is_on(self) -> bool:
        return any(self.wanted().values())


class OrganizationForm(forms.ModelForm):
    """The facts of an organization."""

    aliases = forms.CharField(
        label="Also known as",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="One name a line.",
    )
    is_union = forms.TypedChoiceField(
        label="Does a union represent workers there?",
        required=False,
        choices=[("", "Not known"), ("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )
    ownership = forms.MultipleChoiceField(
        label="Ownership", required=False, choices=Ownership.choices, widget=forms.CheckboxSelectMultiple
    )
    county_fips = forms.ChoiceField(label="County", required=False)
    website = forms.URLField(label="Website", required=False, assume_scheme="https")
    ein = forms.CharField(
        label="EIN",
        required=False,
        max_length=20,
        help_text="9 digits. Shown to those alone who keep organizations.",
    )

    class Meta:
        model = Organization
        fields = (
            "legal_name",
            "aliases",
            "type",
            "naics",
            "size_band",
            "is_union",
            "ownership",
            "city",
            "county_fips",
            "website",
            "uei",
            "ein",
        )
        labels = {"legal_name": "Legal name", "type": "Kind", "size_band": "Size"}

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = _counties(state, "Not known")
        if self.instance.county_fips and self.instance.county_fips not in dict(choices):
            choices.append((self.instance.county_fips, self.instance.county_fips))
        self.fields["county_fips"].choices = choices  # type: ignore[attr-defined]
        if self.instance.pk:
            self.initial["aliases"] = "\n".join(self.instance.aliases)
            self.initial["is_union"] = {True: "yes", False: "no", None: ""}[self.instance.is_union]

    def clean_aliases(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["aliases"].splitlines())
        return list(dict.fromkeys(line[:200] for line in lines if line))

    def clean_ein(self) -> str:
        digits = "".join(self.cleaned_data["ein"].split()).replace("-", "")
        if digits and not (len(digits) == 9 and digits.isascii() and digits.isdigit()):
            raise forms.ValidationError("An EIN has 9 digits.")
        return digits

    def clean_uei(self) -> str:
        return self.cleaned_data["uei"].upper()

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class SiteForm(forms.ModelForm):
    """A place where the organization works."""

    county_fips = forms.ChoiceField(label="County")

    class Meta:
        model = Site
        fields = (
            "name",
            "street",
            "city",
            "zip_code",
            "county_fips",
            "headcount",
            "house_district",
            "senate_district",
            "congress_district",
        )
        labels = {"name": "Name of the site", "headcount": "People who work there", "zip_code": "ZIP code"}
        help_texts = {
            "headcount": "",
            "house_district": "Open Civic Data ids, where known: ocd-division/country:us/state:pa/sldl:131",
        }

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["county_fips"].choices = _counties(state, "Choose")  # type: ignore[attr-defined]


class ConsentForm(forms.Form):
    """How somebody agreed to be written to."""

    how = forms.ChoiceField(label="How", choices=ConsentHow.choices)
    on = forms.DateField(label="On", required=False, widget=forms.DateInput(attrs=DAY))


class MergeForm(forms.Form):
    """Which record stays, and why the two are one."""

    into = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Why the two are one organization",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: same address and director, confirmed by telephone. It becomes part of the record.",
    )
