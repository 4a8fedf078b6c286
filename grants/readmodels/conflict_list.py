"""Conflicts of interest as staff work with them, and the round's count of them for the public record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet

from core.models import Member
from grants.access.reviews import recused_from
from grants.choices import OUT_OF_REVIEW, ApplicationStatus, ReviewStatus
from grants.choices.reviewing import ConflictSource, ConflictStatus
from grants.models import Application, Conflict, Finding, Review, Round
from grants.models.conflicts import KINDS

VIEWS = {
    "open": "To decide",
    "confirmed": "Confirmed",
    "cleared": "Cleared",
    "lapsed": "No longer there",
}


def conflicts_for(member: Member, status: str) -> QuerySet[Conflict]:
    """Of that status, without those with applications that she is recused from herself."""
    hidden = Application.objects.filter(recused_from(member)).values("pk")
    rows = Conflict.objects.filter(status=status).exclude(application__in=hidden).exclude(reviewer=member)
    return rows.select_related("reviewer", "application__round", "application__organization", "decided_by")


def counts_for(member: Member) -> dict[str, int]:
    hidden = Application.objects.filter(recused_from(member)).values("pk")
    rows = Conflict.objects.exclude(application__in=hidden).exclude(reviewer=member).order_by()
    return Counter(rows.values_list("status", flat=True))


def findings_for(member: Member) -> list[Finding]:
    """Findings that wait for an answer."""
    hidden = Application.objects.filter(recused_from(member)).values("pk")
    rows = Finding.objects.filter(answered_at__isnull=True).exclude(application__in=hidden)
    return list(rows.select_related("application", "conflict"))


class Count(NamedTuple):
    """How many conflicts of a kind, and how they were handled."""

    kind: str
    found: int
    confirmed: int
    cleared: int
    open: int


@dataclass(frozen=True)
class RoundConflicts:
    """The round's conflicts by kind and handling, without a name: fit for the public record."""

    kinds: list[Count]
    sources: list[tuple[str, int]]
    recused: int
    excluded: int
    findings: int
    short: list[tuple[Application, int]]

    @property
    def total(self) -> int:
        return sum(row.found for row in self.kinds)


def conflicts_of(round: Round) -> RoundConflicts:
    """Counted over the whole round. Five queries."""
    rows = list(Conflict.objects.filter(application__round=round).values_list("kind", "status", "source"))
    by_kind: dict[str, Counter[str]] = {}
    for kind, status, _ in rows:
        by_kind.setdefault(kind, Counter())[status] += 1
    kinds = [
        Count(
            KINDS[kind],
            n.total(),
            n[ConflictStatus.CONFIRMED],
            n[ConflictStatus.CLEARED] + n[ConflictStatus.LAPSED],
            n[ConflictStatus.OPEN],
        )
        for kind, n in sorted(by_kind.items(), key=lambda item: (-item[1].total(), item[0]))
    ]
    sources = Counter(source for _, _, source in rows)
    recused = Review.objects.filter(application__round=round, status=ReviewStatus.RECUSED)
    before = Counter(recused.values_list("before_recusal", flat=True).order_by())
    return RoundConflicts(
        kinds,
        [(str(ConflictSource(key).label), sources[key]) for key in ConflictSource.values],
        before.total(),
        before[ReviewStatus.SUBMITTED],
        Finding.objects.filter(application__round=round).count(),
        short_of_reviewers(round),
    )


def short_of_reviewers(round: Round) -> list[tuple[Application, int]]:
    """Applications under review that lost a reviewer and have fewer than the round asks for, with how many they lack."""
    rows = Application.objects.filter(
        round=round, status__in=[ApplicationStatus.UNDER_REVIEW, ApplicationStatus.SCORED]
    )
    found = []
    at_work: Counter[int] = Counter()
    lost: set[int] = set()
    for pk, status in Review.objects.filter(application__in=rows).values_list("application_id", "status").order_by():
        at_work[pk] += status not in OUT_OF_REVIEW
        if status in (ReviewStatus.RECUSED, ReviewStatus.DECLINED):
            lost.add(pk)
    for application in rows.filter(pk__in=lost).order_by("number"):
        lacking = round.reviewers_each - at_work[application.pk]
        if lacking > 0:
            found.append((application, lacking))
    return found
