"""What a reviewer sees of an application now: the one place that asks the round's policy."""

from __future__ import annotations

from typing import NamedTuple

from core.models import Member
from core.permissions import Permission
from core.templatetags.rt import money
from grants.choices import ApplicationStatus, RoundStatus
from grants.choices.visibility import Phase
from grants.models import Application, PanelItem
from grants.rules.visibility import OPEN, Policy, policy_in

ALONE = (
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.RETURNED,
    ApplicationStatus.ELIGIBLE,
    ApplicationStatus.UNDER_REVIEW,
)
"""Where nothing is decided: one that is corrected during its review shows its reviewers no more than before."""
LEFT = (ApplicationStatus.WITHDRAWN, ApplicationStatus.INELIGIBLE)
SCORED = (RoundStatus.DECISION, RoundStatus.AWARDED, RoundStatus.CANCELLED)


def is_scored(application: Application) -> bool:
    """Whether its scoring is closed. One that left the review early goes with its round: while
    the others are under review, nothing that tells who it is from helps to tell who they are from."""
    if application.status in LEFT:
        return application.round.status in SCORED
    return application.status not in ALONE


def phase_of(application: Application) -> Phase:
    """Where it stands for its reviewers. One query while its round is under review."""
    if is_scored(application):
        return Phase.DECIDED
    on_agenda = PanelItem.objects.filter(application_id=application.pk, is_current=True).exists()
    return Phase.PANEL if on_agenda else Phase.REVIEW


def in_phase(application: Application, *, on_agenda: bool) -> Policy:
    """The round's policy for its reviewers, where it is known already whether it is on a panel's agenda."""
    phase = Phase.DECIDED if is_scored(application) else Phase.PANEL if on_agenda else Phase.REVIEW
    return policy_in(application.round.visibility, phase)


def policy_for(member: Member, application: Application) -> Policy:
    """What she sees of it. Staff who see applications see all; a round that says nothing asks nothing."""
    kept = application.round.visibility
    if not kept or member.can(Permission.APPLICATION_SEE):
        return OPEN
    return policy_in(kept, phase_of(application))


class Head(NamedTuple):
    """How an application is called where a reviewer sees it, and what it asks for; empty where that is not shown."""

    title: str
    organization: str
    requested: str


def head_of(application: Application, policy: Policy) -> Head:
    asked = "" if policy.hides_amounts else money(application.requested)
    if policy.hides_names:
        return Head(f"Application {application.number}", "Applicant not shown", asked)
    return Head(application.title, application.organization.legal_name, asked)


def head_for(member: Member, application: Application) -> Head:
    return head_of(application, policy_for(member, application))
