"""An eligibility check made of a round's own terms: a form as it is exported, for staff to change before they use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.models import State
from grants.checks.rounds import match_example
from grants.choices import MatchBasis, Prerequisite
from grants.models import Round
from grants.readmodels.open_rounds import match_words
from grants.rules.eligibility import TALK
from partnerships.choices import OrganizationType
from partnerships.rules.composition import noun_of, rule_of
from questions.checks.exchange import SCHEMA

TYPE, REGION, EARLIER, MATCH = "organization-type", "in-state", "earlier-award", "match"
"""The keys of the questions that rounds share, so that the answers to one tell about the others."""
SURE = [["yes", "Yes"], ["no", "No"], ["unsure", "Not sure yet"]]
MOST_NEEDS = 6


def check_from_terms(round: Round, state: State) -> dict[str, Any]:
    """The check: who leads, where, what was held before, who is at the table, and the match."""
    questions = [
        *type_question(round),
        region_question(state),
        *earlier_question(round, state),
        *table_questions(round),
        *match_question(round),
    ]
    section = {"key": "check", "title": "Can you apply?", "intro": "", "questions": questions}
    return {"schema": SCHEMA, "title": f"Eligibility: {round.name}"[:160], "kind": "eligibility", "sections": [section]}


def question(key: str, kind: str, label: str, rules: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"key": key, "type": kind, "label": label, "required": True, "validations": rules} | more


def rule(key: str, how: str, value: Any, message: str, *, only_talk: bool = False) -> dict[str, Any]:
    made = {"expression": {"question": key, "is": how, "value": value}, "message": message}
    return made | {"outcome": TALK} if only_talk else made


def type_question(round: Round) -> list[dict[str, Any]]:
    allowed = [kind for kind in round.eligible_types if kind in OrganizationType.values]
    if not allowed:
        return []
    names = ", ".join(str(OrganizationType(kind).label).lower() for kind in allowed)
    choices = [[value, str(label)] for value, label in OrganizationType.choices]
    message = f"This round is led by one of these: {names}. Another organization can take part, but not lead."
    rules = [rule(TYPE, "any_of", allowed, message)]
    return [question(TYPE, "choice", "What is the organization that would apply?", rules, options={"choices": choices})]


def region_question(state: State) -> dict[str, Any]:
    label = f"Will the partnership work in at least one county of {state.name}?"
    message = f"The money is for regions in {state.name}, at least in part."
    return question(REGION, "yes_no", label, [rule(REGION, "equal", True, message)])


def earlier_question(round: Round, state: State) -> list[dict[str, Any]]:
    if round.prerequisite != Prerequisite.REQUIRED:
        return []
    kind = round.get_prerequisite_kind_display().lower()
    label = f"Has your organization or the partnership held {article(kind)} {kind} award from {state.name}?"
    message = f"This round is for those who held {article(kind)} {kind} award."
    unsure = "We can look it up for you before you begin."
    rules = [
        rule(EARLIER, "not_equal", "no", message),
        rule(EARLIER, "not_equal", "unsure", unsure, only_talk=True),
    ]
    return [question(EARLIER, "choice", label, rules, options={"choices": SURE})]


def table_questions(round: Round) -> list[dict[str, Any]]:
    """One for each role that the round's rule asks for. Where a written reason may stand in, its lack bars nobody."""
    needs = rule_of(round.composition, round.min_employers).get("needs", ())
    asked = [one for one in needs if not one.get("size")]
    return [reason_question(one) if one.get("reason") else table_question(one) for one in asked[:MOST_NEEDS]]


def key_of(one: Mapping[str, Any]) -> str:
    return "-".join(["table", *(role.replace("_", "-") for role in one["roles"])])[:60]


def reason_question(one: Mapping[str, Any]) -> dict[str, Any]:
    key, word = key_of(one), noun_of(one, 1)
    label = f"Will {article(word)} {word} be at the table?"
    advice = f"Without {article(word)} {word} the application has to say why. We can help you find one."
    rules = [rule(key, "equal", "yes", advice, only_talk=True)]
    return question(key, "choice", label, rules, options={"choices": SURE})


def table_question(one: Mapping[str, Any]) -> dict[str, Any]:
    least, key = one["least"], key_of(one)
    many, word = noun_of(one, 2), noun_of(one, least)
    label = f"How many {many} will be at the table by the time you send the application?"
    message = f"This round asks for at least {least} {word} at the table."
    rules = [rule(key, "at_least", least, message)]
    return question(key, "number", label, rules, help="Each organization counts once.", options={"min": 0, "max": 999})


def match_question(round: Round) -> list[dict[str, Any]]:
    if round.match_basis == MatchBasis.NONE or not round.match_percent:
        return []
    given = match_words(round.match_percent, round.match_basis)
    rules = [
        rule(MATCH, "not_equal", "no", f"This round asks for a match: {given}."),
        rule(MATCH, "not_equal", "unsure", "We can show you what has counted as a match before.", only_talk=True),
    ]
    label = f"Can you and your partners bring a match of {given}?"
    return [question(MATCH, "choice", label, rules, help=match_example(round.match_percent), options={"choices": SURE})]


def article(word: str) -> str:
    return "an" if word[:1] in "aeiou" else "a"
