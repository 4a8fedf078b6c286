"""What an applicant saves of its case: the labor-market regions, the work plan, the convener's interests."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from core.models import Member
from grants.actions.applications import hold_panel
from grants.checks.application_case import ASSESSMENT, NEUTRALITY, WORK_PLAN, Region, Step, Tie
from grants.checks.applications import Line
from grants.checks.match import MATCH
from grants.models import Activity, Application, AssessmentRegion, BudgetLine, Disclosure
from partnerships.models import Measure

STAMP = ["panels", "changed_at"]
BELOW = 1001
"""Where rows of the match begin among the lines of a budget, which are fewer."""


@transaction.atomic
def save_assessment(application: Application, regions: Iterable[Region], *, version: int, by: Member) -> Application:
    """Save the labor-market regions of the industry. `version` is the one that the page was opened with."""
    held = hold_panel(application, ASSESSMENT, version, by)
    held.assessment_regions.all().delete()
    AssessmentRegion.objects.bulk_create(
        AssessmentRegion(
            application=held,
            name=region.name,
            county_fips=list(region.counties),
            distinct=region.distinct,
            source=region.source,
            evidence=region.evidence,
            employers_asked=region.asked,
            asked_until=region.asked_until,
            position=position,
        )
        for position, region in enumerate(regions, start=1)
    )
    held.save(update_fields=STAMP)
    return held


@transaction.atomic
def save_work_plan(application: Application, steps: Iterable[Step], *, version: int, by: Member) -> Application:
    """Save the activities. A goal is the newest version of its measure, or the one that the target is set on."""
    held = hold_panel(application, WORK_PLAN, version, by)
    rows = list(steps)
    codes = {step.goal for step in rows if step.goal}
    measures = {one.code: one for one in Measure.objects.filter(code__in=codes).order_by("version")}
    measures |= {one.measure.code: one.measure for one in held.targets.select_related("measure")}
    held.activities.all().delete()
    Activity.objects.bulk_create(
        Activity(
            application=held,
            title=step.title,
            owner=step.owner,
            starts=step.starts,
            ends=step.ends,
            deliverable=step.deliverable,
            measure=measures.get(step.goal),
            position=position,
        )
        for position, step in enumerate(rows, start=1)
    )
    held.save(update_fields=STAMP)
    return held


@transaction.atomic
def save_match(application: Application, lines: Iterable[Line], *, version: int, by: Member) -> Application:
    """Save the rows of the match, below the budget's own lines, which stay as they are."""
    held = hold_panel(application, MATCH, version, by)
    held.budget.exclude(match_kind="").delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(
            application=held,
            category=line.category,
            description=line.description,
            match_cash=line.match_cash,
            match_in_kind=line.match_in_kind,
            match_source=line.match_source,
            match_kind=line.match_kind,
            evidence=line.evidence,
            tests=list(line.tests),
            position=position,
        )
        for position, line in enumerate(lines, start=BELOW)
    )
    held.save(update_fields=STAMP)
    return held


@transaction.atomic
def save_neutrality(application: Application, ties: Iterable[Tie], *, version: int, by: Member) -> Application:
    """Save what the convener says of its own interests."""
    held = hold_panel(application, NEUTRALITY, version, by)
    held.disclosures.all().delete()
    Disclosure.objects.bulk_create(Disclosure(application=held, **tie._asdict()) for tie in ties)
    held.save(update_fields=STAMP)
    return held
