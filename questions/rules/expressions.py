"""Expressions over earlier answers, as plain data; one language for conditions and validations.

`{}` is always true. `{"all": […]}`, `{"any": […]}` and `{"not": e}` combine. A leaf compares an operand with a value:

    {"question": "jobs", "of": "rows", "is": "at_least", "value": 2}
    {"question": "jobs", "of": "sum", "column": "seats", "is": "equal", "value": {"question": "seats"}}

`of` is "answer" (when left out), "rows" (how many rows a table has) or "sum" (a column of a table added up). The value is a
constant, a list of constants, [low, high] for "between", or another operand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

Expression = Mapping[str, Any]
Answers = Mapping[str, Any]
MOST_DEEP, MOST_PARTS = 5, 60
"""An expression nests and grows no further than this, so that none is slow and every one can be read."""


def holds(expression: Expression, answers: Answers) -> bool | None:
    """Whether the expression holds: True, False, or None while something that it needs is not known.

    Three values (Kleene): "any" is true as soon as one part is, "all" false as soon as one is.
    """
    if not expression:
        return True
    if "not" in expression:
        inner = holds(expression["not"], answers)
        return None if inner is None else not inner
    if "all" in expression:
        parts = [holds(part, answers) for part in expression["all"]]
        return False if False in parts else (None if None in parts else True)
    if "any" in expression:
        parts = [holds(part, answers) for part in expression["any"]]
        return True if True in parts else (None if None in parts else False)
    return _leaf(expression, answers)


def _leaf(leaf: Expression, answers: Answers) -> bool | None:
    how, left = str(leaf["is"]), operand(leaf, answers)
    if how in ("answered", "not_answered"):
        return (left is not None) == (how == "answered")
    right = _right(leaf.get("value"), answers)
    if left is None or right is None:
        return None
    return OPERATORS[how](left, right)


def _right(value: Any, answers: Answers) -> Any:
    return operand(value, answers) if isinstance(value, Mapping) else value


def operand(leaf: Mapping[str, Any], answers: Answers) -> Any:
    """The value of an answer, of its number of rows or of a column's sum; None while it is not answered."""
    answer = answers.get(str(leaf["question"]))
    if answer in (None, "", []):
        return None
    of = leaf.get("of", "answer")
    if of == "answer":
        return answer
    if not isinstance(answer, list) or not all(isinstance(row, Mapping) for row in answer):
        return None
    if of == "rows":
        return len(answer)
    cells = [number(row.get(str(leaf.get("column")))) for row in answer]
    return sum((cell for cell in cells if cell is not None), Decimal(0))


def number(value: Any) -> Decimal | None:
    """A number, or text that is one; None for anything else, true and false too."""
    if value is None or isinstance(value, bool):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def day(value: Any) -> dt.date | None:
    """A date as answers hold it, 2027-04-28; None for anything else."""
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None


def _same(left: Any, right: Any) -> bool | None:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    one, other = number(left), number(right)
    if one is not None and other is not None:
        return one == other
    return bool(left == right)


def _numbers(test: Callable[[Decimal, Decimal], bool]) -> Callable[[Any, Any], bool | None]:
    def compare(left: Any, right: Any) -> bool | None:
        one, other = number(left), number(right)
        return None if one is None or other is None else test(one, other)

    return compare


def _days(test: Callable[[dt.date, dt.date], bool]) -> Callable[[Any, Any], bool | None]:
    def compare(left: Any, right: Any) -> bool | None:
        one, other = day(left), day(right)
        return None if one is None or other is None else test(one, other)

    return compare


def _between(left: Any, right: Any) -> bool | None:
    if not isinstance(right, list | tuple) or len(right) != 2:
        return None
    for read in (number, day):
        low, value, high = read(right[0]), read(left), read(right[1])
        if low is not None and value is not None and high is not None:
            return low <= value <= high  # type: ignore[operator]  # all three are of one kind
    return None


def _meet(left: Any, right: Any) -> bool:
    return bool(set(map(str, listed(left))) & set(map(str, listed(right))))


def listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


OPERATORS: dict[str, Callable[[Any, Any], bool | None]] = {
    "equal": _same,
    "not_equal": lambda left, right: None if (same := _same(left, right)) is None else not same,
    "any_of": _meet,
    "none_of": lambda left, right: not _meet(left, right),
    "at_least": _numbers(lambda a, b: a >= b),
    "at_most": _numbers(lambda a, b: a <= b),
    "more_than": _numbers(lambda a, b: a > b),
    "less_than": _numbers(lambda a, b: a < b),
    "between": _between,
    "before": _days(lambda a, b: a < b),
    "after": _days(lambda a, b: a > b),
    "answered": lambda left, right: left is not None,
    "not_answered": lambda left, right: left is None,
}


def leaves(expression: Expression) -> Iterator[Expression]:
    """The comparisons inside an expression, in the order in which they are read."""
    if not expression:
        return
    for combine in ("all", "any"):
        if combine in expression:
            for part in expression[combine]:
                yield from leaves(part)
            return
    if "not" in expression:
        yield from leaves(expression["not"])
        return
    yield expression


def questions_named(expression: Expression) -> set[str]:
    """The keys of the questions that an expression refers to, on either side of a comparison."""
    found = set()
    for leaf in leaves(expression):
        found.add(str(leaf["question"]))
        if isinstance(leaf.get("value"), Mapping):
            found.add(str(leaf["value"]["question"]))
    return found
