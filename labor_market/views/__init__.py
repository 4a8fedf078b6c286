"""Pages of the labor market, for staff, conveners and reviewers alike."""

from labor_market.views.imports import (
    dataset_remove,
    import_act,
    import_headings,
    import_new,
    import_one,
    import_progress,
    imports,
)
from labor_market.views.staff import area, areas, industry, occupations_csv

__all__ = [
    "area",
    "areas",
    "dataset_remove",
    "import_act",
    "import_headings",
    "import_new",
    "import_one",
    "import_progress",
    "imports",
    "industry",
    "occupations_csv",
]
