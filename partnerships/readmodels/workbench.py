"""The workbench: the screening that was asked for, as rows, charts and words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.charts import Chart
from core.models import State
from labor_market.readmodels.screening import Asked, screen
from labor_market.readmodels.screening_occupations import FILTERS
from labor_market.readmodels.screening_shown import (
    Row,
    bubble_chart,
    figures_of,
    openings_text,
    rows_of,
    shift_chart,
    source_lines,
    years_text,
)

PENNSYLVANIA = (
    ("Importance to the economy", "jobs and location quotient"),
    ("Workforce needs", "projected openings and what employers say: add conversations to the analysis"),
    ("Growth potential", "growth and competitive share"),
    ("Wages, benefits and career opportunities", "relative pay; the occupations behind each industry"),
    ("Forward-looking data", "projected openings, where the state’s projections are loaded"),
)
"""What the statute asks of a target industry cluster, beside the indicators that answer to it."""


@dataclass(frozen=True)
class Workbench:
    """Everything under the form."""

    facts: dict[str, Any]
    rows: list[Row]
    bubbles: Chart | None
    shift: Chart | None
    figures: list[dict[str, str]]
    sources: list[str]
    openings: str
    years: str
    filter_words: str
    criteria: tuple[tuple[str, str], ...]

    @property
    def refused(self) -> str:
        return str(self.facts["refused"])


def workbench_of(asked: Asked, state: State, preset: str = "") -> Workbench:
    """The queries of `screen`, whatever is asked."""
    return shown(screen(asked, state), preset)


def shown(facts: dict[str, Any], preset: str = "") -> Workbench:
    return Workbench(
        facts=facts,
        rows=rows_of(facts),
        bubbles=bubble_chart(facts),
        shift=shift_chart(facts),
        figures=figures_of(facts),
        sources=source_lines(facts),
        openings=openings_text(facts),
        years=years_text(facts),
        filter_words=FILTERS[preset].words if preset in FILTERS else "",
        criteria=PENNSYLVANIA if preset == "pa" else (),
    )
