"""The audit trail: only ever inserted, chained by hash for each state."""

from django.db import models

from core.isolation import StateModel, isolated


class AuditEvent(StateModel):
    """One line of the audit trail: who did what to which thing.

    Names are copied rather than referenced, so the trail outlives what it describes. A trigger numbers the line, stamps
    it with the database's clock and chains its hash to the line before; triggers and rights refuse change and deletion.
    """

    seq = models.BigIntegerField(editable=False)
    at = models.DateTimeField(editable=False)
    actor_id = models.BigIntegerField(null=True, blank=True)
    actor = models.CharField(max_length=200)
    deed = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.CharField(max_length=40)
    target = models.CharField(max_length=200)
    details = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=45, blank=True)
    prev = models.BinaryField(editable=False)
    hash = models.BinaryField(editable=False)

    class Meta:
        ordering = ["-seq"]
        constraints = [
            *isolated("core_auditevent"),
            models.UniqueConstraint(fields=["state", "seq"], name="auditevent_numbered"),
        ]
        indexes = [
            models.Index(fields=["state", "target_type", "target_id", "seq"], name="auditevent_of_a_thing"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.deed}"


class AuditHead(StateModel):
    """Where a state's trail ends: the number and hash of its last line, so that a cut tail is noticed."""

    seq = models.BigIntegerField()
    hash = models.BinaryField()

    class Meta:
        constraints = [
            *isolated("core_audithead"),
            models.UniqueConstraint(fields=["state"], name="audithead_one_a_state"),
        ]

    def __str__(self) -> str:
        return f"line {self.seq}"
