"""The composer: forms, their versions, sections and questions."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.permissions import Permission
from questions import access
from questions.actions import composing as actions
from questions.actions import copying
from questions.forms.composing import NewForm, QuestionForm, SectionForm
from questions.models import FormVersion, Question, Section
from questions.readmodels import Field, FilledSection, blank
from questions.rules import Asked, sentence

TRAIL = ("Forms", "/forms/")


@needs(Permission.FORM_SEE)
def form_list(request: StateRequest) -> HttpResponse:
    """Every form with its versions."""
    forms = access.visible_to(request.member)
    context = {"forms": forms, "may_edit": request.member.can(Permission.FORM_EDIT)}
    return render(request, "questions/form_list.html", context)


@needs(Permission.FORM_EDIT)
def form_create(request: StateRequest) -> HttpResponse:
    """Start a form."""
    form = NewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = actions.create_form(form.cleaned_data["title"], form.cleaned_data["kind"], by=request.member)
        return redirect("form-version", version.pk)
    return render(request, "questions/form_edit.html", {"form": form, "title": "New form", "trail": [TRAIL]})


@require_safe
@needs(Permission.FORM_SEE)
def form_version(request: StateRequest, pk: int) -> HttpResponse:
    """A version: its sections and questions in order, and what keeps it from being frozen."""
    version = access.get_version(request, pk)
    may_edit = request.member.can(Permission.FORM_EDIT)
    sections = blank(version).sections
    asked = {one.key: actions.asked(one.question) for section in sections for one in section.fields}
    context = {
        "version": version,
        "sections": [
            (section, sentence(section.section.show_if, asked), spoken(section, asked)) for section in sections
        ],
        "faults": [] if version.is_frozen else actions.faults_of(version),
        "may_edit": may_edit and not version.is_frozen,
        "may_copy": may_edit and version.is_frozen,
        "facts": [f"Version {version.number}", version.form.get_kind_display()],
        "trail": [TRAIL],
    }
    return render(request, "questions/version_detail.html", context)


def spoken(section: FilledSection, asked: dict[str, Asked]) -> list[tuple[Field, str, list[tuple[str, str]]]]:
    """Each question of a section with its condition and its rules as sentences."""
    return [
        (
            one,
            sentence(one.question.show_if, asked),
            [(sentence(rule["expression"], asked), rule["message"]) for rule in one.question.validations],
        )
        for one in section.fields
    ]


@needs(Permission.FORM_EDIT)
def section_edit(request: StateRequest, pk: int, section: int | None = None) -> HttpResponse:
    """Add a section to a draft, or change one."""
    version = access.get_version(request, pk)
    found = access.get_section(version, section) if section else None
    initial = {"title": found.title, "intro": found.intro, "panel": found.panel} if found else None
    form = SectionForm(request.POST or None, initial=initial, version=version, section=found)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_section(version, found, by=request.member, **form.fields_of_section())
            return redirect(part_url(version, f"section-{saved.pk}"))
        except actions.CannotCompose as refusal:
            form.add_error(None, str(refusal))
    title = f"Section: {found.title}" if found else "New section"
    context = {"form": form, "title": title, "trail": [TRAIL, version_crumb(version)]}
    return render(request, "questions/section_edit.html", context, status=422 if form.is_bound else 200)


@needs(Permission.FORM_EDIT)
def question_edit(request: StateRequest, pk: int, section: int, question: int | None = None) -> HttpResponse:
    """Add a question to a section of a draft, or change one."""
    version = access.get_version(request, pk)
    place = access.get_section(version, section)
    found = access.get_question(version, question) if question else None
    form = QuestionForm(request.POST or None, version=version, question=found, initial={"section": place.pk})
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_question(version, found, section=place, by=request.member, **form.fields_of_question())
            wanted = form.cleaned_data["section"]
            if wanted is not None and wanted.pk != saved.section_id:
                actions.place(saved, wanted, before=None, by=request.member)
            return redirect(part_url(version, f"question-{saved.pk}"))
        except actions.CannotCompose as refusal:
            form.add_error(None, str(refusal))
    title = "Question" if found else f"New question in {place.title}"
    context = {"form": form, "title": title, "trail": [TRAIL, version_crumb(version)]}
    return render(request, "questions/question_edit.html", context, status=422 if form.is_bound else 200)


def version_crumb(version: FormVersion) -> tuple[str, str]:
    return str(version), reverse("form-version", args=[version.pk])


def part_url(version: FormVersion, target: str = "") -> str:
    """The version's page, at the part that was changed, where the keyboard goes on."""
    return reverse("form-version", args=[version.pk]) + (f"#{target}" if target else "")


