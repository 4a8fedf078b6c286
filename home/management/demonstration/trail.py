"""The audit trail of what was loaded. The database stamps each line with the hour of loading, so a line says when the
deed happened."""

from __future__ import annotations

import datetime as dt
from operator import itemgetter
from typing import Any

from django.db import models

from core import audit
from core.models import Member
from grants.models import Application, Award, Report, Review, Slate
from home.management.demonstration.world import World

Line = tuple[dt.datetime, str, models.Model, Member | None, dict[str, Any]]
MOST = 240
"""Lines a state: the latest deeds, so that loading stays quick."""


def make_trail(world: World) -> None:
    """The latest deeds in their order."""
    lines = [line for found in (_applications, _reviews, _slates, _awards, _reports) for line in found()]
    for at, deed, thing, by, details in sorted(lines, key=itemgetter(0))[-MOST:]:
        audit.record(deed, thing, by=by, actor="" if by else "Demonstration", happened_at=at.isoformat(), **details)


def _applications() -> list[Line]:
    rows = Application.objects.filter(submitted_at__isnull=False).select_related("submitted_by", "round")
    return [
        (a.submitted_at, "application.submit", a, a.submitted_by, {"before": "draft", "after": "submitted"})
        for a in rows
        if a.submitted_at
    ]


def _reviews() -> list[Line]:
    rows = Review.objects.filter(submitted_at__isnull=False).select_related("reviewer")
    return [
        (r.submitted_at, "review.submit", r, r.reviewer, {"before": "in_progress", "after": "submitted"})
        for r in rows
        if r.submitted_at
    ]


def _slates() -> list[Line]:
    found: list[Line] = []
    for slate in Slate.objects.select_related("round", "recommended_by", "approved_by"):
        if slate.recommended_at:
            drafted = slate.recommended_at - dt.timedelta(days=2)
            found.append((drafted, "slate.draft", slate, slate.recommended_by, {"reason": ""}))
            details = {"before": "draft", "after": "recommended"}
            found.append((slate.recommended_at, "slate.recommend", slate, slate.recommended_by, details))
        if slate.approved_at:
            details = {"before": "recommended", "after": "approved"}
            found.append((slate.approved_at, "slate.approve", slate, slate.approved_by, details))
    return found


def _awards() -> list[Line]:
    rows = Award.objects.filter(answered_at__isnull=False).select_related("partnership", "answered_by")
    return [
        (
            a.answered_at,
            "award.refuse" if a.status == "refused" else "award.accept",
            a,
            a.answered_by,
            {"before": "offered", "amount": str(a.amount)},
        )
        for a in rows
        if a.answered_at
    ]


def _reports() -> list[Line]:
    found: list[Line] = []
    rows = Report.objects.select_related("award__partnership", "submitted_by", "decided_by")
    for report in rows.filter(submitted_at__isnull=False):
        assert report.submitted_at is not None
        details = {"before": "open", "after": "submitted"}
        found.append((report.submitted_at, "report.submit", report, report.submitted_by, details))
        if report.decided_at:
            deed = "report.return" if report.status == "returned" else "report.accept"
            details = {"before": "submitted", "after": str(report.status)}
            found.append((report.decided_at, deed, report, report.decided_by, details))
    return found
