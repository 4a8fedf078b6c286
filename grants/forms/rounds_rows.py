"""The two tables of a round's set-up: what is judged, and who pays."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms

from core.forms import MoneyField
from core.money import split
from grants.actions.rounds import Given, Judged
from grants.choices import Merit, ReasonRule, RoundKind
from grants.models import Fund, Pool, Round
from grants.rules.rubrics import RUBRICS, first_for

REASONS = [("" if value == ReasonRule.ALWAYS else value, label) for value, label in ReasonRule.choices]
"""The usual rule is the empty choice, so that a row that nobody touched stays one."""

TIES = [
    ("", "No"),
    *((place, word) for place, word in enumerate(("First", "Second", "Third", "Fourth", "Fifth"), start=1)),
]
"""In which order ties are broken. Criteria of one place count together."""

BAND = re.compile(r"^(\d+)\s*[-–]\s*(\d+)\s*\|\s*([^|]+?)\s*(?:\|\s*(.*?))?\s*$")


class CriterionForm(forms.Form):
    """One criterion: a row of the rubric."""

    title = forms.CharField(label="What is judged", max_length=120)
    points = forms.IntegerField(label="Points", min_value=1, max_value=1000)
    merit = forms.ChoiceField(label="Merit", choices=[("", "None"), *Merit.choices], required=False)
    guidance = forms.CharField(label="Guidance", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    sections = forms.CharField(label="Sections", required=False, max_length=300)
    bands = forms.CharField(label="Bands", required=False, widget=forms.Textarea(attrs={"rows": 4}))
    tie_place = forms.TypedChoiceField(label="Breaks ties", choices=TIES, coerce=int, empty_value=None, required=False)
    may_not_apply = forms.BooleanField(
        label="A reviewer may say that it does not apply", required=False, help_text="It then leaves both sums."
    )
    reason_rule = forms.ChoiceField(label="A reason is required", choices=REASONS, required=False)

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
            data["title"],
            data["points"],
            data["guidance"],
            data["sections"],
            data["bands"],
            data["tie_place"],
            data["merit"],
            data["may_not_apply"],
            data["reason_rule"] or ReasonRule.ALWAYS,
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


def criteria_of(round: Round | None, kind: str = "") -> list[dict[str, Any]]:
    """The round's rubric as the page shows it; for a new round the one that its kind begins with."""
    if round is None:
        return rubric_rows(first_for(kind or RoundKind.PLANNING))
    return [
        {
            "title": one.title,
            "points": one.points,
            "merit": one.merit,
            "guidance": one.guidance,
            "sections": ", ".join(one.section_keys),
            "bands": band_lines(one.bands),
            "tie_place": one.tie_place,
            "may_not_apply": one.may_not_apply,
            "reason_rule": "" if one.reason_rule == ReasonRule.ALWAYS else one.reason_rule,
        }
        for one in round.criteria.order_by("position")
    ]


def rubric_rows(name: str) -> list[dict[str, Any]]:
    """A preset's criteria; none where there is no such preset."""
    found = RUBRICS.get(name)
    return [
        {
            "title": one.title,
            "points": one.points,
            "merit": str(one.merit),
            "guidance": one.guidance,
            "bands": band_lines(one.bands),
            "tie_place": one.tie_place,
        }
        for one in (found.criteria if found else ())
    ]


def band_lines(bands: Any) -> str:
    return "\n".join(f"{low}-{high} | {label}{f' | {text}' if text else ''}" for low, high, label, text in bands)


def funds_of(round: Round | None) -> list[dict[str, Any]]:
    if round is None:
        return []
    return [{"fund": one.fund_id, "amount": one.amount} for one in round.round_funds.order_by("-amount", "pk")]


def pool_rows(pool: Pool | None, total: Decimal | None) -> list[dict[str, Any]]:
    """What each fund of the pool gives of the total, to the cent (BR-50); none without a pool or a total."""
    ratios = {share.fund_id: share.ratio for share in pool.shares.all()} if pool else {}
    if not ratios or not total:
        return []
    return [{"fund": fund, "amount": amount} for fund, amount in split(total, ratios).items() if amount]


def typed_rows(data: Mapping[str, Any], prefix: str, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """What was typed into a table that is drawn again without being judged."""
    total = str(data.get(f"{prefix}-TOTAL_FORMS") or "0")
    rows = [
        {name: data.get(f"{prefix}-{place}-{name}", "") for name in names}
        for place in range(min(int(total) if total.isdigit() else 0, 20))
    ]
    return [row for row in rows if any(row.values())]
