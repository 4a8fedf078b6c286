"""The plan of a year's support: what the state wants on each topic, in sessions and events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from core.audit import record
from core.models import Member
from partnerships.models import SupportGoal, SupportPlan


@transaction.atomic
def save_plan(year: int, given: dict[str, Any], goals: Sequence[dict[str, Any]], *, by: Member) -> SupportPlan:
    """Make the plan of a year, or change it. A topic without a word or number has no goal."""
    plan, is_new = SupportPlan.objects.select_for_update(of=("self",), no_key=True).get_or_create(
        year=year, defaults={"made_by": by} | given
    )
    if not is_new:
        for name, value in given.items():
            setattr(plan, name, value)
        plan.save(update_fields=list(given))
    SupportGoal.objects.filter(plan=plan).delete()
    kept = [one for one in goals if one["text"] or one["sessions"] or one["events"]]
    SupportGoal.objects.bulk_create([SupportGoal(plan=plan, **one) for one in kept])
    told = {one["topic"]: [one["sessions"], one["events"]] for one in kept}
    record("supportplan.make" if is_new else "supportplan.change", plan, by=by, goals=told)
    return plan
