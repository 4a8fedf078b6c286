"""The state's rule of who must sit at the table, and the look at every table once a quarter."""

from __future__ import annotations

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
    """Look at each active partnership that nobody has looked at this quarter. Returns how many were looked at.

    Safe to run twice: there is one row for a partnership and quarter. A convener whose table falls short is told.
    """
    quarter = Quarter.of(timezone.localdate()).start
    seen = TableCheck.objects.filter(quarter_start=quarter).values("partnership_id")
    left = list(Partnership.objects.active().exclude(pk__in=seen).order_by("pk"))
    rule, seats = state_rule(), seats_of(*(one.pk for one in left))
    for one in left:
        with transaction.atomic():
            _check(one, rule, seats[one.pk], quarter)
    return len(left)


def _check(partnership: Partnership, rule: dict[str, Any], seats: list[Any], quarter: Any) -> None:
    lines = judge(rule, seats, partnership.no_labor_reason, asker=ASKER)
    kept = [{"label": one.label, "have": one.have, "met": one.met, "sentence": one.sentence} for one in lines]
    check, is_new = TableCheck.objects.get_or_create(
        partnership=partnership,
        quarter_start=quarter,
        defaults={"is_met": all(one.met for one in lines), "rule": rule, "lines": kept},
    )
    if is_new and not check.is_met:
        audit.record("partnership.table_short", partnership, by=None, actor="Clock", quarter=str(quarter))
        emails.table_falls_short(check)
