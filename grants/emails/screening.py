"""What applicants are told about the screening of their applications."""

from __future__ import annotations

from core import mail
from grants.models import Application, Screening


def found_not_eligible(application: Application, screening: Screening) -> None:
    """To whoever submitted it: why it does not go on to review, and whom to ask."""
    _tell("application_not_eligible", application, screening)


def found_eligible_after_all(application: Application, screening: Screening) -> None:
    """To the same person, who was told otherwise before: it goes on to review."""
    _tell("application_eligible_again", application, screening)


def _tell(template: str, application: Application, screening: Screening) -> None:
    lead = application.submitted_by or application.started_by
    context = {"application": application, "screening": screening, "person": lead}
    mail.send(template, to=lead.email, context=context, key=f"screening-{screening.pk}")
