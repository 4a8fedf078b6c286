"""The panel beside an industry assessment: what published data say, and how often employers were talked with (claim 8).

Both are frozen with the application when it is sent. A confidential talk is counted and never named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.calendars import add_months
from labor_market.readmodels.panel import panel_for
from labor_market.rules.indicators import wider_codes
from partnerships.choices.analyses import AnalysisStatus
from partnerships.models import EmployerConversation

MONTHS = 24
"""How far back a talk with an employer still speaks of the industry today."""


def market_panel(counties: Sequence[str], naics: Sequence[str]) -> dict[str, Any]:
    """`panel_for` with the talks on the state's record. One query more."""
    return panel_for(counties, naics) | {"talks": talks_about(counties, naics)}


def talks_about(counties: Sequence[str], naics: Sequence[str], today: dt.date | None = None) -> dict[str, Any]:
    """{"number", "employers", "sentence"}: talks of the last 24 months about these industries in these counties.

    A talk that names no county counts where its analysis has one of them; one that names no industry counts for every.
    """
    since = add_months(today or timezone.localdate(), -MONTHS)
    here = Q(county_fips__in=counties) | Q(
        Q(county_fips="") & (Q(analysis__county_fips__overlap=list(counties)) | Q(analysis__county_fips=[]))
    )
    rows = EmployerConversation.objects.filter(here, held_on__gte=since).exclude(
        analysis__status=AnalysisStatus.WITHDRAWN
    )
    found = [
        row for row in rows.order_by("held_on").values_list("naics", "employer", "held_on") if _about(row[0], naics)
    ]
    employers = {name.casefold() for _, name, _ in found}
    facts = {"number": len(found), "employers": len(employers)}
    return facts | {"sentence": _sentence(len(found), len(employers), [day for _, _, day in found])}


def _about(code: str, naics: Sequence[str]) -> bool:
    """Whether the talk's industry holds one of the codes or lies within one."""
    own = wider_codes(code) if code else []
    return not code or any(own[0] in wider_codes(one) or wider_codes(one)[0] in own for one in naics)


def _sentence(number: int, employers: int, days: list[dt.date]) -> str:
    if not number:
        return f"No talk with an employer of this industry here is on the state's record in the last {MONTHS} months."
    times = "once" if number == 1 else f"{number} times"
    who = "1 employer" if employers == 1 else f"{employers} employers"
    span = f"{days[0]:%B %Y}" if f"{days[0]:%Y%m}" == f"{days[-1]:%Y%m}" else f"{days[0]:%B %Y} to {days[-1]:%B %Y}"
    return f"Employers of this industry here were talked with {times} ({who}, {span}), by the state's record."
