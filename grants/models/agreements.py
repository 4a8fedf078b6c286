"""Grant agreements: the state's templates in versions, and the agreement of an award with its signatures."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member, StoredFile
from grants.choices.awarding import AgreementStatus, SignedHow
from grants.models.awards import Award

S = AgreementStatus


class AgreementTemplate(StateModel):
    """A template of agreements under one name; its text is kept in versions."""

    name = models.CharField(max_length=120)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["name"]
        verbose_name = "agreement template"
        constraints = [
            *isolated("grants_agreementtemplate"),
            models.UniqueConstraint(fields=["state", "name"], name="agreementtemplate_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class AgreementText(StateModel):
    """One version of a template's text. Inserted once, so that an agreement can always show what it was made of."""

    template = StateForeignKey(AgreementTemplate, related_name="texts")
    number = models.PositiveSmallIntegerField()
    body = models.TextField()
    by = StateForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["template", "-number"]
        constraints = [
            *isolated("grants_agreementtext", "template", "by"),
            models.UniqueConstraint(fields=["state", "template", "number"], name="agreementtext_number_once"),
            models.CheckConstraint(condition=~Q(body=""), name="agreementtext_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.template}, version {self.number}"


class AwardAgreement(StateModel):
    """The agreement of an award: frozen facts, the document drawn from them, two signatures. One an award is not void.

    `facts` is what is signed, under `facts_sha256`; `certificate` what the certificate page says, frozen when the state
    signed. `proof` tells how whoever signed showed that it was she.
    """

    award = StateForeignKey(Award, related_name="agreements")
    text = StateForeignKey(AgreementText, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=8, choices=AgreementStatus, default=AgreementStatus.DRAFT)
    signer = StateForeignKey(Member, related_name="+")
    facts = models.JSONField()
    facts_sha256 = models.CharField(max_length=64)
    file = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why a change was asked for, or it was sent back or made void")
    how = models.CharField(max_length=6, choices=SignedHow, blank=True)
    signed_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    signed_name = models.CharField(max_length=160, blank=True)
    signed_title = models.CharField(max_length=160, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    proof = models.CharField(max_length=160, blank=True)
    address = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=300, blank=True)
    scan = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")
    countersigned_by = StateForeignKey(Member, null=True, blank=True, related_name="+")
    executed_at = models.DateTimeField(null=True, blank=True)
    certificate = models.JSONField(default=dict, blank=True)
    executed_file = StateForeignKey(StoredFile, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["award", "-number"]
        verbose_name = "agreement"
        constraints = [
            *isolated(
                "grants_awardagreement",
                *("award", "text", "signer", "file", "made_by", "signed_by", "scan", "countersigned_by"),
                "executed_file",
            ),
            models.UniqueConstraint(fields=["state", "award", "number"], name="awardagreement_number_once"),
            models.UniqueConstraint(
                fields=["state", "award"], condition=~Q(status="void"), name="awardagreement_one_in_force"
            ),
            models.CheckConstraint(condition=Q(status__in=S.values), name="awardagreement_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=["signed", "executed"])
                | (Q(signed_by__isnull=False, signed_at__isnull=False, how__in=SignedHow.values) & ~Q(signed_name="")),
                name="awardagreement_signature_whole",
            ),
            models.CheckConstraint(
                condition=~Q(how="scan") | Q(scan__isnull=False), name="awardagreement_scan_is_there"
            ),
            models.CheckConstraint(
                condition=~Q(status="executed") | Q(countersigned_by__isnull=False, executed_at__isnull=False),
                name="awardagreement_countersignature_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"Agreement {self.number} of {self.award}"
