"""What members promised and gave, from the pledge to the verified entry; and what makes a partnership last."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member, StoredFile
from partnerships.choices.work import (
    IN_DOLLARS,
    CommitmentKind,
    CommitmentStatus,
    CountsAs,
    LastingKind,
    Source,
)
from partnerships.models.partnerships import Partnership, PartnershipMember

S = CommitmentStatus


class Commitment(StateModel):
    """One entry of the ledger. It is never changed: a correction is a new entry that `replaces` it.

    `amount` are the dollars that were pledged, `delivered` those that the evidence shows. What is not money (seats,
    interviews, a wage floor) has a `quantity` and a `delivered_quantity` instead.
    """

    partnership = StateForeignKey(Partnership, related_name="commitments")
    seat = StateForeignKey(PartnershipMember, related_name="commitments")
    kind = models.CharField(max_length=10, choices=CommitmentKind)
    counts_as = models.CharField(max_length=8, choices=CountsAs, default=CountsAs.MATCH)
    source = models.CharField(max_length=20, choices=Source)
    title = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    quantity = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=CommitmentStatus, default=CommitmentStatus.PLEDGED)
    pledged_on = models.DateField()
    entered_by = StateForeignKey(Member, related_name="commitments_entered")
    entered_at = models.DateTimeField(default=timezone.now, editable=False)
    document = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")
    committed_on = models.DateField(null=True, blank=True)
    committed_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    evidence = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")
    evidence_note = models.TextField(blank=True)
    delivered = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    delivered_quantity = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    documented_on = models.DateField(null=True, blank=True)
    documented_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    verified_on = models.DateField(null=True, blank=True)
    verified_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    first_verified_on = models.DateField(
        null=True, blank=True, help_text="When the entry that this one corrects was verified; its dollars count then"
    )
    replaces = StateForeignKey("self", null=True, blank=True, related_name="replaced_by")
    reason = models.TextField(blank=True, help_text="Why it was sent back, withdrawn or corrected")

    class Meta:
        ordering = ["-pledged_on", "-pk"]
        verbose_name = "commitment"
        constraints = [
            *isolated(
                "partnerships_commitment",
                "partnership",
                "seat",
                "entered_by",
                "document",
                "committed_by",
                "evidence",
                "documented_by",
                "verified_by",
                "replaces",
            ),
            models.CheckConstraint(condition=Q(kind__in=CommitmentKind.values), name="commitment_kind_known"),
            models.CheckConstraint(condition=Q(status__in=S.values), name="commitment_status_known"),
            models.CheckConstraint(condition=Q(counts_as__in=CountsAs.values), name="commitment_counts_as_known"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="commitment_source_known"),
            models.CheckConstraint(
                condition=Q(kind__in=IN_DOLLARS, amount__gt=0)
                | (~Q(kind__in=IN_DOLLARS) & Q(amount__isnull=True, delivered__isnull=True, quantity__gt=0)),
                name="commitment_in_its_unit",
            ),
            models.CheckConstraint(
                condition=~Q(status=S.COMMITTED) | Q(document__isnull=False, committed_by__isnull=False),
                name="commitment_committed_by_a_document",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[S.DOCUMENTED, S.VERIFIED])
                | (
                    Q(documented_on__isnull=False, documented_by__isnull=False)
                    & (Q(delivered__gt=0) | Q(delivered_quantity__gt=0))
                ),
                name="commitment_documented_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status=S.VERIFIED) | Q(verified_on__isnull=False, verified_by__isnull=False),
                name="commitment_verified_whole",
            ),
            models.CheckConstraint(
                condition=Q(verified_by__isnull=True)
                | (~Q(verified_by=F("entered_by")) & ~Q(verified_by=F("documented_by"))),
                name="commitment_verified_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[S.WITHDRAWN, S.CORRECTED]) | ~Q(reason=""),
                name="commitment_ended_with_a_reason",
            ),
            models.UniqueConstraint(fields=["state", "replaces"], name="commitment_corrected_once"),
        ]
        indexes = [models.Index(fields=["state", "partnership", "status"], name="commitment_by_status")]

    def __str__(self) -> str:
        return self.title


class SustainabilityMilestone(StateModel):
    """A step by which the partnership goes on without the state's grant, with its day and what shows that it is done."""

    partnership = StateForeignKey(Partnership, related_name="sustainability")
    kind = models.CharField(max_length=14, choices=LastingKind)
    title = models.CharField(max_length=200)
    owner = StateForeignKey(PartnershipMember, null=True, blank=True, related_name="+")
    yearly = models.DecimalField(
        "Dollars a year", max_digits=14, decimal_places=2, null=True, blank=True, help_text="What it brings each year"
    )
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "milestone"
        constraints = [
            *isolated("partnerships_sustainability", "partnership", "owner", "made_by"),
            models.CheckConstraint(condition=Q(kind__in=LastingKind.values), name="sustainability_kind_known"),
            models.CheckConstraint(
                condition=(Q(done_on__isnull=True) & Q(dropped_on__isnull=True)) | ~Q(evidence=""),
                name="sustainability_done_with_evidence",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True), name="sustainability_done_or_dropped"
            ),
            models.CheckConstraint(condition=Q(yearly__isnull=True) | Q(yearly__gte=0), name="sustainability_dollars"),
        ]

    def __str__(self) -> str:
        return self.title
