"""What applicants and officers are told about applications. One function a message."""

from __future__ import annotations

from core import mail
from core.models import Member
from core.permissions import Role
from grants.access.reviews import officers_among
from grants.access.teams import lead_of
from grants.models import Application, ApplicationReturn, Submission, Waiver


def application_received(submission: Submission, to: Member, *, received: str) -> None:
    """To whoever submitted: the receipt, with its number, the instant to the second (`received`) and the hash."""
    context = {"submission": submission, "application": submission.application, "person": to, "received": received}
    mail.send("application_received", to=to.email, context=context, key=f"received-{submission.number}")


def application_arrived(submission: Submission) -> None:
    """To the officer of the application, or to every program officer: one more to screen."""
    for officer in officers_among(submission.application.officer, submission.application_id):
        context = {"submission": submission, "application": submission.application, "person": officer}
        mail.send("application_arrived", to=officer.email, context=context, key=f"arrived-{submission.number}")


def application_withdrawn(application: Application, reason: str) -> None:
    """To the same officers: an application that was sent is taken back, and why."""
    for officer in officers_among(application.officer, application.pk):
        context = {"application": application, "reason": reason, "person": officer}
        mail.send("application_withdrawn", to=officer.email, context=context, key=f"withdrawn-{application.pk}")


def application_returned(returned: ApplicationReturn) -> None:
    """To whoever submitted, and to whoever leads it: which sections are open again, why, and until when."""
    application = returned.application
    for person in leading(application):
        context = {"application": application, "returned": returned, "person": person}
        mail.send("application_returned", to=person.email, context=context, key=f"returned-{returned.pk}")


MOVED = {
    "review_goes_on": "is reviewed as you first sent it, because the corrections did not come",
    "return_ended": "is screened as you first sent it, because the corrections did not come",
    "reinstated": "is reinstated and goes on to screening",
}


def application_moved(application: Application, reason: str, deed: str) -> None:
    """To whoever submitted, and to whoever leads it: staff moved it, and why."""
    key = f"{deed}-{application.pk}-{application.changed_at:%Y%m%d%H%M%S}"
    for person in leading(application):
        context = {"application": application, "reason": reason, "person": person, "what": MOVED[deed]}
        mail.send("application_moved", to=person.email, context=context, key=key)


def waiver_requested(waiver: Waiver) -> None:
    """To the officers: somebody asks for a waiver."""
    for officer in Member.objects.with_role(Role.OFFICER).select_related("user").order_by("pk"):
        context = {"waiver": waiver, "person": officer}
        mail.send("waiver_requested", to=officer.email, context=context, key=f"waiver-asked-{waiver.pk}-{officer.pk}")


def waiver_decided(waiver: Waiver) -> None:
    """To whoever asked: approved, denied or revoked, with the reason and what it allows.

    Where staff asked on behalf of the applicant, whoever started the application is told too.
    """
    people = [waiver.requested_by]
    if waiver.asked_by and waiver.application is not None:
        people.append(waiver.application.started_by)
    for who in people:
        key = f"waiver-{waiver.status}-{waiver.pk}" + (f"-{who.pk}" if who != waiver.requested_by else "")
        mail.send("waiver_decided", to=who.email, context={"waiver": waiver, "person": who}, key=key)


def leading(application: Application) -> list[Member]:
    """Who leads it, and who certified and sent it, where that is somebody else."""
    lead = lead_of(application)
    sender = application.submitted_by or lead
    return [lead] if lead.pk == sender.pk else [lead, sender]
