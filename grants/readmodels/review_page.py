"""The page of one review: the application beside the rubric, and how far the review is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import NamedTuple

from core.charts import Chart
from grants.access.visibility import Head, head_of, policy_for
from grants.checks.scores import Missing, band_of, missing
from grants.choices import ApplicationStatus, ReasonRule, Recommendation, ReviewStatus
from grants.models import Criterion, Review, ReviewNote, Score
from grants.readmodels.corrections import Correction, correction_of, may_confirm, versions_of
from grants.readmodels.market_panel import quotient_chart
from grants.readmodels.masking import shown_to
from grants.readmodels.review_content import Content, Part, content_of
from grants.readmodels.totals import counted_in, given_on, total_on
from grants.rules.ranking import mean_of, share_of_total, shown, two_places
from grants.rules.visibility import Policy
from questions.choices import Panel
from questions.readmodels.fields import place

OPEN = (ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS)
BLOCKS = {"submitted": "on", "in_progress": "half", "recused": "out"}
REASON_WORDS = {
    ReasonRule.ALWAYS.value: "required",
    ReasonRule.BELOW_HALF.value: "required below half of the points",
    ReasonRule.NEVER.value: "optional",
}
WORDS = {"complete": "Scored", "in_progress": "Writing", "not_started": "To do"}


class Band(NamedTuple):
    """A band of a criterion's scale."""

    low: int
    high: int
    label: str
    text: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """One criterion as the page shows it: what is saved, or what was typed and could not be saved.

    `theirs` is the score that another window saved since. `missing` is what is still to be given.
    """

    criterion: Criterion
    number: int
    share: str
    parts: list[Part]
    score: Score | None
    typed_points: str | None = None
    typed_comment: str | None = None
    typed_leaves_out: bool | None = None
    error: str = ""
    theirs: Score | None = None
    missing: list[Missing] = field(default_factory=list)
    is_open: bool = False

    @property
    def points(self) -> int | None:
        return self.score.points if self.score else None

    @property
    def box(self) -> str:
        """What stands in the box for points."""
        if self.typed_points is not None:
            return self.typed_points
        return "" if self.points is None else str(self.points)

    @property
    def comment(self) -> str:
        if self.typed_comment is not None:
            return self.typed_comment
        return self.score.comment if self.score else ""

    @property
    def version(self) -> int:
        return self.score.version if self.score else 0

    @property
    def does_not_apply(self) -> bool:
        return bool(self.score and self.score.does_not_apply)

    @property
    def leaves_out(self) -> bool:
        """Whether the box that says that the criterion does not apply is ticked."""
        return self.does_not_apply if self.typed_leaves_out is None else self.typed_leaves_out

    @property
    def reason_words(self) -> str:
        """Whether a reason is asked for, in words."""
        return REASON_WORDS[self.criterion.reason_rule]

    @property
    def is_settled(self) -> bool:
        """Whether points stand, or that it does not apply."""
        return self.points is not None or self.does_not_apply

    @property
    def status(self) -> str:
        given = given_on(self.criterion, self.score)
        if self.is_settled and (given.comment.strip() or not given.needs_reason):
            return "complete"
        return "in_progress" if self.is_settled or self.comment.strip() else "not_started"

    @property
    def status_label(self) -> str:
        return WORDS[self.status]

    @property
    def bands(self) -> list[Band]:
        chosen = band_of(self.points, self.criterion.bands)
        return [
            Band(int(band[0]), int(band[1]), str(band[2]), str(band[3]) if len(band) > 3 else "", index == chosen)
            for index, band in enumerate(self.criterion.bands)
        ]

    @property
    def asks_points(self) -> str:
        return next((one.sentence for one in self.missing if one.box == "points"), "")

    @property
    def asks_reason(self) -> str:
        return next((one.sentence for one in self.missing if one.box == "reason"), "")


