"""What makes a partnership stand for years: conveners with disclosures, stages with who confirmed them, tiers, sites."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core import files
from core.calendars import Quarter
from core.models import Member
from home.management.demonstration.world import World, keep
from partnerships.access.imports import PARTNERSHIP_SHEET
from partnerships.choices import ACTIVE_STAGES, OrganizationType, Stage
from partnerships.choices.standing import (
    Competency,
    ConsentHow,
    Disclosure,
    ImportStatus,
    Ownership,
    StageOutcome,
    Tier,
)
from partnerships.models import (
    Contact,
    ConvenerEngagement,
    Organization,
    OrganizationMerge,
    Partnership,
    PartnershipImport,
    PartnershipMember,
    Site,
    StageChange,
    TableCheck,
    TableRule,
)
from partnerships.readmodels.import_template import template
from partnerships.readmodels.stage_facts import ASKER, seats_of
from partnerships.rules.composition import judge, usual
from partnerships.rules.stages import ADVANCE, MOVES

INTERESTS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    ((), "Its board includes one member firm.", "That firm leaves the room when trainers are chosen."),
    (
        (Disclosure.FISCAL_AGENT, Disclosure.TRAINS),
        "",
        "Members choose trainers by vote without it, and no more than a third of training money goes to its own classes.",
    ),
    (
        (Disclosure.FISCAL_AGENT,),
        "It received a gift from one member firm.",
        "The gift is published, and that firm does not chair the partnership.",
    ),
    ((), "", ""),
)
"""What conveners disclose: ticked, in words, and what guards against it. They are the texts of the public pages."""
REASONS = (
    "Employers of the region asked for it, and the analysis names the industry.",
    "The analysis is published and the first employers have promised to come.",
    "Everybody whom the rule asks for sits at the table.",
    "Employers adopted the plan and the first classes are set.",
    "Members' dues pay the coordinator from next year on.",
)
COMMITMENTS = (
    "Two supervisors who teach four evenings a term.",
    "Ten interviews for whoever finishes the first course.",
    "A training room with six work stations on Fridays.",
    "Pays wages while its people are in class.",
)


def make_standing(world: World) -> None:
    """In every state, on top of its partnerships, seats and organizations."""
    _make_engagements(world)
    _make_stages(world)
    _make_tables(world)
    _make_seats(world)
    _make_records(world)
    _make_merge(world)
    _make_import(world)


def _day(world: World, partnership: Partnership, share: float) -> dt.date:
    """A day between its founding and the end of the last quarter."""
    founded = partnership.founded_on or world.first_quarter.start
    return founded + dt.timedelta(days=int(max((world.quarter.end - founded).days, 1) * share))


def _make_engagements(world: World) -> None:
    """Each convener's time; one partnership in nine was convened by another organization before."""
    rows = []
    for number, one in enumerate(world.partnerships):
        started = one.founded_on or world.first_quarter.start
        if number % 9 == 4:
            before = world.conveners[(number + 3) % len(world.conveners)]
            if before.pk != one.convener_id:
                changed = _day(world, one, 0.4)
                rows.append(_engagement(world, one, before, started, number + 1, ended_on=changed))
                started = changed
        rows.append(_engagement(world, one, one.convener, started, number))
    keep(rows)
    Partnership.objects.update(disclosure="")  # it is said in the engagement now


def _engagement(
    world: World, of: Partnership, organization: Organization, started: dt.date, number: int, **more: Any
) -> ConvenerEngagement:
    disclosures, other, mitigation = INTERESTS[number % len(INTERESTS)]
    waits = number % 16 == 3  # a few wait to be read, for some days and not for years
    said = world.ago(12) if waits else world.at(started + dt.timedelta(days=20), 11)
    officer = None if waits else world.officer(number)
    return ConvenerEngagement(
        partnership=of,
        organization=organization,
        convener_type=organization.type,
        started_on=started,
        disclosures=list(disclosures),
        other_interest=other,
        mitigation=mitigation,
        disclosed_at=said,
        competencies={topic: world.rng.randint(1, 4) for topic in Competency.values},
        accepted_by=officer,
        accepted_at=said + dt.timedelta(days=9) if officer else None,
        **more,
    )


def _make_stages(world: World) -> None:
    """The way of each partnership, a change after the other; and what waits for the state now."""
    rows, waiting = [], 0
    for number, one in enumerate(world.partnerships):
        if one.stage not in ACTIVE_STAGES and one.stage != Stage.ASSESSING:
            continue
        way = ADVANCE[: next(at for at, name in enumerate(ADVANCE, 1) if MOVES[name].target == one.stage)]
        by = world.convener_of(one.convener)
        for at, name in enumerate(way):
            day = _day(world, one, 0.05 + 0.8 * at / len(ADVANCE))
            rows.append(_change(world, one, name, by, day, number + at))
        if one.stage == Stage.CONVENING and waiting < 2:
            waiting += 1
            rows.append(_proposal(world, one, "plan", by))
    keep(rows)


