"""Links that open one thing without an account. The token is known to its holder alone; we keep its SHA-256."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.isolation import StateForeignKey, StateModel, isolated
from core.models.people import Member


class AccessLink(StateModel):
    """A 256-bit token for one purpose and one subject, which ends, may be limited in uses and can be withdrawn."""

    token_sha256 = models.CharField(max_length=64)
    purpose = models.CharField(max_length=40)
    subject = models.JSONField(default=dict, help_text="Ids of what it opens, such as {'invite': 12}")
    audience = models.CharField(max_length=254, blank=True)
    expires_at = models.DateTimeField()
    max_uses = models.PositiveIntegerField(null=True, blank=True)
    uses = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = StateForeignKey(Member, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            *isolated("core_accesslink", "revoked_by"),
            models.UniqueConstraint(fields=["state", "token_sha256"], name="accesslink_token_once"),
            models.CheckConstraint(condition=~Q(purpose=""), name="accesslink_has_a_purpose"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} link {self.pk}"
