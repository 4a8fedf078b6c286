"""The facts of a round as staff set them up, on one page in groups."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.http import QueryDict
from django.utils.text import slugify

from core.forms import InstantField, MoneyField
from grants.checks.rounds import match_example
from grants.choices import IndirectRule, LettersRule, MatchBasis, Prerequisite, Ranking, RoundKind
from grants.choices.deciding import Debrief
from grants.models import Pool, Program, Round
from grants.rules.rounds import TYPICAL
from partnerships.choices import OrganizationType, PartnerRole
from partnerships.rules import composition as table
from questions.choices import FormKind, VersionStatus
from questions.models import FormVersion, Section

DATE = {"type": "date"}
INSTANTS = (
    "opens_at",
    "questions_due_at",
    "closes_at",
    "letters_due_at",
    "review_opens_at",
    "review_due_at",
    "panel_at",
)
NEEDS = "needs_"
OWN_NUMBERS = (
    '<details class="rtp-more"{% if form.composition_preset.value == "own" %} open{% endif %}>'
    "<summary>Our own numbers: at least so many different organizations in each role</summary>"
)
TABLES = [
    (table.USUAL, "The usual: employers, a trainer, and labor or the reason why not"),
    *((name, preset.label) for name, preset in table.PRESETS.items()),
    (table.OWN, "Our own numbers, below"),
]


def _head(key: str, words: str, hint: str = "") -> HTML:
    said = f'<p class="usa-hint">{hint}</p>' if hint else ""
    return HTML(f'<h2 class="usa-legend usa-legend--large" id="h-{key}">{words}</h2>{said}')


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _day(label: str) -> forms.DateField:
    return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs=DATE))


class RoundForm(forms.Form):
    """Every fact of a round."""

    name = forms.CharField(max_length=160, help_text="Such as 2027 planning grants.")
    program: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None, required=False, empty_label="None named", help_text="Its statute is printed in the notice."
    )
    kind = forms.ChoiceField(choices=RoundKind)
    slug = forms.SlugField(
        label="Address", max_length=80, required=False, help_text="Made from the name when left empty."
    )
    number_prefix = forms.CharField(
        label="Numbers begin with", max_length=12, help_text="PA-27 numbers applications PA-27-0001, PA-27-0002 …"
    )
    summary = forms.CharField(help_text="What the money is for, in two or three sentences.", widget=_lines(3))
    is_rehearsal = forms.BooleanField(
        label="This is a rehearsal",
        required=False,
        help_text="Only test organizations may apply, nothing is public, and nothing of it is counted anywhere.",
    )
    who_may_apply = forms.CharField(label="Who may apply", help_text="As the notice says it.", widget=_lines(3))
    eligible_types = forms.MultipleChoiceField(
        label="Kinds of applicants",
        choices=OrganizationType,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Leave all open to take any kind.",
    )
    prerequisite = forms.ChoiceField(
        label="Earlier award", choices=Prerequisite, initial=Prerequisite.NONE, required=False
    )
    prerequisite_kind = forms.ChoiceField(
        label="Kind of the earlier award", choices=[("", "None"), *RoundKind.choices], required=False
    )
    composition_preset = forms.ChoiceField(label="Rule of composition", choices=TABLES, required=False)
    min_employers = forms.IntegerField(
        label="Employers at least", min_value=0, max_value=99, initial=2, help_text="For the usual rule."
    )
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
    match_from_employers_only = forms.BooleanField(label="Only employers’ contributions count", required=False)
    indirect_rule = forms.ChoiceField(
        label="Indirect costs", choices=IndirectRule, initial=IndirectRule.GUIDANCE_2024, required=False
    )
    opens_at = InstantField(label="Opens")
    questions_due_at = InstantField(label="Questions until", required=False)
    closes_at = InstantField(label="Closes", help_text="The first minute that is too late.")
    grace_minutes = forms.IntegerField(
        label="Grace in minutes",
        min_value=0,
        max_value=120,
        required=False,
        help_text="For drafts that were started in time. 0 for none.",
    )
    waiver_days = forms.IntegerField(
        label="Longest extension for one, in days", min_value=0, max_value=60, initial=5, required=False
    )
    is_sealed = forms.BooleanField(
        label="Sealed until it closes", required=False, help_text="Staff see no application before then."
    )
    letters_rule = forms.ChoiceField(
        label="Letters of commitment and support", choices=LettersRule, initial=LettersRule.NONE, required=False
    )
    letters_due_at = InstantField(label="Letters due", required=False)
    review_opens_at = InstantField(label="Reviews begin", required=False)
    review_due_at = InstantField(label="Reviews due", required=False)
    panel_at = InstantField(label="Panel meets", required=False)
    award_by = _day("Announced by")
    period_starts_on = _day("Awards start")
    reviewers_each = forms.IntegerField(label="Reviewers for each", min_value=1, max_value=20, initial=3)
    split_points = forms.IntegerField(
        label="Split from", min_value=1, max_value=1000, initial=45, help_text="Points between highest and lowest."
    )
    ranking = forms.ChoiceField(
        label="Ranked by",
        choices=Ranking,
        initial=Ranking.RAW,
        required=False,
        help_text="Printed in the notice. Staff see all of them; this one makes the ranking, the others stand beside it.",
    )
    debrief = forms.ChoiceField(
        label="Applicants are shown of their reviews",
        choices=Debrief,
        initial=Debrief.SCORES,
        required=False,
        help_text="With their letter. No reviewer is named.",
    )
    appeal_days = forms.IntegerField(
        label="Days to appeal",
        min_value=0,
        max_value=60,
        initial=14,
        required=False,
        help_text="After the letter, against the process alone. 0 for no appeals.",
    )
    head_start_hours = forms.IntegerField(
        label="Legislators are told first, hours",
        min_value=0,
        max_value=168,
        initial=0,
        required=False,
        help_text="Before the press and the public learn of an award. 0: awards are public once accepted.",
    )
    answer_days = forms.IntegerField(
        label="Days to answer an offer",
        min_value=5,
        max_value=180,
        initial=30,
        required=False,
        help_text="After the letter. An agreement has as many days to be signed. Nothing lapses by itself.",
    )
    pool: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None,
        label="Pool of funds",
        required=False,
        empty_label="No pool",
        help_text="Splits the money by the pool’s ratio, to the cent.",
    )

    def __init__(self, *args: Any, round: Round | None = None, clock: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round
        frozen = FormVersion.objects.filter(status=VersionStatus.FROZEN, form__kind=FormKind.APPLICATION)
        choices = {"form_version": frozen.select_related("form"), "program": Program.objects, "pool": Pool.objects}
        for name, rows in choices.items():
            self.fields[name].queryset = rows.all()  # type: ignore[attr-defined]
        for role, label in PartnerRole.choices:
            self.fields[f"{NEEDS}{role}"] = forms.IntegerField(
                label=label, min_value=0, max_value=99, required=False, initial=0
            )
        for name in INSTANTS:
            self.fields[name].help_text = f"{self.fields[name].help_text} {clock}".strip()
        self.fields["match_percent"].help_text = match_example(self._typed("match_percent"))
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*_who(), *_money(), *_dates(), *_review())

    def _typed(self, name: str) -> int:
        raw = str((self.data if self.is_bound else self.initial).get(name) or "")
        return int(raw) if raw.isdigit() else 0

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
        self._clean_match(data)
        self._clean_rules(data)
        return data

    def _clean_match(self, data: dict[str, Any]) -> None:
        """BR-03: a percent says of what it is a share."""
        if data.get("match_basis") != MatchBasis.NONE and data.get("match_percent") == 0:
            self.add_error("match_percent", "Say how many percent, or choose no match.")
        if data.get("match_basis") == MatchBasis.NONE and data.get("match_percent"):
            self.add_error("match_basis", "Say what the percent is a share of: the award, or the whole project.")

    def _clean_rules(self, data: dict[str, Any]) -> None:
        counts = {role: data.get(f"{NEEDS}{role}") or 0 for role in PartnerRole.values}
        if data.get("composition_preset") == table.OWN and not any(counts.values()):
            self.add_error("composition_preset", "Say how many of which role, or choose another rule.")
        if data.get("prerequisite") not in (None, "", Prerequisite.NONE) and not data.get("prerequisite_kind"):
            self.add_error("prerequisite_kind", "Say which kind of award must have come before.")
        if data.get("letters_rule") == LettersRule.AFTER and not data.get("letters_due_at"):
            self.add_error("letters_due_at", "Say until when letters may follow.")

    def _in_order(self, data: dict[str, Any], low: str, high: str, sentence: str) -> None:
        least, most = data.get(low), data.get(high)
        if least is not None and most is not None and most < least:
            self.add_error(high, sentence)

    def _others(self) -> Any:
        return Round.objects.exclude(pk=self.round.pk) if self.round else Round.objects.all()

    def facts(self) -> dict[str, Any]:
        """What was typed as the fields of a round; what was left empty takes the field's own default."""
        data = {name: value for name, value in self.cleaned_data.items() if not name.startswith(NEEDS)}
        preset = data.pop("composition_preset") or table.USUAL
        if preset == table.OWN:
            counts = {role: self.cleaned_data.get(f"{NEEDS}{role}") or 0 for role in PartnerRole.values}
            data["composition"] = table.rule_from_counts(counts)
        else:
            data["composition"] = {} if preset == table.USUAL else table.preset_rule(preset)
        if data["composition"]:
            data["min_employers"] = table.least_of(data["composition"], PartnerRole.EMPLOYER)
        for name in ("grace_minutes", "waiver_days", "appeal_days", "head_start_hours", "answer_days"):
            data[name] = self.fields[name].initial or 0 if data[name] is None else data[name]
        for name in ("indirect_rule", "letters_rule", "prerequisite", "ranking", "debrief"):
            data[name] = data[name] or self.fields[name].initial
        return data


