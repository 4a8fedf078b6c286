"""Parts of an applicant's pages: everything as it will be sent, the region on a map, who must sit at the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core import geography
from core.charts import Chart, maps
from core.models import State
from grants.checks.applications import Seat, Terms
from grants.models import Application
from grants.readmodels.application_content import county_label
from grants.readmodels.application_page import section_url
from grants.readmodels.review_content import Content, Part, content_of
from partnerships.rules.composition import judge, rule_of
from questions.choices import Panel
from questions.models import Section


@dataclass(frozen=True)
class CheckPage:
    """Everything as it will be sent: the facts of the partnership, then each part with the way back to it."""

    content: Content
    facts: list[tuple[str, Any]]
    parts: list[tuple[Part, str]]
    partnership_url: str


def check_page(application: Application) -> CheckPage:
    """The draft read through the same eyes as a reviewer's."""
    content = content_of(application, as_it_stands=True)
    sections = Section.objects.filter(version_id=application.response.version_id)
    panels = dict(sections.values_list("panel", "key"))
    keys = set(sections.values_list("key", flat=True))
    parts = [(part, section_url(application, part.key if part.key in keys else "")) for part in content.parts]
    where = section_url(application, panels.get(Panel.PARTNERSHIP.value, ""))
    return CheckPage(content, facts_of(application), parts, where)


def facts_of(application: Application) -> list[tuple[str, Any]]:
    """Who applies, where, for what and for how long."""
    return [
        ("Applicant", application.organization.legal_name),
        ("Partnership", application.title),
        ("Industry", application.industry_title),
        ("NAICS codes", ", ".join(application.naics)),
        ("Counties", "; ".join(county_label(fips) for fips in application.county_fips)),
        ("Months", application.months),
    ]


def region_map(application: Application, state: State) -> Chart | None:
    """The counties chosen, on the state's map; None without any here, or where no outlines are kept."""
    shapes = geography.geography(state.usps)
    inside = [fips for fips in application.county_fips if shapes and fips in shapes.counties]
    if shapes is None or not inside:
        return None
    names = ", ".join(geography.county_name(fips) for fips in inside)
    return maps.district_map("region", shapes, inside, finding=f"Region chosen: {names}")


@dataclass(frozen=True)
class Needed:
    """One rule of who must sit at the table, and how far it is kept."""

    label: str
    have: str
    is_met: bool


def composition_of(seats: Sequence[Seat], no_labor_reason: str, terms: Terms) -> list[Needed]:
    """Who must sit at the table, beside who does (BR-05)."""
    rule = rule_of(terms.composition, terms.min_employers)
    return [Needed(line.label, line.have, line.met) for line in judge(rule, seats, no_labor_reason)]
