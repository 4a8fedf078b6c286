"""Fetching visits and findings: behind the award's own door."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from core.access import StateRequest
from grants.access.awards import get_award
from grants.models import MonitoringFinding, MonitoringVisit


def get_visit(request: StateRequest, pk: int, visit: int) -> MonitoringVisit:
    """A visit of an award that she may see."""
    award = get_award(request, pk)
    found = get_object_or_404(MonitoringVisit.objects.select_related("planned_by", "held_by"), award=award, pk=visit)
    found.award = award
    return found


def get_finding(request: StateRequest, pk: int, finding: int) -> MonitoringFinding:
    """A finding of an award that she may see."""
    award = get_award(request, pk)
    found = get_object_or_404(MonitoringFinding.objects.select_related("visit"), award=award, pk=finding)
    found.award = award
    return found
