"""Sending an application, and what may follow before its review: a return for correction, a withdrawal, a reinstatement.

The deadline is decided by the database's clock in the one statement that moves the application: the round's own closing,
the grace period of a draft that was started before it, a waiver for the applicant, or the instant set by a return.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core import jobs
from core.models import Member, State
from core.moves import ClockNow, MoveRefused, make_move
from grants.actions.certifying import settle_request
from grants.actions.recusals import hold_rounds
from grants.checks.applications import same_name
from grants.choices import ApplicationStatus, ReviewStatus, SentIn, WaiverKind, WaiverStatus
from grants.emails import applications as emails
from grants.emails import reviews as review_emails
from grants.models import Application, ApplicationReturn, PanelItem, Review, Submission, Waiver
from grants.readmodels.application_content import Problem, content_to_freeze, problems_of
from grants.readmodels.deadlines import deadline_of, grace_end, in_time
from grants.readmodels.receipt import instant
from grants.readmodels.team import certification_problems, certifying_of
from grants.rules import reviews as review_rules
from grants.rules import waivers as waiver_rules
from grants.rules.applications import FOR_APPLICANT, MOVES
from grants.tasks.receipts import DRAW_RECEIPT
from questions.actions.answers import return_response, submit_response
from questions.readmodels import sha256_of


class Incomplete(Exception):
    """The application cannot be submitted yet. `problems` holds everything that is wrong, at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("The application is not complete.")
        self.problems = list(problems)


class NotCertified(Exception):
    """The typed name is not that of the person who certifies. The message is fit to show beside the field."""


@transaction.atomic
def submit_application(application: Application, *, certified_name: str, by: Member) -> Submission:
    """Submit: one conditional statement by the database's clock, then everything frozen under its hash.

    Raises MoveRefused (too late, or somebody was faster), NotCertified, or Incomplete with every problem at once.
    """
    held = (
        Application.objects.select_for_update(no_key=True, of=("self",))
        .select_related("round", "organization", "partnership", "response")
        .get(pk=application.pk)
    )
    held.response.refresh_from_db()  # joined before the lock was ours: the form may have changed meanwhile
    state, says = State.objects.get(pk=held.state_id), ""
    if held.is_writable:
        says = _check_before_sending(held, certified_name, by, state)
    content = content_to_freeze(held, certified_by=by, state=state, certified_how=says)
    place = held.submissions.count() + 1
    number, sha256 = receipt_number(held, place), sha256_of(content)
    moved, sent_in = _send(held, by, state, {"receipt": number, "sha256": sha256})
    submit_response(moved.response, by=by)
    submission = Submission.objects.create(
        application=moved,
        number=number,
        received_at=moved.changed_at if place > 1 else moved.submitted_at or moved.changed_at,
        by=by,
        content=content,
        sha256=sha256,
        place=place,
        sent_in=sent_in,
    )
    settle_request(moved, by=by)
    jobs.enqueue(DRAW_RECEIPT, submission_id=submission.pk)
    emails.application_received(submission, by, received=instant(submission.received_at, state.zone))
    emails.application_arrived(submission)
    if moved.status == ApplicationStatus.UNDER_REVIEW:
        review_emails.application_corrected(submission, reviews_of_it(moved))
    return submission


def reviews_of_it(application: Application) -> list[Review]:
    """The reviews that judge it: those that are being written, and those that are in."""
    rows = application.reviews.filter(status__in=[ReviewStatus.IN_PROGRESS, ReviewStatus.SUBMITTED])
    return list(rows.select_related("reviewer__user").order_by("pk"))


def receipt_number(application: Application, place: int) -> str:
    """PA-27-0001-R1 for the first receipt, -R2 after a return for correction."""
    return f"{application.number}-R{place}"


