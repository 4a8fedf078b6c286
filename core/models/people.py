"""People: one user everywhere, a member in each state, and the roles a member holds."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.choices import Scope
from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.permissions import STAFF_ROLES, Permission, Role, permissions_of


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=self.normalize(username or ""))

    @staticmethod
    def normalize(email: str) -> str:
        return email.strip().lower()


class User(AbstractBaseUser, PermissionsMixin):
    """A person's e-mail and credentials, the same in every state. What she may do is a Member's matter."""

    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField("may open the operator's admin", default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(email__regex="[A-Z ]"), name="user_email_is_normal")]

    def __str__(self) -> str:
        return self.name or self.email

    def clean(self) -> None:
        self.email = UserManager.normalize(self.email)


class MemberQuerySet(StateQuerySet):
    def active(self) -> MemberQuerySet:
        return self.filter(is_active=True, user__is_active=True)

    def with_role(self, *roles: Role) -> MemberQuerySet:
        """Members who hold one of the roles today, each once."""
        holders = RoleGrant.objects.current().filter(role__in=roles).values("member_id")
        return self.active().filter(pk__in=holders)


class Member(StateModel):
    """A person in one state."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="members")
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = StateManager.from_queryset(MemberQuerySet)()

    class Meta:
        constraints = [
            *isolated("core_member"),
            models.UniqueConstraint(fields=["state", "user"], name="member_once_a_state"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def email(self) -> str:
        return self.user.email

    @cached_property
    def grants(self) -> list[RoleGrant]:
        """The roles held today, read once a request."""
        return list(RoleGrant.objects.current().filter(member_id=self.pk))

    @cached_property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def is_staff_member(self) -> bool:
        """Whether she works for the state, rather than for a partnership or as a reviewer."""
        return bool(self.roles & STAFF_ROLES)

    def can(self, permission: Permission) -> bool:
        """Whether she holds the permission over the whole state."""
        return any(g.scope == Scope.STATE and permission in permissions_of(g.role) for g in self.grants)

    def can_somewhere(self, permission: Permission) -> bool:
        """Whether she holds the permission over anything: enough to open the door, not to see a row."""
        return any(permission in permissions_of(g.role) for g in self.grants)

    def scope_ids(self, permission: Permission, scope: Scope) -> frozenset[int]:
        """The ids of the organizations (partnerships, rounds) over which she holds the permission."""
        return frozenset(
            g.scope_id
            for g in self.grants
            if g.scope == scope and g.scope_id is not None and permission in permissions_of(g.role)
        )

    def permissions_over(
        self, *, organization: int | None = None, partnership: int | None = None, statewide: bool = True
    ) -> frozenset[Permission]:
        """Everything she may do to a thing of that organization or partnership, with her roles over the whole state or
        without them."""
        held: set[Permission] = set()
        for grant in self.grants:
            if (
                (statewide and grant.scope == Scope.STATE)
                or (grant.scope == Scope.ORGANIZATION and grant.scope_id == organization)
                or (grant.scope == Scope.PARTNERSHIP and grant.scope_id == partnership)
            ):
                held |= permissions_of(grant.role)
        return frozenset(held)


class RoleGrantQuerySet(StateQuerySet):
    def current(self, on: dt.date | None = None) -> RoleGrantQuerySet:
        """Grants that hold on the day (today in the state when not given)."""
        on = on or timezone.localdate()
        return self.filter(Q(starts_on__lte=on), Q(ends_on__isnull=True) | Q(ends_on__gte=on))


class RoleGrant(StateModel):
    """A role that a member holds over something between two dates.

    `scope_id` is the id of an organization, partnership or round, which belong to apps above core; those apps look it up
    in their own tables, so an id that is no longer there gives nothing.
    """

    member = StateForeignKey(Member, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role)
    scope = models.CharField(max_length=20, choices=Scope, default=Scope.STATE)
    scope_id = models.BigIntegerField(null=True, blank=True)
    starts_on = models.DateField(default=timezone.localdate)
    ends_on = models.DateField(null=True, blank=True)

    objects: ClassVar = StateManager.from_queryset(RoleGrantQuerySet)()

    class Meta:
        constraints = [
            *isolated("core_rolegrant", "member"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="rolegrant_role_known"),
            models.CheckConstraint(
                condition=Q(scope=Scope.STATE, scope_id__isnull=True)
                | (Q(scope__in=[s for s in Scope.values if s != Scope.STATE]) & Q(scope_id__isnull=False)),
                name="rolegrant_scope_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="rolegrant_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["state", "member", "role", "scope", "scope_id"],
                condition=Q(ends_on__isnull=True),
                nulls_distinct=False,
                name="rolegrant_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.get_scope_display().lower()})"


class Invitation(StateModel):
    """An invitation by e-mail to take a role in the state. The token is known to its holder alone; we keep its digest."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=20, choices=Role)
    scope = models.CharField(max_length=20, choices=Scope, default=Scope.STATE)
    scope_id = models.BigIntegerField(null=True, blank=True)
    scope_label = models.CharField(max_length=200, blank=True)
    invited_by = StateForeignKey(Member, related_name="invitations_sent")
    token_sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = StateForeignKey(Member, null=True, blank=True, related_name="invitations_taken")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *isolated("core_invitation", "invited_by", "accepted_by"),
            models.UniqueConstraint(fields=["state", "token_sha256"], name="invitation_token_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.get_role_display().lower()}"

    @property
    def is_open(self) -> bool:
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > timezone.now()
