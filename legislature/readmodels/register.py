"""The public list of chambers and districts, by Open Civic Data id. See legislature/data/NOTICE.md."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from legislature.choices import ChamberKind

FILE = Path(__file__).resolve().parents[1] / "data" / "districts.csv"
KINDS = {"upper": ChamberKind.UPPER, "lower": ChamberKind.LOWER, "unicameral": ChamberKind.LEGISLATURE}


class KnownDistrict(NamedTuple):
    """A district that exists by law, whether or not the state has taken it up yet. `name` is text: "10th Bristol"."""

    kind: ChamberKind
    chamber: str
    member_title: str
    name: str
    ocd_id: str
    seats: int


@cache
def districts_known(usps: str) -> tuple[KnownDistrict, ...]:
    """Every district of a state's chambers; empty for one that the list does not have."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            KnownDistrict(
                KINDS[row["chamber_type"]],
                row["chamber_name"],
                row["member_title"],
                row["district"],
                row["ocd_division_id"],
                int(row["num_seats"]),
            )
            for row in csv.DictReader(file)
            if row["state_abbr"] == usps.upper()
        )
