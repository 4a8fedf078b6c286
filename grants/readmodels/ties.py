"""What ties reviewers to applications: the facts that the conflict rules are asked about, read in a few queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils import timezone

from core.choices import Scope
from core.models import Member, RoleGrant
from core.permissions import STAFF_ROLES, Role
from grants.choices import OUT_OF_REVIEW, LetterAskedStatus
from grants.choices.reviewing import AffiliationKind, AffiliationPart, TieRule
from grants.models import (
    Affiliation,
    Application,
    BudgetLine,
    Conflict,
    LetterRequest,
    Partner,
    ReviewerProfile,
    Teammate,
)
from grants.rules.conflicts import ROLE, YEARS_AFTER, Person, Seat, Table, Tie, Writer, domain_of, plain
from partnerships.choices import PartnerRole
from partnerships.choices.standing import Disclosure
from partnerships.models import Contact, ConvenerEngagement, Organization

PLACES = {PartnerRole.EMPLOYER.value: TieRule.EMPLOYER, PartnerRole.EDUCATION.value: TieRule.TRAINING}
"""The place of each role of a roster; the others are partners."""
FAMILY = (AffiliationKind.FAMILY, AffiliationKind.FAMILY_FINANCIAL)


def reviewers() -> list[Member]:
    """Everybody who holds the role today."""
    return list(Member.objects.with_role(Role.REVIEWER).select_related("user").order_by("name", "pk"))


def people_as_ruled(members: Sequence[Member]) -> list[Person]:
    """Each with what ties her: her register, and the organizations and partnerships that she holds a role over."""
    ids = [member.pk for member in members]
    ties: dict[int, list[Tie]] = defaultdict(list)
    long_ago = timezone.localdate() - dt.timedelta(days=366 * YEARS_AFTER)
    rows = Affiliation.objects.filter(member__in=ids, removed_at__isnull=True)
    found = list(rows.exclude(part=AffiliationPart.WORKED, ended_on__lt=long_ago))
    keys = keys_of(row.name for row in found if row.organization_id is None)
    for row in found:
        key = row.organization_id or keys.get(row.name)
        ties[row.member_id].append(Tie(row.name, row.kind, row.part, key, row.parent, row.partnership_id))
    grants = list(RoleGrant.objects.current().filter(member__in=ids, scope__in=[Scope.ORGANIZATION, Scope.PARTNERSHIP]))
    names = _names(grant.scope_id for grant in grants if grant.scope == Scope.ORGANIZATION)
    for grant in grants:
        if grant.scope == Scope.PARTNERSHIP:
            ties[grant.member_id].append(Tie("the partnership", "", ROLE, partnership=grant.scope_id))
        elif grant.scope_id in names:
            ties[grant.member_id].append(Tie(names[grant.scope_id], "", ROLE, grant.scope_id))
    return [Person(member.pk, member.email, tuple(ties[member.pk])) for member in members]


def _names(ids: Iterable[int | None]) -> dict[int | None, str]:
    return dict(Organization.objects.filter(pk__in={pk for pk in ids if pk}).values_list("pk", "legal_name"))


def tables_as_ruled(applications: Sequence[Application]) -> list[Table]:
    """Each with everybody in it: lead, convener, partners, sub-recipients, who gives match, who writes letters."""
    seats: dict[int, list[Seat]] = defaultdict(list)
    for one in applications:
        seats[one.pk].append(Seat(TieRule.LEAD, one.organization.legal_name, one.organization_id))
        if one.partnership is not None:
            convener = one.partnership.convener
            seats[one.pk].append(Seat(TieRule.CONVENER, convener.legal_name, convener.pk))
    _seat_by_row(applications, seats)
    keys = keys_of(seat.name for row in seats.values() for seat in row if seat.key is None)
    for pk, taken in seats.items():
        seats[pk] = [seat if seat.key else seat._replace(key=keys.get(seat.name)) for seat in taken]
    known = domains_of({seat.key for row in seats.values() for seat in row if seat.key is not None})
    ours, writers = own_domains(), writers_of(applications)
    return [
        Table(
            one.pk,
            one.round_id,
            one.number,
            tuple(
                seat._replace(domains=(seat.domains | known.get(seat.key or 0, frozenset())) - ours)
                for seat in seats[one.pk]
            ),
            one.partnership_id,
            tuple(writer._replace(domain="") if writer.domain in ours else writer for writer in writers[one.pk]),
        )
        for one in applications
    ]


def _seat_by_row(applications: Sequence[Application], seats: dict[int, list[Seat]]) -> None:
    """Who is in an application by a line of its roster, its budget or its letters, and who is known as its fiscal agent."""
    ids = [one.pk for one in applications]
    agents = fiscal_agents(applications)
    for one in applications:
        seats[one.pk] += [Seat(TieRule.FISCAL_AGENT, name, pk) for pk, name in agents.get(one.pk, {}).items()]
    for row in Partner.objects.filter(application__in=ids):
        place = PLACES.get(row.role, TieRule.PARTNER)
        says_so = row.application_id not in agents and "fiscal agent" in row.commitment.lower()
        place = TieRule.FISCAL_AGENT if says_so else place
        seats[row.application_id].append(Seat(place, row.name, row.organization_id))
    for line in BudgetLine.objects.filter(application__in=ids).exclude(subrecipient="", match_source=""):
        if line.subrecipient:
            seats[line.application_id].append(Seat(TieRule.SUBRECIPIENT, line.subrecipient))
        if line.match_source:
            seats[line.application_id].append(Seat(TieRule.MATCH, line.match_source))
    for letter in LetterRequest.objects.filter(application__in=ids).exclude(status=LetterAskedStatus.WITHDRAWN):
        domains = frozenset({domain_of(letter.email)} - {""})
        seats[letter.application_id].append(Seat(TieRule.LETTER, letter.organization, None, domains))


def keys_of(names: Iterable[str]) -> dict[str, int]:
    """Each name that an organization is known by, its aliases and its names before a merger too, with its id. A query."""
    wanted = {name for name in names if name.strip()}
    return {name: one.pk for name, one in Organization.objects.known(wanted).items()} if wanted else {}


def fiscal_agents(applications: Sequence[Application]) -> dict[int, dict[int, str]]:
    """By application the organizations that disclosed that they are the fiscal agent of its partnership. One query.

    Where nobody disclosed it, the words of a partner's commitment are read instead.
    """
    by_partnership: dict[int, dict[int, str]] = defaultdict(dict)
    rows = ConvenerEngagement.objects.filter(
        partnership__in={one.partnership_id for one in applications if one.partnership_id},
        ended_on__isnull=True,
        disclosures__contains=[Disclosure.FISCAL_AGENT.value],
    ).values_list("partnership_id", "organization_id", "organization__legal_name")
    for partnership_id, pk, name in rows:
        by_partnership[partnership_id][pk] = name
    return {one.pk: by_partnership[one.partnership_id] for one in applications if one.partnership_id in by_partnership}


def writers_of(applications: Sequence[Application]) -> dict[int, list[Writer]]:
    """By application everybody who is or ever was on its team, who started it and who sent it. Four queries."""
    found: dict[int, set[int]] = {one.pk: {one.started_by_id} for one in applications}
    for one in applications:
        found[one.pk] |= {one.submitted_by_id} if one.submitted_by_id else set()
    for application_id, member_id in Teammate.objects.filter(application__in=found).values_list(
        "application_id", "member_id"
    ):
        found[application_id].add(member_id)
    ids = {pk for writers in found.values() for pk in writers}
    emails = dict(Member.objects.filter(pk__in=ids).values_list("pk", "user__email"))
    work = work_of(ids)
    known = {pk: Writer(pk, domain_of(email), tuple(work[pk])) for pk, email in emails.items()}
    return {pk: [known[writer] for writer in sorted(writers)] for pk, writers in found.items()}


def work_of(members: Collection[int]) -> dict[int, list[Tie]]:
    """Whom each works for: organizations of her register, and those that she acts for here."""
    found: dict[int, list[Tie]] = defaultdict(list)
    rows = Affiliation.objects.filter(member__in=members, part=AffiliationPart.WORKS, removed_at__isnull=True)
    for row in rows.exclude(kind__in=FAMILY):
        found[row.member_id].append(Tie(row.name, row.kind, row.part, row.organization_id))
    held = RoleGrant.objects.current().filter(member__in=members, scope=Scope.ORGANIZATION)
    grants = list(held.exclude(role=Role.REVIEWER))
    names = _names(grant.scope_id for grant in grants)
    for grant in grants:
        if grant.scope_id in names:
            found[grant.member_id].append(Tie(names[grant.scope_id], "", ROLE, grant.scope_id))
    return found


def domains_of(ids: Collection[int]) -> dict[int, frozenset[str]]:
    """The e-mail domains of the people of these organizations, and of their web sites. Three queries."""
    found: dict[int, set[str]] = defaultdict(set)
    for pk, email in Contact.objects.filter(organization__in=ids).values_list("organization_id", "email"):
        found[pk].add(domain_of(email))
    grants = RoleGrant.objects.current().filter(scope=Scope.ORGANIZATION, scope_id__in=ids).exclude(role=Role.REVIEWER)
    for scope_id, email in grants.values_list("scope_id", "member__user__email"):
        found[scope_id or 0].add(domain_of(email))
    for pk, website in Organization.objects.filter(pk__in=ids).exclude(website="").values_list("pk", "website"):
        found[pk].add(domain_of("@" + (urlsplit(website).hostname or "").removeprefix("www.")))
    return {pk: frozenset(domains - {""}) for pk, domains in found.items()}


def own_domains() -> frozenset[str]:
    """The domains of the state's own staff, which tie nobody."""
    staff = Member.objects.with_role(*(Role(role) for role in STAFF_ROLES))
    return frozenset(domain_of(email) for email in staff.values_list("user__email", flat=True))


