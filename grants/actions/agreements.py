"""Agreements from their template to both signatures: made, looked at, sent, signed, countersigned."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from core import files, jobs
from core.audit import record
from core.models import FileStatus, Member, State
from core.moves import ClockNow, MoveRefused, check_move, make_move
from core.permissions import Role
from grants.access.agreements import AGREEMENT_SCAN, signers_of
from grants.access.awards import officers_of
from grants.access.reviews import without_conflict
from grants.actions.awards import activate_award, revised_first
from grants.actions.barring import refuse_barred
from grants.actions.offers import give_time
from grants.actions.subawards import freeze_sheet
from grants.checks.subawards import is_subaward
from grants.choices import AwardStatus
from grants.choices.awarding import SignedHow
from grants.emails import agreements as emails
from grants.models import Application, Award, AwardAgreement
from grants.readmodels.agreement_fields import changed_since, document_of, values_of
from grants.readmodels.agreement_page import certificate_of, obstacles_of
from grants.rules.agreements import FIELDS, MOVES, TABLES, empty_fields
from grants.rules.awards import AT_LEAST
from grants.tasks.agreements import DRAW_AGREEMENT, DRAW_EXECUTED
from questions.readmodels import sha256_of

COUNTERSIGNS = (Role.DIRECTOR, Role.FISCAL)
"""Who may sign for the state, by the permission to approve decisions."""


class Proof(NamedTuple):
    """How whoever signs showed that it is she, and from where."""

    how: str
    address: str = ""
    browser: str = ""


@transaction.atomic
def make_agreement(award: Award, signer: Member, *, by: Member) -> AwardAgreement:
    """Fill in the template of the award's round and have it drawn. Nobody outside sees it before it is sent."""
    refuse_barred(award, by)
    held = hold(award)
    template = held.application.round.agreement_template
    if template is None:
        raise MoveRefused(f"{held.application.round.name} asks for no agreement. Choose a template for it first.")
    revised_first(held)
    if signer not in signers_of(held):
        raise MoveRefused(f"{signer.name} does not represent {held.organization.legal_name}. Invite whoever does.")
    text, state = template.texts.order_by("-number")[0], State.objects.get(pk=held.state_id)
    empty = empty_fields(text.body, values_of(held, state, signer))
    if empty:
        names = ", ".join((FIELDS | TABLES)[name].lower() for name in empty)
        raise MoveRefused(
            f"The template asks for what is not known yet: {names}. Give it, and make the agreement then."
        )
    number = held.agreements.count() + 1
    facts = document_of(held, text, state, signer, number)
    try:
        with transaction.atomic():
            made = AwardAgreement.objects.create(
                award=held,
                text=text,
                number=number,
                signer=signer,
                facts=facts,
                facts_sha256=sha256_of(facts),
                made_by=by,
            )
    except IntegrityError:
        raise MoveRefused("This award has an agreement already. Make it void before you make another.") from None
    record("awardagreement.make", made, by=by, template=str(text), signer=signer.name, sha256=made.facts_sha256)
    jobs.enqueue(DRAW_AGREEMENT, agreement_id=made.pk)
    return made


@transaction.atomic
def send_agreement(agreement: AwardAgreement, *, by: Member) -> AwardAgreement:
    """Send it to the authorized representative. Refused while something must come first (BR-31, BR-32)."""
    refuse_barred(agreement.award, by)
    award = hold(agreement.award)
    _nothing_stands_against(agreement, award)
    if agreement.file_id is None:
        raise MoveRefused("The document is still being drawn. Try again in a minute.")
    sent: AwardAgreement = make_move(agreement, MOVES, "send", by=by, sent_at=ClockNow(), reason="")
    give_time(award, award.application.round.answer_days)
    emails.agreement_sent(sent, award)
    return sent


@transaction.atomic
def sign_agreement(
    agreement: AwardAgreement, *, name: str, title: str, proof: Proof, by: Member, scan: UploadedFile | None = None
) -> AwardAgreement:
    """Sign for the grantee: by typed name by the person named in it, or by the scan of what was signed on paper.

    Raises core.files.FileRefused for a scan that cannot be taken.
    """
    award = hold(agreement.award)
    check_move(MOVES, "sign", agreement.status, thing="this agreement")
    if agreement.file_id is None:
        raise MoveRefused("The document is still being drawn. Try again in a minute.")
    if len(name.split()) < 2:
        raise MoveRefused("Type the first and last name of the person who signs.")
    if scan is None and by.pk != agreement.signer_id:
        raise MoveRefused(f"{agreement.signer.name} signs by typed name. You can send a scan of the signed paper.")
    if scan is None and not proof.how:
        raise MoveRefused("Confirm first that it is you who signs.")
    kept = files.store_upload(scan, purpose=AGREEMENT_SCAN, by=by) if scan is not None else None
    signed: AwardAgreement = make_move(
        agreement,
        MOVES,
        "sign",
        by=by,
        details={"how": "scan" if kept else "typed", "proof": proof.how, "document": agreement.facts_sha256},
        how=SignedHow.SCAN if kept else SignedHow.TYPED,
        signed_by=by,
        signed_name=name.strip()[:160],
        signed_title=title.strip()[:160],
        signed_at=ClockNow(),
        proof=proof.how[:160],
        address=proof.address[:64],
        browser=proof.browser[:300],
        scan=kept,
        reason="",
    )
    approvers = Member.objects.with_role(*COUNTERSIGNS).select_related("user")
    emails.agreement_signed(signed, officers_of(award), without_conflict(approvers, award.application_id))
    return signed