def _send(held: Application, by: Member, state: State, details: dict[str, str]) -> tuple[Application, SentIn]:
    """Move it, if any deadline that holds for it is still ahead by the database's clock.

    The instant of the first submission stays. A waiver is used up only where nothing else would have been in time.
    """
    if held.status in DECIDING:
        raise MoveRefused(f"{_told(held)} It was submitted before.")
    ways, now, late = in_time(), ClockNow(), too_late(held, state)
    if held.status == ApplicationStatus.RETURNED:
        name = "resubmit_in_review" if was_in_review(held) else "resubmit"
        moved: Application = make_move(
            held, MOVES, name, by=by, only_if=ways[SentIn.RETURN], refused=late, details=details, changed_at=now
        )
        return moved, SentIn.RETURN
    moved = make_move(
        held,
        MOVES,
        "submit",
        by=by,
        only_if=ways[SentIn.TIME] | ways[SentIn.GRACE] | ways[SentIn.WAIVER],
        refused=late,
        details=details,
        submitted_at=now,
        submitted_by=by,
        changed_at=now,
    )
    sent_in = _sent_in(moved)
    _use_waivers(moved, by, deadline_too=sent_in == SentIn.WAIVER)
    return moved, sent_in


def _sent_in(moved: Application) -> SentIn:
    """Under which deadline it came, by the instant at which it was received."""
    round, received = moved.round, moved.submitted_at
    assert received is not None
    if received < round.closes_at:
        return SentIn.TIME
    has_grace = moved.created_at < round.closes_at
    return SentIn.GRACE if has_grace and received < grace_end(round) else SentIn.WAIVER


def _use_waivers(application: Application, by: Member, *, deadline_too: bool) -> None:
    """Every approved waiver that this application was sent under is used; that of the deadline where it came late."""
    rows = Waiver.objects.filter(round_id=application.round_id, organization_id=application.organization_id)
    rows = rows.filter(status=WaiverStatus.APPROVED)
    for waiver in rows if deadline_too else rows.exclude(kind=WaiverKind.DEADLINE):
        make_move(waiver, waiver_rules.MOVES, "use", by=by, application=application)


def _check_before_sending(held: Application, certified_name: str, by: Member, state: State) -> str:
    """The deadline first, for nothing helps after it; then all that is missing at once; then the name.

    Returns what the receipt says of who certified: somebody who did not prepare it, where there is such a person.
    """
    if not is_in_time(held):
        raise MoveRefused(too_late(held, state))
    found = certifying_of(held, by)
    if problems := [*problems_of(held), *certification_problems(held, found)]:
        raise Incomplete(problems)
    if not same_name(certified_name, by.name):
        raise NotCertified(f"Type your name as it stands on your account, {by.name}, to certify.")
    return found.says


def is_in_time(application: Application) -> bool:
    """Whether it can be sent at this instant, by the database's clock."""
    ways = in_time()
    allowed = ways[SentIn.TIME] | ways[SentIn.GRACE] | ways[SentIn.WAIVER]
    if application.status == ApplicationStatus.RETURNED:
        allowed = ways[SentIn.RETURN]
    return Application.objects.filter(allowed, pk=application.pk).exists()


def too_late(application: Application, state: State) -> str:
    """Why it cannot be sent at this instant."""
    round = application.round
    if round.opens_at > timezone.now():
        return f"{round.name} is not open yet. Nothing was submitted, and your draft is kept."
    deadline = deadline_of(application)
    if deadline.sent_in == SentIn.RETURN:
        closed = f"The corrections were due on {instant(deadline.at, state.zone)}."
    else:
        closed = f"{round.name} closed on {instant(round.closes_at, state.zone)}."
    return (
        f"{closed} This application reached us after that, so it was not submitted. Everything you wrote is kept. "
        "If something kept you from submitting in time, ask for a waiver of the deadline."
    )


# Returned for correction


@transaction.atomic
def return_application(
    application: Application, section_keys: Collection[str], *, reason: str, due_at: dt.datetime, by: Member
) -> ApplicationReturn:
    """Send some sections back, during screening or review. Only those open again, and only until `due_at`.

    During its review nobody writes on it until it is back; reviewers then say for which version their scores stand. Once a
    panel has begun to discuss it nothing of it changes. So it is read once it is held, after the round, as the panel does.
    """
    known = {section["section"] for section in _latest(application).content["sections"]}
    if not section_keys or not set(section_keys) <= known:
        raise MoveRefused("Tick the sections that have to be corrected.")
    if due_at <= timezone.now():
        raise MoveRefused("The corrections are due at an instant that has passed. Give one that lies ahead.")
    hold_rounds(application)
    rows = Application.objects.select_for_update(no_key=True, of=("self",))
    application = rows.select_related("round", "organization", "response").get(pk=application.pk)
    in_review = application.status == ApplicationStatus.UNDER_REVIEW
    if in_review and PanelItem.objects.locking().filter(application=application).exists():
        raise MoveRefused(f"The panel has begun to discuss {application.number}, so it can no longer be corrected.")
    keys = sorted(set(section_keys))
    details = {"sections": keys, "due_at": due_at.isoformat()}
    moved = make_move(application, MOVES, "return", by=by, reason=reason, details=details, changed_at=ClockNow())
    return_response(moved.response, keys)
    made = ApplicationReturn.objects.create(
        application=moved, section_keys=keys, reason=reason.strip(), due_at=due_at, by=by, in_review=in_review
    )
    emails.application_returned(made)
    return made


