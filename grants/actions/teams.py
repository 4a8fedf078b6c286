"""Who is on an application's team: invitations by e-mail, parts, and the lead that is handed over."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import people
from core.audit import record
from core.choices import Scope
from core.links import digest
from core.models import Member, User
from core.moves import ClockNow, MoveRefused, make_move
from core.permissions import Permission, Role
from grants.access.applications import preparers_of
from grants.access.teams import lead_of, teammates_of
from grants.choices import TeamInvitationStatus, TeamPart
from grants.emails import teams as emails
from grants.models import Application, TeamInvitation, Teammate
from grants.rules.teams import DAYS, INVITATION_MOVES, MOST

OPEN = [TeamInvitationStatus.PENDING, TeamInvitationStatus.CLAIMED]
LATE = "This invitation has ended. Ask for a new one."


def over(application: Application) -> people.Over:
    """What a teammate's role is held over."""
    return people.Over(Scope.APPLICATION, application.pk, application.number)


def begin_team(application: Application, *, by: Member) -> Teammate:
    """Whoever starts an application leads it. Part of the deed that starts it."""
    return Teammate.objects.create(application=application, member=by, part=TeamPart.LEAD, by=by)


def _hold(application: Application) -> Application:
    """Lock the application while its team changes, so that two changes at once come one after the other."""
    rows = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("started_by")
    held: Application = rows.get(pk=application.pk)
    return held


# Invitations


@transaction.atomic
def invite(application: Application, email: str, name: str, part: str, *, by: Member) -> TeamInvitation:
    """Invite somebody by e-mail for 14 days. An open invitation to the same address is replaced.

    Raises MoveRefused for somebody who is on the team already, and for an application that can no longer be written.
    """
    held, email = _hold(application), User.objects.normalize(email)
    _check_room(held, email)
    for old in TeamInvitation.objects.filter(application=held, email=email, status__in=OPEN):
        make_move(old, INVITATION_MOVES, "revoke", by=by, decided_at=ClockNow())
    token = secrets.token_urlsafe(32)
    made = TeamInvitation.objects.create(
        application=held,
        email=email,
        name=name.strip(),
        part=part,
        token_sha256=digest(token),
        invited_by=by,
        expires_at=timezone.now() + dt.timedelta(days=DAYS),
    )
    record("teaminvitation.send", made, by=by, application=held.number, part=part, email=email)
    emails.invited(made, token)
    return made


def _check_room(application: Application, email: str) -> None:
    if not application.is_writable:
        raise MoveRefused(f"{application.number} can no longer be written, so nobody can join it.")
    team = list(teammates_of(application))
    here = [one.member for one in team] + [grant.member for grant in preparers_of(application)]
    if email in {member.user.email for member in here}:
        raise MoveRefused(f"{email} is on this application already.")
    if len(team) + TeamInvitation.objects.filter(application=application, status__in=OPEN).count() >= MOST:
        raise MoveRefused(f"A team has {MOST} people and open invitations at the most. End one first.")


def send_again(invitation: TeamInvitation, *, by: Member) -> TeamInvitation:
    """A new link for 14 days; the old one opens nothing any more."""
    return invite(invitation.application, invitation.email, invitation.name, invitation.part, by=by)


@transaction.atomic
def revoke(invitation: TeamInvitation, *, by: Member) -> TeamInvitation:
    """Take it back: its link opens nothing any more."""
    made: TeamInvitation = make_move(invitation, INVITATION_MOVES, "revoke", by=by, decided_at=ClockNow())
    return made


@transaction.atomic
def accept(invitation: TeamInvitation, *, user: User | None = None, password: str = "") -> Member:
    """Take it, once: the account where there is none, the membership, the role over this one application, the part.

    Raises MoveRefused when it has ended, core.people.Refused for another address than the invited one, and django's
    ValidationError for a password that is too weak.
    """
    held = _hold(invitation.application)
    member = people.join(invitation.email, invitation.name, user=user, password=password)
    taken: TeamInvitation = make_move(
        invitation, INVITATION_MOVES, "accept", by=member, **_while_open(), decided_at=ClockNow()
    )
    _join(held, member, taken)
    emails.answered(taken, "accepted")
    return member


def _while_open() -> dict[str, Any]:
    return {"only_if": Q(expires_at__gt=ClockNow()), "refused": LATE}


def _join(application: Application, member: Member, invitation: TeamInvitation) -> None:
    """The role that opens the door, and the part; one who is there already keeps what she has."""
    people.give_role(member, Role.TEAMMATE, over(application))
    if not Teammate.objects.current().filter(application=application, member=member).exists():
        Teammate.objects.create(application=application, member=member, part=invitation.part, by=invitation.invited_by)


@transaction.atomic
def decline(invitation: TeamInvitation) -> TeamInvitation:
    """Decline through the link. Whoever invited is told."""
    made: TeamInvitation = make_move(
        invitation,
        INVITATION_MOVES,
        "decline",
        by=None,
        actor=f"{invitation.name}, {invitation.email}",
        **_while_open(),
        decided_at=ClockNow(),
    )
    emails.answered(made, "declined")
    return made


