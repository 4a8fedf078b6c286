"""What waits about support: requests to assign for officers; help to give, ratings and events for everybody else."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from core.choices import Scope
from core.models import Member
from core.permissions import Permission as P
from home.readmodels.member_rows import SHOWN, Row, due_row
from home.readmodels.tasks import EACH, Task, plural
from partnerships.choices.support import EventStatus, RegistrationStatus, RequestStatus
from partnerships.models import AssistanceRequest, Registration
from partnerships.models.support import UNMET_DAYS, UNSERVED

A_WEEK = dt.timedelta(days=7)


def support_tasks(member: Member, now: dt.datetime) -> list[Task]:
    """For whoever plans support: requests without a session, due thirty days after they were made. One query."""
    if not member.can(P.SUPPORT_PLAN):
        return []
    rows = AssistanceRequest.objects.filter(status__in=UNSERVED).select_related("partnership")
    found = list(rows.order_by("asked_at", "pk")[:100])
    tasks = [_task(one, member) for one in found]
    own, others = [t for t in tasks if not t.on_others], [t for t in tasks if t.on_others]
    return [*_few(own, "asked"), *_few(others, "assigned")]


def _task(request: AssistanceRequest, member: Member) -> Task:
    """To assign, or to give oneself; what somebody else gives is waited for."""
    due = request.asked_at + dt.timedelta(days=UNMET_DAYS)
    note = f"{request.get_topic_display()} · {request.partnership.name}"
    url = reverse("support-request", args=[request.pk])
    if request.status == RequestStatus.ASKED:
        return Task("Assign a request for help", note, url, "Assign", due_at=due)
    if request.provider_id == member.pk:
        return Task("Give the help that you took on", note, url, "See it", due_at=due)
    return Task("Help that is assigned, without a session", note, url, "See it", since=request.asked_at, on_others=True)


def _few(tasks: list[Task], show: str) -> list[Task]:
    """A few, then how many more."""
    if len(tasks) <= EACH:
        return tasks
    more, last = len(tasks) - EACH, tasks[EACH]
    url = f"{reverse('support')}?show={show}"
    what = f"{plural(more, 'more request')} for help"
    return [*tasks[:EACH], last._replace(what=what, note="", url=url, act="Show requests", stands_for=more)]


def support_rows(member: Member, now: dt.datetime) -> list[Row]:
    """For providers what is assigned to them, for conveners what to rate, for both the events of a week. Two queries."""
    rows = _requests(member) if any(member.can_somewhere(one) for one in (P.SUPPORT_GIVE, P.SUPPORT_ASK)) else []
    return [*rows, *_events(member, now)] if member.can_somewhere(P.EVENT_ATTEND) else rows


def _requests(member: Member) -> list[Row]:
    hers = Q(provider=member, status__in=[RequestStatus.ASSIGNED, RequestStatus.IN_PROGRESS])
    asked = Q(partnership__convener__in=member.scope_ids(P.SUPPORT_ASK, Scope.ORGANIZATION))
    asked |= Q(partnership__in=member.scope_ids(P.SUPPORT_ASK, Scope.PARTNERSHIP))
    rows = AssistanceRequest.objects.filter(hers | (asked & Q(status=RequestStatus.DONE, rated_at__isnull=True)))
    found = rows.select_related("partnership").order_by("asked_at", "pk")[:SHOWN]
    return [_row(one) for one in found]


def _row(request: AssistanceRequest) -> Row:
    note = f"{request.get_topic_display()} · {request.partnership.name}"
    url = reverse("support-request", args=[request.pk])
    if request.status == RequestStatus.DONE:
        return Row("Done", "Say how useful the help was", note, url, "Rate it")
    begun = "Go on with the help" if request.status == RequestStatus.IN_PROGRESS else "Help that is assigned to you"
    asked = timezone.localtime(request.asked_at)
    return Row(f"{asked:%b} {asked.day}", begun, note, url, "See it", when_note="asked", primary=True)


def _events(member: Member, now: dt.datetime) -> list[Row]:
    rows = Registration.objects.filter(
        member=member,
        status=RegistrationStatus.REGISTERED,
        attended_at__isnull=True,
        event__status__in=[EventStatus.OPEN, EventStatus.CLOSED],
        event__starts_at__gt=now,
        event__starts_at__lte=now + A_WEEK,
    )
    return [
        due_row(
            one.event.starts_at,
            now,
            one.event.title,
            one.event.place or "Online",
            reverse("event", args=[one.event_id]),
            "Show my code",
        )
        for one in rows.select_related("event").order_by("event__starts_at", "pk")[:SHOWN]
    ]
