"""A team on one draft: three people, an invitation that waits, comments, a section that is ready, a request declined."""

from __future__ import annotations

import datetime as dt

from django.utils.text import slugify

from core.choices import Scope
from core.links import digest
from core.models import Member, RoleGrant
from core.permissions import Role
from grants.choices import ApplicationStatus as S
from grants.choices import CertificationStatus, TeamPart
from grants.models import (
    Application,
    CertificationRequest,
    Comment,
    ReadyMark,
    SectionLease,
    TeamInvitation,
    Teammate,
    Thread,
)
from home.management.demonstration.people import Door
from home.management.demonstration.world import World, keep
from questions.models import Question

ASKED = "Two of the seven plants told us a different number of openings on the phone. Which one do we give?"
ANSWERED = "The one in their letter. I wrote to both and have it for one of them."
SETTLED = "This is over the limit by forty words."
NOT_YET = "The county has not confirmed its share of the match. I sign once its letter is here."


def make_team(world: World) -> None:
    """The team of the first draft of the open round, which the first convener leads."""
    drafts = [one for one in world.applications.get("open", []) if one.status == S.DRAFT]
    if not drafts:
        return
    draft = drafts[0]
    lead = world.convener_of(draft.organization)
    keep([Teammate(application=draft, member=lead, part=TeamPart.LEAD, by=lead, since=draft.created_at)])
    editor, finance = _joined(world, draft, lead)
    _invited(world, draft, lead)
    _said(world, draft, lead, editor)
    sections = list(draft.response.version.sections.order_by("position").values_list("key", flat=True))
    keep([ReadyMark(application=draft, section_key=sections[0], by=editor, at=world.ago(1))])
    since = world.now - dt.timedelta(hours=2)
    ended = since + dt.timedelta(minutes=14)
    wrote = {"since": since, "wrote_at": ended, "until": ended}
    keep([SectionLease(application=draft, section_key=sections[-1], member=finance, **wrote)])
    signer = world.people["certifier"]
    if RoleGrant.objects.filter(member=signer, scope_id=draft.organization_id).exists():
        given = {"status": CertificationStatus.DECLINED, "refusal": NOT_YET, "decided_at": world.ago(1)}
        keep([CertificationRequest(application=draft, certifier=signer, asked_by=lead, asked_at=world.ago(2), **given)])


def _joined(world: World, draft: Application, lead: Member) -> list[Member]:
    """An editor and somebody for the money, each from an organization of their own."""
    parts = ((TeamPart.EDITOR, "Grant writer"), (TeamPart.FINANCE, "Controller"))
    names = [world.names.person() for _ in parts]
    made = Door(world).admit(
        [
            (f"{slugify(name).replace('-', '.')}@partners.{world.state.code}.example", name, title)
            for name, (_, title) in zip(names, parts, strict=True)
        ]
    )
    since = draft.created_at + dt.timedelta(hours=20)
    keep(
        [
            Teammate(application=draft, member=member, part=part, by=lead, since=since)
            for member, (part, _) in zip(made, parts, strict=True)
        ]
    )
    given = {"role": Role.TEAMMATE, "scope": Scope.APPLICATION, "scope_id": draft.pk, "starts_on": since.date()}
    keep([RoleGrant(member=member, **given) for member in made])
    return made


def _invited(world: World, draft: Application, lead: Member) -> None:
    name = world.names.person()
    sent = world.ago(3)
    keep(
        [
            TeamInvitation(
                application=draft,
                email=f"{slugify(name).replace('-', '.')}@union.{world.state.code}.example",
                name=name,
                part=TeamPart.COMMENTER,
                token_sha256=digest(f"nobody holds this link {world.state.code}"),
                invited_by=lead,
                created_at=sent,
                expires_at=sent + dt.timedelta(days=14),
            )
        ]
    )


def _said(world: World, draft: Application, lead: Member, editor: Member) -> None:
    """A comment that is open, with an answer, and one that was resolved."""
    questions = Question.objects.filter(section__version_id=draft.response.version_id, type="long_text")
    first, second = list(questions.select_related("section").order_by("section__position", "position"))[:2]
    open_, done = keep(
        [
            Thread(application=draft, section_key=first.section.key, question_key=first.key, opened_at=world.ago(2)),
            Thread(
                application=draft,
                section_key=second.section.key,
                question_key=second.key,
                opened_at=world.ago(4),
                resolved_by=editor,
                resolved_at=world.ago(3),
            ),
        ]
    )
    keep(
        [
            Comment(thread=open_, by=editor, at=open_.opened_at, text=ASKED),
            Comment(thread=open_, by=lead, at=open_.opened_at + dt.timedelta(minutes=40), text=ANSWERED),
            Comment(thread=done, by=lead, at=done.opened_at, text=SETTLED),
        ]
    )
