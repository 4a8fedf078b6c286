"""The job ledger: the row is the truth, the Celery message only a wake-up call."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.isolation import StateModel, isolated


class JobStatus(models.TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    DEAD = "dead", "Failed"
    DROPPED = "dropped", "Dropped"


class Job(StateModel):
    """One piece of work that follows a commit. Inserted in the transaction that asks for it, so it cannot be lost.

    `key` makes asking twice harmless. `lease_until` says until when the worker that holds it may be believed.
    """

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160)
    queue = models.CharField(max_length=20, default="default")
    args = models.JSONField(default=dict)
    status = models.CharField(max_length=10, choices=JobStatus, default=JobStatus.QUEUED)
    attempt = models.PositiveSmallIntegerField(default=0)
    max_attempt = models.PositiveSmallIntegerField(default=5)
    run_after = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *isolated("core_job"),
            models.UniqueConstraint(fields=["state", "kind", "key"], name="job_asked_once"),
            models.CheckConstraint(condition=Q(status__in=JobStatus.values), name="job_status_known"),
        ]
        indexes = [
            models.Index(
                fields=["status", "run_after"],
                condition=Q(status__in=[JobStatus.QUEUED, JobStatus.RUNNING]),
                name="job_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
