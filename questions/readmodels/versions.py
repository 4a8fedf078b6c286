"""Two versions of a form side by side: what changed between them, and what becomes of a draft's answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from questions.checks import Parsed, parse
from questions.choices import QuestionType
from questions.models import Answer, FormVersion, Question, Response, Section
from questions.readmodels.filling import Shape, filled, shape_of
from questions.rules import Asked, sentence


class Change(NamedTuple):
    """One thing that differs: the section it belongs to in the newer version (empty: gone), and a sentence."""

    section: str
    title: str
    text: str


def changes_between(before: FormVersion, after: FormVersion) -> list[Change]:
    """Everything that a person who fills the form in would notice, in the order of the newer version. Four queries."""
    old, new = shape_of(before.pk), shape_of(after.pk)
    known = {section.key: section for section in old.sections}
    places = {one.key: known_section(old, one) for one in old.by_key.values()}
    found: list[Change] = []
    for section in new.sections:
        said = [*section_changes(known.get(section.key), section, old, new)]
        for question in new.questions[section.pk]:
            earlier = old.by_key.get(question.key)
            said += [*question_changes(earlier, question, old, new)]
            if earlier is not None and places[question.key] != section.key:
                said.append(f"“{question.label}” is asked here now.")
        said += [
            f"No longer asked: “{one.label}”."
            for one in old.questions.get(known[section.key].pk if section.key in known else 0, [])
            if one.key not in new.by_key
        ]
        found += [Change(section.key, section.title, text) for text in said]
    kept = {section.key for section in new.sections}
    gone = [section for section in old.sections if section.key not in kept]
    return found + [Change("", section.title, "The section is no longer part of the form.") for section in gone]


def known_section(shape: Shape, question: Question) -> str:
    return next(section.key for section in shape.sections if section.pk == question.section_id)


def section_changes(before: Section | None, after: Section, old: Shape, new: Shape) -> Iterator[str]:
    """What differs about a section itself."""
    if before is None:
        yield "The section is new."
        return
    if before.title != after.title:
        yield f"“{before.title}” is called “{after.title}” now."
    if before.intro != after.intro:
        yield "The introduction reads otherwise."
    if before.panel != after.panel:
        yield f"It shows now: {after.get_panel_display()}."
    if before.show_if != after.show_if:
        yield when_words("The section", after.show_if, new)


def question_changes(before: Question | None, after: Question, old: Shape, new: Shape) -> Iterator[str]:
    """What differs about a question."""
    name = f"“{after.label}”"
    if before is None:
        yield f"New question: {name}{'' if after.required else ', which may be left empty'}."
        return
    if before.label != after.label:
        yield f"“{before.label}” reads {name} now."
    if before.type != after.type:
        yield f"{name} is answered as {low(after.get_type_display())} now, not as {low(before.get_type_display())}."
    if before.help != after.help:
        yield f"The explanation of {name} reads otherwise."
    if before.required != after.required:
        yield f"{name} {'has to be answered now' if after.required else 'may be left empty now'}."
    if before.type == after.type and before.options != after.options:
        yield option_words(name, before.options, after.options)
    if before.show_if != after.show_if:
        yield when_words(name, after.show_if, new)
    if before.validations != after.validations:
        yield rule_words(name, after.validations, new)


def low(label: object) -> str:
    return str(label).lower()


def option_words(name: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    """Which answers or limits changed."""
    said = []
    old, new = (dict(one.get("choices", ())) for one in (before, after))
    for verb, more, less in (("can also be", new, old), ("can no longer be", old, new)):
        labels = [f"“{label}”" for value, label in more.items() if value not in less]
        if labels:
            said.append(f"{name} {verb} answered {', '.join(labels)}")
    for key, words in (("words", "words"), ("chars", "characters"), ("min", "as the least"), ("max", "as the most")):
        if before.get(key) != after.get(key):
            limit = f"{after[key]:,}" if isinstance(after.get(key), int) else after.get(key) or "no limit"
            said.append(f"{name} takes {limit} {words} now")
    columns = [[one["label"] for one in options.get("columns", ())] for options in (before, after)]
    if columns[0] != columns[1]:
        said.append(f"the columns of {name} are now {', '.join(columns[1])}")
    text = "; ".join(said) or f"what {name} takes changed"
    return f"{text[0].upper()}{text[1:]}."


def when_words(name: str, expression: dict[str, Any], shape: Shape) -> str:
    """When something shows, as a sentence."""
    when = sentence(expression, asked_of(shape))
    return f"{name} shows now only if {when}." if when else f"{name} always shows now."


def rule_words(name: str, rules: list[dict[str, Any]], shape: Shape) -> str:
    said = "; ".join(sentence(rule["expression"], asked_of(shape)) for rule in rules)
    return f"For {name} must hold now: {said}." if said else f"{name} has no rule to keep any more."


def asked_of(shape: Shape) -> dict[str, Asked]:
    return {key: Asked(one.type, one.label, one.options) for key, one in shape.by_key.items()}


# What becomes of the answers of a draft


class Fate(NamedTuple):
    """What moving a draft to another version does to its answers, by the labels of their questions.

    `stays`: they go along. `again`: they have to be given again, because the question asks otherwise. `not_needed`: kept,
    and no longer asked. `asked`: what is asked of the draft for the first time, and has to be answered.
    """

    response: Response
    stays: tuple[str, ...]
    again: tuple[str, ...]
    not_needed: tuple[str, ...]
    asked: tuple[str, ...]


def fates(responses: Iterable[Response], after: FormVersion) -> list[Fate]:
    """What moving each of these drafts to the version does. Reads only; a fixed number of queries for a version."""
    drafts = list(responses)
    new = shape_of(after.pk)
    shapes = {key: shape_of(key) for key in {one.version_id for one in drafts}}
    answers: dict[int, list[Answer]] = {one.pk: [] for one in drafts}
    rows = Answer.objects.filter(response_id__in=answers).select_related("question", "saved_by").order_by("pk")
    for answer in rows:
        answers[answer.response_id].append(answer)
    return [_fate(one, answers[one.pk], shapes[one.version_id], new) for one in drafts]


def _fate(response: Response, answers: list[Answer], old: Shape, new: Shape) -> Fate:
    before = filled(old, {one.question_id: one for one in answers}, None)
    after = filled(new, carried_all(answers, new), None)
    given = {one.key: one for section in before.sections for one in section.fields if one.raw or one.is_answered}
    shown = {one.key: one for section in after.sections for one in section.fields}
    fine = {key for key, one in shown.items() if one.is_answered and not one.problem}
    was_wrong = {key for key, one in given.items() if one.problem}
    stays = tuple(
        one.question.label for key, one in given.items() if key in fine or (key in shown and key in was_wrong)
    )
    again = tuple(shown[key].question.label for key in given if key in shown and key not in fine | was_wrong)
    gone = tuple(one.question.label for key, one in given.items() if key not in shown)
    seen = {one.key for section in before.sections for one in section.fields}
    asked = tuple(one.question.label for key, one in shown.items() if key not in seen and one.problem)
    return Fate(response, stays, again, gone, asked)


def fits(before: Question, after: Question | None) -> bool:
    """Whether an answer can follow its question into another version: the same key, asked in the same way."""
    return after is not None and before.type == after.type


def carried(answer: Answer, after: Question) -> Parsed:
    """An answer read anew by the newer question's limits. A file stays the file that it is."""
    if after.type == QuestionType.FILE:
        return Parsed(answer.value, answer.error)
    return parse(after.type, answer.raw, after.options)


def carried_all(answers: Iterable[Answer], new: Shape) -> dict[int, Answer]:
    """The answers as they would stand in the version, by the id of its question. Nothing is saved."""
    made = {}
    for answer in answers:
        after = new.by_key.get(answer.question.key)
        if after is not None and fits(answer.question, after):
            found = carried(answer, after)
            made[after.pk] = Answer(
                raw=answer.raw,
                value=found.value,
                error=found.error,
                version=answer.version,
                saved_at=answer.saved_at,
                saved_by=answer.saved_by,
            )
    return made
