"""A form as JSON, on its way in: everything that is wrong with it, before a row is made. Hostile input is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from questions.checks.files import MOST_FILES, STANDARD, TIERS
from questions.choices import FormKind, Panel, QuestionType
from questions.rules import Asked, faults

SCHEMA = "roundtable.form/1"
LARGEST = 1_000_000
MOST_SECTIONS, MOST_QUESTIONS = 40, 400
KEY = re.compile(r"^[a-z0-9][a-z0-9_-]{0,59}$")
FORM = {"schema", "title", "kind", "sections"}
SECTION = {"key", "title", "intro", "panel", "show_if", "questions"}
QUESTION = {"key", "type", "label", "help", "required", "options", "show_if", "validations"}
RULE = {"expression", "message"}
TEXTS = {"title": 160, "intro": 20_000, "label": 400, "help": 5_000}


class NotAForm(ValueError):
    """The file is no form that can be taken. `faults` says everything that is wrong, each in a sentence."""

    def __init__(self, found: list[str]) -> None:
        super().__init__(" ".join(found))
        self.faults = found


def read_form(text: str) -> dict[str, Any]:
    """The form that a JSON text holds. Raises NotAForm with everything that is wrong."""
    if len(text.encode()) > LARGEST:
        raise NotAForm([f"The file has {len(text.encode()):,} bytes. A form has at most {LARGEST:,}."])
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except RecursionError:
        raise NotAForm(["The file is nested deeper than any form."]) from None
    except ValueError as error:
        raise NotAForm([f"The file is not JSON: {error}."]) from None
    if not isinstance(data, dict) or data.get("schema") != SCHEMA:
        raise NotAForm([f"The file is not a form. It has to say “schema”: “{SCHEMA}”, as an exported form does."])
    if found := list(_faults(data)):
        raise NotAForm(found)
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A JSON object whose names are each there once."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _faults(data: Mapping[str, Any]) -> Iterator[str]:
    yield from _names(data, FORM, "The form")
    yield from _text(data, "title", "The form")
    if data.get("kind") not in FormKind.values:
        yield f"The form is for “{data.get('kind')}”. It can be for one of: {', '.join(FormKind.values)}."
    sections = data.get("sections")
    if not isinstance(sections, list) or not 1 <= len(sections) <= MOST_SECTIONS:
        yield f"The form needs 1 to {MOST_SECTIONS} sections."
        return
    earlier: dict[str, Asked] = {}
    keys: set[str] = set()
    for place, section in enumerate(sections, start=1):
        where = f"Section {place}"
        if not isinstance(section, dict):
            yield f"{where} is not an object."
            continue
        yield from _section(section, where, keys, earlier)
    if len(earlier) > MOST_QUESTIONS:
        yield f"The form has {len(earlier)} questions. It may have {MOST_QUESTIONS}."


def _section(section: Mapping[str, Any], where: str, keys: set[str], earlier: dict[str, Asked]) -> Iterator[str]:
    yield from _names(section, SECTION, where)
    yield from _text(section, "title", where)
    yield from _text(section, "intro", where, needed=False)
    key = section.get("key")
    if not isinstance(key, str) or not KEY.match(key) or len(key) > 40:
        yield f"{where} has no usable key. A key has small letters, digits and hyphens, at most 40."
    elif key in keys:
        yield f"{where} has the key “{key}” of an earlier section."
    else:
        keys.add(key)
    if section.get("panel", "") not in Panel.values:
        yield f"{where} shows “{section.get('panel')}”, which is no table of ours."
    yield from (f"{where}: {fault}" for fault in faults(section.get("show_if", {}), earlier))
    questions = section.get("questions", [])
    if not isinstance(questions, list):
        yield f"{where}: its questions are not a list."
        return
    for place, question in enumerate(questions, start=1):
        yield from _question(question, f"{where}, question {place}", earlier)


def _question(question: Any, where: str, earlier: dict[str, Asked]) -> Iterator[str]:
    if not isinstance(question, dict):
        yield f"{where} is not an object."
        return
    yield from _names(question, QUESTION, where)
    yield from _text(question, "label", where)
    yield from _text(question, "help", where, needed=False)
    key, kind, options = question.get("key"), question.get("type"), question.get("options", {})
    if kind not in QuestionType.values:
        yield f"{where} is of the type “{kind}”, which we do not have."
        return
    if not isinstance(key, str) or not KEY.match(key):
        yield f"{where} has no usable key. A key has small letters, digits and hyphens, at most 60."
        return
    if key in earlier:
        yield f"{where} has the key “{key}” of an earlier question."
        return
    if not isinstance(options, dict) or not isinstance(question.get("required", True), bool):
        yield f"{where}: “options” has to be an object and “required” true or false."
        return
    yield from (f"{where}: {fault}" for fault in option_faults(kind, options))
    yield from (f"{where}: {fault}" for fault in faults(question.get("show_if", {}), earlier))
    earlier[key] = Asked(str(kind), str(question.get("label", "")), options)
    yield from _validations(question.get("validations", []), where, earlier)


def _validations(rules: Any, where: str, earlier: Mapping[str, Asked]) -> Iterator[str]:
    if not isinstance(rules, list):
        yield f"{where}: its rules are not a list."
        return
    for rule in rules:
        if not isinstance(rule, dict) or set(rule) - {"outcome"} != RULE or not str(rule["message"]).strip():
            yield f"{where}: a rule has an expression and a message, and nothing else."
        elif rule.get("outcome", "talk") != "talk":
            yield f"{where}: the outcome of a rule can only be “talk”."
        else:
            yield from (f"{where}: {fault}" for fault in faults(rule["expression"], earlier))


def option_faults(kind: str, options: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with what a type needs besides its words."""
    choices = options.get("choices", [])
    if not _pairs(choices):
        yield "its answers to choose from have to be pairs of a value and a label."
    elif kind in (QuestionType.CHOICE, QuestionType.CHOICES) and len(choices) < 2:
        yield "it needs at least two answers to choose from."
    for name in ("words", "chars", "min_rows", "max_rows", "rows"):
        if name in options and (not isinstance(options[name], int) or not 0 <= options[name] <= 100_000):
            yield f"“{name}” has to be a whole number."
    most = options.get("max_files", 1)
    if not isinstance(most, int) or not 1 <= most <= MOST_FILES:
        yield f"“max_files” has to be a whole number from 1 to {MOST_FILES}."
    if options.get("tier", STANDARD) not in TIERS:
        yield f"“tier” has to be one of {', '.join(TIERS)}."
    if kind == QuestionType.TABLE:
        yield from _column_faults(options.get("columns"))


