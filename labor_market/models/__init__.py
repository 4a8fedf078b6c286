"""Public labor-market data, shared by every state and on the allow-list of such tables; imports are a state's own."""

from labor_market.models.figures import Dataset, IndustryFigure, OccupationFigure, StaffingShare
from labor_market.models.imports import DataImport
from labor_market.models.projections import OccupationProjection
from labor_market.models.reference import Area, County, Industry, Occupation

__all__ = [
    "Area",
    "County",
    "DataImport",
    "Dataset",
    "Industry",
    "IndustryFigure",
    "Occupation",
    "OccupationFigure",
    "OccupationProjection",
    "StaffingShare",
]
