"""What is typed to assess a risk and to fill a subaward's data sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict

from grants.actions.subawards import Assessed
from grants.checks.subawards import MAY_FOLLOW
from grants.choices.awarding import SpecificCondition
from grants.readmodels.subaward_sheet import LABELS
from grants.rules.risk import FACTORS, Factor, conditions_for, level_of, monitoring_for

DAY = {"type": "date"}


class Point(NamedTuple):
    """One factor with its boxes."""

    factor: Factor
    points: forms.BoundField
    note: forms.BoundField


class RiskForm(forms.Form):
    """An answer and a note for each factor, the conditions, and the monitoring plan a line a deed."""

    conditions = forms.MultipleChoiceField(
        label="Specific conditions (2 CFR 200.208)",
        choices=SpecificCondition.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The grantee is told of them, and why.",
    )
    lifting = forms.CharField(
        label="What has to be done for the conditions to be lifted",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The grantee reads it word for word.",
    )
    lift_by = forms.DateField(label="By when", required=False, widget=forms.DateInput(attrs=DAY))
    monitoring = forms.CharField(
        label="Monitoring plan",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="One line for each thing that the state will do. Left empty, the plan for the level is taken.",
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed where the risk is high and no condition is set.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for factor in FACTORS:
            self.fields[f"points-{factor.key}"] = forms.TypedChoiceField(
                label=factor.title,
                choices=[(str(n), f"{words} ({n})") for n, words in enumerate(factor.answers)],
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": f"Choose an answer for “{factor.title}”."},
            )
            self.fields[f"note-{factor.key}"] = forms.CharField(
                label=f"What was found: {factor.title.lower()}", required=False, max_length=500
            )

    def points(self) -> Iterator[Point]:
        for factor in FACTORS:
            yield Point(factor, self[f"points-{factor.key}"], self[f"note-{factor.key}"])

    def given_points(self) -> dict[str, int]:
        return {factor.key: self.cleaned_data[f"points-{factor.key}"] for factor in FACTORS}

    def assessed(self) -> Assessed:
        """What was typed; an empty plan is the one for the level."""
        given, points = self.cleaned_data, self.given_points()
        lines = [line.strip().removeprefix("- ")[:300] for line in given["monitoring"].splitlines() if line.strip()]
        notes = {factor.key: given[f"note-{factor.key}"] for factor in FACTORS if given[f"note-{factor.key}"]}
        return Assessed(
            points=points,
            notes=notes,
            monitoring=lines or monitoring_for(level_of(points)),
            conditions=given["conditions"],
            lifting=given["lifting"].strip(),
            lift_by=given["lift_by"],
            reason=given["reason"].strip(),
        )

    def with_suggestions(self) -> RiskForm:
        """The same answers, with the conditions and the plan that follow from them filled in."""
        points, data = self.given_points(), QueryDict(mutable=True)
        data.update(self.data)
        data["monitoring"] = "\n".join(monitoring_for(level_of(points)))
        data.setlist("conditions", [str(one) for one in conditions_for(points)])
        form = RiskForm(data)
        form.is_valid()
        return form


class SheetForm(forms.Form):
    """What staff give for the data sheet; nothing is required, because a sheet is filled as things become known."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    uei = forms.CharField(label="Unique Entity ID (UEI)", max_length=12, required=False)
    fain = forms.CharField(label="Federal Award Identification Number (FAIN)", max_length=40, required=False)
    federal_award_on = forms.DateField(
        label="Federal award date", required=False, widget=forms.DateInput(attrs=DAY), help_text="When it was signed."
    )
    federal_agency = forms.CharField(label="Federal awarding agency", max_length=160, required=False)
    aln = forms.CharField(label="Assistance Listings Number", max_length=6, required=False, help_text="Such as 17.258.")
    aln_title = forms.CharField(label="Title of the Assistance Listing", max_length=160, required=False)
    budget_from = forms.DateField(label="Budget period starts", required=False, widget=forms.DateInput(attrs=DAY))
    budget_to = forms.DateField(label="Budget period ends", required=False, widget=forms.DateInput(attrs=DAY))
    description = forms.CharField(
        label="Description of the project",
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The public reads it on USAspending.gov.",
    )
    is_research = forms.TypedChoiceField(
        label="Is it research and development?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    indirect = forms.CharField(label="Indirect cost rate", max_length=160, required=False)
    contact = forms.CharField(label="Contact of the awarding official", max_length=200, required=False)
    excluded_checked_on = forms.DateField(
        label="SAM.gov shows no exclusion, looked at on", required=False, widget=forms.DateInput(attrs=DAY)
    )
    to_follow = forms.MultipleChoiceField(
        label="Best available information, the rest to follow",
        choices=[(key, LABELS[key][0]) for key in MAY_FOLLOW],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Tick what the federal agency has not told the state yet. It may then be empty.",
    )
