"""An award's terms: the original ones, and those in force on a day after its amendments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import DecimalField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from grants.choices.amending import ChangeKind
from grants.models import AmendmentItem, Award, Target
from grants.models.awards import AwardQuerySet
from grants.readmodels.ledger import accepted_revision, budget_of_award
from grants.rules.amendments import Change, Terms, terms_on

ALL = dt.date.max
"""A day after every other: what was decided on, also where it takes effect later."""
DOLLARS = DecimalField(max_digits=14, decimal_places=2)


class History(NamedTuple):
    """An award's original terms with the changes that are in force or will be."""

    baseline: Terms
    changes: tuple[Change, ...]

    def on(self, day: dt.date | None = None) -> Terms:
        """The terms on a day; without one, today."""
        return terms_on(self.baseline, self.changes, day or timezone.localdate())

    @property
    def latest(self) -> Terms:
        """With everything that was decided on, also what takes effect later."""
        return self.on(ALL)


def baseline_of(award: Award) -> Terms:
    """The award as it was made. Two queries."""
    return baseline_with(award, Target.objects.filter(application_id=award.application_id))


def baseline_with(award: Award, targets: Iterable[Target]) -> Terms:
    """The same, with its targets as they were read: by its revised budget where it has one. One query, else three."""
    revision = accepted_revision(award)
    budget = budget_of_award(award, revision)
    revised = dict(revision.targets.values_list("target_id", "value")) if revision else {}
    promised = {target.measure_id: revised.get(target.pk, target.value) for target in targets}
    return Terms(
        award.starts_on, award.ends_on, award.amount, award.match_required, budget.grant, budget.match, promised
    )


def terms_history(award: Award) -> History:
    """Three queries."""
    return History(baseline_of(award), changes_of(award))


def changes_of(award: Award) -> tuple[Change, ...]:
    """What is in force or will be, in the order of the amendments. One query."""
    items = settled().filter(amendment__award_id=award.pk).order_by("amendment__number", "pk")
    return tuple(item.change for item in items)


def settled() -> QuerySet[AmendmentItem]:
    return AmendmentItem.objects.filter(in_force_on__isnull=False)


def with_terms(awards: AwardQuerySet, day: dt.date | None = None) -> AwardQuerySet:
    """Awards with `amount_now`, `match_now` and `ends_now`: what is in force on the day, or today."""
    mine = settled().filter(amendment__award=OuterRef("pk"), in_force_on__lte=day or timezone.localdate())
    moved = mine.filter(kind__in=[ChangeKind.EXTENSION, ChangeKind.PERIOD])
    ends = moved.order_by("-in_force_on", "-amendment__number", "-pk").values("ends_on")[:1]
    return awards.annotate(
        amount_now=F("amount") + _sum_of(mine, ChangeKind.AMOUNT),
        match_now=F("match_required") + _sum_of(mine, ChangeKind.MATCH),
        ends_now=Coalesce(Subquery(ends), F("ends_on")),
    )


def _sum_of(items: QuerySet[AmendmentItem], kind: ChangeKind) -> Coalesce:
    mine = items.filter(kind=kind).order_by().values("amendment__award")
    return Coalesce(Subquery(mine.annotate(total=Sum("amount")).values("total")), Decimal(0), output_field=DOLLARS)


def today_of(award: Any) -> Terms:
    """Today's period, amount and match of an award read by `with_terms`, without budget and targets."""
    return Terms(award.starts_on, award.ends_now, award.amount_now, award.match_now, {}, {}, {})


def added_by(field: str, awards: QuerySet[Award], *, by_day: dt.date = ALL) -> dict[int, Decimal]:
    """What amendments added to these awards, by their fund or partnership; below zero where they took. One query."""
    rows = settled().filter(kind=ChangeKind.AMOUNT, in_force_on__lte=by_day, amendment__award__in=awards.values("pk"))
    return dict(rows.order_by().values_list(f"amendment__award__{field}_id").annotate(total=Sum("amount")))


def added_to(awards: QuerySet[Award], *, by_day: dt.date = ALL) -> tuple[Decimal, Decimal]:
    """What amendments added to the amounts, and to the required match, of these awards in all. One query."""
    items = settled().filter(in_force_on__lte=by_day, amendment__award__in=awards.values("pk"))
    found = items.aggregate(
        more=Sum("amount", filter=Q(kind=ChangeKind.AMOUNT)), match=Sum("amount", filter=Q(kind=ChangeKind.MATCH))
    )
    return found["more"] or Decimal(0), found["match"] or Decimal(0)
