"""Scores adjusted for how severe each reviewer is: the two-way additive model.

A total is the application's own score plus the reviewer's severity plus what is left over: T = a + b + e. Severities are
shrunk toward nothing by a ridge, so that a reviewer of few applications moves little, and sum to nothing. Where everybody
reads everything the ranking stays as it was; where reviewers read different applications it recovers more of the true
order than the raw mean, and it costs nothing where reviewers are alike (`python -m benchmarks.adjusting` prints both).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

METHOD = "two-way additive, ridge 2, version 1"
RIDGE = 2.0
LEAST_REVIEWS = 3
"""A reviewer with fewer counted reviews tells too little of her severity."""
ENOUGH = 1e-9
MOST_STEPS = 100_000


class Total(NamedTuple):
    """One counted review: which application, by whom, how many points."""

    application_id: int
    reviewer_id: int
    points: float


@dataclass(frozen=True)
class Adjusted:
    """Scores by application and severities by reviewer, in points; empty where it was refused, and then why.

    A severity below nothing is a reviewer who gives less than the others do to the same applications.
    """

    scores: Mapping[int, float] = field(default_factory=dict)
    severities: Mapping[int, float] = field(default_factory=dict)
    refused: str = ""


def adjust(totals: Iterable[Total]) -> Adjusted:
    """The adjusted scores, or the reason why the reviews do not allow them.

    Solved by turns: scores from the severities, severities from the scores, until nothing moves by more than 1e-9.
    """
    rows = sorted(totals)
    if refused := reason_against(rows):
        return Adjusted(refused=refused)
    by_application, by_reviewer = grouped(rows)
    severities = dict.fromkeys(by_reviewer, 0.0)
    for _ in range(MOST_STEPS):
        scores = _scores(by_application, severities)
        found = {r: sum(points - scores[a] for a, points in own) / (len(own) + RIDGE) for r, own in by_reviewer.items()}
        middle = sum(found.values()) / len(found)
        found = {r: severity - middle for r, severity in found.items()}
        moved = max(abs(found[r] - severities[r]) for r in found)
        severities = found
        if moved < ENOUGH:
            break
    return Adjusted(_scores(by_application, severities), severities)


Grouped = dict[int, list[tuple[int, float]]]


def _scores(by_application: Grouped, severities: Mapping[int, float]) -> dict[int, float]:
    """Each application's mean once every reviewer's severity is taken off."""
    return {a: sum(points - severities[r] for r, points in own) / len(own) for a, own in by_application.items()}


def grouped(rows: Iterable[Total]) -> tuple[Grouped, Grouped]:
    """The totals by application, with the reviewer of each, and by reviewer, with the application of each."""
    by_application: Grouped = defaultdict(list)
    by_reviewer: Grouped = defaultdict(list)
    for application_id, reviewer_id, points in rows:
        by_application[application_id].append((reviewer_id, points))
        by_reviewer[reviewer_id].append((application_id, points))
    return dict(by_application), dict(by_reviewer)


def reason_against(rows: Sequence[Total]) -> str:
    """Why these reviews cannot be adjusted; empty where they can."""
    by_application, by_reviewer = grouped(rows)
    if len(by_reviewer) < 2:
        return "Fewer than two reviewers have handed in reviews, so nobody can be compared."
    few = sum(len(own) < LEAST_REVIEWS for own in by_reviewer.values())
    if few:
        said = "1 reviewer has" if few == 1 else f"{few} reviewers have"
        return f"{said} fewer than {LEAST_REVIEWS} counted reviews, too few to tell how severe they are."
    parts = connected_parts(by_application, by_reviewer)
    if parts > 1:
        return (
            f"The reviewers fall into {parts} groups that share no application, so one group’s severity cannot be told"
            " from the quality of what it read."
        )
    return ""


def connected_parts(by_application: Grouped, by_reviewer: Grouped) -> int:
    """Into how many groups reviewers fall, when two belong together who read the same application."""
    left, parts = set(by_reviewer), 0
    while left:
        parts += 1
        waiting = [left.pop()]
        while waiting:
            for application_id, _ in by_reviewer[waiting.pop()]:
                near = {reviewer_id for reviewer_id, _ in by_application[application_id]} & left
                left -= near
                waiting.extend(near)
    return parts
