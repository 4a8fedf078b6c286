"""How partnerships are found, and the small forms by which a record is kept."""

from __future__ import annotations

from typing import Any

from django import forms

from core import geography
from core.models import State
from partnerships.choices import OrganizationType, PartnerRole, Stage
from partnerships.choices.standing import ConsentHow, Tier
from partnerships.models import Partnership, Region, TargetIndustry
from partnerships.readmodels.records import DELIVERY, DISCLOSURE, HOLDS, SHORT, STAGE


class PartnershipFilter(forms.Form):
    """What is not understood is left out."""

    q = forms.CharField(label="Name or convener", required=False, max_length=100)
    industry = forms.ChoiceField(label="Industry", required=False)
    region = forms.ChoiceField(label="Region", required=False)
    county = forms.ChoiceField(label="County", required=False)
    stage = forms.ChoiceField(label="Stage", required=False, choices=[("", "Every stage"), *Stage.choices])
    convener = forms.ChoiceField(
        label="Convened by", required=False, choices=[("", "Anybody"), *OrganizationType.choices]
    )

    table = forms.ChoiceField(
        label="Table this quarter",
        required=False,
        choices=[("", "Any"), (HOLDS, "Holds the state's rule"), (SHORT, "Falls short")],
    )

    waits = forms.ChoiceField(
        label="Waits for the state",
        required=False,
        choices=[
            ("", "Any"),
            (STAGE, "A stage to confirm"),
            (DISCLOSURE, "A disclosure to read"),
            (DELIVERY, "A delivery to verify"),
        ],
    )

    def __init__(self, *args: Any, state: State, is_staff: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_staff:
            del self.fields["table"], self.fields["waits"]
        regions = [(str(pk), name) for pk, name in Region.objects.values_list("pk", "name")]
        self.fields["region"].choices = [("", "Every region"), *regions]  # type: ignore[attr-defined]
        industries = [(str(pk), title) for pk, title in TargetIndustry.objects.values_list("pk", "title")]
        counties = [(county.fips, county.name) for county in geography.counties_of(state.fips)]
        self.fields["industry"].choices = [("", "Every industry"), *industries]  # type: ignore[attr-defined]
        self.fields["county"].choices = [("", "Every county"), *counties]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: str(self.cleaned_data.get(name) or "").strip() for name in self.fields}

    @property
    def is_on(self) -> bool:
        return any(self.wanted().values())


class RecordForm(forms.ModelForm):
    """The words of a partnership's public page."""

    website = forms.URLField(label="Website", required=False, assume_scheme="https")

    class Meta:
        model = Partnership
        fields = ("summary", "challenge", "chair", "website", "no_labor_reason", "disclosure")
        labels = {
            "summary": "In one or two sentences, who does what",
            "challenge": "What employers and workers want to change",
            "chair": "Chair",
            "no_labor_reason": "Why nobody speaks for labor or workers at the table, where nobody does",
            "disclosure": "What else the convener discloses",
        }
        help_texts = {
            "no_labor_reason": "Leave empty where a labor organization or a worker representative has a seat.",
            "disclosure": "In words of its own, beside what the page of the convener asks.",
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3, "data-words": "60"}),
            "challenge": forms.Textarea(attrs={"rows": 4, "data-words": "150"}),
            "no_labor_reason": forms.Textarea(attrs={"rows": 2}),
            "disclosure": forms.Textarea(attrs={"rows": 4, "data-words": "200"}),
        }


class SeatForm(forms.Form):
    """Somebody who joins."""

    organization = forms.CharField(label="Organization", max_length=200)
    type = forms.ChoiceField(label="Kind", choices=OrganizationType.choices)
    role = forms.ChoiceField(label="Role at the table", choices=PartnerRole.choices)
    joined_on = forms.DateField(
        label="Since",
        required=False,
        help_text="Today when left empty.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    tier = forms.ChoiceField(label="How close to the work", choices=Tier.choices, initial=Tier.ACTIVE, required=False)
    is_champion = forms.BooleanField(label="Business champion", required=False)

    def clean_tier(self) -> str:
        return self.cleaned_data["tier"] or Tier.ACTIVE


class SeatChangeForm(forms.Form):
    """How close a member is to the work, and what it committed itself to."""

    tier = forms.ChoiceField(label="How close to the work", choices=Tier.choices)
    is_champion = forms.BooleanField(label="Business champion", required=False)
    commitment = forms.CharField(
        label="What it committed itself to",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LeavingForm(forms.Form):
    """The last day of a seat; today when it is left empty."""

    left_on = forms.DateField(required=False)


class ContactForm(forms.Form):
    """A person at a member whom the state may write to, for surveys."""

    organization = forms.ChoiceField(label="Organization")
    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail address", max_length=254)
    title = forms.CharField(label="Title", max_length=120, required=False)
    consent_how = forms.ChoiceField(
        label="How she or he agreed to be written to",
        choices=[("", "Not asked yet"), *ConsentHow.choices],
        required=False,
    )
    consented_on = forms.DateField(
        label="On",
        required=False,
        help_text="Today when left empty.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, members: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {str(one.organization_id): one.organization.legal_name for one in members}
        self.fields["organization"].choices = list(names.items())  # type: ignore[attr-defined]
