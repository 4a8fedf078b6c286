"""Public reference data: everyone who may see labor-market data may see all of it, areas of other states too."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from labor_market.models import Area, Industry


def get_area(code: str) -> Area:
    """An area by its seven-digit code; 404 for one that is not loaded."""
    return get_object_or_404(Area, pk=code)


def get_industry(code: str) -> Industry:
    """An industry by its NAICS 2022 code, such as 3364 or 31-33."""
    return get_object_or_404(Industry, pk=code)
