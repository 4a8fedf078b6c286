"""Industry analyses in every stage: the state's published one, regions' versions, talks with employers, reviews due."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils import timezone

from core.models import Member
from home.management.demonstration.figures import make_figures
from home.management.demonstration.profiles import INDUSTRIES
from home.management.demonstration.world import World, keep
from labor_market.readmodels.screening import Asked, state_area
from partnerships.actions.analyses import adapt_analysis, move_analysis, publish_analysis, save_analysis, write_analysis
from partnerships.choices.analyses import CareerCluster, IndustryMove
from partnerships.models import (
    EmployerConversation,
    EmployerNeed,
    IndustryAnalysis,
    IndustryStep,
    Partnership,
    Region,
    TargetIndustry,
)
from partnerships.rules.industries import review_after

CLUSTERS = {
    "metal": CareerCluster.MANUFACTURING, "food": CareerCluster.MANUFACTURING, "care": CareerCluster.HEALTH,
    "build": CareerCluster.CONSTRUCTION, "move": CareerCluster.LOGISTICS, "power": CareerCluster.ENERGY,
    "code": CareerCluster.DIGITAL, "wood": CareerCluster.MANUFACTURING, "lab": CareerCluster.HEALTH,
    "stay": CareerCluster.HOSPITALITY, "farm": CareerCluster.AGRICULTURE, "child": CareerCluster.EDUCATION,
    "air": CareerCluster.MANUFACTURING, "auto": CareerCluster.MANUFACTURING,
}  # fmt: skip
PROBLEMS = (
    "Nobody within an hour trains by night",
    "Applicants come without the certificate that insurers ask for",
    "People leave within a year for a dollar more",
    "The shift begins before the first bus",
    "Those who can teach it are about to retire",
)
QUOTES = (
    "We would run a second shift tomorrow if we could staff it.",
    "Give me somebody who shows up and wants to learn; we can teach the rest together.",
    "We all train alone, and we all lose them to each other.",
)
RATIONALE = (
    "We looked at every subsector of the state in two years of federal counts, and then asked employers. The industries"
    " chosen here pay above what private jobs pay, hold their own against the nation, and have openings that nobody fills."
    " Retail and restaurants rank high by size alone; they were left out because few of their jobs lead to a better one."
)
ANSWERS = {
    "regions": "Each commuting area is looked at by itself; county lines are seldom where a labor market ends.",
    "evidence": "Seven of ten workers live and work inside the region’s counties (Census commuting flows, 2016–2020).",
    "occupations": "Technicians of all trades; most come from other firms of the same region, few from a school.",
}


def make_analyses(world: World) -> None:
    """Figures, then the state's analysis and what two regions made of it; and the reviews of target industries."""
    if not world.profile.extras:
        return
    make_figures(world)
    analyst = world.people["analyst"]
    asked = Asked(world.state.name, (state_area(world.state),), depth=3)
    title = f"Industries that drive {world.state.name}, {world.now.year}"
    whole = save_analysis(title, asked, state=world.state, region=None, by=analyst)
    write_analysis(whole, by=analyst, rationale=RATIONALE, assessment=ANSWERS, chosen=_chosen(world, whole))
    _talks(world, whole, 6, analyst)
    whole = move_analysis(IndustryAnalysis.objects.get(pk=whole.pk), "share", by=analyst)
    whole = publish_analysis(whole, by=analyst)
    _aged(whole, world, made=150, published=110)
    _make_versions(world, whole, analyst)
    draft = save_analysis(
        f"Manufacturing of {world.state.name}, a first look",
        Asked(world.state.name, (state_area(world.state),), depth=3, sector="31-33"),
        state=world.state,
        region=None,
        by=analyst,
    )
    _aged(draft, world, made=9)
    _make_reviews(world, whole)


def _chosen(world: World, analysis: IndustryAnalysis) -> dict[str, str]:
    """Of the first candidates those that the state targets, with the reason that it gives."""
    reasons = {code: INDUSTRIES[key].rationale for key in world.profile.industries for code in INDUSTRIES[key].naics}
    first = [line["code"] for line in analysis.lines if line["rank"] is not None and not line["warning"]]
    return {code: reasons[code] for code in [code for code in first if code in reasons and len(code) == 3][:5]}


