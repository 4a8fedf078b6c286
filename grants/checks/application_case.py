"""What the assessment, the work plan and the convener's disclosures still lack. Pure functions on plain data."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from grants.checks.applications import Finding, Seat, plain_name
from grants.choices import Interest

ASSESSMENT, WORK_PLAN, NEUTRALITY = "assessment", "work_plan", "neutrality"


class Region(NamedTuple):
    """A labor-market region of the industry. `asked` is the number of employers talked to, None where not said."""

    name: str
    counties: tuple[str, ...] = ()
    distinct: str = ""
    source: str = ""
    evidence: str = ""
    asked: int | None = None
    asked_until: dt.date | None = None


class Step(NamedTuple):
    """A line of the work plan. Months are counted from the first of the award; `goal` is a measure's code."""

    title: str
    owner: str = ""
    starts: int | None = None
    ends: int | None = None
    deliverable: str = ""
    goal: str = ""


class Tie(NamedTuple):
    """What the convener says of one interest of its own."""

    interest: str
    is_so: bool
    what: str = ""
    managed: str = ""


# The assessment


def assessment_findings(regions: Sequence[Region], counties: Sequence[str], names: Mapping[str, str]) -> list[Finding]:
    """Each region explained with evidence, and each county of the application in exactly one.

    `names` gives the name of a county by its FIPS code.
    """
    if not regions:
        text = "Name at least one labor-market region of your industry, with evidence."
        return [Finding(ASSESSMENT, "id_assessment", text)]
    found = [one for row, region in enumerate(regions, start=1) for one in region_findings(row, region)]
    titles = Counter(plain_name(region.name) for region in regions)
    found += [
        Finding(ASSESSMENT, f"assessment-{row}", f"{region.name}: two regions have this name. Give each its own.")
        for row, region in enumerate(regions, start=1)
        if titles[plain_name(region.name)] > 1
    ]
    return found + county_findings(regions, counties, names)


def region_findings(row: int, region: Region) -> list[Finding]:
    lacking = [
        (region.counties, "choose its counties"),
        (region.distinct.strip(), "say why it is a labor market of its own"),
        (region.source.strip(), "name the source of your evidence"),
        (region.evidence.strip(), "say what the source shows"),
    ]
    return [Finding(ASSESSMENT, f"assessment-{row}", f"{region.name}: {advice}.") for has, advice in lacking if not has]


def county_findings(regions: Sequence[Region], counties: Sequence[str], names: Mapping[str, str]) -> list[Finding]:
    """Counties of the application in no region or in two, and counties of a region that the application left out."""
    placed = Counter(code for region in regions for code in region.counties)
    asked = [
        ([code for code in counties if not placed[code]], "in no region yet: put each into one."),
        ([code for code in placed if placed[code] > 1], "in more than one region: leave each in one."),
        (
            [code for code in placed if code not in counties],
            "in a region but not among the counties of the application: untick them here or add them there.",
        ),
    ]
    return [
        Finding(ASSESSMENT, "id_assessment", f"{', '.join(names.get(code, code) for code in codes)}: {advice}")
        for codes, advice in asked
        if codes
    ]


# The work plan


def work_plan_findings(
    steps: Sequence[Step], *, months: int | None, seats: Sequence[Seat], lead: str, goals: Sequence[str] | None
) -> list[Finding]:
    """Each activity with an owner at the table, within the award's months, and for a goal that has a target.

    `goals` are the codes of the measures with a target; None where the form asks for no targets.
    """
    if not steps:
        return [Finding(WORK_PLAN, "id_work_plan", "Put at least one activity into the work plan.")]
    owners = {plain_name(name) for name in [lead, *(seat.name for seat in seats)]}
    found = []
    for row, step in enumerate(steps, start=1):
        texts = [*step_lacks(step), *month_faults(step, months)]
        if step.owner and plain_name(step.owner) not in owners:
            texts.append(f"{step.owner} is not on the roster: choose somebody who is.")
        if goals is not None and step.goal and step.goal not in goals:
            texts.append("the goal it serves has no target: set one, or choose another goal.")
        found += [Finding(WORK_PLAN, f"work_plan-{row}", f"{step.title}: {text}") for text in texts]
    return found


def step_lacks(step: Step) -> list[str]:
    lacking = [
        (step.owner, "choose who answers for it."),
        (step.starts, "give the month in which it starts."),
        (step.ends, "give the month in which it ends."),
        (step.deliverable.strip(), "say what will be there when it is done."),
    ]
    return [advice for has, advice in lacking if not has]


def month_faults(step: Step, months: int | None) -> list[str]:
    """Months the wrong way round, or after the end of the award."""
    found = []
    if step.starts and step.ends and step.ends < step.starts:
        found.append(f"it ends in month {step.ends}, before it starts in month {step.starts}. Change one of them.")
    last = max(step.starts or 0, step.ends or 0)
    if months is not None and last > months:
        found.append(f"month {last} is after the award, which has {months} months. Move it, or ask for more months.")
    return found


# The convener


def neutrality_findings(ties: Sequence[Tie]) -> list[Finding]:
    """BR-60: every interest answered; each that there is with what it is and how it is managed."""
    said = {tie.interest: tie for tie in ties}
    found = []
    for interest in Interest:
        tie, place = said.get(interest.value), f"id_{interest.value}"
        if tie is None:
            found.append(Finding(NEUTRALITY, place, f"{interest.label}: answer yes or no."))
            continue
        if tie.is_so and not tie.what.strip():
            found.append(Finding(NEUTRALITY, place, f"{interest.label}: say what it is."))
        if tie.is_so and not tie.managed.strip():
            found.append(Finding(NEUTRALITY, place, f"{interest.label}: say {MANAGED[interest]}."))
    return found


USUAL = "how you keep it out of the employers’ decisions"
MANAGED = dict.fromkeys(Interest, USUAL) | {
    Interest.TRAINING: "how the provider is chosen independently of you, such as by a vote of the employers"
}
