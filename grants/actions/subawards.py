"""Assessing the risk before a subaward, and keeping its data sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from core import jobs
from core.audit import record
from core.models import Member, State
from core.moves import MoveRefused
from grants.actions.barring import refuse_barred
from grants.checks.subawards import MAY_FOLLOW, fault_of_assessment, is_subaward
from grants.choices import AwardStatus
from grants.models import Award, RiskAssessment, SheetVersion, SubawardSheet
from grants.models.awards import CAME_TO_NOTHING
from grants.readmodels.subaward_sheet import GIVEN, facts_of, sheet_page
from grants.rules.risk import level_of, total_of
from grants.tasks.subawards import DRAW_SHEET
from questions.readmodels import sha256_of

OVER = (*CAME_TO_NOTHING, AwardStatus.CLOSED)


class Assessed(NamedTuple):
    """What was found: points and notes by factor, the specific conditions with how they end, the monitoring plan."""

    points: Mapping[str, int]
    monitoring: Sequence[str]
    notes: Mapping[str, str] = {}
    conditions: Sequence[str] = ()
    lifting: str = ""
    lift_by: dt.date | None = None
    reason: str = ""


@transaction.atomic
def assess_risk(award: Award, found: Assessed, *, by: Member) -> RiskAssessment:
    """Keep one more assessment; the earlier ones stay. Raises MoveRefused with what is missing."""
    refuse_barred(award, by)
    held = _held(award)
    level = level_of(found.points)
    fault = fault_of_assessment(level, found.conditions, lifting=found.lifting, reason=found.reason)
    if fault:
        raise MoveRefused(fault)
    made = RiskAssessment.objects.create(
        award=held,
        number=held.assessments.count() + 1,
        level=level,
        by=by,
        **found._asdict() | {"points": dict(found.points), "notes": dict(found.notes)},
    )
    record("award.assess", held, by=by, number=made.number, level=level, total=total_of(found.points))
    return made


@transaction.atomic
def save_sheet(award: Award, given: Mapping[str, Any], *, to_follow: Sequence[str], version: int, by: Member) -> None:
    """Keep what staff gave, whole or not. `version` is the one that was read: of two who write at once one is told."""
    refuse_barred(award, by)
    held = _held(award)
    if not is_subaward(held.fund.origin):
        raise MoveRefused("This award is not of federal money, so it has no data sheet.")
    saved = SubawardSheet.objects.filter(award_id=held.pk).first()
    if version != (saved.version if saved else 0):
        raise MoveRefused("Somebody saved this sheet after you opened it. Open it again, and give your changes again.")
    values = {key: given[key] for key in GIVEN} | {
        "to_follow": [key for key in to_follow if key in MAY_FOLLOW],
        "changed_by": by,
        "changed_at": timezone.now(),
        "version": version + 1,
    }
    before = {key: str(getattr(saved, key)) for key in GIVEN} if saved else {}
    SubawardSheet.objects.update_or_create(award=held, defaults=values)
    changed = {key: str(given[key]) for key in GIVEN if before.get(key, "") != str(given[key])}
    record("award.sheet", held, by=by, changed=changed, to_follow=list(values["to_follow"]))


@transaction.atomic
def freeze_sheet(award: Award, *, by: Member, is_executed: bool = False) -> SheetVersion:
    """Freeze the sheet as it stands, and have it drawn. Raises MoveRefused while an element is missing."""
    refuse_barred(award, by)
    held = _held(award)
    state = State.objects.get(pk=held.state_id)
    page = sheet_page(held, state)
    if page.faults:
        raise MoveRefused(f"The data sheet is not complete. {page.faults[0]}")
    facts = facts_of(held, page, state)
    latest = held.sheet_versions.first()
    digest = sha256_of(facts)
    if latest is not None and latest.facts_sha256 == digest and latest.is_executed == is_executed:
        return latest
    made = SheetVersion.objects.create(
        award=held,
        number=(latest.number if latest else 0) + 1,
        facts=facts,
        facts_sha256=digest,
        is_executed=is_executed,
        by=by,
    )
    record("award.freeze_sheet", held, by=by, number=made.number, sha256=digest)
    jobs.enqueue(DRAW_SHEET, version_id=made.pk)
    return made


def _held(award: Award) -> Award:
    """The award, locked. Raises MoveRefused for one that is over."""
    rows = Award.objects.select_related("application__round", "organization", "fund", "officer")
    held = rows.select_for_update(no_key=True, of=("self",)).get(pk=award.pk)
    if held.status in OVER:
        raise MoveRefused(
            f"Award {held.number} is {held.get_status_display().lower()}. Nothing is kept of it any more."
        )
    return held
