"""Starting an edition, its words, and the reasons that become part of the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone

from core.calendars import FiscalCalendar, Naming, state_fiscal_year
from core.choices import YearNamedBy
from core.models import State
from core.templatetags.rt import long_day
from legislature.access.editions import published
from legislature.choices import DeliveryStatus
from legislature.forms.people import helper
from legislature.models import Edition

YEARS = 5
REQUEST_HELP = (
    "The statute, or the documented request, that this report answers, such as “Act 901 of 2025, section 9”. An impact "
    "report informs: grant money may not pay for influencing legislation, so it asks for no vote and no money."
)


def calendar_of(state: State) -> FiscalCalendar:
    """The state's own fiscal year."""
    named_by_start = state.fiscal_year_named_by == YearNamedBy.START
    return state_fiscal_year(state.fiscal_year_start_month, Naming.FIRST_YEAR if named_by_start else Naming.LAST_YEAR)


def fiscal_years(state: State, today: dt.date) -> list[tuple[str, str]]:
    """The running fiscal year and those before it: value and words."""
    calendar = calendar_of(state)
    now = calendar.year_of(today)
    return [
        (str(year), f"SFY {year}: {long_day(calendar.start(year))} to {long_day(calendar.end(year))}")
        for year in range(now, now - YEARS, -1)
    ]


class EditionForm(forms.Form):
    """A new edition: the fiscal year, whose request it answers, and the edition it corrects, if any."""

    year = forms.ChoiceField(label="State fiscal year")
    title = forms.CharField(max_length=160, help_text="Such as “Impact report 2025–26”.")
    requested_by = forms.CharField(label="What it answers", max_length=300, help_text=REQUEST_HELP)
    corrects: forms.ModelChoiceField[Edition] = forms.ModelChoiceField(
        label="Corrects",
        queryset=None,
        required=False,
        empty_label="No: this is the first edition of its year",
        help_text="A published edition is never changed. A correction is a new one that names it.",
    )
    what_changed = forms.CharField(
        label="What changed",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For a correction: which figures were wrong, what they are now. Printed on its first page.",
    )

    helper = helper("Start the edition", "year", "title", "requested_by", "corrects", "what_changed")

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calendar = calendar_of(state)
        years = fiscal_years(state, timezone.localdate())
        year_field, corrects = self.fields["year"], self.fields["corrects"]
        assert isinstance(year_field, forms.ChoiceField)
        assert isinstance(corrects, forms.ModelChoiceField)
        year_field.choices = years
        year_field.initial = years[1][0]
        corrects.queryset = published()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        corrects: Edition | None = cleaned.get("corrects")
        if corrects is not None and not cleaned.get("what_changed", "").strip():
            self.add_error("what_changed", f"Say what changed since {corrects}. It is printed on the first page.")
        year = int(cleaned.get("year") or 0)
        if not year:
            return cleaned
        start, end = self.calendar.start(year), self.calendar.end(year)
        if corrects is not None and (corrects.period_start, corrects.period_end) != (start, end):
            self.add_error("corrects", f"{corrects} is about another year. Choose the same year, or no edition.")
        if start > timezone.localdate():
            self.add_error("year", "That year has not begun. Choose an earlier one.")
        return cleaned | {"period_start": start, "period_end": end}

    def wanted(self) -> dict[str, Any]:
        """What the action needs."""
        return {key: value for key, value in self.cleaned_data.items() if key != "year"}


class WordsForm(forms.Form):
    """What a person writes of an edition: everything else comes from the records."""

    letter = forms.CharField(
        label="The director’s letter",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "data-words": "260"}),
        help_text="To whom, and what the program is, in plain words; about 200. The system adds how many reports stand "
        "behind the figures and how to read them. Limited Markdown.",
    )
    what_did_not_work = forms.CharField(
        label="What did not work",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "data-words": "90"}),
        help_text="A goal that was missed, with its numbers, and what will be done. Printed on the page of the year.",
    )
    requested_by = forms.CharField(label="What it answers", max_length=300, help_text=REQUEST_HELP)

    helper = helper("Save the words", "letter", "what_did_not_work", "requested_by")


class DeliveryFilter(forms.Form):
    words = forms.CharField(label="Member or district", required=False, max_length=80)
    status = forms.ChoiceField(required=False, choices=[("", "Every status"), *DeliveryStatus.choices])
