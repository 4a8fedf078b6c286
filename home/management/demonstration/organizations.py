"""Organizations: conveners of every type, employers with people to write to, schools, unions and community groups."""

from __future__ import annotations

from django.utils.text import slugify

from home.management.demonstration.places import Place, fips_of
from home.management.demonstration.profiles import INDUSTRIES
from home.management.demonstration.world import World, keep
from partnerships.choices import IndustryStatus, OrganizationType, RegionKind, SizeBand
from partnerships.models import Contact, Organization, Region, TargetIndustry

T = OrganizationType
CONVENER_TYPES = (
    *(T.WORKFORCE_BOARD, T.WORKFORCE_BOARD, T.COMMUNITY, T.WORKFORCE_BOARD, T.CHAMBER, T.COLLEGE),
    *(T.WORKFORCE_BOARD, T.LABOR, T.TRADE_ASSOCIATION, T.WORKFORCE_BOARD, T.ECONOMIC_DEVELOPMENT),
    *(T.WORKFORCE_BOARD, T.COLLEGE, T.WORKFORCE_BOARD, T.PHILANTHROPY),
)
"""Local boards are the most common convener, and almost any type may be one."""
TITLES = {
    T.WORKFORCE_BOARD: ("{} Workforce Alliance", "{} Workforce Council", "{} Works Board"),
    T.COMMUNITY: ("{} Community Partners", "Centro {}", "{} Neighbors Action"),
    T.CHAMBER: ("{} Chamber of Commerce", "Greater {} Chamber"),
    T.COLLEGE: ("{} Community College", "{} Technical College", "{} College of Trades"),
    T.LABOR: ("{} Building Trades Council", "{} Central Labor Council"),
    T.TRADE_ASSOCIATION: ("{} Manufacturers Association", "{} Builders Exchange", "{} Health Care Association"),
    T.ECONOMIC_DEVELOPMENT: ("{} Economic Council", "{} Development Partnership"),
    T.PHILANTHROPY: ("{} Community Foundation", "{} Fund for Work"),
    T.K12: ("{} Career and Technical Center", "{} Area Schools"),
    T.TRAINING_PROVIDER: ("{} Skills Institute", "{} Training Center"),
    T.PUBLIC_AGENCY: ("{} Regional Planning Commission", "{} Transit Authority"),
}
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
JOB_TITLES = ("Human resources director", "Plant manager", "Owner", "Operations manager", "Chief nurse", "Trainer")
"""Who answers for an employer."""


def make_ground(world: World) -> None:
    """Regions and target industries."""
    profile = world.profile
    regions = keep(
        [
            Region(name=one.name, kind=RegionKind.PLANNING_REGION, county_fips=fips_of(profile.fips, one.counties))
            for one in profile.places
        ]
    )
    world.regions = {region.name: region for region in regions}
    world.places = {region.pk: one for region, one in zip(regions, profile.places, strict=True)}
    chosen = [INDUSTRIES[key] for key in profile.industries]
    rows = [
        TargetIndustry(
            title=one.title,
            naics=list(one.naics),
            rationale=one.rationale,
            targeted_from=world.first_quarter.start.replace(month=7, day=1),
        )
        for one in chosen
    ]
    rows += [TargetIndustry(title="Film and media", naics=["512"], status=IndustryStatus.CANDIDATE, rationale="")] * (
        profile.code in {"pa", "ga"}
    )
    for key, industry in zip(profile.industries, keep(rows), strict=False):
        world.industries[key] = industry


class Namer:
    """Names organizations, each name once in the state."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.taken: set[str] = set()
        self.firm_words = [word.strip() for word in world.profile.firm_words.split(",")]

    def free(self, name: str) -> bool:
        if name in self.taken:
            return False
        self.taken.add(name)
        return True

    def of_type(self, type: str, place: Place, town: str) -> str:
        """A name after a town, or after the region where the town's is taken."""
        for stem in (town, place.name, *self.firm_words):
            for title in TITLES[OrganizationType(type)]:
                if self.free(title.format(stem)):
                    return title.format(stem)
        raise LookupError(f"No name is left for a {type} in {place.name}.")

    def firm(self, kinds: tuple[str, ...]) -> str:
        rng = self.world.rng
        while True:
            name = f"{rng.choice(self.firm_words)} {rng.choice(kinds)}"
            if self.free(name):
                return name
            name = f"{rng.choice(self.firm_words)} {rng.choice(kinds)} of {rng.choice(self._towns())}"
            if self.free(name):
                return name

    def _towns(self) -> list[str]:
        return [town for place in self.world.profile.places for town, _ in place.towns]


def _organization(world: World, name: str, type: str, place: Place, town: tuple[str, str], **more: str) -> Organization:
    rng = world.rng
    digits = "".join(str(rng.randint(1, 9)) for _ in range(3))
    uei = "".join(rng.choice(LETTERS) for _ in range(6)) + digits + "".join(rng.choice(LETTERS) for _ in range(3))
    return Organization(
        legal_name=name,
        type=type,
        uei="" if type == T.EMPLOYER else uei,
        city=town[0],
        county_fips=fips_of(world.profile.fips, (town[1],))[0],
        website=f"https://www.{slugify(name)}.{world.state.code}.example/",
        **more,
    )


def make_organizations(world: World) -> None:
    """Conveners first, then employers by industry, then everybody else who sits at a table."""
    namer = Namer(world)
    places = world.profile.places
    rows = []
    for number in range(world.profile.conveners):
        place = places[(number + (2 if world.state.code == "pa" else 0)) % len(places)]
        town = place.towns[(number // len(places)) % len(place.towns)]
        type = CONVENER_TYPES[number % len(CONVENER_TYPES)]
        rows.append(_organization(world, namer.of_type(type, place, town[0]), type, place, town))
    world.conveners = keep(rows)
    _make_employers(world, namer)
    others = []
    for place in places:
        for town in place.towns:
            types = (
                T.COLLEGE,
                T.K12,
                T.COMMUNITY,
                T.TRAINING_PROVIDER,
                T.LABOR,
                T.PUBLIC_AGENCY,
                T.ECONOMIC_DEVELOPMENT,
            )
            others += [_organization(world, namer.of_type(t, place, town[0]), t, place, town) for t in types]
    for organization in keep(others):
        world.employers[f"other:{organization.county_fips}"].append(organization)


def _make_employers(world: World, namer: Namer) -> None:
    rng, places = world.rng, world.profile.places
    rows, keys = [], []
    for number in range(world.profile.employers):
        key = world.profile.industries[int(rng.triangular(0, len(world.profile.industries) - 0.01, 0))]
        place = places[number % len(places)]
        band = rng.choices(SizeBand.values, weights=(55, 20, 25))[0]
        industry = INDUSTRIES[key]
        name = namer.firm(industry.firms)
        naics = rng.choice(industry.naics)
        rows.append(_organization(world, name, T.EMPLOYER, place, rng.choice(place.towns), naics=naics, size_band=band))
        keys.append((key, place.name))
    contacts = []
    for organization, (key, place_name) in zip(keep(rows), keys, strict=True):
        world.employers[f"{key}:{place_name}"].append(organization)
        host = organization.website.removeprefix("https://www.").rstrip("/")
        for _ in range(rng.choice((1, 1, 2))):
            name = world.names.person()
            email = f"{slugify(name).replace('-', '.')}@{host}"
            contacts.append(Contact(organization=organization, name=name, email=email, title=rng.choice(JOB_TITLES)))
    for contact in keep(contacts):
        world.contacts[contact.organization_id].append(contact)
