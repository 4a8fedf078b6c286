"""The assessment, the work plan and the convener's disclosures as people type them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.http import QueryDict

from grants.checks.application_case import Region, Step, Tie
from grants.choices import LAST_MONTH, Interest
from grants.forms.application_panels import Panel, PanelKind, Rows, TableRow
from grants.forms.application_targets import measures_for
from grants.readmodels.application_content import county_label

MOST_REGIONS, MOST_STEPS = 12, 40
ASKED = {
    Interest.MONEY: "Does the convener receive money from members of the partnership, such as fees or contracts?",
    Interest.TRAINING: "Does it sell or deliver training that the partnership may buy or recommend?",
    Interest.HIRES: "Is it itself an employer that hires in this industry?",
    Interest.MEMBER: "Does it represent one member, or is it owned or run by one?",
    Interest.BOARD: "Do people sit both on its board and on that of a partner?",
}


def prose(label: str, *, rows: int = 3, help: str = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "class": "usa-textarea"})
    return forms.CharField(label=label, max_length=2000, required=False, widget=widget, help_text=help)


def whole(label: str, most: int, wrong: str) -> forms.IntegerField:
    """A number from 1 that says in its own words what is wrong."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "usa-input"})
    names = ("invalid", "min_value", "max_value")
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=most,
        widget=widget,
        error_messages=dict.fromkeys(names, f"{label}: {wrong}"),
    )


