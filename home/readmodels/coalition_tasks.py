"""What waits about partnerships themselves: changes of stage to confirm, disclosures to read, tables that fall short."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from core.calendars import Quarter
from core.models import Member
from core.permissions import Permission as P
from home.readmodels.tasks import Task, plural
from partnerships.choices.standing import StageOutcome
from partnerships.models import Partnership, StageChange
from partnerships.readmodels.records import DISCLOSURE, SHORT, STAGE

EACH = 5
"""How many changes of stage are named; the others are one task with their number."""


def coalition_tasks(member: Member) -> Iterator[Task]:
    """Two queries."""
    if not member.can(P.STAGE_CONFIRM):
        return
    yield from _changes(member)
    quarter = Quarter.of(timezone.localdate()).start
    open_one = Q(engagements__ended_on__isnull=True, engagements__accepted_at__isnull=True)
    found = Partnership.objects.active().aggregate(
        unread=Count("pk", filter=open_one & Q(engagements__disclosed_at__isnull=False), distinct=True),
        first=Min("engagements__disclosed_at", filter=open_one),
        short=Count("pk", filter=Q(table_checks__quarter_start=quarter, table_checks__is_met=False), distinct=True),
    )
    address = reverse("partnerships")
    if found["unread"]:
        what = f"Read what {plural(found['unread'], 'convener')} disclosed"
        url = f"{address}?waits={DISCLOSURE}"
        yield Task(what, "Accept it, or talk", url, "See which", since=found["first"], stands_for=found["unread"])
    if found["short"]:
        what = f"{plural(found['short'], 'table falls', 'tables fall')} short of the state's rule this quarter"
        yield Task(what, "Their conveners are told", f"{address}?table={SHORT}", "See which", on_others=True)


def _changes(member: Member) -> Iterator[Task]:
    found = StageChange.objects.filter(outcome=StageOutcome.PROPOSED).exclude(proposed_by=member)
    rows = list(found.select_related("partnership").order_by("proposed_at", "pk"))
    for one in rows[:EACH]:
        url = reverse("partnership-record", args=[one.partnership.slug])
        what = f"Confirm a stage: {one.get_to_stage_display().lower()}"
        yield Task(what, one.partnership.name, url, "Decide", since=one.proposed_at)
    if more := len(rows[EACH:]):
        url = f"{reverse('partnerships')}?waits={STAGE}"
        what = f"{plural(more, 'more stage')} to confirm"
        yield Task(what, "Proposed by conveners", url, "See which", since=rows[EACH].proposed_at, stands_for=more)
