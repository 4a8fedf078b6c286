"""The tables in which an application makes its case: regions, work plan, interests; as they are or were frozen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from core import geography
from grants.checks import application_case as checks
from grants.checks.application_case import Region, Step, Tie
from grants.checks.applications import Finding, Seat
from grants.choices import Interest
from grants.models import Application
from questions.choices import Panel

MOST_COLUMNS = 12
"""A chart of more months than that has a column a quarter."""
Row = dict[str, Any]


class Case(NamedTuple):
    """The tables as plain data; empty where nobody saved them yet."""

    regions: tuple[Region, ...] = ()
    steps: tuple[Step, ...] = ()
    ties: tuple[Tie, ...] = ()


def case_of(application: Application) -> Case:
    """One query for each of the three that was ever saved."""
    return Case(
        tuple(regions_of(application)) if checks.ASSESSMENT in application.panels else (),
        tuple(steps_of(application)) if checks.WORK_PLAN in application.panels else (),
        tuple(ties_of(application)) if checks.NEUTRALITY in application.panels else (),
    )


def regions_of(application: Application) -> list[Region]:
    return [
        Region(
            row.name,
            tuple(row.county_fips),
            row.distinct,
            row.source,
            row.evidence,
            row.employers_asked,
            row.asked_until,
        )
        for row in application.assessment_regions.order_by("position", "pk")
    ]


def steps_of(application: Application) -> list[Step]:
    rows = application.activities.select_related("measure").order_by("position", "pk")
    return [
        Step(row.title, row.owner, row.starts, row.ends, row.deliverable, row.measure.code if row.measure else "")
        for row in rows
    ]


def ties_of(application: Application) -> list[Tie]:
    order = Interest.values
    rows = [Tie(row.interest, row.is_so, row.what, row.managed) for row in application.disclosures.all()]
    return sorted(rows, key=lambda tie: order.index(tie.interest))


def case_findings(
    application: Application, case: Case, seats: Sequence[Seat], goals: Sequence[str] | None
) -> dict[str, list[Finding]]:
    """What is wrong with each of the three, by panel. `goals` are the measures with a target, where those are asked."""
    codes = {*application.county_fips, *(code for region in case.regions for code in region.counties)}
    names = {code: geography.county_name(code) for code in codes}
    return {
        Panel.ASSESSMENT.value: checks.assessment_findings(case.regions, application.county_fips, names),
        Panel.WORK_PLAN.value: checks.work_plan_findings(
            case.steps,
            months=application.months,
            seats=seats,
            lead=application.organization.legal_name,
            goals=goals,
        ),
        Panel.NEUTRALITY.value: checks.neutrality_findings(case.ties),
    }


# As it is frozen and read


def case_facts(case: Case, panels: set[str], goals: Mapping[str, str]) -> dict[str, list[Row]]:
    """The tables that the form asks for, as plain JSON. `goals` gives the title of a measure by its code."""
    facts: dict[str, list[Row]] = {}
    if Panel.ASSESSMENT in panels:
        facts["assessment"] = [region_facts(region) for region in case.regions]
    if Panel.WORK_PLAN in panels:
        facts["work_plan"] = [step._asdict() | {"goal_title": goals.get(step.goal, "")} for step in case.steps]
    if Panel.NEUTRALITY in panels:
        facts["neutrality"] = [tie._asdict() | {"label": Interest(tie.interest).label} for tie in case.ties]
    return facts


def region_facts(region: Region) -> Row:
    counties = [{"fips": code, "name": geography.county_name(code)} for code in region.counties]
    when = region.asked_until.isoformat() if region.asked_until else ""
    return region._asdict() | {"counties": counties, "asked_until": when}


@dataclass(frozen=True)
class Plan:
    """The work plan as a chart in a table: a column a month, or a quarter where there are more than twelve."""

    columns: list[str]
    unit: str
    rows: list[Row]


@dataclass(frozen=True)
class Told:
    """The three as they are read. Nothing is computed from a disclosure: it is a fact for whoever reads."""

    regions: list[Row]
    plan: Plan
    ties: list[Row]


def told_of(content: Mapping[str, Any], application: Application) -> Told:
    """As they were frozen; from the application's rows where nothing was frozen yet."""
    if not content:
        case = case_of(application)
        goals = goal_titles(application) if case.steps else {}
        content = case_facts(case, {Panel.ASSESSMENT.value, Panel.WORK_PLAN.value, Panel.NEUTRALITY.value}, goals)
        months = application.months
    else:
        months = content.get("months")
    regions = [row | {"asked_until": day_of(row.get("asked_until"))} for row in _rows(content, "assessment")]
    return Told(regions, plan_of(_rows(content, "work_plan"), months), _rows(content, "neutrality"))


def day_of(text: Any) -> dt.date | None:
    return dt.date.fromisoformat(text) if isinstance(text, str) and text else None


def _rows(content: Mapping[str, Any], key: str) -> list[Row]:
    found = content.get(key)
    return [dict(row) for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def goal_titles(application: Application) -> dict[str, str]:
    """The titles of the measures that its activities serve, by code."""
    rows = application.activities.filter(measure__isnull=False).values_list("measure__code", "measure__title")
    return dict(rows)


def plan_of(rows: Sequence[Row], months: int | None) -> Plan:
    """Each activity with the columns in which it runs. A chart reaches to the end of the award, or of the last activity."""
    last = max([int(months or 0), *(int(row.get(name) or 0) for row in rows for name in ("starts", "ends"))])
    wide = 1 if last <= MOST_COLUMNS else 3 if last <= 3 * MOST_COLUMNS else 12
    firsts = list(range(1, last + 1, wide))
    made = [
        row | {"when": when(row), "cells": [runs(row, first, first + wide - 1) for first in firsts]} for row in rows
    ]
    columns = [str(first) if wide == 1 else f"{first}–{min(first + wide - 1, last)}" for first in firsts]
    return Plan(columns, "month" if wide == 1 else "months", made)


def when(row: Mapping[str, Any]) -> str:
    """Month 3; months 3 to 6; what is missing as a dash."""
    starts, ends = row.get("starts"), row.get("ends")
    if starts and starts == ends:
        return f"Month {starts}"
    return f"Months {starts or '–'} to {ends or '–'}" if starts or ends else ""


def runs(row: Mapping[str, Any], first: int, last: int) -> bool:
    """Whether the activity runs in one of these months; one without an end runs in its first only."""
    starts, ends = row.get("starts"), row.get("ends")
    low, high = int(starts or ends or 0), int(ends or starts or 0)
    return bool(low) and low <= last and high >= first