def _who() -> list[Any]:
    return [
        "name",
        Div("kind", "number_prefix", "slug", css_class="rt-row"),
        "program",
        "summary",
        "is_rehearsal",
        _head("who", "Who may apply"),
        "who_may_apply",
        Div("eligible_types", css_class="rt-kinds"),
        Div("prerequisite", "prerequisite_kind", css_class="rt-row"),
        _head("table", "Who must sit at the table", "The roster and the submission keep to this rule."),
        "composition_preset",
        Div("min_employers", css_class="rt-row"),
        HTML(OWN_NUMBERS),
        Div(*(f"{NEEDS}{role}" for role in PartnerRole.values), css_class="rt-row"),
        HTML("</details>"),
    ]


def _money() -> list[Any]:
    return [
        _head("money", "Money"),
        Div("total_available", "min_award", "max_award", css_class="rt-row"),
        Div("min_months", "max_months", css_class="rt-row"),
        "limits_reason",
        Div("match_basis", "match_percent", css_class="rt-row"),
        "match_from_employers_only",
        "indirect_rule",
    ]


def _dates() -> list[Any]:
    return [
        _head("dates", "Dates", "Each is an instant. The round opens and closes by the clock."),
        Div("opens_at", "questions_due_at", "closes_at", css_class="rt-row"),
        Div("grace_minutes", "waiver_days", css_class="rt-row"),
        "is_sealed",
        Div("letters_rule", "letters_due_at", css_class="rt-row"),
        Div("review_opens_at", "review_due_at", "panel_at", css_class="rt-row"),
        Div("award_by", "period_starts_on", css_class="rt-row"),
    ]


