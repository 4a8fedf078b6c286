"""Who may do what here: invitations by e-mail, and roles that end.

An invitation's token is known to its holder alone. Over what a role is held is named by the app that owns the thing:
it registers the choices of its scope here, so that core need not know organizations.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from typing import NamedTuple

from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import audit, mail
from core.choices import Scope
from core.links import digest
from core.models import Invitation, Member, RoleGrant, State, User
from core.permissions import INVITES, Role
from core.templatetags.rt import long_day

VALID_FOR = dt.timedelta(days=7)
SCOPED = {
    Role.CONVENER: Scope.ORGANIZATION,
    Role.CERTIFIER: Scope.ORGANIZATION,
    Role.PARTNER: Scope.PARTNERSHIP,
    Role.STEWARD: Scope.FUND,
}
"""Roles that are held over something smaller than the state."""

Choices = Callable[[], list[tuple[int, str]]]
SCOPES: dict[str, Choices] = {}


class Refused(Exception):
    """It cannot be done so. The message is fit to show the user."""


class Over(NamedTuple):
    """What a role is to be held over."""

    scope: str
    id: int | None
    label: str


WHOLE_STATE = Over(Scope.STATE, None, "")


def scope_choices(scope: str) -> Callable[[Choices], Choices]:
    """Register a function as what gives the ids and names of a scope's things."""

    def register(choices: Choices) -> Choices:
        SCOPES[scope] = choices
        return choices

    return register


def roles_given_by(member: Member) -> list[Role]:
    """The roles that she may invite people to, by those that she holds over the whole state."""
    held = {grant.role for grant in member.grants if grant.scope == Scope.STATE and grant.role in Role.values}
    given = frozenset().union(*(INVITES.get(Role(role), frozenset()) for role in held))
    return [role for role in Role if role in given]


@transaction.atomic
def invite(email: str, name: str, role: str, over: Over = WHOLE_STATE, *, by: Member) -> Invitation:
    """Invite somebody to a role by e-mail. An open invitation to the same role is replaced.

    Raises Refused when she may not give the role, or the person holds it already.
    """
    email = User.objects.normalize(email)
    if role not in roles_given_by(by):
        raise Refused(f"You cannot invite somebody as {Role(role).label.lower()}. Ask a program director to.")
    if SCOPED.get(Role(role), Scope.STATE) != over.scope:
        over_what = SCOPED.get(Role(role), Scope.STATE)
        raise Refused(f"The role of {Role(role).label.lower()} is held over {over_what.label.lower()}. Choose which.")
    holds = RoleGrant.objects.current().filter(role=role, scope=over.scope, scope_id=over.id)
    if holds.filter(member__user__email=email).exists():
        raise Refused(f"{email} is {Role(role).label.lower()} already.")
    for old in _open().filter(email=email, role=role, scope=over.scope, scope_id=over.id):
        withdraw(old, by=by)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        name=name.strip(),
        role=role,
        scope=over.scope,
        scope_id=over.id,
        scope_label=over.label,
        invited_by=by,
        token_sha256=digest(token),
        expires_at=timezone.now() + VALID_FOR,
    )
    audit.record("invitation.send", invitation, by=by, role=role, over=over.label)
    mail.send(
        "invitation", to=email, context={"invitation": invitation, "token": token}, key=f"invitation-{invitation.pk}"
    )
    return invitation


def replace(invitation: Invitation, *, by: Member) -> Invitation:
    """Send a new link; the old one opens nothing any more."""
    over = Over(invitation.scope, invitation.scope_id, invitation.scope_label)
    return invite(invitation.email, invitation.name, invitation.role, over, by=by)


@transaction.atomic
def withdraw(invitation: Invitation, *, by: Member) -> bool:
    """Take an invitation back. False when it was taken or withdrawn already."""
    changed = Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now()
    )
    if changed:
        audit.record("invitation.withdraw", invitation, by=by)
    return bool(changed)


def find_invitation(token: str) -> Invitation | None:
    """The open invitation that a token names; None for every bad token alike."""
    return _open().select_related("invited_by").filter(token_sha256=digest(token)).first()


