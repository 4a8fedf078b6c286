"""Awards: the state's list and cockpit, and the convener's offers and awards."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from core.access import StateRequest, needs
from core.moves import MoveRefused
from core.permissions import Permission
from grants.access.agreements import live_agreement
from grants.access.awards import get_award
from grants.actions import awards as actions
from grants.choices import AwardStatus
from grants.forms.awards import AnswerForm, AwardFilter
from grants.models import Award
from grants.readmodels.after_award import after_award
from grants.readmodels.award_history import history_of
from grants.readmodels.award_list import award_list
from grants.readmodels.award_page import cockpit_of
from grants.readmodels.before_award import all_steps, is_before, latest_assessment, revision_step
from grants.readmodels.my_awards import award_trail, my_award_list, offer_facts
from grants.readmodels.offers import offer_of


@needs(Permission.AWARD_SEE)
@require_safe
def awards(request: StateRequest) -> HttpResponse:
    """All awards with what was reported of each, and the totals of what was found."""
    form = AwardFilter(request.GET)
    wanted = form.wanted()
    found = award_list(wanted, request.member, page=request.GET.get("page"))
    is_filtered = any(value for name, value in wanted.items() if name != "sort")
    context = {"form": form, "list": found, "sort": wanted["sort"] or "partnership", "is_filtered": is_filtered}
    return render(request, "grants/award_list.html", context)


@needs(Permission.AWARD_SEE)
@require_safe
def award(request: StateRequest, pk: int) -> HttpResponse:
    """One award's cockpit."""
    found = get_award(request, pk)
    context = {
        "award": found,
        "cockpit": cockpit_of(found, request.state),
        "history": history_of(found),
        "steps": all_steps(found, request.state),
        "is_before": is_before(found),
        "offer": offer_of(found),
        "may_manage": request.member.can(Permission.AWARD_MANAGE),
        "after": after_award(found),
    }
    return render(request, "grants/award_detail.html", context)


@needs(Permission.AWARD_ACCEPT)
@require_safe
def my_awards(request: StateRequest) -> HttpResponse:
    """Her awards, offers first."""
    return render(request, "grants/my_awards.html", {"awards": my_award_list(request.member)})


@needs(Permission.AWARD_ACCEPT)
@require_safe
def my_award(request: StateRequest, pk: int) -> HttpResponse:
    """The offer to answer, and once it is accepted the award's reports, money and targets."""
    return _show(request, get_award(request, pk))


def _show(request: StateRequest, award: Award, *, form: AnswerForm | None = None, error: str = "") -> HttpResponse:
    live = live_agreement(award)
    context = {
        "award": award,
        "cockpit": cockpit_of(award, request.state),
        "facts": offer_facts(award),
        "trail": award_trail(),
        "form": form,
        "error": error,
        "after": after_award(award),
        "is_offered": award.status == AwardStatus.OFFERED,
        "offer": offer_of(award),
        "assessed": latest_assessment(award),
        "needs_agreement": live is not None or award.application.round.agreement_template_id is not None,
        "agreement": live,
        "revision": revision_step(award),
    }
    return render(request, "grants/my_award.html", context, status=422 if error else 200)


@needs(Permission.AWARD_ACCEPT)
@require_POST
def answer(request: StateRequest, pk: int) -> HttpResponse:
    """Accept the offer with a typed name, or refuse it with a reason."""
    award, form = get_award(request, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, award, form=form, error="Choose Accept or Refuse.")
    accepts = form.cleaned_data["answer"] == "accept"
    try:
        if accepts:
            actions.accept_award(award, signature=form.cleaned_data["signature"], by=request.member)
        else:
            actions.refuse_award(award, form.cleaned_data["reason"], by=request.member)
    except MoveRefused as refusal:
        award.refresh_from_db()
        return _show(request, award, form=form, error=str(refusal))
    said = "Accepted. Your quarterly reports are below." if accepts else "Refused. The money goes back to its fund."
    messages.success(request, said)
    return redirect("my-award", award.pk)