def _review() -> list[Any]:
    return [
        _head("form", "Form and review"),
        "form_version",
        Div("reviewers_each", "split_points", css_class="rt-row"),
        "ranking",
        Div("debrief", "appeal_days", css_class="rt-row"),
        Div("answer_days", "head_start_hours", css_class="rt-row"),
        "pool",
    ]


def initial_of(round: Round | None, kind: str = "") -> dict[str, Any]:
    """The facts of a round, or the typical ones of its kind for a new one (BR-01)."""
    if round is None:
        chosen = RoundKind(kind) if kind in RoundKind.values else RoundKind.PLANNING
        return {"kind": chosen, **TYPICAL[chosen]._asdict()}
    keys = {name: getattr(round, f"{name}_id") for name in ("form_version", "program", "pool")}
    made = ("form_version", "program", "pool", "composition_preset")
    facts = {name: getattr(round, name) for name in RoundForm.base_fields if name not in made}
    preset = round.composition.get("preset", table.USUAL)
    own = {f"{NEEDS}{role}": table.least_of(round.composition, role) for role in PartnerRole.values}
    return facts | keys | {"composition_preset": preset} | (own if preset == table.OWN else {})


def typed(data: QueryDict) -> dict[str, Any]:
    """What was typed, to draw the page again without judging it."""
    several = {"eligible_types": data.getlist("eligible_types")}
    return {name: value for name, value in data.items() if name != "csrfmiddlewaretoken"} | several


def sections_of(round: Round | None) -> list[str]:
    """The keys of the form's sections, for whoever says which section a criterion judges."""
    if round is None or round.form_version_id is None:
        return []
    return list(Section.objects.filter(version_id=round.form_version_id).values_list("key", flat=True))
