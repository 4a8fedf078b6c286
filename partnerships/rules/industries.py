"""Target industries: how one moves, which codes overlap, when its yearly review is due; regions that hang together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from core import geography
from core.moves import Move
from core.permissions import Permission
from partnerships.choices import IndustryStatus as S

MOVES = {
    "target": Move("Target", (S.CANDIDATE,), S.TARGETED, Permission.INDUSTRY_EDIT, True),
    "retire": Move("Retire", (S.TARGETED, S.CANDIDATE), S.RETIRED, Permission.INDUSTRY_EDIT, True),
    "reopen": Move("Take up again", (S.RETIRED,), S.CANDIDATE, Permission.INDUSTRY_EDIT, True),
}
"""A yearly review that keeps an industry is no move: `actions.places.review_industry` writes it down."""


def first_codes(naics: str) -> tuple[str, ...]:
    """The beginnings that a code stands for: 31-33 is 31, 32 and 33."""
    first, dash, last = naics.partition("-")
    return tuple(str(n) for n in range(int(first), int(last) + 1)) if dash else (naics,)


def overlap(one: str, other: str) -> bool:
    """Whether two NAICS codes hold the same jobs: one begins the other."""
    return any(a.startswith(b) or b.startswith(a) for a in first_codes(one) for b in first_codes(other))


def overlaps(codes: Sequence[str], others: Mapping[str, Iterable[str]]) -> list[str]:
    """A sentence for each code that another industry has too, and for codes of this one that overlap each other."""
    found = [
        f"NAICS {a} and {b} overlap: one contains the other. Keep one of them."
        for i, a in enumerate(codes)
        for b in codes[i + 1 :]
        if overlap(a, b)
    ]
    for title, theirs in others.items():
        found += [
            f"NAICS {mine} overlaps with {code} of {title}, which is targeted too: a job would count twice. Narrow one."
            for mine in codes
            for code in theirs
            if overlap(mine, code)
        ]
    return found


def review_after(day: dt.date) -> dt.date:
    """A year later; February 29 becomes February 28."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def apart(counties: Sequence[str]) -> str:
    """A sentence that names the counties cut off from the rest; empty where all hang together by their borders."""
    parts = geography.parts_of(counties)
    if len(parts) < 2:
        return ""
    rest = [fips for part in parts[1:] for fips in part]
    named = [county_words(fips) for fips in rest]
    shown = ", ".join(named[:-1]) + f" and {named[-1]}" if len(named) > 1 else named[0]
    one, main = len(rest) == 1, len(parts[0])
    others = "county" if main == 1 else "counties"
    return (
        f"{shown} {'touches' if one else 'touch'} none of the other {main} {others}. A region is one piece: add the"
        f" counties between, take {'it' if one else 'them'} out, or say below why they belong together."
    )


def county_words(fips: str) -> str:
    """Lehigh (PA); the code where it has no name here."""
    county = geography.all_counties().get(fips)
    return fips if county is None else f"{county.name} ({geography.usps_of(county.state_fips)})"
