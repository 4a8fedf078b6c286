"""The list of applications: figures that add up, saved views with counts, what filters offer, one page of rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, F, Q, Sum, Value
from django.db.models.functions import Cast

from core.models import Member
from core.permissions import Permission, Role
from grants.choices import OUT_OF_REVIEW, ApplicationStatus, ReviewStatus
from grants.models import Fund, Round
from grants.readmodels import application_query as query
from grants.readmodels.application_query import GROUPS, Wanted, condition_of, in_sight, listed
from grants.readmodels.application_rows import Axis, Reviewed, Row, reviews_of, rows_of
from grants.rules.ranking import Points, is_split, mean_of, spread_of
from partnerships.models import Region, TargetIndustry

MOST_SCORED = 300
"""Up to so many applications the list counts all their reviews and compares their scores; beyond, choose a round."""

Choices = dict[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Tally:
    """How many applications stand where, in the state or in one round."""

    by_status: Mapping[str, int]
    drafts: int
    mine: int
    requested: Decimal
    found: int

    def of(self, group: str) -> int:
        return sum(self.by_status.get(status, 0) for status in GROUPS[group])

    @property
    def received(self) -> int:
        return sum(self.by_status.values())


@dataclass(frozen=True)
class Progress:
    """How far the reviews are of what is under review or scored."""

    at_work: int
    submitted: int
    short: int


@dataclass(frozen=True)
class ApplicationList:
    """Everything that the page shows. `progress` and `split` are None where they were not worked out."""

    wanted: Wanted
    sees_scores: bool
    round: Round | None
    tally: Tally
    progress: Progress | None
    split: Mapping[int, Points] | None
    page: Page
    rows: list[Row]
    axis: Axis
    choices: Choices = field(default_factory=dict)

    @property
    def can_rank(self) -> bool:
        return self.split is not None

    @property
    def needs_reviewers(self) -> int:
        return self.tally.of("eligible") + (self.progress.short if self.progress else 0)


class Counted(Paginator):
    """Pages whose number is known and whose rows are read elsewhere."""

    def __init__(self, found: int, size: int) -> None:
        super().__init__(range(found), size)


def list_of(member: Member, wanted: Wanted) -> ApplicationList:
    """The whole page, in at most nine queries whatever the number of applications."""
    sees_scores = member.can(Permission.REVIEW_SEE_ALL)
    round = round_of(wanted.round) if wanted.round else None
    tally = tally_of(member, wanted)
    is_close = bool(round) or tally.of("review") <= MOST_SCORED
    progress = progress_of(member, wanted.round) if sees_scores and is_close else None
    reviewed = _compared(member, wanted, tally) if sees_scores else None
    split = None if reviewed is None else split_of(reviewed)
    found = listed(wanted, member, split or ()).count() if wanted.view == "split" else tally.found
    return ApplicationList(
        wanted=wanted,
        sees_scores=sees_scores,
        round=round,
        tally=tally,
        progress=progress,
        split=split,
        choices=choices_of(),
        **_page(member, wanted, found, reviewed, split, sees_scores),
    )


def _page(
    member: Member,
    wanted: Wanted,
    found: int,
    reviewed: Mapping[int, tuple[Reviewed, int]] | None,
    split: Mapping[int, Points] | None,
    sees_scores: bool,
) -> dict[str, Any]:
    page = Counted(found, wanted.size).get_page(wanted.page)
    rows = listed(wanted, member, split or ())
    start = (page.number - 1) * wanted.size
    if wanted.sort.lstrip("-") in query.SCORE_ORDERS and reviewed is not None:
        ids = by_score(rows, reviewed, wanted.sort)[start : start + wanted.size]
    else:
        ids = query.page_of_ids(rows, wanted.sort, start, wanted.size, found)
    shown, axis = rows_of(ids, with_reviews=sees_scores)
    return {"page": page, "rows": shown, "axis": axis}


def tally_of(member: Member, wanted: Wanted) -> Tally:
    """Every count of the page but those of reviews, in one pass. What was sent has its instant; drafts stand apart."""
    rows = in_sight(member, wanted.round)
    if wanted.view == "short":
        rows = rows.alias(at_work=query.reviewers_at_work())
    found = condition_of(wanted, member) if wanted.view != "split" else Q(pk__in=[])
    lines = rows.values("status").annotate(
        n=Count("submitted_at"),
        all=Count("pk"),
        mine=Count("submitted_at", filter=Q(officer_id=member.pk)),
        asked=Sum("requested", filter=Q(submitted_at__isnull=False)),
        found=Count("submitted_at", filter=found),
    )
    by_status = {line["status"]: line for line in lines}
    drafts = by_status.pop(ApplicationStatus.DRAFT, {"all": 0})["all"]
    return Tally(
        by_status={status: line["n"] for status, line in by_status.items()},
        drafts=drafts,
        mine=sum(line["mine"] for line in by_status.values()),
        requested=sum((line["asked"] or Decimal(0) for line in by_status.values()), Decimal(0)),
        found=sum(line["found"] for line in by_status.values()),
    )


def progress_of(member: Member, round: str) -> Progress:
    """Reviews at work and submitted, and how many applications under review have too few reviewers. One query.

    Of a round, those of what was scored already count too; of the state, only what is under review now.
    """
    rows = in_sight(member, round).filter(status__in=[*GROUPS["review"], *(GROUPS["scored"] if round else ())])
    each = rows.values("pk", "status", asked=F("round__reviewers_each")).annotate(
        working=Count("reviews", filter=~Q(reviews__status__in=OUT_OF_REVIEW)),
        done=Count("reviews", filter=Q(reviews__status=ReviewStatus.SUBMITTED)),
    )
    got = each.aggregate(
        at_work=Sum("working"),
        submitted=Sum("done"),
        short=Count("pk", filter=Q(status__in=GROUPS["review"], working__lt=F("asked"))),
    )
    return Progress(got["at_work"] or 0, got["submitted"] or 0, got["short"] or 0)


def _compared(member: Member, wanted: Wanted, tally: Tally) -> dict[int, tuple[Reviewed, int]] | None:
    """The scores of all that is under review or scored, each with its round's split points; None where too many."""
    if tally.of("review") + tally.of("scored") > MOST_SCORED:
        return None
    rows = in_sight(member, wanted.round).filter(status__in=[*GROUPS["review"], *GROUPS["scored"]])
    points = dict(rows.values_list("pk", "round__split_points"))
    return {pk: (one, points[pk]) for pk, one in reviews_of(points).items()}


