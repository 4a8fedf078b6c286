"""The team that prepares an application: who is on it, who is invited, who writes where, what they say to each other.

Nothing here is part of what is sent: staff and reviewers never read it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from grants.choices import CertificationStatus, TeamInvitationStatus, TeamPart
from grants.models.applications import Application


class TeammateQuerySet(StateQuerySet):
    def current(self) -> TeammateQuerySet:
        """Those who are on a team now."""
        return self.filter(ended_at__isnull=True)


class Teammate(StateModel):
    """Somebody's part in one application, from one instant to another. There is one lead at a time.

    Who holds a role over the organization prepares its applications without a row here; a row then only names the part
    that she has. Anybody else comes in through the role `teammate` over this one application, which the same deeds give
    and end.
    """

    application = StateForeignKey(Application, related_name="team")
    member = StateForeignKey(Member, related_name="teams")
    part = models.CharField(max_length=10, choices=TeamPart)
    by = StateForeignKey(Member, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = StateManager.from_queryset(TeammateQuerySet)()

    class Meta:
        ordering = ["since", "pk"]
        verbose_name = "member of the team"
        constraints = [
            *isolated("grants_teammate", "application", "member", "by"),
            models.CheckConstraint(condition=Q(part__in=TeamPart.values), name="teammate_part_known"),
            models.UniqueConstraint(
                fields=["state", "application", "member"], condition=Q(ended_at__isnull=True), name="teammate_once"
            ),
            models.UniqueConstraint(
                fields=["state", "application"],
                condition=Q(ended_at__isnull=True, part=TeamPart.LEAD),
                name="teammate_one_lead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member.name}, {self.get_part_display().lower()}"


class TeamInvitation(StateModel):
    """An invitation by e-mail to one application's team. The token is known to its holder alone; we keep its digest.

    One that is sent again is revoked and followed by a new one. `claimed_by` is the address of somebody who is signed
    in under another address and asks to take it; whoever leads the application confirms that or not.
    """

    application = StateForeignKey(Application, related_name="team_invitations")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    part = models.CharField(max_length=10, choices=TeamPart)
    status = models.CharField(max_length=10, choices=TeamInvitationStatus, default=TeamInvitationStatus.PENDING)
    token_sha256 = models.CharField(max_length=64)
    invited_by = StateForeignKey(Member, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    claimed_by = models.EmailField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = "invitation"
        constraints = [
            *isolated("grants_teaminvitation", "application", "invited_by"),
            models.UniqueConstraint(fields=["state", "token_sha256"], name="teaminvitation_token_once"),
            models.CheckConstraint(
                condition=Q(part__in=[part for part in TeamPart.values if part != TeamPart.LEAD]),
                name="teaminvitation_part_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=TeamInvitationStatus.values), name="teaminvitation_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=TeamInvitationStatus.CLAIMED) | ~Q(claimed_by=""),
                name="teaminvitation_claimed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["state", "application", "email"],
                condition=Q(status__in=[TeamInvitationStatus.PENDING, TeamInvitationStatus.CLAIMED]),
                name="teaminvitation_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} as {self.get_part_display().lower()}"

    @property
    def is_expired(self) -> bool:
        return self.status == TeamInvitationStatus.PENDING and self.expires_at <= timezone.now()

    @property
    def is_open(self) -> bool:
        """Whether its link can still be taken."""
        return self.status == TeamInvitationStatus.PENDING and not self.is_expired


class SectionLease(StateModel):
    """Who writes in a section now. Each save and each sign of life moves `until`; after it anybody may take over.

    `wrote_at` is the last save: a page that is left open gives signs of life for a while only.
    """

    application = StateForeignKey(Application, related_name="leases")
    section_key = models.SlugField(max_length=60)
    member = StateForeignKey(Member, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    wrote_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()

    class Meta:
        constraints = [
            *isolated("grants_sectionlease", "application", "member"),
            models.UniqueConstraint(fields=["state", "application", "section_key"], name="sectionlease_one_a_section"),
        ]

    def __str__(self) -> str:
        return f"{self.member.name} in {self.section_key}"


class ReadyMark(StateModel):
    """Whoever fills in a section says that the lead may read it. What is saved after `at` was not meant."""

    application = StateForeignKey(Application, related_name="ready_marks")
    section_key = models.SlugField(max_length=60)
    by = StateForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *isolated("grants_readymark", "application", "by"),
            models.UniqueConstraint(fields=["state", "application", "section_key"], name="readymark_once_a_section"),
        ]

    def __str__(self) -> str:
        return f"{self.section_key} is ready for the lead"


class Thread(StateModel):
    """What the team says about one question, or about a section as a whole where `question_key` is empty."""

    application = StateForeignKey(Application, related_name="threads")
    section_key = models.SlugField(max_length=60)
    question_key = models.SlugField(max_length=60, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    resolved_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            *isolated("grants_thread", "application", "resolved_by"),
            models.CheckConstraint(
                condition=Q(resolved_by__isnull=True, resolved_at__isnull=True)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="thread_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"Comments on {self.question_key or self.section_key}"


class Comment(StateModel):
    """One thing that somebody said in a thread. Never changed and never deleted."""

    thread = StateForeignKey(Thread, related_name="comments")
    by = StateForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            *isolated("grants_comment", "thread", "by"),
            models.CheckConstraint(condition=~Q(text=""), name="comment_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class CertificationRequest(StateModel):
    """Somebody is asked to certify a draft. It stays a draft, whatever the answer."""

    application = StateForeignKey(Application, related_name="certification_requests")
    certifier = StateForeignKey(Member, related_name="certifications_asked")
    status = models.CharField(max_length=10, choices=CertificationStatus, default=CertificationStatus.WAITING)
    note = models.TextField(blank=True)
    asked_by = StateForeignKey(Member, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name = "request to certify"
        constraints = [
            *isolated("grants_certificationrequest", "application", "certifier", "asked_by"),
            models.CheckConstraint(
                condition=Q(status__in=CertificationStatus.values), name="certificationrequest_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=CertificationStatus.DECLINED) | ~Q(refusal=""),
                name="certificationrequest_declined_with_reason",
            ),
            models.UniqueConstraint(
                fields=["state", "application"],
                condition=Q(status=CertificationStatus.WAITING),
                name="certificationrequest_one_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.certifier.name} is asked to certify"
