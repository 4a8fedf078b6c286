"""What an application says in tables: its labor-market regions, its work plan, what ties the convener to one side."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core.geography import county_name
from grants.choices import Interest, RoundKind
from grants.models import Activity, Application, AssessmentRegion, Disclosure, Partner, Target
from home.management.demonstration.world import World, keep
from partnerships.choices import PartnerRole

DISTINCT = (
    "Seven in ten of those who work in these plants live within its counties, and wages differ by less than a dollar.",
    "People here commute along one highway, and employers hire away from one another and from nobody else.",
    "A ridge and a river divide it from its neighbor: fewer than one in twelve workers cross them each day.",
    "Employers on this side recruit toward another city and pay about two dollars more for the same job.",
)
EVIDENCE = (
    ("Census LEHD origin-destination statistics, 2022", "{share}% of the jobs are held by people who live in it."),
    ("Payroll addresses of {firms} firms, without names, 2026", "{share}% of the addresses lie within it."),
    ("Job postings of the state's exchange, 12 months", "{share}% of those hired lived within it when they applied."),
)
Planned = tuple[str, str, int, int, str, str]
"""An activity: what, the role of its owner, first and last month in percent of the award, what is there, the goal."""
PLANNING: tuple[Planned, ...] = (
    ("Talk with every employer on the list", "", 0, 30, "Notes of each talk, and one page that sums them up", ""),
    (
        "Draw the regions and test them with employers",
        PartnerRole.EMPLOYER,
        20,
        50,
        "A map that employers agreed to",
        "",
    ),
    ("Choose the two jobs to train for", PartnerRole.EMPLOYER, 45, 65, "A vote in the minutes", "P5"),
    (
        "Design the training with the college",
        PartnerRole.EDUCATION,
        55,
        90,
        "A course outline with hours and price",
        "S7",
    ),
    ("Write the plan that all partners sign", "", 80, 100, "A signed plan with targets and a budget", "S7"),
)
IMPLEMENTATION: tuple[Planned, ...] = (
    ("Sign agreements with the provider and each employer", "", 0, 15, "Signed agreements", "P5"),
    (
        "Recruit and choose the first group",
        PartnerRole.WORKFORCE_BOARD,
        8,
        30,
        "A list of people, chosen with employers",
        "W4",
    ),
    ("Train the first group", PartnerRole.EDUCATION, 20, 55, "People with a credential", "W5"),
    ("Train the second group", PartnerRole.EDUCATION, 50, 85, "People with a credential", "W5"),
    (
        "Place people and follow them for six months",
        PartnerRole.WORKFORCE_BOARD,
        45,
        100,
        "Jobs, with pay before and after",
        "W6",
    ),
    ("Ask employers what changed, and decide on a fee", PartnerRole.EMPLOYER, 80, 100, "A vote on what follows", "P7"),
)
TIES = {
    Interest.MONEY: (
        "Member firms pay dues of $500 a year, which cover meetings.",
        "Dues are the same for each firm and buy no vote; the treasurer's report goes to all.",
    ),
    Interest.TRAINING: (
        "It runs short courses in safety that some members buy.",
        "Providers are chosen by a vote of the employers, from three offers, while its staff leave the room.",
    ),
    Interest.BOARD: (
        "The operations manager of one member sits on its board.",
        "She is not at the board's vote on this partnership, and the minutes say so.",
    ),
}


def write_cases(world: World, applications: list[Application], partners: list[Partner], targets: list[Target]) -> None:
    """The three tables of each application; a draft that was begun late lacks the later ones."""
    seats: dict[int, list[Partner]] = {}
    for partner in partners:
        seats.setdefault(partner.application_id, []).append(partner)
    goals = {(one.application_id, one.measure.code): one.measure for one in targets}
    regions: list[AssessmentRegion] = []
    ties: list[Disclosure] = []
    steps: list[Activity] = []
    for number, application in enumerate(applications):
        done = 3 if application.submitted_at else number % 4
        if done > 0:
            regions += _regions(world, application)
        if done > 1:
            ties += _disclosures(world, application)
        if done > 2:
            steps += _activities(application, seats.get(application.pk, []), goals)
        _stamp(application, ("assessment", "neutrality", "work_plan")[:done])
    keep(regions)
    keep(steps)
    keep(ties)
    Application.objects.bulk_update(applications, ["panels"])


def _stamp(application: Application, panels: tuple[str, ...]) -> None:
    """Who saved each table, and when."""
    at = application.submitted_at or application.changed_at
    by = application.started_by
    saved: dict[str, Any] = {
        "version": 1,
        "by": by.name,
        "by_id": by.pk,
        "at": (at - dt.timedelta(hours=2)).isoformat(),
    }
    application.panels = application.panels | dict.fromkeys(panels, saved)


def _regions(world: World, application: Application) -> list[AssessmentRegion]:
    """One region for up to two counties; else two, the second with the counties farther out."""
    rng, counties = world.rng, list(application.county_fips)
    half = (len(counties) + 1) // 2
    groups = [counties] if len(counties) < 3 else [counties[:half], counties[half:]]
    made = []
    for position, group in enumerate(groups, start=1):
        source, says = rng.choice(EVIDENCE)
        known = {"share": rng.randint(61, 88), "firms": rng.randint(6, 19)}
        made.append(
            AssessmentRegion(
                application=application,
                name=f"{county_name(group[0])} and around" if len(group) > 1 else county_name(group[0]),
                county_fips=group,
                distinct=DISTINCT[(application.pk + position) % len(DISTINCT)],
                source=source.format(**known),
                evidence=says.format(**known),
                employers_asked=rng.randint(5, 24),
                asked_until=(application.submitted_at or application.changed_at).date() - dt.timedelta(days=9),
                position=position,
            )
        )
    return made


def _activities(application: Application, seats: list[Partner], goals: dict[tuple[int, str], Any]) -> list[Activity]:
    """The usual course of such a grant, stretched over its months."""
    planned = IMPLEMENTATION if application.round.kind == RoundKind.IMPLEMENTATION else PLANNING
    months = application.months or 1
    by_role: dict[str, str] = {}
    for seat in seats:
        by_role.setdefault(seat.role, seat.name)
    return [
        Activity(
            application=application,
            title=title,
            owner=by_role.get(role, application.organization.legal_name),
            starts=max(1, round(months * first / 100)),
            ends=max(1, round(months * last / 100)),
            deliverable=deliverable,
            measure=goals.get((application.pk, goal)),
            position=position,
        )
        for position, (title, role, first, last, deliverable, goal) in enumerate(planned, start=1)
    ]


def _disclosures(world: World, application: Application) -> list[Disclosure]:
    """Every fourth convener has some interest of its own, and says how it is kept apart."""
    held = list(TIES)[application.pk % len(TIES)] if world.rng.random() < 0.4 else None
    return [
        Disclosure(
            application=application,
            interest=one,
            is_so=one == held,
            what=TIES[one][0] if one == held else "",
            managed=TIES[one][1] if one == held else "",
        )
        for one in Interest
    ]
