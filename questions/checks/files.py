"""The files of an answer: how many and how large a question takes them, and what an answer's value says of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

MEGABYTE = 1024 * 1024
MOST_FILES = 20
"""The most files that one question can be set to take."""


class Tier(NamedTuple):
    """How large each file of a question may be, in MB."""

    mb: int
    label: str


TIERS = {
    "small": Tier(5, "Small: up to 5 MB each"),
    "standard": Tier(25, "Standard: up to 25 MB each"),
    "large": Tier(100, "Large: up to 100 MB each"),
}
STANDARD = "standard"


def tier_of(options: Mapping[str, Any]) -> Tier:
    return TIERS.get(str(options.get("tier")), TIERS[STANDARD])


def most_bytes(options: Mapping[str, Any]) -> int:
    return tier_of(options).mb * MEGABYTE


def most_files(options: Mapping[str, Any]) -> int:
    """How many files the question takes: one, where nothing else is set."""
    given = options.get("max_files")
    return min(max(int(given), 1), MOST_FILES) if given else 1


def files_in(value: Any) -> list[dict[str, Any]]:
    """The files of an answer's value: of one file a mapping, of several a list of them; none of anything else."""
    given = value if isinstance(value, list) else [value]
    return [dict(one) for one in given if isinstance(one, Mapping) and "file" in one]
