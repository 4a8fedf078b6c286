"""What waits for a person of the state's staff: one small function a source, each with one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Count,
    DateTimeField,
    F,
    Min,
    Q,
    Value,
    When,
    Window,
)
from django.db.models.functions import Cast, RowNumber
from django.urls import reverse
from django.utils import timezone

from core import calendars
from core.models import Email, EmailStatus, Job, JobStatus, Member
from core.permissions import Permission as P
from evaluation.models import Survey
from grants.access.reports import visible_to as visible_reports
from grants.access.reviews import recused_from
from grants.access.teams import without_a_lead
from grants.choices import (
    ApplicationStatus,
    AwardStatus,
    ReportStatus,
    RoundStatus,
    SlateStatus,
    WaiverStatus,
)
from grants.choices.deciding import AppealStatus
from grants.models import Application, Waiver
from home.readmodels.after_decision import BAR, appeals_waiting, offers_waiting, refused_and_waiting
from home.readmodels.announcing_tasks import DRAFTED, PROPOSED, UNTOLD, announcements_waiting, awards_untold
from legislature.choices import EditionStatus
from legislature.models import Edition

SOON = dt.timedelta(days=7)
EACH = 5
"""How many reports of a kind are named; the others are one task with their number: none hides another."""
MORE_REPORTS = {
    "decide": ("to decide on", ReportStatus.SUBMITTED, False),
    "late": ("that have not come", "late", False),
    "returned": ("to come back corrected", ReportStatus.RETURNED, True),
    "soon": ("due within a week", ReportStatus.OPEN, True),
}


class Task(NamedTuple):
    """One thing to do, or to wait for. `due_at` is None where nothing says until when; `since` is how long it waits."""

    what: str
    note: str
    url: str
    act: str
    due_at: dt.datetime | None = None
    since: dt.datetime | None = None
    on_others: bool = False
    stands_for: int = 1
    """How many things the row counts as."""


def plural(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def of_applications(member: Member) -> Iterator[Task]:
    """Applications to screen, and eligible ones without reviewers, a task a round."""
    rows = (
        Application.objects.unsealed()
        .filter(status__in=[ApplicationStatus.SUBMITTED, ApplicationStatus.ELIGIBLE])
        .counted()
        .exclude(recused_from(member))
        .order_by("round__closes_at")
        .values("round__name", "round__slug", "status")
        .annotate(n=Count("pk"), first=Min("submitted_at"))
    )
    address = reverse("applications")
    for row in rows:
        url = f"{address}?round={row['round__slug']}&status={row['status']}"
        if row["status"] == ApplicationStatus.SUBMITTED and member.can(P.APPLICATION_SCREEN):
            what = f"Screen {plural(row['n'], 'application')}"
            yield Task(what, row["round__name"], url, "Screen", since=row["first"])
        if row["status"] == ApplicationStatus.ELIGIBLE and member.can(P.REVIEW_ASSIGN):
            what = f"Assign reviewers to {plural(row['n'], 'application')}"
            yield Task(what, row["round__name"], url, "Assign", since=row["first"])


def of_waivers(member: Member) -> Iterator[Task]:
    """Waivers that wait for a decision, one task for all; what she asked for herself is somebody else's."""
    if not member.can(P.WAIVER_DECIDE):
        return
    rows = Waiver.objects.filter(status=WaiverStatus.REQUESTED).exclude(requested_by=member)
    found = rows.aggregate(n=Count("pk"), first=Min("requested_at"))
    if found["n"]:
        what = f"Decide on {plural(found['n'], 'waiver')}"
        yield Task(what, "Asked for by applicants", reverse("waivers"), "Decide", since=found["first"])


