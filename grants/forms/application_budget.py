"""The budget of an application: lines by SF-424A category, the subawards' own budgets, and the right to indirect costs."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms

from core.forms import MoneyField
from grants.checks.applications import Line
from grants.checks.indirect import Claim, Part
from grants.choices import BudgetCategory, IndirectBase, IndirectBasis, Mtdc
from grants.forms.application_panels import MOST_ROWS, PanelKind, Rows, TableRow
from questions.forms import version_of
from questions.models import Section

SELECT = {"class": "usa-select"}


def dollars(label: str) -> MoneyField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": "usa-input rt-num-in"})
    errors = {
        "invalid": f"{label}: enter dollars and cents, such as 1,200.50.",
        "min_value": f"{label}: enter zero or more.",
        "max_decimal_places": f"{label}: enter at most two places for cents.",
        "max_digits": f"{label}: this amount is too large.",
        "max_whole_digits": f"{label}: this amount is too large.",
    }
    return MoneyField(label=label, required=False, widget=widget, error_messages=errors)


class LineRow(TableRow):
    category = forms.ChoiceField(label="Category", choices=BudgetCategory, widget=forms.HiddenInput)
    description = forms.CharField(label="Basis of calculation", max_length=300, required=False)
    amount = dollars("Grant")
    match_cash = dollars("Match in cash")
    match_in_kind = dollars("Match in kind")
    match_source = forms.CharField(label="Who gives the match", max_length=160, required=False)
    mtdc = forms.ChoiceField(label="Counts for indirect costs", required=False, choices=Mtdc.choices)
    subrecipient = forms.CharField(label="Who gets the subaward", max_length=160, required=False)

    given = ("category",)

    @property
    def may_differ(self) -> bool:
        """Whether its category leaves open how it counts: contracts may be subawards, other costs rent or tuition."""
        return str(self["category"].value()) in (BudgetCategory.CONTRACTUAL, BudgetCategory.OTHER)

    @property
    def label(self) -> str:
        return str(dict(BudgetCategory.choices).get(self["category"].value(), ""))


class PartRow(TableRow):
    """A line of a subaward's own budget."""

    subrecipient = forms.CharField(label="Who gets the subaward", max_length=160, required=False)
    category = forms.ChoiceField(label="Category", choices=[("", "Choose"), *BudgetCategory.choices], required=False)
    description = forms.CharField(label="What it pays for", max_length=300, required=False)
    amount = dollars("Amount")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.is_blank:
            for name, text in (("subrecipient", "Name who gets the subaward."), ("category", "Choose a category.")):
                if not cleaned.get(name):
                    self.add_error(name, text)
        return cleaned


class ClaimForm(forms.Form):
    """By what right indirect costs are asked for."""

    indirect_basis = forms.ChoiceField(
        label="Indirect costs by", choices=IndirectBasis.choices, required=False, widget=forms.Select(attrs=SELECT)
    )
    indirect_rate = forms.DecimalField(
        label="Negotiated rate, in percent",
        required=False,
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "usa-input"}),
        help_text="Only for a negotiated rate, as in the agreement with the federal agency.",
    )
    indirect_base = forms.ChoiceField(
        label="Negotiated base", choices=IndirectBase.choices, required=False, widget=forms.Select(attrs=SELECT)
    )


class BudgetPanel(Rows):
    template, kind, prefix, row = "grants/_application_budget.html", PanelKind.BUDGET.value, "b", LineRow

    def build(self) -> None:
        self._build_lines()
        saved = self.application
        names = ("indirect_basis", "indirect_rate", "indirect_base")
        self.claim = ClaimForm(self.data, initial={name: getattr(saved, name) for name in names})
        if self.data is None:
            rows = [part._asdict() | {"anchored": True} for part in self.tables.parts]
            blank: list[dict[str, Any]] = [{} for _ in range(4 if self.more == "parts" else 2)]
            self.parts = [PartRow(prefix=f"s{n}", initial=one) for n, one in enumerate([*rows, *blank])]
        else:
            number = min(version_of(self.data, "s_rows"), MOST_ROWS)
            self.parts = [PartRow(self.data, prefix=f"s{n}") for n in range(number)]
            self.errors += [
                (f"id_{row.add_prefix(name)}", str(text))
                for row in self.parts
                for name, errors in row.errors.items()
                for text in errors
            ]
            self.errors += [(f"id_{name}", str(e)) for name, errors in self.claim.errors.items() for e in errors]
        for number, part in enumerate(self.parts, start=1):
            part.name_boxes(f"Subaward line {number}")

    def extra(self) -> dict[str, Any]:
        """The subawards' own budgets and the right to indirect costs, as the action takes them."""
        typed = self.claim.cleaned_data
        claim = Claim(
            typed["indirect_basis"] or IndirectBasis.DE_MINIMIS,
            typed["indirect_rate"],
            typed["indirect_base"] or IndirectBase.MTDC,
        )
        return {"parts": self.part_values(), "claim": claim}

    def part_values(self) -> list[Part]:
        typed = [row.cleaned_data for row in self.parts if not row.is_blank]
        return [
            Part(one["subrecipient"], one["category"], one["description"], one["amount"] or Decimal(0)) for one in typed
        ]

    def _build_lines(self) -> None:
        self.rows = self.read_rows() if self.data is not None else self._saved_rows()
        self.number(self.rows)
        before = ""
        for number, row in enumerate(self.rows, start=1):
            row.name_boxes(f"{row.label}, line {number}")
            row.is_first = row.label != before  # a category's later lines do not repeat its name
            before = row.label

    def _saved_rows(self) -> list[LineRow]:
        """The saved lines in the order of SF-424A, and an empty one for a category that has none."""
        initial: list[dict[str, Any]] = []
        for category in BudgetCategory.values:
            lines = [line for line in self.tables.own_lines if line.category == category]
            initial += [shown_line(line) for line in lines]
            initial += [{"category": category}] * (not lines or self.more == category)
        return [LineRow(prefix=f"b{n}", initial=one) for n, one in enumerate(initial)]

    @cached_property
    def has_match(self) -> bool:
        """Whether match is typed here: not where the form has rows for it, unless some stands here from before."""
        sections = Section.objects.filter(version__responses=self.application.response_id, panel=PanelKind.MATCH)
        return any(line.match for line in self.tables.own_lines) or not sections.exists()

    @property
    def categories(self) -> list[tuple[str, str]]:
        """Where another line can be added."""
        return list(BudgetCategory.choices)

    def value(self) -> list[Line]:
        return [line_of(row) for row in self.rows if not row.is_blank]

    def saved_lines(self) -> list[str]:
        return [
            f"{line.label}: ${line.amount:,.2f} grant, ${line.match:,.2f} match. {line.description}"
            for line in self.tables.own_lines
        ]


def shown_line(line: Line) -> dict[str, Any]:
    facts = {key: value for key, value in line._asdict().items() if value not in (Decimal(0), "", ())}
    return facts | {"anchored": True}


def line_of(row: LineRow) -> Line:
    typed = row.cleaned_data
    return Line(
        typed["category"],
        row.label,
        typed["description"],
        typed["amount"] or Decimal(0),
        typed["match_cash"] or Decimal(0),
        typed["match_in_kind"] or Decimal(0),
        typed["match_source"],
        typed["mtdc"],
        typed["subrecipient"],
    )
