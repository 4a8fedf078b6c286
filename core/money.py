"""Money as `Decimal` with two places: reading it, showing it, splitting it without losing a cent."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import Enum
from typing import TypeVar

CENT = Decimal("0.01")
LARGEST = Decimal("999999999999.99")
WRITTEN = re.compile(r"^\$?(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d{0,2}))?$", re.ASCII)
UNITS = ((Decimal("1e9"), "billion"), (Decimal("1e6"), "million"))

Key = TypeVar("Key", bound=Hashable)


class NotMoney(ValueError):
    """What was typed is no amount of money. The message is fit to show the user."""


def parse(text: str) -> Decimal:
    """Read what people type: "$1,234.50", "1234.5", "(250.00)" or "-250" for what is taken away."""
    bare = text.strip().replace("\N{MINUS SIGN}", "-").replace(" ", "")
    negative = bare.startswith("-") or (bare.startswith("(") and bare.endswith(")"))
    if negative:
        bare = bare[1:] if bare.startswith("-") else bare[1:-1]
    found = WRITTEN.match(bare)
    if not found or not any(found.groups()):
        raise NotMoney(f"{text.strip() or 'Nothing'} is not an amount. Write dollars and cents, such as 1,234.50.")
    amount = Decimal(f"{(found[1] or '0').replace(',', '')}.{found[2] or '0'}")
    if amount > LARGEST:
        raise NotMoney(f"{text.strip()[:40]} is more than the largest amount, {show(LARGEST)}.")
    amount = amount.quantize(CENT)
    return -amount if negative else amount


def to_cents(amount: Decimal) -> Decimal:
    """Rounded to the cent, halves away from zero, as the books do."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def show(amount: Decimal, *, cents: bool = True) -> str:
    """$1,234.50, with a true minus sign; `cents=False` rounds to whole dollars."""
    rounded = to_cents(amount) if cents else amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    sign = "\N{MINUS SIGN}" if rounded < 0 else ""
    return f"{sign}${abs(rounded):,}"


def show_short(amount: Decimal) -> str:
    """$15.66 million; below a million whole dollars."""
    for size, word in UNITS:
        if abs(amount) >= size:
            sign = "\N{MINUS SIGN}" if amount < 0 else ""
            return f"{sign}${(abs(amount) / size).quantize(CENT, rounding=ROUND_HALF_UP)} {word}"
    return show(amount, cents=False)


def split(total: Decimal, weights: Mapping[Key, Decimal | int]) -> dict[Key, Decimal]:
    """Divide `total` by `weights` to the cent so that the parts add up exactly (largest remainder, BR-50).

    Cents left over go to the largest remainders; equal remainders in the order given. Raises ValueError when
    the weights are negative or all zero.
    """
    whole = sum(weights.values(), Decimal(0))
    if not weights or whole <= 0 or min(weights.values()) < 0:
        raise ValueError("Weights must be zero or more, and at least one must be above zero.")
    if total < 0:
        return {key: -part for key, part in split(-total, weights).items()}
    exact = {key: total * weight / whole for key, weight in weights.items()}
    parts = {key: share.quantize(CENT, rounding=ROUND_DOWN) for key, share in exact.items()}
    left = int((total - sum(parts.values())) / CENT)
    for key in sorted(exact, key=lambda key: parts[key] - exact[key])[:left]:
        parts[key] += CENT
    return parts


class MatchBasis(Enum):
    """What a match percentage is a percentage of (BR-03)."""

    AWARD = "award"
    PROJECT = "project"


def match_required(award: Decimal, percent: Decimal | int, basis: MatchBasis) -> Decimal:
    """The match an award needs, rounded up to the cent.

    At 25 % on $200,000: of the award $50,000.00, of the whole project (award and match together) $66,666.67.
    """
    share = Decimal(percent) / 100
    if not share >= 0 or (basis is MatchBasis.PROJECT and share >= 1):
        raise ValueError(f"A match of {percent}% of the {basis.value} cannot be met.")
    exact = award * share if basis is MatchBasis.AWARD else award * Decimal(percent) / (100 - Decimal(percent))
    return exact.quantize(CENT, rounding=ROUND_CEILING)
