"""An award's terms side by side: as it was made, what each amendment changes, and today; and the requests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from core.models import Member
from core.money import show
from core.templatetags.rt import long_day
from grants.access.amendments import may_decide, own_draft
from grants.checks.reports import shown
from grants.choices import AwardStatus, BudgetCategory
from grants.choices.amending import AmendmentStatus, ChangeKind, Event, Level
from grants.models import Amendment, AmendmentItem, AmendmentQuestion, Award
from grants.readmodels.amending import Examined, examine, standing_of
from grants.readmodels.report_rows import category_label, signed
from grants.readmodels.terms import History, terms_history
from grants.rules.amendments import Terms, after
from partnerships.choices import Unit
from partnerships.models import Measure

ZERO = Decimal(0)
OPEN = (AmendmentStatus.REQUESTED, AmendmentStatus.RETURNED)
TONES = {Level.FREE: "ok", Level.NOTIFY: "info", Level.PRIOR: "warn"}


class Column(NamedTuple):
    """An amendment with items that have, or will have, an effect: its heading, and the days."""

    number: int
    days: str
    is_coming: bool


class Row(NamedTuple):
    """One term: as the award was made, what each amendment changes, and today."""

    label: str
    baseline: str
    cells: list[tuple[str, str]]
    today: str
    changed: bool


class ItemLine(NamedTuple):
    """One change in words, with what it needs, why, and since when it holds."""

    pk: int
    title: str
    words: str
    what: str
    level: str
    tone: str
    why: str
    in_force: str
    fault: str
    kind: str = ""


class Request(NamedTuple):
    """One amendment with its changes, and what she may do about it."""

    amendment: Amendment
    items: list[ItemLine]
    may_decide: bool
    may_withdraw: bool
    why_not: str
    may_answer: bool = False
    questions: tuple[AmendmentQuestion, ...] = ()

    @property
    def title(self) -> str:
        return f"Amendment {self.amendment.number}"

    @property
    def id(self) -> str:
        """Of its heading."""
        return f"h-amendment-{self.amendment.pk}"

    @property
    def asked(self) -> list[tuple[str, str]]:
        """Who asked, for what day, and who decided."""
        one = self.amendment
        found = [("Asked by", f"{one.requested_by.name}, {long_day(one.requested_at)}" if one.requested_at else "")]
        if one.asked_by:
            found.append(("On behalf of", f"{one.asked_by}, {one.get_asked_how_display().lower()}"))
            found.append(("What was said", one.evidence))
        if one.wanted_on:
            found.append(("Should hold from", long_day(one.wanted_on)))
        if one.decided_by and one.decided_at:
            found.append((f"{one.get_status_display()} by", f"{one.decided_by.name}, {long_day(one.decided_at)}"))
            found.append(("Why", one.justification))
        return found


@dataclass(frozen=True)
class TermsPage:
    """Everything that the page shows."""

    award: Award
    columns: list[Column]
    rows: list[Row]
    requests: list[Request]
    draft: Request | None
    kinds: list[tuple[str, str]]
    earliest: dt.date
    may_ask: bool

    @property
    def waiting(self) -> list[Request]:
        return [one for one in self.requests if one.amendment.status in OPEN]

    @property
    def settled(self) -> list[Request]:
        return [one for one in self.requests if one.amendment.status not in OPEN]

    @property
    def draft_waits(self) -> bool:
        """Whether something of the draft would wait for approval."""
        prior = Level.PRIOR.label
        return self.draft is not None and any(one.level == prior for one in self.draft.items)


def terms_page(award: Award, member: Member) -> TermsPage:
    """About a dozen queries, whatever the number of amendments and items."""
    history, standing = terms_history(award), standing_of(award)
    measures = Measure.objects.in_bulk(list(history.baseline.targets))
    amendments = list(
        award.amendments.exclude(status=AmendmentStatus.DRAFT)
        .select_related("requested_by", "decided_by")
        .prefetch_related("items", "questions__asked_by", "questions__answered_by")
        .order_by("-number")
    )
    draft = own_draft(award, member)
    lines = examine(draft.items.order_by("pk"), standing) if draft else []
    rows = [_request(one, member, measures) for one in amendments]
    return TermsPage(
        award=award,
        columns=[_column(one) for one in reversed(amendments) if _settled(one)],
        rows=_rows(history, [one for one in reversed(amendments) if _settled(one)], measures),
        requests=rows,
        draft=Request(draft, [_draft_line(one, measures) for one in lines], False, False, "") if draft else None,
        kinds=_kinds(standing.terms),
        earliest=standing.earliest,
        may_ask=award.status == AwardStatus.ACTIVE,
    )


def _kinds(terms: Terms) -> list[tuple[str, str]]:
    """The kinds of change that the award can have: no target is changed where there is none."""
    lacking = set() if terms.targets else {ChangeKind.TARGET}
    lacking |= set() if any(terms.grant.values()) else {ChangeKind.BUDGET}
    return [(value, label) for value, label in ChangeKind.choices if value not in lacking]


def _settled(amendment: Amendment) -> list[AmendmentItem]:
    return [item for item in amendment.items.all() if item.in_force_on is not None]


def _column(amendment: Amendment) -> Column:
    days = sorted({item.in_force_on for item in _settled(amendment) if item.in_force_on})
    words = " and ".join(f"from {long_day(day)}" for day in days)
    return Column(amendment.number or 0, words, days[-1] > timezone.localdate())


def _rows(history: History, amendments: list[Amendment], measures: Mapping[int, Measure]) -> list[Row]:
    base, today = history.baseline, history.on()
    steps = [(f"Amendment {one.number}", _effect(one)) for one in amendments]
    every = history.latest
    lines: list[tuple[str, Any, Callable[[Terms], str]]] = [
        ("Amount", "amount", lambda t: show(t.amount)),
        ("Match required", "match_required", lambda t: show(t.match_required) if t.match_required else "none"),
        ("Starts", "starts_on", lambda t: long_day(t.starts_on)),
        ("Ends", "ends_on", lambda t: long_day(t.ends_on)),
    ]
    for category in [name for name in BudgetCategory.values if name in every.grant]:
        lines.append((f"Budget: {category_label(category)}", category, partial(_budget_cell, category)))
    for pk in every.targets:
        lines.append((f"Target: {measures[pk].title}", pk, partial(_target_cell, measures[pk])))
    return [
        Row(
            label,
            said(base),
            [(name, step.get(key, "")) for name, step in steps],
            said(today),
            said(base) != said(today),
        )
        for label, key, said in lines
    ]


def _budget_cell(category: str, terms: Terms) -> str:
    return show(terms.grant.get(category, ZERO))


def _target_cell(measure: Measure, terms: Terms) -> str:
    return f"{shown(terms.targets.get(measure.pk, ZERO))}{'%' if measure.unit == Unit.PERCENT else ''}"


def _effect(amendment: Amendment) -> dict[Any, str]:
    """By term: what the amendment does to it."""
    found: dict[Any, str] = {}
    sums: dict[Any, Decimal] = {}
    for item in _settled(amendment):
        amount = item.amount or ZERO
        if item.ends_on is not None:
            found["ends_on"] = long_day(item.ends_on)
        elif item.kind == ChangeKind.TARGET and item.measure_id is not None and item.value is not None:
            found[item.measure_id] = shown(item.value)
        elif item.kind == ChangeKind.BUDGET:
            sums[item.category_from] = sums.get(item.category_from, ZERO) - amount
            sums[item.category_to] = sums.get(item.category_to, ZERO) + amount
        elif item.kind == ChangeKind.AMOUNT:
            for key in ("amount", item.category_to):
                sums[key] = sums.get(key, ZERO) + amount
        elif item.kind == ChangeKind.MATCH:
            sums["match_required"] = sums.get("match_required", ZERO) + amount
    return found | {key: signed(amount) for key, amount in sums.items() if amount}


def _request(amendment: Amendment, member: Member, measures: Mapping[int, Measure]) -> Request:
    waits = amendment.status == AmendmentStatus.REQUESTED
    own = amendment.requested_by_id == member.pk
    decides = waits and may_decide(member, amendment)
    why_not = ""
    if waits and not decides and member.is_staff_member:
        why_not = "You asked for it. Somebody else decides." if own else "Program officers and the director decide."
    lines = [_line(item, measures) for item in amendment.items.all()]
    asks = own or not member.is_staff_member
    returned = amendment.status == AmendmentStatus.RETURNED
    questions = tuple(amendment.questions.all())
    return Request(amendment, lines, decides, (waits or returned) and asks, why_not, returned and asks, questions)


def _line(item: AmendmentItem, measures: Mapping[int, Measure], fault: str = "") -> ItemLine:
    level = Level(item.level)
    in_force = f"In force from {long_day(item.in_force_on)}" if item.in_force_on else ""
    words = words_of(item, measures)
    return ItemLine(
        item.pk,
        item.get_kind_display(),
        words,
        item.what,
        level.label,
        TONES[level],
        item.why,
        in_force,
        fault,
        item.kind,
    )


def _draft_line(one: Examined, measures: Mapping[int, Measure]) -> ItemLine:
    one.item.level, one.item.why = one.ruling
    return _line(one.item, measures, one.fault)


def words_of(item: AmendmentItem, measures: Mapping[int, Measure]) -> str:
    """The change in a few words, by its kind."""
    amount = item.amount or ZERO
    if item.kind == ChangeKind.BUDGET:
        return f"{show(amount)} from {category_label(item.category_from)} to {category_label(item.category_to)}"
    if item.kind == ChangeKind.AMOUNT:
        return f"{signed(amount)} in {category_label(item.category_to)}"
    if item.kind == ChangeKind.MATCH:
        return f"{signed(amount)} of match"
    if item.ends_on is not None:
        return f"Ends on {long_day(item.ends_on)}"
    if item.kind == ChangeKind.TARGET:
        measure = measures.get(item.measure_id or 0)
        return f"{measure.title}: {shown(item.value or ZERO)}" if measure else ""
    event = Event(item.event).label if item.event else ""
    more = f" ({item.months} months)" if item.months else f" ({item.percent}%)" if item.percent else ""
    return ": ".join(part for part in (item.party, f"{event}{more}") if part)


def trail_of(award: Award, *, is_staff: bool) -> list[tuple[str, str]]:
    """The way back to the award."""
    if is_staff:
        return [("Awards", reverse("awards")), (award.number, reverse("award", args=[award.pk]))]
    return [("My awards", reverse("my-awards")), (award.number, reverse("my-award", args=[award.pk]))]


def draft_terms(award: Award, member: Member) -> Terms:
    """The latest terms with what her draft would change: against these the next change is typed."""
    terms, draft = terms_history(award).latest, own_draft(award, member)
    for item in draft.items.order_by("pk") if draft else ():
        terms = after(terms, item.change)
    return terms
