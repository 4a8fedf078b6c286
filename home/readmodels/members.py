"""The first page of those who do not work for the state: conveners and reviewers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from core import calendars
from core.choices import Scope
from core.models import Member
from core.permissions import Permission as P
from core.templatetags.rt import long_day
from evaluation.choices import InviteStatus, SurveyStatus
from evaluation.models import SurveyInvite
from grants.access.applications import may_start, own_applications
from grants.access.awards import visible_to as visible_awards
from grants.access.reports import visible_to as visible_reports
from grants.access.reviews import own_reviews
from grants.choices import ApplicationStatus, AwardStatus, ReportStatus, ReviewStatus, TeamPart
from grants.choices.closing import CloseoutStatus
from grants.models import Amendment, Application, CertificationRequest, Closeout, MonitoringFinding, Report, Teammate
from grants.readmodels.open_rounds import Notice, open_rounds, rehearsals_for
from home.readmodels.member_rows import SHOWN, Row, due_row, when_due
from home.readmodels.offers import offers_to
from home.readmodels.partnering_tasks import table_rows
from home.readmodels.support_tasks import support_rows
from home.readmodels.words import due_words, greeting
from partnerships.access import rooms_of
from partnerships.models import Partnership

READERS = (TeamPart.COMMENTER, TeamPart.VIEWER, TeamPart.CERTIFIER)
"""Parts that write nothing of a draft."""
A_WEEK = dt.timedelta(days=7)
"""How long after the closing somebody is still reminded that she was asked to certify: there is grace, and waivers."""
A_YEAR = dt.timedelta(days=365)
"""How long a place on a waiting list stays on the page after the decisions were due."""


@dataclass(frozen=True)
class MemberHome:
    greeting: str
    todo: list[Row]
    waiting: list[Row]
    rounds: list[Notice]
    may_start: bool
    tables: list[Partnership]
    may_found: bool


def member_home(member: Member, now: dt.datetime | None = None) -> MemberHome:
    """Thirteen queries at the most."""
    now = now or timezone.now()
    offers = offers_to(member, now)
    todo = [
        *_reviews(member, now),
        *(offer for offer in offers if not offer.on_others),
        *_reports(member, now),
        *_closeouts(member, now),
        *_findings(member, now),
        *_questions(member),
        *_drafts(member, now),
        *table_rows(member, now),
        *support_rows(member, now),
    ]
    rounds = [*rehearsals_for(member), *open_rounds().open] if may_start(member) else []
    return MemberHome(
        greeting(member.name, timezone.localtime(now)),
        todo,
        [*(offer for offer in offers if offer.on_others), *_surveys(member, now), *_sent(member, now)],
        rounds,
        may_start(member),
        list(rooms_of(member).order_by("name")) if member.can_somewhere(P.PARTNERSHIP_JOIN) else [],
        bool(member.scope_ids(P.PARTNERSHIP_EDIT, Scope.ORGANIZATION)),
    )


def _reviews(member: Member, now: dt.datetime) -> list[Row]:
    if not member.can_somewhere(P.REVIEW_DO):
        return []
    rows = own_reviews(member).filter(
        status__in=[ReviewStatus.ASSIGNED, ReviewStatus.IN_PROGRESS], application__status=ApplicationStatus.UNDER_REVIEW
    )
    return [
        due_row(
            review.due_at,
            now,
            "Say whether you have a conflict" if review.status == ReviewStatus.ASSIGNED else "Score an application",
            f"{review.application.title} · {review.application.number}",
            reverse("review", args=[review.pk]),
            "Begin" if review.status == ReviewStatus.ASSIGNED else "Continue",
        )
        for review in rows.select_related("application").order_by("due_at", "pk")[:SHOWN]
    ]


def _reports(member: Member, now: dt.datetime) -> list[Row]:
    if not member.can_somewhere(P.REPORT_EDIT):
        return []
    rows = visible_reports(member).filter(status__in=[ReportStatus.OPEN, ReportStatus.RETURNED])
    rows = rows.exclude(award__status=AwardStatus.CLOSED)
    return [_report_row(report, now) for report in rows.select_related("award__partnership").order_by("due_at")[:SHOWN]]


def _report_row(report: Report, now: dt.datetime) -> Row:
    quarter = calendars.Quarter.of(report.period_start).label
    note = f"{report.award.partnership.name} · {report.award.number}"
    url = reverse("my-report", args=[report.pk])
    if report.status == ReportStatus.RETURNED:
        return Row("Returned", f"Correct the report for {quarter}", note, url, "Read comments", primary=True)
    return due_row(report.due_at, now, f"Report for {quarter}", note, url, "Fill in")


def _closeouts(member: Member, now: dt.datetime) -> list[Row]:
    """Awards whose period is over, and by when everything is due."""
    if not member.can_somewhere(P.AWARD_ACCEPT):
        return []
    rows = Closeout.objects.filter(status=CloseoutStatus.OPEN, award__in=visible_awards(member).values("pk"))
    found = rows.select_related("award__partnership").order_by("due_on", "pk")[:SHOWN]
    return [
        due_row(
            timezone.make_aware(dt.datetime.combine(one.due_on, dt.time(23, 59, 59))),
            now,
            "Close out your award",
            f"{one.award.partnership.name} · {one.award.number}",
            reverse("my-closeout", args=[one.award_id]),
            "See the steps",
        )
        for one in found
    ]


def _findings(member: Member, now: dt.datetime) -> list[Row]:
    """Findings of monitoring to answer, and until when."""
    if not member.can_somewhere(P.AWARD_ACCEPT):
        return []
    rows = MonitoringFinding.objects.filter(status="open", award__in=visible_awards(member).values("pk"))
    found = rows.select_related("award__partnership").order_by("due_on", "pk")[:SHOWN]
    return [
        due_row(
            timezone.make_aware(dt.datetime.combine(one.due_on, dt.time(23, 59, 59))),
            now,
            "Answer a finding of monitoring",
            f"{one.award.partnership.name} · {one.award.number}",
            reverse("my-monitoring", args=[one.award_id]),
            "Read and answer",
        )
        for one in found
    ]


def _questions(member: Member) -> list[Row]:
    """Amendments that came back with a question."""
    if not member.can_somewhere(P.AWARD_ACCEPT):
        return []
    rows = Amendment.objects.filter(status="returned", award__in=visible_awards(member).values("pk"))
    found = rows.select_related("award__partnership").order_by("requested_at", "pk")[:SHOWN]
    return [
        Row(
            "Now",
            f"Answer the question about amendment {one.number}",
            f"{one.award.partnership.name} · {one.award.number}",
            reverse("my-award-terms", args=[one.award_id]),
            "Read and answer",
        )
        for one in found
    ]


def _drafts(member: Member, now: dt.datetime) -> list[Row]:
    if not member.can_somewhere(P.APPLICATION_EDIT):
        return []
    asked = CertificationRequest.objects.filter(application=OuterRef("pk"), certifier=member, status="waiting")
    part = Teammate.objects.current().filter(application=OuterRef("pk"), member=member).values("part")[:1]
    rows = own_applications(member).annotate(is_asked=Exists(asked), part=Subquery(part))
    open_to_her = Q(round__closes_at__gt=now) | Q(is_asked=True, round__closes_at__gt=now - A_WEEK)
    rows = rows.filter(open_to_her, status=ApplicationStatus.DRAFT)
    drafts = rows.select_related("round").order_by("-is_asked", "round__closes_at", "pk")[:SHOWN]
    return [_draft_row(draft, member, now) for draft in drafts]


def _draft_row(draft: Any, member: Member, now: dt.datetime) -> Row:
    """A draft to certify, to finish, or to read, by what she is on its team."""
    tasks, check = (reverse(name, args=[draft.pk]) for name in ("application-tasks", "application-check"))
    what, url, act = f"Finish your application: {draft.title}", tasks, "Continue"
    if draft.is_asked:
        what, url, act = f"Certify and submit: {draft.title}", check, "Read and certify"
    elif draft.part in READERS and draft.organization_id not in member.scope_ids(
        P.APPLICATION_EDIT, Scope.ORGANIZATION
    ):
        what, act = f"Read an application: {draft.title}", "Read"
    return due_row(draft.round.closes_at, now, what, f"{draft.round.name} · {draft.number}", url, act)


def _sent(member: Member, now: dt.datetime) -> list[Row]:
    """What she waits for: applications that were sent, and what became of them."""
    if not member.can_somewhere(P.APPLICATION_EDIT):
        return []
    waiting = [
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.ELIGIBLE,
        ApplicationStatus.UNDER_REVIEW,
        ApplicationStatus.SCORED,
        ApplicationStatus.RECOMMENDED,
        ApplicationStatus.WAITLISTED,
    ]
    over = Q(status=ApplicationStatus.WAITLISTED, round__award_by__lt=timezone.localdate(now) - A_YEAR)
    rows = own_applications(member).filter(status__in=waiting).exclude(over)
    rows = rows.select_related("round").order_by("-submitted_at")
    return [_sent_row(application) for application in rows[:SHOWN]]


def _sent_row(application: Application) -> Row:
    decided = application.round.award_by
    note = f"{application.round.name} · {application.number}"
    if decided and decided >= timezone.localdate() and application.status != ApplicationStatus.WAITLISTED:
        note += f" · decisions by {long_day(decided)}"
    status = "Being reviewed" if application.status in {"under_review", "scored", "recommended"} else ""
    when = status or str(application.get_status_display())
    sent = f"sent {due_words(application.submitted_at)}" if application.submitted_at else ""
    return Row(
        when, application.title, note, reverse("application-receipt", args=[application.pk]), "See receipt", sent
    )


def _surveys(member: Member, now: dt.datetime) -> list[Row]:
    """How many of a partnership's employers answered an open survey; never what they answered."""
    own = (
        member.scope_ids(P.PARTNERSHIP_EDIT, Scope.ORGANIZATION),
        member.scope_ids(P.PARTNERSHIP_EDIT, Scope.PARTNERSHIP),
    )
    if not any(own):
        return []
    rows = (
        SurveyInvite.objects.filter(survey__status=SurveyStatus.OPEN, survey__closes_at__gt=now)
        .filter(Q(partnership__convener__in=own[0]) | Q(partnership__in=own[1]))
        .order_by("survey__closes_at", "partnership__name")
        .values("survey__title", "survey__closes_at", "partnership__name", "partnership__slug")
        .annotate(asked=Count("pk"), answered=Count("pk", filter=Q(status=InviteStatus.ANSWERED)))
    )
    return [_survey_row(dict(row), now) for row in rows[:SHOWN]]


def _survey_row(row: dict[str, Any], now: dt.datetime) -> Row:
    when, when_note, _ = when_due(row["survey__closes_at"], now)
    note = f"{row['partnership__name']} · {row['answered']} of {row['asked']} asked have answered"
    url = reverse("partnership-edit", args=[row["partnership__slug"]])
    return Row(f"Closes {when[0].lower()}{when[1:]}", row["survey__title"], note, url, "Check addresses", when_note)