def rounds_of(applications: Sequence[Application]) -> list[Application]:
    """Every application of their rounds that was sent and not withdrawn: who competes is asked over the whole round."""
    rows = Application.objects.filter(round__in={one.round_id for one in applications}).filter(
        Q(submitted_at__isnull=False) | Q(pk__in=[one.pk for one in applications])
    )
    return list(rows.exclude(status="withdrawn").select_related("organization", "partnership__convener", "round"))


def profiles_of(members: Sequence[Member]) -> dict[int, ReviewerProfile]:
    return {one.member_id: one for one in ReviewerProfile.objects.filter(member__in=members)}


def conflicts_with(application: Application, members: Sequence[Member]) -> dict[int, Conflict]:
    """The conflict that stands between each of them and the application, the gravest one, by the member's id."""
    rows = Conflict.objects.standing().filter(application=application, reviewer__in=members)
    return {one.reviewer_id: one for one in rows.order_by("-severity", "-pk")}


def already_at(application: Application) -> list[Member]:
    """Who reviews it already."""
    rows = application.reviews.exclude(status__in=OUT_OF_REVIEW).select_related("reviewer")
    return [review.reviewer for review in rows]


def shared_employers(members: Sequence[Member]) -> tuple[str, str, str] | None:
    """Two of them who work for one organization, and its name; None where no two do."""
    at = employers_of(members)
    seen: dict[str, Member] = {}
    for member in members:
        for key, name in at.get(member.pk, {}).items():
            if key in seen and seen[key].pk != member.pk:
                return seen[key].name, member.name, name
            seen[key] = member
    return None


def employers_of(members: Sequence[Member]) -> dict[int, dict[str, str]]:
    """The organizations that each works for, as names to compare and names to show."""
    found: dict[int, dict[str, str]] = defaultdict(dict)
    rows = Affiliation.objects.filter(member__in=members, part=AffiliationPart.WORKS, removed_at__isnull=True)
    for member_id, name in rows.exclude(kind__in=FAMILY).values_list("member_id", "name"):
        found[member_id][plain(name)] = name
    return found