def _change(world: World, of: Partnership, name: str, by: Member, day: dt.date, number: int) -> StageChange:
    change = _proposal(world, of, name, by)
    change.proposed_at, change.decided_at = world.at(day, 10), world.at(day + dt.timedelta(days=6), 15)
    change.outcome, change.decided_by = StageOutcome.CONFIRMED, world.officer(number)
    return change


def _proposal(world: World, of: Partnership, name: str, by: Member) -> StageChange:
    move = MOVES[name]
    return StageChange(
        partnership=of,
        move=name,
        from_stage=move.sources[0],
        to_stage=move.target,
        reason=REASONS[ADVANCE.index(name)],
        proposed_by=by,
        proposed_at=world.ago(world.rng.randint(2, 9)),
    )


def _make_tables(world: World) -> None:
    """The state's rule, and the looks of the last four quarters."""
    rule = usual(2)
    keep([TableRule(rule=rule, from_day=world.first_quarter.start, reason="", made_by=world.people["director"])])
    active = [one for one in world.partnerships if one.stage in ACTIVE_STAGES]
    seats = seats_of(*(one.pk for one in active))
    rows = []
    for one in active:
        lines = judge(rule, seats[one.pk], one.no_labor_reason, asker=ASKER)
        kept = [{"label": line.label, "have": line.have, "met": line.met, "sentence": line.sentence} for line in lines]
        for back in range(4):
            quarter = Quarter.of(world.now.date()) + -back
            rows.append(
                TableCheck(
                    partnership=one,
                    quarter_start=quarter.start,
                    is_met=all(line.met for line in lines),
                    rule=rule,
                    lines=kept,
                    checked_at=min(world.at(quarter.start, 4), world.now),
                )
            )
    keep(rows)


def _make_seats(world: World) -> None:
    """How close each member is to the work, and what some committed themselves to."""
    rng, rows = world.rng, list(PartnershipMember.objects.order_by("pk"))
    for seat in rows:
        seat.tier = Tier.CORE if seat.is_champion else rng.choice((Tier.CORE, Tier.ACTIVE, Tier.ACTIVE, Tier.INFORMED))
        if seat.tier == Tier.CORE and rng.random() < 0.5:
            seat.commitment = rng.choice(COMMITMENTS)
    PartnershipMember.objects.bulk_update(rows, ["tier", "commitment"], batch_size=1000)


def _make_records(world: World) -> None:
    """Employers' sites and what is known of them; the consent of their people."""
    rng, sites, firms = world.rng, [], []
    found = Organization.objects.filter(type=OrganizationType.EMPLOYER, is_test=False).order_by("pk")
    for number, one in enumerate(found):
        sites.append(
            Site(
                organization=one,
                name=f"{one.city or 'Main'} site",
                city=one.city,
                county_fips=one.county_fips or f"{world.state.fips}001",
                headcount=rng.randint(8, 480),
                counted_on=world.quarter.start,
            )
        )
        if number % 3 == 0:
            one.is_union, one.ownership = number % 2 == 0, [rng.choice(Ownership.values)]
            one.ein = f"{rng.randint(100_000_000, 999_999_999)}"
            firms.append(one)
    keep(sites)
    Organization.objects.bulk_update(firms, ["is_union", "ownership", "ein"], batch_size=1000)
    agreed = list(Contact.objects.order_by("pk"))
    for contact in agreed:
        contact.consented_on = world.first_quarter.start + dt.timedelta(days=rng.randint(0, 300))
        contact.consent_how = rng.choice(ConsentHow.values)
    Contact.objects.bulk_update(agreed, ["consented_on", "consent_how"], batch_size=1000)


def _make_merge(world: World) -> None:
    """One employer was on record twice, once with its legal form."""
    kept = Organization.objects.filter(type=OrganizationType.EMPLOYER, is_test=False).order_by("pk").first()
    assert kept is not None
    name = f"{kept.legal_name.removesuffix(', Inc.').removesuffix(' Inc.')}, Incorporated"
    twin = Organization.objects.create(legal_name=name, type=kept.type, city=kept.city, merged_into=kept)
    Organization.objects.filter(pk=kept.pk).update(aliases=[name])
    keep(
        [
            OrganizationMerge(
                kept=kept,
                merged=twin,
                reason="One company: the same website, and its director confirmed it by telephone.",
                moved={"Seats": 1, "Contacts": 1},
                made_by=world.officer(0),
                made_at=world.ago(40),
            )
        ]
    )


def _make_import(world: World) -> None:
    """How the older partnerships came in, when the state began to keep them here."""
    officer, applied = world.officer(0), world.at(world.first_quarter.start, 10)
    sheet = files.store(template(), name="partnerships.xlsx", purpose=PARTNERSHIP_SHEET, by=officer)
    number = len(world.partnerships) // 2
    keep(
        [
            PartnershipImport(
                file=sheet,
                status=ImportStatus.APPLIED,
                plan={"rows": {"partnerships": [], "members": []}, "counts": {"partnerships_new": number}},
                made_by=officer,
                made_at=applied,
                applied_by=officer,
                applied_at=applied,
            )
        ]
    )
