"""Public labor-market data, shared by every state: no state_id and no policy, on the allow-list of such tables."""

from labor_market.models.figures import Dataset, IndustryFigure, OccupationFigure, StaffingShare
from labor_market.models.reference import Area, County, Industry, Occupation

__all__ = [
    "Area",
    "County",
    "Dataset",
    "Industry",
    "IndustryFigure",
    "Occupation",
    "OccupationFigure",
    "StaffingShare",
]