@dataclass(frozen=True)
class Progress:
    """How far the review is: points so far and of how many, and what is missing."""

    rows: list[Row]
    missing: list[Missing]
    saved_at: dt.datetime | None

    @property
    def points(self) -> int:
        return sum(row.points or 0 for row in self.rows)

    @property
    def scored_of(self) -> int:
        return sum(row.criterion.points for row in self.rows if row.points is not None)

    @property
    def all_points(self) -> int:
        """The points of all criteria that apply."""
        return sum(row.criterion.points for row in self.rows if not row.does_not_apply)

    @property
    def rubric(self) -> int:
        return sum(row.criterion.points for row in self.rows)

    @property
    def left_out(self) -> int:
        """How many criteria do not apply."""
        return sum(row.does_not_apply for row in self.rows)

    @property
    def points_left(self) -> int:
        return self.all_points - self.scored_of

    @property
    def criteria_left(self) -> int:
        return len({one.criterion_id for one in self.missing if one.criterion_id})

    @property
    def lacks_recommendation(self) -> bool:
        return any(one.criterion_id is None for one in self.missing)

    @property
    def first_missing(self) -> str:
        return anchor_of(self.missing[0]) if self.missing else ""

    @property
    def is_complete(self) -> bool:
        return not self.missing


class Place(NamedTuple):
    """Where this review stands among hers in the round."""

    number: int
    of: int
    blocks: list[str]
    submitted: int
    to_begin: int
    next_id: int | None


class Note(NamedTuple):
    """Her note to herself as it stands, or as she typed it beside what another window saved (`theirs`)."""

    text: str = ""
    version: int = 0
    theirs: ReviewNote | None = None
    error: str = ""


@dataclass(frozen=True)
class Page:
    """Everything on the page of a review that is being written or was submitted."""

    review: Review
    content: Content
    progress: Progress
    place: Place
    others: list[Review]
    chart: Chart | None
    policy: Policy
    head: Head
    mean: str
    note: Note
    correction: Correction | None = None

    @property
    def is_open(self) -> bool:
        return can_be_written(self.review)

    @property
    def assessment(self) -> str:
        """The key of the section that the labor-market panel stands beside."""
        return assessment_of(self.content.parts, self.progress.rows)

    @property
    def counties(self) -> str:
        """The counties in words: the first three by name, the rest as a number."""
        names = [place(fips) for fips in self.review.application.county_fips]
        if len(names) > 3:
            return f"{', '.join(names[:3])} and {len(names) - 3} more counties"
        return f"{' and '.join(names)} {'County' if len(names) == 1 else 'Counties'}" if names else ""

    @property
    def other_rows(self) -> list[tuple[str, list[int | None]]]:
        """Each criterion with the points of the other reviews."""
        given = [{score.criterion_id: score.points for score in other.scores.all()} for other in self.others]
        return [(row.criterion.title, [points.get(row.criterion.pk) for points in given]) for row in self.progress.rows]

    @property
    def other_totals(self) -> list[str]:
        return [shown(total_on(other, self.progress.rubric)) for other in self.others]

    @property
    def total(self) -> str:
        """What the submitted review adds up to, in points of the rubric."""
        return shown(total_on(self.review, self.progress.rubric))

    @property
    def recommendations(self) -> list[tuple[str, str]]:
        return list(Recommendation.choices)


def can_be_written(review: Review) -> bool:
    under_review = review.application.status == ApplicationStatus.UNDER_REVIEW
    return review.status == ReviewStatus.IN_PROGRESS and under_review and not getattr(review, "is_locked", False)


def anchor_of(one: Missing) -> str:
    """The id of the box that a missing thing belongs in."""
    return f"{one.box}-{one.criterion_id}" if one.criterion_id else "id_recommendation"


def progress_of(
    review: Review, parts: Sequence[Part] = (), rows: Mapping[int, dict[str, object]] | None = None
) -> Progress:
    """The rubric with what is given. `rows` lays what was typed over what is saved, by criterion id. Two queries."""
    criteria = list(Criterion.objects.filter(round_id=review.application.round_id).order_by("position"))
    scores = {score.criterion_id: score for score in Score.objects.filter(review_id=review.pk)}
    weights = [criterion.points for criterion in criteria]
    found = []
    for number, criterion in enumerate(criteria, start=1):
        judged = [part for part in parts if part.key in criterion.section_keys]
        share = share_words(share_of_total(criterion.points, weights))
        found.append(
            Row(criterion, number, share, judged, scores.get(criterion.pk), **(rows or {}).get(criterion.pk, {}))  # type: ignore[arg-type]
        )
    lacking = missing([given_on(row.criterion, row.score) for row in found], review.recommendation)
    saved = [score.saved_at for score in scores.values()]
    return Progress(found, lacking, max(saved, default=None))


