"""How figures are printed. What is not known is printed as not known, and why."""

from __future__ import annotations

from decimal import Decimal

from labor_market.choices import Reliability

NOT_PUBLISHED = "not published"
TOO_UNCERTAIN = "too uncertain to show"
WITHHELD = "withheld by BLS"
HOURLY_CEILING = "$115.00 or more"


def jobs_text(jobs: int | Decimal | None, reliability: Reliability = Reliability.GOOD) -> str:
    """4,520; or why there is no figure."""
    if reliability is Reliability.HIDDEN:
        return TOO_UNCERTAIN
    return NOT_PUBLISHED if jobs is None else f"{jobs:,.0f}"


def quotient_text(lq: float | Decimal | None, reliability: Reliability = Reliability.GOOD) -> str:
    """11.10."""
    if reliability is Reliability.HIDDEN:
        return TOO_UNCERTAIN
    return NOT_PUBLISHED if lq is None else f"{lq:,.2f}"


def pay_text(hourly: Decimal | None, annual: int | None = None, *, at_ceiling: bool = False) -> str:
    """$40.76; a year's pay for those without an hourly one; the ceiling; or not published."""
    if at_ceiling:
        return HOURLY_CEILING
    if hourly is not None:
        return f"${hourly:,.2f}"
    return NOT_PUBLISHED if annual is None else f"${annual:,} a year"


def percent_text(share: float | None, digits: int = 1) -> str:
    """30.9%."""
    return NOT_PUBLISHED if share is None else f"{share * 100:.{digits}f}%"


def against(value: Decimal | None, reference: Decimal | None) -> str:
    """4% below, 12% above or the same as."""
    if value is None or not reference:
        return ""
    percent = round((value / reference - 1) * 100)
    return f"{abs(percent)}% {'above' if percent > 0 else 'below'}" if percent else "the same as"
