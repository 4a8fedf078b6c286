"""Writing an analysis: its words, which candidates are chosen and why, the region's questions, a talk with an employer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from core import geography
from core.forms import MoneyField
from core.models import State
from labor_market.models import Occupation
from partnerships.models import IndustryAnalysis
from partnerships.rules.analyses import ASSESSMENT

MOST_OFFERED = 25


class WordsForm(forms.Form):
    """Title, rationale, what the region changes and the assessment; the candidates stand in a table of their own."""

    title = forms.CharField(label="Title", max_length=160)
    rationale = forms.CharField(
        label="Rationale",
        required=False,
        help_text="What decided it, in plain words for a legislator. A score orders a discussion; people decide.",
        widget=forms.Textarea(attrs={"rows": 6, "data-words": "400"}),
    )
    changes = forms.CharField(
        label="What this version changes against the state’s, and why",
        required=False,
        help_text="If nothing changes, say what in the region confirms it.",
        widget=forms.Textarea(attrs={"rows": 4, "data-words": "250"}),
    )

    def __init__(self, data: Any = None, *, analysis: IndustryAnalysis) -> None:
        words = {"title": analysis.title, "rationale": analysis.rationale, "changes": analysis.changes}
        super().__init__(data, initial=words | {f"ask_{k}": v for k, v in analysis.assessment.items()})
        if analysis.parent_id is None:
            del self.fields["changes"]
        for key, (question, hint) in ASSESSMENT.items():
            box = forms.Textarea(attrs={"rows": 3, "data-words": "200"})
            self.fields[f"ask_{key}"] = forms.CharField(label=question, help_text=hint, required=False, widget=box)

    def words(self) -> dict[str, Any]:
        """What `write_analysis` takes."""
        given = self.cleaned_data
        found = {name: given[name] for name in ("title", "rationale", "changes") if name in given}
        return found | {"assessment": {key: given[f"ask_{key}"] for key in ASSESSMENT if given[f"ask_{key}"]}}


class Offer:
    """One candidate that may be chosen, as it was posted or saved."""

    def __init__(self, line: Mapping[str, Any], chosen: Mapping[str, str], data: Any) -> None:
        self.code, self.title, self.rank = line["code"], line["title"], line["rank"]
        saved = self.code in chosen
        self.is_chosen = f"choose-{self.code}" in data if data is not None else saved
        self.reason = data.get(f"why-{self.code}", "") if data is not None else chosen.get(self.code, "")


def offers(analysis: IndustryAnalysis, data: Any = None) -> list[Offer]:
    """The candidates that stand first, and every one that is chosen already."""
    lines = [
        line
        for at, line in enumerate(analysis.lines)
        if (at < MOST_OFFERED and line["rank"] is not None) or line["code"] in analysis.chosen
    ]
    known = {line["code"] for line in lines}
    lines += [{"code": code, "title": code, "rank": None} for code in analysis.chosen if code not in known]
    if data is not None and (code := data.get("also", "").strip()) and code not in known:
        lines += [line for line in analysis.lines if line["code"] == code]
    return [Offer(line, analysis.chosen, data) for line in lines]


def chosen_of(analysis: IndustryAnalysis, data: Any) -> dict[str, str]:
    """NAICS code → reason, of what was ticked; a code typed beside the table is chosen too."""
    found = {one.code: one.reason.strip()[:500] for one in offers(analysis, data) if one.is_chosen}
    also = data.get("also", "").strip()
    if also and any(line["code"] == also for line in analysis.lines):
        found.setdefault(also, data.get("why-also", "").strip()[:500])
    return found


def unknown_code(analysis: IndustryAnalysis, data: Any) -> str:
    """A sentence where the code typed beside the table is none of the candidates."""
    also = data.get("also", "").strip()
    if not also or any(line["code"] == also for line in analysis.lines):
        return ""
    return f"NAICS {also} is none of the candidates of this analysis. Screen at its depth to choose it."


class AdaptForm(forms.Form):
    """The region whose version is begun."""

    region = forms.ChoiceField(label="Region")

    def __init__(self, *args: Any, regions: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [(str(pk), name) for pk, name in regions.items()]  # type: ignore[attr-defined]


class ConversationForm(forms.Form):
    """A talk with an employer; what it needs by occupation stands in the rows below."""

    held_on = forms.DateField(label="Day of the talk", widget=forms.DateInput(attrs={"type": "date"}))
    employer = forms.CharField(label="Employer", max_length=200)
    is_confidential = forms.BooleanField(
        label="Confidential", required=False, initial=True, help_text="The name is never printed; the needs count."
    )
    naics = forms.RegexField(
        r"^\d{2,6}$|^\d\d-\d\d$", label="NAICS", required=False, help_text="Its industry, two to six digits",
        error_messages={"invalid": "A NAICS code has two to six digits, such as 3364."},
    )  # fmt: skip
    county_fips = forms.ChoiceField(label="County", required=False)
    interviewer = forms.CharField(label="Who talked with them", max_length=120)
    notes = forms.CharField(
        label="Notes", required=False, help_text="For the people who write the analysis; never printed.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    quote = forms.CharField(
        label="In their words", required=False, widget=forms.Textarea(attrs={"rows": 2, "data-words": "60"})
    )
    may_quote = forms.BooleanField(
        label="They agreed that these words are printed", required=False,
        help_text="What stands in the way of hiring, below, is printed with them; without this, neither is.",
    )  # fmt: skip

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counties = [(one.fips, one.name) for one in geography.counties_of(state.fips)]
        self.fields["county_fips"].choices = [("", "Not said"), *counties]  # type: ignore[attr-defined]


class NeedForm(forms.Form):
    """What the employer said of one occupation."""

    occupation = forms.CharField(label="Occupation", max_length=160, required=False)
    openings = forms.IntegerField(label="Openings in a year", min_value=0, max_value=100_000, required=False)
    is_hard_to_fill = forms.BooleanField(label="Hard to fill", required=False)
    hourly_wage = MoneyField(label="Pay an hour", max_digits=6, required=False)
    skills = forms.CharField(label="Skills wanted", max_length=300, required=False)
    problem = forms.CharField(label="What stands in the way", max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        said = [value for name, value in given.items() if name != "occupation" and value]
        if said and not given.get("occupation"):
            self.add_error("occupation", "Name the occupation that this row is about.")
        if given.get("hourly_wage") == 0:
            self.add_error("hourly_wage", "Pay of $0.00 says nothing: leave it empty when it is not known.")
        return given

    def summary(self) -> list[tuple[str, str]]:
        """Every error with the box that it belongs to."""
        return [(self[name].id_for_label, str(error)) for name, found in self.errors.items() for error in found]


NeedFormSet: type[BaseFormSet] = formset_factory(NeedForm, extra=3, max_num=12, validate_max=True)


def needs_of(rows: BaseFormSet) -> list[dict[str, Any]]:
    """The rows that say something, each with the SOC code where the occupation has one of that very name."""
    found = [dict(form.cleaned_data) for form in rows if form.cleaned_data.get("occupation")]
    titles = Occupation.objects.filter(level=3, title__in=[one["occupation"] for one in found])
    codes = dict(titles.values_list("title", "soc"))
    return [one | {"soc": codes.get(one["occupation"], "")} for one in found]
