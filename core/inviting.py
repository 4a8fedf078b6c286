"""The people page's forms and lists."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from core.choices import Scope
from core.models import Invitation, Member, RoleGrant
from core.people import SCOPED, SCOPES, WHOLE_STATE, Over, roles_given_by
from core.permissions import Role


class PeopleFilter(forms.Form):
    """How people are found."""

    q = forms.CharField(label="Name or e-mail", required=False, max_length=100)
    role = forms.ChoiceField(label="Role", required=False, choices=[("", "Every role"), *Role.choices])

    def wanted(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("q", "role")}


OVER = {Scope.ORGANIZATION: "organization", Scope.PARTNERSHIP: "partnership", Scope.FUND: "fund"}
"""What a role may be held over → the box in which it is chosen."""


class InviteForm(forms.Form):
    """Whom to invite to which role; the organization, partnership or fund where the role is held over one."""

    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail address", max_length=254)
    role = forms.ChoiceField(label="Role")
    organization = forms.ChoiceField(
        label="Organization", required=False, help_text="For a convener or an authorized representative."
    )
    partnership = forms.ChoiceField(label="Partnership", required=False, help_text="For a partnership member.")
    fund = forms.ChoiceField(
        label="Fund", required=False, help_text="For a fund steward: the one fund she answers for."
    )

    def __init__(self, *args: Any, by: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = roles_given_by(by)
        shown = [("", "Choose a role"), *((role.value, role.label) for role in roles)]
        self.fields["role"].choices = shown  # type: ignore[attr-defined]
        scopes = {SCOPED[role] for role in roles if role in SCOPED} & set(SCOPES)
        self.names: dict[str, dict[str, str]] = {}
        for scope, box in OVER.items():
            if scope not in scopes:
                del self.fields[box]
                continue
            self.names[box] = {str(pk): name for pk, name in SCOPES[scope]()}
            none = "None: the whole state" if scope == Scope.ORGANIZATION else f"No {box}"
            self.fields[box].choices = [("", none), *self.names[box].items()]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_action = reverse("invite")
        self.helper.add_input(Submit("invite", "Send invitation"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        role, over = given.get("role", ""), WHOLE_STATE
        if role in SCOPED:
            scope = SCOPED[Role(role)]
            box = OVER[scope]
            verb = "works" if scope == Scope.ORGANIZATION else "is"
            if chosen := given.get(box, ""):
                over = Over(scope, int(chosen), self.names[box][chosen])
            else:
                self.add_error(box, f"Choose the {box} that the {Role(role).label.lower()} {verb} for.")
        deed = {"email": given.get("email", ""), "name": given.get("name", ""), "role": role, "over": over}
        return given | {"deed": deed}


class EndForm(forms.Form):
    """The last day of a role; empty: it ends at once."""

    last_day = forms.DateField(required=False)


def found_people(wanted: dict[str, str]) -> QuerySet[Member]:
    """Members by name, found by words and by a role held today."""
    rows = Member.objects.active().select_related("user").order_by("name", "pk")
    if words := wanted["q"].strip():
        rows = rows.filter(Q(name__icontains=words) | Q(user__email__icontains=words.lower()))
    if wanted["role"]:
        rows = rows.with_role(Role(wanted["role"]))
    return rows


@dataclass(frozen=True)
class Listed:
    """A person with the roles held today, each with what it is held over."""

    member: Member
    roles: list[tuple[RoleGrant, str]]

    @classmethod
    def of(cls, members: list[Member]) -> list[Listed]:
        """Two queries for any number of people."""
        grants: dict[int, list[RoleGrant]] = defaultdict(list)
        for grant in RoleGrant.objects.current().filter(member__in=members).order_by("role", "pk"):
            grants[grant.member_id].append(grant)
        scopes = {grant.scope for found in grants.values() for grant in found} & set(SCOPES)
        names = {scope: dict(SCOPES[scope]()) for scope in scopes}
        return [cls(member, [(one, _over(one, names)) for one in grants[member.pk]]) for member in members]


def _over(grant: RoleGrant, names: dict[str, dict[int, str]]) -> str:
    if grant.scope == Scope.STATE:
        return ""
    return names.get(grant.scope, {}).get(grant.scope_id or 0, str(grant.get_scope_display()))


def open_invitations() -> list[Invitation]:
    """Invitations nobody has taken, withdrawn ones left out, newest first."""
    rows = Invitation.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    return list(rows.filter(expires_at__gt=timezone.now()).select_related("invited_by").order_by("-pk")[:100])