def share_words(share: Fraction) -> str:
    """One third, or 20%: exact where a percent would not be."""
    percent = share * 100
    if percent.denominator == 1:
        return f"{percent.numerator}%"
    return "one third" if share == Fraction(1, 3) else f"{share.numerator}/{share.denominator}"


def opened(progress: Progress, *, all_missing: bool = False) -> Progress:
    """Which criteria stand open: those with an error, all with a gap after a refused submission, or the next to do."""
    gaps = {one.criterion_id for one in progress.missing}
    wrong = {row.criterion.pk for row in progress.rows if row.error or row.theirs}
    first = next((row.criterion.pk for row in progress.rows if row.criterion.pk in gaps), None)
    show = wrong | (gaps if all_missing else set() if wrong else {first})
    rows = [
        replace(
            row,
            is_open=row.criterion.pk in show,
            missing=[one for one in progress.missing if all_missing and one.criterion_id == row.criterion.pk],
        )
        for row in progress.rows
    ]
    return Progress(rows, progress.missing, progress.saved_at)


def page_of(
    review: Review,
    *,
    typed: Mapping[int, dict[str, object]] | None = None,
    note: Note | None = None,
    all_missing: bool = False,
    against: int = 0,
) -> Page:
    """The page, with what was typed laid over what is saved. `against`: the place of an earlier version to compare with."""
    application = review.application
    policy = policy_for(review.reviewer, application)
    versions = versions_of(application)
    content = shown_to(content_of(application, submission=versions[0] if versions else None), application, policy)
    progress = opened(progress_of(review, content.parts, typed), all_missing=all_missing)
    return Page(
        review,
        content,
        progress,
        place_of(review),
        others_of(review, policy),
        quotient_chart(content.panel),
        policy,
        head_of(application, policy),
        mean_of_counted(review, policy),
        note or note_of(review),
        correction_of(review, versions, content, policy, against=against, may_confirm=may_confirm(review)),
    )


def note_of(review: Review) -> Note:
    """Her note to herself. One query."""
    kept = ReviewNote.objects.filter(review_id=review.pk).first()
    return Note(kept.text, kept.version) if kept else Note()


def place_of(review: Review) -> Place:
    """Her reviews in the round, by due date; the next one is the next that waits, from this one on and round again."""
    rows = list(
        Review.objects.filter(reviewer_id=review.reviewer_id, application__round_id=review.application.round_id)
        .order_by("due_at", "pk")
        .values_list("pk", "status", "application__status")
    )
    at = next((index for index, row in enumerate(rows) if row[0] == review.pk), 0)
    waiting = [pk for pk, status, application in rows[at + 1 :] + rows[:at] if _waits(status, application)]
    statuses = [status for _, status, _ in rows]
    return Place(
        at + 1,
        len(rows),
        [BLOCKS.get(status, "") for status in statuses],
        statuses.count(ReviewStatus.SUBMITTED),
        statuses.count(ReviewStatus.ASSIGNED),
        waiting[0] if waiting else None,
    )


def _waits(status: str, application: str) -> bool:
    return status in OPEN and application == ApplicationStatus.UNDER_REVIEW


def mean_of_counted(review: Review, policy: Policy) -> str:
    """The mean of the counted reviews, where the round shows it to her; else empty. One query where it does."""
    if not policy.shows_mean(own_is_in=review.status == ReviewStatus.SUBMITTED):
        return ""
    counted = counted_in(Review.objects.counted().filter(application_id=review.application_id))
    return two_places(mean_of([one.total for one in counted]))


def others_of(review: Review, policy: Policy) -> list[Review]:
    """The other submitted reviews of the application, with their scores, as the round shows them to her."""
    if not policy.shows_others(own_is_in=review.status == ReviewStatus.SUBMITTED):
        return []
    rows = Review.objects.counted().filter(application_id=review.application_id).exclude(pk=review.pk)
    return list(rows.order_by("submitted_at").prefetch_related("scores"))


def assessment_of(parts: Sequence[Part], rows: Sequence[Row]) -> str:
    """The section that is the industry assessment: by its table or name, else what the tie-break criterion judges."""
    tabled = next((part.key for part in parts if part.panel == Panel.ASSESSMENT), None)
    if tabled is not None:
        return tabled
    for part in parts:
        if "assessment" in f"{part.key} {part.title}".lower():
            return part.key
    judged = [key for row in rows if row.criterion.tie_place for key in row.criterion.section_keys]
    return next((part.key for part in parts if part.key in judged), parts[0].key if parts else "")
