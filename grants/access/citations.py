"""Fetching what cites a policy, and what could."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from grants.models import Citation
from partnerships.models import StatePolicy


def get_citation(policy: StatePolicy, pk: int) -> Citation:
    return get_object_or_404(Citation.objects.select_related("fund", "program", "round"), policy=policy, pk=pk)
