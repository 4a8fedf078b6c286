"""The team of an application as its pages show it: who does what, who is invited, who may certify."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from core.models import Member
from grants.access.applications import preparers_of
from grants.access.teams import certifiers_of, lead_of, teammates_of
from grants.choices import CertificationStatus, TeamInvitationStatus, TeamPart
from grants.models import Application, CertificationRequest, TeamInvitation, Teammate
from grants.readmodels.application_content import Problem
from grants.rules.teams import ACTS, CAN, DOES, Act, Certifying, certifying, why_not
from questions.models import Answer

SHOWN_INVITATIONS = 60
CERTIFY = "h-certify"
"""The anchor of the certification on the check page."""


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


def heirs_of(application: Application) -> tuple[Member, list[Member]]:
    """Who leads it, and who else is on it with an account that is open."""
    lead = lead_of(application)
    others = [person.member for person in people_of(application) if person.member.pk != lead.pk]
    return lead, [one for one in others if one.is_active and one.user.is_active]


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


def certification_problems(application: Application, found: Certifying) -> list[Problem]:
    """What keeps somebody who prepared it from certifying it, beside what is missing in its sections."""
    if found.allowed:
        return []
    return [Problem("", "Certification", CERTIFY, why_not(found.others, application.title))]


@dataclass(frozen=True)
class CertifyPanel:
    """How it stands with the certification, for one reader."""

    problems: list[Problem]
    says: str
    asked: CertificationRequest | None
    is_asked: bool
    may_ask: bool
    may_withdraw: bool
    people: list[tuple[int, str]]
    declined: CertificationRequest | None = None

    @property
    def why(self) -> str:
        return self.problems[0].text if self.problems else ""


def certify_panel(application: Application, member: Member, acts: Collection[Act]) -> CertifyPanel:
    """Who may certify, who is asked to, and what this member can do about it."""
    if not application.is_writable:
        return CertifyPanel([], "", None, False, False, False, [])
    found, asked = certifying_of(application, member), asked_to_certify(application)
    problems = certification_problems(application, found) if Act.SUBMIT in acts else []
    may_ask = bool({Act.WRITE, Act.MONEY, Act.SUBMIT} & set(acts))
    others = [(one.pk, one.name) for one in can_be_asked(application) if one.pk != member.pk] if may_ask else []
    is_asked = asked is not None and asked.certifier_id == member.pk
    may_withdraw = asked is not None and (Act.INVITE in acts or asked.asked_by_id == member.pk)
    declined = _last_declined(application) if asked is None else None
    return CertifyPanel(problems, found.says, asked, is_asked, may_ask, may_withdraw, others, declined)


def _last_declined(application: Application) -> CertificationRequest | None:
    """The refusal that nothing followed."""
    last = CertificationRequest.objects.filter(application=application).select_related("certifier").first()
    return last if last is not None and last.status == CertificationStatus.DECLINED else None


def asked_to_certify(application: Application) -> CertificationRequest | None:
    """The request that waits, if there is one."""
    rows = CertificationRequest.objects.filter(application=application, status=CertificationStatus.WAITING)
    found: CertificationRequest | None = rows.select_related("certifier__user", "asked_by__user").first()
    return found


def can_be_asked(application: Application) -> list[Member]:
    """Whom one may ask to certify: those who had no part in preparing it; where there is nobody, all who can."""
    prepared, all_ = prepared_by(application), certifiers_of(application)
    apart = [one for pk, one in all_.items() if pk not in prepared]
    return sorted(apart or all_.values(), key=lambda one: one.name)
