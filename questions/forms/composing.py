"""The forms of the composer."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django import forms

from questions.choices import FormKind, Panel, QuestionType
from questions.models import Form, FormVersion, Question
from questions.rules import OPERATORS

NUMBERS = ("words", "min", "max")


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


class SectionForm(forms.Form):
    title = forms.CharField(max_length=120)
    intro = forms.CharField(
        label="Introduction", required=False, widget=forms.Textarea(attrs={"rows": 4}), help_text="Limited Markdown."
    )
    panel = forms.ChoiceField(
        choices=Panel, required=False, help_text="A table that the section shows above its questions."
    )

    helper = helper("Save the section", "title", "intro", "panel")


class QuestionForm(forms.Form):
    """One question. What its type needs is read from plain lines, so that it works without script."""

    label = forms.CharField(label="Question", max_length=400)
    type = forms.ChoiceField(choices=QuestionType, label="Kind of answer")
    help = forms.CharField(label="Hint", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    required = forms.BooleanField(label="An answer is required", required=False, initial=True)
    choices = forms.CharField(
        label="Answers to choose from",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One a line. “value = label” keeps a value apart from its label.",
    )
    words = forms.IntegerField(label="Most words", required=False, min_value=1, help_text="For a long text.")
    min = forms.DecimalField(label="Least", required=False, help_text="For a number, an amount or a scale.")
    max = forms.DecimalField(label="Most", required=False, help_text="Also the most answers that can be chosen.")
    unit = forms.CharField(label="Unit", required=False, max_length=30, help_text="Printed behind the number.")
    dont_know = forms.BooleanField(label="“Don't know” can be answered", required=False)
    depends_on = forms.ChoiceField(label="Ask only if the answer to", required=False)
    depends_how = forms.ChoiceField(
        label="is", required=False, choices=[(name, name.replace("_", " ")) for name in OPERATORS]
    )
    depends_value = forms.CharField(label="this value", required=False, max_length=120, help_text="Such as yes, or 3.")

    def __init__(self, *args: Any, version: FormVersion, question: Question | None = None, **kwargs: Any) -> None:
        if question is not None:
            kwargs["initial"] = initial_of(question)
        super().__init__(*args, **kwargs)
        earlier = Question.objects.filter(section__version=version).exclude(pk=question.pk if question else 0)
        pairs = [(one.key, one.label[:80]) for one in earlier.order_by("section__position", "position")]
        self.fields["depends_on"].choices = [("", "Always ask"), *pairs]  # type: ignore[attr-defined]
        row = Div("words", "min", "max", "unit", css_class="rt-row")
        condition = Div("depends_on", "depends_how", "depends_value", css_class="rt-row")
        opening = HTML('<h2 class="usa-legend usa-legend--large">When it is asked</h2>')
        self.helper = helper(
            "Save the question", "label", "type", "help", "required", "choices", row, "dont_know", opening, condition
        )

    def clean_choices(self) -> list[list[str]]:
        pairs = []
        for line in self.cleaned_data["choices"].splitlines():
            value, equals, label = (part.strip() for part in line.partition("="))
            if value:
                pairs.append([value, label if equals else value])
        return pairs

    def fields_of_question(self) -> dict[str, Any]:
        """The model's fields, from what was typed."""
        given = self.cleaned_data
        options: dict[str, Any] = {name: _plain(given[name]) for name in NUMBERS if given[name] is not None}
        if given["choices"]:
            options["choices"] = given["choices"]
        if given["unit"]:
            options["unit"] = given["unit"]
        if given["dont_know"]:
            options["apart"] = ["dont_know"]
        return {name: given[name] for name in ("label", "type", "help", "required")} | {
            "options": options,
            "show_if": condition_of(given["depends_on"], given["depends_how"], given["depends_value"]),
        }


def _plain(number: Any) -> int | float:
    return int(number) if number == int(number) else float(number)


def condition_of(key: str, how: str, value: str) -> dict[str, Any]:
    """The expression that three boxes say; yes and no become the values that such a question has."""
    if not key:
        return {}
    if how == "answered":
        return {"question": key, "is": how}
    typed: Any = {"yes": True, "no": False}.get(value.strip().lower(), value.strip())
    return {
        "question": key,
        "is": how,
        "value": [part.strip() for part in value.split(",")] if how == "any_of" else typed,
    }


def initial_of(question: Question) -> dict[str, Any]:
    """What the boxes show of a question that exists."""
    options, condition = question.options, question.show_if
    value = condition.get("value", "")
    words = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    return {
        "label": question.label,
        "type": question.type,
        "help": question.help,
        "required": question.required,
        "choices": "\n".join(v if v == label else f"{v} = {label}" for v, label in options.get("choices", ())),
        "unit": options.get("unit", ""),
        "dont_know": "dont_know" in options.get("apart", ()),
        "depends_on": condition.get("question", ""),
        "depends_how": condition.get("is", "equal"),
        "depends_value": ", ".join(words) if isinstance(words, list) else words,
    } | {name: options.get(name) for name in NUMBERS}
