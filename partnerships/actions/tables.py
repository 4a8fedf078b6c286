"""The state's rule of who must sit at the table, and the look at every table once a quarter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.calendars import Quarter
from core.models import Member
from partnerships.emails import stages as emails
from partnerships.models import Partnership, TableCheck, TableRule
from partnerships.readmodels.stage_facts import ASKER, seats_of, state_rule
from partnerships.rules.composition import judge, words


@transaction.atomic
def set_rule(rule: dict[str, Any], *, by: Member, reason: str = "") -> TableRule:
    """From today on this is who must sit at every table of the state. Earlier rules stay on record."""
    made = TableRule.objects.create(rule=rule, reason=reason.strip(), made_by=by)
    audit.record("table.rule", made, by=by, asks=words(rule), reason=reason.strip())
    return made


def check_tables() -> int:
    """Look at the table of each active partnership. Returns for how many something is new.

    Safe to run twice: there is one row for a partnership and quarter, which holds the latest result, and the first where
    that was another. A convener whose table falls short, or lacks more than before, is told once each time.
    """
    quarter = Quarter.of(timezone.localdate()).start
    seen = {one.partnership_id: one for one in TableCheck.objects.filter(quarter_start=quarter)}
    active = list(Partnership.objects.active().order_by("pk"))
    rule, seats, changed = state_rule(), seats_of(*(one.pk for one in active)), 0
    for one in active:
        with transaction.atomic():
            changed += _check(one, rule, seats[one.pk], quarter, seen.get(one.pk))
    return changed


def _check(
    partnership: Partnership, rule: dict[str, Any], seats: list[Any], quarter: dt.date, before: TableCheck | None
) -> bool:
    """Whether it is the first look of the quarter, or found another table than the one before."""
    lines = judge(rule, seats, partnership.no_labor_reason, asker=ASKER)
    kept = [{"label": one.label, "have": one.have, "met": one.met, "sentence": one.sentence} for one in lines]
    found = {"is_met": all(one.met for one in lines), "rule": rule, "lines": kept}
    if before is None:
        check, is_new = TableCheck.objects.get_or_create(partnership=partnership, quarter_start=quarter, defaults=found)
    else:
        check, is_new = before, _look_again(before, found)
    lacking = {one.label for one in lines if not one.met}
    lacked = {one["label"] for one in before.lines if not one["met"]} if before else set()
    if is_new and lacking - lacked:
        check.refresh_from_db()
        audit.record("partnership.table_short", partnership, by=None, actor="Clock", quarter=str(quarter))
        emails.table_falls_short(check)
    return is_new


def _look_again(before: TableCheck, found: dict[str, Any]) -> bool:
    """Keep what is found now where it differs; the quarter's first result stays beside it."""
    if (before.is_met, before.lines) == (found["is_met"], found["lines"]):
        return False
    first = before.first or {"is_met": before.is_met, "lines": before.lines, "at": before.checked_at.isoformat()}
    rows = TableCheck.objects.filter(pk=before.pk, checked_at=before.checked_at)
    return bool(rows.update(**found, first=first, checked_at=timezone.now()))
