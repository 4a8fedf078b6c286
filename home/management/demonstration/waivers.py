"""What bends the terms: waivers in each standing, and an application sent back for correction."""

from __future__ import annotations

import datetime as dt
import io

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile

from core import audit, jobs
from grants.actions.applications import remove_answer_file, save_answer_file
from grants.actions.letters_asked import facts_of
from grants.choices import ApplicationStatus as S
from grants.choices import SentIn, WaiverKind, WaiverStatus
from grants.models import Application, ApplicationReturn, LetterRequest, Waiver
from grants.tasks.signed_letters import DRAW_SIGNED
from home.management.demonstration.world import World, keep
from questions.checks.files import files_in
from questions.models import Question
from questions.readmodels import sha256_of

RETURNED = "The budget pays a coordinator for longer than the award lasts. Correct the months or the amount."
ASKED = (
    "Our finance office lost its network on Thursday, after a water main broke in the building. The narrative is whole; the"
    " budget needs one more day."
)
APPROVED = "The outage is confirmed by the county. One business day is what was lost."
MATCH = "Two of our employers closed in spring. The others carry what they can: 15 percent instead of 25."
DENIED = "The match is the law's, not the round's. The statute leaves no room for less."


def make_waivers(world: World) -> None:
    """One application sent back, and three waivers: one asked for, one approved and used, one denied."""
    _return_one(world)
    open_ = [one for one in world.applications.get("open", []) if one.status == S.DRAFT]
    late = [one for one in world.applications.get("review", []) if one.submitted_at and one.status != S.WITHDRAWN]
    made = []
    if open_:
        made.append(_waiver(world, 1, open_[-1], WaiverKind.MATCH, MATCH, 1.2))
    if late:
        made.append(_used(world, _waiver(world, 2, late[-1], WaiverKind.DEADLINE, ASKED, 0), late[-1]))
    if len(open_) > 1:
        denied = _waiver(world, 3, open_[-2], WaiverKind.MATCH, MATCH, 6)
        denied.status, denied.justification = WaiverStatus.DENIED, DENIED
        denied.decided_by, denied.decided_at = world.officers[0], denied.requested_at + dt.timedelta(hours=20)
        made.append(denied)
    keep(made)
    _letters(world, open_)
    _files(open_)


def _files(drafts: list[Application]) -> None:
    """Two files under one question of a draft, of which one took the place of a third that was removed."""
    question = Question.objects.filter(
        section__version__responses__in=[one.response_id for one in drafts[:1]], key="proofs"
    )
    if not drafts or not question.exists():
        return
    draft, by = drafts[0], drafts[0].started_by
    for name in ("Minutes of the employers.pdf", "Commuting study.pdf", "Agreement with the college.pdf"):
        upload = SimpleUploadedFile(name, page_saying(name.removesuffix(".pdf")))
        answer = save_answer_file(draft, question.get(), upload, by=by)
    remove_answer_file(draft, question.get(), files_in(answer.value)[1]["file"], by=by)


def page_saying(words: str) -> bytes:
    """A PDF of one page with one line."""
    document = pikepdf.new()
    document.add_blank_page(page_size=(612, 792))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    document.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    line = f"BT /F1 18 Tf 72 700 Td ({words}) Tj ET".encode()
    document.pages[0].Contents = document.make_stream(line)
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def _letters(world: World, drafts: list[Application]) -> None:
    """Letters in each standing on one draft."""
    if not drafts:
        return
    draft = drafts[0]
    due, by = draft.round.closes_at, world.convener_of(draft.organization)
    given = {"application": draft, "due_at": due, "requested_by": by, "requested_at": world.ago(5)}
    keep(
        [
            LetterRequest(kind="commitment", organization="Keystone Castings", person="Ruth Adler", status="signed",
                          email="ruth@keystone-castings.example", seats=12, wage_floor="21.50", hours=80, cash="15000",
                          text="We hire from every class, and two of our toolmakers teach one evening a week.",
                          signed_name="Ruth Adler", signed_title="Plant manager", decided_at=world.ago(3), **given),
            LetterRequest(kind="support", organization="Machinists Local 1717", person="Joe Haddad", status="requested",
                          email="joe@local1717.example", **given),
            LetterRequest(kind="commitment", organization="Blue Ridge Tool", person="Ana Petrov", status="declined",
                          email="ana@blueridge-tool.example", decided_at=world.ago(2),
                          refusal="We move to another county in spring and cannot promise seats.", **given),
        ]
    )  # fmt: skip
    signed = LetterRequest.objects.get(application=draft, status="signed")
    signed.facts = facts_of(signed)
    signed.facts_sha256 = sha256_of(signed.facts)
    signed.save(update_fields=["facts", "facts_sha256"])
    jobs.enqueue(DRAW_SIGNED, letter_id=signed.pk)


def _return_one(world: World) -> None:
    sent = [one for one in world.applications.get("open", []) if one.status == S.SUBMITTED]
    if not sent:
        return
    one = sent[-1]
    keys = [key for key in ("budget", "work-plan") if one.response.version.sections.filter(key=key).exists()] or [
        one.response.version.sections.order_by("position").values_list("key", flat=True)[0]
    ]
    one.status, one.changed_at = S.RETURNED, world.now - dt.timedelta(hours=5)
    one.save(update_fields=["status", "changed_at"])
    one.response.status, one.response.open_sections = "returned", keys[:1]
    one.response.save(update_fields=["status", "open_sections"])
    due = world.at(world.business_day(world.now.date() + dt.timedelta(days=6)))
    officer = one.officer or world.officers[0]
    keep(
        [
            ApplicationReturn(
                application=one, section_keys=keys[:1], reason=RETURNED, due_at=due, by=officer, at=one.changed_at
            )
        ]
    )
    audit.record(
        "application.return",
        one,
        by=officer,
        before="submitted",
        after="returned",
        reason=RETURNED,
        due_at=due.isoformat(),
        happened_at=one.changed_at.isoformat(),
    )


def _waiver(world: World, number: int, application: Application, kind: WaiverKind, reason: str, days: float) -> Waiver:
    asked = world.ago(days) if days else application.round.closes_at - dt.timedelta(hours=6)
    return Waiver(
        number=f"W-{number:04}",
        kind=kind,
        round=application.round,
        organization=application.organization,
        application=application,
        reason=reason,
        requested_by=world.convener_of(application.organization),
        requested_at=asked,
    )


def _used(world: World, waiver: Waiver, application: Application) -> Waiver:
    """Approved, and used a few hours after the round had closed for others."""
    closes = application.round.closes_at
    waiver.status, waiver.justification, waiver.decided_by = WaiverStatus.USED, APPROVED, world.officers[0]
    waiver.decided_at, waiver.until = closes - dt.timedelta(hours=2), closes + dt.timedelta(days=1)
    received = closes + dt.timedelta(hours=3, minutes=41)
    Application.objects.filter(pk=application.pk).update(submitted_at=received)
    application.submissions.update(received_at=received, sent_in=SentIn.WAIVER)
    return waiver
