"""A request to change an award held against the rules: what each item needs, why, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Max
from django.utils import timezone

from grants.checks.amendments import Known, fault_of
from grants.choices import ReportStatus
from grants.choices.amending import ChangeKind, Level
from grants.models import AmendmentItem, Award
from grants.readmodels.ledger import SENT, ledger_of
from grants.readmodels.terms import settled, terms_history
from grants.rules.amendments import Ruling, Terms, after, first_possible_day, ruling_of

ZERO = Decimal(0)


class Examined(NamedTuple):
    """An item with what it needs, the sentence why, and what is wrong with it (empty: nothing)."""

    item: AmendmentItem
    ruling: Ruling
    fault: str


class Standing(NamedTuple):
    """What a request is held against: the latest terms, what was moved since the budget was approved, what is known."""

    terms: Terms
    moved: Decimal
    known: Known
    earliest: dt.date


def standing_of(award: Award) -> Standing:
    """Seven queries."""
    ends = award.reports.filter(status__in=SENT).values_list("status").annotate(last=Max("period_end"))
    sent_to = dict(ends.order_by())
    accepted_to = sent_to.get(ReportStatus.ACCEPTED)
    known = Known(
        ledger_of(award, status=SENT).grant,
        award.fund.available_to,
        timezone.localdate(),
        max(sent_to.values(), default=None),
    )
    earliest = first_possible_day(award.starts_on, accepted_to)
    return Standing(terms_history(award).latest, moved_since_approval(award), known, earliest)


def moved_since_approval(award: Award) -> Decimal:
    """What was moved between categories with notice alone since the budget was last approved. One query."""
    total = ZERO
    kinds = [ChangeKind.BUDGET, ChangeKind.AMOUNT]
    items = settled().filter(amendment__award_id=award.pk, kind__in=kinds).order_by("settled_at", "pk")
    for item in items:
        if item.level == Level.PRIOR:
            total = ZERO
        elif item.level == Level.NOTIFY and item.kind == ChangeKind.BUDGET:
            total += item.amount or ZERO
    return total


def examine(items: Iterable[AmendmentItem], standing: Standing) -> list[Examined]:
    """Each item against the terms as the ones before it leave them."""
    terms, moved, found = standing.terms, standing.moved, []
    for item in items:
        change = item.change
        ruling = ruling_of(change, terms, moved=moved)
        found.append(Examined(item, ruling, fault_of(change, terms, standing.known)))
        if change.kind == ChangeKind.BUDGET and ruling.level != Level.FREE:
            moved += change.amount or ZERO
        terms = after(terms, change)
    return found