def _make_versions(world: World, whole: IndustryAnalysis, analyst: Member) -> None:
    """The convener's region is still writing; another is published, over a year old."""
    own = Partnership.objects.filter(convener=world.conveners[0]).order_by("pk").first()
    assert own is not None
    elena = world.convener_of(world.conveners[0])
    draft = adapt_analysis(whole, own.region, state=world.state, by=elena)
    _talks(world, draft, 3, elena)
    _aged(draft, world, made=30)
    other = Region.objects.exclude(pk=own.region_id).order_by("-name").first()
    assert other is not None
    made = adapt_analysis(whole, other, state=world.state, by=analyst)
    ranked = [line["code"] for line in made.lines if line["rank"] is not None and line["code"] in made.chosen]
    chosen = {code: made.chosen[code] for code in ranked[:2]}
    words = {"rationale": RATIONALE, "assessment": ANSWERS, "chosen": chosen}
    write_analysis(
        made, by=analyst, changes="Employers here named two of the state’s industries, and no third.", **words
    )
    _talks(world, made, 5, analyst)
    made = move_analysis(IndustryAnalysis.objects.get(pk=made.pk), "hand_in", by=analyst)
    made = publish_analysis(made, by=analyst)
    _aged(made, world, made=440, published=400)


def _talks(world: World, analysis: IndustryAnalysis, number: int, by: Member) -> None:
    """Talks with employers of the state, half of them in confidence."""
    rng = world.rng
    keys = sorted(key for key in world.employers if not key.startswith("other:") and world.employers[key])
    talks, jobs = [], []
    for n in range(number):
        key = keys[(n * 7 + analysis.pk) % len(keys)]
        employer = world.employers[key][n % len(world.employers[key])]
        quoted = n == 0
        talks.append(
            EmployerConversation(
                analysis=analysis,
                held_on=(world.now - dt.timedelta(days=160 + 9 * n)).date(),
                organization=employer,
                employer=employer.legal_name,
                county_fips=employer.county_fips,
                naics=employer.naics,
                is_confidential=n % 2 == 1,
                interviewer=by.name,
                notes="Toured the floor; the trainer joined for half an hour.",
                quote=QUOTES[analysis.pk % len(QUOTES)] if quoted else "",
                may_quote=quoted,
                recorded_by=by,
            )
        )
        jobs.append(INDUSTRIES[key.split(":")[0]].jobs)
    needs = []
    for talk, named in zip(keep(talks), jobs, strict=True):
        for job in rng.sample(named, 2):
            wage = Decimal(rng.randrange(1850, 3400, 25)) / 100
            needs.append(_need(talk, job, rng.randint(1, 14), wage, rng.random() < 0.7, rng.choice(PROBLEMS)))
    keep(needs)


def _need(talk: EmployerConversation, job: str, openings: int, wage: Decimal, hard: bool, why: str) -> EmployerNeed:
    fields: dict[str, Any] = {"occupation": job.capitalize(), "openings": openings, "hourly_wage": wage}
    return EmployerNeed(conversation=talk, is_hard_to_fill=hard, problem=why if hard else "", **fields)


def _aged(analysis: IndustryAnalysis, world: World, *, made: int, published: int | None = None) -> None:
    """Put its days back: it was made and published some time ago."""
    fields: dict[str, Any] = {"made_at": world.ago(made), "computed_at": world.ago(made)}
    if published is not None:
        fields["published_at"] = world.ago(published)
    IndustryAnalysis.objects.filter(pk=analysis.pk).update(**fields)


def _make_reviews(world: World, whole: IndustryAnalysis) -> None:
    """Each targeted industry has its cluster and its yearly review; that of the last is late, and it rests on nothing."""
    rows, steps = [], []
    today = timezone.localdate(world.now)
    for number, (key, one) in enumerate(world.industries.items()):
        last = number == len(world.industries) - 1
        reviewed = today - dt.timedelta(days=430 if last else 60 + 12 * number)
        one.career_cluster = CLUSTERS[key]
        one.review_due_on = review_after(reviewed)
        one.analysis = None if last else whole
        rows.append(one)
        at = world.at(reviewed, 10)
        steps.append(
            IndustryStep(
                industry=one, move=IndustryMove.REVIEW, reason="It still leads in pay and openings.",
                by=world.people["officer"], at=at,
            )
        )  # fmt: skip
    TargetIndustry.objects.bulk_update(rows, ["career_cluster", "review_due_on", "analysis"])
    keep(steps)
