"""People who enrolled, each counted once, by county of residence and by partnership: two tables, suppressed once.

Districts print cells of these tables and nothing else that counts people, so that no two pages can be subtracted.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count

from core.geography import all_counties
from core.models import State
from evaluation.models import Worker
from evaluation.statistics import suppress

ELSEWHERE = "elsewhere"
"""An address outside the state, or none known."""


def people_of(state: State, start: dt.date, end: dt.date) -> dict[str, Any]:
    """{"enrolled": int or None, "counties": {fips: int or None}, "partnerships": {id: int or None}, "hidden": …}.

    None is a count that is not shown: below the state's minimum, or hidden so that such a one cannot be worked out.
    """
    found = Worker.objects.filter(entered_on__range=(start, end))
    enrolled = found.aggregate(people=Count("pseudonym", distinct=True))["people"]
    counties = dict(_once(found, "county_fips"))
    own = {fips: count for fips, count in counties.items() if fips.startswith(state.fips) and fips in all_counties()}
    elsewhere = sum(count for fips, count in counties.items() if fips not in own)
    by_county = suppress({**own, ELSEWHERE: elsewhere}, state.suppression_min_n)
    by_partnership = suppress({str(pk): count for pk, count in _once(found, "partnership_id")}, state.suppression_min_n)
    hidden = [fips for fips in by_county.hidden if fips != ELSEWHERE]
    return {
        "enrolled": enrolled if enrolled == 0 or enrolled >= state.suppression_min_n else None,
        "minimum": state.suppression_min_n,
        "counties": {fips: count for fips, count in by_county.cells.items() if fips != ELSEWHERE},
        "elsewhere": by_county.cells[ELSEWHERE],
        "county_total_is_safe": by_county.total is not None,
        "hidden_counties": sorted(hidden),
        "hidden_people": sum(own[fips] for fips in hidden) if by_county.total is not None and hidden else None,
        "partnerships": by_partnership.cells,
        "partnerships_with_people": len(by_partnership.cells),
    }


def _once(workers: Any, by: str) -> list[tuple[Any, int]]:
    """How many different people by something; somebody in two places counts in both."""
    rows = workers.order_by().values(by).annotate(people=Count("pseudonym", distinct=True))
    return [(row[by], row["people"]) for row in rows]
