"""One section of an application: its questions and its table, saved as one types and by a plain button."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import geography
from core.access import StateRequest, needs
from core.files import FileRefused
from core.permissions import Permission
from grants.access import applications as access
from grants.actions import application_case as case
from grants.actions import applications as actions
from grants.actions import leases, talk
from grants.actions.form_changes import mark_seen
from grants.actions.leases import Leased
from grants.checks.applications import sums_of
from grants.checks.indirect import indirect_of
from grants.forms.application_budget import BudgetPanel
from grants.forms.panels import panel_of
from grants.models import Application, SectionLease
from grants.readmodels.application_case import told_of
from grants.readmodels.application_content import Tables, claim_of, county_label, tables_of, terms_of
from grants.readmodels.application_page import SectionPage, number_word, section_page, section_url
from grants.readmodels.application_parts import composition_of, region_map
from grants.readmodels.deadlines import waivers_of
from grants.readmodels.form_changes import left_over, to_see
from grants.readmodels.market_panel import market_panel, quotient_chart
from grants.readmodels.talk import open_by_question, writer_in
from grants.rules.applications import FOR_APPLICANT
from grants.rules.teams import Act, may_write
from labor_market.models import Industry
from questions.actions.answers import NotOpen, StaleAnswer
from questions.choices import Panel, QuestionType
from questions.forms import typed_in, with_conflicts
from questions.models import Section
from questions.readmodels import FilledSection
from questions.readmodels.answer_files import earlier_in
from questions.views.saving import save_field

MOST_SUGGESTED = 12
SAVERS: dict[str, Callable[..., Application]] = {
    Panel.PARTNERSHIP.value: actions.save_partnership,
    Panel.ROSTER.value: actions.save_roster,
    Panel.BUDGET.value: actions.save_budget,
    Panel.TARGETS.value: actions.save_targets,
    Panel.ASSESSMENT.value: case.save_assessment,
    Panel.MATCH.value: case.save_match,
    Panel.WORK_PLAN.value: case.save_work_plan,
    Panel.NEUTRALITY.value: case.save_neutrality,
}


@dataclass
class Kept:
    """What became of a save: the panel as posted, what somebody else was faster with, files that were refused."""

    panel: Any = None
    stale: list[StaleAnswer] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)
    lease: SectionLease | None = None

    @property
    def is_overtaken(self) -> bool:
        theirs = self.panel is not None and self.panel.theirs is not None
        return bool(self.stale) or theirs or self.lease is not None

    @property
    def is_whole(self) -> bool:
        return not (self.is_overtaken or self.errors or (self.panel is not None and self.panel.errors))


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.APPLICATION_EDIT)
def section(request: StateRequest, pk: int, key: str) -> HttpResponse:
    """A section to fill in; the post saves it and goes on."""
    found = access.get_own_application(request, pk)
    left = left_over(found, request.POST)
    if left and section_page(found, key) is None:
        return left_behind(request, found, left, "")
    page = get_page(found, key)
    if request.method != "POST" and reads_only(request, page):
        return redirect("application-reading", pk, key)
    access.demand_writing(request, found, page.section.panel)
    if not (found.is_writable and page.section.is_open):
        messages.info(request, closed_words(found))
        return redirect("application-tasks", pk)
    if request.method != "POST":
        return shown(request, page, as_saved(request, page))
    try:
        kept = keep(request, page)
    except NotOpen as refusal:
        messages.error(request, str(refusal))
        return redirect("application-tasks", pk)
    if left:
        return left_behind(request, found, left, key)
    if kept.is_whole:
        return redirect(onward(request, page))
    return shown(request, get_page(found, key), kept, status=409 if kept.is_overtaken else 422)


def as_saved(request: StateRequest, page: SectionPage) -> Kept:
    """The table as it was saved, with as many empty rows more as were asked for."""
    return Kept(panel_of(page.section.panel, page.application, page.tables, more=request.GET.get("more", "")))


def reads_only(request: StateRequest, page: SectionPage) -> bool:
    """Whether the section opens to be read: her part does not write it, or somebody else writes in it now."""
    application = page.application
    if not may_write(access.acts_over(request.member, application), page.section.panel):
        return True
    return application.is_writable and writer_in(application, page.section.key, but=request.member.pk) is not None


def left_behind(request: StateRequest, application: Application, left: list[tuple[str, str]], key: str) -> HttpResponse:
    """What she typed into questions that the form dropped while her page was open, to copy from."""
    context = {"application": application, "left": left, "url": section_url(application, key)}
    return render(request, "grants/application_left.html", context | {"trail": trail_of(application)}, status=409)


def closed_words(application: Application) -> str:
    """Why a section cannot be written."""
    if application.is_writable:
        return "Only the sections that were sent back can be changed."
    label = FOR_APPLICANT[application.status].label.lower()
    return f"{application.number} is {label} and can no longer be changed."


def get_page(application: Application, key: str) -> SectionPage:
    page = section_page(application, key)
    if page is None:
        raise Http404
    return page


def keep(request: StateRequest, page: SectionPage) -> Kept:
    """Save all of the page that can be saved: answers, files, and the table if all of it can be read."""
    kept = Kept(panel_of(page.section.panel, page.application, page.tables, request.POST))
    try:
        if "take" in request.POST:
            take_over(request, page)
        keep_all(request, page, kept)
    except Leased as busy:
        kept.lease = busy.lease
    mark_seen(page.application, [page.section.key])
    page.application.refresh_from_db()
    return kept


def take_over(request: StateRequest, page: SectionPage) -> None:
    """Save and take over: at once for whoever leads, for others once the section is free."""
    at_once = Act.INVITE in access.acts_over(request.member, page.application)
    leases.take_over(page.application, page.section.key, page.section.title, by=request.member, at_once=at_once)


def keep_all(request: StateRequest, page: SectionPage, kept: Kept) -> None:
    """Answers, files and the table; what somebody else was faster with stands in `kept` afterwards."""
    application, fields = page.application, page.section.fields
    if fields:
        questions = [one.question for one in fields]
        kept.stale = actions.save_answers(application, questions, typed_in(request.POST, fields), by=request.member)
        kept.errors = keep_files(request, page)
    if kept.panel is not None and not kept.panel.errors:
        save_panel(request, application, kept)


def keep_files(request: StateRequest, page: SectionPage) -> list[tuple[str, str]]:
    """Take out the file whose button was pressed, and save each that came; those that were refused are said."""
    errors, (key, _, gone) = [], request.POST.get("remove_file", "").rpartition(".")
    for one in page.section.fields:
        if one.question.type != QuestionType.FILE:
            continue
        if one.key == key and gone.isdecimal():
            actions.remove_answer_file(page.application, one.question, int(gone[:18]), by=request.member)
        for upload in request.FILES.getlist(one.name):
            try:
                actions.save_answer_file(page.application, one.question, upload, by=request.member)
            except FileRefused as refusal:
                errors.append((one.id, str(refusal)))
    return errors


def save_panel(request: StateRequest, application: Application, kept: Kept) -> None:
    """Hand the table to its action; when somebody else was faster, keep both to show."""
    panel, given = kept.panel, {"version": kept.panel.version, "by": request.member}
    try:
        SAVERS[panel.kind](application, panel.value(), **panel.extra(), **given)
    except actions.StalePanel as late:
        panel.overtaken(late.saved)


def onward(request: StateRequest, page: SectionPage) -> str:
    """Where the button that was pressed leads."""
    application, key = page.application, page.section.key
    here = section_url(application, key)
    if added := request.POST.get("add"):
        anchor = f"id_{added}" if added in ("counties", "naics") else f"q-{added}"
        return f"{here}?more=1#{anchor}"
    if dropped := request.POST.get("drop"):
        return f"{here}?more=1#q-{dropped.rpartition('.')[0]}"
    if gone := request.POST.get("remove_file"):
        return f"{here}?more=1#q-{gone.rpartition('.')[0]}"
    if "remove" in request.POST:
        return f"{here}?more=1#table"
    then = request.POST.get("then", "next")
    if then in ("ready", "unready"):
        deed = talk.mark_ready if then == "ready" else talk.take_mark_off
        deed(application, key, by=request.member)
    if then in ("next", "list", "ready"):
        leases.let_go(application, key, by=request.member)
    if then.startswith("letter-"):
        return f"{here}?more={then}#table"
    if then == "more":
        return f"{here}?more={request.POST.get('more_in', '') or 1}#table"
    if then == "next" and page.next:
        return section_url(application, page.next.key)
    return here if then in ("stay", "unready") else section_url(application, "")


def shown(request: StateRequest, page: SectionPage, kept: Kept, *, status: int = 200) -> HttpResponse:
    """The section with what was typed, on top all that is wrong with it."""
    application, panel = page.application, kept.panel
    terms = terms_of(application.round, waivers_of(application))
    errors = summary_of(request, page, kept)
    context = {
        "page": page,
        "section": typed_again(request, page) if kept.lease else with_conflicts(page.section, kept.stale),
        "busy": kept.lease,
        "may_take": Act.INVITE in access.acts_over(request.member, application),
        "talks": open_by_question(application, page.section.key),
        "application": application,
        "panel": panel,
        "round": application.round,
        "errors": errors,
        "tables": page.tables,
        "sums": sums_of(page.tables.lines, terms),
        "indirect": indirect_of(page.tables.lines, claim_of(application), application.round.indirect_rule),
        "terms": terms,
        "composition": composition_of(page.tables.seats, application.no_labor_reason, terms),
        "trail": trail_of(application),
        "earlier_files": earlier_in(application.response, page.section.fields),
        "form_changes": [one for change in to_see(application) if (one := change.of(page.section.key))],
        "plan": told_of({}, application).plan if page.section.panel == Panel.WORK_PLAN else None,
        "suggest_counties": reverse("suggest-counties"),
        "suggest_industries": reverse("suggest-industries"),
        "region": region_map(application, request.state) if page.section.panel == Panel.PARTNERSHIP else None,
    } | market_of(page)
    begun = status == 200
    context["title"] = (
        f"{things_to_fix(len(errors))} {'before this section is complete' if begun else 'before this is saved'}"
    )
    context["summary_note"] = "Everything you wrote is saved." if begun else "What you typed is still in the boxes."
    return render(request, "grants/application_section.html", context, status=status)


def typed_again(request: StateRequest, page: SectionPage) -> FilledSection:
    """The section with everything that she typed in its boxes, where nothing of it could be saved."""
    fields = tuple(
        replace(one, raw=raw, value=one.value if raw == one.raw else None, version=version)
        for one in page.section.fields
        for raw, version in [typed_in(request.POST, [one])[one.key]]
    )
    return replace(page.section, fields=fields)


def market_of(page: SectionPage) -> dict[str, Any]:
    """What published data say of the counties and industries chosen, where it stands beside the section."""
    if not page.shows_market:
        return {"market": None, "chart": None}
    facts = market_panel(page.application.county_fips, page.application.naics)
    return {"market": facts, "chart": quotient_chart(facts)}


def things_to_fix(number: int) -> str:
    return f"{number_word(number)} thing{'' if number == 1 else 's'} to fix"


def summary_of(request: StateRequest, page: SectionPage, kept: Kept) -> list[tuple[str, str]]:
    """What cannot be saved; else, once the section was begun, what it still lacks."""
    wrong = [*kept.errors, *(kept.panel.errors if kept.panel is not None else [])]
    wrong += [("table", "Somebody else saved this table since you opened it. Both are below.")] * (
        kept.panel is not None and kept.panel.theirs is not None
    )
    names = {one.question.pk: one for one in page.section.fields}
    wrong += [
        (
            names[late.answer.question_id].id,
            f"{names[late.answer.question_id].number} was changed elsewhere. Both texts are below.",
        )
        for late in kept.stale
    ]
    if wrong or request.method == "POST" or "more" in request.GET or page.row.status == "not_started":
        return wrong
    return [(problem.anchor, problem.text) for problem in page.row.problems]


def trail_of(application: Application) -> list[tuple[str, str]]:
    mine = reverse("application-tasks", args=[application.pk])
    return [("My applications", reverse("my-applications")), (f"{application.title}, {application.number}", mine)]


@require_POST
@needs(Permission.APPLICATION_EDIT)
def save(request: StateRequest, pk: int) -> HttpResponse:
    """The autosave of one answer or of a table: 200, 422 with a sentence, 409 with both texts."""
    found = access.get_own_application(request, pk)
    if request.POST.get("field") == "panel":
        page = get_page(found, request.POST.get("section", ""))
        access.demand_writing(request, found, page.section.panel)
        return save_table(request, page)
    access.demand_writing(request, found, panel_asking(found, request.POST.get("field", "")))
    return save_field(request, found.response, by=request.member, save=actions.answer_saver(found))


def panel_asking(application: Application, question: str) -> str:
    """The table of the section in which a question stands; empty where it has none, or there is no such question."""
    rows = Section.objects.filter(version__responses=application.response_id, questions__key=question)
    return rows.values_list("panel", flat=True).first() or ""


def save_table(request: StateRequest, page: SectionPage) -> HttpResponse:
    """A table is saved whole: while one of its boxes cannot be read the answer says so, and that it is not saved yet."""
    kept = Kept(panel_of(page.section.panel, page.application, page.tables, request.POST))
    if kept.panel is None:
        raise Http404
    if kept.panel.errors:
        context = {"error": f"Not saved yet. {kept.panel.errors[0][1]}", "answer_version": kept.panel.version}
        answer = render(request, "components/field_status.html", context, status=422)
        answer["X-Saved"] = "no"
        return answer
    try:
        save_panel(request, page.application, kept)
    except NotOpen as refusal:
        return HttpResponse(str(refusal), status=403, headers={"X-Refused": quote(str(refusal))})
    now = panel_of(page.section.panel, *fresh(page.application))
    if kept.panel.theirs is not None:
        now.overtaken(kept.panel.theirs)
        answer = render(request, "grants/_application_theirs.html", {"panel": now}, status=409)
    else:
        context = {"saved_at": page.application.changed_at, "answer_version": now.version}
        answer = render(request, "components/field_status.html", context)
    answer["X-Version"] = str(now.version)
    return answer


def fresh(application: Application) -> tuple[Application, Tables]:
    application.refresh_from_db()
    return application, tables_of(application)


@require_POST
@needs(Permission.APPLICATION_EDIT)
def sums(request: StateRequest, pk: int) -> HttpResponse:
    """The budget on the page added up while it is typed, by the same functions that judge it. Saves nothing."""
    found = access.get_own_application(request, pk, to=Act.MONEY)
    tables = tables_of(found)
    panel = BudgetPanel(found, tables, request.POST)
    terms = terms_of(found.round, waivers_of(found))
    lines = [] if panel.errors else [*panel.value(), *tables.match]
    claim = claim_of(found) if panel.errors else panel.extra()["claim"]
    context = {
        "sums": sums_of(lines, terms),
        "indirect": indirect_of(lines, claim, found.round.indirect_rule),
        "terms": terms,
        "round": found.round,
        "unreadable": len(panel.errors),
    }
    return render(request, "grants/_application_sums.html", context)


@require_safe
@needs(Permission.APPLICATION_EDIT)
def suggest_counties(request: StateRequest) -> HttpResponse:
    """Counties whose name begins with what is typed, the state's own first."""
    words = request.GET.get("q", "").strip().casefold()
    own = request.state.fips
    found = [c for c in geography.all_counties().values() if words and c.name.casefold().startswith(words)]
    found.sort(key=lambda county: (county.state_fips != own, county.name, county.state_fips))
    labels = [county_label(county.fips) for county in found[:MOST_SUGGESTED]]
    return JsonResponse([[label, label] for label in labels], safe=False)


@require_safe
@needs(Permission.APPLICATION_EDIT)
def suggest_industries(request: StateRequest) -> HttpResponse:
    """Industries by code or by words of their title."""
    words = request.GET.get("q", "").strip()[:80]
    found = Industry.objects.matching(words).order_by("level", "code")[:MOST_SUGGESTED] if words else []
    return JsonResponse([[f"{one.code} {one.title}", f"{one.code} {one.title}"] for one in found], safe=False)
