"""The team of an application as its pages show it: who does what, who is invited, who may certify."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core.models import Member
from grants.access.applications import preparers_of
from grants.access.teams import certifiers_of, lead_of, teammates_of
from grants.choices import CertificationStatus, TeamInvitationStatus, TeamPart
from grants.models import Application, CertificationRequest, TeamInvitation, Teammate
from grants.rules.teams import ACTS, CAN, DOES, Certifying, certifying, why_not
from questions.models import Answer

SHOWN_INVITATIONS = 60


@dataclass(frozen=True)
class Person:
    """Somebody on the application. `teammate` is there for those whose part can be changed."""

    member: Member
    role: str
    does: str
    is_lead: bool = False
    teammate: Teammate | None = None
    since: dt.datetime | None = None

    @property
    def name(self) -> str:
        return self.member.name

    @property
    def initials(self) -> str:
        parts = self.member.name.split()
        return (parts[0][:1] + parts[-1][:1]).upper() if len(parts) > 1 else self.member.name[:1].upper()


def people_of(application: Application) -> list[Person]:
    """Everybody on it, the lead first: by their parts, and by their roles over its organization. Two queries."""
    grants = {grant.member_id: grant for grant in preparers_of(application)}
    team = {one.member_id: one for one in teammates_of(application)}
    lead = next((pk for pk, one in team.items() if one.part == TeamPart.LEAD), application.started_by_id)
    found = []
    for pk, one in team.items():
        if pk not in grants:
            found.append(Person(one.member, _part(one), DOES[one.part], pk == lead, one, one.since))
    for pk, grant in grants.items():
        role, since = grant.get_role_display().lower(), team[pk].since if pk in team else None
        words = f"lead, {role}" if pk == lead else role
        found.append(Person(grant.member, words, DOES[TeamPart.LEAD], pk == lead, None, since))
    return sorted(found, key=lambda person: (not person.is_lead, person.name))


def _part(teammate: Teammate) -> str:
    return str(teammate.get_part_display()).lower()


@dataclass(frozen=True)
class Invited:
    """An invitation with where it stands and what can be done with it."""

    invitation: TeamInvitation
    status: str
    label: str
    may_send_again: bool
    may_revoke: bool


def invited_to(application: Application) -> list[Invited]:
    """Its invitations, the latest of each address, without those that were accepted."""
    rows = TeamInvitation.objects.filter(application=application).exclude(status=TeamInvitationStatus.ACCEPTED)
    seen: dict[str, Invited] = {}
    for one in rows.select_related("invited_by")[:SHOWN_INVITATIONS]:
        seen.setdefault(one.email, _invited(one))
    taken = TeamInvitation.objects.filter(application=application, status=TeamInvitationStatus.ACCEPTED)
    here = dict(taken.values_list("email", "created_at"))
    return [row for email, row in seen.items() if email not in here or here[email] < row.invitation.created_at]


def _invited(one: TeamInvitation) -> Invited:
    if one.is_expired:
        return Invited(one, "closed", "Expired", True, True)
    is_open = one.status in (TeamInvitationStatus.PENDING, TeamInvitationStatus.CLAIMED)
    return Invited(one, one.status, str(one.get_status_display()), True, is_open)


@dataclass(frozen=True)
class TeamPage:
    """Everything that the team's page shows."""

    people: list[Person]
    invited: list[Invited]
    lead: Member
    table: list[tuple[str, list[str]]]
    heirs: list[Member]


def team_page(application: Application) -> TeamPage:
    people, lead = people_of(application), lead_of(application)
    table = [(str(part.label), [ACTS[act] for act in ACTS if act in CAN[part]]) for part in TeamPart]
    heirs = [person.member for person in people if person.member.pk != lead.pk]
    return TeamPage(people, invited_to(application), lead, table, heirs)


# Certification


def prepared_by(application: Application) -> set[int]:
    """The ids of those who prepared it: who started it, or saved an answer or a table that stands in it."""
    answers = Answer.objects.filter(response_id=application.response_id, saved_by__isnull=False, version__gt=0)
    tables = {stamp["by_id"] for stamp in application.panels.values() if stamp.get("by_id")}
    return {application.started_by_id, *answers.values_list("saved_by_id", flat=True).distinct(), *tables}


def certifying_of(application: Application, member: Member) -> Certifying:
    """Whether she may certify it as it stands, and else who can. Four queries."""
    return certifying(
        member.pk,
        preparers=prepared_by(application),
        certifiers={pk: one.name for pk, one in certifiers_of(application).items()},
        organization=application.organization.legal_name,
    )


def refusal_to_certify(application: Application, found: Certifying) -> str:
    """The sentence for somebody who may not certify it."""
    return why_not(found.others, application.title)


def asked_to_certify(application: Application) -> CertificationRequest | None:
    """The request that waits, if there is one."""
    rows = CertificationRequest.objects.filter(application=application, status=CertificationStatus.WAITING)
    found: CertificationRequest | None = rows.select_related("certifier__user", "asked_by__user").first()
    return found


def can_be_asked(application: Application) -> list[Member]:
    """Whom one may ask to certify: all who can, those first who had no part in preparing it."""
    prepared = prepared_by(application)
    return sorted(certifiers_of(application).values(), key=lambda one: (one.pk in prepared, one.name))
