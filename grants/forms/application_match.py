"""Match by contributor as people type it."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any

from django import forms

from grants.checks.applications import Line
from grants.checks.match import Elsewhere, split
from grants.choices import BudgetCategory, MatchKind, MatchTest
from grants.forms.application_budget import dollars
from grants.forms.application_panels import PanelKind, Rows, TableRow
from grants.readmodels.application_match import Offer, elsewhere_of, offers_of

MOST_GIVERS = 40


class MatchRow(TableRow):
    contributor = forms.CharField(
        label="Who gives it",
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "match-givers", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="What it gives", choices=[("", "Choose"), *MatchKind.choices], required=False)
    category = forms.ChoiceField(
        label="Category of the budget", choices=[("", "Choose"), *BudgetCategory.choices], required=False
    )
    amount = dollars("Amount in dollars")
    valuation = forms.CharField(label="How was the amount worked out?", max_length=300, required=False)
    evidence = forms.CharField(label="What evidence is there?", max_length=300, required=False)
    tests = forms.MultipleChoiceField(
        label="It counts only if all of this is true",
        choices=MatchTest.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "usa-checkbox__input"}),
    )

    def name_boxes(self, title: str) -> None:
        """The statements are boxes with labels of their own."""
        tests = self.fields.pop("tests")
        super().name_boxes(title)
        self.fields["tests"] = tests

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.is_blank:
            for name, text in (
                ("contributor", "Name who gives it."),
                ("kind", "Choose what is given."),
                ("category", "Choose where in the budget it belongs."),
            ):
                if not cleaned.get(name):
                    self.add_error(name, text)
        return cleaned


class MatchPanel(Rows):
    template, kind, prefix, row = "grants/_application_match.html", PanelKind.MATCH.value, "m", MatchRow
    most = MOST_GIVERS

    def build(self) -> None:
        saved = [shown_row(line) for line in self.tables.match]
        self.rows = self.saved_rows(saved, least=2) if self.data is None else self.read_rows()
        if self.data is None and (offer := next((one for one in self.offers if one.key == self.more), None)):
            self.rows[len(saved)].initial = taken_over(offer)
        self.number(self.rows)
        for number, row in enumerate(self.rows, start=1):
            row.name_boxes(f"Match {number}")

    @property
    def givers(self) -> list[str]:
        return [seat.name for seat in self.tables.seats]

    @cached_property
    def offers(self) -> list[Offer]:
        """What signed letters offer and no row has."""
        return offers_of(self.application, self.tables.match)

    @cached_property
    def elsewhere(self) -> list[Elsewhere]:
        """The same match in another application of hers that is not decided yet."""
        return [one for one in elsewhere_of(self.application, self.tables.match) if not one.is_taken]

    def value(self) -> list[Line]:
        return [line_of(row.cleaned_data) for row in self.rows if not row.is_blank]

    def saved_lines(self) -> list[str]:
        return [
            f"{line.match_source}: ${line.match:,.2f}, {MatchKind(line.match_kind).label.lower()}"
            for line in self.tables.match
        ]


def shown_row(line: Line) -> dict[str, Any]:
    return {
        **{"contributor": line.match_source, "kind": line.match_kind, "category": line.category},
        **{"amount": line.match or None, "valuation": line.description, "evidence": line.evidence},
        "tests": list(line.tests),
    }


def taken_over(offer: Offer) -> dict[str, Any]:
    category = BudgetCategory.EQUIPMENT if offer.kind == MatchKind.EQUIPMENT else ""
    return {
        **{"contributor": offer.organization, "kind": offer.kind, "category": category, "amount": offer.amount},
        **{"valuation": "As its letter says", "evidence": offer.evidence},
    }


def line_of(typed: dict[str, Any]) -> Line:
    cash, in_kind = split(typed["kind"], typed["amount"] or Decimal(0))
    return Line(
        typed["category"],
        str(BudgetCategory(typed["category"]).label),
        typed["valuation"],
        Decimal(0),
        cash,
        in_kind,
        typed["contributor"],
        match_kind=typed["kind"],
        evidence=typed["evidence"],
        tests=tuple(typed["tests"]),
    )
