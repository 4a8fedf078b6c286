"""The questions that the open round asks before an application, and what those who applied had answered."""

from __future__ import annotations

import datetime as dt

from grants.actions.eligibility import compose_check, use_check
from grants.models import Application, EligibilityCheck, Round
from grants.readmodels.eligibility import answered_in, content_of, judged
from home.management.demonstration.world import World

BEFORE = dt.timedelta(minutes=12)
"""How long before the draft the check was made."""


def ask_first(world: World, round: Round) -> None:
    """The check that follows from the round's own terms, used as it is."""
    officer = world.officers[0]
    held = use_check(round, compose_check(round, by=officer), by=officer)
    round.eligibility_version = held.eligibility_version


def answer_checks(world: World, round: Round) -> None:
    """Each application began with a check; every fourth had nobody who speaks for labor yet."""
    version = round.eligibility_version
    assert version is not None
    applications = list(Application.objects.filter(round=round).select_related("organization").order_by("pk"))
    for place, application in enumerate(applications):
        typed = {
            "organization-type": application.organization.type,
            "in-state": "yes",
            "table-employer": str(2 + place % 5),
            "table-education": "1",
            "table-labor": "unsure" if place % 4 == 1 else "yes",
        }
        fields = answered_in(version, typed)
        found = judged(fields)
        application.eligibility = EligibilityCheck.objects.create(
            round=round,
            version=version,
            typed=typed,
            content=content_of(version, fields, found),
            result=found.result,
            at=application.created_at - BEFORE,
        )
    Application.objects.bulk_update(applications, ["eligibility"])
