"""What people do to reviews: assign, declare, score, submit, reopen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from core import audit
from core.models import Member
from core.moves import ClockNow, MoveRefused, check_move, make_move
from core.permissions import Role
from grants.access.reviewers import has_signed
from grants.access.reviews import organizations_of
from grants.actions.conflicts import declared_by_herself, scan
from grants.actions.recusals import hold_rounds, is_decided, rank_draft_anew, recuse_for
from grants.checks.scores import Given, NotPoints, missing, points_typed, sums_of, whether_it_applies
from grants.choices import UNSURE, ApplicationStatus, ConflictKind, Recommendation, ReviewStatus, RoundStatus
from grants.choices.reviewing import DeclineReason
from grants.emails import conflicts as conflict_emails
from grants.emails import reviews as emails
from grants.models import Application, Conflict, Criterion, PanelItem, Review, Round, Score
from grants.readmodels.corrections import is_behind, newest_of
from grants.readmodels.ties import already_at, conflicts_with, profiles_of, shared_employers
from grants.readmodels.totals import given_on
from grants.rules import applications as application_rules
from grants.rules import rounds as round_rules
from grants.rules.reviewers import not_ready
from grants.rules.reviews import CORRECTED, MOVES, STATEMENT

DAYS_TO_REVIEW = 14


class StaleScore(Exception):
    """Somebody (another window, most often) saved this criterion since the page was opened. `score` is what stands."""

    def __init__(self, score: Score) -> None:
        super().__init__("This criterion was saved from another window since you opened it. Both versions are shown.")
        self.score = score


class Typed(NamedTuple):
    """What stands in the boxes of one criterion, and the version that the page was opened with, 0 for none."""

    points: str
    comment: str
    version: int
    does_not_apply: bool = False


# Assigning


@transaction.atomic
def start_review(round: Round, *, by: Member) -> Round:
    """Begin the review of a round. One that is still open takes no more applications from here on."""
    return make_move(round, round_rules.MOVES, "start_review", by=by)


def assign_reviewers(
    application: Application, reviewers: Sequence[Member], *, by: Member, due_at: dt.datetime | None = None
) -> list[Review]:
    """Ask reviewers to review an application, and send it to review if it was only eligible until now.

    Those who have it already are passed over. Raises MoveRefused for somebody who is no reviewer or whom a conflict of
    interest keeps from it.
    """
    return assign_many({application.pk: reviewers}, by=by, due_at=due_at)


def assign_many(
    wanted: Mapping[int, Sequence[Member]], *, by: Member, due_at: dt.datetime | None = None
) -> list[Review]:
    """Assign reviewers to several applications, by their ids. Each reviewer gets one message for all of hers.

    The conflict rules run first, as a deed of their own: what they find stays, for somebody to decide on, where the
    assignment is refused because of it.
    """
    rows = Application.objects.select_related("round", "partnership__convener", "organization").filter(pk__in=wanted)
    scan(list(rows), list({one.pk: one for some in wanted.values() for one in some}.values()), by=by)
    return _assign_all(wanted, by=by, due_at=due_at)


@transaction.atomic
def _assign_all(wanted: Mapping[int, Sequence[Member]], *, by: Member, due_at: dt.datetime | None) -> list[Review]:
    rows = Application.objects.select_related("round", "partnership").select_for_update(of=("self",))
    made: list[Review] = []
    for application in rows.filter(pk__in=wanted).order_by("pk"):
        made += _assign(application, wanted[application.pk], by=by, due_at=due_at)
    for reviewer in {review.reviewer for review in made}:
        emails.reviews_assigned(reviewer, [review for review in made if review.reviewer == reviewer])
    return made


def _assign(
    application: Application, reviewers: Sequence[Member], *, by: Member, due_at: dt.datetime | None
) -> list[Review]:
    have = set(application.reviews.values_list("reviewer_id", flat=True))
    new = [reviewer for reviewer in reviewers if reviewer.pk not in have]
    if not new:
        return []
    may_be_assigned(application, new)
    due = due_at or application.round.review_due_at or timezone.now() + dt.timedelta(days=DAYS_TO_REVIEW)
    if due <= timezone.now():
        raise MoveRefused("The due date of the reviews is past. Give a later one.")
    _start_review_of_closed(application.round, by=by)
    names = [reviewer.name for reviewer in new]
    if application.status == ApplicationStatus.ELIGIBLE:
        details = {"reviewers": names}
        make_move(application, application_rules.MOVES, "send_to_review", by=by, details=details, changed_at=ClockNow())
    else:
        audit.record("application.assign", application, by=by, reviewers=names)
    return [
        Review.objects.create(application=application, reviewer=reviewer, due_at=due, assigned_by=by)
        for reviewer in new
    ]


def _start_review_of_closed(round: Round, *, by: Member) -> None:
    closed = round.status == RoundStatus.CLOSED or (
        round.status == RoundStatus.OPEN and round.closes_at <= timezone.now()
    )
    if closed:
        start_review(round, by=by)


def may_be_assigned(application: Application, reviewers: Iterable[Member]) -> None:
    """Raises MoveRefused unless the application can be reviewed and each of them may review it."""
    if application.status != ApplicationStatus.UNDER_REVIEW:
        check_move(application_rules.MOVES, "send_to_review", application.status, thing=f"{application.number}")
    reviewers = list(reviewers)
    known = set(
        Member.objects.with_role(Role.REVIEWER).filter(pk__in=[r.pk for r in reviewers]).values_list("pk", flat=True)
    )
    table = organizations_of(application)
    against = conflicts_with(application, reviewers)
    profiles, today = profiles_of(reviewers), timezone.localdate()
    for reviewer in reviewers:
        if reviewer.pk not in known:
            raise MoveRefused(f"{reviewer.name} is not a reviewer here. Give the role first.")
        if table & {g.scope_id for g in reviewer.grants if g.scope == "organization"}:
            raise MoveRefused(
                f"{reviewer.name} belongs to an organization in {application.number} and cannot review it."
            )
        if conflict := against.get(reviewer.pk):
            raise MoveRefused(f"{reviewer.name} has a conflict with {application.number}. {conflict.evidence}")
        profile = profiles.get(reviewer.pk)
        if lacking := not_ready(reviewer.name, profile.register_expires_on if profile else None, today):
            raise MoveRefused(lacking)
    if shared := shared_employers([*already_at(application), *reviewers]):
        raise MoveRefused(
            f"{shared[0]} and {shared[1]} both work for {shared[2]}: one of them for {application.number}."
        )


# Declaring


@transaction.atomic
def clear_conflict(review: Review, *, by: Member) -> Review:
    """She declares that she has no conflict, having seen the names alone. Now the application opens to her."""
    _lock_application(review)
    _not_before_panel(review)
    if not has_signed(by):
        raise MoveRefused("Sign the confidentiality agreement first: a new version was issued.")
    said: dict[str, Any] = {"version_read": newest_of(review.application), "version_read_at": ClockNow()}
    return make_move(review, MOVES, "clear", by=by, declared_at=ClockNow(), details={"statement": STATEMENT}, **said)


@transaction.atomic
def declare_conflict(review: Review, conflict: str, *, by: Member, kind: str = ConflictKind.OTHER) -> Review:
    """She has a conflict: nothing of the application is hers to see any more, and the officer is told.

    After the decision her review stays as it counted; a finding is put beside it.
    """
    check_move(MOVES, "recuse", review.status, thing="this review", reason=conflict)
    hold_rounds(review.application)
    rows = Application.objects.select_for_update(no_key=True, of=("self",)).select_related("round", "officer__user")
    review.application = rows.get(pk=review.application_id)
    made = declared_by_herself(by, review.application, kind, conflict)
    if is_decided(review.application):
        recuse_for(made, by=by)
        return review
    said: dict[str, Any] = {"reason": conflict, "conflict": conflict.strip(), "details": {"statement": STATEMENT}}
    said |= {"recused_at": ClockNow(), "recused_by": by, "before_recusal": review.status}
    review = make_move(review, MOVES, "recuse", by=by, declared_at=ClockNow(), **said)
    rank_draft_anew(review.application, by=by)
    officer = review.application.officer or review.assigned_by
    emails.conflict_declared(review, officer)
    return review


@transaction.atomic
def declare_unsure(review: Review, words: str, *, by: Member) -> Conflict:
    """She does not know whether a tie is a conflict: somebody else decides, and until then she sees the names alone."""
    if not words.strip():
        raise MoveRefused("Say in a sentence what the tie is, so that somebody can decide.")
    _lock_application(review)
    if review.status not in (ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS):
        raise MoveRefused("This review is not open any more.")
    made = declared_by_herself(by, review.application, UNSURE, words)
    audit.record("conflict.unsure", made, by=by, application=review.application.number, statement=STATEMENT)
    conflict_emails.conflict_unsure(made, review.application.officer or review.assigned_by)
    return made


@transaction.atomic
def decline_review(review: Review, reason: str, words: str, *, by: Member) -> Review:
    """She hands it back, for want of time or because it is outside what she knows; the officer is told."""
    if reason not in DeclineReason.values:
        raise MoveRefused("Choose why you hand it back.")
    _lock_application(review)
    said: dict[str, Any] = {"decline_reason": reason, "decline_words": words.strip()[:500]}
    review = make_move(review, MOVES, "decline", by=by, details=said, **said)
    emails.review_declined(review, review.application.officer or review.assigned_by)
    return review


# Scoring


@transaction.atomic
def save_score(review: Review, criterion: Criterion, typed: Typed, *, by: Member) -> Score:
    """Save points and reason on one criterion, as they stand in the boxes, or that it does not apply.

    Raises NotPoints for anything but a whole number within the criterion, StaleScore when another window saved it since,
    MoveRefused when the review can no longer be written.
    """
    whole = points_typed(typed.points, criterion.points)
    leaves_out = whether_it_applies(typed.does_not_apply, whole, may_not_apply=criterion.may_not_apply)
    _write_locked(review)
    score = Score.objects.filter(review=review, criterion=criterion).first()
    if score is None:
        score = Score(review=review, criterion=criterion, version=0)
    if (score.points, score.does_not_apply, score.comment) == (whole, leaves_out, typed.comment):
        return score
    if score.version != typed.version:
        raise StaleScore(score)
    before, score.points, score.comment = said_of(score), whole, typed.comment
    score.does_not_apply, score.version, score.saved_at = leaves_out, typed.version + 1, timezone.now()
    score.save()
    audit.record("review.score", review, by=by, criterion=criterion.title, before=before, points=said_of(score))
    return score


def said_of(score: Score) -> int | str | None:
    """The points for the record, or the words for a criterion that does not apply."""
    return "does not apply" if score.does_not_apply else score.points


@transaction.atomic
def save_recommendation(review: Review, *, recommendation: str, comment: str, by: Member) -> Review:
    """Save the recommendation and the overall comment."""
    _write_locked(review)
    if recommendation and recommendation not in Recommendation.values:
        raise MoveRefused("Choose fund, fund with conditions, or do not fund.")
    if (review.recommendation, review.comment) != (recommendation, comment):
        review.recommendation, review.comment = recommendation, comment
        review.save(update_fields=["recommendation", "comment"])
        audit.record("review.recommend", review, by=by, recommendation=recommendation)
    return review


class Kept(NamedTuple):
    """What could not be saved of a whole page, by criterion: sentences, and scores that another window saved since."""

    wrong: dict[int, str]
    stale: dict[int, Score]

    @property
    def is_whole(self) -> bool:
        return not self.wrong and not self.stale


@transaction.atomic
def save_typed(review: Review, criterion: Criterion, typed: Typed, *, by: Member) -> tuple[Score, str]:
    """Save one criterion as it stands in its boxes. Returns the score and, for points that are not possible, why.

    The reason is saved even then, beside the points that stood before. Raises as `save_score` does, but for NotPoints.
    """
    try:
        return save_score(review, criterion, typed, by=by), ""
    except NotPoints as wrong:
        stands = Score.objects.filter(review=review, criterion=criterion).first() or Score()
        points = "" if stands.points is None else str(stands.points)
        kept = typed._replace(points=points, does_not_apply=stands.does_not_apply)
        return save_score(review, criterion, kept, by=by), str(wrong)


@transaction.atomic
def save_page(review: Review, typed: Mapping[int, Typed], *, recommendation: str, comment: str, by: Member) -> Kept:
    """Save all that a page brought, by criterion id. What can be saved is; what cannot is returned."""
    kept = Kept({}, {})
    for criterion in Criterion.objects.filter(round_id=review.application.round_id, pk__in=typed).order_by("position"):
        try:
            _, sentence = save_typed(review, criterion, typed[criterion.pk], by=by)
        except StaleScore as late:
            kept.stale[criterion.pk] = late.score
        else:
            if sentence:
                kept.wrong[criterion.pk] = sentence
    save_recommendation(review, recommendation=recommendation, comment=comment, by=by)
    return kept


@transaction.atomic
def submit_review(review: Review, *, by: Member) -> Review:
    """Hand the review in, and fix what it sums up to. Every criterion that applies needs points, and the review a
    recommendation; reasons are needed where the round asks for them.
    """
    _write_locked(review)
    if is_behind(review, newest_of(review.application)):
        raise MoveRefused(BEHIND.format(number=review.application.number))
    on_each = given_by(review)
    lacking = missing(on_each, review.recommendation)
    if lacking:
        raise MoveRefused(" ".join(one.sentence for one in lacking))
    given, out_of = sums_of(on_each)
    return make_move(review, MOVES, "submit", by=by, submitted_at=ClockNow(), given=given, out_of=out_of)


@transaction.atomic
def confirm_version(review: Review, submission_id: int, *, by: Member) -> Review:
    """She has seen what a correction changed: her scores stand for the version with that id, which must be the newest.

    One that is submitted can be confirmed too; to change a score it is given back to her first.
    """
    _lock_application(review)
    if review.status == ReviewStatus.SUBMITTED:
        _not_before_panel(review)
    else:
        _write_locked(review)
    newest = newest_of(review.application)
    if newest is None or newest.pk != submission_id:
        raise MoveRefused(f"{review.application.number} was corrected once more. Read what changed since.")
    review.version_read, review.version_read_at = newest, timezone.now()
    review.save(update_fields=["version_read", "version_read_at"])
    audit.record("review.confirm_version", review, by=by, receipt=newest.number)
    return review


@transaction.atomic
def reopen_review(review: Review, reason: str, *, by: Member) -> Review:
    """Give a submitted review back to its reviewer while the application is still under review."""
    _lock_application(review)
    _not_before_panel(review)
    review = make_move(review, MOVES, "reopen", by=by, reason=reason, given=None, out_of=None)
    emails.review_reopened(review, reason)
    return review


def given_by(review: Review) -> list[Given]:
    """What the review has on each criterion, in the rubric's order."""
    scores = {score.criterion_id: score for score in review.scores.all()}
    rubric = Criterion.objects.filter(round_id=review.application.round_id).order_by("position")
    return [given_on(criterion, scores.get(criterion.pk)) for criterion in rubric]


