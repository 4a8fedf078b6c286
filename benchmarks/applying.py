"""An application of 60 questions and 10 files: opened, saved a field at a time, and submitted."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from benchmarks.client import Person
from benchmarks.results import Line
from core.isolation import state_scope
from core.models import FileStatus, Member, State, StoredFile
from grants.actions import applications as actions
from grants.models import Application, Round, Submission
from questions.actions.composing import create_form, freeze_version, save_question, save_section
from questions.choices import FormKind, Panel, QuestionType
from questions.models import FormVersion, Question

WARM, TIMES, DRAFTS = 3, 40, 12
TARGETS = {"open": 60.0, "save a field": 25.0, "submit": 250.0}
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" \
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"  # fmt: skip
TEXT = "Employers named industrial maintenance as the hardest to fill. " * 12


def measure(state: State, label: str) -> list[Line]:
    """Median and p95 of each; a state as large as the label says stands around it."""
    with state_scope(state), timezone.override(state.zone):
        by = Member.objects.select_related("user").get(user__email="convener@vol000.example")
        model = Application.objects.filter(status="under_review", partnership__isnull=False).order_by("pk").first()
        assert model is not None
        form = Form(by)
        round = opened(form.version, model.round)
        drafts = [filled(form, round, model, by, number) for number in range(DRAFTS)]
    person = Person(state, by.email)
    first = drafts[0]
    section = reverse("application-section", args=[first.pk, form.keys[2]])
    lines = [timed("open", label, lambda _: person.get(section), TIMES)]
    save, question = reverse("application-save", args=[first.pk]), form.fields[0]
    lines.append(timed("save a field", label, lambda n: person.post(save, change(question, n)), TIMES))
    sends = [reverse("application-submit", args=[draft.pk]) for draft in drafts[1:]]
    lines.append(timed("submit", label, lambda n: person.post(sends[n], {"name": by.name}), len(sends), warm=1))
    with state_scope(state):
        received = Submission.objects.filter(application__in=drafts).count()
    if received != len(sends):
        print(f"  {received} of {len(sends)} were received: the rest was refused, so the figure means nothing")
    return lines


class Form:
    """Ten sections of six questions, a file in each, and the tables that every application has."""

    def __init__(self, by: Member) -> None:
        self.version = create_form(f"Measured {timezone.now():%H%M%S%f}", FormKind.APPLICATION, by=by)
        panels = [Panel.PARTNERSHIP, Panel.ROSTER, Panel.BUDGET, Panel.TARGETS]
        self.fields: list[str] = []
        for number in range(10):
            panel = panels[number] if number < len(panels) and number != 2 else (Panel.BUDGET if number == 4 else "")
            section = save_section(self.version, None, title=f"Part {number + 1}", intro="", panel=panel, by=by)
            for place in range(6):
                kind = QuestionType.FILE if place == 5 else QuestionType.LONG_TEXT
                made = save_question(
                    self.version, None, section=section, label=f"Question {number}-{place}", type=kind, by=by
                )
                if number == 2 and kind == QuestionType.LONG_TEXT:
                    self.fields.append(made.key)
        freeze_version(self.version, by=by)
        self.keys = list(self.version.sections.order_by("position").values_list("key", flat=True))


def opened(version: FormVersion, model: Round) -> Round:
    """A round with this form, open now, with the terms of one that is there."""
    now = timezone.now()
    fields = {field.attname: getattr(model, field.attname) for field in Round._meta.concrete_fields}
    for name in ("id", "form_version_id", "eligibility_version_id"):
        fields.pop(name)
    stamp = f"{now:%H%M%S}"
    changes: dict[str, Any] = {
        "name": f"Measured {stamp}", "slug": f"measured-{stamp}", "number_prefix": f"M{stamp}", "status": "open",
        "opens_at": now - dt.timedelta(days=1), "closes_at": now + dt.timedelta(days=30), "match_percent": 0,
        "match_basis": "none", "prerequisite": "none", "prerequisite_kind": "", "letters_rule": "none",
    }  # fmt: skip
    return Round.objects.create(form_version=version, **(fields | changes))


def filled(form: Form, round: Round, model: Application, by: Member, number: int) -> Application:
    """A draft with every answer, ten files and the tables of an application that was sent."""
    draft, _ = actions.start_application(round, model.organization, title=f"Measured {number}", by=by)
    facts = actions.PartnershipFacts(
        draft.title, model.industry_title, model.naics, model.county_fips, round.min_months
    )
    actions.save_partnership(draft, facts, version=0, by=by)
    copy(model.partners.all(), draft)
    copy(model.budget.all(), draft)
    copy(model.targets.all(), draft)
    Application.objects.filter(pk=draft.pk).update(no_labor_reason="None is at the table yet.")
    for question in Question.objects.filter(section__version=form.version):
        if question.type == QuestionType.FILE:
            upload = SimpleUploadedFile("plan.pdf", PDF, content_type="application/pdf")
            actions.save_answer_file(draft, question, upload, by=by)
        else:
            actions.answer_saver(draft)(draft.response, question, TEXT, version=0, by=by)
    StoredFile.objects.filter(status=FileStatus.QUARANTINED).update(status=FileStatus.CLEAN)
    return Application.objects.get(pk=draft.pk)


def copy(rows: Any, draft: Application) -> None:
    for row in rows:
        row.pk, row.application = None, draft
        row._state.adding = True
        row.save()


def change(key: str, turn: int) -> dict[str, str]:
    """A field as the page's script posts it; the version rises with each save."""
    return {"field": key, "version": str(turn + 1), f"q-{key}": f"{TEXT} {turn}"}


def timed(name: str, label: str, ask: Any, times: int, *, warm: int = WARM) -> Line:
    """Ask so many times, the first few left out."""
    answers = [ask(number) for number in range(times)]
    wrong = {answer.status for answer in answers} - {200, 302}
    line = Line(
        f"application of 60 questions and 10 files, {name}, {label}",
        [answer.ms for answer in answers[warm:]],
        queries=max(answer.queries for answer in answers),
        target_ms=TARGETS[name],
        more={"wrong": sorted(wrong)} if wrong else {},
    )
    print(f"  {line.row()}", flush=True)
    return line
