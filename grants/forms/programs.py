"""Programs, funds and pools as staff set them up."""

from __future__ import annotations

import calendar
from decimal import Decimal
from typing import Any

from django import forms

from core.choices import YearNamedBy
from core.forms import MoneyField
from grants.choices import FundOrigin, PoolMode
from grants.models import Fund, Pool, PoolShare, Program
from grants.models.rounds import ALN

DATE = {"type": "date"}
MONTHS = [(number, calendar.month_name[number]) for number in range(1, 13)]


class _Named(forms.Form):
    """A thing whose name is its own within the state."""

    model: Any = None

    def __init__(self, *args: Any, thing: Any = None, **kwargs: Any) -> None:
        if thing is not None:
            names = [name for name in self.base_fields if hasattr(thing, name)]
            kwargs["initial"] = {name: getattr(thing, name) for name in names} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.thing = thing

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        others = self.model.objects.exclude(pk=self.thing.pk) if self.thing else self.model.objects.all()
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError(f"There is one called {name} already. Give it another name.")
        return name


class ProgramForm(_Named):
    """Why the state gives, and by which law."""

    model = Program
    name = forms.CharField(max_length=160)
    agency = forms.CharField(max_length=160)
    purpose = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), help_text="As the notice says it.")
    citation = forms.CharField(
        max_length=160, required=False, help_text="The statute or appropriation, as lawyers cite it."
    )
    citation_url = forms.URLField(label="Where it can be read", max_length=400, required=False, assume_scheme="https")


class FundForm(_Named):
    """A source of money, and what of it goes to administration."""

    model = Fund
    name = forms.CharField(max_length=160)
    agency = forms.CharField(max_length=160)
    origin = forms.ChoiceField(choices=FundOrigin)
    aln = forms.RegexField(
        ALN,
        label="Assistance Listings Number",
        required=False,
        help_text="For federal money, such as 17.258.",
        error_messages={"invalid": "Write two digits, a point and three digits, such as 17.258."},
    )
    amount = MoneyField(label="Appropriation", min_value=0)
    admin_percent = forms.DecimalField(
        label="Administrative share, percent",
        min_value=0,
        max_value=Decimal("99.99"),
        max_digits=5,
        decimal_places=2,
        initial=0,
        help_text="Kept for administration; the rest is there for awards.",
    )
    available_from = forms.DateField(widget=forms.DateInput(attrs=DATE))
    available_to = forms.DateField(widget=forms.DateInput(attrs=DATE))
    record_years = forms.IntegerField(
        label="Years that records are kept",
        required=False,
        min_value=3,
        max_value=50,
        initial=3,
        help_text="After the final report of an award. Three at the least; more where the state or the source says so.",
    )
    fiscal_year_start_month = forms.TypedChoiceField(
        label="First month of the agency’s fiscal year",
        choices=[("", "As the state’s"), *MONTHS],
        required=False,
        coerce=int,
        empty_value=None,
        help_text="The report of the fund’s share is by this fiscal year.",
    )
    fiscal_year_named_by = forms.ChoiceField(
        label="Such a fiscal year is named by",
        choices=YearNamedBy,
        required=False,
        initial=YearNamedBy.END,
        help_text="Where it is another than the state’s.",
    )
    blending_confirmed_by = forms.CharField(
        label="Who confirmed that it may be blended",
        max_length=120,
        required=False,
        help_text="The fund’s steward. Without a name it can only be braided: every dollar keeps its source.",
    )

    def clean_record_years(self) -> int:
        return self.cleaned_data["record_years"] or 3

    def clean_fiscal_year_named_by(self) -> str:
        return self.cleaned_data["fiscal_year_named_by"] or YearNamedBy.END

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("available_from"), data.get("available_to")
        if start and end and end < start:
            self.add_error("available_to", "It ends before it starts. Give a later day.")
        return data


class PoolForm(_Named):
    """Several funds that pay together."""

    model = Pool
    name = forms.CharField(max_length=160)
    mode = forms.ChoiceField(choices=PoolMode, initial=PoolMode.BRAIDED)
    agreement = forms.CharField(max_length=300, required=False, help_text="The written agreement that governs it.")


class ShareForm(forms.Form):
    """One fund's part of a pool."""

    fund: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None)
    ratio = forms.IntegerField(label="Part", min_value=1, max_value=1_000_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fund"].queryset = Fund.objects.order_by("name")  # type: ignore[attr-defined]


class ShareSet(forms.BaseFormSet):
    """Rows that are typed anew each time; one that was cleared is left out."""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()

    def clean(self) -> None:
        given = [form.cleaned_data.get("fund") for form in self.forms if form.is_valid() and form.has_changed()]
        if len(given) != len(set(given)):
            raise forms.ValidationError("The same fund stands in two rows. Add its parts up in one.")

    def shares(self) -> list[tuple[Fund, int]]:
        """What was typed, row by row."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data.get("fund")]
        return [(row["fund"], row["ratio"]) for row in rows]


ShareRows = forms.formset_factory(ShareForm, formset=ShareSet, extra=3, max_num=12)


def shares_of(pool: Pool | None) -> list[dict[str, Any]]:
    rows = PoolShare.objects.filter(pool=pool) if pool else PoolShare.objects.none()
    return [{"fund": row.fund_id, "ratio": row.ratio} for row in rows]


class SplitForm(forms.Form):
    """An amount to try the ratio with."""

    amount = MoneyField(label="An amount")
