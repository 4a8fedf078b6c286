"""The impact report: an edition freezes its facts, documents are drawn from them, deliveries carry them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import AccessLink, Member, StoredFile
from legislature.choices import DeliveryStatus, DocumentKind, EditionStatus
from legislature.models.people import District, Legislator


class Edition(StateModel):
    """One edition of the impact report. `facts` is written once, when frozen; every document is drawn from it alone.

    A correction is a new edition that names the one it corrects and says what changed.
    """

    title = models.CharField(max_length=160)
    period_start = models.DateField()
    period_end = models.DateField()
    status = models.CharField(max_length=10, choices=EditionStatus, default=EditionStatus.DRAFT)
    requested_by = models.CharField(max_length=300, help_text="The statute or the documented request that it answers")
    letter = models.TextField(blank=True, help_text="The director's letter")
    what_did_not_work = models.TextField(blank=True)
    facts = models.JSONField(null=True, blank=True)
    facts_sha256 = models.CharField(max_length=64, blank=True)
    corrects = StateForeignKey("legislature.Edition", null=True, blank=True, related_name="corrections")
    what_changed = models.TextField(blank=True)
    built_by = StateForeignKey(Member, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True)
    approved_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-period_end", "-pk"]
        verbose_name = "edition"
        constraints = [
            *isolated("legislature_edition", "corrects", "built_by", "approved_by"),
            models.CheckConstraint(condition=Q(status__in=EditionStatus.values), name="edition_status_known"),
            models.CheckConstraint(condition=Q(period_end__gt=F("period_start")), name="edition_period_in_order"),
            models.CheckConstraint(
                condition=Q(status=EditionStatus.DRAFT)
                | (Q(facts__isnull=False, frozen_at__isnull=False) & ~Q(facts_sha256="")),
                name="edition_frozen_before_it_moves",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("built_by")),
                name="edition_two_people",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True) | ~Q(what_changed=""),
                name="edition_correction_says_what_changed",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def frozen_facts(self) -> dict[str, Any]:
        """The facts that every document is drawn from. Raises ValueError before they are frozen."""
        if not self.facts:
            raise ValueError(f"The facts of {self} are not frozen yet, so nothing can be drawn from them.")
        return dict(self.facts)


class Document(StateModel):
    """One PDF of an edition: the statewide report, or the same with a district's page."""

    edition = StateForeignKey(Edition, related_name="documents")
    kind = models.CharField(max_length=10, choices=DocumentKind)
    district = StateForeignKey(District, null=True, blank=True, related_name="documents")
    file = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    drawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *isolated("legislature_document", "edition", "district", "file"),
            models.UniqueConstraint(
                fields=["state", "edition", "kind", "district"], nulls_distinct=False, name="document_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=DocumentKind.STATEWIDE, district__isnull=True)
                | Q(kind=DocumentKind.DISTRICT, district__isnull=False),
                name="document_kind_matches_district",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition}, {self.district or 'statewide'}"


class Delivery(StateModel):
    """One edition to one legislator, by a link that can be withdrawn."""

    edition = StateForeignKey(Edition, related_name="deliveries")
    legislator = StateForeignKey(Legislator, related_name="deliveries")
    document = StateForeignKey(Document, related_name="deliveries")
    link = StateForeignKey(AccessLink, null=True, blank=True, related_name="+")
    email = models.EmailField()
    status = models.CharField(max_length=10, choices=DeliveryStatus, default=DeliveryStatus.WAITING)
    sent_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            *isolated("legislature_delivery", "edition", "legislator", "document", "link"),
            models.UniqueConstraint(fields=["state", "edition", "legislator"], name="delivery_once"),
            models.CheckConstraint(condition=Q(status__in=DeliveryStatus.values), name="delivery_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.edition} to {self.legislator}"
