"""Letters of commitment and support that an application asks others for, signed by typed name without an account."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member, StoredFile
from grants.choices import LetterAskedKind, LetterAskedStatus
from grants.models.applications import Application
from grants.models.rounds import money


class LetterRequest(StateModel):
    """One letter. What is offered stands in fields, so that it can be added up and compared with the budget.

    `scan` is the letter as it was signed on paper, where one was sent; `facts` what was signed, frozen under
    `facts_sha256`, and `file` the PDF that was drawn from them.
    """

    application = StateForeignKey(Application, related_name="letters_asked")
    kind = models.CharField(max_length=12, choices=LetterAskedKind)
    status = models.CharField(max_length=10, choices=LetterAskedStatus, default=LetterAskedStatus.REQUESTED)
    organization = models.CharField(max_length=200)
    person = models.CharField(max_length=120)
    email = models.EmailField()
    message = models.TextField(blank=True)
    due_at = models.DateTimeField()
    requested_by = StateForeignKey(Member, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now, editable=False)
    seats = models.PositiveIntegerField(null=True, blank=True, help_text="People to hire or train")
    wage_floor = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True, help_text="Dollars an hour")
    hours = models.PositiveIntegerField(null=True, blank=True, help_text="Hours of its own people's time")
    cash = money(default=0)
    equipment = money(default=0)
    text = models.TextField(blank=True)
    resolved_on = models.DateField(null=True, blank=True, help_text="The day on which a board resolved")
    scan = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")
    facts = models.JSONField(default=dict, blank=True)
    facts_sha256 = models.CharField(max_length=64, blank=True)
    file = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")
    signed_name = models.CharField(max_length=120, blank=True)
    signed_title = models.CharField(max_length=120, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(blank=True)

    class Meta:
        ordering = ["requested_at", "pk"]
        verbose_name = "letter"
        constraints = [
            *isolated("grants_letterrequest", "application", "requested_by", "scan", "file"),
            models.CheckConstraint(condition=Q(kind__in=LetterAskedKind.values), name="letterrequest_kind_known"),
            models.CheckConstraint(condition=Q(status__in=LetterAskedStatus.values), name="letterrequest_status_known"),
            models.CheckConstraint(
                condition=~Q(status=LetterAskedStatus.SIGNED) | (~Q(signed_name="") & Q(decided_at__isnull=False)),
                name="letterrequest_signed_whole",
            ),
            models.CheckConstraint(condition=Q(cash__gte=0, equipment__gte=0), name="letterrequest_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.organization}"
