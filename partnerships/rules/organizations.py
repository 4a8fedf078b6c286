"""When two records cannot be one organization, and which facts of a double fill the gaps of the one that is kept."""

from __future__ import annotations

from typing import Any, NamedTuple

FILLED = ("uei", "ein", "naics", "size_band", "is_union", "city", "county_fips", "website")
"""Facts that the kept record takes over where it has none."""


class Record(NamedTuple):
    """What is compared of an organization."""

    name: str
    uei: str
    ein: str
    is_test: bool
    is_merged: bool


def merge_fault(kept: Record, double: Record, *, is_same: bool) -> str:
    """Why the two may not be merged, in a sentence; empty where they may."""
    if is_same:
        return "These are the same record. Choose another."
    if kept.is_merged or double.is_merged:
        name = kept.name if kept.is_merged else double.name
        return f"{name} was merged into another already. Choose that one."
    if kept.is_test or double.is_test:
        return "A record for rehearsals is not merged with a real one."
    for label, ours, theirs in (("UEI", kept.uei, double.uei), ("EIN", kept.ein, double.ein)):
        if ours and theirs and ours != theirs:
            return (
                f"{kept.name} and {double.name} have different {label}s, so they are two organizations in the federal"
                f" register. Where one {label} is wrong, correct it first."
            )
    return ""


def filled_from(kept: dict[str, Any], double: dict[str, Any]) -> dict[str, Any]:
    """Field → value of the double, where the kept record has none."""
    return {name: double[name] for name in FILLED if kept[name] in ("", None) and double[name] not in ("", None)}
