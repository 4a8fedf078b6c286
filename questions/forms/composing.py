"""The forms of the composer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout, Submit
from django import forms
from django.utils.text import slugify

from questions.checks import CELL_TYPES
from questions.checks.files import MOST_FILES, STANDARD, TIERS
from questions.choices import FormKind, Panel, QuestionType
from questions.forms.conditions import Condition
from questions.models import Form, FormVersion, Question, Section
from questions.rules import Asked

NUMBERS = ("words", "chars", "min", "max", "min_rows", "max_rows")


def helper(act: str, *layout: Any) -> FormHelper:
    made = FormHelper()
    made.layout = Layout(*layout, Div(Submit("save", act), css_class="rt-buttons"))
    return made


class NewForm(forms.Form):
    title = forms.CharField(max_length=160, help_text="Such as “Planning grant application”.")
    kind = forms.ChoiceField(choices=FormKind, label="What it is for")

    helper = helper("Create the form", "title", "kind")

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if Form.objects.filter(title__iexact=title).exists():
            raise forms.ValidationError(f"There is a form “{title}” already. Choose another title, or open that one.")
        return title


class ImportForm(forms.Form):
    """An exported form, and what it should be called here."""

    file = forms.FileField(label="File", help_text="The JSON file of an exported form, at most 1 MB.")
    title = forms.CharField(
        label="Title here", max_length=160, required=False, help_text="Left empty, it keeps the title in the file."
    )


class SectionForm(forms.Form):
    title = forms.CharField(max_length=120)
    intro = forms.CharField(
        label="Introduction", required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text="Limited Markdown."
    )
    panel = forms.ChoiceField(
        choices=Panel, required=False, help_text="A table that the section shows above its questions."
    )

    def __init__(self, *args: Any, version: FormVersion, section: Section | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        earlier = earlier_sections(version, section)
        self.condition = Condition(data, prefix="c", asked=earlier, expression=section.show_if if section else {})
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.layout = Layout("title", "intro", "panel")

    def is_valid(self) -> bool:
        valid = [super().is_valid(), self.condition.is_valid()]
        return all(valid)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("panel") and any(row.is_valid() and row.leaf() for row in self.condition.rows):
            self.add_error("panel", "A section with a table always shows. Empty the condition, or show questions only.")
        return cleaned

    def fields_of_section(self) -> dict[str, Any]:
        return self.cleaned_data | {"show_if": self.condition.expression()}


class QuestionForm(forms.Form):
    """One question. What its type needs is read from plain lines, so that it works without script."""

    label = forms.CharField(label="Question", max_length=400, widget=forms.Textarea(attrs={"rows": 2}))
    type = forms.ChoiceField(choices=QuestionType, label="Kind of answer")
    help = forms.CharField(label="Hint", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    required = forms.BooleanField(label="An answer is required", required=False, initial=True)
    choices = forms.CharField(
        label="Answers to choose from",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One a line. “value = label” keeps a value apart from its label.",
    )
    columns = forms.CharField(
        label="Columns of a table",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line: “Job title*”, “Seats*: number”, “Wage: money”, “Shift: Day, Night”. A star: required.",
    )
    words = forms.IntegerField(label="Most words", required=False, min_value=1, help_text="For a long text.")
    chars = forms.IntegerField(label="Most characters", required=False, min_value=1, help_text="For a long text.")
    min = forms.DecimalField(label="Least", required=False, help_text="For a number, an amount or a scale.")
    max = forms.DecimalField(label="Most", required=False, help_text="Also the most answers that can be chosen.")
    min_rows = forms.IntegerField(label="Fewest rows", required=False, min_value=0, help_text="For a table.")
    max_rows = forms.IntegerField(label="Most rows", required=False, min_value=1, help_text="For a table.")
    unit = forms.CharField(label="Unit", required=False, max_length=30, help_text="Printed behind the number.")
    section: forms.ModelChoiceField[Section] = forms.ModelChoiceField(
        None,
        label="Section",
        required=False,
        empty_label=None,
        help_text="In another one it comes last.",
    )
    max_files = forms.IntegerField(
        label="Most files",
        required=False,
        min_value=1,
        max_value=MOST_FILES,
        help_text="For files; one where left empty.",
    )
    tier = forms.ChoiceField(
        label="Size of a file",
        required=False,
        choices=[(key, tier.label) for key, tier in TIERS.items()],
        initial=STANDARD,
    )
    dont_know = forms.BooleanField(label="“Don't know” can be answered", required=False)

    def __init__(self, *args: Any, version: FormVersion, question: Question | None = None, **kwargs: Any) -> None:
        if question is not None:
            kwargs["initial"] = initial_of(question)
        super().__init__(*args, **kwargs)
        self.question = question
        sections = self.fields["section"]
        assert isinstance(sections, forms.ModelChoiceField)
        sections.queryset = Section.objects.filter(version=version).order_by("position")
        data = self.data if self.is_bound else None
        self.earlier = earlier_of(version, question)
        self.condition = Condition(
            data, prefix="c", asked=self.earlier, expression=question.show_if if question else {}
        )
        rules = question.validations if question else []
        is_check = version.form.kind == FormKind.ELIGIBILITY
        own = dict(self.earlier) | ({question.key: asked(question)} if question else {})
        self.rules = [
            RuleRow(data, number=n, asked=own, rule=rules[n] if n < len(rules) else None, is_check=is_check)
            for n in range(len(rules) + 1 if question else 0)
        ]
        sizes = Div("words", "chars", "min", "max", "min_rows", "max_rows", "unit", css_class="rt-row")
        self.helper = FormHelper()
        self.helper.form_tag = False
        sent = Div("max_files", "tier", css_class="rt-row")
        self.helper.layout = Layout(
            "label", "type", "section", "help", "required", "choices", "columns", sizes, sent, "dont_know"
        )

    def is_valid(self) -> bool:
        valid = [super().is_valid(), self.condition.is_valid(), *(rule.is_valid() for rule in self.rules)]
        return all(valid)

    def clean_label(self) -> str:
        return " ".join(self.cleaned_data["label"].split())

    def clean_choices(self) -> list[list[str]]:
        return pairs_of(self.cleaned_data["choices"].splitlines())

    def clean_columns(self) -> list[dict[str, Any]]:
        found = [column_of(line) for line in self.cleaned_data["columns"].splitlines() if line.strip()]
        keys = [column["key"] for column in found]
        if len(set(keys)) < len(keys):
            raise forms.ValidationError("Two columns have the same name. Change one.")
        return found

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("type") == QuestionType.TABLE and "columns" in cleaned and not cleaned["columns"]:
            self.add_error("columns", "A table needs at least one column. Write one a line.")
        return cleaned

    def fields_of_question(self) -> dict[str, Any]:
        """The model's fields, from what was typed."""
        given = self.cleaned_data
        options: dict[str, Any] = {name: _plain(given[name]) for name in NUMBERS if given[name] is not None}
        options |= {name: given[name] for name in ("choices", "columns", "unit") if given[name]}
        if given["type"] == QuestionType.FILE:
            options |= {"tier": given["tier"] or STANDARD, "max_files": given["max_files"] or 1}
        if given["dont_know"]:
            options["apart"] = ["dont_know"]
        return {name: given[name] for name in ("label", "type", "help", "required")} | {
            "options": options,
            "show_if": self.condition.expression(),
            "validations": [rule.value() for rule in self.rules if rule.value()],
        }


