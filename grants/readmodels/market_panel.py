"""The panel beside an industry assessment: what published data say, and how often employers were talked with (claim 8).

Both are frozen with the application when it is sent. A confidential talk is counted and never named.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.calendars import add_months
from core.charts import Bar, Chart, hbar
from labor_market.readmodels.panel import panel_for
from labor_market.rules.indicators import wider_codes
from partnerships.models import EmployerConversation
from partnerships.readmodels.voices import FEWER, STANDING, employer_keys
from partnerships.rules.analyses import LEAST_EMPLOYERS

MONTHS = 24
"""How far back a talk with an employer still speaks of the industry today."""


def market_panel(counties: Sequence[str], naics: Sequence[str]) -> dict[str, Any]:
    """`panel_for` with the talks of published analyses. Two queries more."""
    return panel_for(counties, naics) | {"talks": talks_about(counties, naics)}


def talks_about(counties: Sequence[str], naics: Sequence[str], today: dt.date | None = None) -> dict[str, Any]:
    """{"number", "employers", "sentence"}: talks of the last 24 months about these industries in these counties.

    Those of analyses that were published: what a region or the state is still writing is theirs.
    A talk that names no county counts where its analysis has one of them; one that names no industry counts for every.
    """
    since = add_months(today or timezone.localdate(), -MONTHS)
    here = Q(county_fips__in=counties) | Q(
        Q(county_fips="") & (Q(analysis__county_fips__overlap=list(counties)) | Q(analysis__county_fips=[]))
    )
    rows = EmployerConversation.objects.filter(here, held_on__gte=since, analysis__status__in=STANDING)
    fields = ("naics", "held_on", "organization", "organization__merged_into", "employer")
    found = [row for row in rows.order_by("held_on").values_list(*fields) if _about(row[0], naics)]
    employers = set(employer_keys(row[2:] for row in found))
    facts = {"number": len(found), "employers": len(employers)}
    return facts | {"sentence": _sentence(len(found), len(employers), [row[1] for row in found])}


def _about(code: str, naics: Sequence[str]) -> bool:
    """Whether the talk's industry holds one of the codes or lies within one."""
    own = wider_codes(code) if code else []
    return not code or any(own[0] in wider_codes(one) or wider_codes(one)[0] in own for one in naics)


def _sentence(number: int, employers: int, days: list[dt.date]) -> str:
    if not number:
        return f"No talk with an employer of this industry here stands in a published analysis of the last {MONTHS} months."
    times = "once" if number == 1 else f"{number} times"
    who = FEWER if employers < LEAST_EMPLOYERS else f"{employers} employers"
    span = f"{days[0]:%B %Y}" if f"{days[0]:%Y%m}" == f"{days[-1]:%Y%m}" else f"{days[0]:%B %Y} to {days[-1]:%B %Y}"
    return f"Employers of this industry here were talked with {times} ({who}, {span}), by published analyses."


def quotient_chart(panel: Mapping[str, object]) -> Chart | None:
    """How concentrated the first industry's occupations are here, where figures are published."""
    industries = panel.get("industries") or ()
    if not isinstance(industries, Sequence) or not industries:
        return None
    bars = []
    for line in industries[0].get("occupations", ())[:5]:
        try:
            bars.append(Bar(str(line["title"]), float(str(line["quotient"]).replace(",", ""))))
        except (KeyError, ValueError):
            continue
    if not bars:
        return None
    top = max(bars, key=lambda bar: bar.value or 0)
    finding = f"{top.label}: {top.value:.2f} times as concentrated here as in the nation"
    return hbar(
        "lmi-lq",
        bars,
        finding=finding,
        caption="Location quotient of its main occupations",
        show=lambda value: f"{value:.2f}",
        names=("Location quotient", ""),
        width=260,
        left=130,
    )
