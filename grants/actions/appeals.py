"""Appeals against the process (BR-23), and comments that the office writes for an applicant."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import record
from core.models import Member, State
from core.moves import ClockNow, MoveRefused, make_move
from grants.access.appeals import part_in
from grants.access.reviews import is_recused
from grants.choices import LetterKind
from grants.choices.deciding import AppealGround
from grants.emails import appeals as emails
from grants.models import Appeal, ApplicantComment, Application, Letter
from grants.readmodels.debrief import appeal_until
from grants.rules.appeals import ACKNOWLEDGE_DAYS, ANSWER_DAYS, MOVES, OPEN, end_of_day_after

MOST = 6000


@transaction.atomic
def file_appeal(letter: Letter, ground: str, words: str, *, by: Member) -> Appeal:
    """Appeal against how the decision came about, within the round's days after the letter, by the database's clock."""
    if ground not in AppealGround.values:
        raise MoveRefused("Choose what of the process was wrong. An appeal cannot be about the scores.")
    if not words.strip() or len(words.strip()) > MOST:
        raise MoveRefused(f"Say what happened, and how it was against the process, in at most {MOST:,} characters.")
    if letter.sent_at is None or letter.kind == LetterKind.AWARD:
        raise MoveRefused("An appeal is filed against a letter that does not offer an award.")
    until = appeal_until(letter)
    if until is None:
        raise MoveRefused("This round takes no appeals.")
    in_time = Letter.objects.annotate(now=ClockNow()).filter(pk=letter.pk, now__lt=until)
    now = in_time.values_list("now", flat=True).first()
    if now is None:
        raise MoveRefused(f"The time to appeal ended {timezone.localtime(until):%B %-d, %Y, %H:%M}.")
    zone = State.objects.get(pk=letter.state_id).zone
    try:
        with transaction.atomic():
            made = Appeal.objects.create(
                application=letter.application,
                letter=letter,
                ground=ground,
                words=words.strip(),
                filed_by=by,
                filed_at=now,
                acknowledge_by=end_of_day_after(now, ACKNOWLEDGE_DAYS, zone),
                answer_by=end_of_day_after(now, ANSWER_DAYS, zone),
            )
    except IntegrityError:
        raise MoveRefused("There is an open appeal on this application already. Nothing was filed twice.") from None
    record("appeal.file", made, by=by, ground=ground, letter=letter.version)
    emails.appeal_filed(made)
    return made


@transaction.atomic
def acknowledge_appeal(appeal: Appeal, *, by: Member) -> Appeal:
    """Say that it arrived, and until when it is answered."""
    done: Appeal = make_move(appeal, MOVES, "acknowledge", by=by, acknowledged_at=ClockNow(), acknowledged_by=by)
    emails.appeal_news(done)
    return done


@transaction.atomic
def decide_appeal(appeal: Appeal, name: str, outcome: str, *, by: Member) -> Appeal:
    """Uphold, deny or send back, with the reason that the applicant reads. Nobody who took part in the decision does."""
    if name not in ("uphold", "deny", "remand"):
        raise MoveRefused("Choose whether the appeal is upheld, denied or sent back.")
    part = part_in(by, appeal.letter)
    if part or is_recused(by, appeal.application_id) or by.pk == appeal.filed_by_id:
        why = f"You {part}" if part else "You have a conflict with this application"
        raise MoveRefused(f"{why}, so somebody who took no part decides on the appeal.")
    done: Appeal = make_move(
        appeal,
        MOVES,
        name,
        by=by,
        reason=outcome,
        outcome=outcome.strip(),
        decided_at=ClockNow(),
        decided_by=by,
        details={"late": timezone.now() > appeal.answer_by},
    )
    emails.appeal_news(done)
    return done


@transaction.atomic
def explain_delay(appeal: Appeal, reason: str, *, by: Member) -> Appeal:
    """Say why the answer takes longer than sixty days; the applicant is told."""
    held = Appeal.objects.select_for_update(of=("self",)).select_related("filed_by__user").get(pk=appeal.pk)
    if held.status not in OPEN:
        raise MoveRefused(f"This appeal is {held.get_status_display().lower()} now. Nothing was changed.")
    if not reason.strip():
        raise MoveRefused("Say why the answer takes longer. The applicant reads it.")
    held.delay_reason = reason.strip()
    held.save(update_fields=["delay_reason"])
    record("appeal.delay", held, by=by, reason=reason.strip())
    emails.appeal_news(held)
    return held


@transaction.atomic
def withdraw_appeal(appeal: Appeal, *, by: Member) -> Appeal:
    """The applicant takes it back."""
    done: Appeal = make_move(appeal, MOVES, "withdraw", by=by)
    return done


@transaction.atomic
def comment_for_applicant(application: Application, text: str, *, by: Member) -> ApplicantComment:
    """Write what the applicant is told of her reviews; she reads it once her letter was sent, where the round says so."""
    if is_recused(by, application.pk):
        raise MoveRefused("You have a conflict with this application, so somebody else writes to the applicant.")
    if not text.strip() or len(text.strip()) > MOST:
        raise MoveRefused(f"Write the comment, in at most {MOST:,} characters.")
    made: ApplicantComment = ApplicantComment.objects.create(application=application, text=text.strip(), by=by)
    record("comment.for_applicant", made, by=by, application=application.number)
    return made