class RuleRow:
    """A rule of a question: a comparison that must hold, and what is said where it does not."""

    def __init__(
        self,
        data: Any,
        *,
        number: int,
        asked: Mapping[str, Asked],
        rule: Mapping[str, Any] | None,
        is_check: bool = False,
    ) -> None:
        self.kept, self.is_check = dict(rule or {}), is_check
        self.only_talk = self.kept.get("outcome") == "talk"
        if is_check and data is not None:
            self.only_talk = f"r{number}-talk" in data
        self.number = number + 1
        self.condition = Condition(data, prefix=f"r{number}", asked=asked, expression=self.kept.get("expression"))
        self.name, self.talk = f"r{number}-message", f"r{number}-talk"
        self.message = (data.get(self.name, "") if data is not None else self.kept.get("message", "")).strip()
        self.error = ""

    def is_valid(self) -> bool:
        valid = self.condition.is_valid()
        if valid and bool(self.condition.expression()) and not self.message:
            self.error = "Write what is said where the rule is not kept."
        return valid and not self.error

    def value(self) -> dict[str, Any]:
        expression = self.condition.expression()
        kept = {"expression": expression, "message": self.message[:300]} if expression else {}
        return kept | {"outcome": "talk"} if kept and self.only_talk else kept


def asked(question: Question) -> Asked:
    return Asked(question.type, question.label, question.options)


