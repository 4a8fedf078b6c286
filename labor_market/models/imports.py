"""Files of labor-market figures that a state's analyst brings, from the upload to the data set."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member, StoredFile
from labor_market.choices import ImportKind, ImportStatus
from labor_market.models.figures import Dataset


class DataImport(StateModel):
    """One file: read once to show what is in it, then again to load it.

    `options` is what the analyst said about it (how its headings are to be read), `found` what the reading found, for
    the preview. `errors` are the first refused lines; all of them are in `error_file`. The counts are those of the
    reading or loading under way, and `bytes_done` of `bytes_all` says how far it is. Who removes a data set lets go of it
    here first: what is shared is never an import's, so nothing outside a state's scope has to look into this table.
    """

    kind = models.CharField(max_length=10, choices=ImportKind)
    vintage = models.CharField(max_length=40)
    released = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.WAITING)
    file = StateForeignKey(StoredFile, related_name="+")
    file_name = models.CharField(max_length=160)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    options = models.JSONField(default=dict, blank=True)
    found = models.JSONField(default=dict, blank=True)
    bytes_done = models.PositiveBigIntegerField(default=0)
    bytes_all = models.PositiveBigIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    rows_good = models.PositiveIntegerField(default=0)
    withheld = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    errors = models.JSONField(default=list, blank=True)
    error_file = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")
    failure = models.TextField(blank=True, help_text="Why it was not loaded, as it is told to the analyst")
    dataset = models.ForeignKey(Dataset, null=True, blank=True, on_delete=models.DO_NOTHING, related_name="imports")
    created_by = StateForeignKey(Member, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "import"
        ordering = ["-created_at", "-pk"]
        constraints = [
            *isolated("labor_market_dataimport", "file", "error_file", "created_by"),
            models.CheckConstraint(condition=Q(kind__in=ImportKind.values), name="dataimport_kind_known"),
            models.CheckConstraint(condition=Q(status__in=ImportStatus.values), name="dataimport_status_known"),
            models.CheckConstraint(
                condition=~Q(status=ImportStatus.FAILED) | ~Q(failure=""), name="dataimport_failure_is_told"
            ),
        ]
        indexes = [models.Index(fields=["state", "-created_at"], name="dataimport_by_day")]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.vintage}"
