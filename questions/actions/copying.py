"""What is made from what is there: a form taken in from a file, a question or section copied, drafts moved to a version."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from core import audit
from core.models import Member
from questions.actions.composing import CannotCompose, draft_held, new_key, next_position
from questions.checks.exchange import read_form
from questions.choices import ResponseStatus
from questions.models import Answer, Form, FormVersion, Question, Response, Section
from questions.readmodels.versions import Fate, carried, fates, fits
from questions.rules import questions_named


@transaction.atomic
def import_form(text: str, *, by: Member, title: str = "") -> FormVersion:
    """A new form with a draft version, from what another form was exported as.

    Raises questions.checks.exchange.NotAForm with everything that is wrong, CannotCompose when the title is taken.
    """
    data = read_form(text)
    name = title.strip() or data["title"]
    if Form.objects.filter(title__iexact=name).exists():
        raise CannotCompose(f"There is a form “{name}” already. Give the imported one another title.")
    form = Form.objects.create(title=name, kind=data["kind"])
    version = FormVersion.objects.create(form=form, number=1)
    for place, section in enumerate(data["sections"], start=1):
        made = Section.objects.create(
            version=version,
            position=place,
            key=section["key"],
            title=section["title"],
            intro=section.get("intro", ""),
            panel=section.get("panel", ""),
            show_if=section.get("show_if", {}),
        )
        Question.objects.bulk_create(
            _question(made, position, one) for position, one in enumerate(section.get("questions", []), start=1)
        )
    audit.record("form.import", form, by=by, title=name, imported_title=data["title"])
    return version


def _question(section: Section, position: int, one: dict[str, Any]) -> Question:
    return Question(
        section=section,
        position=position,
        key=one["key"],
        type=one["type"],
        label=one["label"],
        help=one.get("help", ""),
        required=one.get("required", True),
        options=one.get("options", {}),
        show_if=one.get("show_if", {}),
        validations=one.get("validations", []),
    )


@transaction.atomic
def copy_question(question: Question, section: Section, *, by: Member) -> Question:
    """A copy at the end of a section of a draft; within the same section it stands right behind the original.

    A condition or rule that refers to a question which the target's form does not have is left out.
    """
    version = draft_held(section.version)
    taken = _keys(version)
    known = set(taken)
    key = new_key(question.label, taken, 60)
    made = Question(section=section, position=next_position(section.questions), key=key)
    for name in ("type", "label", "help", "required", "options"):
        setattr(made, name, getattr(question, name))
    made.show_if = _kept(question.show_if, known)
    made.validations = [
        rule | {"expression": expression}
        for rule in question.validations
        if (expression := _kept(_renamed(rule["expression"], question.key, key), known | {key}))
    ]
    made.save()
    audit.record("form.copy_question", version, by=by, question=key, copied_from=question.key)
    if question.section_id == section.pk:
        _behind(question, made)
    return made


def _behind(question: Question, made: Question) -> None:
    """Put a question right behind another of its section."""
    order = list(question.section.questions.exclude(pk=made.pk).order_by("position"))
    order.insert(order.index(question) + 1, made)
    renumber(order)


def renumber(things: Iterable[Section | Question]) -> None:
    """Positions 1, 2, 3 … in this order; the constraint looks when the transaction ends."""
    for position, thing in enumerate(things, start=1):
        if thing.position != position:
            thing.position = position
            thing.save(update_fields=["position"])


@transaction.atomic
def copy_section(section: Section, version: FormVersion, *, by: Member) -> Section:
    """A copy of a section with its questions at the end of a draft, of this form or of another."""
    version = draft_held(version)
    taken = set(version.sections.values_list("key", flat=True))
    panel = "" if version.sections.filter(panel=section.panel).exclude(panel="").exists() else section.panel
    made = Section.objects.create(
        version=version,
        position=next_position(version.sections),
        key=new_key(section.title, taken, 40),
        title=section.title,
        intro=section.intro,
        panel=panel,
        show_if=_kept(section.show_if, set(_keys(version))),
    )
    names: dict[str, str] = {}
    for question in section.questions.order_by("position"):
        again = _named(question, names)
        names[question.key] = copy_question(again, made, by=by).key
    audit.record("form.copy_section", version, by=by, section=made.key, copied_from=section.key)
    return made


def _named(question: Question, names: dict[str, str]) -> Question:
    """The question with the new keys of those that were copied before it."""
    for old, new in names.items():
        question.show_if = _renamed(question.show_if, old, new)
        question.validations = [
            rule | {"expression": _renamed(rule["expression"], old, new)} for rule in question.validations
        ]
    return question


def _renamed(expression: Any, old: str, new: str) -> Any:
    if isinstance(expression, list):
        return [_renamed(part, old, new) for part in expression]
    if not isinstance(expression, dict):
        return expression
    return {
        name: new if name == "question" and value == old else _renamed(value, old, new)
        for name, value in expression.items()
    }


def _kept(expression: dict[str, Any], known: set[str]) -> dict[str, Any]:
    return expression if questions_named(expression) <= known else {}


def _keys(version: FormVersion) -> set[str]:
    return set(Question.objects.filter(section__version=version).values_list("key", flat=True))


# Drafts, moved to a newer version


@transaction.atomic
def move_responses(responses: Iterable[Response], version: FormVersion, *, by: Member, reason: str) -> list[Fate]:
    """Let drafts go on with a newer frozen version of their form: answers follow their question's key where the type fits.

    Those that do not fit stay in the database with the old version's questions, and are listed. What was sent never
    moves. Raises CannotCompose for a version that is a draft or of another form, and without a reason.
    """
    if not version.is_frozen:
        raise CannotCompose(f"{version} is still a draft. Freeze it before drafts move to it.")
    if not reason.strip():
        raise CannotCompose("Write why the drafts move to the new version. Those who fill them in will read it.")
    keys = sorted(one.pk for one in responses)
    rows = Response.objects.select_for_update(no_key=True, of=("self",)).select_related("version__form")
    held = [
        one
        for one in rows.filter(pk__in=keys).order_by("pk")
        if one.status == ResponseStatus.DRAFT and one.version_id != version.pk
    ]
    if other := next((one for one in held if one.version.form_id != version.form_id), None):
        raise CannotCompose(f"Response {other.pk} answers another form, not {version.form}.")
    questions = {one.key: one for one in Question.objects.filter(section__version=version)}
    done = fates(held, version)
    for fate in done:
        _take_along(fate.response, questions)
        fate.response.version = version
        fate.response.save(update_fields=["version"])
        audit.record(
            "response.move",
            fate.response,
            by=by,
            to=version.number,
            again=list(fate.again),
            not_needed=list(fate.not_needed),
            reason=reason,
        )
    return done


def _take_along(response: Response, questions: dict[str, Question]) -> None:
    """Each answer's version rises, so that a page that was opened before is told."""
    for answer in Answer.objects.filter(response=response).select_related("question"):
        after = questions.get(answer.question.key)
        if after is not None and fits(answer.question, after):
            found = carried(answer, after)
            answer.question, answer.value, answer.error = after, found.value, found.error[:300]
            answer.version += 1
            answer.save(update_fields=["question", "value", "error", "version"])
