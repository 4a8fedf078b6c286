"""What applicants and officers are told about applications. One function a message."""

from __future__ import annotations

from core import mail
from core.models import Member
from core.permissions import Role
from grants.models import Application, Submission


def application_received(submission: Submission, to: Member, *, received: str) -> None:
    """To whoever submitted: the receipt, with its number, the instant to the second (`received`) and the hash."""
    context = {"submission": submission, "application": submission.application, "person": to, "received": received}
    mail.send("application_received", to=to.email, context=context, key=f"received-{submission.number}")


def application_arrived(submission: Submission) -> None:
    """To the officer of the application, or to every program officer: one more to screen."""
    for officer in officers_for(submission.application):
        context = {"submission": submission, "application": submission.application, "person": officer}
        mail.send("application_arrived", to=officer.email, context=context, key=f"arrived-{submission.number}")


def application_withdrawn(application: Application, reason: str) -> None:
    """To the same officers: an application that was sent is taken back, and why."""
    for officer in officers_for(application):
        context = {"application": application, "reason": reason, "person": officer}
        mail.send("application_withdrawn", to=officer.email, context=context, key=f"withdrawn-{application.pk}")


def officers_for(application: Application) -> list[Member]:
    if application.officer is not None:
        return [application.officer]
    return list(Member.objects.with_role(Role.OFFICER).select_related("user").order_by("pk"))
