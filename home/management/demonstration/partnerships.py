"""Partnerships with their tables: employers first, then schools, unions, community groups; and their goals."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.utils.text import slugify

from home.management.demonstration.places import Place, fips_of
from home.management.demonstration.profiles import INDUSTRIES, Industry
from home.management.demonstration.world import World, keep
from partnerships.choices import OrganizationType as T
from partnerships.choices import PartnerRole, Stage
from partnerships.models import Goal, Organization, Partnership, PartnershipMember

STAGES = (Stage.IMPLEMENTING,) * 5 + (Stage.SUSTAINING, Stage.PLANNING, Stage.IMPLEMENTING, Stage.CONVENING)
RESTING = (Stage.DORMANT, Stage.SUNSET, Stage.ASSESSING, Stage.PROPOSED)
"""A few beside the active ones, so that the count of active partnerships is a count and not a total."""
ROLES = {
    T.COLLEGE: PartnerRole.EDUCATION,
    T.K12: PartnerRole.EDUCATION,
    T.TRAINING_PROVIDER: PartnerRole.EDUCATION,
    T.COMMUNITY: PartnerRole.COMMUNITY,
    T.LABOR: PartnerRole.LABOR,
    T.PUBLIC_AGENCY: PartnerRole.GOVERNMENT,
    T.ECONOMIC_DEVELOPMENT: PartnerRole.ECONOMIC_DEVELOPMENT,
}
NOUNS = ("Partnership", "Partnership", "Alliance", "Collaborative", "Partnership")
MINE = ((0, 4, 6, 11, 17), (1, 5, 8, 12))
"""Numbers of the partnerships that the two conveners of the sign-in page hold together."""
CHALLENGES = (
    "Employers compete for the same few {job} and lose them within a year. Each trains alone, and none can fill a class."
    " Workers say that the jobs are hard to reach without a car and that nobody tells them what the second job pays.",
    "In the next eight years one in four {job} will retire. The nearest program that trains them is an hour away and runs"
    " by day only, when people who would change jobs are at work.",
    "Openings for {job} stay open for {days} days. Applicants come without the certificate that insurers ask for, and"
    " leave for the next county for a dollar more an hour.",
    "Small firms cannot release people for a week of training. Workers who want to become {job} cannot stop earning"
    " while they learn.",
)
DISCLOSURES = (
    "It is not an employer in this industry and sells no training to the partnership. Its board includes one member firm,"
    " which leaves the room when trainers are chosen.",
    "It also runs training. Members choose providers by vote without it, and no more than a third of training money may"
    " go to its own classes.",
    "It received a gift from one member firm. The gift is published, and that firm does not chair the partnership.",
    "It has no interest in the industry beyond this work.",
)


def make_partnerships(world: World) -> None:
    """The active ones, spread over regions and industries, and four that rest."""
    rows, takes = [], []
    resting = RESTING if world.state.code == "pa" else RESTING[: max(1, world.count(4))]
    for number in range(world.profile.partnerships + len(resting)):
        place = world.profile.places[_place_number(world, number)]
        key = world.profile.industries[(number * 5 + number // 7) % len(world.profile.industries)]
        stage = STAGES[number % len(STAGES)]
        if number >= world.profile.partnerships:
            stage = resting[number - world.profile.partnerships]
        rows.append(_partnership(world, number, place, INDUSTRIES[key], key, stage))
        takes.append((place, key))
    world.partnerships = keep(rows)
    seats: list[PartnershipMember] = []
    for partnership, (place, key) in zip(world.partnerships, takes, strict=True):
        seats += _seats(world, partnership, place, key)
    keep(seats)
    _make_goals(world)


def _place_number(world: World, number: int) -> int:
    """Every region has some, the first more than the last; a known convener's are where the convener is."""
    places = world.profile.places
    for mine, convener in zip(MINE, world.conveners, strict=False):
        if number in mine:
            home = (fips_of(world.profile.fips, place.counties) for place in places)
            return next(at for at, counties in enumerate(home) if convener.county_fips in counties)
    if number < 2 * len(places):
        return number % len(places)
    return int(world.rng.triangular(0, len(places) - 0.01, 0))