def _lock_application(review: Review) -> None:
    """Hold the application: its scoring is not closed while a review changes. Raises MoveRefused when it has been."""
    application = Application.objects.select_for_update(no_key=True).get(pk=review.application_id)
    if application.status == ApplicationStatus.RETURNED:
        raise MoveRefused(CORRECTED.format(number=application.number))
    if application.status != ApplicationStatus.UNDER_REVIEW:
        raise MoveRefused(
            f"{application.number} is {application.get_status_display().lower()} now: its reviews can no longer change."
        )


def _write_locked(review: Review) -> None:
    """Hold the review's row and read it afresh. Raises MoveRefused unless it is being written."""
    _lock_application(review)
    before_panel = Exists(PanelItem.objects.locking().filter(application_id=OuterRef("application_id")))
    rows = Review.objects.select_for_update(no_key=True, of=("self",)).annotate(is_locked=before_panel)
    fresh = rows.get(pk=review.pk)
    review.status, review.recommendation, review.comment = fresh.status, fresh.recommendation, fresh.comment
    if fresh.status != ReviewStatus.IN_PROGRESS:
        said = "submitted" if fresh.status == ReviewStatus.SUBMITTED else "not open for scoring"
        raise MoveRefused(f"Your review of {review.application.number} is {said}. Nothing was saved.")
    if fresh.is_locked:
        raise MoveRefused(LOCKED.format(number=review.application.number))


def _not_before_panel(review: Review) -> None:
    if PanelItem.objects.locking().filter(application=review.application_id).exists():
        raise MoveRefused(LOCKED.format(number=review.application.number))


BEHIND = (
    "{number} was corrected since you began. Read what changed, and confirm or change your scores before you submit."
)
LOCKED = "The panel has begun to discuss {number}: its reviews are locked as they stand. Nothing was changed."
