"""The risk that is assessed before a subaward (2 CFR 200.332(c), BR-32): what is asked, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from grants.choices.awarding import RiskLevel, SpecificCondition

MOST = 3
"""The points of the heaviest answer of each factor."""
MEDIUM_FROM, HIGH_FROM = 6, 11


class Factor(NamedTuple):
    """One factor: what is asked, where the rule asks for it, and its answers from 0 to 3 points."""

    key: str
    title: str
    source: str
    answers: tuple[str, str, str, str]


FACTORS = (
    Factor(
        "experience",
        "Experience with similar awards",
        "200.332(c)(1)",
        (
            "Three or more similar awards in five years, in good order",
            "One or two similar awards, in good order",
            "Only other public money, or a similar award with late reports",
            "None, or an award that was ended for cause",
        ),
    ),
    Factor(
        "audits",
        "Results of earlier audits",
        "200.332(c)(2)",
        (
            "Audited within two years, without findings",
            "No audit is required; statements were reviewed",
            "Findings, all of them corrected",
            "Findings that are open, or an audit that is overdue",
        ),
    ),
    Factor(
        "personnel",
        "New people or systems",
        "200.332(c)(3)",
        (
            "The same people and systems for two years",
            "A new project director or head of finance",
            "A new or much changed accounting system",
            "Both",
        ),
    ),
    Factor(
        "monitoring",
        "Monitoring by federal agencies",
        "200.332(c)(4)",
        (
            "Monitored, without findings",
            "No federal agency has monitored it",
            "Findings, all of them corrected",
            "Findings that are open",
        ),
    ),
    Factor(
        "fraud",
        "Risk of fraud",
        "200.332(c)",
        (
            "Duties are separated, and a written policy says how to report fraud",
            "Duties are separated, without a written policy",
            "One person can approve and pay",
            "Fraud or misuse was found within three years",
        ),
    ),
    Factor(
        "size",
        "Size of this award against its yearly budget",
        "200.332(c)",
        ("Below a tenth", "Up to a quarter", "Up to a half", "More than a half"),
    ),
)

KEYS = tuple(factor.key for factor in FACTORS)
WHOLE = MOST * len(FACTORS)


def total_of(points: Mapping[str, int]) -> int:
    return sum(points[key] for key in KEYS)


def level_of(points: Mapping[str, int]) -> RiskLevel:
    """Low below 6 points of 18, high from 11. One answer of 3 points makes it medium at least, two make it high."""
    heaviest = sum(points[key] == MOST for key in KEYS)
    if total_of(points) >= HIGH_FROM or heaviest > 1:
        return RiskLevel.HIGH
    return RiskLevel.MEDIUM if total_of(points) >= MEDIUM_FROM or heaviest else RiskLevel.LOW


def conditions_for(points: Mapping[str, int]) -> list[SpecificCondition]:
    """The specific conditions that follow from the answers; whoever assesses may choose others."""
    level = level_of(points)
    if level == RiskLevel.LOW:
        return []
    found = {SpecificCondition.REPORTS}
    if points["personnel"] > 1 or points["experience"] > 1:
        found.add(SpecificCondition.ASSISTANCE)
    if points["fraud"] > 1 or points["audits"] == MOST:
        found.add(SpecificCondition.REIMBURSE)
    if level == RiskLevel.HIGH:
        found |= {SpecificCondition.REIMBURSE, SpecificCondition.MONITORING, SpecificCondition.APPROVALS}
    return [one for one in SpecificCondition if one in found]


ALWAYS = "Read each quarterly report within 30 days, money against work done, and follow up what is not explained"
PLANS = {
    RiskLevel.LOW: ("One desk review with receipts for a sample of costs, at the middle of the period",),
    RiskLevel.MEDIUM: (
        "A call each quarter with the project director and the head of finance",
        "A desk review with receipts for a sample of costs, twice a year",
        "One visit in the first year",
    ),
    RiskLevel.HIGH: (
        "A call each month with the project director and the head of finance",
        "Receipts for every payment in the first two quarters, for a sample after that",
        "A visit in the first six months, and one each year after it",
        "Training in federal cost rules before the first payment",
    ),
}


def monitoring_for(level: str) -> list[str]:
    """The monitoring plan in proportion to the level (2 CFR 200.332(e) and (f))."""
    return [ALWAYS, *PLANS[RiskLevel(level)]]
