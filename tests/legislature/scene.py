"""A small Pennsylvania for the tests of editions: two partnerships, three districts, money, reports, workers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from django.utils import timezone

from core.models import Member, State
from core.permissions import Role
from evaluation.models import Story, Worker
from grants.models import Award, Report, ReportVersion
from legislature.actions import editions as actions
from legislature.actions.people import import_legislators, match_counties
from legislature.checks.imports import Person
from legislature.models import Edition
from partnerships.models import Partnership, PartnershipMember
from tests import factories

START, END = dt.date(2025, 7, 1), dt.date(2026, 6, 30)
LYCOMING, CLINTON, UNION, ERIE = "42081", "42035", "42119", "42049"
HOUSE, SENATE = "ocd-division/country:us/state:pa/sldl:", "ocd-division/country:us/state:pa/sldu:"


class Scene(NamedTuple):
    """Who is there."""

    officer: Member
    director: Member
    partnership: Partnership
    award: Award


def set_scene(state: State) -> Scene:
    """Inside the state's scope."""
    officer = factories.member(Role.OFFICER, name="Olive Officer")
    director = factories.member(Role.DIRECTOR, name="Drew Director")
    convener = factories.organization("Susquehanna Board", county_fips=LYCOMING)
    region = factories.region([LYCOMING, CLINTON])
    served = factories.partnership(convener, name="Susquehanna Machining", region=region)
    factories.partnership(name="Erie Care", region=factories.region([ERIE]))
    award = factories.award(
        factories.application(factories.round("awarded"), convener, status="awarded", partnership=served),
        amount="360000",
        partnership=served,
    )
    for quarter in range(3):
        accept(factories.report(award, **quarter_of(quarter)), "40000.00", officer)
    factories.report(award, **quarter_of(3), due_at=timezone.now() - dt.timedelta(days=60))
    for i in range(12):
        employer = factories.organization(f"Firm {i}", type="employer", county_fips=LYCOMING if i < 9 else ERIE)
        PartnershipMember.objects.create(
            partnership=served, organization=employer, role="employer", joined_on=dt.date(2025, 1, 1)
        )
    enroll(served, award, {LYCOMING: 30, CLINTON: 14, UNION: 3, ERIE: 25})
    import_legislators(
        [
            Person("ocd-person/1", "Dana Whitcomb", f"{HOUSE}84", "Dana", "Whitcomb", "dana@house.example"),
            Person("ocd-person/2", "Kim Park", f"{SENATE}23", "Kim", "Park", "kim@senate.example"),
            Person("ocd-person/3", "Sol Nomail", f"{HOUSE}1", "Sol", "Nomail", ""),
        ],
        by=officer,
    )
    match_counties({f"{HOUSE}84": [LYCOMING, CLINTON], f"{SENATE}23": [UNION], f"{HOUSE}1": [ERIE]}, by=officer)
    return Scene(officer, director, served, award)


def quarter_of(number: int) -> dict[str, dt.date]:
    starts = [dt.date(2025, 7, 1), dt.date(2025, 10, 1), dt.date(2026, 1, 1), dt.date(2026, 4, 1)]
    ends = [dt.date(2025, 9, 30), dt.date(2025, 12, 31), dt.date(2026, 3, 31), dt.date(2026, 6, 30)]
    return {"period_start": starts[number], "period_end": ends[number]}


def accept(report: Report, amount: str, by: Member) -> None:
    """As if it had been submitted and accepted with this much spent on training."""
    now = timezone.now()
    Report.objects.filter(pk=report.pk).update(status="accepted", submitted_at=now, submitted_by=by, decided_at=now)
    spending = [
        {"category": "contractual", "label": "Contractual", "amount": amount, "match": "10000.00"},
        {"category": "travel", "label": "Travel", "amount": "1000.00", "match": "0.00"},
    ]
    content = {"figures": [], "spending": spending}
    ReportVersion.objects.create(report=report, number=1, content=content, sha256="0" * 64, by=by, accepted_at=now)


def enroll(partnership: Partnership, award: Award, counties: dict[str, int]) -> None:
    number = 0
    for fips, people in counties.items():
        for _ in range(people):
            number += 1
            Worker.objects.create(
                partnership=partnership,
                award=award,
                pseudonym=f"p{number:05}",
                entered_on=dt.date(2025, 9, 1),
                county_fips=fips,
                worker_type="entry",
                sex="Female" if number % 2 else "Male",
                completed=number % 3 != 0,
                credential=number % 4 == 0,
                poverty_before=number % 2 == 0,
                poverty_after=number % 5 == 0,
                insurance_before=number % 3 == 0,
                insurance_after=number % 3 != 1,
                wage_before=Decimal("15.00"),
                wage_after=Decimal("16.50"),
                followed_up_on=dt.date(2026, 6, 1),
            )


def tell_story(partnership: Partnership, text: str, **fields: object) -> Story:
    """An employer's words, with consent, from Lycoming County."""
    given = {
        "kind": "employer",
        "speaker": "Lee Placeholder",
        "county_fips": LYCOMING,
        "told_on": dt.date(2026, 5, 1),
        "consent_on": dt.date(2026, 5, 2),
    } | fields
    return Story.objects.create(partnership=partnership, text=text, **given)


def start_edition(by: Member, **fields: object) -> Edition:
    """A draft with its words written."""
    given = {
        "title": "Impact report 2025–26",
        "period_start": START,
        "period_end": END,
        "requested_by": "Act 901 of 2025, section 9",
    } | fields
    edition = actions.create_edition(**given, by=by)  # type: ignore[arg-type]
    return actions.save_words(
        edition,
        letter="To every member: this is the report.",
        what_did_not_work="Two classes were not filled.",
        requested_by="Act 901 of 2025, section 9",
        by=by,
    )
