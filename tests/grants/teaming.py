"""A draft with a lead, and teammates of every part who have no other role in the state."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

from core.models import Email, Member
from core.permissions import Role
from grants.actions import teams as actions
from grants.choices import TeamPart
from grants.models import Application, TeamInvitation, Teammate
from tests import factories
from tests.grants import applying


def token_of(invitation: TeamInvitation) -> str:
    """The token of the link in the message to whoever was invited."""
    texts = Email.objects.filter(to=invitation.email, template="team_invited").order_by("-pk")
    found = re.search(r"/team/([\w-]{20,})/", texts.values_list("text", flat=True)[0])
    assert found
    return found[1]


class Team:
    """One application with its lead, started for an organization of one."""

    def __init__(self, state: Any, **terms: Any) -> None:
        self.state = state
        self.organization = factories.organization("Lehigh and Berks Workforce Alliance")
        self.elena = factories.member(Role.CONVENER, over=self.organization, name="Elena Márquez")
        self.round = applying.round(**terms)
        self.draft = applying.fill(applying.start(self.round, self.organization, by=self.elena), by=self.elena)

    def joins(self, part: str, name: str = "") -> Member:
        """Somebody from outside, invited as this and come in."""
        name = name or f"{part.title()} Person"
        guest = factories.user(f"{name.lower().replace(' ', '.')}@elsewhere.example")
        invitation = actions.invite(self.draft, guest.email, name, part, by=self.elena)
        return actions.accept(invitation, user=guest)

    def row(self, member: Member) -> Teammate:
        return Teammate.objects.get(application=self.draft, member=member, ended_at__isnull=True)

    def client(self, member: Member | None = None) -> Client:
        return factories.client(self.state, member)

    def at(self, tail: str = "") -> str:
        return f"/my/applications/{self.draft.pk}/{tail}"

    def fresh(self) -> Application:
        self.draft = Application.objects.select_related("round", "organization", "response").get(pk=self.draft.pk)
        return self.draft


PARTS = [part.value for part in TeamPart if part != TeamPart.LEAD]
