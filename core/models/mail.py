"""The outbox: every message frozen as it will be sent, with one Message-ID for ever."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.isolation import StateModel, isolated


class EmailStatus(models.TextChoices):
    PENDING = "pending", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    HELD = "held", "Held for a person"
    FAILED = "failed", "Failed"


class Email(StateModel):
    """One message to one person. Whether a message caught in `sending` went out is asked of the mail server's log."""

    template = models.CharField(max_length=80)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    unsubscribe_url = models.URLField(
        max_length=300,
        blank=True,
        db_default="",
        help_text="Where a post ends such messages (RFC 8058)",
    )
    message_id = models.CharField(max_length=120)
    status = models.CharField(max_length=10, choices=EmailStatus, default=EmailStatus.PENDING)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "e-mail"
        constraints = [
            *isolated("core_email"),
            models.UniqueConstraint(fields=["state", "message_id"], name="email_message_id_once"),
            models.CheckConstraint(condition=Q(status__in=EmailStatus.values), name="email_status_known"),
        ]
        indexes = [models.Index(fields=["state", "status"], name="email_by_status")]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"
