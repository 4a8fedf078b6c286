"""The register of state policies as a list and as pages."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils import timezone

from core.templatetags.rt import long_day
from partnerships.choices.policies import SupportType
from partnerships.models import PolicyGoal, ReportDuty, StatePolicy

LABELS = dict(SupportType.choices)


class PolicyRow(NamedTuple):
    """A policy with how it supports partnerships and whether it is in force."""

    policy: Any
    supports: str
    status: str
    label: str


@dataclass(frozen=True)
class PolicyPage:
    """Everything that the page of a policy shows."""

    row: PolicyRow
    goals: list[PolicyGoal]
    duties: list[tuple[ReportDuty, str]]

    @property
    def facts(self) -> list[tuple[str, Any]]:
        policy = self.row.policy
        return [
            ("Kind", policy.get_kind_display()),
            ("Citation", policy.citation),
            ("In effect from", _day(policy.effective_on)),
            ("Last day", _day(policy.expires_on)),
            ("Supports by", self.row.supports),
        ]


def register() -> list[PolicyRow]:
    """One query."""
    rows = StatePolicy.objects.annotate(
        wants=Count("goals", distinct=True), owes=Count("duties", distinct=True)
    ).order_by("title")
    return [row_of(one) for one in rows]


def row_of(policy: Any) -> PolicyRow:
    today = timezone.localdate()
    status, label = "active", "In force"
    if policy.expires_on and policy.expires_on < today:
        status, label = "expired", "Expired"
    elif policy.effective_on and policy.effective_on > today:
        status, label = "scheduled", "Not yet in force"
    return PolicyRow(policy, ", ".join(LABELS[one] for one in policy.support_types), status, label)


def policy_page(policy: StatePolicy) -> PolicyPage:
    """Two queries."""
    goals = list(policy.goals.select_related("measure").order_by("due_on", "pk"))
    duties = [
        (one, f"{calendar.month_name[one.month]} {one.day}") for one in policy.duties.order_by("month", "day", "pk")
    ]
    return PolicyPage(row_of(policy), goals, duties)


def _day(day: dt.date | None) -> str:
    return long_day(day) if day else ""
