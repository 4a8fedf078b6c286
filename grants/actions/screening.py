"""What staff do with an application before its review: say who handles it, and whether it is eligible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from core import audit
from core.models import Member
from core.moves import ClockNow, MoveRefused, make_move
from core.permissions import Permission
from grants.checks.screening import Check
from grants.choices import ApplicationStatus, ScreeningOutcome
from grants.emails import screening as emails
from grants.models import Application, Screening
from grants.readmodels.screening import checklist_of
from grants.rules.applications import MOVES


class Answer(NamedTuple):
    """What a person says of one point of the checklist."""

    check: Check
    holds: bool
    note: str = ""

    def kept(self) -> dict[str, object]:
        """The point as it is kept: the question, what was found and computed, what the person decided and why."""
        return {
            "key": self.check.key,
            "question": self.check.question,
            "found": self.check.found,
            "computed": self.check.holds,
            "holds": self.holds,
            "note": self.note.strip(),
        }


@transaction.atomic
def screen_application(
    application: Application, outcome: str, answers: Sequence[Answer], *, reason: str = "", by: Member
) -> Screening:
    """Find an application eligible or not. The lead is told when it is not, and when that is taken back.

    Raises MoveRefused where it stands elsewhere, for an eligible one that misses a point, and without a reason for one
    that is not.
    """
    was = application.status
    missed = [answer.check.question for answer in answers if not answer.holds]
    if outcome == ScreeningOutcome.ELIGIBLE and missed:
        raise MoveRefused(
            f"You answered No to “{missed[0]}” An application that misses a point is not eligible. "
            "Answer Yes with a note if it may pass, or find it not eligible."
        )
    name = "find_eligible" if outcome == ScreeningOutcome.ELIGIBLE else "find_ineligible"
    found = make_move(
        application, MOVES, name, by=by, reason=reason.strip(), details={"missed": missed}, changed_at=ClockNow()
    )
    screening = Screening.objects.create(
        application=found,
        outcome=outcome,
        checks=[answer.kept() for answer in answers],
        reason=reason.strip(),
        by=by,
    )
    if outcome == ScreeningOutcome.INELIGIBLE:
        emails.found_not_eligible(found, screening)
    elif was == ApplicationStatus.INELIGIBLE:
        emails.found_eligible_after_all(found, screening)
    return screening


class Bulk(NamedTuple):
    """What came of a deed on several applications: how many were done, and why each of the others was not."""

    done: int
    refused: list[str]


@transaction.atomic
def find_eligible(applications: Sequence[Application], *, by: Member) -> Bulk:
    """Find those eligible that pass every computed check. The others wait for a person to look at them one by one."""
    done, refused = 0, []
    for application in applications:
        if application.status != ApplicationStatus.SUBMITTED:
            refused.append(f"{application.number} is {application.get_status_display().lower()} already.")
            continue
        checks = checklist_of(application)
        missed = [check.question.rstrip("?").lower() for check in checks if not check.holds]
        if missed:
            refused.append(f"{application.number} needs a look: {'; '.join(missed)}?")
            continue
        screen_application(application, ScreeningOutcome.ELIGIBLE, [Answer(c, True) for c in checks], by=by)
        done += 1
    return Bulk(done, refused)


@transaction.atomic
def give_to_officer(applications: Sequence[Application], officer: Member, *, by: Member) -> Bulk:
    """Say who handles these applications. Raises MoveRefused for somebody who may not screen."""
    if not officer.can(Permission.APPLICATION_SCREEN):
        raise MoveRefused(f"{officer.name} does not screen applications here. Choose a program officer.")
    changed = [one for one in applications if one.officer_id != officer.pk]
    Application.objects.filter(pk__in=[one.pk for one in changed]).update(officer=officer, changed_at=ClockNow())
    for one in changed:
        audit.record("application.give", one, by=by, officer=officer.name)
    return Bulk(len(changed), [])
