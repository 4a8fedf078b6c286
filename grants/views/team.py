"""The team of an application: its page, invitations and parts; the page that an invitation's link opens."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from core import people
from core.access import StateRequest, needs, public
from core.limits import limited
from core.models import Member, User
from core.moves import MoveRefused
from core.permissions import Permission
from core.views.invitations import BACKEND
from grants.access import applications as access
from grants.access import teams
from grants.actions import teams as actions
from grants.choices import TeamInvitationStatus
from grants.forms.teams import NAMED, PartForm, PersonForm, TeamInviteForm
from grants.models import Application, TeamInvitation, Teammate
from grants.readmodels.team import team_page
from grants.rules.teams import ACTS, CAN, Act

Refusal = (MoveRefused, people.Refused)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.APPLICATION_EDIT)
def team(request: StateRequest, pk: int) -> HttpResponse:
    """Who is on the application and what each may do; the post invites one more."""
    found = access.get_own_application(request, pk, to=Act.INVITE if request.method == "POST" else Act.SEE)
    form = TeamInviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite(found, by=request.member, **form.cleaned_data)
        except MoveRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, f"{made.name} gets an invitation by e-mail. It can be taken for 14 days.")
            return redirect("application-team", pk)
    return shown(request, found, form)


def shown(request: StateRequest, application: Application, form: TeamInviteForm) -> HttpResponse:
    page = team_page(application)
    context = {
        "application": application,
        "page": page,
        "form": form,
        "parts": NAMED,
        "may_invite": Act.INVITE in access.acts_over(request.member, application),
        "heirs": PersonForm(people=page.heirs, prefix="lead") if page.heirs else None,
        "trail": trail_of(application),
    }
    return render(request, "grants/application_team.html", context, status=422 if form.errors else 200)


def trail_of(application: Application) -> list[tuple[str, str]]:
    mine = reverse("application-tasks", args=[application.pk])
    return [("My applications", reverse("my-applications")), (f"{application.title}, {application.number}", mine)]


@require_POST
@needs(Permission.APPLICATION_EDIT)
def teammate(request: StateRequest, pk: int, teammate: int) -> HttpResponse:
    """Give somebody another part, or end it; or leave the team oneself."""
    found = access.get_own_application(request, pk)
    held = teams.get_teammate(found, teammate)
    leaves = request.POST.get("act") == "end" and held.member_id == request.member.pk
    if not leaves:
        access.get_own_application(request, pk, to=Act.INVITE)
    try:
        messages.success(request, changed(request, held))
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("my-applications" if leaves else "application-team", *([] if leaves else [pk]))


def changed(request: StateRequest, held: Teammate) -> str:
    """Do what the button says; the sentence of what was done."""
    if request.POST.get("act") == "end":
        actions.end(held, by=request.member)
        return f"{held.member.name} is no longer on the team. What was written stays."
    form = PartForm(request.POST)
    if not form.is_valid():
        raise MoveRefused("Choose one of the parts.")
    made = actions.change_part(held, form.cleaned_data["part"], by=request.member)
    return f"{made.member.name} is {made.get_part_display().lower()} now."


@require_POST
@needs(Permission.APPLICATION_EDIT)
def hand_over(request: StateRequest, pk: int) -> HttpResponse:
    """Make somebody else the lead."""
    found = access.get_own_application(request, pk, to=Act.INVITE)
    form = PersonForm(request.POST, people=team_page(found).heirs, prefix="lead")
    try:
        if not form.is_valid():
            raise MoveRefused("Choose somebody who is on this application.")
        made = actions.hand_over(found, form.cleaned_data["person"], by=request.member)
        messages.success(request, f"{made.member.name} leads this application now.")
    except MoveRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("application-team", pk)


DEEDS: dict[str, tuple[Callable[..., TeamInvitation | Member], str]] = {
    "again": (actions.send_again, "{name} gets a new invitation. The link before it opens nothing any more."),
    "revoke": (actions.revoke, "The invitation of {name} is taken back."),
    "confirm": (actions.confirm, "{name} is on the team."),
    "turn_down": (actions.turn_down, "Turned down. The invitation waits for the address it was sent to."),
}


@require_POST
@needs(Permission.APPLICATION_EDIT)
def invitation(request: StateRequest, pk: int, invitation: int) -> HttpResponse:
    """Send an invitation again, take it back, or answer who asks to take it under another address."""
    found = access.get_own_application(request, pk, to=Act.INVITE)
    held = teams.get_invitation(found, invitation)
    deed, sentence = DEEDS.get(request.POST.get("act", ""), (None, ""))
    if deed is None:
        raise PermissionDenied
    try:
        deed(held, by=request.member)
        messages.success(request, sentence.format(name=held.name))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("application-team", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@limited("invitation")
def taking(request: StateRequest, token: str) -> HttpResponse:
    """The page of an invitation's link. Opening it changes nothing; its buttons accept, decline, or ask."""
    found = teams.get_invitation_by_token(token)
    errors: list[str] = []
    if request.method == "POST":
        try:
            return taken(request, found, token)
        except Refusal as refusal:
            errors = [str(refusal)]
        except ValidationError as weak:
            errors = weak.messages
    context = context_of(request, found) | {"errors": errors}
    answer = render(request, "grants/team_invitation.html", context, status=422 if errors else 200)
    answer["Referrer-Policy"] = "same-origin"
    return answer


def context_of(request: StateRequest, found: TeamInvitation) -> dict[str, object]:
    """Who invites to what, and which of the ways to take it stands open."""
    signed_in = request.user.is_authenticated
    return {
        "invitation": found,
        "application": found.application,
        "does": [ACTS[act] for act in ACTS if act in CAN[found.part]],
        "is_claimed": found.status == TeamInvitationStatus.CLAIMED,
        "has_account": User.objects.filter(email=found.email).exists(),
        "is_her": signed_in and request.user.email == found.email,  # type: ignore[union-attr]
        "sign_in": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
    }


def taken(request: StateRequest, found: TeamInvitation, token: str) -> HttpResponse:
    """Do what the button says."""
    user = request.user if request.user.is_authenticated else None
    act = request.POST.get("act", "")
    if act == "decline":
        actions.decline(found)
        return render(request, "grants/team_invitation.html", {"invitation": found, "is_declined": True})
    if act == "claim" and user is not None:
        actions.claim(found, user=user)
        return redirect("team-invitation", token)
    member = actions.accept(found, user=user, password=request.POST.get("password", ""))
    if user is None:
        login(request, member.user, backend=BACKEND)
    messages.success(request, f"You are on the team of {found.application.title or found.application.number}.")
    return redirect("application-tasks", found.application_id)
