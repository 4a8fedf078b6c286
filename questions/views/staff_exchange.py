"""Forms tried out, exported, imported and borrowed from."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from core.access import StateRequest, needs
from core.permissions import Permission
from core.views.files import attachment
from questions import access
from questions.actions import copying
from questions.actions.composing import CannotCompose
from questions.checks.exchange import LARGEST, NotAForm
from questions.forms import raw_of
from questions.forms.composing import ImportForm
from questions.models import FormVersion, Section
from questions.readmodels import blank, canonical, exported, typed_filling

TRAIL = ("Forms", "/forms/")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.FORM_SEE)
def form_preview(request: StateRequest, pk: int) -> HttpResponse:
    """The form as those will see it who answer it; posted, with the answers tried out and nothing kept."""
    version = access.get_version(request, pk)
    form = blank(version)
    if request.method == "POST":
        fields = [field for section in form.sections for field in section.fields]
        form = typed_filling(version, {field.key: raw_of(request.POST, field) for field in fields})
    context = {
        "version": version,
        "sections": form.sections,
        "tested": request.method == "POST",
        "problems": [problem for section in form.sections for problem in section.problems],
        "not_needed": form.not_needed,
        "narrow": request.GET.get("width") == "phone",
        "trail": [TRAIL, (str(version), f"/forms/versions/{version.pk}/")],
    }
    return render(request, "questions/version_preview.html", context)


@require_safe
@needs(Permission.FORM_SEE)
def form_export(request: StateRequest, pk: int) -> HttpResponse:
    """A version as a file that another state can take in."""
    version = access.get_version(request, pk)
    name = f"{slugify(version.form.title) or 'form'}-v{version.number}.json"
    return attachment(canonical(exported(version)), name, "application/json")


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.FORM_EDIT)
def form_import(request: StateRequest) -> HttpResponse:
    """Take in a form that was exported; everything that is wrong with a file is said at once."""
    form, faults = ImportForm(request.POST or None, request.FILES or None), []
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["file"].read(LARGEST + 1).decode("utf-8")
            version = copying.import_form(text, title=form.cleaned_data["title"], by=request.member)
        except UnicodeDecodeError:
            faults = ["The file is not text. Choose the JSON file of an exported form."]
        except NotAForm as wrong:
            faults = wrong.faults[:30]
        except CannotCompose as refusal:
            form.add_error("title", str(refusal))
        else:
            messages.success(request, f"{version.form.title} was imported as a draft.")
            return redirect("form-version", version.pk)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "questions/form_import.html", {"form": form, "faults": faults, "trail": [TRAIL]}, status=status
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.FORM_EDIT)
def form_borrow(request: StateRequest, pk: int) -> HttpResponse:
    """Choose a section of another form of the state, to be copied into this draft."""
    version = access.get_version(request, pk)
    if request.method == "POST":
        wanted = request.POST.get("section", "")
        section = get_object_or_404(Section, pk=int(wanted) if wanted.isdecimal() else 0)
        try:
            copying.copy_section(section, version, by=request.member)
            messages.success(request, f"“{section.title}” was copied to the end.")
        except CannotCompose as refusal:
            messages.error(request, str(refusal))
        return redirect("form-version", pk)
    trail = [TRAIL, (str(version), f"/forms/versions/{version.pk}/")]
    return render(request, "questions/form_borrow.html", {"version": version, "lent": lent_to(version), "trail": trail})


def lent_to(version: FormVersion) -> list[tuple[FormVersion, list[Section]]]:
    """The newest version of every other form of the kind, with its sections. Two queries."""
    rows = FormVersion.objects.filter(form__kind=version.form.kind).exclude(form_id=version.form_id)
    newest = {one.form_id: one for one in rows.select_related("form").order_by("number")}
    sections = (
        Section.objects.filter(version__in=newest.values()).annotate(asked=Count("questions")).order_by("position")
    )
    held: dict[int, list[Section]] = {}
    for section in sections:
        held.setdefault(section.version_id, []).append(section)
    return [(one, held.get(one.pk, [])) for one in sorted(newest.values(), key=lambda v: v.form.title)]
