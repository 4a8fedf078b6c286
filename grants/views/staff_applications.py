"""Applications as the state's staff work with them: the list, its export and what is done with several at once."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.templatetags.rt import plural
from grants.actions import screening
from grants.actions.sharing import share_reviews
from grants.forms.filters import ApplicationFilter, get_officer, picked_from, wanted_from
from grants.models import Application
from grants.readmodels import application_head as head
from grants.readmodels.application_export import lines_of
from grants.readmodels.application_list import list_of, split_in_view

SHOWN = 4


@require_safe
@needs(Permission.APPLICATION_SEE)
def applications(request: StateRequest) -> HttpResponse:
    """Every application that was sent and that she is not recused from."""
    wanted = wanted_from(request.GET)
    found = list_of(request.member, wanted)
    context = {
        "found": found,
        "page": found.page,
        "filter": ApplicationFilter(wanted, choices=found.choices, state_fips=request.state.fips),
        "figures": head.figures_of(found),
        "tabs": head.tabs_of(found, request.GET),
        "tags": head.tags_of(found, request.GET),
        "found_words": head.found_words(found),
        "officers": found.choices["officer"],
        "may_screen": request.member.can(Permission.APPLICATION_SCREEN),
        "may_assign": request.member.can(Permission.REVIEW_ASSIGN),
        "me": str(request.member.pk),
        "query": request.GET.urlencode(),
        "clear": head.changed(request.GET, **dict.fromkeys(wanted.narrowed, "")),
    }
    return render(request, "grants/application_list.html", context)


@require_safe
@needs(Permission.APPLICATION_SEE)
def applications_csv(request: StateRequest) -> HttpResponse:
    """The list as it is filtered, whole, streamed."""
    wanted, member = wanted_from(request.GET), request.member
    scores = member.can(Permission.REVIEW_SEE_ALL)
    split = split_in_view(member, wanted) if scores else ()
    lines = lines_of(request.state, member, wanted, split=split, scores=scores)
    name = f"applications-{wanted.round or request.state.code}-{timezone.localdate():%Y-%m-%d}.csv"
    disposition = f'attachment; filename="{name}"'
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = disposition
    return answer  # type: ignore[return-value]


@require_POST
@needs(Permission.APPLICATION_SCREEN)
def applications_give(request: StateRequest) -> HttpResponse:
    """Give the ticked applications, or all of the list, to an officer."""

    def give(picked: list[Application]) -> str:
        officer = get_officer(request.POST.get("officer", ""))
        done = screening.give_to_officer(picked, officer, by=request.member).done
        return f"{officer.name} has {plural(done, 'more application,more applications')} now."

    return on_several(request, give)


@require_POST
@needs(Permission.APPLICATION_SCREEN)
def applications_find_eligible(request: StateRequest) -> HttpResponse:
    """Find those eligible that pass every computed check."""

    def find(picked: list[Application]) -> str:
        return said(screening.find_eligible(picked, by=request.member), len(picked), "found eligible")

    return on_several(request, find)


@require_POST
@needs(Permission.REVIEW_ASSIGN)
def applications_share(request: StateRequest) -> HttpResponse:
    """Share them out among the reviewers, so that loads stay even."""

    def share(picked: list[Application]) -> str:
        return said(share_reviews(picked, by=request.member), len(picked), "given to reviewers")

    return on_several(request, share)


def on_several(request: StateRequest, deed: Callable[[list[Application]], str]) -> HttpResponse:
    """Do it to what was picked, and go back to the list with a sentence of what came of it."""
    query = QueryDict(request.POST.get("query", ""))
    picked = picked_from(request.POST, wanted_from(query), request.member)
    if not picked:
        messages.warning(request, "Tick at least one application first.")
    else:
        try:
            messages.success(request, deed(picked))
        except MoveRefused as refusal:
            messages.error(request, str(refusal))
    back = reverse("applications")
    return redirect(f"{back}?{query.urlencode()}" if query else back)


def said(bulk: screening.Bulk, asked: int, verb: str) -> str:
    """12 of 14 found eligible. The others: …"""
    words = f"{bulk.done} of {plural(asked, 'application')} {verb}."
    if not bulk.refused:
        return words
    more = f" And {len(bulk.refused) - SHOWN} more." if len(bulk.refused) > SHOWN else ""
    return f"{words} {' '.join(bulk.refused[:SHOWN])}{more}"