class RegionRow(TableRow):
    name = forms.CharField(label="Name of the region", max_length=120, required=False)
    counties = forms.MultipleChoiceField(
        label="Its counties", required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "rt-check"})
    )
    distinct = prose("Why is it a labor market of its own?", help="Such as where people commute, and what work pays.")
    source = forms.CharField(label="Source of the evidence", max_length=200, required=False)
    evidence = prose("What does the source show?", rows=2)
    asked = whole("Employers you talked to", 9999, "enter a number, such as 12, or leave it empty.")
    asked_until = forms.DateField(
        label="Last talk on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "usa-input"}),
        error_messages={"invalid": "Last talk on: enter a day, such as 2026-11-03."},
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        counties = self.fields["counties"]
        assert isinstance(counties, forms.MultipleChoiceField)
        counties.choices = places

    def name_boxes(self, title: str) -> None:
        """The counties are boxes with labels of their own, in a group that has the region's number."""
        counties = self.fields.pop("counties")
        super().name_boxes(title)
        self.fields["counties"] = counties

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.is_blank and not cleaned.get("name"):
            self.add_error("name", "Give the region a name.")
        return cleaned


class AssessmentPanel(Rows):
    template, kind, prefix = "grants/_application_assessment.html", PanelKind.ASSESSMENT.value, "a"
    most = MOST_REGIONS

    def build(self) -> None:
        saved = [region._asdict() for region in self.tables.case.regions]
        self.rows = self.saved_rows(saved, least=1) if self.data is None else self.read_rows()
        self.number(self.rows)
        for number, row in enumerate(self.rows, start=1):
            row.name_boxes(f"Region {number}")

    @cached_property
    def places(self) -> list[tuple[str, str]]:
        """The counties to choose from: the application's, and those that a region still has from before."""
        kept = [code for region in self.tables.case.regions for code in region.counties]
        return [(code, county_label(code)) for code in dict.fromkeys([*self.application.county_fips, *kept])]

    def make_row(self, prefix: str, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> Any:
        return RegionRow(data, prefix=prefix, initial=initial, places=self.places)

    def value(self) -> list[Region]:
        typed = [row.cleaned_data for row in self.rows if not row.is_blank]
        return [Region(**one | {"counties": tuple(one["counties"])}) for one in typed]

    def saved_lines(self) -> list[str]:
        regions = self.tables.case.regions
        return [f"{one.name}: {', '.join(map(county_label, one.counties)) or 'no county'}" for one in regions]


class StepRow(TableRow):
    title = forms.CharField(label="Activity", max_length=200, required=False)
    owner = forms.ChoiceField(label="Who answers for it", required=False)
    starts = whole("First month", LAST_MONTH, f"enter a month from 1 to {LAST_MONTH}.")
    ends = whole("Last month", LAST_MONTH, f"enter a month from 1 to {LAST_MONTH}.")
    deliverable = forms.CharField(label="What is there when it is done", max_length=300, required=False)
    goal = forms.ChoiceField(label="Goal it serves", required=False)

    def __init__(
        self, *args: Any, owners: Sequence[tuple[str, str]], goals: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("owner", owners), ("goal", goals)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.is_blank and not cleaned.get("title"):
            self.add_error("title", "Say what will be done.")
        return cleaned


class WorkPlanPanel(Rows):
    template, kind, prefix = "grants/_application_work_plan.html", PanelKind.WORK_PLAN.value, "w"
    most = MOST_STEPS

    def build(self) -> None:
        saved = [step._asdict() for step in self.tables.case.steps]
        self.rows = self.saved_rows(saved, least=3) if self.data is None else self.read_rows()
        self.number(self.rows)
        for number, row in enumerate(self.rows, start=1):
            row.name_boxes(f"Activity {number}")

    @cached_property
    def owners(self) -> list[tuple[str, str]]:
        """The lead and everybody on the roster; somebody who left it stays until another is chosen."""
        lead = self.application.organization.legal_name
        names = dict.fromkeys([lead, *(seat.name for seat in self.tables.seats)])
        gone = [step.owner for step in self.tables.case.steps if step.owner and step.owner not in names]
        lines = [(name, f"{name} (not on the roster)") for name in dict.fromkeys(gone)]
        return [("", "Choose"), *((name, name) for name in names), *lines]

    @cached_property
    def goals(self) -> list[tuple[str, str]]:
        """The measures with a target first, then the others."""
        promised = {target["code"] for target in self.tables.targets}
        measures = [(one.code, one.title) for one in measures_for({})]
        measures.sort(key=lambda measure: measure[0] not in promised)
        known = {code for code, _ in measures}
        kept = [step.goal for step in self.tables.case.steps if step.goal and step.goal not in known]
        return [("", "No goal of its own"), *measures, *((code, code) for code in dict.fromkeys(kept))]

    def make_row(self, prefix: str, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> Any:
        return StepRow(data, prefix=prefix, initial=initial, owners=self.owners, goals=self.goals)

    def value(self) -> list[Step]:
        return [Step(**row.cleaned_data) for row in self.rows if not row.is_blank]

    def saved_lines(self) -> list[str]:
        return [f"{one.title}: months {one.starts or '–'} to {one.ends or '–'}" for one in self.tables.case.steps]


class TieForm(forms.Form):
    """One interest: whether there is one, what it is, and how it is managed."""

    is_so = forms.ChoiceField(
        choices=[("yes", "Yes"), ("no", "No")],
        required=False,
        widget=forms.RadioSelect(attrs={"class": "usa-radio__input"}),
    )
    what = prose("If yes: what is it?", rows=2)
    managed = prose("If yes: how is it managed?", rows=2)

    def __init__(self, data: QueryDict | None, *, interest: Interest, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=f"n-{interest.value}", initial=initial)
        self.interest, self.question = interest, ASKED[interest]
        if interest == Interest.TRAINING:
            self.fields[
                "managed"
            ].help_text = (
                "Such as a provider chosen by somebody else, or by a vote of the employers from which you abstain."
            )


class NeutralityPanel(Panel):
    template, kind = "grants/_application_neutrality.html", PanelKind.NEUTRALITY.value

    def build(self) -> None:
        said = {tie.interest: tie for tie in self.tables.case.ties}
        self.rows = [
            TieForm(self.data, interest=interest, initial=shown_tie(said.get(interest.value))) for interest in Interest
        ]
        if self.data is not None:
            self.errors = [
                (f"id_{row.add_prefix(name)}", str(text))
                for row in self.rows
                for name, errors in row.errors.items()
                for text in errors
            ]

    def value(self) -> list[Tie]:
        typed = [(row.interest.value, row.cleaned_data) for row in self.rows]
        return [Tie(key, one["is_so"] == "yes", one["what"], one["managed"]) for key, one in typed if one["is_so"]]

    def saved_lines(self) -> list[str]:
        return [f"{Interest(tie.interest).label}: {'yes' if tie.is_so else 'no'}" for tie in self.tables.case.ties]


def shown_tie(tie: Tie | None) -> dict[str, Any]:
    if tie is None:
        return {}
    return {"is_so": "yes" if tie.is_so else "no", "what": tie.what, "managed": tie.managed}
