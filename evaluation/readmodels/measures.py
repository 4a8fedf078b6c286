"""The quarterly reports' measures, put together: counts added, rates pooled, custom ones never."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from evaluation.readmodels.figures import ends, tenth
from evaluation.statistics import wilson
from grants.readmodels.accepted import AcceptedFigure, accepted_figures, missing_reports
from partnerships.choices import Comparability
from partnerships.models import Measure, Partnership


class CannotPool(ValueError):
    """Figures that have no common definition. Nothing may be added up."""


class Pooled(NamedTuple):
    """Counts added; of a rate the numerators and the denominators."""

    value: Decimal
    denominator: Decimal | None


def pool(measure: Measure, figures: Iterable[AcceptedFigure]) -> Pooled:
    """One figure of all. A rate is the sum of numerators over the sum of denominators, never a mean of rates.

    8/10, 45/90, 3/4 and 60/160 are 116/264 = 43.9 %. Raises CannotPool for a custom measure: every partnership counts
    something else (claim 57).
    """
    if measure.comparability == Comparability.CUSTOM:
        raise CannotPool(f"{measure.title} is a custom measure: its figures differ in meaning and cannot be added up.")
    found = [one for one in figures if one.measure_id == measure.pk]
    if measure.comparability != Comparability.RATE:
        return Pooled(sum((one.value for one in found), Decimal(0)), None)
    whole = [one for one in found if one.denominator is not None]
    below = sum((one.denominator for one in whole if one.denominator is not None), Decimal(0))
    return Pooled(sum((one.value for one in whole), Decimal(0)), below)


def measures(start: dt.date, end: dt.date) -> list[dict[str, Any]]:
    """Each measure that is reported quarterly, pooled from the accepted reports of the period. Four queries.

    [{"id", "code": "W4", "version", "title", "definition", "tier", "comparability": "A" to "D", "unit", "statutes": [],
      "value": the sum "6854", of a rate its numerator; None for a custom measure and where nobody reported,
      "denominator": "9246" or None, "share": "74.1" of a rate or None, "low", "high": its interval where both are whole
      numbers of people, "of": "6,854 of 9,246" or "",
      "pooled": False for a custom measure, with "reason" why,
      "reported": int, "coverage": partnerships [reported, missing, not yet due, does not apply],
      "not_reported": [{"id", "name", "standing": "missing", "returned", "waiting", "not due"}]}]

    Only a measure that is core or a rate or count is pooled; another version of a definition is another row.
    """
    figures = accepted_figures(start, end)
    missing = {one.partnership_id: one for one in reversed(missing_reports(start, end))}
    names = dict(Partnership.objects.active().values_list("pk", "name"))
    rows = Measure.objects.filter(is_reported_quarterly=True)
    return [_row(measure, figures, missing, names) for measure in rows]


def _row(
    measure: Measure,
    figures: list[AcceptedFigure],
    missing: dict[int, Any],
    names: dict[int, str],
) -> dict[str, Any]:
    reported = {one.partnership_id for one in figures if one.measure_id == measure.pk}
    silent = {pk: one for pk, one in missing.items() if pk not in reported}
    late = sum(one.standing != "not due" for one in silent.values())
    apart = len(names.keys() - reported - silent.keys())
    return {
        "id": measure.pk,
        "code": measure.code,
        "version": measure.version,
        "title": measure.title,
        "definition": measure.definition,
        "tier": measure.tier,
        "comparability": measure.comparability,
        "unit": measure.unit,
        "statutes": list(measure.statutes),
        **_figure(measure, figures, bool(reported)),
        "reported": len(reported),
        "coverage": [len(reported), late, len(silent) - late, apart],
        "not_reported": [
            {"id": pk, "name": one.partnership, "standing": one.standing}
            for pk, one in sorted(silent.items(), key=lambda pair: pair[1].partnership)
        ],
    }


def _figure(measure: Measure, figures: list[AcceptedFigure], known: bool) -> dict[str, Any]:
    empty = dict.fromkeys(("value", "denominator", "share", "low", "high")) | {"of": "", "pooled": True, "reason": ""}
    try:
        found = pool(measure, figures)
    except CannotPool as refusal:
        return empty | {"pooled": False, "reason": str(refusal)}
    if not known:
        return empty | {"reason": "No accepted report of the period gives it."}
    if measure.comparability != Comparability.RATE:
        return empty | {"value": _plain(found.value)}
    below = found.denominator or Decimal(0)
    share = 100 * found.value / below if below else None
    whole = below and found.value <= below and found.value % 1 == 0 and below % 1 == 0
    interval = wilson(int(found.value), int(below)) if whole else None
    of = f"{_plain(found.value, ',')} of {_plain(below, ',')}"
    return empty | {
        "value": _plain(found.value),
        "denominator": _plain(below),
        "share": tenth(share),
        "of": of,
        **ends(interval),
    }


def _plain(number: Decimal, comma: str = "") -> str:
    """A number without needless zeros: "6854", "0.5"; with `comma` "6,854"."""
    text = format(number, f"{comma}f")
    return text.rstrip("0").rstrip(".") if "." in text else text
