"""Revising the budget and work plan of an award that is less than what was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from core.audit import record
from core.models import Member
from core.moves import ClockNow, MoveRefused, make_move
from grants.access.awards import officers_of
from grants.actions.barring import refuse_barred
from grants.actions.offers import give_time
from grants.choices import AwardStatus
from grants.emails import revisions as emails
from grants.models import (
    Application,
    Award,
    AwardRevision,
    RevisedActivity,
    RevisedLine,
    RevisedTarget,
)
from grants.readmodels.revision_page import revision_page
from grants.rules.awards import AT_LEAST
from grants.rules.revisions import MOVES, OPEN, is_partial


class LineGiven(NamedTuple):
    description: str
    amount: Decimal
    match_cash: Decimal
    match_in_kind: Decimal


class ActivityGiven(NamedTuple):
    starts: int | None
    ends: int | None
    deliverable: str
    is_dropped: bool


class Given(NamedTuple):
    """What was typed, by the id of the line, target or activity of the application; amounts in dollars."""

    lines: Mapping[int, LineGiven]
    targets: Mapping[int, Decimal]
    activities: Mapping[int, ActivityGiven]
    note: str = ""


@transaction.atomic
def save_revision(award: Award, given: Given, *, version: int, by: Member) -> AwardRevision:
    """Keep it, whole or not. `version` is the one that was read: of two who write at once one is told."""
    held = _hold(award)
    if not is_partial(held.amount, held.application.requested):
        raise MoveRefused("The award is what was asked for. Its budget stays as it is.")
    revision = AwardRevision.objects.filter(award_id=held.pk).first()
    if revision is not None and revision.status not in OPEN:
        raise MoveRefused(
            f"The revised budget is {revision.get_status_display().lower()}. It can no longer be changed."
        )
    if version != (revision.version if revision else 0):
        raise MoveRefused("Somebody saved this after you opened it. Open it again, and make your changes again.")
    if revision is None:
        revision = AwardRevision(award=held, version=0)
    revision.note, revision.version = given.note.strip(), version + 1
    revision.changed_by, revision.changed_at = by, timezone.now()
    revision.save()
    _keep_rows(revision, held.application, given)
    record("awardrevision.save", revision, by=by, version=revision.version)
    return revision


def _keep_rows(revision: AwardRevision, application: Application, given: Given) -> None:
    """The rows of the application alone: an id of another is passed over."""
    revision.lines.all().delete()
    revision.targets.all().delete()
    revision.activities.all().delete()
    lines = [pk for pk in application.budget.values_list("pk", flat=True) if pk in given.lines]
    RevisedLine.objects.bulk_create(
        RevisedLine(revision=revision, line_id=pk, **given.lines[pk]._asdict()) for pk in lines
    )
    targets = [pk for pk in application.targets.values_list("pk", flat=True) if pk in given.targets]
    RevisedTarget.objects.bulk_create(
        RevisedTarget(revision=revision, target_id=pk, value=given.targets[pk]) for pk in targets
    )
    plan = [pk for pk in application.activities.values_list("pk", flat=True) if pk in given.activities]
    RevisedActivity.objects.bulk_create(
        RevisedActivity(revision=revision, activity_id=pk, **given.activities[pk]._asdict()) for pk in plan
    )


@transaction.atomic
def send_revision(award: Award, *, by: Member) -> AwardRevision:
    """Send it to the program officer. Refused, with the numbers, while it does not fit the award."""
    held = _hold(award)
    page = revision_page(held)
    if page.revision is None:
        raise MoveRefused("Revise the budget first, and save it.")
    if page.faults:
        raise MoveRefused(" ".join(page.faults))
    sent: AwardRevision = make_move(page.revision, MOVES, "send", by=by, sent_at=ClockNow(), changed_by=by)
    emails.revision_sent(sent, officers_of(held))
    return sent


@transaction.atomic
def return_revision(revision: AwardRevision, reason: str, *, by: Member) -> AwardRevision:
    """Send it back with the reason; the convener changes it and sends it again."""
    refuse_barred(revision.award, by)
    give_time(_hold(revision.award), AT_LEAST)
    back: AwardRevision = make_move(
        revision, MOVES, "return", by=by, reason=reason, decided_by=by, decided_at=ClockNow()
    )
    back.reason = reason.strip()
    back.save(update_fields=["reason"])
    emails.revision_decided(back)
    return back


@transaction.atomic
def accept_revision(revision: AwardRevision, *, by: Member) -> AwardRevision:
    """Accept it: it is the award's budget, plan and targets, and the award can be accepted. The application stays."""
    refuse_barred(revision.award, by)
    held = _hold(revision.award)
    if revision_page(held).faults:
        raise MoveRefused("It no longer fits the award. Return it, and say what changed.")
    done: AwardRevision = make_move(revision, MOVES, "accept", by=by, decided_by=by, decided_at=ClockNow())
    give_time(held, AT_LEAST)
    emails.revision_decided(done)
    return done


def _hold(award: Award) -> Award:
    """Lock the award, which has to be offered still."""
    rows = Award.objects.select_related("application__round", "officer__user", "organization")
    held = rows.select_for_update(no_key=True, of=("self",)).get(pk=award.pk)
    if held.status != AwardStatus.OFFERED:
        raise MoveRefused(f"Award {held.number} is {held.get_status_display().lower()}, not offered.")
    return held