@transaction.atomic
def object_to_agreement(agreement: AwardAgreement, reason: str, *, by: Member) -> AwardAgreement:
    """Ask for a change before signing. The officer makes it void and makes another."""
    hold(agreement.award)
    moved: AwardAgreement = make_move(agreement, MOVES, "object", by=by, reason=reason)
    return _with_reason(moved, reason, emails.agreement_objected)


@transaction.atomic
def send_back_agreement(agreement: AwardAgreement, reason: str, *, by: Member) -> AwardAgreement:
    """The signature cannot be taken: the grantee signs once more."""
    refuse_barred(agreement.award, by)
    give_time(hold(agreement.award), AT_LEAST)
    moved: AwardAgreement = make_move(
        agreement,
        MOVES,
        "send_back",
        by=by,
        reason=reason,
        how="",
        signed_by=None,
        signed_name="",
        signed_at=None,
        scan=None,
    )
    return _with_reason(moved, reason, emails.agreement_sent_back)


@transaction.atomic
def void_agreement(agreement: AwardAgreement, reason: str, *, by: Member) -> AwardAgreement:
    """Make it void, so that another can be made."""
    refuse_barred(agreement.award, by)
    hold(agreement.award)
    moved: AwardAgreement = make_move(agreement, MOVES, "void", by=by, reason=reason)
    return _with_reason(moved, reason, emails.agreement_void if moved.sent_at else None)


def _with_reason(agreement: AwardAgreement, reason: str, tell: Any) -> AwardAgreement:
    agreement.reason = reason.strip()
    agreement.save(update_fields=["reason"])
    if tell is not None:
        tell(agreement)
    return agreement


@transaction.atomic
def execute_agreement(agreement: AwardAgreement, *, proof: Proof, by: Member) -> AwardAgreement:
    """Countersign for the state: the agreement is in force, the award active, its reports scheduled, its sheet frozen."""
    refuse_barred(agreement.award, by)
    award = hold(agreement.award)
    check_move(MOVES, "execute", agreement.status, thing="this agreement")
    if not proof.how:
        raise MoveRefused("Confirm first that it is you who signs.")
    if agreement.signed_by_id == by.pk:
        raise MoveRefused("You signed for the grantee. Somebody else signs for the state.")
    if agreement.scan is not None and agreement.scan.status not in (FileStatus.CLEAN, FileStatus.UNSCANNED):
        raise MoveRefused("The scan is not checked for viruses yet, or was refused. Look at it before you sign.")
    _nothing_stands_against(agreement, award)
    done: AwardAgreement = make_move(
        agreement,
        MOVES,
        "execute",
        by=by,
        details={"proof": proof.how},
        countersigned_by=by,
        executed_at=ClockNow(),
    )
    done.certificate = certificate_of(done, proof.how, proof.address)
    done.save(update_fields=["certificate"])
    if is_subaward(award.fund.origin):
        freeze_sheet(award, by=by, is_executed=True)
    activate_award(award, signer=done.signed_by or done.signer, signature=done.signed_name, by=by)
    jobs.enqueue(DRAW_EXECUTED, agreement_id=done.pk)
    emails.agreement_executed(done)
    return done


def _nothing_stands_against(agreement: AwardAgreement, award: Award) -> None:
    state = State.objects.get(pk=award.state_id)
    against = obstacles_of(award, state)
    if against:
        raise MoveRefused(against[0])
    changed = changed_since(award, agreement.facts, state, agreement.signer)
    if changed:
        names = ", ".join(FIELDS[key].lower() for key in changed)
        raise MoveRefused(f"Since the agreement was made this changed: {names}. Make it void, and make it anew.")


def hold(award: Award) -> Award:
    """Lock the application and then the award, which has to be offered still."""
    Application.objects.select_for_update(no_key=True).get(pk=award.application_id)
    rows = Award.objects.select_related(
        "application__round__agreement_template", "partnership", "organization", "fund", "officer__user"
    )
    held = rows.select_for_update(no_key=True, of=("self",)).get(pk=award.pk)
    if held.status != AwardStatus.OFFERED:
        raise MoveRefused(f"Award {held.number} is {held.get_status_display().lower()}, not offered.")
    return held
