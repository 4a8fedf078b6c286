"""Who sits at the tables of applications, and how a reviewer may be tied to one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from core.choices import Scope
from core.models import Member, RoleGrant
from core.permissions import Role
from grants.access.reviews import organizations_of
from grants.choices import OUT_OF_REVIEW, ReviewStatus
from grants.models import Application, Partner, Review
from grants.readmodels.ties import conflicts_with, employers_of, profiles_of
from grants.rules.conflicts import FREE_MAIL
from grants.rules.reviewers import not_ready
from partnerships.models import Contact, Organization


@dataclass(frozen=True)
class Candidate:
    """A reviewer who could be asked: her load, and what speaks against her. `blocked` cannot be chosen."""

    member: Member
    load: int
    done: int
    blocked: str
    warning: str
    review: Review | None
    is_suggested: bool = False


def tables_at(applications: Sequence[Application]) -> dict[int, set[int]]:
    """The ids of the organizations at each application's table: lead, convener and partners. One query."""
    tables = {one.pk: {one.organization_id} for one in applications}
    for one in applications:
        if one.partnership is not None:
            tables[one.pk].add(one.partnership.convener_id)
    rows = Partner.objects.filter(application__in=list(tables), organization__isnull=False)
    for pk, organization in rows.values_list("application_id", "organization_id"):
        tables[pk].add(organization)
    return tables


def candidates_for(application: Application, by: Member) -> list[Candidate]:
    """Every reviewer with her load and her ties to this application; the least loaded free ones are suggested.

    An address of the state's own domain, which `by` has too, ties nobody. Eleven queries.
    """
    table = organizations_of(application)
    names = dict(Organization.objects.filter(pk__in=table).values_list("pk", "legal_name"))
    domains = domains_at(table)
    domains.pop(domain_of(by.email), None)
    reviewers = list(Member.objects.with_role(Role.REVIEWER).select_related("user").order_by("name", "pk"))
    over: dict[int, set[int]] = defaultdict(set)
    grants = RoleGrant.objects.current().filter(member__in=reviewers, scope=Scope.ORGANIZATION)
    for member_id, scope_id in grants.values_list("member_id", "scope_id"):
        over[member_id].add(scope_id)
    open_: Counter[int] = Counter()
    done: Counter[int] = Counter()
    for pk, status in Review.objects.exclude(status__in=OUT_OF_REVIEW).values_list("reviewer_id", "status"):
        (done if status == ReviewStatus.SUBMITTED else open_)[pk] += 1
    mine = {review.reviewer_id: review for review in application.reviews.all()}
    against = _against(application, reviewers, mine)
    found = [
        _candidate(one, open_[one.pk], done[one.pk], table & over[one.pk], names, domains, mine.get(one.pk))
        for one in reviewers
    ]
    found = [replace(one, blocked=one.blocked or against.get(one.member.pk, "")) for one in found]
    return _suggest(found, application.round.reviewers_each)


def _against(application: Application, reviewers: list[Member], mine: dict[int, Review]) -> dict[int, str]:
    """What stands against each: a conflict, a register that does not hold, a colleague there already. Three queries."""
    profiles, today = profiles_of(reviewers), timezone.localdate()
    said = {}
    employers = employers_of(reviewers)
    there = {pk for pk, review in mine.items() if review.status not in OUT_OF_REVIEW}
    for one in reviewers:
        profile = profiles.get(one.pk)
        said[one.pk] = not_ready(one.name, profile.register_expires_on if profile else None, today)
        for key, name in employers.get(one.pk, {}).items():
            if any(key in employers.get(other, {}) for other in there - {one.pk}):
                said[one.pk] = f"Works for {name}, as another of its reviewers does."
    for pk, conflict in conflicts_with(application, reviewers).items():
        said[pk] = conflict.evidence
    return said


def _candidate(
    member: Member,
    load: int,
    done: int,
    ties: set[int],
    names: dict[int, str],
    domains: dict[str, str],
    review: Review | None,
) -> Candidate:
    blocked = f"Belongs to {names[min(ties)]}, which is at this table." if ties else ""
    domain = domain_of(member.email)
    warning = ""
    if not blocked and domain in domains:
        warning = f"Has an address at {domain}, as {domains[domain]} has. Somebody must clear that first."
    return Candidate(member, load, done, blocked, warning, review)


def _suggest(found: list[Candidate], wanted: int) -> list[Candidate]:
    """Those who are free of ties, the least loaded first, as many as are still missing."""
    at_work = sum(one.review is not None and one.review.status != ReviewStatus.RECUSED for one in found)
    free = [one for one in found if one.review is None and not one.blocked and not one.warning]
    chosen = {one.member.pk for one in sorted(free, key=lambda one: (one.load, one.done))[: max(wanted - at_work, 0)]}
    return [replace(one, is_suggested=one.member.pk in chosen) for one in found]


def domains_at(table: set[int]) -> dict[str, str]:
    """The e-mail domains of the people of these organizations, each with an organization's name. Two queries."""
    contacts = Contact.objects.filter(organization_id__in=table).values_list("email", "organization__legal_name")
    grants = RoleGrant.objects.current().filter(scope=Scope.ORGANIZATION, scope_id__in=table)
    people = grants.values_list("member__user__email", "member__name")
    found: dict[str, str] = {}
    for email, name in [*contacts, *people]:
        domain = domain_of(email)
        if domain and domain not in FREE_MAIL:
            found.setdefault(domain, name)
    return found


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].lower()
