"""Conflicts of interest: found by rule, declared, determined, decided; what follows for reviews and decisions.

A conflict that stands takes the application away from her at once. A review that she had submitted is recused: its scores
stay, with who and when, and are counted no more. Where the application was decided already nothing is changed; a finding
is put beside the decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import Member
from core.moves import ClockNow, MoveRefused, make_move
from grants.access.reviews import is_recused
from grants.actions.recusals import hold_rounds, recuse_for, reinstate_after
from grants.choices.reviewing import ConflictSeverity, ConflictSource, ConflictStatus
from grants.emails import conflicts as emails
from grants.models import Application, Conflict, Finding
from grants.models.conflicts import KINDS
from grants.readmodels.ties import people_as_ruled, reviewers, rounds_of, tables_as_ruled
from grants.rules.conflicts import MOVES, Hit, found_between

# Finding by rule


@transaction.atomic
def scan(
    applications: Sequence[Application], members: Sequence[Member] | None = None, *, by: Member | None = None
) -> list[Conflict]:
    """Run the rules between these applications and reviewers (all when not given). Returns what newly stands.

    What the rules find no longer is marked as gone, unless somebody has decided on it. Safe to run again and again.
    """
    hold_rounds(*applications)
    people = reviewers() if members is None else list(members)
    tables = rounds_of(applications)
    wanted = {one.pk: one for one in tables if one.pk in {a.pk for a in applications}}
    hits = [one for one in found_between(people_as_ruled(people), tables_as_ruled(tables)) if one.application in wanted]
    rows = Conflict.objects.select_for_update(no_key=True, of=("self",)).filter(
        source=ConflictSource.RULE, application__in=wanted, reviewer__in=people
    )
    kept = {(one.reviewer_id, one.application_id, one.kind): one for one in rows}
    new = [made for hit in hits if (made := _keep(hit, kept.pop((hit.reviewer, hit.application, hit.kind), None)))]
    gone = [one for one in kept.values() if one.is_standing and one.decided_by_id is None]
    for conflict in gone:
        _lapse(conflict, by)
    for conflict in new:
        recuse_for(conflict, by=by)
    if new or gone:
        _told(new, gone, wanted, by)
    return new


def _keep(hit: Hit, known: Conflict | None) -> Conflict | None:
    """Store a hit. Returns the conflict where it stands now and did not before."""
    status = ConflictStatus.CONFIRMED if hit.severity == ConflictSeverity.HARD else ConflictStatus.OPEN
    if known is None:
        made: Conflict = Conflict.objects.create(
            reviewer_id=hit.reviewer,
            application_id=hit.application,
            source=ConflictSource.RULE,
            kind=hit.kind,
            severity=hit.severity,
            status=status,
            evidence=hit.evidence,
        )
        return made
    graver = hit.severity == ConflictSeverity.HARD and known.severity == ConflictSeverity.SOFT
    same = known.severity == hit.severity and known.status != ConflictStatus.LAPSED
    if same or (known.decided_by_id is not None and not graver):
        if known.evidence != hit.evidence:
            Conflict.objects.filter(pk=known.pk).update(evidence=hit.evidence)
        return None
    stood = known.is_standing
    known.severity, known.status, known.evidence = hit.severity, status, hit.evidence
    known.declared_at, known.decided_by, known.decided_at, known.decision_reason = timezone.now(), None, None, ""
    known.save()
    return None if stood else known


def _lapse(conflict: Conflict, by: Member | None) -> None:
    """The rule finds it no longer. Where she herself took out what it rested on, it stays open until another decides."""
    if by is not None and by.pk == conflict.reviewer_id:
        words = f"{conflict.evidence} She has since taken out of her register what this rested on."
        declared_by_herself(by, conflict.application, conflict.kind, words)
    conflict.status = ConflictStatus.LAPSED
    conflict.save(update_fields=["status"])
    reinstate_after(conflict, by=None)


def _told(new: list[Conflict], gone: list[Conflict], scanned: dict[int, Application], by: Member | None) -> None:
    """One audit line an application that changed."""
    for pk in sorted({one.application_id for one in [*new, *gone]}):
        found = [f"{one.reviewer.name}: {one.evidence}" for one in new if one.application_id == pk]
        lost = [f"{one.reviewer.name}: {one.evidence}" for one in gone if one.application_id == pk]
        audit.record(
            "conflict.scan", scanned[pk], by=by, actor="" if by else "Conflict rules", found=found, no_longer=lost
        )


def scan_roster(application: Application, *, by: Member | None = None) -> list[Conflict]:
    """The roster, the budget or the letters of an application that was sent changed: run the rules again.

    Who competes changes for the whole round, so all its applications are asked about.
    """
    if application.submitted_at is None:
        return []
    return scan(rounds_of([application]), by=by)


# Declaring and determining


@transaction.atomic
def record_conflict(
    reviewer: Member, application: Application, kind: str, words: str, *, severity: str, by: Member
) -> Conflict:
    """Staff determine that somebody is tied to an application; it stands until somebody else decides on it."""
    if not words.strip():
        raise MoveRefused("Say in a sentence what the tie is and how you know of it.")
    if kind not in KINDS or severity not in ConflictSeverity.values:
        raise MoveRefused("Choose what the tie is, and whether it blocks.")
    hold_rounds(application)
    made = Conflict.objects.create(
        reviewer=reviewer,
        application=application,
        source=ConflictSource.SELF if reviewer.pk == by.pk else ConflictSource.STAFF,
        kind=kind,
        severity=severity,
        status=ConflictStatus.CONFIRMED if severity == ConflictSeverity.HARD else ConflictStatus.OPEN,
        evidence=words.strip(),
        declared_by=by,
    )
    audit.record("conflict.record", made, by=by, reviewer=reviewer.name, application=application.number, kind=kind)
    recuse_for(made, by=by)
    return made


@transaction.atomic
def declared_by_herself(reviewer: Member, application: Application, kind: str, words: str) -> Conflict:
    """What a reviewer declares or is unsure about; another person decides."""
    made: Conflict = Conflict.objects.create(
        reviewer=reviewer,
        application=application,
        source=ConflictSource.SELF,
        kind=kind,
        severity=ConflictSeverity.SOFT,
        evidence=words.strip(),
        declared_by=reviewer,
    )
    return made


# Deciding


@transaction.atomic
def decide_conflict(conflict: Conflict, name: str, reason: str, *, by: Member) -> Conflict:
    """Confirm or clear. Only somebody else than who has it and who recorded it clears; a hard one is never cleared."""
    if by.pk == conflict.reviewer_id:
        raise MoveRefused("This conflict is your own, so somebody else decides on it.")
    if name == "clear":
        if conflict.severity == ConflictSeverity.HARD:
            raise MoveRefused(f"“{conflict.kind_label}” blocks: it cannot be cleared by anybody.")
        if by.pk == conflict.declared_by_id:
            raise MoveRefused("You recorded this conflict, so somebody else must clear it.")
        if is_recused(by, conflict.application_id):
            raise MoveRefused("You have a conflict with this application yourself, so somebody else decides.")
    hold_rounds(conflict.application)
    changes: dict[str, Any] = {"decided_by": by, "decided_at": ClockNow(), "decision_reason": reason.strip()}
    conflict = make_move(conflict, MOVES, name, by=by, reason=reason, **changes)
    if name == "clear":
        reinstate_after(conflict, by=by)
    else:
        recuse_for(conflict, by=by)
    emails.conflict_decided(conflict)
    return conflict


@transaction.atomic
def answer_finding(finding: Finding, answer: str, *, by: Member) -> Finding:
    """Write beside a decision what became of a conflict that was found after it. Once."""
    if not answer.strip():
        raise MoveRefused("Write what was looked at and what follows from it. It becomes part of the record.")
    changed = Finding.objects.filter(pk=finding.pk, answered_at__isnull=True).update(
        answer=answer.strip(), answered_by=by, answered_at=timezone.now()
    )
    if not changed:
        raise MoveRefused("Somebody answered this finding already. Look at it again.")
    finding.refresh_from_db()
    audit.record("finding.answer", finding, by=by, answer=finding.answer)
    return finding
