"""A round whose form changed while it was open: which version took the place of which, and the drafts that moved to it."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from core.isolation import StateForeignKey, StateManager, StateModel, StateQuerySet, isolated
from core.models import Member
from grants.models.applications import Application
from grants.models.rounds import Round
from questions.models import FormVersion


class FormChange(StateModel):
    """The deed that moved a round and its drafts to a newer version of the form. Inserted once.

    `changes` are [section key, section title, sentence], as they were read on that day.
    """

    round = StateForeignKey(Round, related_name="form_changes")
    before = StateForeignKey(FormVersion, related_name="+")
    after = StateForeignKey(FormVersion, related_name="+")
    reason = models.TextField()
    changes = models.JSONField(default=list)
    by = StateForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            *isolated("grants_formchange", "round", "before", "after", "by"),
            models.UniqueConstraint(fields=["state", "round", "after"], name="formchange_once_a_version"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="formchange_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.round}: {self.after}"


class DraftMoveQuerySet(StateQuerySet):
    def unseen(self) -> DraftMoveQuerySet:
        """Those with a section that nobody of the applicant's has looked at yet."""
        return self.filter(to_see__len__gt=0)


class DraftMove(StateModel):
    """What the change did to one draft: labels of the answers that stayed, that are asked again, that are not needed.

    `to_see` are the sections that changed and that nobody of the applicant's has looked at since.
    """

    change = StateForeignKey(FormChange, related_name="moves")
    application = StateForeignKey(Application, related_name="form_moves")
    stays = models.JSONField(default=list)
    again = models.JSONField(default=list)
    not_needed = models.JSONField(default=list)
    asked = models.JSONField(default=list)
    to_see = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    objects: ClassVar = StateManager.from_queryset(DraftMoveQuerySet)()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            *isolated("grants_draftmove", "change", "application"),
            models.UniqueConstraint(fields=["state", "change", "application"], name="draftmove_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} in {self.change_id}"
