"""What a reviewer keeps about herself: profile, register of affiliations, signature; and the agreement staff issue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from core import audit
from core.models import Member
from core.moves import MoveRefused
from core.permissions import Role
from grants.access.reviewers import wording
from grants.actions.conflicts import scan
from grants.choices import ApplicationStatus
from grants.emails import reviews as emails
from grants.models import Affiliation, Agreement, AgreementSignature, Application, ReviewerProfile
from grants.rules.reviewers import REMIND_DAYS, expires_after
from partnerships.models import Organization, Partnership

LIVE = (
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.RETURNED,
    ApplicationStatus.ELIGIBLE,
    ApplicationStatus.UNDER_REVIEW,
    ApplicationStatus.SCORED,
)
"""Applications that somebody may still review, or that are not decided yet."""


class Knowledge(NamedTuple):
    """What a reviewer knows and how much she takes."""

    county_fips: str
    industry_ids: Sequence[int]
    region_ids: Sequence[int]
    expertise: Sequence[str]
    most: int


class Declared(NamedTuple):
    """One line of a register as it is typed."""

    kind: str
    part: str
    name: str
    parent: str = ""
    words: str = ""
    ended_on: dt.date | None = None


@transaction.atomic
def save_profile(member: Member, knowledge: Knowledge, *, by: Member) -> ReviewerProfile:
    """Save what she knows and how much she takes."""
    profile = _profile(member)
    profile.county_fips, profile.most = knowledge.county_fips, knowledge.most
    profile.industry_ids, profile.region_ids = list(knowledge.industry_ids), list(knowledge.region_ids)
    profile.expertise, profile.changed_at = list(knowledge.expertise), timezone.now()
    profile.save()
    audit.record("reviewer.profile", profile, by=by, most=profile.most)
    return profile


def _profile(member: Member) -> ReviewerProfile:
    ReviewerProfile.objects.get_or_create(member=member)
    held: ReviewerProfile = ReviewerProfile.objects.select_for_update(no_key=True, of=("self",)).get(member=member)
    return held


@transaction.atomic
def add_affiliation(member: Member, declared: Declared, *, by: Member) -> Affiliation:
    """Add a line to her register, tie it to the organization of that name where there is one, and run the rules."""
    profile, today = _profile(member), timezone.localdate()
    name = declared.name.strip()
    organization = Organization.objects.named(name)
    partnership = Partnership.objects.filter(name__iexact=name).first()
    made: Affiliation = Affiliation.objects.create(
        member=member,
        kind=declared.kind,
        part=declared.part,
        name=name,
        organization=organization,
        partnership=partnership,
        parent=declared.parent.strip(),
        words=declared.words.strip(),
        ended_on=declared.ended_on,
        expires_on=_holds_until(profile, today),
    )
    audit.record("reviewer.affiliation", made, by=by, name=name, kind=declared.kind)
    scan_reviewer(member, by=by)
    return made


def _holds_until(profile: ReviewerProfile, today: dt.date) -> dt.date:
    """As long as the register does; a year where that has ended."""
    until = profile.register_expires_on
    return until if until is not None and until >= today else expires_after(today)


@transaction.atomic
def remove_affiliation(line: Affiliation, *, by: Member) -> None:
    """Take a line out of her register; it is kept, with the day, and the rules run again."""
    line.removed_at = timezone.now()
    line.save(update_fields=["removed_at"])
    audit.record("reviewer.affiliation_removed", line, by=by, name=line.name)
    scan_reviewer(line.member, by=by)


@transaction.atomic
def declare_register(member: Member, *, by: Member) -> ReviewerProfile:
    """She says that her register is complete: it holds for twelve months from today."""
    profile, today = _profile(member), timezone.localdate()
    profile.register_declared_at, profile.register_expires_on = timezone.now(), expires_after(today)
    profile.save(update_fields=["register_declared_at", "register_expires_on"])
    lines = Affiliation.objects.filter(member=member, removed_at__isnull=True)
    number = lines.update(declared_at=profile.register_declared_at, expires_on=profile.register_expires_on)
    audit.record("reviewer.register", profile, by=by, lines=number, until=profile.register_expires_on)
    scan_reviewer(member, by=by)
    return profile


def scan_reviewer(member: Member, *, by: Member | None) -> None:
    """Run the rules between her and every application that is not decided, or that she has reviewed."""
    if not Member.objects.with_role(Role.REVIEWER).filter(pk=member.pk).exists():
        return
    rows = Application.objects.filter(status__in=LIVE, submitted_at__isnull=False)
    rows = rows | Application.objects.filter(pk__in=member.reviews.values("application_id"))
    scan(list(rows.select_related("organization", "partnership__convener", "round")), [member], by=by)


@transaction.atomic
def sign_agreement(member: Member, name: str, version: int, *, by: Member) -> AgreementSignature:
    """Sign the confidentiality agreement by typed name. Raises MoveRefused when a newer version was issued meanwhile."""
    current = wording()
    if not name.strip():
        raise MoveRefused("Type your full name to sign.")
    if version != current.version:
        raise MoveRefused(f"Version {current.version} of the agreement was issued meanwhile. Read it, then sign it.")
    made, is_new = AgreementSignature.objects.get_or_create(
        member=member, version=version, defaults={"name": name.strip()[:120]}
    )
    if is_new:
        audit.record("reviewer.sign", made, by=by, version=version, name=made.name)
    return made


@transaction.atomic
def issue_agreement(text: str, *, by: Member) -> Agreement:
    """Issue a new version of the agreement: every reviewer signs again before she opens another application."""
    current = wording()
    if text.strip() == current.text.strip():
        raise MoveRefused(f"This is the text of version {current.version}. Change it, or leave it.")
    made: Agreement = Agreement.objects.create(version=current.version + 1, text=text.strip(), issued_by=by)
    audit.record("agreement.issue", made, by=by, version=made.version)
    return made


def remind_of_registers(today: dt.date) -> int:
    """Write to each reviewer whose register ends within thirty days, once for each end. Returns how many."""
    until = today + dt.timedelta(days=REMIND_DAYS)
    reviewers = Member.objects.with_role(Role.REVIEWER)
    rows = ReviewerProfile.objects.filter(
        member__in=reviewers, register_expires_on__gte=today, register_expires_on__lte=until
    )
    found = list(rows.select_related("member__user"))
    for profile in found:
        assert profile.register_expires_on is not None
        emails.register_expiring(profile.member, profile.register_expires_on)
    return len(found)