@require_POST
@needs(Permission.FORM_EDIT)
def version_act(request: StateRequest, pk: int) -> HttpResponse:
    """Move, place, copy or delete a section or question of a draft; freeze it; start the next version."""
    version = access.get_version(request, pk)
    act, _, target = request.POST.get("act", "").partition(":")
    if act == "delete" and request.POST.get("confirmed") != "yes" and takes_questions(version, target):
        return asked_once_more(request, version, target)
    try:
        after, at = do(request, version, act, target)
    except actions.CannotCompose as refusal:
        messages.error(request, str(refusal))
        after, at = version, target
    return redirect(part_url(after, at))


def takes_questions(version: FormVersion, target: str) -> bool:
    """Whether deleting it would take questions with it."""
    thing = thing_of(version, target)
    return isinstance(thing, Section) and thing.questions.exists()


def asked_once_more(request: StateRequest, version: FormVersion, target: str) -> HttpResponse:
    section = thing_of(version, target)
    assert isinstance(section, Section)
    context = {"section": section, "questions": section.questions.order_by("position"), "target": target}
    crumbs = {"version": version, "trail": [TRAIL, version_crumb(version)]}
    return render(request, "questions/section_delete.html", context | crumbs)


def do(request: StateRequest, version: FormVersion, act: str, target: str) -> tuple[FormVersion, str]:
    """Do what the button says; the version that is shown after, and the part of it to go on at."""
    if act == "freeze":
        actions.freeze_version(version, by=request.member)
        messages.success(request, f"{version} is frozen. Rounds, reports and surveys can use it now.")
        return version, ""
    if act == "copy" and not target:
        return actions.new_version(version, by=request.member), ""
    if act == "place":
        return version, placed(request, version, target)
    thing = thing_of(version, target)
    if act == "copy":
        return version, copied(request, version, thing)
    if act == "delete":
        actions.delete(thing, by=request.member)
        messages.success(request, f"“{thing}” is deleted from this draft.")
        return version, f"section-{thing.section_id}" if isinstance(thing, Question) else ""
    if act in ("up", "down"):
        actions.move(thing, up=act == "up", by=request.member)
    return version, target


def placed(request: StateRequest, version: FormVersion, target: str) -> str:
    """A question that was dragged: question-12 before question-7, or to the end of section-3."""
    what, _, where = target.partition(":")
    question, there = thing_of(version, what), thing_of(version, where)
    if isinstance(question, Question):
        section = there if isinstance(there, Section) else there.section
        before = there if isinstance(there, Question) else None
        actions.place(question, section, before=before, by=request.member)
    return what


def thing_of(version: FormVersion, target: str) -> Section | Question:
    """The section or question that a button names: section-3, question-12."""
    kind, _, number = target.partition("-")
    wanted = int(number) if number.isdecimal() else 0
    return access.get_section(version, wanted) if kind == "section" else access.get_question(version, wanted)


def copied(request: StateRequest, version: FormVersion, thing: Section | Question) -> str:
    """Duplicate a section or a question; where the copy stands."""
    if isinstance(thing, Section):
        return f"section-{copying.copy_section(thing, version, by=request.member).pk}"
    return f"question-{copying.copy_question(thing, thing.section, by=request.member).pk}"
