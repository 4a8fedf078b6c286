"""Deciding a round: closing the scoring, the slate, the second person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from core.posted import carry_out
from grants.access import reviews as access
from grants.actions import decisions as actions
from grants.actions import reviews as review_actions
from grants.forms.slates import Sent, slate_from
from grants.models import Round, RoundFund, Slate
from grants.readmodels.application_reviews import reviews_of
from grants.readmodels.decision_list import preview_of, rounds_to_decide
from grants.readmodels.slate_page import NOTHING, Unsaved, Viewer, slate_page


@require_safe
@needs(Permission.DECISION_SEE)
def decisions(request: StateRequest) -> HttpResponse:
    """The rounds in review, in decision and decided."""
    page, rows = rounds_to_decide(request.GET.get("page"))
    return render(request, "grants/decision_list.html", {"page": page, "rows": rows})


@require_safe
@needs(Permission.DECISION_SEE)
def slate(request: StateRequest, slug: str) -> HttpResponse:
    """The decision of a round; before its scoring is closed, the ranking so far."""
    round = access.get_round_to_decide(request, slug)
    found = Slate.objects.select_related("run", "recommended_by", "approved_by").filter(round=round).first()
    return before(request, round) if found is None else drawn(request, found)


def viewer_of(request: StateRequest) -> Viewer:
    member = request.member
    return Viewer(
        member, request.state, member.can(Permission.DECISION_RECOMMEND), member.can(Permission.DECISION_APPROVE)
    )


def before(
    request: StateRequest, round: Round, *, reason: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    """The ranking so far, with what closing the scoring needs."""
    context = {
        "round": round,
        "preview": preview_of(round, request.member),
        "may_recommend": request.member.can(Permission.DECISION_RECOMMEND),
        "reason": reason,
        "error": error,
    }
    return render(request, "grants/decision_before.html", context, status=status)


def drawn(
    request: StateRequest, slate: Slate, unsaved: Unsaved = NOTHING, *, title: str = "", status: int = 200
) -> HttpResponse:
    """The slate; `title` heads the faults when something was refused."""
    page = slate_page(slate, viewer_of(request), unsaved)
    context = {"page": page, "slate": slate, "round": slate.round, "money": page.money, "refused": title}
    return render(request, "grants/slate_detail.html", context, status=status)


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def slate_start(request: StateRequest, slug: str) -> HttpResponse:
    """Close the scoring and begin the slate."""
    round = access.get_round_to_decide(request, slug)
    reason = request.POST.get("reason", "")
    try:
        actions.start_decision(round, by=request.member, reason=reason)
    except MoveRefused as refusal:
        if Slate.objects.filter(round=round).exists():
            messages.error(request, str(refusal))
            return redirect("slate", slug)
        return before(request, round, reason=reason, error=str(refusal), status=422)
    messages.success(request, "The scoring is closed and the ranking fixed. This draft funds in rank order.")
    return redirect("slate", slug)


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def slate_save(request: StateRequest, slug: str) -> HttpResponse:
    """Keep the draft. It may still have faults; the page lists them."""
    found = access.get_slate(request, slug)
    refused = keep(request, found)
    if refused is not None:
        return refused
    left = len(actions.slate_faults(found))
    said = f"{left} {'thing stands' if left == 1 else 'things stand'} between it and a recommendation."
    messages.success(request, f"Draft saved. {said if left else 'It can be recommended.'}")
    return redirect("slate", slug)


@require_POST
@needs(Permission.DECISION_RECOMMEND)
def slate_recommend(request: StateRequest, slug: str) -> HttpResponse:
    """Keep the draft and put it before a second person."""
    found = access.get_slate(request, slug)
    refused = keep(request, found)
    if refused is not None:
        return refused
    try:
        actions.recommend_slate(found, by=request.member)
    except actions.SlateNotReady:
        return drawn(request, found, title="The draft is saved, but cannot be recommended yet", status=422)
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Recommended. Those who may approve it have an e-mail.")
    return redirect("slate", slug)


def keep(request: StateRequest, slate: Slate) -> HttpResponse | None:
    """Save the boxes of the draft; the page again, with all that was typed, where they cannot be saved."""
    fund_ids = RoundFund.objects.filter(round=slate.round).values_list("fund_id", flat=True)
    lines = slate.lines.exclude(application__in=access.recused_on(slate, request.member))
    sent = slate_from(request.POST, lines.select_related("application").order_by("rank"), fund_ids)
    if sent.faults:
        return again(request, slate, sent, "Nothing was saved yet", 422)
    try:
        actions.save_lines(slate, sent.choices, by=request.member, note=sent.note)
    except MoveRefused as refusal:
        return again(request, slate, sent, str(refusal), 409)
    return None


def again(request: StateRequest, slate: Slate, sent: Sent, title: str, status: int) -> HttpResponse:
    fresh = Slate.objects.select_related("round", "run", "recommended_by", "approved_by").get(pk=slate.pk)
    return drawn(request, fresh, Unsaved(sent.typed, sent.note, sent.faults), title=title, status=status)


@require_POST
@needs(Permission.DECISION_APPROVE)
def slate_send_back(request: StateRequest, slug: str) -> HttpResponse:
    """Ask for changes, with the reason."""
    found = access.get_slate(request, slug)
    carry_out(
        request,
        lambda: actions.send_back_slate(found, request.POST.get("reason", ""), by=request.member),
        "Sent back as a draft. Whoever recommended it has your reason by e-mail.",
    )
    return redirect("slate", slug)


@require_POST
@needs(Permission.DECISION_APPROVE)
def slate_approve(request: StateRequest, slug: str) -> HttpResponse:
    """Another person approves; with the last approval the letters are merged."""
    found = access.get_slate(request, slug)
    try:
        letters = actions.approve_slate(found, by=request.member, seen=request.POST.get("seen", ""))
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _approved(found, len(letters)))
    return redirect("slate", slug)


def _approved(slate: Slate, letters: int) -> str:
    left = slate.approvals.standing().filter(by__isnull=True).count()
    if left:
        return f"Your approval is kept. The slate needs {left} more before anything is offered."
    waiting = "1 letter is merged and waits" if letters == 1 else f"{letters} letters are merged and wait"
    return f"Approved. {waiting} to be looked at and sent; until then nobody is told."


@require_safe
@needs(Permission.REVIEW_SEE_ALL)
def slate_reviews(request: StateRequest, slug: str, pk: int) -> HttpResponse:
    """Every submitted review of one application, criterion by criterion."""
    application = access.get_application_reviewed(request, slug, pk)
    context = {"application": application, "round": application.round, "page": reviews_of(application)}
    context["may_reopen"] = request.member.can(Permission.REVIEW_ASSIGN)
    context["may_comment"] = request.member.can(Permission.DECISION_RECOMMEND)
    context["comments"] = application.applicant_comments.select_related("by")
    return render(request, "grants/decision_reviews.html", context)


@require_POST
@needs(Permission.REVIEW_ASSIGN)
def review_reopen(request: StateRequest, pk: int) -> HttpResponse:
    """Give a submitted review back to its reviewer, with the reason."""
    found = access.get_review_for_staff(request, pk)
    carry_out(
        request,
        lambda: review_actions.reopen_review(found, request.POST.get("reason", ""), by=request.member),
        f"{found.reviewer.name} has the review back, and your reason by e-mail.",
    )
    return redirect("slate-reviews", found.application.round.slug, found.application_id)