def _open() -> QuerySet[Invitation]:
    return Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=timezone.now())


@transaction.atomic
def accept(invitation: Invitation, *, user: User | None = None, password: str = "") -> Member:
    """Take the invitation: the account where there is none, the membership, the role; once.

    `user` is who is signed in, and must be who was invited; without one a password makes the account. Raises Refused,
    and django's ValidationError for a password that is too weak.
    """
    held = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not held.is_open:
        raise Refused("This invitation was used, withdrawn or replaced. Ask for a new one.")
    member = join(held.email, held.name, user=user, password=password)
    RoleGrant.objects.create(member=member, role=held.role, scope=held.scope, scope_id=held.scope_id)
    held.accepted_at, held.accepted_by = timezone.now(), member
    held.save(update_fields=["accepted_at", "accepted_by"])
    audit.record("invitation.accept", held, by=member, role=held.role)
    return member


def join(email: str, name: str, *, user: User | None = None, password: str = "") -> Member:
    """The membership of whoever was invited at this address, with an account where there is none.

    `user` is who is signed in. Raises Refused for another address, an account that is there already, or a membership
    that was closed, and django's ValidationError for a password that is too weak.
    """
    user = user or _new_user(email, name, password)
    if user.email != email:
        raise Refused(f"This invitation is for {email}. Sign out, then open it again.")
    member, _ = Member.objects.get_or_create(user=user, defaults={"name": name})
    if not member.is_active:
        raise Refused("Your account was closed here. Write to the program office.")
    return member


def _new_user(email: str, name: str, password: str) -> User:
    if User.objects.filter(email=email).exists():
        raise Refused("You have an account already. Sign in with it, then accept the invitation.")
    validate_password(password, User(email=email, name=name))
    return User.objects.create_user(email, password, name=name)


def give_role(member: Member, role: Role, over: Over) -> RoleGrant:
    """Give a role from today on, once while it is held. Part of the deed that says why."""
    held = RoleGrant.objects.filter(member=member, role=role, scope=over.scope, scope_id=over.id, ends_on__isnull=True)
    return held.first() or RoleGrant.objects.create(member=member, role=role, scope=over.scope, scope_id=over.id)


def close_roles(member: Member, role: Role, over: Over) -> None:
    """End a role so that it opens nothing from now on. Part of the deed that says why."""
    rows = RoleGrant.objects.current().filter(member=member, role=role, scope=over.scope, scope_id=over.id)
    for grant in rows:
        _close(grant, timezone.localdate() - dt.timedelta(days=1))


@transaction.atomic
def end_role(grant: RoleGrant, *, by: Member, last_day: dt.date | None = None) -> None:
    """End a role after a last day; without one as of yesterday, so that it opens nothing from now on.

    A role that was given only today and ends at once is kept as one of yesterday: an end before the start would be no
    period. Raises Refused for a role that she may not give, for the last director, and for a day that is past.
    """
    State.objects.select_for_update().get(pk=grant.state_id)
    if grant.role not in roles_given_by(by):
        raise Refused(f"You cannot end the role of {Role(grant.role).label.lower()}. Ask a program director to.")
    lasting = RoleGrant.objects.current().filter(role=Role.DIRECTOR, member__is_active=True, ends_on__isnull=True)
    if grant.role == Role.DIRECTOR and not lasting.exclude(pk=grant.pk).exists():
        raise Refused("This is the state's only program director. Invite another one first.")
    today = timezone.localdate()
    if last_day is not None and last_day < today:
        raise Refused(f"{long_day(last_day)} is past. Give today or a later day, or none.")
    _close(grant, last_day or today - dt.timedelta(days=1))
    audit.record("role.end", grant, by=by, member=grant.member.name, role=grant.role, last_day=grant.ends_on)


def _close(grant: RoleGrant, last_day: dt.date) -> None:
    grant.ends_on = last_day
    grant.starts_on = min(grant.starts_on, last_day)
    grant.save(update_fields=["starts_on", "ends_on"])
