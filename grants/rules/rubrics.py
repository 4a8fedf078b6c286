"""Rubrics that states really used, as plain data to start from: points are whole numbers of the total, never percents."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from grants.choices import Merit, RoundKind


class Judged(NamedTuple):
    """One criterion of a preset. `tie_place` says in which order it breaks ties.

    `bands` as the model keeps them: [[from, to, label, description], …], highest first.
    """

    title: str
    points: int
    merit: str = ""
    tie_place: int | None = None
    guidance: str = ""
    bands: Sequence[Sequence[Any]] = ()


class Rubric(NamedTuple):
    label: str
    source: str
    criteria: tuple[Judged, ...]


def bands_of(points: int, cuts: Sequence[tuple[Fraction, str]]) -> list[list[Any]]:
    """Bands from the share at which each begins, highest first; each ends a point below the one above it (BR-21)."""
    bands: list[list[Any]] = []
    high = points
    for share, label in cuts:
        low = -int(-points * share // 1)  # rounded up: a share that is not met is not met
        bands.append([low, high, label, ""])
        high = low - 1
    return bands


OF_THIRTY = (
    (Fraction(26, 30), "Exemplary"),
    (Fraction(21, 30), "Superior"),
    (Fraction(16, 30), "Adequate"),
    (Fraction(0), "Needs improvement"),
)
"""BR-21: of 30 points, 26 to 30 are exemplary, 21 to 25 superior, 16 to 20 adequate."""

RUBRICS: dict[str, Rubric] = {
    "georgia": Rubric(
        "Georgia: the industry assessment is one third",
        "That the assessment is one third is from the Sector Strategies FAQ (2012); how the rest is shared is a proposal",
        (
            Judged("Partnership composition and employer leadership", 60, Merit.CAPACITY, tie_place=2),
            Judged("Industry assessment", 100, Merit.NEED, tie_place=1),
            Judged("Convener capacity and neutrality", 50, Merit.CAPACITY),
            Judged("Work plan and outcomes", 50, Merit.QUALITY),
            Judged("Budget and leverage", 40, Merit.COST),
        ),
    ),
    "planning": Rubric(
        "Planning: to plan and convene a partnership",
        "That such a grant pays to plan and convene, and that its assessment of the labor market regions is one third, is"
        " from the Sector Strategies FAQ (2012, Georgia); how the rest is shared is a proposal",
        (
            Judged(
                "Industry assessment",
                100,
                Merit.NEED,
                tie_place=1,
                guidance="The distinct labor market regions that matter to the industry, and the evidence for each",
            ),
            Judged(
                "Who is to be convened, and how",
                80,
                Merit.QUALITY,
                guidance="Which employers, schools and voices of workers are at the table or asked to it, and how it meets",
            ),
            Judged("Convener capacity and neutrality", 60, Merit.CAPACITY),
            Judged(
                "The planning period",
                40,
                Merit.QUALITY,
                guidance="What will stand at its end: a plan that employers adopt, goals, who does what",
            ),
            Judged("Budget", 20, Merit.COST),
        ),
    ),
    "arkansas": Rubric(
        "Arkansas: four bands for each criterion",
        "Program need with its bands is from Arkansas's planning grants; the other criteria are a proposal",
        tuple(
            Judged(title, points, merit, tie, "", bands_of(points, OF_THIRTY))
            for title, points, merit, tie in (
                ("Program need", 30, Merit.NEED, 1),
                ("Partnership and capacity", 25, Merit.CAPACITY, None),
                ("Plan and expected outcomes", 25, Merit.QUALITY, None),
                ("Budget and sustainability", 20, Merit.SUSTAINABILITY, None),
            )
        ),
    ),
}
"""BR-20 and BR-21. The criteria carry the parts of a merit review that they cover (BR-22)."""


def first_for(kind: str) -> str:
    """The rubric that a new round of a kind begins with."""
    return "planning" if kind in (RoundKind.SEED, RoundKind.PLANNING) else "georgia"
