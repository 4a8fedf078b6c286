"""The commitments of the whole state: what waits for verification first, the sums of what was found, and the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, F, IntegerField, Min, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from core.isolation import state_scope
from core.models import Member, State
from core.permissions import Permission
from core.sheets import MARK, csv_text
from core.templatetags.rt import day, money
from partnerships.access.work import to_verify_by
from partnerships.choices.work import IN_DOLLARS, LIVING, CommitmentStatus, CountsAs
from partnerships.models import Commitment
from partnerships.readmodels.commitments import DELIVERED, unit_of, value_of

PAGE, CHUNK = 50, 1000
MINE = "mine"
"""What waits for this person to verify it."""
ZERO = Decimal(0)
S = CommitmentStatus

DOLLARS = Case(
    When(~Q(kind__in=IN_DOLLARS), then=Value(None)),
    When(status__in=DELIVERED, then=F("delivered")),
    default=F("amount"),
)
TURN = Case(
    *(
        When(status=status, then=Value(n))
        for n, status in enumerate((S.DOCUMENTED, S.COMMITTED, S.PLEDGED, S.VERIFIED))
    ),
    default=Value(4),
    output_field=IntegerField(),
)
"""In which turn an entry stands: what waits for the state, what waits for a member, what is done, what ended."""
LATEST = ("-pledged_on", "-pk")
ORDERS: dict[str, tuple[Any, ...]] = {
    "": (TURN, F("documented_on").asc(nulls_last=True), *LATEST),
    "partnership": ("partnership__name", *LATEST),
    "-partnership": ("-partnership__name", *LATEST),
    "organization": ("seat__organization__legal_name", *LATEST),
    "-organization": ("-seat__organization__legal_name", *LATEST),
    "value": (F("dollars").asc(nulls_last=True), *LATEST),
    "-value": (F("dollars").desc(nulls_last=True), *LATEST),
    "pledged": ("pledged_on", "pk"),
    "-pledged": LATEST,
}
HEAD = (
    "Partnership",
    "Organization",
    "Commitment",
    "Kind",
    "Counts as",
    "Source",
    "Status",
    "Promised",
    "Delivered",
    "Unit",
    "Promised on",
    "Due on",
    "Committed on",
    "Delivered on",
    "Verified on",
    "Verified by",
    "Reason",
)


class LedgerRow(NamedTuple):
    """An entry as a row, and whether it waits for this person, or for somebody else because it is her own."""

    one: Commitment
    value: Decimal | None
    unit: str
    may_verify: bool
    is_own: bool


@dataclass(frozen=True)
class LedgerList:
    page: Page
    rows: list[LedgerRow]
    figures: list[dict[str, Any]]
    found: int

    @property
    def found_words(self) -> str:
        return f"{self.found:,} commitment{'' if self.found == 1 else 's'}"


def ledger_found(member: Member, wanted: Mapping[str, str]) -> QuerySet[Commitment]:
    """Commitments by words, status, kind, what they count as and partnership; those that count unless others are asked."""
    status = wanted["status"]
    rows = to_verify_by(member) if status == MINE else Commitment.objects.all()
    if status != MINE:
        rows = rows.filter(status=status) if status else rows.filter(status__in=LIVING)
    if words := wanted["q"]:
        rows = rows.filter(
            Q(title__icontains=words)
            | Q(partnership__name__icontains=words)
            | Q(seat__organization__legal_name__icontains=words)
        )
    for name in ("counts_as", "kind", "partnership"):
        if wanted[name]:
            rows = rows.filter(**{name: wanted[name]})
    return rows.annotate(dollars=DOLLARS)


def state_ledger(member: Member, wanted: Mapping[str, str], page: str | None) -> LedgerList:
    """Two queries, whatever the number of commitments: the sums by status, and the page."""
    rows = ledger_found(member, wanted)
    sums = [
        Sums(*row)
        for row in rows.order_by()
        .values("counts_as", "status")
        .annotate(entries=Count("pk"), together=Sum("dollars"), oldest=Min("documented_on"))
        .values_list("counts_as", "status", "entries", "together", "oldest")
    ]
    listed = rows.select_related("partnership", "seat__organization", "verified_by")
    found = Paginator(listed.order_by(*ORDERS.get(wanted["sort"], ORDERS[""])), PAGE)
    found.count = sum(one.entries for one in sums)  # known already: one query less
    shown = found.get_page(page)
    verifies = member.can(Permission.MATCH_VERIFY)
    return LedgerList(shown, [_row(one, member, verifies) for one in shown.object_list], _figures(sums), found.count)


def _row(one: Commitment, member: Member, verifies: bool) -> LedgerRow:
    is_own = member.pk in (one.entered_by_id, one.documented_by_id)
    return LedgerRow(one, value_of(one), unit_of(one), verifies and one.status == S.DOCUMENTED, is_own)


class Sums(NamedTuple):
    """The entries of one status that count as the same, their dollars together, and the day of the oldest delivery."""

    counts_as: str
    status: str
    entries: int
    together: Decimal | None
    oldest: dt.date | None


def _figures(sums: list[Sums]) -> list[dict[str, Any]]:
    """What waits, and match and leverage apart: they are never added to each other."""
    waits = [one for one in sums if one.status == S.DOCUMENTED]
    oldest = min((one.oldest for one in waits if one.oldest), default=None)
    note = f"the oldest delivered {day(oldest)}" if oldest else "nothing waits"
    figures = [{"label": "To verify", "value": f"{sum(one.entries for one in waits):,}", "note": note}]
    for counts_as, label in ((CountsAs.MATCH, "Match verified"), (CountsAs.LEVERAGE, "Leverage verified")):
        of = {one.status: one.together or ZERO for one in sums if one.counts_as == counts_as}
        promised = of.get(S.PLEDGED, ZERO) + of.get(S.COMMITTED, ZERO)
        note = f"{money(of.get(S.DOCUMENTED, ZERO))} delivered and not verified, {money(promised)} promised"
        figures.append({"label": label, "value": money(of.get(S.VERIFIED, ZERO)), "note": note})
    return figures


def csv_lines(state: State, member: Member, wanted: Mapping[str, str]) -> Iterator[str]:
    """The list as it is filtered, whole, the latest entry first.

    It runs after the request's transaction has ended, so each piece opens the state's scope itself and starts after the
    id where the last one ended.
    """
    yield MARK + csv_text([HEAD])
    below: int | None = None
    while True:
        with timezone.override(state.zone), state_scope(state):
            rows = ledger_found(member, wanted).select_related("partnership", "seat__organization", "verified_by")
            piece = list((rows if below is None else rows.filter(pk__lt=below)).order_by("-pk")[:CHUNK])
            text = csv_text(_cells(one) for one in piece)
        if text:
            yield text
        if len(piece) < CHUNK:
            return
        below = piece[-1].pk


def _cells(one: Commitment) -> list[Any]:
    in_dollars = one.kind in IN_DOLLARS
    promised, delivered = (one.amount, one.delivered) if in_dollars else (one.quantity, one.delivered_quantity)
    return [
        one.partnership.name,
        one.seat.organization.legal_name,
        one.title,
        one.get_kind_display(),
        one.get_counts_as_display(),
        one.get_source_display(),
        one.get_status_display(),
        promised,
        delivered,
        unit_of(one) or "USD",
        one.pledged_on,
        one.due_on,
        one.committed_on,
        one.documented_on,
        one.verified_on,
        one.verified_by.name if one.verified_by else "",
        one.reason,
    ]
