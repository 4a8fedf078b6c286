"""The notice as it was: its documents, and the notice frozen at its opening and at each addendum."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member, StoredFile
from grants.models.notices import Addendum
from grants.models.rounds import Round


class RoundDocument(StateModel):
    """A document of a round: the notice as a PDF, a template, a budget form. A newer one replaces it; both are kept."""

    round = StateForeignKey(Round, related_name="documents")
    title = models.CharField(max_length=120)
    file = StateForeignKey(StoredFile, related_name="+")
    replaces = StateForeignKey("self", related_name="replaced_by", null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    by = StateForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = "document"
        constraints = [
            *isolated("grants_rounddocument", "round", "file", "replaces", "by"),
            models.UniqueConstraint(
                fields=["state", "replaces"], condition=Q(replaces__isnull=False), name="rounddocument_replaced_once"
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")), name="rounddocument_replaces_another"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RoundVersion(StateModel):
    """The notice as everybody could read it from one instant on: plain JSON and its SHA-256. Inserted once.

    `content` is {"schema", "round", "parts": [{"key", "label", "lines"}, …], "documents": [{"title", "name", "file",
    "size", "sha256"}, …]}, all in words, so that it reads the same whatever becomes of the round.
    """

    round = StateForeignKey(Round, related_name="versions")
    number = models.PositiveSmallIntegerField()
    addendum = StateForeignKey(Addendum, related_name="versions", null=True, blank=True)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, editable=False)
    by = StateForeignKey(Member, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            *isolated("grants_roundversion", "round", "addendum", "by"),
            models.UniqueConstraint(fields=["state", "round", "number"], name="roundversion_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.round}, version {self.number}"