def split_of(reviewed: Mapping[int, tuple[Reviewed, int]]) -> dict[int, Points]:
    """The applications whose reviewers are split, with the points between them."""
    found = {}
    for pk, (one, points) in reviewed.items():
        spread = spread_of(one.totals)
        if len(one.totals) > 1 and is_split(spread, points):
            found[pk] = spread
    return found


def by_score(rows: Any, reviewed: Mapping[int, tuple[Reviewed, int]], sort: str) -> list[int]:
    """All ids of a list by mean or spread, exactly; those without a score come last, latest change first."""
    ids = list(rows.order_by("-changed_at", "-pk").values_list("pk", flat=True))
    totals = {pk: reviewed[pk][0].totals for pk in ids if pk in reviewed and reviewed[pk][0].totals}
    scored = [pk for pk in ids if pk in totals]
    keys = {pk: mean_of(t) if sort.endswith("mean") else spread_of(t) for pk, t in totals.items()}
    scored.sort(key=lambda pk: keys[pk], reverse=sort.startswith("-"))  # type: ignore[arg-type, return-value]
    return scored + [pk for pk in ids if pk not in totals]


def round_of(slug: str) -> Round | None:
    return Round.objects.filter(slug=slug).first()


def choices_of() -> Choices:
    """What the filters offer: rounds, regions, industries, officers and funds. One query."""
    officers = Member.objects.with_role(Role.OFFICER, Role.DIRECTOR)
    parts = [
        ("round", Round.objects.counted().annotate(key=F("slug"), label=F("name"))),
        ("region", Region.objects.annotate(key=_text("pk"), label=F("name"))),
        ("industry", TargetIndustry.objects.annotate(key=_text("pk"), label=F("title"))),
        ("fund", Fund.objects.annotate(key=_text("pk"), label=F("name"))),
        ("officer", officers.annotate(key=_text("pk"), label=F("name"))),
    ]
    queries = [
        rows.order_by().annotate(what=Value(what, output_field=CharField())).values_list("what", "key", "label")
        for what, rows in parts
    ]
    found: Choices = {what: [] for what, _ in parts}
    for what, key, label in queries[0].union(*queries[1:], all=True):
        found[what].append((key, label))
    return {what: sorted(pairs, key=lambda pair: pair[1]) for what, pairs in found.items()}


def _text(name: str) -> Cast:
    return Cast(name, output_field=CharField())


def split_in_view(member: Member, wanted: Wanted) -> tuple[int, ...]:
    """The applications with split scores, where the view is of them; none otherwise."""
    if wanted.view != "split":
        return ()
    return tuple(split_of(_compared(member, wanted, tally_of(member, wanted)) or {}))
