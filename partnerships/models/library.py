"""The resource library: guides, templates and reports by module of the sector strategies toolkit and by topic."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.isolation import StateForeignKey, StateModel, isolated
from core.models import Member, StoredFile
from partnerships.choices.support import LinkState, Module, ResourceKind, Topic


class Resource(StateModel):
    """One resource: a file of our own, or a link. `address` is a web address or a path of this site's own pages."""

    title = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=ResourceKind)
    module = models.PositiveSmallIntegerField(choices=Module, null=True, blank=True)
    topics = ArrayField(models.CharField(max_length=24, choices=Topic), default=list, blank=True)
    summary = models.TextField(blank=True)
    file = StateForeignKey(StoredFile, related_name="+", null=True, blank=True)
    address = models.CharField(max_length=400, blank=True)
    reviewed_on = models.DateField(default=timezone.localdate, help_text="When somebody last read it")
    is_listed = models.BooleanField("listed in the library", default=True)
    link_state = models.CharField(max_length=10, choices=LinkState, default=LinkState.NONE)
    link_note = models.CharField(max_length=200, blank=True)
    link_checked_at = models.DateTimeField(null=True, blank=True)
    made_by = StateForeignKey(Member, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["title", "pk"]
        verbose_name = "resource"
        constraints = [
            *isolated("partnerships_resource", "file", "made_by"),
            models.CheckConstraint(condition=Q(kind__in=ResourceKind.values), name="resource_kind_known"),
            models.CheckConstraint(
                condition=Q(module__isnull=True) | Q(module__in=Module.values), name="resource_module_known"
            ),
            models.CheckConstraint(condition=Q(topics__contained_by=Topic.values), name="resource_topics_known"),
            models.CheckConstraint(condition=Q(link_state__in=LinkState.values), name="resource_link_state_known"),
            models.CheckConstraint(
                condition=Q(file__isnull=False, address="") | (Q(file__isnull=True) & ~Q(address="")),
                name="resource_is_a_file_or_a_link",
            ),
        ]

    def __str__(self) -> str:
        return self.title
