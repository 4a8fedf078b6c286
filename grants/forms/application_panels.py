"""The tables of an application as people type them: the partnership, its partners, the budget, the targets.

Each panel is made from what is saved or from a post, says what cannot be read, and holds the typed data that an action
saves. What is not complete yet is no error here: it is saved, and said beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from grants.actions.applications import PartnershipFacts
from grants.checks.applications import Seat
from grants.models import Application
from grants.readmodels.application_content import Tables, county_label
from labor_market.models import Industry
from partnerships.choices import PartnerRole, SizeBand
from partnerships.rules.composition import rule_of
from questions.checks import NotAnAnswer, read_counties, read_industries
from questions.choices import Panel as PanelKind
from questions.forms import version_of

MOST_ROWS, MOST_COUNTIES = 80, 70
INPUT = "usa-input"


class Panel:
    """What every table has: the version it is based on, its errors as (id, sentence), and what is saved in words."""

    template = ""

    def __init__(
        self, application: Application, tables: Tables, data: QueryDict | None = None, *, more: str = ""
    ) -> None:
        self.application, self.tables, self.data, self.more = application, tables, data, more
        stamp = application.panels.get(self.kind, {})
        self.version = version_of(data, "panel_version") if data is not None else stamp.get("version", 0)
        self.theirs: dict[str, Any] | None = None
        self.errors: list[tuple[str, str]] = []
        self.build()

    kind = ""

    def build(self) -> None:
        raise NotImplementedError

    def extra(self) -> dict[str, Any]:
        """What its action takes besides the value."""
        return {}

    def saved_lines(self) -> list[str]:
        """What is saved now, a line each: shown beside what she typed when somebody was faster."""
        raise NotImplementedError

    def overtaken(self, saved: dict[str, Any]) -> None:
        """Somebody was faster: show both, and let her next save go over theirs."""
        self.theirs, self.version = saved, saved.get("version", 0)


class PartnershipForm(forms.Form):
    title = forms.CharField(label="Name of the partnership", max_length=160, required=False)
    industry_title = forms.CharField(
        label="Industry, in words", max_length=120, required=False, help_text="Such as food and beverage manufacturing"
    )
    months = forms.IntegerField(
        label="For how many months?",
        required=False,
        min_value=1,
        max_value=120,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
    )
    uei = forms.CharField(label="Unique Entity ID (UEI)", max_length=20, required=False)

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        round, lead = application.round, application.organization
        self.fields["months"].help_text = f"This round pays for {round.min_months} to {round.max_months} months."
        self.fields["uei"].help_text = f"Of {lead.legal_name}: 12 letters and digits from SAM.gov."

    def clean_uei(self) -> str:
        return str(self.cleaned_data["uei"]).strip().upper()[:12]


class PartnershipPanel(Panel):
    template, kind = "grants/_application_partnership.html", PanelKind.PARTNERSHIP.value

    def build(self) -> None:
        saved = self.application
        initial = {"title": saved.title, "industry_title": saved.industry_title, "months": saved.months}
        initial["uei"] = saved.organization.uei
        self.form = PartnershipForm(self.data, initial=initial, application=saved)
        self.naics, self.naics_typed = list(saved.naics), ""
        self.counties, self.counties_typed = list(saved.county_fips), ""
        if self.data is None:
            return
        self.errors = [(f"id_{name}", str(text)) for name, errors in self.form.errors.items() for text in errors]
        self.naics, self.naics_typed = self._read("naics", read_industries, {"max": 8})
        self.counties, self.counties_typed = self._read("counties", read_counties, {"max": MOST_COUNTIES})

    def _read(self, name: str, read: Any, options: Mapping[str, Any]) -> tuple[list[str], str]:
        """The codes kept, and what was typed to add but cannot be read, which goes back into its box."""
        assert self.data is not None
        kept, added = self.data.getlist(name), self.data.get(f"{name}_add", "").strip()
        if f"{name}_none" in self.data:
            kept = []
        try:
            return read("\n".join([*kept, *filter(None, [added])]), options), ""
        except NotAnAnswer as error:
            self.errors.append((f"id_{name}", str(error)))
            known = [one for one in kept if one.replace("-", "").isdecimal()]
            return known, added

    @property
    def county_tags(self) -> list[tuple[str, str]]:
        return [(fips, county_label(fips)) for fips in self.counties]

    @property
    def naics_tags(self) -> list[tuple[str, str]]:
        titles = dict(Industry.objects.filter(pk__in=self.naics).values_list("pk", "title"))
        return [(code, titles.get(code, "not in NAICS 2022")) for code in self.naics]

    def value(self) -> PartnershipFacts:
        typed = self.form.cleaned_data
        return PartnershipFacts(
            typed["title"], typed["industry_title"], self.naics, self.counties, typed["months"], typed["uei"]
        )

    def saved_lines(self) -> list[str]:
        saved = self.application
        places = ", ".join(county_label(fips) for fips in saved.county_fips) or "no county"
        return [saved.title, f"{saved.industry_title} ({', '.join(saved.naics) or 'no code'})", places]


class TableRow(forms.Form):
    """A line of a table. `anchor` is the id that findings link to."""

    anchor = ""

    def name_boxes(self, title: str) -> None:
        """Say to a screen reader which row a box stands in, and give every box its look."""
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", "usa-select" if isinstance(field, forms.ChoiceField) else INPUT)
            field.widget.attrs["aria-label"] = f"{title}: {field.label}"

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into it."""
        names = [self.add_prefix(name) for name in self.fields if name not in self.given]
        return not any(str(self.data.get(name, "")).strip() for name in names)

    given: tuple[str, ...] = ()


