"""Which panel a section shows."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict

from grants.forms.application_budget import BudgetPanel
from grants.forms.application_case import AssessmentPanel, NeutralityPanel, WorkPlanPanel
from grants.forms.application_match import MatchPanel
from grants.forms.application_panels import Panel, PartnershipPanel, RosterPanel
from grants.forms.application_targets import TargetPanel
from grants.models import Application
from grants.readmodels.application_content import Tables

PANELS: dict[str, type[Panel]] = {
    panel.kind: panel
    for panel in (
        *(PartnershipPanel, RosterPanel, BudgetPanel, TargetPanel),
        *(AssessmentPanel, WorkPlanPanel, NeutralityPanel, MatchPanel),
    )
}


def panel_of(
    kind: str, application: Application, tables: Tables, data: QueryDict | None = None, *, more: str = ""
) -> Any:
    """The panel of a section, as saved or as posted; `more` asks for an empty row (of that budget category)."""
    return PANELS[kind](application, tables, data, more=more) if kind in PANELS else None
