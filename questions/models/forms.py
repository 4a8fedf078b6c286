"""What staff compose: a form, its versions, their sections and typed questions. Frozen once opened."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from questions.choices import FormKind, Panel, QuestionType, VersionStatus


class Form(StateModel):
    """A form that staff compose, such as "Planning grant application"."""

    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=FormKind)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["title"]
        constraints = [
            *isolated("questions_form"),
            models.UniqueConstraint(fields=["state", "title"], name="form_title_once"),
            models.CheckConstraint(condition=Q(kind__in=FormKind.values), name="form_kind_known"),
        ]

    def __str__(self) -> str:
        return self.title


class FormVersion(StateModel):
    """One version of a form. A draft may change; a frozen one never does, and answers belong to it."""

    form = StateForeignKey(Form, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    status = models.CharField(max_length=10, choices=VersionStatus, default=VersionStatus.DRAFT)
    frozen_at = models.DateTimeField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["form_id", "-number"]
        constraints = [
            *isolated("questions_formversion", "form"),
            models.UniqueConstraint(fields=["state", "form", "number"], name="formversion_numbered"),
            models.CheckConstraint(
                condition=Q(status=VersionStatus.DRAFT, frozen_at__isnull=True)
                | (Q(status=VersionStatus.FROZEN, frozen_at__isnull=False) & ~Q(sha256="")),
                name="formversion_frozen_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} v{self.number}"

    @property
    def is_frozen(self) -> bool:
        return self.status == VersionStatus.FROZEN


class Section(StateModel):
    """A page of a form: questions, and possibly a panel that shows a real table (roster, budget, targets)."""

    version = StateForeignKey(FormVersion, related_name="sections")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    title = models.CharField(max_length=120)
    intro = models.TextField(blank=True, help_text="Limited Markdown")
    panel = models.CharField(max_length=20, choices=Panel, blank=True, default=Panel.NONE)
    show_if = models.JSONField(default=dict, blank=True, help_text="An expression; a section with a panel always shows")

    class Meta:
        ordering = ["position"]
        constraints = [
            *isolated("questions_section", "version"),
            models.UniqueConstraint(fields=["state", "version", "key"], name="section_key_once"),
            models.UniqueConstraint(
                fields=["state", "version", "position"],
                name="section_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Question(StateModel):
    """One typed question.

    `options` holds what the type needs: `choices` [[value, label], …], `min`, `max`, `words` (limit), `rows`, `unit`,
    `low`/`high` labels of a scale, `accept`, `columns` of a table [{key, label, type, required}, …] with `min_rows` and
    `max_rows`, and `apart` (values such as "dont_know" shown apart). `show_if` is an expression over earlier answers
    (questions.rules); empty means always. `validations` are [{"expression": …, "message": …}, …]: each must not be
    false, over earlier answers and this one.
    """

    section = StateForeignKey(Section, related_name="questions")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=60)
    type = models.CharField(max_length=20, choices=QuestionType)
    label = models.CharField(max_length=400)
    help = models.TextField(blank=True)
    required = models.BooleanField(default=True)
    options = models.JSONField(default=dict, blank=True)
    show_if = models.JSONField(default=dict, blank=True)
    validations = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["section__position", "position"]
        constraints = [
            *isolated("questions_question", "section"),
            models.UniqueConstraint(fields=["state", "section", "key"], name="question_key_once"),
            models.UniqueConstraint(
                fields=["state", "section", "position"],
                name="question_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(type__in=QuestionType.values), name="question_type_known"),
        ]

    def __str__(self) -> str:
        return self.label
