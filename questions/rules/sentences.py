"""An expression as a sentence: “Do you train apprentices?” is Yes and “Jobs” has at least 2 rows."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from core import money
from questions.choices import QuestionType as T
from questions.rules.expressions import Expression, day, listed, number
from questions.rules.faults import Asked

IS = {
    "equal": "is",
    "not_equal": "is not",
    "any_of": "is one of",
    "none_of": "is none of",
    "at_least": "is at least",
    "at_most": "is at most",
    "more_than": "is more than",
    "less_than": "is less than",
    "between": "is between",
    "before": "is before",
    "after": "is after",
    "answered": "is answered",
    "not_answered": "is not answered",
}
"""What each operator is called."""


def sentence(expression: Expression, asked: Mapping[str, Asked]) -> str:
    """The expression in words, without a full stop; empty for one that is always true."""
    if not expression:
        return ""
    for combine, word in (("all", " and "), ("any", " or ")):
        if combine in expression:
            return word.join(_inner(part, asked) for part in expression[combine])
    if "not" in expression:
        return f"it is not so that {_inner(expression['not'], asked)}"
    left, how = _operand(expression, asked), IS[str(expression["is"])]
    if expression["is"] in ("answered", "not_answered"):
        return f"{left} {how}"
    return f"{left} {how} {_value(expression, asked)}"


def _inner(part: Expression, asked: Mapping[str, Asked]) -> str:
    said = sentence(part, asked)
    return f"({said})" if len(part.get("all", part.get("any", ()))) > 1 else said


def _operand(leaf: Mapping[str, Any], asked: Mapping[str, Asked]) -> str:
    question = asked.get(str(leaf["question"]))
    label = f"“{question.label if question else leaf['question']}”"
    of = leaf.get("of", "answer")
    if of == "rows":
        return f"the number of rows of {label}"
    if of == "sum":
        column = question.column(str(leaf.get("column"))) if question else None
        return f"the sum of “{column['label'] if column else leaf.get('column')}” in {label}"
    return label


def _value(leaf: Expression, asked: Mapping[str, Asked]) -> str:
    value = leaf.get("value")
    if isinstance(value, Mapping):
        return _operand(value, asked)
    question = asked.get(str(leaf["question"]))
    counted = leaf.get("of", "answer") != "answer"
    words = [_constant(one, None if counted else question) for one in listed(value)]
    if leaf["is"] == "between":
        return " and ".join(words)
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def _constant(value: Any, question: Asked | None) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if question is not None and question.type in (T.CHOICE, T.CHOICES):
        return str(dict(question.options.get("choices", ())).get(value, value))
    if question is not None and question.type == T.MONEY and number(value) is not None:
        return money.show(Decimal(str(value)))
    if (date := day(value)) is not None:
        return f"{date:%B} {date.day}, {date.year}"
    found = number(value)
    return f"{found:,}" if found is not None else str(value)
