"""Targets on measures as people type them: what is promised, what it is today, by when, and how it is measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from grants.actions.applications import Promise
from grants.choices import LAST_MONTH
from grants.forms.application_panels import INPUT, Panel, PanelKind
from partnerships.models import Measure

DETAILS = ("baseline", "by_month", "source", "remark")


class TargetField(forms.DecimalField):
    """A number of zero or more, with commas as people type them."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "usa-input rt-num-in"})
        super().__init__(required=False, min_value=0, max_digits=14, decimal_places=2, widget=widget, **kwargs)
        wrong = f"{self.label}: enter a number, such as 120."
        self.error_messages |= {"invalid": wrong, "max_decimal_places": wrong, "max_digits": wrong}

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", "").replace("$", "") if isinstance(value, str) else value)


class TargetForm(forms.Form):
    """The boxes of each measure; a measure without a target promises nothing."""

    def __init__(self, *args: Any, measures: Iterable[Measure], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.measures = list(measures)
        for measure in self.measures:
            title = measure.title
            name = f"t{measure.pk}"
            self.fields[name] = TargetField(label=title)
            self.fields[f"{name}-baseline"] = TargetField(label=f"Today, {title}")
            self.fields[f"{name}-by_month"] = month_field(f"By month, {title}")
            self.fields[f"{name}-source"] = text_field(f"How you will measure it, {title}")
            self.fields[f"{name}-remark"] = text_field(f"Remark, {title}")

    def clean(self) -> dict[str, Any]:
        """Nothing typed beside an empty target is thrown away in silence."""
        cleaned: dict[str, Any] = super().clean() or {}
        for measure in self.measures:
            name = f"t{measure.pk}"
            beside = any(cleaned.get(f"{name}-{part}") not in (None, "") for part in DETAILS)
            if beside and name not in self.errors and cleaned.get(name) is None:
                self.add_error(name, f"{measure.title}: give the target, or empty the boxes below it.")
        return cleaned


def text_field(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=300, required=False, widget=forms.TextInput(attrs={"class": INPUT}))


def month_field(label: str) -> forms.IntegerField:
    wrong = f"{label}: enter a month of the award from 1 to {LAST_MONTH}, or leave it empty for its end."
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=1,
        max_value=LAST_MONTH,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": INPUT}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
    )


@dataclass(frozen=True)
class TargetRow:
    """A measure with its boxes: the target, and by name what is beside it."""

    measure: Measure
    box: forms.BoundField
    baseline: forms.BoundField
    by_month: forms.BoundField
    source: forms.BoundField
    remark: forms.BoundField

    @property
    def anchor(self) -> str:
        return f"target-{self.measure.code}"

    @property
    def is_open(self) -> bool:
        """Whether the boxes beside the target show at once: where something was promised or is wrong."""
        beside = (self.baseline, self.by_month, self.source, self.remark)
        return bool(self.box.value()) or any(box.value() or box.errors for box in beside)


class TargetPanel(Panel):
    template, kind = "grants/_application_targets.html", PanelKind.TARGETS.value

    def build(self) -> None:
        saved = {target.measure_id: target for target in self.application.targets.all()}
        self.measures = measures_for(saved)
        initial: dict[str, Any] = {}
        for pk, target in saved.items():
            initial[f"t{pk}"] = plain(target.value)
            initial |= {f"t{pk}-{name}": getattr(target, name) for name in ("by_month", "source", "remark")}
            initial[f"t{pk}-baseline"] = "" if target.baseline is None else plain(target.baseline)
        self.form = TargetForm(self.data, initial=initial, measures=self.measures)
        if self.data is not None:
            self.errors = [(f"id_{name}", str(text)) for name, errors in self.form.errors.items() for text in errors]
        self.rows = [
            TargetRow(m, self.form[f"t{m.pk}"], *(self.form[f"t{m.pk}-{name}"] for name in DETAILS))
            for m in self.measures
        ]

    def value(self) -> list[Promise]:
        typed = self.form.cleaned_data
        return [
            Promise(m, typed[f"t{m.pk}"], **{name: typed[f"t{m.pk}-{name}"] for name in DETAILS})
            for m in self.measures
            if typed[f"t{m.pk}"] is not None
        ]

    def saved_lines(self) -> list[str]:
        return [f"{target['title']}: {target['value']} {target['unit']}" for target in self.tables.targets]


def plain(value: Decimal) -> str:
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"


def measures_for(saved: Mapping[int, Any]) -> list[Measure]:
    """The newest version of each measure, or the version on which a target was set already."""
    found: dict[str, Measure] = {}
    for measure in Measure.objects.order_by("position", "code", "version"):
        if measure.code not in found or found[measure.code].pk not in saved:
            found[measure.code] = measure
    return list(found.values())
