"""Monitoring: a visit is planned, held with its checklist, and what it finds is answered by the convener."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.models import Member
from core.moves import ClockNow, MoveRefused, check_move, make_move
from grants.actions.barring import refuse_barred
from grants.choices import AwardStatus
from grants.emails import monitoring as emails
from grants.models import Award, MonitoringFinding, MonitoringVisit
from grants.rules.monitoring import FINDINGS, VISITS, faults_of

MONITORED = (AwardStatus.ACTIVE, AwardStatus.ENDED)


@transaction.atomic
def plan_visit(award: Award, kind: str, planned_on: dt.date, about: str, *, by: Member) -> MonitoringVisit:
    """Plan a desk review or a visit; the convener is told."""
    refuse_barred(award, by)
    if award.status not in MONITORED:
        raise MoveRefused(f"Award {award.number} is {award.get_status_display().lower()}: there is nothing to monitor.")
    if planned_on < timezone.localdate():
        raise MoveRefused("That day has passed. Plan a day that lies ahead.")
    made = MonitoringVisit.objects.create(
        award=award, kind=kind, planned_on=planned_on, about=about.strip(), planned_by=by
    )
    record("visit.plan", made, by=by, kind=kind, planned_on=planned_on)
    emails.visit_planned(made)
    return made


@transaction.atomic
def hold_visit(
    visit: MonitoringVisit,
    *,
    held_on: dt.date,
    participants: str,
    answers: dict[str, str],
    comments: dict[str, str],
    notes: str,
    by: Member,
) -> MonitoringVisit:
    """Record what was looked at. Raises MoveRefused for a point without an answer, or a fault without words."""
    refuse_barred(visit.award, by)
    if held_on > timezone.localdate():
        raise MoveRefused("That day has not come yet. Record the visit when it was held.")
    if faults := faults_of(answers, comments):
        raise MoveRefused(next(iter(faults.values())))
    kept = {key: {"answer": answers[key], "comment": comments.get(key, "").strip()} for key in answers}
    done: MonitoringVisit = make_move(
        visit,
        VISITS,
        "hold",
        by=by,
        details={"answers": answers, "held_on": held_on},
        held_on=held_on,
        held_by=by,
        participants=participants.strip(),
        answers=kept,
        notes=notes.strip(),
    )
    return done


@transaction.atomic
def cancel_visit(visit: MonitoringVisit, reason: str, *, by: Member) -> MonitoringVisit:
    """Take a planned visit off, with the reason."""
    refuse_barred(visit.award, by)
    done: MonitoringVisit = make_move(visit, VISITS, "cancel", by=by, reason=reason, notes=reason.strip())
    return done


@transaction.atomic
def add_finding(visit: MonitoringVisit, facts: dict[str, Any], *, by: Member) -> MonitoringFinding:
    """Write down what a visit found, with what has to be done, by whom and until when; the convener is told."""
    refuse_barred(visit.award, by)
    Award.objects.select_for_update(no_key=True).get(pk=visit.award_id)
    visit.award.refresh_from_db(fields=["status"])
    if visit.award.status not in MONITORED:
        raise MoveRefused("The award is closed. Reopen it, with a reason, to write down a finding.")
    if visit.status != "held":
        raise MoveRefused("Record the visit first, then what it found.")
    if facts["due_on"] <= timezone.localdate():
        raise MoveRefused("Give a day that lies ahead, so that there is time to act.")
    made = MonitoringFinding.objects.create(visit=visit, award=visit.award, made_by=by, **facts)
    record("finding.add", made, by=by, severity=made.severity, text=made.text, due_on=made.due_on)
    emails.finding_made(made)
    return made


@transaction.atomic
def answer_finding(finding: MonitoringFinding, answer: str, *, by: Member) -> MonitoringFinding:
    """The convener says what was done; the officer is told. It may be said anew until it is closed."""
    if not answer.strip():
        raise MoveRefused("Say what was done, and since when.")
    done: MonitoringFinding = make_move(
        finding,
        FINDINGS,
        "answer",
        by=by,
        details={"answer": answer.strip()},
        answer=answer.strip(),
        answered_by=by,
        answered_at=ClockNow(),
    )
    emails.finding_answered(done)
    return done


@transaction.atomic
def send_back_finding(finding: MonitoringFinding, reason: str, *, by: Member) -> MonitoringFinding:
    """The answer is not enough: the finding is open again, with the reason."""
    return _decided(finding, "send_back", reason, by)


@transaction.atomic
def close_finding(finding: MonitoringFinding, reason: str, *, by: Member) -> MonitoringFinding:
    """Close a finding, with the reason."""
    return _decided(finding, "close", reason, by, closed_by=by, closed_at=ClockNow())


def _decided(finding: MonitoringFinding, move: str, why: str, by: Member, **changes: Any) -> MonitoringFinding:
    """The reason stands with the finding before it moves, as the database asks of a closed one."""
    refuse_barred(finding.award, by)
    held = MonitoringFinding.objects.select_for_update(no_key=True, of=("self",)).select_related("award")
    found = held.get(pk=finding.pk)
    check_move(FINDINGS, move, found.status, thing="this finding", reason=why)
    MonitoringFinding.objects.filter(pk=found.pk).update(reason=why.strip())
    done: MonitoringFinding = make_move(found, FINDINGS, move, by=by, reason=why, **changes)
    emails.finding_moved(done)
    return done
