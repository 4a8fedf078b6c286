"""The import of members and of their districts' counties: a file becomes typed rows and sentences about what is wrong."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms

from core.geography import counties_of
from core.models import State
from legislature.checks.imports import CannotRead, people_file, read_counties, read_people
from legislature.choices import ChamberKind
from legislature.readmodels.roster import district_names, places_of

LARGEST = 2_000_000
MOST_FAULTS = 20


def helper(act: str, *layout: Any, **attrs: str) -> FormHelper:
    made = FormHelper()
    made.attrs = attrs
    made.layout = Layout(*layout, Div(Submit("save", act), css_class="rt-buttons"))
    return made


def read_upload(form: forms.Form, name: str) -> str:
    """The text of an uploaded file. Adds the error to the form where it is too large or no text."""
    upload = form.cleaned_data.get(name)
    if upload is None:
        return ""
    if upload.size > LARGEST:
        form.add_error(
            name, f"The file has {upload.size / 1e6:.1f} MB; the limit is 2 MB. Check that it is the right file."
        )
        return ""
    try:
        return str(upload.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        form.add_error(name, "The file is not a CSV file in UTF-8. Save it as CSV (UTF-8) and send it again.")
        return ""


class LegislatorFilter(forms.Form):
    words = forms.CharField(label="Name, district or e-mail", required=False, max_length=80)
    chamber = forms.ChoiceField(
        required=False, choices=[("", "Both chambers"), *ChamberKind.choices[:2]], label="Chamber"
    )
    unmatched = forms.BooleanField(required=False, label="Only districts without counties")


class PeopleForm(forms.Form):
    """An Open States people file, sent as a file or, from the preview, as the text that was kept of it."""

    file = forms.FileField(
        label="Open States people file",
        required=False,
        help_text="CSV, as downloaded from data.openstates.org for this state. Party, gender and birth dates in it are "
        "not read and not kept.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    text = forms.CharField(required=False, widget=forms.HiddenInput, max_length=LARGEST, strip=False)

    helper = helper("Show what would change", "file", "text", enctype="multipart/form-data")

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places_of(state)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = read_upload(self, "file") or cleaned.get("text", "")
        if self.errors:
            return cleaned
        if not text.strip():
            self.add_error("file", "Choose the file first.")
            return cleaned
        try:
            people, faults = read_people(text, self.places)
        except CannotRead as error:
            self.add_error("file", str(error))
            return cleaned
        if not people:
            self.add_error("file", "No line of the file could be read. Check that it is the file of this state.")
        return cleaned | {"people": people, "faults": faults}

    def kept_file(self) -> str:
        """The columns that are kept, for the confirmation."""
        return people_file(self.cleaned_data["people"], {ocd_id: place for place, ocd_id in self.places.items()})


class CountiesForm(forms.Form):
    """Lines of "district,county_fips", typed or sent as a file."""

    lines = forms.CharField(
        label="Districts and counties",
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="One pair a line: a district’s OCD id, or “lower 12”, then a comma and a county’s five-digit code. "
        "Districts that are not named keep the counties that they have.",
    )
    file = forms.FileField(label="Or a CSV file of the same", required=False)

    helper = helper("Match the districts", "lines", "file", enctype="multipart/form-data")

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state = state

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        text = "\n".join(part for part in (cleaned.get("lines", ""), read_upload(self, "file")) if part)
        if self.errors:
            return cleaned
        if not text.strip():
            self.add_error("lines", "Write at least one line, or choose a file.")
            return cleaned
        counties = [county.fips for county in counties_of(self.state.fips)]
        matches, faults = read_counties(text, district_names(self.state), counties)
        for fault in faults[:MOST_FAULTS]:
            self.add_error("lines", f"Line {fault.line}: {fault.text}")
        if len(faults) > MOST_FAULTS:
            self.add_error("lines", f"{len(faults) - MOST_FAULTS} more lines could not be read.")
        return cleaned | {"matches": matches}
