"""What is wrong with an expression that somebody composed or imported. Whatever passes here can be evaluated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from questions.choices import QuestionType as T
from questions.rules.expressions import MOST_DEEP, MOST_PARTS, day, listed, number


class Asked(NamedTuple):
    """A question as far as an expression asks."""

    type: str
    label: str
    options: Mapping[str, Any] = {}

    def column(self, key: str) -> Mapping[str, Any] | None:
        return next((one for one in self.options.get("columns", ()) if one.get("key") == key), None)


PLAIN = ("answered", "not_answered")
ORDER = ("equal", "not_equal", "at_least", "at_most", "more_than", "less_than", "between")
DAYS = ("equal", "not_equal", "before", "after", "between")
FITTING: dict[str, tuple[str, ...]] = {
    T.NUMBER: (*ORDER, *PLAIN),
    T.MONEY: (*ORDER, *PLAIN),
    T.SCALE: (*ORDER, *PLAIN),
    T.DATE: (*DAYS, *PLAIN),
    T.YES_NO: ("equal", *PLAIN),
    T.ATTESTATION: PLAIN,
    T.CHOICE: ("equal", "not_equal", "any_of", "none_of", *PLAIN),
    T.CHOICES: ("any_of", "none_of", *PLAIN),
    T.COUNTIES: ("any_of", "none_of", *PLAIN),
    T.INDUSTRY: ("any_of", "none_of", *PLAIN),
    T.TEXT: ("equal", "not_equal", *PLAIN),
    T.EMAIL: ("equal", "not_equal", *PLAIN),
}
COUNTED = ("rows", "sum")


def operators_for(type: str, of: str = "answer") -> tuple[str, ...]:
    """The operators that fit a type of question, or the count or sum of a table's."""
    return ORDER if of in COUNTED else FITTING.get(type, PLAIN)


def faults(expression: Any, earlier: Mapping[str, Asked]) -> list[str]:
    """Everything that is wrong, each in a sentence. `earlier` are the questions that may be referred to, by key."""
    if expression in ({}, None):
        return []
    found: list[str] = []
    _walk(expression, earlier, found, deep=1, seen=[0])
    return list(dict.fromkeys(found))


def _walk(expression: Any, earlier: Mapping[str, Asked], found: list[str], *, deep: int, seen: list[int]) -> None:
    seen[0] += 1
    if seen[0] == MOST_PARTS + 1:
        found.append(f"The condition has more than {MOST_PARTS} parts. Make it shorter.")
    if seen[0] > MOST_PARTS:
        return
    if deep > MOST_DEEP:
        found.append(f"The condition is nested more than {MOST_DEEP} deep. Take a level out.")
        return
    if not isinstance(expression, Mapping):
        found.append("A part of the condition is not an expression.")
        return
    for combine in ("all", "any"):
        if combine in expression:
            _combined(expression[combine], earlier, found, deep=deep, seen=seen)
            return
    if "not" in expression:
        _walk(expression["not"], earlier, found, deep=deep + 1, seen=seen)
        return
    found += _leaf_faults(expression, earlier)


def _combined(parts: Any, earlier: Mapping[str, Asked], found: list[str], *, deep: int, seen: list[int]) -> None:
    if not isinstance(parts, list) or not parts:
        found.append("A group of the condition is empty. Add a part to it, or take it out.")
        return
    for part in parts:
        _walk(part, earlier, found, deep=deep + 1, seen=seen)


def _leaf_faults(leaf: Mapping[str, Any], earlier: Mapping[str, Asked]) -> list[str]:
    found = _operand_faults(leaf, earlier)
    if found:
        return found
    asked, of, how = earlier[str(leaf["question"])], str(leaf.get("of", "answer")), str(leaf.get("is", ""))
    fitting = operators_for(asked.type, of)
    if how not in fitting:
        said = how.replace("_", " ") or "nothing"
        return [f"“{asked.label}” cannot be compared by “{said}”. Use one of: {_listed(fitting)}."]
    return [] if how in PLAIN else _value_faults(leaf, asked, of, how, earlier)


def _operand_faults(leaf: Mapping[str, Any], earlier: Mapping[str, Asked]) -> list[str]:
    key, of = str(leaf.get("question", "")), str(leaf.get("of", "answer"))
    asked = earlier.get(key)
    if asked is None:
        return [f"It depends on “{key}”, which no earlier question has."]
    if of not in ("answer", *COUNTED):
        return [f"Of “{asked.label}” only the answer, the rows or a column's sum can be compared, not “{of}”."]
    if of in COUNTED and asked.type != T.TABLE:
        return [f"“{asked.label}” is not a table, so it has no rows to count and no column to add up."]
    if of == "sum":
        column = asked.column(str(leaf.get("column", "")))
        if column is None:
            return [f"“{asked.label}” has no column “{leaf.get('column', '')}”."]
        if column.get("type") not in (T.NUMBER, T.MONEY):
            return [
                f"The column “{column.get('label')}” of “{asked.label}” holds no numbers, so it cannot be added up."
            ]
    return []


def _value_faults(leaf: Mapping[str, Any], asked: Asked, of: str, how: str, earlier: Mapping[str, Asked]) -> list[str]:
    value = leaf.get("value")
    if isinstance(value, Mapping):
        found = _operand_faults(value, earlier)
        if not found and _kind(asked.type, of) != (
            other := _kind(earlier[str(value["question"])].type, str(value.get("of", "answer")))
        ):
            found = [f"“{asked.label}” is {_kind(asked.type, of)}, but it is compared with {other}."]
        return found
    if value in (None, "", []):
        return [f"Say what “{asked.label}” is compared with."]
    values = listed(value)
    if how == "between" and len(values) != 2:
        return [f"“{asked.label}” lies between two values. Give the lower and the higher one."]
    return _constant_faults(values, asked, of)


def _constant_faults(values: Sequence[Any], asked: Asked, of: str) -> list[str]:
    kind = _kind(asked.type, of)
    for value in values:
        if kind == "a number" and number(value) is None:
            return [f"“{value}” is not a number, but “{asked.label}” is compared with numbers."]
        if kind == "a date" and day(value) is None:
            return [f"“{value}” is not a date, but “{asked.label}” is. Write it as 2027-04-28."]
        if kind == "yes or no" and not isinstance(value, bool):
            return [f"“{asked.label}” is answered with yes or no, not with “{value}”."]
        if asked.type in (T.CHOICE, T.CHOICES) and str(value) not in _answers(asked.options):
            return [f"“{value}” is not one of the answers to “{asked.label}”."]
    return []


def _kind(type: str, of: str) -> str:
    if of in COUNTED or type in (T.NUMBER, T.MONEY, T.SCALE):
        return "a number"
    return {T.DATE: "a date", T.YES_NO: "yes or no", T.ATTESTATION: "yes or no"}.get(type, "a text")  # type: ignore[call-overload]


def _answers(options: Mapping[str, Any]) -> set[str]:
    return {str(value) for value, _ in options.get("choices", ())} | {str(one) for one in options.get("apart", ())}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)
