"""The ranked list of a slate: what the reviews gave, what is recommended, and why where it leaves the order."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core.money import show
from grants.checks.slates import Fault, Line, digest, exceptions_in
from grants.choices import SlateDecision, SlateStatus
from grants.models import Application, Award, Review, Slate, SlateLine
from grants.readmodels.slate_money import percent_of
from grants.readmodels.spread import axis_of, spread_plot
from grants.readmodels.totals import counted_in
from grants.rules.ranking import Points, is_split, places_among, rank_label, shown, two_places

Typed = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """One application in the ranked list. What a viewer is recused from is hidden, its place too, but for what is decided.

    `typed` is what stands in the boxes of a draft where it was not saved. `running` is dollars given down to here.
    """

    line: SlateLine
    label: str
    plot: SafeString
    is_split: bool
    is_hidden: bool
    running: Decimal
    running_percent: float
    is_exception: bool
    place: int
    is_last_funded: bool
    run: SafeString
    faults: list[Fault] = field(default_factory=list)
    typed: Typed | None = None
    award: Award | None = None

    @property
    def application(self) -> Application:
        return self.line.application

    @property
    def mean(self) -> str:
        return two_places(self.line.mean)

    @property
    def adjusted(self) -> str:
        """The adjusted score to two places; empty where there is none."""
        return "" if self.line.adjusted is None else two_places(Fraction(self.line.adjusted))

    @property
    def agreed(self) -> str:
        """What the panel agreed on, to two places; empty where it did not."""
        return "" if self.line.agreed is None else two_places(self.line.agreed)

    @property
    def other_rank(self) -> str:
        """The rank by the score that does not govern, where it differs."""
        line = self.line
        if line.rank not in (line.raw_rank, line.adjusted_rank):
            return f"reviews {line.raw_rank}"
        if line.adjusted_rank is None or line.adjusted_rank == line.raw_rank:
            return ""
        return f"adjusted {line.adjusted_rank}" if line.rank == line.raw_rank else f"raw {line.raw_rank}"

    @property
    def spread(self) -> str:
        return shown(Fraction(self.line.spread))

    @property
    def is_funded(self) -> bool:
        return self.line.decision == SlateDecision.FUND

    @property
    def is_part(self) -> bool:
        return self.is_funded and self.line.amount < self.application.requested

    @property
    def decision(self) -> str:
        """The decision in words; a waiting list says the place on it."""
        if self.is_part:
            return "Fund in part"
        if self.line.decision == SlateDecision.WAITLIST:
            return f"Waiting list {self.place}"
        return self.line.get_decision_display()

    @property
    def tone(self) -> str:
        if self.is_funded:
            return "info" if self.is_part else "ok"
        return "hold" if self.line.decision == SlateDecision.WAITLIST else "calm"

    @property
    def boxes(self) -> Typed:
        """What stands in the boxes of a draft."""
        if self.typed is not None:
            return self.typed
        line = self.line
        return {
            "decision": line.decision,
            "amount": f"{line.amount:,.2f}" if line.amount else "",
            "fund": str(line.fund_id or ""),
            "reason": line.reason,
        }

    @property
    def mark(self) -> str:
        return digest(self.line.decision, self.line.amount, self.line.fund_id, self.line.reason)

    @property
    def shows_reason(self) -> bool:
        """Whether the reason, or the box for it, stands open under the row."""
        return bool(self.boxes["reason"] or self.is_exception or self.is_part or self.asks_reason)

    @property
    def asks_reason(self) -> str:
        return next((fault.sentence for fault in self.faults if fault.box == "reason"), "")

    @property
    def asks_amount(self) -> str:
        return next((fault.sentence for fault in self.faults if fault.box == "amount"), "")

    @property
    def saved_otherwise(self) -> str:
        """What stands saved, in words, where the boxes hold something else that was not saved."""
        if self.typed is None:
            return ""
        said = self.decision if not self.is_funded else f"{self.decision}, ${self.line.amount:,.2f}"
        return f"{said}. {self.line.reason}".strip()


def run_cell(
    line_id: int,
    running: Decimal,
    percent: float,
    left: Decimal | None,
    *,
    is_funded: bool,
    is_swapped: bool = False,
) -> SafeString:
    """The running total of a line of a draft with its bar, and where the money stops what is left.

    `is_swapped` lets it take the place of the one that stands on the page.
    """
    attributes = mark_safe(' hx-swap-oob="true"') if is_swapped else ""
    if not is_funded:
        return format_html('<span id="run-{}" class="rt-meta"{}>–</span>', line_id, attributes)
    stop = (
        format_html('<b class="rt-stop">Funding line</b><small>{} left</small>', _dollars(left))
        if left is not None
        else ""
    )
    return format_html(
        '<span id="run-{}" class="rt-run"{}><span>{}</span><svg class="rt-bar rt-bar--s" viewBox="0 0 100 10"'
        ' preserveAspectRatio="none" aria-hidden="true"><rect x="0" width="{}" height="10"/></svg>{}</span>',
        *(line_id, attributes, _dollars(running), f"{min(max(percent, 0), 100):.1f}", stop),
    )


def _dollars(amount: Decimal) -> str:
    return show(amount, cents=amount != amount.to_integral_value())


def plain_line(line: SlateLine) -> Line:
    application = line.application
    return Line(
        line.pk,
        line.rank,
        application.number,
        application.requested,
        line.decision,
        line.amount,
        line.fund_id,
        line.reason,
    )


def totals_of(slate: Slate) -> dict[int, tuple[Points, ...]]:
    """The totals of the counted reviews of each application on the slate."""
    found: dict[int, list[Points]] = defaultdict(list)
    for one in counted_in(Review.objects.counted().filter(application__slate_lines__slate=slate)):
        found[one.application_id].append(one.total)
    return {pk: tuple(totals) for pk, totals in found.items()}


def awards_of(slate: Slate) -> dict[int, Award]:
    if slate.status != SlateStatus.APPROVED:
        return {}
    return {award.application_id: award for award in Award.objects.filter(application__slate_lines__slate=slate)}


class Common(NamedTuple):
    """What every row is worked out from: totals by application, who is hidden, what was typed, which awards were made."""

    totals: Mapping[int, tuple[Points, ...]]
    hidden: set[int]
    typed: Mapping[int, Typed]
    awards: Mapping[int, Award]
    available: Decimal
    split_points: int

    @property
    def axis(self) -> tuple[int, int]:
        return axis_of(total for pk, given in self.totals.items() if pk not in self.hidden for total in given)


def apart(lines: Iterable[SlateLine], hidden: Collection[int]) -> list[SlateLine]:
    """The lines in rank order, and below them those of the applications that the viewer is recused from, by number.

    In its place among the others such a line would tell its rank.
    """
    judged = [line for line in lines if line.application_id not in hidden]
    barred = [line for line in lines if line.application_id in hidden]
    return judged + sorted(barred, key=lambda line: line.application.number)


def labels_of(lines: Sequence[SlateLine], hidden: Collection[int]) -> dict[int, str]:
    """The place of each line by id. Where some are hidden, places are counted among the others, so that no gap tells."""
    if not hidden:
        shared = Counter(line.rank for line in lines)
        return {line.pk: rank_label(line.rank, shared[line.rank] > 1) for line in lines}
    places = places_among(sorted(line.rank for line in lines if line.application_id not in hidden))
    return {line.pk: "–" if line.application_id in hidden else places[line.rank] for line in lines}


def rows_of(lines: Sequence[SlateLine], plain: Sequence[Line], faults: Iterable[Fault], common: Common) -> list[Row]:
    """The list in the order of the lines (see `apart`), with the running total and the place on the waiting list."""
    labels = labels_of(lines, common.hidden)
    wrong: dict[int | None, list[Fault]] = defaultdict(list)
    for fault in faults:
        wrong[fault.line_id].append(fault)
    judged = [line.application_id not in common.hidden for line in lines]
    last = max((i for i, line in enumerate(plain) if line.is_funded and judged[i]), default=-1)
    sum_of = sum((line.amount for line in plain if line.is_funded), Decimal(0))
    rows, running, waiting, axis, left = [], Decimal(0), 0, common.axis, exceptions_in(plain)
    for index, (line, bare) in enumerate(zip(lines, plain, strict=True)):
        running += bare.amount if bare.is_funded else 0
        waiting += bare.decision == SlateDecision.WAITLIST
        split = is_split(line.spread, common.split_points)
        totals = common.totals.get(line.application_id, ()) if judged[index] else ()
        share = percent_of(running, common.available)
        stop = common.available - sum_of if index == last else None
        row = Row(
            line=line,
            label=labels[line.pk],
            plot=spread_plot(totals, axis, is_split=split),
            is_split=split,
            is_hidden=not judged[index],
            running=running,
            running_percent=share,
            is_exception=line.pk in left,
            place=waiting,
            is_last_funded=index == last,
            run=run_cell(line.pk, running, share, stop, is_funded=bare.is_funded),
            faults=wrong[line.pk],
            typed=common.typed.get(line.pk),
            award=common.awards.get(line.application_id),
        )
        rows.append(row)
    return rows
