"""What is typed to revise a budget and work plan: a box beside each amount that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms

from core.forms import MoneyField
from grants.actions.revisions import ActivityGiven, Given, LineGiven
from grants.choices import LAST_MONTH
from grants.readmodels.revision_page import ActivityRow, LineRow, RevisionPage, TargetRow


class Boxes(NamedTuple):
    """A row of the page with its boxes."""

    row: LineRow | TargetRow | ActivityRow
    boxes: list[forms.BoundField]


class RevisionForm(forms.Form):
    """Fields by the id of the application's line, target or activity."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    note = forms.CharField(
        label="What changes, and why",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The program officer reads it beside the figures.",
    )

    def __init__(self, *args: Any, page: RevisionPage, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": page.initial} | kwargs)
        self.page = page
        for line in page.lines:
            key, name = f"l{line.line.pk}", f"{line.category}: {line.line.description}"[:80]
            if not line.line.match_kind:
                self.fields[f"{key}-amount"] = MoneyField(label=f"Award, {name}", required=False)
            self.fields[f"{key}-cash"] = MoneyField(label=f"Match in cash, {name}", required=False)
            self.fields[f"{key}-kind"] = MoneyField(label=f"Match in kind, {name}", required=False)
            words = {"required": f"Say how the amount of “{name}” is worked out."}
            self.fields[f"{key}-description"] = forms.CharField(
                label=f"Basis, {name}", max_length=300, error_messages=words
            )
        for target in page.targets:
            self.fields[f"t{target.target.pk}"] = forms.DecimalField(
                label=f"Target, {target.target.measure.title}",
                min_value=0,
                max_digits=14,
                decimal_places=2,
                error_messages={
                    "required": f"Give the target for “{target.target.measure.title}”; 0 where none is left."
                },
            )
        for activity in page.activities:
            self._activity(activity)
        for name in set(self.fields) - {"note", "version"}:
            widget = self.fields[name].widget
            kind = {} if isinstance(widget, forms.CheckboxInput) else {"class": "usa-input"}
            widget.attrs |= kind | {"aria-label": self.fields[name].label}
            self.fields[name].short = str(self.fields[name].label).split(",", 1)[0]  # type: ignore[attr-defined]

    def _activity(self, row: ActivityRow) -> None:
        key, name = f"a{row.activity.pk}", row.activity.title[:80]
        for end, words in (("starts", "First month"), ("ends", "Last month")):
            self.fields[f"{key}-{end}"] = forms.IntegerField(
                label=f"{words}, {name}", min_value=1, max_value=LAST_MONTH, required=False
            )
        self.fields[f"{key}-deliverable"] = forms.CharField(
            label=f"What comes of it, {name}", max_length=300, required=False
        )
        self.fields[f"{key}-drop"] = forms.BooleanField(label=f"Leave out, {name}", required=False)

    def lines(self) -> Iterator[Boxes]:
        for row in self.page.lines:
            parts = [one for one in ("amount", "cash", "kind") if f"l{row.line.pk}-{one}" in self.fields]
            yield Boxes(row, [self[f"l{row.line.pk}-{one}"] for one in (*parts, "description")])

    def targets(self) -> Iterator[Boxes]:
        for row in self.page.targets:
            yield Boxes(row, [self[f"t{row.target.pk}"]])

    def activities(self) -> Iterator[Boxes]:
        for row in self.page.activities:
            parts = ("starts", "ends", "deliverable", "drop")
            yield Boxes(row, [self[f"a{row.activity.pk}-{one}"] for one in parts])

    def given(self) -> Given:
        data, zero = self.cleaned_data, Decimal(0)
        lines = {
            row.line.pk: LineGiven(
                data[f"l{row.line.pk}-description"],
                *(data.get(f"l{row.line.pk}-{one}") or zero for one in ("amount", "cash", "kind")),
            )
            for row in self.page.lines
        }
        plan = {
            row.activity.pk: ActivityGiven(
                *(data[f"a{row.activity.pk}-{one}"] for one in ("starts", "ends", "deliverable", "drop"))
            )
            for row in self.page.activities
        }
        targets = {row.target.pk: data[f"t{row.target.pk}"] for row in self.page.targets}
        return Given(lines, targets, plan, data["note"])