class SeatRow(TableRow):
    name = forms.CharField(label="Organization", max_length=200, required=False)
    role = forms.ChoiceField(label="Role", required=False, choices=[("", "Choose"), *PartnerRole.choices])
    city = forms.CharField(label="City", max_length=80, required=False)
    commitment = forms.CharField(label="What it commits to", max_length=300, required=False)
    size_band = forms.ChoiceField(label="Size", required=False, choices=[("", "Size not said"), *SizeBand.choices])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.is_blank:
            if not cleaned.get("name"):
                self.add_error("name", "Give the organization's name.")
            if not cleaned.get("role"):
                self.add_error("role", f"Choose the role of {cleaned.get('name') or 'this partner'}.")
        return cleaned


class Rows(Panel):
    """A panel of rows that can be added and taken out without script."""

    prefix, row = "", TableRow
    most = MOST_ROWS

    def read_rows(self) -> list[Any]:
        """The rows as posted, without the one whose Remove was pressed and without empty ones at the end."""
        assert self.data is not None
        number = min(version_of(self.data, f"{self.prefix}_rows"), self.most)
        gone = self.data.get("remove", "")
        rows = [self.make_row(f"{self.prefix}{n}", self.data) for n in range(number) if str(n) != gone]
        for row in rows:
            self.errors += [
                (f"id_{row.add_prefix(name)}", str(text)) for name, errors in row.errors.items() for text in errors
            ]
        return rows

    def make_row(self, prefix: str, data: QueryDict | None = None, initial: dict[str, Any] | None = None) -> Any:
        """One row, from a post or from what is saved."""
        return self.row(data, prefix=prefix, initial=initial)

    def saved_rows(self, saved: Iterable[Mapping[str, Any]], *, least: int) -> list[Any]:
        """The saved rows and empty ones below: so many that there are `least`, and at least one."""
        filled = [dict(one) | {"anchored": True} for one in saved]
        blank: list[dict[str, Any]] = [{} for _ in range(max(2 if self.more else 1, least - len(filled)))]
        return [self.make_row(f"{self.prefix}{n}", initial=one) for n, one in enumerate([*filled, *blank])]

    def number(self, rows: Iterable[Any]) -> None:
        """Give the filled rows the anchors that findings name."""
        filled = 0
        for row in rows:
            if not (row.is_blank if row.is_bound else not row.initial.get("anchored")):
                filled += 1
                row.anchor = f"{self.kind}-{filled}"


class ReasonForm(forms.Form):
    no_labor_reason = forms.CharField(
        label="If nobody speaks for labor or workers, say why",
        required=False,
        max_length=2000,
        help_text="Only when there is no labor organization or worker representative above.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RosterPanel(Rows):
    template, kind, prefix, row = "grants/_application_roster.html", PanelKind.ROSTER.value, "p", SeatRow

    def build(self) -> None:
        initial = {"no_labor_reason": self.application.no_labor_reason}
        self.form = ReasonForm(self.data, initial=initial)
        if self.data is None:
            seats = [seat._asdict() | {"anchored": True} for seat in self.tables.seats]
            blank: list[dict[str, Any]] = [{} for _ in range(max(4 if self.more else 2, 4 - len(seats)))]
            self.rows = [SeatRow(prefix=f"p{n}", initial=one) for n, one in enumerate([*seats, *blank])]
        else:
            self.rows = self.read_rows()
            self.errors += [(f"id_{name}", str(e)) for name, errors in self.form.errors.items() for e in errors]
        self.number(self.rows)
        for number, row in enumerate(self.rows, start=1):
            row.name_boxes(f"Partner {number}")

    @property
    def asks_size(self) -> bool:
        """Whether the round's rule counts small employers, so that each line says its size."""
        round = self.application.round
        return any(need.get("size") for need in rule_of(round.composition, round.min_employers).get("needs", ()))

    def value(self) -> list[Seat]:
        return [Seat(**row.cleaned_data) for row in self.rows if not row.is_blank]

    def extra(self) -> dict[str, Any]:
        return {"no_labor_reason": self.form.cleaned_data["no_labor_reason"]}

    def saved_lines(self) -> list[str]:
        return [f"{seat.name}, {PartnerRole(seat.role).label.lower()}" for seat in self.tables.seats]
