"""What people ask of the labor-market pages, and what they bring to them."""

from labor_market.forms.imports import HeadingsForm, UploadForm
from labor_market.forms.occupations import ORDER_CHOICES, OccupationFilter

__all__ = ["ORDER_CHOICES", "HeadingsForm", "OccupationFilter", "UploadForm"]
