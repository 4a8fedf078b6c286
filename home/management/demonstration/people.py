"""The people who sign in: eight known ones in each state, and those around them."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from core.choices import Scope
from core.models import HostName, Member, RoleGrant, State, User
from core.permissions import Role
from home.management.demonstration.profiles import Profile
from home.management.demonstration.world import World, keep

PASSWORD = "roundtable-demo"
KNOWN = {
    "director": ("Maria Alvarez", "Program director", Role.DIRECTOR),
    "officer": ("Dana Kowalczyk", "Program officer", Role.OFFICER),
    "fiscal": ("Tom Brandt", "Fiscal officer", Role.FISCAL),
    "reviewer": ("Marcus Oyelaran", "Workforce researcher", Role.REVIEWER),
    "reviewer2": ("Priya Raman", "Community college dean, retired", Role.REVIEWER),
    "convener": ("Elena Márquez", "Director of partnerships", Role.CONVENER),
    "convener2": ("Nadia Farouk", "Partnership manager", Role.CONVENER),
    "auditor": ("Joan Whitcomb", "Auditor", Role.AUDITOR),
}
ELSEWHERE = {
    "ga": ("Gloria Hathaway", "Boyd Ashford", "Lena Mercado", "Hugh Talbot", "Opal Winslow", "Renee Lockhart"),
    "ok": ("Wanda Birdsong", "Leon Pruitt", "Clara Yarrow", "Victor Sandoval", "Edith Larkspur", "Jamal Greer"),
    "mi": ("Ingrid Lindqvist", "Samuel Osgood", "Anh Tran", "Harold Dietrich", "Miriam Novak", "Pedro Aldana"),
}
"""Other states' director, officer, fiscal officer, reviewer, second reviewer and first convener."""
REVIEWER_TITLES = (
    "Workforce researcher",
    "Retired plant manager",
    "Extension agent",
    "Economic development director",
    "Adult education principal",
    "Union training director",
    "Hospital human resources director",
)


def make_state(profile: Profile) -> State:
    """The state and its host name."""
    state = State.objects.create(
        code=profile.code,
        usps=profile.usps,
        fips=profile.fips,
        name=profile.name,
        time_zone=profile.zone,
        fiscal_year_start_month=profile.fiscal_month,
        words=profile.words,
        theme=profile.theme,
        contact_email=f"grants@{profile.code}.example",
    )
    HostName.objects.create(state=state, host=f"{profile.code}.localhost")
    return state


class Door:
    """Makes members with their accounts. One password, hashed once, for everybody."""

    hashed = ""

    def __init__(self, world: World) -> None:
        self.world = world
        Door.hashed = Door.hashed or make_password(PASSWORD)
        self.since = world.first_quarter.start - dt.timedelta(days=400)

    def admit(self, people: list[tuple[str, str, str]]) -> list[Member]:
        """(e-mail, name, title) → members, in the same order."""
        users = keep([User(email=email, name=name, password=self.hashed) for email, name, _ in people])
        members = [
            Member(
                user=user,
                name=name,
                title=title,
                created_at=self.world.at(self.since, 9),
                phone=f"555-01{self.world.rng.randint(10, 99)}",
            )
            for user, (_, name, title) in zip(users, people, strict=True)
        ]
        return keep(members)

    def give(self, grants: list[tuple[Member, Role, int | None]]) -> None:
        """Roles over the state, or over the organization whose id is given."""
        keep(
            [
                RoleGrant(
                    member=member,
                    role=role,
                    scope=Scope.ORGANIZATION if over else Scope.STATE,
                    scope_id=over,
                    starts_on=self.since,
                )
                for member, role, over in grants
            ]
        )


def make_staff(world: World) -> None:
    """The eight of the sign-in page (conveners get their organization later), more officers and reviewers."""
    door, code = Door(world), world.state.code
    names = {short: name for short, (name, _, _) in KNOWN.items()}
    if code in ELSEWHERE:
        order = ("director", "officer", "fiscal", "reviewer", "reviewer2", "convener")
        names |= dict(zip(order, ELSEWHERE[code], strict=True))
        names |= {short: world.names.person() for short in ("convener2", "auditor")}
    world.names.taken |= set(names.values())
    known = door.admit([(f"{short}@{code}.example", names[short], KNOWN[short][1]) for short in KNOWN])
    world.people = dict(zip(KNOWN, known, strict=True))
    officers = _more(world, door, world.count(4), "officer", lambda n: "Program officer")
    reviewers = _more(world, door, world.count(20, 4), "reviewer", lambda n: REVIEWER_TITLES[n % len(REVIEWER_TITLES)])
    others = door.admit(
        [
            (f"analyst@{code}.example", world.names.person(), "Labor market analyst"),
            (f"evaluator@{code}.example", world.names.person(), "Third-party evaluator"),
        ]
    )
    world.officers = [world.people["officer"], *officers]
    world.reviewers = [world.people["reviewer"], world.people["reviewer2"], *reviewers]
    world.people |= {"analyst": others[0], "evaluator": others[1]}
    door.give([(world.people[s], KNOWN[s][2], None) for s in KNOWN if not s.startswith("convener")])
    door.give([(member, Role.OFFICER, None) for member in officers])
    door.give([(member, Role.REVIEWER, None) for member in reviewers])
    door.give([(others[0], Role.ANALYST, None), (others[1], Role.EVALUATOR, None)])


def _more(world: World, door: Door, count: int, role: str, title: object) -> list[Member]:
    people = []
    for number in range(count):
        name = world.names.person()
        email = f"{slugify(name).replace('-', '.')}@{role}s.{world.state.code}.example"
        people.append((email, name, title(number)))  # type: ignore[operator]
    return door.admit(people)


def make_conveners(world: World) -> None:
    """Somebody at each convening organization; the known two at the first two, which have a colleague beside them."""
    door, code = Door(world), world.state.code
    people, owners = [], []
    for organization in world.conveners:
        name = world.names.person()
        host = organization.website.removeprefix("https://www.").rstrip("/")
        people.append((f"{slugify(name).replace('-', '.')}@{host}", name, "Partnership coordinator"))
        owners.append(organization)
    made = door.admit(people)
    for member, organization in zip(made, owners, strict=True):
        world.convener_people[organization.pk] = member
    first, second = world.conveners[:2]
    colleagues = {first.pk: world.people["convener"], second.pk: world.people["convener2"]}
    world.convener_people |= colleagues
    signer = door.admit([(f"certifier@{code}.example", world.names.person(), "Executive director")])[0]
    world.people["certifier"] = signer
    door.give([(member, Role.CONVENER, o.pk) for member, o in zip(made, owners, strict=True)])
    door.give([(member, Role.CONVENER, pk) for pk, member in colleagues.items()])
    door.give([(signer, Role.CERTIFIER, first.pk)])
