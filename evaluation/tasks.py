"""Writes to respondents: each gets a link of his own, made in the moment that his message is frozen, and only then."""

from __future__ import annotations

import datetime as dt

from core import jobs, links
from core.isolation import state_scope
from evaluation import emails
from evaluation.access.surveys import LINK, is_open
from evaluation.choices import InviteStatus
from evaluation.models import SurveyInvite

INVITE, REMIND = "survey_invitations", "survey_reminders"
AFTERWARDS = dt.timedelta(days=180)
"""How long after its end a survey's link still says that it has ended, and whom to ask."""
WAITING = (InviteStatus.INVITED, InviteStatus.STARTED)


@jobs.handler(INVITE)
def send_invitations(*, state_id: int, survey_id: int) -> None:
    """Invite everybody of a wave who has no link yet, each in a transaction of its own. Safe to run twice."""
    with state_scope(state_id):
        waiting = list(SurveyInvite.objects.filter(survey_id=survey_id, link=None).values_list("pk", flat=True))
    for pk in waiting:
        with state_scope(state_id):
            invite = _held(pk)
            if invite.link_id is None and is_open(invite.survey):
                emails.survey_invitation(invite, _link(invite))


@jobs.handler(REMIND)
def send_reminders(*, state_id: int, survey_id: int, number: int) -> None:
    """Remind those who have neither answered nor declined. A second run writes nobody twice: a message has one key."""
    with state_scope(state_id):
        rows = SurveyInvite.objects.filter(survey_id=survey_id, status__in=WAITING, link__isnull=False)
        waiting = list(rows.values_list("pk", flat=True))
    for pk in waiting:
        with state_scope(state_id):
            invite = _held(pk)
            if invite.status in WAITING and is_open(invite.survey):
                emails.survey_reminder(invite, _link(invite), str(number))


def _held(pk: int) -> SurveyInvite:
    rows = SurveyInvite.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("survey", "contact", "partnership", "organization").get(pk=pk)


def _link(invite: SurveyInvite) -> str:
    """A fresh link; those sent before go on opening the same invitation."""
    assert invite.survey.closes_at is not None
    audience = invite.contact.email if invite.contact else ""
    link, token = links.issue(
        LINK, {"invite": invite.pk}, expires_at=invite.survey.closes_at + AFTERWARDS, audience=audience
    )
    invite.link = link
    invite.save(update_fields=["link"])
    return token
