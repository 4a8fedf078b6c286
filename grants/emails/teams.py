"""What those on an application's team are told. One function a message."""

from __future__ import annotations

import uuid

from django.urls import reverse

from core import mail
from core.models import Member
from grants.models import Application, CertificationRequest, TeamInvitation, Teammate
from grants.rules.teams import ACTS, CAN, DAYS


def invited(invitation: TeamInvitation, token: str) -> None:
    """To whom is invited: to what, as what, and the link."""
    does = [ACTS[act] for act in ACTS if act in CAN[invitation.part]]
    context = {
        "invitation": invitation,
        "application": invitation.application,
        "token": token,
        "does": does,
        "days": DAYS,
    }
    mail.send("team_invited", to=invitation.email, context=context, key=f"team-{invitation.pk}")


ANSWERS = {
    "accepted": ("{name} joined {number}", "{name} accepted your invitation and is on the team as {part}."),
    "declined": ("{name} declined to join {number}", "{name} ({email}) declined your invitation."),
    "claimed": (
        "{name} wants to join {number} under another address",
        "You invited {email}. {claimed} opened the link and asks to join under that address. Confirm it on the team's "
        "page, if that is the person you meant; if it is not, turn it down.",
    ),
}


def answered(invitation: TeamInvitation, how: str) -> None:
    """To whoever invited: accepted, declined, or asked for under another address."""
    words = {
        "name": invitation.name,
        "number": invitation.application.number,
        "part": invitation.get_part_display().lower(),
        "email": invitation.email,
        "claimed": invitation.claimed_by,
    }
    subject, text = (sentence.format(**words) for sentence in ANSWERS[how])
    to, application = invitation.invited_by, invitation.application
    url = reverse("application-team", args=[application.pk])
    key = f"team-{how}-{invitation.pk}-{invitation.claimed_by}"
    news(application, to, subject, [text], url=url, act="See the team", key=key)


def confirmed(invitation: TeamInvitation, to: Member) -> None:
    """To who asked under another address: confirmed."""
    application = invitation.application
    text = f"You are on the team of {application.title} as {invitation.get_part_display().lower()}."
    news(application, to, f"You joined {application.number}", [text], key=f"team-confirmed-{invitation.pk}")


def ended(teammate: Teammate, by: Member) -> None:
    """To whose part was ended."""
    application = teammate.application
    text = f"{by.name} ended your part in {application.title}. You see it no more; what you wrote in it stays."
    subject = f"You are no longer on the team of {application.number}"
    news(application, teammate.member, subject, [text], url=reverse("home"), act="", key=f"team-ended-{teammate.pk}")


def lead_changed(teammate: Teammate, before: Member, by: Member, reason: str) -> None:
    """To the new lead and the one before: who leads now, who did it, and why where staff did."""
    application = teammate.application
    said = [f"{by.name} made {teammate.member.name} the lead of {application.title}. Before, it was {before.name}."]
    said += [f"The reason: {reason}"] if reason else []
    key = f"team-lead-{application.pk}-{uuid.uuid4()}"
    for person in {one.pk: one for one in (teammate.member, before) if one.pk != by.pk}.values():
        subject = f"{teammate.member.name} leads {application.number} now"
        news(application, person, subject, said, key=f"{key}-{person.pk}")


def taken_over(application: Application, title: str, to: Member, by: Member) -> None:
    """To who wrote in a section: the lead took it over; nothing of hers is lost."""
    text = f"{by.name} took over “{title}” in {application.title} while you wrote there. What you had saved is in it."
    url = reverse("application-tasks", args=[application.pk])
    subject = f"{by.name} writes in “{title}” now"
    news(application, to, subject, [text], url=url, key=f"team-taken-{uuid.uuid4()}")


def certification_asked(asked: CertificationRequest) -> None:
    """To the certifier: read it, certify and submit, or decline."""
    application = asked.application
    said = [f"{asked.asked_by.name} asks you to certify and submit {application.title} in {application.round.name}."]
    said += [asked.note] if asked.note else []
    said += ["Read it, then certify and submit it; or decline and say why. Until then it stays a draft."]
    url = reverse("application-check", args=[application.pk])
    subject = f"Please certify {application.number}"
    key = f"certify-{asked.pk}"
    news(application, asked.certifier, subject, said, url=url, act="Read and certify", key=key, is_due=True)


def certification_declined(asked: CertificationRequest) -> None:
    """To whoever asked: declined, and why. It is the same draft as before."""
    application = asked.application
    said = [f"{asked.certifier.name} did not certify {application.title}. It stays a draft.", asked.refusal]
    subject = f"{asked.certifier.name} did not certify {application.number}"
    news(application, asked.asked_by, subject, said, key=f"certify-declined-{asked.pk}", is_due=True)


def news(
    application: Application,
    person: Member,
    subject: str,
    said: list[str],
    *,
    key: str,
    url: str = "",
    act: str = "Open the application",
    is_due: bool = False,
) -> None:
    """One message about the team's work: a subject, its sentences, and one address."""
    context = {
        "application": application,
        "person": person,
        "subject": subject,
        "said": said,
        "url": url or reverse("application-tasks", args=[application.pk]),
        "act": act,
        "is_due": is_due,
    }
    mail.send("team_news", to=person.email, context=context, key=key)
