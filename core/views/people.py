"""The people of a state: who holds which role, whom to invite, whose role ends."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from core import people as deeds
from core.access import StateRequest, needs
from core.inviting import EndForm, InviteForm, Listed, PeopleFilter, found_people, open_invitations
from core.models import Invitation, RoleGrant
from core.permissions import Permission
from core.templatetags.rt import day

PAGE = 60


def _page(request: StateRequest, form: InviteForm | None = None, status: int = 200) -> HttpResponse:
    """The list, the open invitations, and the form for those who may invite."""
    asked = PeopleFilter(request.GET)
    page = Paginator(found_people(asked.wanted()), PAGE).get_page(request.GET.get("page"))
    may_invite = request.member.can(Permission.MEMBER_INVITE)
    context = {
        "page": page,
        "rows": Listed.of(list(page.object_list)),
        "filter": asked,
        "invitations": open_invitations(),
        "form": form or (InviteForm(by=request.member) if may_invite else None),
        "given": {str(role) for role in deeds.roles_given_by(request.member)} if may_invite else set(),
    }
    return render(request, "core/people.html", context, status=status)


@require_safe
@needs(Permission.MEMBER_SEE)
def people(request: StateRequest) -> HttpResponse:
    return _page(request)


@require_POST
@needs(Permission.MEMBER_INVITE)
def invite(request: StateRequest) -> HttpResponse:
    """Send an invitation; what was typed stays when it cannot be sent."""
    form = InviteForm(request.POST, by=request.member)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        made = deeds.invite(**form.cleaned_data["deed"], by=request.member)
    except deeds.Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, status=422)
    messages.success(request, f"{made.email} is invited. The link works for 7 days.")
    return redirect("people")


@require_POST
@needs(Permission.MEMBER_INVITE)
def invitation_act(request: StateRequest, pk: int) -> HttpResponse:
    """Replace an open invitation by a new one, or withdraw it."""
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        if request.POST.get("act") == "replace":
            deeds.replace(invitation, by=request.member)
            messages.success(request, f"{invitation.email} gets a new link. The old one no longer works.")
        elif deeds.withdraw(invitation, by=request.member):
            messages.success(request, f"The invitation of {invitation.email} is withdrawn.")
    except deeds.Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("people")


@require_POST
@needs(Permission.MEMBER_INVITE)
def role_end(request: StateRequest, pk: int) -> HttpResponse:
    """End one role of one person, at once or after a day."""
    grant = get_object_or_404(RoleGrant.objects.current().select_related("member"), pk=pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, "The last day must be a date, such as 2026-06-30.")
        return redirect("people")
    try:
        deeds.end_role(grant, by=request.member, last_day=form.cleaned_data["last_day"])
    except deeds.Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("people")
    when = "no longer" if form.cleaned_data["last_day"] is None else f"until {day(grant.ends_on)}"
    messages.success(request, f"{grant.member.name} is {when} {grant.get_role_display().lower()}.")
    return redirect("people")
