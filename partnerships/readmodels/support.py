"""The queue of requests for assistance, and the page of one with what she may do there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Case, IntegerField, Q, Value, When
from django.utils import timezone

from core.models import Member
from core.moves import moves_open_to
from core.permissions import Permission as P
from core.templatetags.rt import long_day
from partnerships.access.support import held_over, requests_for, sees_all
from partnerships.choices.support import RequestStatus as R
from partnerships.models import AssistanceRequest, AssistanceSession, AssistanceWord
from partnerships.models.support import RUNNING, UNMET_DAYS, UNSERVED, RequestQuerySet
from partnerships.readmodels.support_figures import given_hours
from partnerships.rules.support import RATINGS, REQUESTS, days_waited

PAGE = 30
WORDS = dict(RATINGS)


class QueueRow(NamedTuple):
    """One request in the queue."""

    request: AssistanceRequest
    waited: int
    is_unmet: bool
    sessions: int
    hours: Decimal
    rating: str


@dataclass(frozen=True)
class Queue:
    """The requests that she may list, those that wait longest first."""

    page: Page
    rows: list[QueueRow]
    total: int


def queue_of(member: Member, wanted: dict[str, str], page: str | None) -> Queue:
    """Three queries for any number of rows: those that wait, oldest first, then those in progress, then the others."""
    rows = _found(requests_for(member), wanted)
    order = Case(
        When(status__in=UNSERVED, then=Value(0)),
        When(status=R.IN_PROGRESS, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    rows = rows.select_related("partnership__convener", "provider", "asked_by").annotate(place=order)
    paged = Paginator(rows.order_by("place", "asked_at", "pk"), PAGE).get_page(page)
    shown = list(paged.object_list)
    given, now = given_hours([one.pk for one in shown]), timezone.now()
    return Queue(paged, [_row(one, given, now) for one in shown], paged.paginator.count)


def _found(rows: RequestQuerySet, wanted: dict[str, str]) -> RequestQuerySet:
    show = wanted.get("show") or ""
    if show == "running":
        rows = rows.running()
    elif show == "unmet":
        rows = rows.unmet()
    elif show in R.values:
        rows = rows.filter(status=show)
    if topic := wanted.get("topic"):
        rows = rows.filter(topic=topic)
    if words := wanted.get("q"):
        rows = rows.filter(
            Q(partnership__name__icontains=words)
            | Q(partnership__convener__legal_name__icontains=words)
            | Q(words__icontains=words)
        )
    return rows


def is_unmet(request: AssistanceRequest, now: dt.datetime) -> bool:
    """Asked more than thirty days ago, and no session yet."""
    return request.status in UNSERVED and request.asked_at < now - dt.timedelta(days=UNMET_DAYS)


def _row(request: AssistanceRequest, given: dict[int, tuple[int, Decimal]], now: dt.datetime) -> QueueRow:
    sessions, hours = given.get(request.pk, (0, Decimal(0)))
    rating = WORDS.get(request.rating or 0, "")
    return QueueRow(request, days_waited(request.asked_at, now), is_unmet(request, now), sessions, hours, rating)


@dataclass(frozen=True)
class RequestPage:
    """Everything that the page of a request shows."""

    request: AssistanceRequest
    sessions: list[AssistanceSession]
    talk: list[AssistanceWord]
    waited: int
    is_unmet: bool
    moves: list[str]
    may_record: bool
    may_rate: bool
    may_talk: bool
    rating: str
    shows_comment: bool

    @property
    def hours(self) -> Decimal:
        return sum((one.hours for one in self.sessions), Decimal(0))

    @property
    def facts(self) -> list[tuple[str, Any]]:
        request = self.request
        return [
            ("Partnership", request.partnership.name),
            ("Convener", request.partnership.convener.legal_name),
            ("Topic", request.get_topic_display()),
            ("Asked by", request.asked_by.name),
            ("Asked", long_day(request.asked_at)),
            ("Assigned to", request.provider.name if request.provider else None),
        ]

    @property
    def ends(self) -> bool:
        """Whether there is a way to end it that is hers."""
        return bool({"finish", "decline", "withdraw"} & set(self.moves))


def request_page(request: AssistanceRequest, member: Member) -> RequestPage:
    """Two queries: sessions and talk."""
    held, now = held_over(member, request), timezone.now()
    sessions = request.sessions.select_related("given_by").order_by("-held_on", "-pk")
    talk = request.talk.select_related("by").order_by("at", "pk")
    return RequestPage(
        request=request,
        sessions=list(sessions),
        talk=list(talk),
        waited=days_waited(request.asked_at, now),
        is_unmet=is_unmet(request, now),
        moves=moves_open_to(REQUESTS, request.status, held),
        may_record=P.SUPPORT_GIVE in held and request.status in (R.ASSIGNED, R.IN_PROGRESS),
        may_rate=P.SUPPORT_ASK in held and request.status == R.DONE and request.rated_at is None,
        may_talk=bool(held & {P.SUPPORT_ASK, P.SUPPORT_GIVE, P.SUPPORT_PLAN}) and request.status in (*RUNNING, R.DONE),
        rating=WORDS.get(request.rating or 0, ""),
        shows_comment=P.SUPPORT_ASK in held or sees_all(member),
    )
