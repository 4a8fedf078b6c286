"""Preparing a report: each box is saved as it is typed, readable or not, with its own version.

Saving writes no audit line for each box: who saved what last, and when, stands with the box, and sending freezes all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.models import Member
from grants.checks.report_money import read_amount
from grants.checks.reports import STORY_FIELDS, read_count
from grants.choices import ReportStatus
from grants.models import Report, ReportFigure, ReportSpending
from grants.readmodels.report_page import WHOLE_UNITS
from grants.rules.reports import MEASURES, MONEY, STORY, open_parts

SAME_PAGE = dt.timedelta(seconds=15)
"""A save by the same person so short ago is the autosave that her own button overtook, not another window."""
LONGEST = 8000
PART_OF = {"figure": MEASURES, "of": MEASURES, "grant": MONEY, "match": MONEY, "story": STORY}


class StaleBox(Exception):
    """Somebody saved another text in this box since the page was opened. `raw` is what was typed and not saved."""

    def __init__(self, key: str, raw: str, kept: Mapping[str, Any]) -> None:
        super().__init__("This was changed elsewhere since you opened it.")
        self.key, self.raw, self.kept = key, raw, kept


class NotWritable(Exception):
    """The report, or this part of it, cannot be written now. The message is fit to show the user."""


class NoSuchBox(Exception):
    """The report has no box of this key."""


def part_of(key: str) -> str:
    """The part of the report that a box belongs to. Raises NoSuchBox."""
    kind, _, rest = key.partition(".")
    part = rest.partition(".")[0] if kind == "why" else PART_OF.get(kind)
    if part not in (MEASURES, MONEY, STORY) or len(key) > 80:
        raise NoSuchBox(key)
    return part


@transaction.atomic
def save_box(report: Report, key: str, raw: str, *, version: int, by: Member) -> dict[str, Any]:
    """Save one box. `version` is the one the page was opened with, 0 for none. Returns what is kept of it.

    Raises StaleBox when somebody else saved another text since, NotWritable, NoSuchBox.
    """
    late = save_boxes(report, {key: (raw, version)}, by=by)
    if late:
        raise late[0]
    return dict(report.typed[key])


@transaction.atomic
def save_boxes(report: Report, typed: Mapping[str, tuple[str, int]], *, by: Member) -> list[StaleBox]:
    """Save what an explicit Save brought: for each box its text and the version that the page was opened with.

    Everything that can be saved is saved; the boxes that somebody else changed meanwhile are returned.
    """
    held = _hold(report, {part_of(key) for key in typed})
    late, changed = [], False
    for key, (raw, version) in typed.items():
        raw = raw.replace("\r\n", "\n").replace("\x00", "")[:LONGEST]
        kept = held.typed.get(key) or {}
        if kept and kept["raw"] == raw:
            continue
        if kept.get("version", 0) != version and not _own_and_fresh(kept, by):
            late.append(StaleBox(key, raw, kept))
            continue
        _apply(held, key, raw)
        held.typed[key] = {
            "raw": raw,
            "version": kept.get("version", 0) + 1,
            "by": by.name,
            "by_id": by.pk,
            "at": timezone.now().isoformat(),
        }
        changed = True
    if changed:
        held.version += 1
        held.save(update_fields=["typed", "story", "flag_notes", "version"])
    report.typed, report.story, report.flag_notes, report.version = (
        held.typed,
        held.story,
        held.flag_notes,
        held.version,
    )
    return late


def _hold(report: Report, parts: set[str]) -> Report:
    """The report's row, held, so that nothing slips in after it was sent."""
    held = Report.objects.select_for_update(no_key=True, of=("self",)).get(pk=report.pk)
    if held.status not in (ReportStatus.OPEN, ReportStatus.RETURNED):
        raise NotWritable(
            f"This report is {held.get_status_display().lower()} and can no longer be changed."
            " What you typed now was not saved."
        )
    last = held.returns.first() if held.status == ReportStatus.RETURNED else None
    if not parts <= open_parts(held.status, (MEASURES, MONEY, STORY), last.comments if last else ()):
        raise NotWritable("Only the parts that were sent back can be changed. What you typed now was not saved.")
    return held


def _own_and_fresh(kept: Mapping[str, Any], by: Member) -> bool:
    if kept.get("by_id") != by.pk:
        return False
    return timezone.now() - dt.datetime.fromisoformat(kept["at"]) < SAME_PAGE


def _apply(report: Report, key: str, raw: str) -> None:
    """Write what the box means into its row: a number that can be read, or none. Raises NoSuchBox."""
    kind, _, rest = key.partition(".")
    if kind in ("figure", "of"):
        _figure(report, rest, "value" if kind == "figure" else "denominator", raw)
    elif kind in ("grant", "match"):
        amount = read_amount(raw).value or Decimal(0)
        field = "amount" if kind == "grant" else "match"
        if not ReportSpending.objects.filter(report=report, category=rest).update(**{field: amount}):
            raise NoSuchBox(key)
    elif kind == "story":
        if rest not in STORY_FIELDS:
            raise NoSuchBox(key)
        report.story = report.story | {rest: raw}
    else:
        report.flag_notes = report.flag_notes | {rest: raw}


def _figure(report: Report, measure: str, field: str, raw: str) -> None:
    rows = ReportFigure.objects.filter(report=report, measure_id=int(measure)) if measure.isdecimal() else None
    figure = rows.select_related("measure").first() if rows is not None else None
    if figure is None:
        raise NoSuchBox(measure)
    whole = field == "denominator" or figure.measure.unit in WHOLE_UNITS
    setattr(figure, field, read_count(raw, whole=whole).value)
    figure.save(update_fields=[field])
