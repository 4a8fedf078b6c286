"""Files that people sent and documents that we drew, behind Django's storage interface."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.isolation import StateForeignKey, StateModel, isolated
from core.models.people import Member


class FileStatus(models.TextChoices):
    QUARANTINED = "quarantined", "Being checked"
    CLEAN = "clean", "Checked"
    UNSCANNED = "unscanned", "Not scanned"
    REFUSED = "refused", "Refused"
    DELETED = "deleted", "Deleted"


class StoredFile(StateModel):
    """One file under a random storage key. Never served while in quarantine or refused.

    Of one that was deleted because nothing needed it, the row stays. `is_held`: under a legal hold, never deleted.
    """

    key = models.CharField(max_length=120)
    name = models.CharField(max_length=160)
    purpose = models.CharField(max_length=40, help_text="What it is for; decides who may open it")
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=FileStatus, default=FileStatus.QUARANTINED)
    refusal = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True)
    is_held = models.BooleanField(default=False, help_text="A legal hold: it is not deleted, whatever became of it")
    created_by = StateForeignKey(Member, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "file"
        constraints = [
            *isolated("core_storedfile", "created_by"),
            models.UniqueConstraint(fields=["state", "key"], name="storedfile_key_once"),
            models.CheckConstraint(condition=Q(status__in=FileStatus.values), name="storedfile_status_known"),
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(status=FileStatus.DELETED, is_held=False),
                name="storedfile_held_is_kept",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ready(self) -> bool:
        """Whether it was checked, or nobody here checks files: then those whose purpose allows it open it."""
        return self.status in (FileStatus.CLEAN, FileStatus.UNSCANNED)