def of_reviews(member: Member, rounds: Sequence[Any]) -> Iterator[Task]:
    """Reviews that are late or to come, a task a round; the round whose review is due first comes first."""
    if not member.can(P.REVIEW_ASSIGN):
        return
    for round in sorted((one for one in rounds if one.reading.due), key=lambda one: one.reading.due):
        reading, url = round.reading, f"{reverse('applications')}?round={round.slug}&status=under_review"
        if reading.late:
            what = f"{plural(reading.late, 'review is', 'reviews are')} late"
            yield Task(what, round.name, url, "See who", due_at=reading.due)
        if coming := reading.open - reading.late:
            yield Task(f"{plural(coming, 'review')} to come", round.name, url, "See who", on_others=True, since=None)


def of_reports(member: Member, now: dt.datetime) -> Iterator[Task]:
    """Reports to decide on, late, soon due, and returned ones that conveners mend: a few of each, then how many more."""
    if not member.can(P.REPORT_REVIEW):
        return
    kind = Case(
        When(status=ReportStatus.SUBMITTED, then=Value("decide")),
        When(due_at__lt=now, then=Value("late")),
        When(status=ReportStatus.RETURNED, then=Value("returned")),
        default=Value("soon"),
    )
    wanted = Q(status__in=[ReportStatus.SUBMITTED, ReportStatus.RETURNED])
    wanted |= Q(status=ReportStatus.OPEN, due_at__lt=now + SOON)
    rows = (
        visible_reports(member)
        .filter(wanted)
        .exclude(award__status=AwardStatus.CLOSED)
        .annotate(kind=kind)
        .annotate(
            all=Window(Count("pk"), partition_by="kind"),
            place=Window(RowNumber(), partition_by="kind", order_by=["due_at", "pk"]),
        )
        .filter(place__lte=EACH)
        .select_related("award__partnership")
        .only("period_start", "due_at", "status", "submitted_at", "decided_at", "award__partnership__name")
        .order_by("due_at", "pk")
    )
    for report in rows:
        yield _report_task(report, now)
        if report.place == EACH and report.all > EACH:
            yield _more_reports(report, report.all - EACH)


def _more_reports(last: Any, number: int) -> Task:
    """The reports beyond the few that are named, as one task behind the last of these."""
    what, status, on_others = MORE_REPORTS[last.kind]
    url = f"{reverse('reports')}?status={status}"
    due_at = last.due_at if last.kind in {"late", "soon"} else None
    since = None if due_at else last.submitted_at if last.kind == "decide" else last.decided_at
    return Task(
        f"{plural(number, 'more quarterly report')} {what}",
        "",
        url,
        f"Show all {last.all}",
        due_at,
        since,
        on_others,
        number,
    )


def _report_task(report: Any, now: dt.datetime) -> Task:
    quarter = calendars.Quarter.of(report.period_start).label
    note = f"{report.award.partnership.name} · {quarter}"
    url = reverse("report", args=[report.pk])
    if report.kind == "decide":
        return Task("Decide on a quarterly report", note, url, "Review report", since=report.submitted_at)
    if report.kind == "returned":
        return Task("Corrected quarterly report", note, url, "See report", since=report.decided_at, on_others=True)
    what = "Quarterly report has not come" if report.kind == "late" else "Quarterly report is due"
    return Task(what, note, url, "See report", due_at=report.due_at, on_others=report.kind == "soon")


def of_rounds(member: Member, rounds: Sequence[Any]) -> Iterator[Task]:
    """Scoring to close, slates to recommend and to approve. `rounds` are those of `rounds_now`."""
    for round in rounds:
        url = reverse("slate", args=[round.slug])
        if round.status == RoundStatus.REVIEW and round.reading.all and round.reading.all == round.reading.submitted:
            if member.can(P.DECISION_RECOMMEND):
                yield Task("Close the scoring", f"{round.name} · all reviews are in", url, "Close scoring")
        elif round.slate_status == SlateStatus.DRAFT and member.can(P.DECISION_RECOMMEND):
            yield Task("Recommend amounts", f"{round.name} · the slate is a draft", url, "Open slate")
        elif round.slate_status == SlateStatus.APPROVED and member.can(P.DECISION_RECOMMEND):
            letters = reverse("outbox", args=[round.slug])
            yield Task(
                "Look at the letters and send them", f"{round.name} · the slate is approved", letters, "Open letters"
            )
        elif round.slate_status == SlateStatus.RECOMMENDED:
            yield from _slate_task(member, round, url)


