"""Which occupations a state expects to decline, by its newest projections; and what to say where it has none."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from core.models import State
from labor_market.choices import DatasetKind
from labor_market.models import Dataset, OccupationProjection
from labor_market.readmodels.openings import area_of, broad_of, not_of_the_state, spans_of
from labor_market.rules.screening import NO_PROJECTION

NOT_LOOKED_AT = "Decline was not looked at: {why}. An occupation that passes here may be one that declines."


class Declines(NamedTuple):
    """SOC → jobs gained or lost over the projected years; `said` tells where it comes from, or why it was not looked at."""

    changes: dict[str, Decimal]
    was_looked_at: bool
    said: str


def declines_of(state: State, socs: list[str]) -> Declines:
    """What the state's projections expect of these occupations, or of the broad ones that contain them.

    Three queries; one where none are loaded.
    """
    held = Dataset.objects.newest(DatasetKind.PROJECTION, state).first()
    if held is None:
        return _not_looked_at(NO_PROJECTION)
    rows = OccupationProjection.objects.filter(dataset=held)
    areas = spans_of(rows)
    area = area_of(areas, state, "")
    if area is None:
        return _not_looked_at(not_of_the_state(held, areas, state))
    first, last = areas[area]
    broad = {soc: broad_of(soc) for soc in socs}
    found = rows.filter(area=area, base_year=first, soc__in={*socs, *broad.values()})
    known = {one.soc: change for one in found if (change := _change(one)) is not None}
    changes = {soc: known[code] for soc in socs for code in (broad[soc], soc) if code in known}  # its own stands
    said = f"Decline is read from {held}, for {area}, {first} to {last}."
    return Declines(changes, True, said)


def _not_looked_at(why: str) -> Declines:
    return Declines({}, False, NOT_LOOKED_AT.format(why=why))


def _change(one: OccupationProjection) -> Decimal | None:
    """Jobs gained or lost, however the file says it."""
    if one.change is not None:
        return one.change
    if one.base_employment is not None and one.projected_employment is not None:
        return one.projected_employment - one.base_employment
    return one.percent
