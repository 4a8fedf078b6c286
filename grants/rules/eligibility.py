"""What the answers to a round's eligibility check come to. Pure functions on plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from grants.choices import EligibilityResult as R
from questions.rules import holds

TALK = "talk"
"""The outcome of a rule whose breach does not bar anybody, but has to be talked about."""


class Asked(NamedTuple):
    """One question of the check: when it is asked, and the rules that its answer has to keep."""

    key: str
    type: str
    label: str
    show_if: Mapping[str, Any]
    validations: Sequence[Mapping[str, Any]]


class Reason(NamedTuple):
    """Why it is not a plain yes: the question, and the round's own words. `bars` where nobody may start so."""

    key: str
    label: str
    text: str
    bars: bool


class Verdict(NamedTuple):
    result: R
    reasons: list[Reason]


def verdict(questions: Iterable[Asked], answers: Mapping[str, Any]) -> Verdict:
    """The result of the questions that are asked, given the answers before them, and every reason for it.

    A question with a rule that was left open is something to talk about: nobody can tell.
    """
    known: dict[str, Any] = {}
    found: list[Reason] = []
    for one in questions:
        if holds(one.show_if, known) is not True:
            continue
        value = answers.get(one.key)
        if value in (None, "", []):
            if one.validations:
                found.append(Reason(one.key, one.label, "This was left open, so we cannot tell.", False))
            continue
        known[one.key] = value
        found += broken(one, known)
    if any(reason.bars for reason in found):
        return Verdict(R.NOT_ELIGIBLE, found)
    return Verdict(R.TALK if found else R.ELIGIBLE, found)


def broken(one: Asked, known: Mapping[str, Any]) -> list[Reason]:
    """The rules of a question that its answer does not keep."""
    return [
        Reason(one.key, one.label, str(rule["message"]), rule.get("outcome") != TALK)
        for rule in one.validations
        if holds(rule["expression"], known) is False
    ]


def bars(questions: Iterable[Asked], answers: Mapping[str, Any]) -> bool:
    """Whether what is known already rules somebody out, whatever she would answer to the rest."""
    return any(reason.bars for reason in verdict(questions, answers).reasons)
