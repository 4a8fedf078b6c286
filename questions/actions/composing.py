"""Composing: sections and questions of a draft version, its freezing with a hash, and the next version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import slugify

from core import audit
from core.models import Member
from questions.choices import FormKind, Panel, QuestionType, VersionStatus
from questions.models import Form, FormVersion, Question, Section
from questions.readmodels import blank, sha256_of, version_content
from questions.rules import Asked, faults

NEEDED = {FormKind.APPLICATION: (Panel.PARTNERSHIP, Panel.ROSTER, Panel.BUDGET)}
"""The panels that a form of a kind cannot do without."""

MOST_IN_CHECK = 12
IN_CHECK = (QuestionType.YES_NO, QuestionType.CHOICE, QuestionType.CHOICES, QuestionType.NUMBER, QuestionType.MONEY)
"""What an eligibility check may ask: answered before an account is needed, so in a word or a number."""


class CannotCompose(Exception):
    """The form cannot be changed so. The message is fit to show the user."""


@transaction.atomic
def create_form(title: str, kind: str, *, by: Member) -> FormVersion:
    """A new form with an empty first version."""
    form = Form.objects.create(title=title, kind=kind)
    audit.record("form.create", form, by=by, kind=kind)
    return FormVersion.objects.create(form=form, number=1)


@transaction.atomic
def new_version(version: FormVersion, *, by: Member) -> FormVersion:
    """A draft that starts as a copy of a version. A form has at most one draft."""
    form = Form.objects.select_for_update(no_key=True).get(pk=version.form_id)
    if draft := form.versions.filter(status=VersionStatus.DRAFT).first():
        raise CannotCompose(f"Version {draft.number} of {form.title} is still a draft. Change that one.")
    number = form.versions.aggregate(last=Max("number"))["last"] + 1
    made = FormVersion.objects.create(form=form, number=number)
    for section in version.sections.prefetch_related("questions").order_by("position"):
        questions = list(section.questions.order_by("position"))
        section.pk = section.id = None
        section.version, section._state.adding = made, True
        section.save()
        for question in questions:
            question.pk = None
            question.section = section
        Question.objects.bulk_create(questions)
    audit.record("form.new_version", made, by=by, copied_from=version.number)
    return made


@transaction.atomic
def freeze_version(version: FormVersion, *, by: Member) -> FormVersion:
    """Close a draft for good. From now on it can be answered, and its hash says what was asked."""
    draft_held(version)
    if faults := faults_of(version):
        raise CannotCompose(" ".join(faults))
    version.sha256 = sha256_of(version_content(version))
    version.status, version.frozen_at = VersionStatus.FROZEN, timezone.now()
    version.save(update_fields=["sha256", "status", "frozen_at"])
    audit.record("form.freeze", version, by=by, sha256=version.sha256)
    return version


def faults_of(version: FormVersion) -> list[str]:
    """What keeps a draft from being frozen, each in a sentence."""
    form = blank(version)
    found = [] if form.sections else ["The form has no section yet. Add one."]
    earlier: dict[str, Asked] = {}
    for section in form.sections:
        if not section.fields and not section.panel:
            found.append(f"Section “{section.title}” asks nothing. Add a question or a panel, or delete it.")
        found += [f"Section “{section.title}”: {fault}" for fault in faults(section.section.show_if, earlier)]
        for field in section.fields:
            if field.key in earlier:
                found.append(f"Two questions have the key “{field.key}”. Change one.")
            found += [f"Question {field.number}: {fault}" for fault in question_faults(field.question, earlier)]
            earlier[field.key] = asked(field.question)
    if version.form.kind == FormKind.ELIGIBILITY:
        found += check_faults([(field.number, field.question.type) for s in form.sections for field in s.fields])
    for panel in NEEDED.get(FormKind(version.form.kind), ()):
        if not form.with_panel(panel):
            found.append(f"An application form needs a section with the panel “{Panel(panel).label}”.")
    return found


def check_faults(questions: Sequence[tuple[str, str]]) -> list[str]:
    """What is wrong with an eligibility check, from the number and type of each question: it is short and soon answered."""
    found = []
    if len(questions) > MOST_IN_CHECK:
        found.append(
            f"An eligibility check has at most {MOST_IN_CHECK} questions; this one has {len(questions)}. "
            "Leave what can wait to the application."
        )
    said = ", ".join(QuestionType(one).label.lower() for one in IN_CHECK)
    wrong = [number for number, kind in questions if kind not in IN_CHECK]
    return [*found, *(f"Question {number}: an eligibility check asks for one of: {said}." for number in wrong)]


def asked(question: Question) -> Asked:
    """A question as far as an expression asks."""
    return Asked(question.type, question.label, question.options)


def question_faults(question: Question, earlier: Mapping[str, Asked]) -> list[str]:
    """What is wrong with a question that comes after `earlier` ones: its condition, its rules, its answers or columns."""
    found = faults(question.show_if, earlier)
    for rule in question.validations:
        found += faults(rule.get("expression"), {**earlier, question.key: asked(question)})
        if not str(rule.get("message", "")).strip():
            found.append("A rule says nothing where it is not kept. Write what is wrong and what to do.")
    if question.type in ("choice", "choices") and len(question.options.get("choices", ())) < 2:
        found.append("It needs at least two answers to choose from.")
    if question.type == "table" and not question.options.get("columns"):
        found.append("A table needs at least one column.")
    return found


@transaction.atomic
def save_section(
    version: FormVersion,
    section: Section | None,
    *,
    title: str,
    intro: str,
    panel: str,
    by: Member,
    show_if: dict[str, Any] | None = None,
) -> Section:
    """Add a section at the end, or change one. `show_if`: when it shows; None leaves that alone."""
    draft_held(version)
    if panel and version.sections.filter(panel=panel).exclude(pk=section.pk if section else 0).exists():
        raise CannotCompose(f"Another section shows the panel “{Panel(panel).label}” already.")
    if section is None:
        taken = set(version.sections.values_list("key", flat=True))
        section = Section(version=version, position=next_position(version.sections), key=new_key(title, taken, 40))
    section.title, section.intro, section.panel = title, intro, panel
    section.show_if = section.show_if if show_if is None else show_if
    section.save()
    audit.record("form.section", version, by=by, section=section.key)
    return section


@transaction.atomic
def save_question(
    version: FormVersion, question: Question | None, *, section: Section, by: Member, **fields: Any
) -> Question:
    """Add a question at the end of a section, or change one. `fields` are those of the model."""
    draft_held(version)
    if question is None:
        taken = set(Question.objects.filter(section__version=version).values_list("key", flat=True))
        key = new_key(fields.get("label", ""), taken, 60)
        question = Question(section=section, position=next_position(section.questions), key=key)
    for name, value in fields.items():
        setattr(question, name, value)
    question.save()
    audit.record("form.question", version, by=by, question=question.key)
    return question


@transaction.atomic
def move(thing: Section | Question, *, up: bool, by: Member) -> None:
    """Change places with the one before or after; at the edge nothing happens."""
    version = draft_held(thing.version if isinstance(thing, Section) else thing.section.version)
    siblings = version.sections if isinstance(thing, Section) else thing.section.questions
    side = {"position__lt": thing.position} if up else {"position__gt": thing.position}
    other = siblings.filter(**side).order_by("-position" if up else "position").first()
    if other is None:
        return
    thing.position, other.position = other.position, thing.position
    for one in (thing, other):
        one.save(update_fields=["position"])
    audit.record(
        "form.move", version, by=by, moved=thing.key, before=other.key if up else "", after="" if up else other.key
    )


@transaction.atomic
def place(question: Question, section: Section, *, before: Question | None, by: Member) -> None:
    """Put a question into a section, before one of its questions or at the end (None)."""
    version = draft_held(section.version)
    if question.section.version_id != version.pk or (before is not None and before.section_id != section.pk):
        raise CannotCompose("The form was changed meanwhile. Look at it again, and move the question then.")
    left = [one for one in question.section.questions.order_by("position") if one.pk != question.pk]
    there = left if section.pk == question.section_id else list(section.questions.order_by("position"))
    if before is not None and before.pk == question.pk:
        return
    at = next((n for n, one in enumerate(there) if before is not None and one.pk == before.pk), len(there))
    there.insert(at, question)
    if section.pk != question.section_id:
        numbered(left)
        question.section = section
    numbered(there)
    audit.record("form.move", version, by=by, moved=question.key, before=before.key if before else "", after="")


def numbered(questions: list[Question]) -> None:
    """Positions 1, 2, 3 … in this order; the constraint looks when the transaction ends."""
    for position, one in enumerate(questions, start=1):
        one.position = position
        one.save(update_fields=["position", "section"])


@transaction.atomic
def delete(thing: Section | Question, *, by: Member) -> None:
    """Take a section with its questions, or a question, out of a draft. Nobody can have answered it."""
    version = draft_held(thing.version if isinstance(thing, Section) else thing.section.version)
    audit.record("form.delete", version, by=by, deleted=thing.key, label=str(thing))
    if isinstance(thing, Section):
        thing.questions.all().delete()
    siblings = version.sections if isinstance(thing, Section) else thing.section.questions
    thing.delete()
    siblings.filter(position__gt=thing.position).update(position=F("position") - 1)


def draft_held(version: FormVersion) -> FormVersion:
    """The version's row, held. Raises CannotCompose when it is frozen."""
    found = FormVersion.objects.select_for_update(no_key=True).get(pk=version.pk)
    if found.is_frozen:
        raise CannotCompose(f"{version} is frozen: people have answered it or may. Make a new version to change it.")
    return version


def next_position(rows: Any) -> int:
    return rows.aggregate(last=Coalesce(Max("position"), 0))["last"] + 1


def new_key(words: str, taken: set[str], longest: int) -> str:
    """A short name for a thing, made once of its first words."""
    base = slugify(words)[: longest - 4].strip("-") or "part"
    return base if base not in taken else next(k for n in range(2, 9999) if (k := f"{base}-{n}") not in taken)
