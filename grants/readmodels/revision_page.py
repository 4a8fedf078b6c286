"""A revised budget and work plan beside what was asked for: every difference, and what keeps it from being sent."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from grants.checks.applications import Line
from grants.checks.revisions import Months, faults_of_revision
from grants.choices.awarding import RevisionStatus
from grants.models import Activity, Award, AwardRevision, BudgetLine, Target
from grants.readmodels.application_content import claim_of, plain_number
from grants.readmodels.report_rows import category_label
from grants.rules.revisions import OPEN

ZERO = Decimal(0)


class LineRow(NamedTuple):
    """One line: asked for, and now."""

    line: BudgetLine
    category: str
    description: str
    amount: Decimal
    match_cash: Decimal
    match_in_kind: Decimal

    @property
    def change(self) -> Decimal:
        return self.amount - self.line.amount

    @property
    def match_then(self) -> Decimal:
        return self.line.match_cash + self.line.match_in_kind

    @property
    def match_now(self) -> Decimal:
        return self.match_cash + self.match_in_kind

    @property
    def differs(self) -> bool:
        return bool(self.change) or self.match_then != self.match_now or self.description != self.line.description


class TargetRow(NamedTuple):
    target: Target
    value: Decimal

    @property
    def differs(self) -> bool:
        return self.value != self.target.value


class ActivityRow(NamedTuple):
    activity: Activity
    starts: int | None
    ends: int | None
    deliverable: str
    is_dropped: bool

    @property
    def differs(self) -> bool:
        then = (self.activity.starts, self.activity.ends, self.activity.deliverable, False)
        return then != (self.starts, self.ends, self.deliverable, self.is_dropped)


class RevisionPage:
    """The application's rows with what the revision makes of them; without one, as they were sent."""

    def __init__(self, award: Award, revision: AwardRevision | None) -> None:
        self.award, self.revision = award, revision
        application = award.application
        lines = {one.line_id: one for one in revision.lines.all()} if revision else {}
        targets = {one.target_id: one.value for one in revision.targets.all()} if revision else {}
        plan = {one.activity_id: one for one in revision.activities.all()} if revision else {}
        self.lines = [_line(line, lines.get(line.pk)) for line in application.budget.order_by("position", "pk")]
        known = application.targets.select_related("measure").order_by("position", "pk")
        self.targets = [TargetRow(one, targets.get(one.pk, one.value)) for one in known]
        self.activities = [
            _activity(one, plan.get(one.pk)) for one in application.activities.order_by("position", "pk")
        ]

    @property
    def status(self) -> str:
        return self.revision.status if self.revision else RevisionStatus.DRAFT

    @property
    def is_open(self) -> bool:
        """Whether the convener may write."""
        return self.status in OPEN

    @cached_property
    def totals(self) -> dict[str, Decimal]:
        return {
            "then": sum((row.line.amount for row in self.lines), ZERO),
            "now": sum((row.amount for row in self.lines), ZERO),
            "match_then": sum((row.match_then for row in self.lines), ZERO),
            "match_now": sum((row.match_now for row in self.lines), ZERO),
        }

    @property
    def change(self) -> Decimal:
        return self.totals["now"] - self.totals["then"]

    @cached_property
    def faults(self) -> list[str]:
        application = self.award.application
        lines = [
            Line(
                r.line.category,
                r.category,
                r.description,
                r.amount,
                r.match_cash,
                r.match_in_kind,
                mtdc=r.line.mtdc,
                subrecipient=r.line.subrecipient,
            )
            for r in self.lines
        ]
        plan = [Months(r.activity.title, r.starts, r.ends) for r in self.activities if not r.is_dropped]
        return faults_of_revision(
            lines,
            plan,
            award=self.award.amount,
            match_required=self.award.match_required,
            months=months_of(self.award),
            claim=claim_of(application),
            rule=application.round.indirect_rule,
        )

    @property
    def initial(self) -> dict[str, Any]:
        """What the form starts with."""
        found: dict[str, Any] = {"note": self.revision.note if self.revision else ""}
        found["version"] = self.revision.version if self.revision else 0
        for row in self.lines:
            key = f"l{row.line.pk}"
            found |= {f"{key}-amount": row.amount, f"{key}-cash": row.match_cash, f"{key}-kind": row.match_in_kind}
            found[f"{key}-description"] = row.description
        found |= {f"t{row.target.pk}": plain_number(str(row.value)) for row in self.targets}
        for one in self.activities:
            key = f"a{one.activity.pk}"
            found |= {f"{key}-starts": one.starts, f"{key}-ends": one.ends}
            found |= {f"{key}-deliverable": one.deliverable, f"{key}-drop": one.is_dropped}
        return found


def months_of(award: Award) -> int:
    first, last = award.starts_on, award.ends_on
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _line(line: BudgetLine, revised: Any) -> LineRow:
    of = revised or line
    return LineRow(line, category_label(line.category), of.description, of.amount, of.match_cash, of.match_in_kind)


def _activity(activity: Activity, revised: Any) -> ActivityRow:
    of = revised or activity
    return ActivityRow(activity, of.starts, of.ends, of.deliverable, bool(revised and revised.is_dropped))


def revision_page(award: Award) -> RevisionPage:
    """Seven queries at most, whatever the number of rows."""
    rows = AwardRevision.objects.select_related("changed_by", "decided_by")
    rows = rows.prefetch_related("lines", "targets", "activities")
    return RevisionPage(award, rows.filter(award_id=award.pk).first())
