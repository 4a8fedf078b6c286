"""The set-up of a round: its facts, its criteria, the funds that pay."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.text import slugify

from core.forms import InstantField, MoneyField
from grants.actions.rounds import Given, Judged
from grants.choices import MatchBasis, RoundKind
from grants.models import Fund, Round
from grants.rules.rounds import TYPICAL
from partnerships.choices import OrganizationType
from questions.choices import FormKind, VersionStatus
from questions.models import FormVersion, Section

RUBRIC = (
    ("Partnership composition and employer leadership", 60, False),
    ("Industry assessment", 100, True),
    ("Convener capacity and neutrality", 50, False),
    ("Work plan and outcomes", 50, False),
    ("Budget and leverage", 40, False),
)
"""BR-20: the industry assessment is worth exactly one third; how the other two thirds are shared is a proposal."""
BAND = re.compile(r"^(\d+)\s*[-–]\s*(\d+)\s*\|\s*([^|]+?)\s*(?:\|\s*(.*?))?\s*$")
DATE = {"type": "date"}


def _head(words: str) -> HTML:
    return HTML(f'<h2 class="usa-legend usa-legend--large">{words}</h2>')


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RoundForm(forms.Form):
    """Every fact of a round."""

    name = forms.CharField(max_length=160, help_text="Such as 2027 planning grants.")
    kind = forms.ChoiceField(choices=RoundKind)
    slug = forms.SlugField(
        label="Address", max_length=80, required=False, help_text="Made from the name when left empty."
    )
    number_prefix = forms.CharField(
        label="Numbers begin with", max_length=12, help_text="PA-27 numbers applications PA-27-0001, PA-27-0002 …"
    )
    summary = forms.CharField(help_text="What the money is for, in two or three sentences.", widget=_lines(3))
    who_may_apply = forms.CharField(label="Who may apply", help_text="As the notice says it.", widget=_lines(3))
    eligible_types = forms.MultipleChoiceField(
        label="Kinds of applicants",
        choices=OrganizationType,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave all open to take any kind.",
    )
    min_employers = forms.IntegerField(label="Employers at least", min_value=0, max_value=99, initial=2)
    form_version: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, label="Application form", required=False, help_text="Only frozen forms are offered."
    )
    total_available = MoneyField(label="Money available")
    min_award = MoneyField(label="Least award")
    max_award = MoneyField(label="Most award")
    min_months = forms.IntegerField(label="Fewest months", min_value=1, max_value=120)
    max_months = forms.IntegerField(label="Most months", min_value=1, max_value=120)
    limits_reason = forms.CharField(
        label="Why these limits",
        required=False,
        widget=_lines(2),
        help_text="Needed where they leave what is typical. Printed in the notice.",
    )
    match_basis = forms.ChoiceField(label="Match", choices=MatchBasis)
    match_percent = forms.IntegerField(label="Match percent", min_value=0, max_value=99, initial=0)
    opens_at = InstantField(label="Opens")
    closes_at = InstantField(label="Closes", help_text="The first minute that is too late.")
    review_due_at = InstantField(label="Reviews due", required=False)
    award_by = forms.DateField(label="Announced by", required=False, widget=forms.DateInput(attrs=DATE))
    period_starts_on = forms.DateField(label="Awards start", required=False, widget=forms.DateInput(attrs=DATE))
    reviewers_each = forms.IntegerField(label="Reviewers for each", min_value=1, max_value=20, initial=3)
    split_points = forms.IntegerField(
        label="Split from", min_value=1, max_value=1000, initial=45, help_text="Points between highest and lowest."
    )

    def __init__(self, *args: Any, round: Round | None = None, clock: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round
        frozen = FormVersion.objects.filter(status=VersionStatus.FROZEN, form__kind=FormKind.APPLICATION)
        self.fields["form_version"].queryset = frozen.select_related("form")  # type: ignore[attr-defined]
        for name in ("opens_at", "review_due_at"):
            self.fields[name].help_text = clock
        self.fields["closes_at"].help_text = f"The first minute that is too late. {clock}"
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(
            "name",
            Div("kind", "number_prefix", "slug", css_class="rt-row"),
            "summary",
            _head("Who may apply"),
            "who_may_apply",
            Div("eligible_types", css_class="rt-kinds"),
            Div("min_employers", css_class="rt-row"),
            _head("Money"),
            Div("total_available", "min_award", "max_award", css_class="rt-row"),
            Div("min_months", "max_months", css_class="rt-row"),
            "limits_reason",
            Div("match_basis", "match_percent", css_class="rt-row"),
            _head("Dates"),
            Div("opens_at", "closes_at", css_class="rt-row"),
            Div("review_due_at", "award_by", "period_starts_on", css_class="rt-row"),
            _head("Form and review"),
            "form_version",
            Div("reviewers_each", "split_points", css_class="rt-row"),
        )

    def clean_name(self) -> str:
        return str(self.cleaned_data["name"]).strip()

    def clean_number_prefix(self) -> str:
        prefix = str(self.cleaned_data["number_prefix"]).strip()
        if self._others().filter(number_prefix__iexact=prefix).exists():
            raise forms.ValidationError(f"Another round numbers its applications {prefix} already. Choose another.")
        return prefix

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("name") and not data.get("slug") and "slug" not in self.errors:
            data["slug"] = slugify(data["name"])[:80]
        if data.get("slug") and self._others().filter(slug=data["slug"]).exists():
            self.add_error("slug", f"Another round has the address {data['slug']} already. Write another.")
        self._in_order(data, "min_award", "max_award", "The most is less than the least. Exchange them.")
        self._in_order(data, "min_months", "max_months", "The most is less than the fewest. Exchange them.")
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "It closes before it opens. Give a later day or hour.")
        if data.get("match_basis") != MatchBasis.NONE and data.get("match_percent") == 0:
            self.add_error("match_percent", "Say how many percent, or choose no match.")
        if data.get("match_basis") == MatchBasis.NONE and data.get("match_percent"):
            self.add_error("match_basis", "Say what the percent is a share of: the award, or the whole project.")
        return data

    def _in_order(self, data: dict[str, Any], low: str, high: str, sentence: str) -> None:
        least, most = data.get(low), data.get(high)
        if least is not None and most is not None and most < least:
            self.add_error(high, sentence)

    def _others(self) -> Any:
        return Round.objects.exclude(pk=self.round.pk) if self.round else Round.objects.all()


class CriterionForm(forms.Form):
    """One criterion: a row of the rubric."""

    title = forms.CharField(label="What is judged", max_length=120)
    points = forms.IntegerField(label="Points", min_value=1, max_value=1000)
    guidance = forms.CharField(label="Guidance", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    sections = forms.CharField(label="Sections", required=False, max_length=300)
    bands = forms.CharField(label="Bands", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    is_tie_break = forms.BooleanField(label="Breaks ties", required=False)

    def clean_sections(self) -> list[str]:
        return [key for key in re.split(r"[\s,;]+", self.cleaned_data["sections"]) if key]

    def clean_bands(self) -> list[list[Any]]:
        """Each line: 86-100 | Exemplary | What that looks like."""
        bands = []
        for line in self.cleaned_data["bands"].splitlines():
            if not line.strip():
                continue
            found = BAND.match(line.strip())
            if not found or int(found[1]) > int(found[2]):
                raise forms.ValidationError(f"“{line.strip()[:60]}” is no band. Write 86-100 | Strong | What it shows.")
            bands.append([int(found[1]), int(found[2]), found[3], found[4] or ""])
        return sorted(bands, key=lambda band: -band[0])

    def judged(self) -> Judged:
        data = self.cleaned_data
        return Judged(
            data["title"], data["points"], data["guidance"], data["sections"], data["bands"], data["is_tie_break"]
        )


class FundForm(forms.Form):
    """One fund and what it gives."""

    fund: forms.ModelChoiceField = forms.ModelChoiceField(queryset=None)
    amount = MoneyField(min_value=Decimal("0.01"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fund"].queryset = Fund.objects.order_by("name")  # type: ignore[attr-defined]

    def given(self) -> Given:
        return Given(self.cleaned_data["fund"], self.cleaned_data["amount"])


class Rows(forms.BaseFormSet):
    """Rows that are typed anew each time: one that was cleared is left out, not wrong."""

    def initial_form_count(self) -> int:
        return 0 if self.is_bound else super().initial_form_count()


class FundSet(Rows):
    def clean(self) -> None:
        funds = [form.cleaned_data.get("fund") for form in self.forms if form.is_valid() and form.has_changed()]
        if len(funds) != len(set(funds)):
            raise forms.ValidationError("The same fund stands in two rows. Add the amounts up in one.")


CriterionRows = forms.formset_factory(CriterionForm, formset=Rows, extra=2, max_num=20)
FundRows = forms.formset_factory(FundForm, formset=FundSet, extra=2, max_num=20)


def initial_of(round: Round | None, kind: str = "") -> dict[str, Any]:
    """The facts of a round, or the typical ones of its kind for a new one (BR-01)."""
    if round is not None:
        return {name: getattr(round, name) for name in RoundForm.base_fields if name != "form_version"} | {
            "form_version": round.form_version_id
        }
    chosen = RoundKind(kind) if kind in RoundKind.values else RoundKind.PLANNING
    return {"kind": chosen, **TYPICAL[chosen]._asdict()}


def criteria_of(round: Round | None) -> list[dict[str, Any]]:
    if round is None:
        return [{"title": title, "points": points, "is_tie_break": first} for title, points, first in RUBRIC]
    return [
        {
            "title": one.title,
            "points": one.points,
            "guidance": one.guidance,
            "sections": ", ".join(one.section_keys),
            "bands": "\n".join(f"{b[0]}-{b[1]} | {b[2]} | {b[3]}" for b in one.bands),
            "is_tie_break": one.is_tie_break,
        }
        for one in round.criteria.order_by("position")
    ]


def funds_of(round: Round | None) -> list[dict[str, Any]]:
    if round is None:
        return []
    return [{"fund": one.fund_id, "amount": one.amount} for one in round.round_funds.order_by("-amount", "pk")]


def sections_of(round: Round | None) -> list[str]:
    """The keys of the form's sections, for whoever says which section a criterion judges."""
    if round is None or round.form_version_id is None:
        return []
    return list(Section.objects.filter(version_id=round.form_version_id).values_list("key", flat=True))
