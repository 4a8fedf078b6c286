"""A file of figures that is brought, and which of a projection's headings holds what."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Fieldset, Layout, Submit
from django import forms
from django.conf import settings

from labor_market.access import ENDINGS
from labor_market.checks.projections import LABELS, NEEDED, guess
from labor_market.choices import ImportKind

PERIODS = [
    ("yearly", "For one year: the mean of a year"),
    ("total", "For the whole period: the sum of all its years"),
]


class UploadForm(forms.Form):
    """The file, what it is, and what time it describes."""

    kind = forms.ChoiceField(
        label="What is in the file?",
        choices=ImportKind.choices,
        initial=ImportKind.QCEW,
        widget=forms.RadioSelect(attrs={"class": "usa-radio__input--tile"}),
    )
    file = forms.FileField(
        label="File",
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={"required": "Choose the file.", "empty": "The file is empty. Choose it again."},
    )
    vintage = forms.CharField(
        label="What time do the figures describe?",
        max_length=40,
        help_text="As it is printed beside every figure, such as 2024, 2025 Q1, May 2025 or 2022 to 2032.",
        error_messages={"required": "Say what time the figures describe, such as 2024 or May 2025."},
    )
    released = forms.DateField(
        label="On which day were they published?",
        required=False,
        help_text="When you know it. Pages say so when figures are older than 12 months.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = (
            f"CSV, plain or as .gz or .zip, or an Excel workbook (.xlsx), up to {settings.LABOR_MARKET_UPLOAD_MB:,} MB."
            " First you see what is in it; nothing is loaded before you say so."
        )
        self.helper = FormHelper()
        self.helper.attrs = {"enctype": "multipart/form-data", "novalidate": ""}
        self.helper.layout = Layout(
            "kind", "file", "vintage", "released", Div(Submit("save", "Read the file"), css_class="rt-buttons")
        )


class HeadingsForm(forms.Form):
    """Which heading of a projections file holds what; guessed first."""

    base_year = forms.IntegerField(label="Base year", required=False, min_value=1990, max_value=2100)
    projected_year = forms.IntegerField(label="Projected year", required=False, min_value=1990, max_value=2100)
    all_area = forms.CharField(label="The area, where no heading holds it", required=False, max_length=120)
    period = forms.ChoiceField(label="Exits, transfers and openings are", choices=PERIODS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, header: list[str], options: dict[str, Any], **kwargs: Any) -> None:
        mapping = options.get("mapping") or guess(header)
        initial = {f"at_{name}": mapping.get(name, "") for name in LABELS}
        initial |= {name: options.get(name) for name in ("base_year", "projected_year")}
        initial |= {"all_area": options.get("all_area") or "Statewide"}
        initial |= {"period": "total" if options.get("is_total") else "yearly"}
        super().__init__(*args, **kwargs)
        self.initial = initial
        choices = [("", "Not in the file"), *((name, name) for name in header if name)]
        for name, label in LABELS.items():
            needed = name in NEEDED
            self.fields[f"at_{name}"] = forms.ChoiceField(label=label, choices=choices, required=needed)
            self.fields[f"at_{name}"].error_messages["required"] = f"Choose the heading that holds: {label}."
        self.fields["base_year"].help_text = self.fields["projected_year"].help_text = "Where no heading holds it."
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Fieldset("Headings of the file", *(f"at_{name}" for name in LABELS)),
            Div(
                Fieldset("What the file does not say", "base_year", "projected_year", "all_area", "period"),
                css_class="rt-gap",
            ),
            Div(Submit("save", "Read it again"), css_class="rt-buttons"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for name, label in LABELS.items():
            heading = cleaned.get(f"at_{name}")
            if heading and heading in taken:
                self.add_error(
                    f"at_{name}", f"“{heading}” is already {taken[heading].lower()}. Choose another heading."
                )
            elif heading:
                taken[heading] = label
        return cleaned

    def options(self) -> dict[str, Any]:
        """What the import keeps of it."""
        given = self.cleaned_data
        mapping = {name: given[f"at_{name}"] for name in LABELS if given.get(f"at_{name}")}
        kept = {name: given[name] for name in ("base_year", "projected_year", "all_area")}
        return kept | {"mapping": mapping, "is_total": given["period"] == "total"}
