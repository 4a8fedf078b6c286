"""The pool of reviewers as staff see it, and one reviewer as she and they see her."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils import timezone

from core import geography
from core.models import Member, RoleGrant
from core.permissions import Role
from grants.access.reviewers import wording
from grants.access.reviews import recused_from
from grants.choices import OUT_OF_REVIEW, ReviewStatus, RoundStatus
from grants.choices.reviewing import AffiliationPart, Expertise
from grants.models import Affiliation, AgreementSignature, Application, Conflict, Review, ReviewerProfile
from grants.readmodels.ties import FAMILY, profiles_of
from partnerships.models import Region, TargetIndustry

UNDER_WAY = (RoundStatus.OPEN, RoundStatus.CLOSED, RoundStatus.REVIEW)


@dataclass(frozen=True)
class Listed:
    """A reviewer in the pool: her load in the rounds under way, and what is in order."""

    member: Member
    profile: ReviewerProfile | None
    employer: str
    county: str
    knows: str
    load: int
    submitted: int
    signed: int
    version: int
    conflicts: int
    today: dt.date

    @property
    def register(self) -> tuple[str, str]:
        """Status and words of her register."""
        until = self.profile.register_expires_on if self.profile else None
        if until is None:
            return "not_started", "Not declared"
        if until < self.today:
            return "late", "Ended"
        return ("attention", "Ends soon") if until <= self.today + dt.timedelta(days=30) else ("complete", "Declared")

    @property
    def agreement(self) -> tuple[str, str]:
        if self.signed == self.version:
            return "signed", f"Version {self.signed}"
        return "attention", f"Version {self.signed} only" if self.signed else "Not signed"


def pool_of(by: Member) -> list[Listed]:
    """Everybody who holds the role today. Eight queries, whatever their number."""
    members = list(Member.objects.with_role(Role.REVIEWER).select_related("user").order_by("name", "pk"))
    profiles, employers = profiles_of(members), _employers(members)
    names = dict(TargetIndustry.objects.values_list("pk", "title"))
    load, done = _loads(members)
    signed: dict[int, int] = {}
    for member_id, version in AgreementSignature.objects.order_by("version").values_list("member_id", "version"):
        signed[member_id] = version
    hidden = Application.objects.filter(recused_from(by)).values("pk")
    rows = Conflict.objects.standing().exclude(application__in=hidden).values_list("reviewer_id", "application_id")
    standing = Counter(pk for pk, _ in set(rows))
    version, today = wording().version, timezone.localdate()
    return [
        Listed(
            one,
            profile := profiles.get(one.pk),
            ", ".join(employers[one.pk]),
            _county(profile.county_fips) if profile else "",
            _knows(profile, names) if profile else "",
            load[one.pk],
            done[one.pk],
            signed.get(one.pk, 0),
            version,
            standing[one.pk],
            today,
        )
        for one in members
    ]


def _employers(members: list[Member]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Affiliation.objects.filter(part=AffiliationPart.WORKS, removed_at__isnull=True, member__in=members)
    for pk, name in rows.exclude(kind__in=FAMILY).order_by("name").values_list("member_id", "name"):
        found[pk].append(name)
    return found


def _loads(members: list[Member]) -> tuple[Counter[int], Counter[int]]:
    """How many each has of the rounds under way, and how many of these are submitted."""
    load: Counter[int] = Counter()
    done: Counter[int] = Counter()
    rows = Review.objects.filter(reviewer__in=members, application__round__status__in=UNDER_WAY)
    for pk, status in rows.exclude(status__in=OUT_OF_REVIEW).values_list("reviewer_id", "status"):
        load[pk] += 1
        done[pk] += status == ReviewStatus.SUBMITTED
    return load, done


def _county(fips: str) -> str:
    return geography.all_counties()[fips].name if fips in geography.all_counties() else ""


def _knows(profile: ReviewerProfile, names: dict[int, str]) -> str:
    """The first few of what she knows."""
    words = [names[pk] for pk in profile.industry_ids if pk in names]
    words += [str(Expertise(one).label).partition(": ")[2] for one in profile.expertise if one in Expertise.values]
    more = f" and {len(words) - 3} more" if len(words) > 3 else ""
    return ", ".join(words[:3]) + more


@dataclass(frozen=True)
class OneReviewer:
    """All that is kept about one reviewer but her reviews."""

    member: Member
    profile: ReviewerProfile
    affiliations: list[Affiliation]
    facts: list[tuple[str, str]]
    signatures: list[AgreementSignature]
    conflicts: list[Conflict]
    is_reviewer: bool


def reviewer_page(member: Member, by: Member) -> OneReviewer:
    """For staff; conflicts with applications that the reader is recused from herself are left out."""
    profile = ReviewerProfile.objects.filter(member=member).first() or ReviewerProfile(member=member)
    hidden = Application.objects.filter(recused_from(by)).values("pk")
    rows = Conflict.objects.filter(reviewer=member).exclude(application__in=hidden)
    return OneReviewer(
        member,
        profile,
        register_of(member),
        facts_of(profile),
        list(AgreementSignature.objects.filter(member=member)),
        list(rows.select_related("application__round", "decided_by")),
        RoleGrant.objects.current().filter(member=member, role=Role.REVIEWER).exists(),
    )


def register_of(member: Member) -> list[Affiliation]:
    """The lines of her register that stand."""
    return list(Affiliation.objects.filter(member=member, removed_at__isnull=True))


def facts_of(profile: ReviewerProfile) -> list[tuple[str, str]]:
    """What she knows and takes, as pairs of name and value."""
    industries = TargetIndustry.objects.filter(pk__in=profile.industry_ids).values_list("title", flat=True)
    regions = Region.objects.filter(pk__in=profile.region_ids).values_list("name", flat=True)
    return [
        ("Most applications in a round", str(profile.most) if profile.pk else ""),
        ("County", _county(profile.county_fips)),
        ("Industries", ", ".join(industries)),
        ("Regions", ", ".join(regions)),
        ("Training and labor", ", ".join(str(Expertise(one).label) for one in profile.expertise)),
    ]
