"""A check of eligibility that somebody made before she had an account: her answers, and what they came to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from grants.choices import EligibilityResult
from grants.models.rounds import Round
from questions.models import FormVersion

ELIGIBILITY = "eligibility"
"""The purpose of the link that opens a check again."""


class EligibilityCheck(StateModel):
    """One check. Inserted once, never changed; deleted by the clock when no application was started from it.

    `typed` holds the answers as they were typed, by the question's key; `content` what everybody reads of it later: the
    form with its hash, each question with its answer in words, the result and the reasons. It names no person.
    """

    round = StateForeignKey(Round, related_name="checks")
    version = StateForeignKey(FormVersion, related_name="+")
    typed = models.JSONField(default=dict)
    content = models.JSONField(default=dict)
    result = models.CharField(max_length=14, choices=EligibilityResult)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = "eligibility check"
        constraints = [
            *isolated("grants_eligibilitycheck", "round", "version"),
            models.CheckConstraint(
                condition=Q(result__in=EligibilityResult.values), name="eligibilitycheck_result_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "at"], name="eligibilitycheck_by_age")]

    def __str__(self) -> str:
        return f"Check {self.pk}: {self.get_result_display()}"
