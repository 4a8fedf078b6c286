"""Regions and target industries: staff read them, those who keep them change them."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from partnerships.models import Region, TargetIndustry


def get_region(pk: int) -> Region:
    """A region of this state; 404 for any other. The door has asked for the permission, which is held over the state."""
    return get_object_or_404(Region, pk=pk)


def get_industry(pk: int) -> TargetIndustry:
    return get_object_or_404(TargetIndustry.objects.select_related("analysis"), pk=pk)