def _slate_task(member: Member, round: Any, url: str) -> Iterator[Task]:
    since = round.slate_at
    if member.can(P.DECISION_APPROVE) and member.pk not in (round.slate_by, *round.slate_given):
        yield Task("Approve the slate, or ask for changes", round.name, url, "Decide", since=since)
    elif member.can(P.DECISION_RECOMMEND):
        yield Task("Approval of the slate", round.name, url, "Open slate", since=since, on_others=True)


def of_the_rest(member: Member, now: dt.datetime) -> Iterator[Task]:
    """Surveys, editions, jobs and messages: many small questions asked at once."""
    parts = [
        part
        for permission, part in (
            (P.SURVEY_SEE, _surveys(now)),
            (P.EDITION_SEE, _editions()),
            (P.ANNOUNCEMENT_STOP, announcements_waiting()),
            (P.ANNOUNCEMENT_DRAFT, awards_untold()),
            (P.APPLICATION_SCREEN, _leads()),
            (P.WAIVER_DECIDE, appeals_waiting(member)),
            (P.DECISION_APPROVE, offers_waiting(member)),
            (P.DECISION_RECOMMEND, refused_and_waiting()),
            (P.OPERATIONS_SEE, _jobs()),
            (P.OPERATIONS_SEE, _messages()),
        )
        if member.can(permission)
    ]
    if not parts:
        return
    first, *others = parts
    for kind, pk, label, at, who in sorted(first.union(*others, all=True), key=lambda row: (row[3] or now, row[1])):
        yield from WORDED[kind](member, pk, label, at, who)


def _columns(rows: Any, kind: str, label: Any, at: Any, who: Any = None) -> Any:
    nobody = Value(None, output_field=DateTimeField())
    return rows.order_by().values_list(
        Value(kind, output_field=CharField()),
        "pk",
        Cast(label, CharField()),
        Cast(at, DateTimeField()) if at is not None else nobody,
        who if who is not None else Value(0),
    )


def _surveys(now: dt.datetime) -> Any:
    closing = Survey.objects.filter(status="open", closes_at__lt=now + SOON)
    return _columns(closing, "survey", F("title"), F("closes_at"))


def _editions() -> Any:
    waiting = Edition.objects.filter(status__in=[EditionStatus.FROZEN, EditionStatus.APPROVED])
    rows = waiting.annotate(kind=F("status"))
    return rows.order_by().values_list("kind", "pk", Cast(F("title"), CharField()), "frozen_at", "built_by_id")


def _leads() -> Any:
    """Drafts whose lead can no longer sign in."""
    lost = Application.objects.filter(pk__in=without_a_lead().values("pk")[:20])
    return _columns(lost, "lead", F("number"), F("changed_at"))


def _jobs() -> Any:
    dead = Job.objects.filter(status=JobStatus.DEAD)[:20]
    return _columns(Job.objects.filter(pk__in=dead.values("pk")), "job", F("kind"), F("created_at"))


def _messages() -> Any:
    held = Email.objects.filter(status=EmailStatus.HELD)
    return _columns(held, "message", F("subject"), F("created_at"))


def _survey(member: Member, pk: int, label: str, at: dt.datetime, who: int) -> Iterator[Task]:
    yield Task("Survey closes", label, reverse("survey", args=[pk]), "See answers", due_at=at)


def _frozen(member: Member, pk: int, label: str, at: dt.datetime, who: int) -> Iterator[Task]:
    url = reverse("edition", args=[pk])
    if member.can(P.EDITION_APPROVE) and who != member.pk:
        yield Task("Approve the impact report", label, url, "Decide", since=at)
    elif member.can(P.EDITION_BUILD):
        yield Task("Approval of the impact report", label, url, "See report", since=at, on_others=True)


