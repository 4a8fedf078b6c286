"""Conditions and rules as sentences: rows of "which answer, how, with what", joined by and or or."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from questions.checks import NotAnAnswer, parse
from questions.choices import QuestionType as T
from questions.rules import IS, Asked, faults

JOINS = (("all", "all of these hold"), ("any", "any of these holds"))
OF, SEVERAL = "#", ("any_of", "none_of")
MOST_ROWS = 12
"""How many comparisons one condition is made of at most on the page; one empty row always follows those filled in."""


def operands(asked: Mapping[str, Asked]) -> list[tuple[str, str]]:
    """What can be compared: each answer, the number of a table's rows, and the sum of each of its columns of numbers."""
    found: list[tuple[str, str]] = []
    for key, one in asked.items():
        found.append((key, one.label[:90]))
        if one.type == T.TABLE:
            found.append((f"{key}{OF}rows", f"Number of rows of “{one.label[:70]}”"))
            for column in one.options.get("columns", ()):
                if column.get("type") in (T.NUMBER, T.MONEY):
                    found.append(
                        (f"{key}{OF}sum{OF}{column['key']}", f"Sum of “{column['label'][:40]}” in “{one.label[:50]}”")
                    )
    return found


def operand_of(chosen: str) -> dict[str, Any]:
    """What a choice of `operands` names, as an expression holds it."""
    key, _, rest = chosen.partition(OF)
    of, _, column = rest.partition(OF)
    return {"question": key} | ({"of": of} if of else {}) | ({"column": column} if column else {})


def chosen_of(leaf: Mapping[str, Any]) -> str:
    parts = [str(leaf.get("question", "")), str(leaf.get("of", "")), str(leaf.get("column", ""))]
    if parts[1] in ("", "answer"):
        return parts[0]
    return OF.join(part for part in parts if part)


class Comparison(forms.Form):
    """One row: an operand, an operator, and a value or another answer."""

    question = forms.ChoiceField(label="The answer to", required=False)
    how = forms.ChoiceField(label="How", required=False, choices=list(IS.items()))
    value = forms.CharField(label="Value", required=False, max_length=300)
    other = forms.ChoiceField(label="Or the answer to", required=False)

    def __init__(self, *args: Any, asked: Mapping[str, Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        pairs = operands(asked)
        for name, empty in (("question", "Nothing"), ("other", "No other answer")):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", empty), *pairs]
        for field in self.fields.values():
            field.widget.attrs["class"] = "usa-select" if isinstance(field, forms.ChoiceField) else "usa-input"

    def leaf(self) -> dict[str, Any]:
        """The comparison as an expression; empty when no question is chosen."""
        given = self.cleaned_data
        if not given.get("question"):
            return {}
        leaf = operand_of(given["question"]) | {"is": given["how"]}
        if given["how"] in ("answered", "not_answered"):
            return leaf
        if given.get("other"):
            return leaf | {"value": operand_of(given["other"])}
        question = self.asked[str(leaf["question"])]
        return leaf | {"value": typed_value(given["value"], question, str(leaf.get("of", "answer")), given["how"])}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("question") and "how" in cleaned:
            try:
                found = faults(self.leaf(), self.asked)
            except NotAnAnswer as wrong:
                found = [str(wrong)]
            for fault in found:
                self.add_error("value", fault)
        return cleaned


def typed_value(text: str, asked: Asked, of: str, how: str) -> Any:
    """What was typed, as the type of the answer has it; several values and both ends of a span stand between commas.

    Raises NotAnAnswer with a sentence.
    """
    several = how in SEVERAL or how == "between"
    parts = [part.strip() for part in (text.split(",") if several else [text]) if part.strip()]
    values = [_typed(part, asked, of) for part in parts]
    if several:
        return values
    return values[0] if values else ""


def _typed(text: str, asked: Asked, of: str) -> Any:
    kind = T.NUMBER if of != "answer" or asked.type == T.SCALE else asked.type
    if asked.type in (T.CHOICE, T.CHOICES) and of == "answer":
        labels = {str(label).casefold(): value for value, label in asked.options.get("choices", ())}
        return labels.get(text.casefold(), text)
    if kind not in (T.NUMBER, T.MONEY, T.DATE, T.YES_NO):
        return text
    found = parse(kind, text, {"decimals": True})
    if found.error:
        raise NotAnAnswer(found.error)
    return found.value


def shown_value(value: Any) -> str:
    """A value as the box shows it again."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(shown_value(one) for one in value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def initial_of_leaf(leaf: Mapping[str, Any]) -> dict[str, Any]:
    value = leaf.get("value", "")
    is_other = isinstance(value, Mapping)
    return {
        "question": chosen_of(leaf),
        "how": leaf.get("is", "equal"),
        "value": "" if is_other else shown_value(value),
        "other": chosen_of(value) if is_other else "",
    }


class Condition:
    """A condition of comparisons, as boxes; what those boxes cannot show is kept and said as a sentence."""

    def __init__(
        self, data: Any, *, prefix: str, asked: Mapping[str, Asked], expression: Mapping[str, Any] | None = None
    ) -> None:
        self.prefix, self.data, self.kept = prefix, data, dict(expression or {})
        self.join, leaves = flat(self.kept)
        self.is_shown = leaves is not None
        rows: list[Mapping[str, Any]] = list(leaves or [])
        if data is not None:
            self.join = data.get(f"{prefix}-join", self.join)
        self.rows = [
            Comparison(
                data, prefix=f"{prefix}{n}", asked=asked, initial=initial_of_leaf(rows[n]) if n < len(rows) else None
            )
            for n in range(self._posted() if data is not None else min(len(rows) + 1, MOST_ROWS))
        ]

    def _posted(self) -> int:
        """How many rows came, and one more for the page that shows them again."""
        came = [n for n in range(MOST_ROWS) if self.data.get(f"{self.prefix}{n}-question")]
        return min(max(came, default=-1) + 2, MOST_ROWS)

    @property
    def joins(self) -> list[tuple[str, str, bool]]:
        return [(value, label, value == self.join) for value, label in JOINS]

    def is_valid(self) -> bool:
        valid = [row.is_valid() for row in self.rows]  # every row says what is wrong with it
        return all(valid)

    def expression(self) -> dict[str, Any]:
        """What the boxes say. An expression that they cannot show stays, unless they say something themselves."""
        leaves = [leaf for leaf in (row.leaf() for row in self.rows) if leaf]
        if not leaves:
            return {} if self.is_shown or (self.data or {}).get(f"{self.prefix}-drop") else self.kept
        return leaves[0] if len(leaves) == 1 else {"all" if self.join != "any" else "any": leaves}


def flat(expression: Mapping[str, Any]) -> tuple[str, list[Mapping[str, Any]] | None]:
    """How comparisons are joined, and the comparisons; None where they nest deeper than boxes show."""
    if not expression:
        return "all", []
    for join in ("all", "any"):
        if join in expression:
            parts: Iterable[Mapping[str, Any]] = expression[join]
            leaves = [part for part in parts if "question" in part]
            return join, leaves if len(leaves) == len(list(expression[join])) else None
    return ("all", [expression]) if "question" in expression else ("all", None)