def _partnership(world: World, number: int, place: Place, industry: Industry, key: str, stage: Stage) -> Partnership:
    rng = world.rng
    towns = [town for town, _ in place.towns]
    taken = {slug for slug in world.names.taken if slug.startswith("slug:")}
    noun = "Collaborative" if world.state.code == "mi" else NOUNS[number % len(NOUNS)]
    for stem in (
        place.name,
        *towns,
        *(f"{place.name} {suffix}" for suffix in ("Corridor", "Rural", "Metro", "Rivers")),
    ):
        name = f"{stem} {industry.short} {noun}"
        if f"slug:{slugify(name)}" not in taken:
            break
    world.names.taken.add(f"slug:{slugify(name)}")
    counties = fips_of(world.profile.fips, place.counties)
    some = sorted(rng.sample(counties, min(len(counties), rng.randint(2, 6))))
    conveners = [one for one in world.conveners[: world.profile.conveners] if one.county_fips in counties]
    convener = (conveners or world.conveners)[number // len(world.profile.places) % len(conveners or world.conveners)]
    for mine, known in zip(MINE, world.conveners, strict=False):
        convener = known if number in mine else convener
    job = industry.jobs[number % len(industry.jobs)]
    return Partnership(
        name=name,
        slug=slugify(name)[:80],
        industry=world.industries[key],
        region=world.regions[place.name],
        county_fips=some,
        stage=stage,
        convener=convener,
        summary=f"{industry.title} employers in {_listed(place.counties[:4])} counties decide together which skills they"
        f" need, beginning with {job}. Schools, unions and community groups build the training around it.",
        challenge=rng.choice(CHALLENGES).format(job=job, days=rng.randint(48, 130)),
        disclosure=DISCLOSURES[number % len(DISCLOSURES)],
        founded_on=world.quarter.end - dt.timedelta(days=rng.randint(500, 3600)),
        is_public=stage not in (Stage.PROPOSED, Stage.ASSESSING),
        created_at=world.at(world.first_quarter.start, 9),
    )


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words[:-1]) + f" and {words[-1]}" if len(words) > 1 else words[0]


def _seats(world: World, partnership: Partnership, place: Place, key: str) -> list[PartnershipMember]:
    """Who sits at the table: 5 to 16 employers of the industry, near ones first, and six or seven others."""
    rng = world.rng
    near = world.employers[f"{key}:{place.name}"]
    far = [o for k, found in world.employers.items() if k.startswith(f"{key}:") for o in found if o not in near]
    employers = rng.sample(near, min(len(near), 10)) + rng.sample(far, min(len(far), 6))
    employers = employers[: rng.randint(5, 16)]
    partnership.chair = f"{world.names.person()}, {employers[0].legal_name}" if employers else ""
    others = [o for town in place.towns for o in world.employers[f"other:{fips_of(world.profile.fips, (town[1],))[0]}"]]
    wanted = {T.COLLEGE: 1, T.K12: 1, T.TRAINING_PROVIDER: 1, T.LABOR: 1, T.COMMUNITY: 2, T.ECONOMIC_DEVELOPMENT: 1}
    chosen: list[tuple[Organization, str]] = [(o, PartnerRole.EMPLOYER) for o in employers]
    for type, count in wanted.items():
        mine = [o for o in dict.fromkeys(others) if o.type == type]
        chosen += [(o, ROLES[type]) for o in rng.sample(mine, min(count, len(mine)))]
    if partnership.convener.type == T.WORKFORCE_BOARD:
        chosen.append((partnership.convener, PartnerRole.WORKFORCE_BOARD))
    world.tables[partnership.pk] = chosen
    seats = []
    for place_at, (organization, role) in enumerate(chosen):
        joined = max(
            partnership.founded_on or world.first_quarter.start,
            world.quarter.end - dt.timedelta(days=rng.randint(20, 1400)),
        )
        left = (
            world.quarter.end - dt.timedelta(days=rng.randint(5, 200)) if rng.random() < 0.03 and place_at > 4 else None
        )
        if left and left <= joined:
            left = None
        seats.append(
            PartnershipMember(
                partnership=partnership,
                organization=organization,
                role=role,
                is_champion=place_at in (0, 2),
                joined_on=joined,
                left_on=left,
            )
        )
    return seats


def _make_goals(world: World) -> None:
    """Chairs were named with the tables; and what each active partnership set out to do."""
    Partnership.objects.bulk_update(world.partnerships, ["chair"], batch_size=500)
    rng, rows = world.rng, []
    due = world.quarter.end + dt.timedelta(days=365)
    for partnership in world.partnerships:
        jobs = next(i for i in INDUSTRIES.values() if i.title == partnership.industry.title).jobs
        people = rng.randrange(40, 160, 5)
        wanted = (
            ("P2", f"Train {people} people for jobs such as {jobs[0]}", None, people),
            ("W4", "Have four in five people finish what they start", Decimal(rng.randint(55, 70)), 80),
            ("P5", f"Bring {(more := rng.randint(4, 12))} more employers to the table", None, more),
        )
        for code, text, baseline, target in wanted[: rng.randint(2, 3)]:
            rows.append(
                Goal(
                    partnership=partnership,
                    measure=world.measures[code],
                    text=text,
                    baseline=baseline,
                    target=Decimal(target),
                    due_on=due,
                )
            )
    keep(rows)
