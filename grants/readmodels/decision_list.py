"""The rounds that are being decided, and what each waits for; and a round's ranking before its scoring is closed."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString

from core.models import Member
from grants.access.reviews import recused_from
from grants.choices import OUT_OF_REVIEW, ApplicationStatus, RoundStatus, SlateStatus
from grants.models import Application, Review, Round, Slate
from grants.readmodels.ranking import IN_REVIEW, Run, standing_of
from grants.readmodels.severities import Severity, severities_in
from grants.readmodels.spread import axis_of, spread_plot
from grants.rules.ranking import is_split, places_among, shown, two_places

PAGE = 20
ACTS = {SlateStatus.DRAFT.value: "a recommendation", SlateStatus.RECOMMENDED.value: "a second person"}


class Row(NamedTuple):
    """A round, how far its reviews are, and what it waits for."""

    round: Round
    status: str
    label: str
    waits_for: str
    percent: float


def rounds_to_decide(page: str | None) -> tuple[Page[Any], list[Row]]:
    """Two queries: what is being decided first, then what is in review, then what is decided."""
    slates = Slate.objects.filter(round_id=OuterRef("pk")).values("status")
    sent = Application.objects.exclude(submitted_at=None).exclude(status=ApplicationStatus.WITHDRAWN)
    rounds = (
        Round.objects.counted()
        .filter(status__in=[RoundStatus.REVIEW, RoundStatus.DECISION, RoundStatus.AWARDED])
        .annotate(
            applications_counted=_count(sent, "round"),
            reviews_all=_count(Review.objects.exclude(status__in=OUT_OF_REVIEW), "application__round"),
            reviews_in=_count(Review.objects.counted(), "application__round"),
            slate_status=Subquery(slates),
            turn=Case(
                When(status=RoundStatus.DECISION, then=Value(0)),
                When(status=RoundStatus.REVIEW, then=Value(1)),
                default=Value(2),
            ),
        )
        .order_by("turn", "-closes_at", "pk")
    )
    found = Paginator(rounds, PAGE).get_page(page)
    return found, [row_of(round) for round in found.object_list]


def _count(rows: QuerySet, path: str) -> Coalesce:
    """How many of these rows belong to the round."""
    mine = rows.filter(**{path: OuterRef("pk")}).order_by().values(path)
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0)


def row_of(round: Round) -> Row:
    """The row of a round that `rounds_to_decide` brought."""
    done, of = round.reviews_in, round.reviews_all  # type: ignore[attr-defined]
    percent = 100 * done / of if of else 0
    slate = round.slate_status  # type: ignore[attr-defined]
    if slate == SlateStatus.APPROVED:
        waits = "" if round.status == RoundStatus.AWARDED else "its letters"
        return Row(round, "approved", "Approved", waits, percent)
    if slate:
        return Row(round, slate, SlateStatus(slate).label, ACTS[slate], percent)
    left = of - done
    waits = f"{left} {'review' if left == 1 else 'reviews'} to come" if left or not of else "closing the scoring"
    return Row(round, round.status, round.get_status_display(), waits, percent)


class Entry(NamedTuple):
    """An application in the ranking so far; without a review it has no rank."""

    application: Application
    label: str
    mean: str
    adjusted: str
    plot: SafeString
    is_split: bool
    spread: str
    counted: int
    pending: int
    is_hidden: bool
    agreed: str = ""


class Preview(NamedTuple):
    """A round before its scoring is closed."""

    round: Round
    run: Run
    severities: list[Severity]
    entries: list[Entry]
    axis: tuple[int, int]
    short: int
    unscored: int
    submitted: int
    pending: int
    not_agreed: int = 0
    not_adjusted: str = ""

    @property
    def needs_reason(self) -> bool:
        """Whether closing the scoring now must be explained: some application has too few reviews, or no
        consensus where the panel makes the ranking, or nothing can be adjusted where the adjusted score makes it.
        """
        return bool(self.short or self.not_agreed or self.not_adjusted)

    @property
    def has_hidden(self) -> bool:
        return any(entry.is_hidden for entry in self.entries)

    @property
    def expected(self) -> int:
        return self.submitted + self.pending

    @property
    def can_close(self) -> bool:
        return bool(self.entries) and not self.unscored


def _apart(entries: list[Entry]) -> list[Entry]:
    """What the viewer is recused from below the rest, without a place; places are counted among the rest.

    In its place among the others an entry would tell its rank.
    """
    judged = [entry for entry in entries if not entry.is_hidden]
    barred = sorted((one for one in entries if one.is_hidden), key=lambda one: one.application.number)
    places = places_among([one.label for one in judged if one.counted])
    return [
        *(one._replace(label=places.get(one.label, one.label)) for one in judged),
        *(one._replace(label="–") for one in barred),
    ]


def preview_of(round: Round, member: Member) -> Preview:
    """The ranking so far. Eight queries, whatever the number of applications."""
    standing = standing_of(round)
    hidden = set(
        Application.objects.filter(recused_from(member), round=round, status__in=IN_REVIEW).values_list("pk", flat=True)
    )
    axis = axis_of(
        total for entry in standing.ranked if entry.scored.application_id not in hidden for total in entry.scored.totals
    )
    entries = []
    for entry in standing.ranked:
        pk, totals = entry.scored.application_id, entry.scored.totals
        split = is_split(entry.scored.spread, round.split_points)
        plot = spread_plot(() if pk in hidden else totals, axis, is_split=split)
        pending = standing.pending.get(pk, 0)
        mean, adjusted = two_places(entry.scored.mean), standing.run.adjusted_words(pk)
        application, spread = standing.applications[pk], shown(entry.scored.spread)
        row = Entry(application, entry.label, mean, adjusted, plot, split, spread, len(totals), pending, pk in hidden)
        row = row._replace(agreed=standing.run.agreed_words(pk))
        entries.append(row)
    bare = spread_plot((), axis, is_split=False)
    for application in standing.unscored:
        pending = standing.pending.get(application.pk, 0)
        entries.append(Entry(application, "–", "–", "", bare, False, "", 0, pending, application.pk in hidden))
    entries = _apart(entries) if hidden else entries
    return Preview(
        round,
        standing.run,
        severities_in(standing.run),
        entries,
        axis,
        len(standing.short_of(round.reviewers_each)),
        len(standing.unscored),
        sum(entry.counted for entry in entries),
        sum(entry.pending for entry in entries),
        len(standing.not_agreed(round.ranking)),
        standing.not_adjusted(round.ranking),
    )
