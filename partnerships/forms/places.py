"""Keeping regions and target industries."""

from __future__ import annotations

from typing import Any

from django import forms

from core.models import State
from labor_market.models import Industry, Occupation
from labor_market.rules.indicators import SPANS
from partnerships.choices import RegionKind
from partnerships.choices.analyses import CareerCluster
from partnerships.forms.workbench import counties_near
from partnerships.models import IndustryAnalysis, Region, TargetIndustry


class RegionForm(forms.Form):
    """A region's counties: the state's own, and those of neighbors that touch it."""

    name = forms.CharField(label="Name", max_length=120)
    kind = forms.ChoiceField(label="Kind", choices=RegionKind.choices)
    counties = forms.MultipleChoiceField(
        label="Counties",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one county."},
    )
    apart_reason = forms.CharField(
        label="Why counties that do not touch are one region",
        required=False,
        help_text="Only where they lie apart: a bridge, a ferry, one employer in both.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, state: State, region: Region | None = None, **kwargs: Any) -> None:
        if region is not None:
            kwargs["initial"] = {
                "name": region.name,
                "kind": region.kind,
                "counties": region.county_fips,
                "apart_reason": region.apart_reason,
            }
        super().__init__(*args, **kwargs)
        near = counties_near(state)
        known = {fips for fips, _ in near}
        more = [(fips, fips) for fips in (region.county_fips if region else []) if fips not in known]
        self.fields["counties"].choices = near + more  # type: ignore[attr-defined]


class CodesField(forms.CharField):
    """Codes separated by commas or spaces; each is checked against the list that is loaded."""

    def __init__(self, model: Any, noun: str, **kwargs: Any) -> None:
        self.model, self.noun = model, noun
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        given = [code.strip() for code in super().clean(value).replace(",", " ").split()]
        codes = list(dict.fromkeys(self._plain(code) for code in given))
        known = set(self.model.objects.filter(pk__in=codes).values_list("pk", flat=True))
        if unknown := [code for code in codes if code not in known]:
            raise forms.ValidationError(
                f"{', '.join(unknown)} is no {self.noun} code. Codes look like this: {self.help_text}"
            )
        return codes

    def _plain(self, code: str) -> str:
        if self.model is Occupation:
            return code.replace("-", "")
        return SPANS.get(code, code)


class IndustryForm(forms.Form):
    """What a target industry is: its codes, its occupations, where it belongs, and why."""

    title = forms.CharField(label="Title", max_length=120)
    naics = CodesField(Industry, "NAICS 2022", label="NAICS codes", help_text="332, 3331 or 31-33")
    soc = CodesField(
        Occupation, "SOC 2018", label="Critical occupations (SOC)", required=False, help_text="51-4041, 49-9041"
    )
    career_cluster = forms.ChoiceField(
        label="Career cluster", required=False, choices=[("", "None chosen"), *CareerCluster.choices]
    )
    analysis = forms.ChoiceField(label="Analysis that it rests on", required=False)
    rationale = forms.CharField(
        label="Why this industry",
        required=False,
        help_text="The public reads these words.",
        widget=forms.Textarea(attrs={"rows": 4, "data-words": "150"}),
    )
    reason = forms.CharField(
        label="Reason of this change", required=False, help_text="Stays in the industry’s history.", max_length=500
    )

    def __init__(self, *args: Any, industry: TargetIndustry | None = None, **kwargs: Any) -> None:
        if industry is not None:
            names = ("title", "naics", "soc", "career_cluster", "rationale")
            kwargs["initial"] = {name: getattr(industry, name) for name in names} | {
                "analysis": industry.analysis_id or ""
            }
        super().__init__(*args, **kwargs)
        self.fields["analysis"].choices = analysis_choices(industry)  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What `save_industry` takes."""
        found = dict(self.cleaned_data)
        found["analysis"] = IndustryAnalysis.objects.filter(pk=found["analysis"] or 0).first()
        return found


def analysis_choices(industry: TargetIndustry | None = None) -> list[tuple[str, str]]:
    """Published analyses, and the one that the industry rests on."""
    rows = IndustryAnalysis.objects.published() | IndustryAnalysis.objects.filter(
        pk=(industry.analysis_id or 0) if industry else 0
    )
    return [("", "None"), *((str(pk), title) for pk, title in rows.order_by("title").values_list("pk", "title"))]


class ReviewForm(forms.Form):
    """The yearly look at an industry that stays."""

    reason = forms.CharField(label="Why it stays targeted", widget=forms.Textarea(attrs={"rows": 3}))
    analysis = forms.ChoiceField(label="Analysis that it rests on", required=False)

    def __init__(self, data: Any = None, *, industry: TargetIndustry) -> None:
        super().__init__(data, initial={"analysis": industry.analysis_id or ""})
        self.fields["analysis"].choices = analysis_choices(industry)  # type: ignore[attr-defined]
