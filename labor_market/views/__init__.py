"""Pages of the labor market, for staff, conveners and reviewers alike."""

from labor_market.views.staff import area, areas, industry, occupations_csv

__all__ = ["area", "areas", "industry", "occupations_csv"]