def was_in_review(application: Application) -> bool:
    """Whether the return that it is corrected under was made during its review."""
    last = application.returns.order_by("-at", "-pk").first()
    return last is not None and last.in_review


def _latest(application: Application) -> Submission:
    found = application.submissions.order_by("-place").first()
    if found is None:
        raise MoveRefused(f"{application.number} was never sent, so nothing can be returned.")
    return found


@transaction.atomic
def end_return(application: Application, *, reason: str, by: Member) -> Application:
    """Go on with what was first sent, because the corrections did not come. The lead is told."""
    in_review = was_in_review(application)
    name = "end_return_in_review" if in_review else "end_return"
    moved: Application = make_move(application, MOVES, name, by=by, reason=reason, changed_at=ClockNow())
    submit_again_as_sent(moved)
    emails.application_moved(moved, reason, "review_goes_on" if in_review else "return_ended")
    return moved


def submit_again_as_sent(application: Application) -> None:
    """Close the response without a new snapshot: what counts is the submission that was there."""
    response = application.response
    response.status, response.open_sections = "submitted", []
    response.save(update_fields=["status", "open_sections"])


# Withdrawn, and back

DECIDING = (ApplicationStatus.SCORED, ApplicationStatus.RECOMMENDED)
"""What an applicant is not told apart, in a refusal neither."""


def _told(application: Application) -> str:
    return f"{application.number} is {FOR_APPLICANT[application.status].label.lower()}."


@transaction.atomic
def withdraw_application(application: Application, *, reason: str, by: Member) -> Application:
    """Take the application back, with the reason. What was written and sent is kept; unfinished reviews become void."""
    if application.status in DECIDING:
        raise MoveRefused(f"{_told(application)} It can no longer be withdrawn here. Write to the program office.")
    was_sent = application.submitted_at is not None
    withdrawn: Application = make_move(application, MOVES, "withdraw", by=by, reason=reason, changed_at=ClockNow())
    unfinished = Q(status__in=[ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS])
    for review in Review.objects.filter(unfinished, application=withdrawn).select_related("reviewer__user"):
        make_move(review, review_rules.MOVES, "void", by=by)
    if was_sent:
        emails.application_withdrawn(withdrawn, reason)
    return withdrawn


@transaction.atomic
def reinstate_application(application: Application, *, reason: str, by: Member) -> Application:
    """Put one that was sent, and then withdrawn or found not eligible, back among those to screen."""
    moved: Application = make_move(
        application,
        MOVES,
        "reinstate",
        by=by,
        reason=reason,
        only_if=Q(submitted_at__isnull=False),
        refused=f"{application.number} was never sent. Its applicant can take it up again while the round is open.",
        changed_at=ClockNow(),
    )
    submit_again_as_sent(moved)
    emails.application_moved(moved, reason, "reinstated")
    return moved


@transaction.atomic
def take_up_draft(application: Application, *, by: Member) -> Application:
    """Go on with a draft that was withdrawn before it was sent, while the round still takes it."""
    if application.status in DECIDING:
        raise MoveRefused(f"{_told(application)} It was submitted before.")
    taken: Application = make_move(
        application,
        MOVES,
        "take_up",
        by=by,
        only_if=Q(submitted_at__isnull=True) & in_time()[SentIn.TIME],
        refused="The round takes no applications any more, or this one was sent. What you wrote is kept.",
        changed_at=ClockNow(),
    )
    return taken
