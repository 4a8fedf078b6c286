"""The rows of the list of applications: what each says, its reviewers in blocks, its scores on one axis."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, OuterRef, Subquery, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from core.geography import all_counties
from core.templatetags.rt import clock
from grants.choices import OUT_OF_REVIEW, ApplicationStatus, ReviewStatus
from grants.models import Application, Criterion, Review
from grants.readmodels.application_query import GROUPS
from grants.readmodels.spread import axis_of, spread_plot
from grants.rules.ranking import Points, is_split, mean_of, shown, spread_of, total_of, two_places

COLUMNS = (
    "pk",
    "number",
    "title",
    "status",
    "requested",
    "industry_title",
    "county_fips",
    "changed_at",
    "officer_id",
    "round_id",
    "organization_id",
    "partnership_id",
)
BLOCK = {
    ReviewStatus.SUBMITTED.value: "on",
    ReviewStatus.IN_PROGRESS.value: "half",
    ReviewStatus.ASSIGNED.value: "",
    ReviewStatus.RECUSED.value: "out",
}
BLOCK_ORDER = list(BLOCK)


class Axis(NamedTuple):
    """The points between which the spreads of a page are drawn."""

    low: int
    high: int


@dataclass(frozen=True)
class Row:
    """One application in the list, ready to be printed."""

    pk: int
    url: str
    title: str
    number: str
    organization: str
    place: str
    industry: str
    requested: Decimal
    status: str
    status_label: str
    officer: str
    round: str
    blocks: tuple[str, ...]
    reviews: str
    reviews_note: str
    mean: str
    mean_note: str
    is_whole: bool
    of: int
    spread: SafeString
    split: str
    changed: str
    changed_at: dt.datetime


@dataclass(frozen=True)
class Reviewed:
    """The reviews of one application: their statuses, and the totals of those that count."""

    statuses: tuple[str, ...] = ()
    totals: tuple[Points, ...] = ()

    @property
    def at_work(self) -> int:
        return sum(status not in OUT_OF_REVIEW for status in self.statuses)


def rows_of(ids: Sequence[int], *, with_reviews: bool) -> tuple[list[Row], Axis]:
    """The rows of these applications in this order, and the axis that their spreads share. Two queries."""
    found = {row["pk"]: row for row in _narrow(ids)}
    reviewed = reviews_of(ids) if with_reviews else {}
    axis = Axis(*axis_of(total for one in reviewed.values() for total in one.totals))
    now = timezone.localtime()
    return [_row(found[pk], reviewed.get(pk, Reviewed()), axis, now) for pk in ids if pk in found], axis


def _narrow(ids: Sequence[int]) -> Iterable[dict]:
    """The columns that a row prints, without the long texts and the tables of an application."""
    rubric = Criterion.objects.filter(round_id=OuterRef("round_id")).order_by().values("round_id")
    return (
        Application.objects.filter(pk__in=ids)
        .order_by()
        .values(
            *COLUMNS,
            organization_name=F("organization__legal_name"),
            region_name=F("partnership__region__name"),
            industry_name=F("partnership__industry__title"),
            officer_name=F("officer__name"),
            round_name=F("round__name"),
            reviewers_each=F("round__reviewers_each"),
            split_points=F("round__split_points"),
            rubric=Subquery(rubric.annotate(total=Sum("points")).values("total")),
        )
    )


def reviews_of(ids: Iterable[int]) -> dict[int, Reviewed]:
    """The reviews of these applications, with the total of each that was submitted. One query."""
    rows = Review.objects.filter(application_id__in=list(ids)).order_by()
    rubric = Criterion.objects.filter(round_id=OuterRef("application__round_id")).order_by().values("round_id")
    rows = rows.annotate(rubric=Subquery(rubric.annotate(total=Sum("points")).values("total")))
    statuses: dict[int, list[str]] = defaultdict(list)
    totals: dict[int, list[Points]] = defaultdict(list)
    for pk, status, given, out_of, total in rows.values_list("application_id", "status", "given", "out_of", "rubric"):
        statuses[pk].append(status)
        if status == ReviewStatus.SUBMITTED and given is not None and out_of is not None:
            totals[pk].append(total_of(given, out_of, total))
    return {
        pk: Reviewed(tuple(sorted(found, key=BLOCK_ORDER.index)), tuple(sorted(totals[pk])))
        for pk, found in statuses.items()
    }


def _row(row: dict, reviewed: Reviewed, axis: Axis, now: dt.datetime) -> Row:
    asked = row["reviewers_each"]
    short = row["status"] in GROUPS["review"] and reviewed.at_work < asked
    totals = reviewed.totals
    spread = spread_of(totals)
    split = shown(spread) if len(totals) > 1 and is_split(spread, row["split_points"]) else ""
    words, note = reviews_in_words(row["status"], reviewed, asked)
    whole = len(totals) >= max(asked, 1)
    missing = max(asked - len(reviewed.statuses), 0) if reviewed.statuses else 0
    return Row(
        pk=row["pk"],
        url=reverse("application", args=[row["pk"]]),
        title=row["title"],
        number=row["number"],
        organization=row["organization_name"],
        place=row["region_name"] or places(row["county_fips"]),
        industry=row["industry_name"] or row["industry_title"],
        requested=row["requested"],
        status="attention" if short else row["status"],
        status_label="Needs a reviewer" if short else str(ApplicationStatus(row["status"]).label),
        officer=row["officer_name"] or "",
        round=row["round_name"],
        blocks=tuple(BLOCK[status] for status in reviewed.statuses) + ("",) * missing,
        reviews=words,
        reviews_note=note,
        mean=two_places(mean_of(totals)) if totals else "",
        mean_note="" if whole or not totals else f"{len(totals)} of {asked} in",
        is_whole=whole,
        of=row["rubric"] or 0,
        spread=spread_plot(totals, axis, is_split=bool(split)),
        split=split,
        changed=moment(row["changed_at"], now),
        changed_at=row["changed_at"],
    )


def reviews_in_words(status: str, reviewed: Reviewed, asked: int) -> tuple[str, str]:
    """ "2 of 3", and what else there is to say of the reviews."""
    if not reviewed.statuses:
        return ("not yet assigned" if status == ApplicationStatus.ELIGIBLE else "not yet open", "")
    begun = reviewed.statuses.count(ReviewStatus.IN_PROGRESS)
    recused = reviewed.statuses.count(ReviewStatus.RECUSED)
    notes = ([f"{begun} in progress"] if begun else []) + ([f"{recused} recused"] if recused else [])
    return f"{len(reviewed.totals)} of {max(asked, reviewed.at_work)}", ", ".join(notes)


def places(fips: Sequence[str]) -> str:
    """The counties in words: the first two, and how many more."""
    names = [all_counties()[code].name for code in fips if code in all_counties()]
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def moment(at: dt.datetime, now: dt.datetime) -> str:
    """When something happened, as short as it is still plain: 9:04 AM, Sun 7:15 PM, Nov 19, Nov 19, 2025."""
    local = timezone.localtime(at)
    if local.date() == now.date():
        return clock(local.replace(second=0))
    if now - local < dt.timedelta(days=6):
        return f"{local:%a} {clock(local.replace(second=0))}"
    return (
        f"{local:%b} {local.day}" if now - local < dt.timedelta(days=300) else f"{local:%b} {local.day}, {local.year}"
    )