@transaction.atomic
def claim(invitation: TeamInvitation, *, user: User) -> TeamInvitation:
    """Ask to take it with the address that one is signed in with; whoever invited confirms that or not."""
    made: TeamInvitation = make_move(
        invitation,
        INVITATION_MOVES,
        "claim",
        by=None,
        actor=f"{user}, {user.email}",
        **_while_open(),
        claimed_by=user.email,
    )
    emails.answered(made, "claimed")
    return made


@transaction.atomic
def confirm(invitation: TeamInvitation, *, by: Member) -> Member:
    """Let who asked under another address join."""
    held = _hold(invitation.application)
    user = User.objects.get(email=invitation.claimed_by)
    taken: TeamInvitation = make_move(invitation, INVITATION_MOVES, "confirm", by=by, decided_at=ClockNow())
    member = people.join(user.email, user.name or taken.name, user=user)
    _join(held, member, taken)
    emails.confirmed(taken, member)
    return member


@transaction.atomic
def turn_down(invitation: TeamInvitation, *, by: Member) -> TeamInvitation:
    """Not under that address: the invitation waits for the one it was sent to."""
    made: TeamInvitation = make_move(invitation, INVITATION_MOVES, "turn_down", by=by, claimed_by="")
    return made


# Parts


@transaction.atomic
def change_part(teammate: Teammate, part: str, *, by: Member) -> Teammate:
    """Give somebody another part. The lead changes by handing over only."""
    _hold(teammate.application)
    held = Teammate.objects.select_for_update(no_key=True, of=("self",)).get(pk=teammate.pk, ended_at__isnull=True)
    if TeamPart.LEAD in (held.part, part):
        raise MoveRefused("The lead is handed over, not changed. Use “Hand the lead over”.")
    before, held.part = held.part, part
    held.save(update_fields=["part"])
    record("teammate.part", held, by=by, application=held.application.number, before=before, after=part)
    return held


@transaction.atomic
def end(teammate: Teammate, *, by: Member) -> Teammate:
    """Somebody leaves the team: she sees the application no more. What she wrote and said stays."""
    _hold(teammate.application)
    held = Teammate.objects.select_for_update(no_key=True, of=("self",)).get(pk=teammate.pk)
    if held.part == TeamPart.LEAD:
        raise MoveRefused("Hand the lead over first. An application is never without one.")
    if held.ended_at is not None:
        raise MoveRefused(f"{held.member.name} has left the team already.")
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    people.close_roles(held.member, Role.TEAMMATE, over(held.application))
    record("teammate.end", held, by=by, application=held.application.number, member=held.member.name)
    if held.member_id != by.pk:
        emails.ended(held, by)
    return held


@transaction.atomic
def hand_over(application: Application, to: Member, *, by: Member, reason: str = "") -> Teammate:
    """Make somebody who is on the application its lead. Who led it goes on as an editor.

    With a reason it is the state's staff who do it, for a lead whose account is closed.
    """
    held = _hold(application)
    before = lead_of(held)
    known = {one.member_id for one in teammates_of(held)} | {grant.member_id for grant in preparers_of(held)}
    if to.pk == before.pk:
        raise MoveRefused(f"{to.name} leads this application already.")
    if to.pk not in known or not (to.is_active and to.user.is_active):
        raise MoveRefused("Only somebody who is on this application, with an account that is open, can lead it.")
    Teammate.objects.current().filter(application=held, part=TeamPart.LEAD).update(part=TeamPart.EDITOR)
    lead = {"part": TeamPart.LEAD}
    made, _ = Teammate.objects.current().update_or_create(
        application=held, member=to, defaults=lead, create_defaults=lead | {"by": by}
    )
    record("application.lead", held, by=by, before=before.name, after=to.name, **({"reason": reason} if reason else {}))
    emails.lead_changed(made, before, by, reason)
    return made


@transaction.atomic
def transfer_lead(application: Application, to: Member, *, reason: str, by: Member) -> Teammate:
    """The state's staff give a draft whose lead's account is closed to somebody else who is on it, and say why."""
    before = lead_of(application)
    if before.is_active and before.user.is_active:
        raise MoveRefused(f"The account of {before.name} is open. Only the lead can hand the application over.")
    if not reason.strip():
        raise MoveRefused("Give a reason. It becomes part of the record, and both are told.")
    return hand_over(application, to, by=by, reason=reason.strip())


def keep_team(before: Application, made: Application, *, by: Member) -> None:
    """The same people with the same parts. Part of the deed that starts again from what was withdrawn."""
    for one in list(teammates_of(before)):
        Teammate.objects.create(application=made, member=one.member, part=one.part, by=by)
        if one.member.scope_ids(Permission.APPLICATION_EDIT, Scope.APPLICATION) & {before.pk}:
            people.give_role(one.member, Role.TEAMMATE, over(made))