def earlier_of(version: FormVersion, question: Question | None) -> dict[str, Asked]:
    """The questions that a condition may refer to: those before it, for a new one all."""
    rows = Question.objects.filter(section__version=version).select_related("section")
    found: dict[str, Asked] = {}
    for one in rows.order_by("section__position", "position"):
        if question is not None and one.pk == question.pk:
            break
        found[one.key] = asked(one)
    return found


def earlier_sections(version: FormVersion, section: Section | None) -> dict[str, Asked]:
    """The questions that a section's condition may refer to: those of the sections before it, for a new one all."""
    rows = Question.objects.filter(section__version=version).select_related("section")
    if section is not None:
        rows = rows.filter(section__position__lt=section.position)
    return {one.key: asked(one) for one in rows.order_by("section__position", "position")}


def pairs_of(lines: Iterable[str]) -> list[list[str]]:
    """“value = label” of each line, or the value twice."""
    pairs = []
    for line in lines:
        value, equals, label = (part.strip() for part in line.partition("="))
        if value:
            pairs.append([value, label if equals else value])
    return pairs


def column_of(line: str) -> dict[str, Any]:
    """“Seats*: number” as a column. Raises ValidationError for a column without a name."""
    name, _, kind = (part.strip() for part in line.partition(":"))
    required, label = name.endswith("*"), name.rstrip("* ")
    if not label:
        raise forms.ValidationError(f"“{line.strip()[:40]}” names no column. Write its name first.")
    column: dict[str, Any] = {"key": slugify(label)[:40] or "column", "label": label, "required": required}
    if not kind or kind.lower() in CELL_TYPES:
        return column | {"type": kind.lower() or "text"}
    return column | {"type": "choice", "choices": pairs_of(kind.split(","))}


def line_of_column(column: Mapping[str, Any]) -> str:
    kind = str(column.get("type", "text"))
    said = ", ".join(v if v == label else f"{v} = {label}" for v, label in column.get("choices", ())) or kind
    return f"{column['label']}{'*' if column.get('required') else ''}" + ("" if said == "text" else f": {said}")


def _plain(number: Any) -> int | float:
    return int(number) if number == int(number) else float(number)


def initial_of(question: Question) -> dict[str, Any]:
    """What the boxes show of a question that exists."""
    options = question.options
    return {
        "label": question.label,
        "section": question.section_id,
        "type": question.type,
        "help": question.help,
        "required": question.required,
        "choices": "\n".join(v if v == label else f"{v} = {label}" for v, label in options.get("choices", ())),
        "columns": "\n".join(line_of_column(column) for column in options.get("columns", ())),
        "unit": options.get("unit", ""),
        "max_files": options.get("max_files"),
        "tier": options.get("tier", STANDARD),
        "dont_know": "dont_know" in options.get("apart", ()),
    } | {name: options.get(name) for name in NUMBERS}