def _approved(member: Member, pk: int, label: str, at: dt.datetime, who: int) -> Iterator[Task]:
    if member.can(P.EDITION_DELIVER):
        yield Task("Publish the impact report", label, reverse("edition", args=[pk]), "Publish", since=at)


def _lead(member: Member, pk: int, label: str, at: dt.datetime, who: int) -> Iterator[Task]:
    note = "The account of whoever led it is closed"
    yield Task(f"Give {label} another lead", note, reverse("application-leads"), "See who", since=at)


def _job(member: Member, pk: int, label: str, at: dt.datetime, who: int) -> Iterator[Task]:
    what = f"A job failed: {label.replace('_', ' ')}"
    yield Task(what, "It waits for somebody to retry or drop it.", reverse("operations"), "Look", since=at)


def _message(member: Member, pk: int, label: str, at: dt.datetime, who: int) -> Iterator[Task]:
    yield Task("Say whether a message went out", label, reverse("operations"), "Look", since=at)


def _appeal_new(member: Member, pk: int, label: str, at: dt.datetime, who: int) -> Iterator[Task]:
    what = "Acknowledge an appeal" if member.can(P.APPLICATION_SCREEN) else "Answer an appeal"
    yield Task(what, label, reverse("appeal", args=[pk]), "Open appeal", due_at=at)


def _appeal(member: Member, pk: int, label: str, at: dt.datetime, who: int) -> Iterator[Task]:
    yield Task("Answer an appeal", label, reverse("appeal", args=[pk]), "Open appeal", due_at=at)


def _waiting(member: Member, pk: int, label: str, at: dt.datetime, who: int) -> Iterator[Task]:
    slug, _, number = label.partition(BAR)
    yield Task("Approve an offer from the waiting list", number, reverse("waiting", args=[slug]), "Decide", since=at)


def _freed(member: Member, pk: int, label: str, at: dt.datetime, who: int) -> Iterator[Task]:
    slug, _, name = label.partition(BAR)
    what = "Money came free: offer it to the next"
    yield Task(what, name, reverse("waiting", args=[slug]), "Waiting list", since=at)


def _announcement(member: Member, pk: int, label: str, at: dt.datetime, who: int) -> Iterator[Task]:
    url = reverse("announcement", args=[pk])
    if member.can(P.ANNOUNCEMENT_APPROVE) and who != member.pk:
        yield Task("Approve the announcement of awards", label, url, "Decide", since=at)
    elif member.can(P.ANNOUNCEMENT_DRAFT):
        yield Task("Approval of the announcement of awards", label, url, "See it", since=at, on_others=True)


def _announcement_draft(member: Member, pk: int, label: str, at: dt.datetime, who: int) -> Iterator[Task]:
    if member.can(P.ANNOUNCEMENT_DRAFT):
        yield Task("Finish the announcement of awards", label, reverse("announcement", args=[pk]), "Open it", since=at)


def _untold(member: Member, pk: int, label: str, at: dt.datetime, who: int) -> Iterator[Task]:
    url = reverse("announcements", args=[label])
    yield Task("Announce awards: legislators first", "Until then nothing public names them", url, "Announce", since=at)


WORDED = {
    PROPOSED: _announcement,
    DRAFTED: _announcement_draft,
    UNTOLD: _untold,
    AppealStatus.FILED.value: _appeal_new,
    AppealStatus.ACKNOWLEDGED.value: _appeal,
    "waiting": _waiting,
    "freed": _freed,
    "survey": _survey,
    "frozen": _frozen,
    "approved": _approved,
    "lead": _lead,
    "job": _job,
    "message": _message,
}


def staff_tasks(member: Member, rounds: Sequence[Any], now: dt.datetime | None = None) -> list[Task]:
    """Everything that waits for her, or that she waits for."""
    now = now or timezone.now()
    return [
        *of_applications(member),
        *of_waivers(member),
        *of_reviews(member, rounds),
        *of_reports(member, now),
        *of_rounds(member, rounds),
        *of_the_rest(member, now),
    ]