def _pairs(choices: Any) -> bool:
    return isinstance(choices, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(isinstance(one, str) for one in pair) for pair in choices
    )


def _column_faults(columns: Any) -> Iterator[str]:
    if not isinstance(columns, list) or not 1 <= len(columns) <= 12:
        yield "a table needs 1 to 12 columns."
        return
    keys = [column.get("key") for column in columns if isinstance(column, dict)]
    if len(keys) != len(columns) or len(set(keys)) != len(keys) or not all(KEY.match(str(key)) for key in keys):
        yield "each column of a table needs a key of its own."
    for column in (one for one in columns if isinstance(one, dict)):
        if column.get("type", "text") not in ("text", "number", "money", "date", "choice"):
            yield f"the column “{column.get('label')}” is of a type that no table has."
        if not str(column.get("label", "")).strip() or not _pairs(column.get("choices", [])):
            yield "each column of a table needs a label, and pairs where it is chosen from."


def _names(data: Mapping[str, Any], known: set[str], where: str) -> Iterator[str]:
    if unknown := sorted(set(data) - known):
        yield f"{where} says “{unknown[0][:40]}”, which we do not know."


def _text(data: Mapping[str, Any], name: str, where: str, *, needed: bool = True) -> Iterator[str]:
    text = data.get(name, "")
    if not isinstance(text, str) or (needed and not text.strip()):
        yield f"{where} has no {name}."
    elif len(text) > TEXTS[name] or "\x00" in text:
        yield f"{where}: its {name} has {len(text)} characters; it may have {TEXTS[name]}, and no control characters."
