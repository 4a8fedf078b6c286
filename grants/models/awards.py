"""Awards and the letters that announce decisions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member, StoredFile
from core.moves import ClockNow
from grants.choices import AwardStatus, LetterKind
from grants.models.applications import Application
from grants.models.decisions import SlateLine
from grants.models.rounds import Fund, money
from partnerships.models import Organization, Partnership

CAME_TO_NOTHING = (AwardStatus.REFUSED, AwardStatus.LAPSED)
"""Offers whose money went back to its fund."""


class AwardQuerySet(StateQuerySet):
    def active(self) -> AwardQuerySet:
        return self.filter(status=AwardStatus.ACTIVE)

    def public(self) -> AwardQuerySet:
        """Accepted, and not held back: where legislators are told first, only from the instant of its release on."""
        accepted = self.filter(status__in=[AwardStatus.ACTIVE, AwardStatus.ENDED, AwardStatus.CLOSED])
        return accepted.exclude(held_back())

    def standing(self) -> AwardQuerySet:
        """Offered or accepted: neither refused nor lapsed, so their money is given."""
        return self.exclude(status__in=CAME_TO_NOTHING)


def held_back() -> Q:
    """The condition on an award that nobody outside may learn of it yet, by the database's clock."""
    released = Q(public_from__isnull=False, public_from__lte=ClockNow())
    return Q(application__round__head_start_hours__gt=0) & ~released


class Award(StateModel):
    """Money granted to a partnership, for a period, from a fund. What it promised are its application's targets.

    Where its round tells legislators first, `public_from` is the instant of its release; while it has none nothing public
    shows the award.
    """

    application = StateForeignKey(Application, related_name="awards")
    partnership = StateForeignKey(Partnership, related_name="awards")
    organization = StateForeignKey(Organization, related_name="awards")
    fund = StateForeignKey(Fund, related_name="awards")
    number = models.CharField(max_length=24)
    amount = money()
    match_required = money(default=0)
    status = models.CharField(max_length=10, choices=AwardStatus, default=AwardStatus.OFFERED)
    starts_on = models.DateField()
    ends_on = models.DateField()
    officer = StateForeignKey(Member, null=True, blank=True, related_name="awards_handled")
    offered_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateField(null=True, blank=True, help_text="The last day of the applicant's turn, in the state")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    signature = models.CharField(max_length=160, blank=True, help_text="Name typed by the person who accepted")
    public_from = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = StateManager.from_queryset(AwardQuerySet)()

    class Meta:
        ordering = ["-starts_on", "number"]
        verbose_name = "award"
        constraints = [
            *isolated("grants_award", "application", "partnership", "organization", "fund", "officer", "answered_by"),
            models.UniqueConstraint(fields=["state", "number"], name="award_number_once"),
            models.UniqueConstraint(fields=["state", "application"], name="award_once_an_application"),
            models.CheckConstraint(condition=Q(status__in=AwardStatus.values), name="award_status_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="award_amount_positive"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="award_ends_after_start"),
            models.CheckConstraint(
                condition=Q(status__in=[AwardStatus.OFFERED, AwardStatus.LAPSED]) | Q(answered_at__isnull=False),
                name="award_answered_before_it_moves",
            ),
            models.CheckConstraint(
                condition=Q(status=AwardStatus.LAPSED, lapsed_at__isnull=False, answered_at__isnull=True)
                | (~Q(status=AwardStatus.LAPSED) & Q(lapsed_at__isnull=True)),
                name="award_lapses_unanswered",
            ),
        ]
        indexes = [models.Index(fields=["state", "status"], name="award_by_status")]

    def __str__(self) -> str:
        return f"{self.number} {self.partnership}"

    @property
    def days_late(self) -> int:
        """By how many days its answer came after its last day, on the state's calendar; 0 for one in time or none."""
        if self.answered_at is None or self.answer_by is None:
            return 0
        return max((timezone.localdate(self.answered_at) - self.answer_by).days, 0)

    @property
    def is_held_back(self) -> bool:
        """Whether nobody outside may learn of it yet, because its round tells legislators first."""
        if not self.application.round.head_start_hours or self.status in CAME_TO_NOTHING:
            return False
        return self.public_from is None or self.public_from > timezone.now()


class LetterQuerySet(StateQuerySet):
    def sent(self) -> LetterQuerySet:
        """What the applicant has, the latest first."""
        return self.filter(sent_at__isnull=False).order_by("-version")

    def held(self) -> LetterQuerySet:
        """Merged and not sent: nobody outside the office may read one."""
        return self.filter(sent_at__isnull=True)


class Letter(StateModel):
    """A decision letter: merged from what was approved, looked at, and sent; drawn from its facts alone by a job.

    Until it is sent a paragraph may be added, and nobody outside the office can read it. What was sent never changes: a
    correction is a letter of its own, with the next version, which somebody else than its author approves.
    """

    application = StateForeignKey(Application, related_name="letters")
    line = StateForeignKey(SlateLine, related_name="letters", null=True, blank=True)
    kind = models.CharField(max_length=10, choices=LetterKind)
    version = models.PositiveSmallIntegerField(default=1)
    facts = models.JSONField()
    facts_sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    corrects = StateForeignKey("self", null=True, blank=True, related_name="corrections")
    reason = models.TextField(blank=True, help_text="Why a sent letter is corrected, for the file")
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    file = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")

    objects: ClassVar = StateManager.from_queryset(LetterQuerySet)()

    class Meta:
        verbose_name = "letter"
        constraints = [
            *isolated("grants_letter", "application", "line", "made_by", "corrects", "looked_by", "sent_by", "file"),
            models.UniqueConstraint(fields=["state", "application", "version"], name="letter_version_once"),
            models.UniqueConstraint(
                fields=["state", "application"], condition=Q(sent_at__isnull=True), name="letter_one_held"
            ),
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_known"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(looked_at__isnull=False), name="letter_sent_after_a_look"
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="")
                | (Q(corrects__isnull=False, made_by__isnull=False) & ~Q(reason="")),
                name="letter_correction_says_why",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | Q(looked_by__isnull=True) | ~Q(looked_by=F("made_by")),
                name="letter_correction_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.application}"

    @property
    def status(self) -> str:
        """Where it stands: to look at, looked at, or sent."""
        return "sent" if self.sent_at else "looked" if self.looked_at else "held"

    @property
    def status_label(self) -> str:
        if self.corrects_id and not self.looked_at:
            return "To approve"
        return {"sent": "Sent", "looked": "Looked at", "held": "To look at"}[self.status]
