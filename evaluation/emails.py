"""What respondents are written: the invitation and the reminder, each with the respondent's own link."""

from __future__ import annotations

from core import mail
from evaluation.models import SurveyInvite


def survey_invitation(invite: SurveyInvite, token: str) -> None:
    """To an employer: what it is about, how long it takes, who sees it, until when."""
    _send("survey_invitation", invite, token, key=f"invite-{invite.pk}")


def survey_reminder(invite: SurveyInvite, token: str, job: str) -> None:
    """To an employer who has not answered; `job` names the round of reminders."""
    _send("survey_reminder", invite, token, key=f"remind-{invite.pk}-{job}")


def _send(template: str, invite: SurveyInvite, token: str, *, key: str) -> None:
    assert invite.contact is not None
    context = {"invite": invite, "survey": invite.survey, "contact": invite.contact, "token": token}
    mail.send(template, to=invite.contact.email, context=context, key=key)
