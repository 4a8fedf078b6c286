"""The expression language of forms: conditions over earlier answers, as plain data.

An expression is {} (always true), {"question": key, "is": op, "value": v}, {"all": […]}, {"any": […]} or {"not": …}.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Expression = Mapping[str, Any]
Answers = Mapping[str, Any]


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


OPERATORS = {
    "equal": lambda answer, value: answer == value,
    "any_of": lambda answer, value: bool(set(_listed(answer)) & set(_listed(value))),
    "at_least": lambda answer, value: _compare(answer, value, lambda a, b: a >= b),
    "at_most": lambda answer, value: _compare(answer, value, lambda a, b: a <= b),
    "answered": lambda answer, value: True,
}


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _compare(answer: Any, value: Any, test: Any) -> bool:
    left, right = _number(answer), _number(value)
    return left is not None and right is not None and test(left, right)


def holds(expression: Expression, answers: Answers) -> bool | None:
    """Whether the expression holds: True, False, or None while an answer that it needs is missing.

    Three values (Kleene): "any" is true as soon as one part is, "all" false as soon as one is.
    """
    if not expression:
        return True
    if "not" in expression:
        inner = holds(expression["not"], answers)
        return None if inner is None else not inner
    if "all" in expression:
        return _and([holds(part, answers) for part in expression["all"]])
    if "any" in expression:
        parts = [holds(part, answers) for part in expression["any"]]
        return True if True in parts else (None if None in parts else False)
    answer = answers.get(expression["question"])
    if answer in (None, "", []):
        return False if expression["is"] == "answered" else None
    return bool(OPERATORS[expression["is"]](answer, expression.get("value")))


def _and(parts: list[bool | None]) -> bool | None:
    return False if False in parts else (None if None in parts else True)


def questions_named(expression: Expression) -> set[str]:
    """The keys of the questions that an expression refers to."""
    if not expression:
        return set()
    for combine in ("all", "any"):
        if combine in expression:
            return (
                set().union(*(questions_named(part) for part in expression[combine])) if expression[combine] else set()
            )
    if "not" in expression:
        return questions_named(expression["not"])
    return {expression["question"]}
