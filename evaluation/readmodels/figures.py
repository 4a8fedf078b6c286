"""Shares and intervals as plain data, with one decimal, and the words for them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from evaluation.statistics import Interval, Share

PUBLISHED = Decimal("0.1")


def tenth(value: float | Decimal | None) -> str | None:
    """A percent or number of points with one decimal: "41.5"; None stays None."""
    if value is None:
        return None
    rounded = Decimal(str(value)).quantize(PUBLISHED, ROUND_HALF_UP)
    return str(abs(rounded) if rounded == 0 else rounded)


def ends(interval: Interval | None) -> dict[str, str | None]:
    """{"low": "27.8", "high": "56.6"}"""
    return {"low": tenth(interval.low) if interval else None, "high": tenth(interval.high) if interval else None}


def share_of(share: Share, minimum: int) -> dict[str, Any]:
    """{"yes", "n", "share", "low", "high"}: a share with its Wilson interval; below `minimum` answers only n stands."""
    if share.n < minimum:
        return {"yes": None, "n": share.n, "share": None, "low": None, "high": None}
    return {"yes": share.yes, "n": share.n, "share": tenth(share.percent), **ends(share.interval)}


def whole(value: str | float | None) -> str:
    """A percent as it is read in a sentence: 41%, and 0.4 is "under 1%" rather than 0%."""
    if value is None:
        return "not computed"
    number = Decimal(str(value))
    if 0 < number < 1:
        return "under 1%"
    if 99 < number < 100:
        return "over 99%"
    return f"{number.quantize(Decimal(1), ROUND_HALF_UP)}%"


def people(count: int | None, minimum: int) -> str:
    """A count of people in words fit to print; None is one that had to be hidden."""
    return f"fewer than {minimum}" if count is None else f"{count:,}"
